"""`onbackground COMMAND`: one program over all commands."""

import subprocess
import sys

import pytest
from repository import REPOSITORY

from onbackground import findings
from onbackground.cli import main as program


def test_every_command_has_a_help_of_its_own(capsys):
    for name in program.COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            program.main([name, "--help"])
        assert stopped.value.code == 0
        assert capsys.readouterr().out.startswith("usage: ")


def test_every_module_of_a_command_is_listed():
    modules = {path.stem for path in (REPOSITORY / "onbackground/cli").glob("*.py")}
    assert modules - {"__init__", "main", "output", "shell"} == set(program.COMMANDS)


def test_without_a_command_it_lists_them(capsys):
    assert program.main(["--help"]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed for name in program.COMMANDS)
    assert program.main([]) == 2


def test_a_command_that_is_not_there(capsys):
    assert program.main(["valdate"]) == 2
    assert capsys.readouterr().err.startswith("onbackground: there is no command 'valdate'")


@pytest.mark.parametrize(("name", "missing"), [("build", "pyarrow"), ("review", "jinja2"), ("draft", "selectolax")])
def test_a_package_that_is_missing_is_one_line(name, missing):
    code = f"import sys; sys.modules[{missing!r}] = None; from onbackground.cli.main import run; sys.exit(run({name!r}, []))"
    asked = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert asked.returncode == 2
    assert asked.stderr.startswith(
        f"onbackground {name} needs the package {missing}: pip install 'onbackground[{name}]'"
    )
    assert asked.stderr.count("\n") == 1


def test_how_a_command_is_called(monkeypatch, tmp_path):
    assert (findings.program("validate"), findings.command("validate")) == ("validate.py", "python validate.py")
    monkeypatch.setattr(findings, "_SCRIPTS", tmp_path)
    assert findings.program("validate") == findings.command("validate") == "onbackground validate"
