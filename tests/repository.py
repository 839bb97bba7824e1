"""The repository as tests see it: where it is, a way to run its scripts, and copies of its corpus."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def run(
    *arguments: object, cwd: Path = REPOSITORY, timeout: float = 120, **variables: str
) -> subprocess.CompletedProcess:
    """Run a Python script as a user would, with environment variables beside the usual ones; output as text."""
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"} | variables
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        timeout=timeout,
    )


def copy_corpus(to: Path) -> Path:
    """Copy the repository's corpus into a folder: records, sources, vocabulary and dataset.yaml."""
    for name in ("records", "sources", "readings", "vocabulary"):
        shutil.copytree(REPOSITORY / name, to / name)
    shutil.copy(REPOSITORY / "dataset.yaml", to)
    return to
