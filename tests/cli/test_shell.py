"""What a shell does to a command: odd encodings, closed and full outputs, signals, no memory. One line, no traceback."""

import io
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from edited import BASE, VALID
from repository import REPOSITORY, copy_corpus

from onbackground.cli import build, draft, review, shell, validate
from onbackground.corpus.corpus import UsageError

PAGE = (
    "Background Briefing on the “Żłoty” Lighthouse – 🏨\n\nMarch 4, 2091\n\nMODERATOR: Good morning, everyone. We begin now.\n\n"
    "QUESTION: Who pays for the lighthouse?\n\nSENIOR OFFICIAL: The harbour pays for it, as it always did.\n"
)


def run(*arguments: object, variables: dict[str, str] | None = None, **options: object) -> subprocess.CompletedProcess:
    left_out = ("GITHUB_ACTIONS", "PYTHONUNBUFFERED", "COVERAGE_PROCESS_CONFIG")
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | (variables or {})
    whole = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": REPOSITORY, "timeout": 60} | options
    return subprocess.run([sys.executable, *map(str, arguments)], env=environment, check=False, **whole)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A corpus with findings whose lines and messages hold characters that few encodings have."""
    root = Path(shutil.copytree(VALID, tmp_path / "corpus"))
    shutil.copy(REPOSITORY / "dataset.yaml", root)
    text = (root / BASE).read_text(encoding="utf-8")
    assert "venue: Hotel Example\n" in text
    odd = "venue: Hôtel – “Żłoty” 🏨\nodd: “key”\n"
    (root / BASE).write_text(text.replace("venue: Hotel Example\n", odd), encoding="utf-8")
    (root / "records/2031/Zoë\x1b[31m.yaml").touch()
    return root


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "cp1252", "utf-8"])
def test_output_in_any_encoding(broken: Path, tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    record = broken / "records/2031/state-2031-05-06-harbour-dues.yaml"
    for code, command, words in (
        (1, validate, ["--corpus", broken]),
        (1, validate, ["--corpus", broken, "--format", "json"]),
        (1, validate, ["--corpus", broken, "--format", "sarif"]),
        (1, validate, ["--corpus", broken, "--format", "github"]),
        (0, validate, ["--explain", "OB"]),
        (2, validate, ["--corpus", "Żłoty"]),
        (1, build, ["--corpus", broken]),
        (0, review, [record, "--corpus", broken]),
        (0, draft, [tmp_path / "page.txt", "--corpus", broken, "--publisher", "state-dept"]),
    ):
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            assert command.main([str(word) for word in words]) == code
            assert out.errors == err.errors == "strict"
        said, warned = (stream.buffer.getvalue() for stream in (out, err))
        assert bool(said) == (code != 2) and warned.count(b"\n") == (code == 2)
        assert b"\x1b" not in said + warned and (said + warned).decode(encoding)


def test_output_of_a_process_in_an_old_encoding(broken: Path) -> None:
    printed = run("validate.py", "--corpus", broken, variables={"PYTHONIOENCODING": "cp437", "PYTHONUTF8": "0"})
    assert (printed.returncode, printed.stderr) == (1, b"") and "Zoë".encode("cp437") in printed.stdout


COMMANDS = {
    "findings": ["validate.py", "--corpus", "CORPUS"],
    "a long text": ["validate.py", "--explain", "OB"],
    "help": ["validate.py", "--help"],
    "a table": ["draft.py", "CORPUS/nothing.txt", "--corpus", "CORPUS"],
}
CLOSED = "import os, sys; os.closerange({}, {}); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"


@pytest.mark.parametrize("name", COMMANDS)
def test_an_output_that_is_full_or_closed_is_one_line(broken: Path, name: str) -> None:
    (broken / "nothing.txt").touch()
    words = [word.replace("CORPUS", str(broken)) for word in COMMANDS[name]]
    with open("/dev/full", "w") as full:
        printed = run(*words, stdout=full)
    assert (printed.returncode, printed.stderr.count(b"\n")) == (2, 1) and b"No space left" in printed.stderr
    if name == "help":
        with open("/dev/full", "w") as full:
            assert run(*words, stdout=full, variables={"PYTHONUNBUFFERED": "1"}).returncode == 2
    reader, writer = os.pipe()
    os.close(reader)
    printed = run(*words, stdout=writer)
    os.close(writer)
    assert (printed.returncode, printed.stderr.count(b"\n")) == (2, 1) and b"Broken pipe" in printed.stderr


def test_descriptors_that_are_closed(broken: Path) -> None:
    printed = run("-c", CLOSED.format(1, 2), "validate.py", "--corpus", broken)
    assert (printed.returncode, printed.stderr) == (2, b"validate.py: the output is closed\n")
    printed = run("-c", CLOSED.format(2, 3), "validate.py", "--corpus", broken)
    assert printed.returncode == 1 and b"OB" in printed.stdout
    assert run("-c", CLOSED.format(0, 3), "validate.py", "--corpus", broken).returncode == 2
    with open("/dev/full", "w") as full:
        assert run("validate.py", "--corpus", "nowhere", stderr=full).returncode == 2


WORK = """
import sys, time
from onbackground.cli import build, draft, review, shell, validate
from onbackground.engine import open_engine

