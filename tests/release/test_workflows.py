"""The workflows: valid for GitHub, and their scripts do what they are there for."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from releases import REPOSITORY, Desk
from ruamel.yaml import YAML

from onbackground.release.verify import verify

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))


def step(workflow: str, name: str) -> str:
    """The script of a step."""
    said: Any = YAML(typ="safe").load(REPOSITORY / ".github" / "workflows" / workflow)
    return next(one["run"] for job in said["jobs"].values() for one in job["steps"] if one.get("name") == name)


def run(workflow: str, name: str, folder: Path, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step(workflow, name)],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )


def test_valid_for_github():
    tool = Path(sys.executable).with_name("check-jsonschema")
    asked = subprocess.run(
        [tool, "--builtin-schema", "vendor.github-workflows", *WORKFLOWS], capture_output=True, text=True
    )
    assert asked.returncode == 0, asked.stdout
    assert {"build.yml", "release.yml"} <= {path.name for path in WORKFLOWS}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A corpus with a release, and the interpreter where the workflows have it."""
    desk = Desk(tmp_path / "corpus")
    (desk.folder / ".gitignore").write_text("/dist/\n/.venv\n/build.py\n/last*\n")
    (desk.folder / ".venv" / "bin").mkdir(parents=True)
    python = desk.folder / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nscript=$1\nshift\nexec {sys.executable} {REPOSITORY}/$script --corpus . "$@"\n')
    python.chmod(0o755)
    assert desk.build() == 0
    return desk


def test_a_tag_that_says_something_else_is_no_release(desk):
    name = "The tag says what dataset.yaml says"
    assert run("release.yml", name, desk.folder, TAG="v0.1.0").returncode == 0
    wrong = run("release.yml", name, desk.folder, TAG="v0.2.0")
    assert wrong.returncode == 1 and "the tag is v0.2.0, dataset.yaml says 0.1.0" in wrong.stdout


def test_packed_release_and_notes(desk, tmp_path):
    for name in ("Pack", "Write the notes"):
        assert run("release.yml", name, desk.folder, TAG="v0.1.0", RELEASE="dist/onbackground").returncode == 0
    packed = (desk.folder / "onbackground-v0.1.0.tar.gz").read_bytes()
    run("release.yml", "Pack", desk.folder, TAG="v0.1.0", RELEASE="dist/onbackground")
    assert (desk.folder / "onbackground-v0.1.0.tar.gz").read_bytes() == packed
    with tarfile.open(desk.folder / "onbackground-v0.1.0.tar.gz") as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    assert verify(tmp_path / "unpacked" / "onbackground") == []
    notes = (desk.folder / "notes.md").read_text()
    assert "The first release." in notes and "## " not in notes


def test_a_pull_request_is_built_against_the_last_release(desk, tmp_path):
    summary = tmp_path / "summary.md"
    (desk.folder / "last").mkdir()
    first = run("build.yml", "Build, and say what changes", desk.folder, GITHUB_STEP_SUMMARY=str(summary))
    assert first.returncode == 0 and "replies" in summary.read_text()
    summary.unlink()
    desk.out.rename(desk.folder / "last" / "onbackground")
    desk.add_lake()
    second = run("build.yml", "Build, and say what changes", desk.folder, GITHUB_STEP_SUMMARY=str(summary))
    assert (second.returncode, second.stdout) == (0, "0.2.0\n")
    assert summary.read_text().startswith("Since 0.1.0: ") and "This needs version **0.2.0**." in summary.read_text()
