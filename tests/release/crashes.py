"""Run builds that die: forked from one process that has everything imported, so that dozens take seconds.

`python crashes.py CORPUS OUT OLD NEW SEED MODE` builds CORPUS over OUT again and again; OUT starts each time as the
release OLD, and a build that is let go makes it NEW. Prints a JSON list of [how it died, what OUT is afterwards]:
"old", "new", or what is wrong with it. Modes: `points` dies at calls that touch files, `moments` at random times;
`fallback` is `points` where the system cannot exchange two folders; `full` gets errors from a disk that is full.
"""

import json
import os
import random
import resource
import shutil
import signal
import sys
import time
import warnings
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from onbackground.cli import build as command
from onbackground.release.files import swap

WATCHED = {
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.chmod",
    "os.scandir",
    "os.listdir",
    "shutil.rmtree",
    "ctypes.dlsym",
    "ctypes.call_function",
    "tempfile.mkdtemp",
}
ROUNDS = {"points": 34, "moments": 14, "fallback": 14}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(corpus: Path, out: Path) -> int:
    return command.main(["--corpus", str(corpus), "--out", str(out), "--jobs", "1"])


def forked(work) -> int:
    """Do something in a child process: its exit status, or minus the signal that killed it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 on: there are threads, which do nothing here
        child = os.fork()
    if child == 0:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        os._exit(work() or 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dying_at(point: int, corpus: Path, out: Path, tell=None):
    """A build that kills itself at the n-th watched call."""

    def work() -> int:
        seen = 0

        def hook(event: str, arguments: tuple) -> None:
            nonlocal seen
            if event in WATCHED:
                seen += 1
                if seen == point:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        code = build(corpus, out)
        if tell:
            tell(seen)
        return code

    return work


def full(limit: int, corpus: Path, out: Path) -> int:
    """Build while no file may have more bytes than `limit`."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return build(corpus, out)


def main() -> None:
    corpus, out, old, new = map(Path, sys.argv[1:5])
    chance, mode = random.Random(int(sys.argv[5])), sys.argv[6]
    states = {"old": bytes_of(old), "new": bytes_of(new)}
    if mode == "fallback":
        swap.exchange = lambda one, other: False

    def reset() -> None:
        """The old release alone: calls are counted from the same state each time."""
        shutil.rmtree(out.parent)
        shutil.copytree(old, out)

    def state() -> str:
        if not out.exists() and mode == "fallback":
            swap.recover(out)  # what the next build does first
        found = bytes_of(out) if out.exists() else {}
        return next((name for name, content in states.items() if content == found), f"neither: {len(found)} files")

    reset()
    counted = out.parent.parent / "count"
    started = time.monotonic()
    assert forked(dying_at(0, corpus, out, lambda seen: counted.write_text(str(seen)))) == 0
    took, calls = time.monotonic() - started, int(counted.read_text())
    counted.unlink()
    assert state() == "new"
    results = []
    if mode in ("points", "fallback"):
        tail = range(calls - 110, calls + 1)  # the swap, and what is cleaned up after it
        half = ROUNDS[mode] // 2
        for point in [*chance.sample(range(1, calls - 110), half), *chance.sample(tail, half - 1), calls]:
            reset()
            code = forked(dying_at(point, corpus, out))
            results.append([f"call {point} of {calls}: {code}", state()])
    elif mode == "moments":
        for _ in range(ROUNDS[mode]):
            if state() != "old":
                reset()
            child = os.fork()
            if child == 0:
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                os._exit(build(corpus, out))
            delay = chance.uniform(0, took * 1.1)
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            results.append([f"after {delay:.3f} s: {code}", state()])
    elif mode == "full":
        for limit in (0, 100, 700, 1500, 2000, 5000, 9000, 12000, 15000, 17000):
            if state() != "old":
                reset()
            results.append([f"{limit} bytes a file: {forked(partial(full, limit, corpus, out))}", state()])
    if state() != "old":
        reset()
    assert forked(lambda: build(corpus, out)) == 0
    left = sorted(path.name for path in out.parent.iterdir())
    print(json.dumps({"results": results, "last": state(), "left": left}))


if __name__ == "__main__":
    main()
