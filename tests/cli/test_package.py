"""The package as pip installs it: with the schemas inside, and a command that checks the folder where it is called."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest
import yaml
from edited import BASE, VALID
from repository import REPOSITORY


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the unpacked wheel, built from the repository's files."""
    copy, dist, site = (tmp_path_factory.mktemp(name) for name in ("copy", "dist", "site"))
    for name in ("onbackground", "schema"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "validate.py", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, copy / name)
    built = subprocess.run(
        [sys.executable, "-c", f"from hatchling.build import build_wheel; print(build_wheel({str(dist)!r}))"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=True,
    )
    with zipfile.ZipFile(dist / built.stdout.strip().split("\n")[-1]) as wheel:
        wheel.extractall(site)
    return site


def validate(installed, cwd, *arguments):
    code = "import sys; from onbackground.cli.validate import main; sys.exit(main())"
    environment = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "PYTHONPATH")}
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=environment | {"PYTHONPATH": str(installed)},
    )


def test_the_command_checks_the_folder_in_which_it_is_called(installed, tmp_path):
    corpus = shutil.copytree(VALID, tmp_path / "corpus")
    printed = validate(installed, corpus)
    assert (printed.returncode, printed.stdout) == (0, "3 records checked: no findings\n"), printed.stderr
    text = (corpus / BASE).read_text(encoding="utf-8")
    (corpus / BASE).write_text(text.replace("reply: declining", "reply: evasive"), encoding="utf-8")
    printed = validate(installed, corpus)
    assert printed.returncode == 1 and "OB204" in printed.stdout


def test_where_there_are_no_records_it_says_so(installed, tmp_path):
    printed = validate(installed, tmp_path)
    assert printed.returncode == 2 and printed.stderr.count("\n") == 1


def test_the_entry_point_of_the_hook_is_in_the_wheel(installed):
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    assert f"{hook['entry']} = onbackground.cli.validate:main" in entry_points.read_text(encoding="utf-8")
    assert {path.name for path in (installed / "onbackground/schemas").iterdir()} == {
        path.name for path in (REPOSITORY / "schema").iterdir()
    }
