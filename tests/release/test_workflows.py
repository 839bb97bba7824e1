"""The workflows: valid for GitHub, and their scripts do what they are there for."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from clients.run import CLIENTS
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


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("dependabot", "dependabot.yml"),
    ],
)
def test_forms_and_settings_are_valid_for_github(kind, files):
    found = sorted((REPOSITORY / ".github").glob(files))
    tool = Path(sys.executable).with_name("check-jsonschema")
    asked = subprocess.run([tool, "--builtin-schema", f"vendor.{kind}", *found], capture_output=True, text=True)
    assert found and asked.returncode == 0, asked.stdout + asked.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A corpus with a release, and the interpreter where the workflows have it."""
    desk = Desk(tmp_path / "corpus")
    (desk.folder / ".gitignore").write_text("/dist/\n/.venv\n/build.py\n/last*\n/told/\n/built.txt\n")
    (desk.folder / ".venv" / "bin").mkdir(parents=True)
    python = desk.folder / ".venv" / "bin" / "python"
    python.write_text(
        f'#!/bin/sh\nscript=$1\nshift\ncase $script in .github/*) exec {sys.executable} {REPOSITORY}/$script "$@";; esac\nexec {sys.executable} {REPOSITORY}/$script --corpus . "$@"\n'
    )
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


def built(desk: Desk, summary: Path) -> subprocess.CompletedProcess:
    (desk.folder / "told" / "pages").mkdir(parents=True, exist_ok=True)
    for name in ("Build, and say what changes", "Write the comment"):
        done = run("build.yml", name, desk.folder, GITHUB_STEP_SUMMARY=str(summary))
        if done.returncode:
            break
    return done


def test_a_pull_request_is_compared_with_its_base(desk, tmp_path):
    summary = tmp_path / "summary.md"
    assert built(desk, summary).returncode == 0
    desk.out.rename(desk.folder.parent / "base-release")
    desk.add_lake()
    second = built(desk, summary)
    assert second.returncode == 0
    comment = (desk.folder / "told" / "comment.md").read_text()
    assert "Since 0.1.0: " in comment and "This needs version **0.2.0**." in comment
    assert summary.read_text().endswith(comment)


def test_a_build_that_fails_fails_the_job(desk, tmp_path):
    record = next((desk.folder / "records").rglob("*.yaml"))
    record.write_text(record.read_text().replace("reply: explicit", "reply: explcit"))
    assert built(desk, tmp_path / "summary.md").returncode == 1


@pytest.mark.parametrize(
    ("changed", "judge"), [("records/2031/x.yaml", "../judge"), ("onbackground/x.py", "."), ("schema/x.json", ".")]
)
def test_records_alone_are_judged_by_the_base_branch(tmp_path, changed, judge):
    folder, output = tmp_path / "checkout", tmp_path / "output"
    folder.mkdir()

    def git(*words: str) -> str:
        identity = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
        return subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True).stdout

    git("init", "--quiet")
    (folder / "validate.py").write_text("")
    git("add", ".")
    git("commit", "--quiet", "-m", "base")
    base = git("rev-parse", "HEAD").strip()
    (folder / changed).parent.mkdir(parents=True)
    (folder / changed).write_text("")
    git("add", ".")
    git("commit", "--quiet", "-m", "change")
    assert run("validate.yml", "Choose the judge", folder, BASE=base, GITHUB_OUTPUT=str(output)).returncode == 0
    assert output.read_text() == f"judge={judge}\n"
    assert (folder / judge / "validate.py").is_file()


def test_the_workflows_are_clean_for_zizmor():
    tool = Path(sys.executable).with_name("zizmor")
    asked = subprocess.run([tool, "--offline", REPOSITORY / ".github"], capture_output=True, text=True)
    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_the_comment_tells_broken_seals_and_says_what_it_cut(tmp_path):
    finding = {"path": "records/2031/a.yaml", "line": 7, "code": "OB811", "message": "turns were edited"}
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text("")
    (tmp_path / "findings.json").write_text(json.dumps({"findings": [finding, finding | {"code": "OB204"}]}))
    (tmp_path / "changes.md").write_text("- a row: “old” → “new”\n" * 5000, encoding="utf-8")
    script = [sys.executable, REPOSITORY / ".github" / "comment.py"]

    def comment() -> str:
        files = [tmp_path / name for name in ("findings.json", "changes.md", "pages")]
        return subprocess.run([*script, *files], capture_output=True, check=True, encoding="utf-8").stdout

    cut = comment()
    assert len(cut) < 65_536 and "more characters are left out here" in cut.splitlines()[-1]
    (tmp_path / "changes.md").write_text("No row differs.\n")
    whole = comment()
    assert "### Seals broken\n\n- `records/2031/a.yaml:7` OB811: turns were edited" in whole
    assert "### Findings" in whole and "a.html" in whole
    (tmp_path / "findings.json").unlink()
    assert "The validator gave no answer" in comment()


def test_every_client_is_in_the_matrix():
    said: Any = YAML(typ="safe").load(REPOSITORY / ".github" / "workflows" / "clients.yml")
    assert said["jobs"]["load"]["strategy"]["matrix"]["client"] == list(CLIENTS)
