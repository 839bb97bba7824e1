"""What tests share: the repository, a way to run its scripts, and a copy of its corpus to change at will."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def run(*arguments: object, cwd: Path = REPOSITORY, timeout: float = 120, **variables: str) -> subprocess.CompletedProcess:
    """Run a Python script as a user would, with environment variables beside the usual ones; output as text."""
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"} | variables
    return subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, cwd=cwd,
                          env=environment, timeout=timeout)


def copy_corpus(to: Path) -> Path:
    """Copy the repository's corpus into a folder: records, sources, vocabulary and dataset.yaml."""
    for name in ("records", "sources", "vocabulary"):
        shutil.copytree(REPOSITORY / name, to / name)
    shutil.copy(REPOSITORY / "dataset.yaml", to)
    return to


@pytest.fixture
def corpus_copy(tmp_path: Path) -> Path:
    """A copy of the repository's corpus to change at will."""
    return copy_corpus(tmp_path)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, default=1, metavar="TIMES", help="how many times as many mutations to try")


@pytest.fixture
def mutations(request: pytest.FixtureRequest) -> int:
    """How many mutations a property test tries: some hundreds; --fuzz 100 makes tens of thousands of them."""
    return 250 * request.config.getoption("--fuzz")
