"""Between a command and the shell that called it: whatever happens, there is one clear line and an exit code.

Output in an encoding that lacks a character, closed, or on a full disk; Ctrl-C and SIGTERM; no memory left; text of
records that a terminal or GitHub Actions would take for a command: it is all handled here, once for all commands.
"""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import wraps
from types import FrameType
from typing import Any

from onbackground.corpus.corpus import UsageError
from onbackground.engine import EngineError
from onbackground.findings import printable, program

Main = Callable[..., int]

_STOPPED = 128
"""Added to the number of the signal that ended a command: its exit code, as shells have it."""

_WORKFLOW_COMMAND = re.compile(r"(^|[\r\n])(\s*)::|##\[")
"""What the runner of GitHub Actions takes for a command, wherever it was printed from."""


class _Stopped(KeyboardInterrupt):
    """A signal asks the command to end; the number of the signal."""

    def __init__(self, number: int):
        super().__init__()
        self.number = number


class _WithoutCommands:
    """A stream to a log of GitHub Actions: no line of it is taken for a command."""

    def __init__(self, stream: Any):
        self.stream = stream

    def write(self, text: str) -> int:
        written: int = self.stream.write(_WORKFLOW_COMMAND.sub(_harmless, text))
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _harmless(match: re.Match[str]) -> str:
    return "#\\#[" if match.group() == "##[" else f"{match[1]}{match[2]}\\::"


def under_github_actions() -> bool:
    """Whether this runs in a workflow, where lines are commands."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def write_as_it_is(text: str) -> None:
    """Write to standard output what is meant for a program: workflow commands among it stay commands."""
    stream = sys.stdout
    (stream.stream if isinstance(stream, _WithoutCommands) else stream).write(text)


def command(name: str) -> Callable[[Main], Main]:
    """A function from arguments to an exit code, as the command of that name (validate, build, …).

    UsageError, EngineError, OSError and MemoryError become a line on stderr and exit code 2; a signal 128 and its
    number. The streams and signal handlers are afterwards as they were.
    """

    def decorate(main: Main) -> Main:
        @wraps(main)
        def guarded(*arguments: list[str] | None) -> int:
            with _streams(), _signals():
                try:
                    try:
                        return main(*arguments)
                    finally:
                        _flush(sys.stdout)
                except (UsageError, EngineError) as error:
                    return _said(program(name), str(error))
                except OSError as error:
                    where = f"{error.filename}: " if error.filename else ""
                    return _said(program(name), f"{where}{error.strerror or error}")
                except MemoryError:
                    return _said(program(name), "there is not enough memory")
                except KeyboardInterrupt as stopped:
                    number = stopped.number if isinstance(stopped, _Stopped) else signal.SIGINT
                    return _said(program(name), "stopped", _STOPPED + number)

        return guarded

    return decorate


def _said(name: str, message: str, code: int = 2) -> int:
    with suppress(OSError):
        try:
            print(f"{name}: {printable(message)}", file=sys.stderr)
        finally:
            _flush(sys.stderr)
    return code


def _flush(stream: Any) -> None:
    """Write what is waiting. What cannot be written is thrown away, or the interpreter tries again when it ends."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
            stream.flush()
        raise


class _Closed(io.TextIOBase):
    """In the place of a standard output that the caller closed: saying nothing is fine, everything else is an error."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "the output is closed")

    def isatty(self) -> bool:
        return False


@contextmanager
def _streams() -> Iterator[None]:
    """Standard output and error that take every character, and exist."""
    before = sys.stdout, sys.stderr
    with ExitStack() as stack:
        if sys.stdout is None or sys.stderr is None:
            _occupy_standard_descriptors()
            sys.stdout = sys.stdout or _Closed()
            sys.stderr = sys.stderr or stack.enter_context(open(os.devnull, "w", encoding="utf-8"))
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and stream.errors != "backslashreplace":
                stack.callback(stream.reconfigure, errors=stream.errors)
                stream.reconfigure(errors="backslashreplace")
        if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.write_through:  # PYTHONUNBUFFERED
            stack.callback(sys.stdout.reconfigure, write_through=True)
            sys.stdout.reconfigure(write_through=False)  # argparse keeps to itself what it could not write
        if under_github_actions():
            sys.stdout, sys.stderr = _WithoutCommands(sys.stdout), _WithoutCommands(sys.stderr)
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


def _occupy_standard_descriptors() -> None:
    """Open the descriptors 0 to 2 where they are closed: else the next file that is opened becomes an output."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest that is free


@contextmanager
def _signals() -> Iterator[None]:
    """Let the signals that ask a command to end unwind it, after its workers are ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, _stop) for number in map(signal.Signals.__getitem__, names)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    workers = multiprocessing.active_children()
    for worker in workers:
        worker.kill()
    for worker in workers:
        worker.join(1)
    raise _Stopped(number)