@shell.command("work")
def main(arguments=None):
    with open_engine(2) as mapped:
        for result in mapped(time.sleep, [0.0, 0.0, 60.0, 60.0]):
            print("working", flush=True)
    return 0

if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL", "Ctrl-C"])
def test_workers_end_with_the_command(tmp_path: Path, how: str) -> None:
    """Two seconds after the command was stopped or killed no process of it is left, and it said one line."""
    (tmp_path / "work.py").write_text(WORK)
    variables = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, str(tmp_path / "work.py")]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=variables, start_new_session=True, **pipes) as running:
        assert running.stdout and running.stderr
        for _ in range(2):
            assert running.stdout.readline() == b"working\n"
        workers = psutil.Process(running.pid).children(recursive=True)
        assert len(workers) >= 2
        if how == "Ctrl-C":
            os.killpg(running.pid, signal.SIGINT)  # a terminal sends it to all
        else:
            running.send_signal(getattr(signal, how))
        code = running.wait(timeout=5)
        until = time.monotonic() + 5
        while (left := [process for process in workers if is_running(process)]) and time.monotonic() < until:
            time.sleep(0.01)
        for process in left:
            process.kill()
        assert left == []
        said = running.stderr.read()
    number = getattr(signal, how.replace("Ctrl-C", "SIGINT"))
    if how == "SIGKILL":
        assert code == -number and b"Traceback" not in said
    else:
        assert (code, said) == (128 + number, b"onbackground work: stopped\n")


def is_running(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE  # one that nobody collects has ended all the same
    except psutil.NoSuchProcess:
        return False


def test_a_build_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    copy_corpus(tmp_path)
    command = [sys.executable, "build.py", "--corpus", str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        until = time.monotonic() + 30
        while not list(tmp_path.glob("dist/.onbackground.new-*")) and time.monotonic() < until:
            time.sleep(0.005)
        running.terminate()
        assert running.stderr and running.stderr.read() == b"build.py: stopped\n"
    assert running.returncode == 128 + signal.SIGTERM
    assert [path.name for path in (tmp_path / "dist").iterdir()] in ([], [".onbackground.lock"])


@pytest.mark.parametrize("megabytes", [60, 120])
def test_memory_that_is_refused_is_one_line(broken: Path, megabytes: int) -> None:
    """Under a limit the command still ends: it works, or says one line."""
    long = "a" * 3_900_000
    (broken / BASE).write_text(f'schema: briefing/2\ntitle: "{long}"\n', encoding="utf-8")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))

    code = "import sys; from onbackground.cli.validate import main; sys.exit(main(sys.argv[1:]))"
    printed = run("-c", code, "--corpus", broken, "--no-cache", "--jobs", "1", preexec_fn=limited)
    assert b"Traceback" not in printed.stderr.replace(b"MemoryError\n", b"") or b"import" in printed.stderr, printed
    assert printed.returncode in (1, 2)


@pytest.mark.parametrize(
    ("error", "said", "code"),
    [
        (MemoryError(), "onbackground x: there is not enough memory\n", 2),
        (OSError(30, "Read-only file system", "a\x1b[31m"), "onbackground x: a\\x1b[31m: Read-only file system\n", 2),
        (UsageError("a\nb"), "onbackground x: a\\nb\n", 2),
        (KeyboardInterrupt(), "onbackground x: stopped\n", 130),
    ],
)
def test_every_failure_is_one_line(
    error: BaseException, said: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    @shell.command("x")
    def fails() -> int:
        raise error

    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    assert fails() == code
    assert capsys.readouterr() == ("", said)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


ATTACKS = ("::add-mask::a", "  ::stop-commands::x", "\u3000::debug::x", "a\r::error::x", "a ##[add-mask]b")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_line_is_a_command_of_a_workflow(
    attack: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    @shell.command("x")
    def says() -> int:
        print(attack)
        print(attack, file=sys.stderr)
        shell.write_as_it_is("::error::meant\n")
        return 0

    assert says() == 0
    printed = capsys.readouterr()
    assert "::error::meant\n" in printed.out
    assert commands(printed.out + printed.err) == ["::error::meant"]


def commands(text: str) -> list[str]:
    """What the runner takes for a command: `::` at the beginning of a line, `##[` anywhere in it."""
    return [line for line in re.split(r"[\r\n]+", text) if line.strip().startswith("::") or "##[" in line]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_commands_in_records_stay_text(tmp_path: Path, form: str) -> None:
    root = copy_corpus(tmp_path)
    path = next((root / "records").rglob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}"::add-mask::secret": "##[add-mask]x"\n::add-mask::a: b\n', encoding="utf-8")
    for words in (["validate.py", "--format", form], ["build.py"]):
        printed = run(*words, "--corpus", root, variables={"GITHUB_ACTIONS": "true"})
        assert printed.returncode == 1
        found = commands((printed.stdout + printed.stderr).decode())
        assert all(line.startswith("::error file=") for line in found), found
        assert bool(found) == (form == "github" or words == ["build.py"])


def test_a_stream_that_cannot_be_configured_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)

    @shell.command("x")
    def says() -> int:
        print("é")
        return 0

    assert says() == 0 and stream.getvalue() == "é\n" and sys.stdout is stream
