"""The package as pip installs it: a bare environment outside of the repository, with the base dependencies only."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
import yaml
from edited import BASE, VALID
from packaging.requirements import Requirement
from repository import REPOSITORY

MEGABYTES = 60
"""The most that the package may bring into an environment that only validates."""


def closure(names: list[Requirement]) -> set[str]:
    """The distributions that requirements lead to, without any extra that is not asked for."""
    found: set[str] = set()
    while names:
        asked = names.pop()
        if asked.name in found or (asked.marker and not asked.marker.evaluate({"extra": ""})):
            continue
        found.add(asked.name)
        names += [Requirement(text) for text in importlib.metadata.requires(asked.name) or ()]
    return found


def wheel_of_the_repository(folder: Path) -> Path:
    copy = folder / "copy"
    for name in ("onbackground", "schema"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, copy / name)
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", code], cwd=copy, capture_output=True, text=True, check=True)
    return folder / built.stdout.split()[-1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Path:
    """An environment with the wheel and copies of its base dependencies: no network, and nothing of the repository."""
    folder = tmp_path_factory.mktemp("environment")
    wheel = wheel_of_the_repository(folder)
    venv.create(folder / "venv", with_pip=False, symlinks=os.name != "nt")
    (site,) = (folder / "venv").glob("[Ll]ib/**/site-packages")
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        folder / "venv",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*command, wheel], check=True, capture_output=True, text=True)
    (package,) = site.glob("onbackground-*.dist-info")
    base = importlib.metadata.PathDistribution(package).requires or ()
    for name in closure([one for text in base if "extra" not in str((one := Requirement(text)).marker)]):
        for file in importlib.metadata.files(name) or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), site / file)
    return folder / "venv"


def onbackground(environment: Path, cwd: Path, *arguments: object) -> subprocess.CompletedProcess:
    hidden = ("GITHUB_ACTIONS", "PYTHONPATH")
    return subprocess.run(
        [environment / ("Scripts" if os.name == "nt" else "bin") / "onbackground", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name not in hidden},
    )


def test_the_base_is_small(environment):
    size = sum(path.stat().st_size for path in environment.rglob("*") if path.is_file() and not path.is_symlink())
    assert size < MEGABYTES * 1_000_000, f"{size / 1e6:.0f} MB"


def test_the_command_checks_the_folder_in_which_it_is_called(environment, tmp_path):
    corpus = shutil.copytree(VALID, tmp_path / "corpus")
    printed = onbackground(environment, corpus, "validate", "--no-cache")
    assert printed.returncode == 0 and printed.stdout.endswith(" records checked: no findings\n"), printed
    text = (corpus / BASE).read_text(encoding="utf-8")
    (corpus / BASE).write_text(text.replace("reply: declining", "reply: evasive"), encoding="utf-8")
    printed = onbackground(environment, corpus, "validate", "--no-cache")
    assert printed.returncode == 1 and "OB204" in printed.stdout


def test_where_there_are_no_records_it_says_so(environment, tmp_path):
    printed = onbackground(environment, tmp_path, "validate")
    assert printed.returncode == 2 and printed.stderr.count("\n") == 1


def test_a_new_corpus_is_valid_at_once(environment, tmp_path):
    assert onbackground(environment, tmp_path, "init", "briefings").returncode == 0
    printed = onbackground(environment, tmp_path / "briefings", "validate")
    assert (printed.returncode, printed.stdout) == (0, "0 records checked: no findings\n"), printed.stderr


def test_what_is_missing_is_named_with_its_extra(environment, tmp_path):
    printed = onbackground(environment, tmp_path, "draft", "page.txt")
    assert printed.returncode == 2 and "pip install 'onbackground[draft]'" in printed.stderr
    assert printed.stderr.count("\n") == 1


def test_the_hook_calls_the_command_of_the_wheel(environment):
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "onbackground validate"
    (schemas,) = environment.glob("[Ll]ib/**/onbackground/schemas")
    assert {path.name for path in schemas.iterdir()} == {path.name for path in (REPOSITORY / "schema").iterdir()}
