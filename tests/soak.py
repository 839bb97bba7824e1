"""Mutated input for the six things that read foreign bytes, for some minutes: `make fuzz` ends with it.

Counts are printed a minute. A traceback, a hang of more than five seconds, or more than 500 MB end it with exit code 1.
"""

import argparse
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from doors import docx, pdf
from edited import BASE, ODD, VALID, edited

from onbackground.corpus.corpus import Corpus
from onbackground.drafting import limits
from onbackground.drafting.draft import Chosen, draft
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.pages.page import Refused
from onbackground.validation import batch, check
from onbackground.validation.cache_file import path_of, throw_away

HANG_SECONDS, MEGABYTES = 5, 500
OFTEN = {"record": 10, "beside": 10, "source": 10, "page": 10, "cache": 1, "file": 1}
"""How often each of the targets is tried, beside the others."""
limits.SECONDS_OF_A_FILE = HANG_SECONDS - 1
PIECES = (b"\0", b"\xff", "\u0301".encode() * 40, "\u202e".encode(), b"&a ", b"*a", b"!!x ", b"[" * 50, b"{" * 50, b": ",
          b"- ", b"\n", b"\n\n", b"\t", b'"', b"'", b"|", b">-\n", b"#", b"<div>", b"</p>", b"<table>", b"&#x301;", b"%",
          b"Q: ", b"A. ", b"MR. X: ", b"| " * 30, b"(" * 30, b"9" * 30, b"2031-02-30", b"---\n", b"\r\n", b"\xe2\x80\xa8")  # fmt: skip
PAGE = b"""<html><head><title>Press Call on the Ferry</title></head><body><nav><a href="/">Home</a> | <a href="/n">News</a>
</nav><h1>Press Call on the Ferry</h1><p>May 2, 2001</p><p>MODERATOR: Good morning. It is on the record.</p>
<p>QUESTION: Is there a ferry?</p><p>MR. LOW: There is one ferry.<br>And a boat.</p></body></html>"""


VALUE = re.compile(rb"(?<=: )[^,\n{}\[\]]+|\[[^\[\]\n]*\]|\n *[^ \n:]+:(?= )[^\n]*")
VALUES = (b"null", b"[]", b"{}", b'""', b"1", b"x", b"[x]", b"{x: 1}", b"")


def mutated(content: bytes, chosen: random.Random) -> bytes:
    """The content with some bytes changed, or with other values in some places where a value, a list or a line is."""
    changed = bytearray(content)
    if chosen.random() < 0.3 and (found := list(VALUE.finditer(content))):
        for one in sorted(
            chosen.sample(found, min(len(found), chosen.choice((1, 1, 2, 3)))), key=lambda one: -one.start()
        ):
            changed[one.start() : one.end()] = chosen.choice(VALUES)
        return bytes(changed)
    for _ in range(chosen.choice((1, 1, 2, 5, 20))):
        at = chosen.randrange(len(changed) + 1)
        cut = chosen.choice((0, 0, 1, 3, 50))
        new = chosen.choice(
            (chosen.choice(PIECES), chosen.randbytes(chosen.randrange(4)), bytes(changed[at : at + 200]))
        )
        changed[at : at + cut] = new
    return bytes(changed)


def targets(chosen: random.Random, folder: Path) -> dict[str, Callable[[], object]]:
    """What reads foreign bytes, each with an input that is new at every call."""
    valid = Corpus.at(VALID)
    records = {path: valid.read(path) for path in (BASE, ODD)}
    pages = [("a.html", PAGE), ("a.txt", valid.read(valid.source_of(BASE))), ("a.md", b"# Call\n\n" + PAGE)]
    corpus = Corpus.at(folder)

    def a_record() -> object:
        path = chosen.choice(list(records))
        return check.check_record(edited(VALID, {path: mutated(records[path], chosen)}), path)

    beside = [
        *(f"vocabulary/{name}.yaml" for name in ("entities", "topics")),
        *(path for path in valid.listing("readings") if path.endswith(".yaml")),
    ]

    def a_file_beside() -> object:
        path = chosen.choice(beside)
        return batch.check_all(
            edited(VALID, {path: mutated(valid.read(path), chosen)}), valid.record_paths(), jobs=1, use_cache=False
        )

    def a_source() -> object:
        path = chosen.choice(list(records))
        source = valid.source_of(path)
        return check.check_record(edited(VALID, {source: mutated(valid.read(source), chosen)}), path)

    def a_page() -> object:
        name, content = chosen.choice(pages)
        try:
            return draft(
                read_page(name, mutated(content, chosen)), name, valid.vocabulary, Chosen(None, "x", None), None
            )
        except Refused:
            return None

    files = [
        ("a.pdf", pdf([["MR. LOW: Yes.", "", "QUESTION: Why?"]] * 3)),
        ("a.docx", docx(["# Call", "**MR. LOW:** Yes."])),
    ]

    def a_file() -> object:
        name, content = chosen.choice(files)
        try:
            return read_page(name, mutated(content, chosen))
        except Refused:
            return None

    batch.check_all(corpus, corpus.record_paths(), jobs=1)
    cache = path_of(corpus.root).read_bytes()

    def a_cache() -> object:
        throw_away(corpus.root)
        path_of(corpus.root).write_bytes(mutated(cache, chosen))
        assert batch.check_all(corpus, corpus.record_paths(), jobs=1) == []
        return None

    return {
        "record": a_record,
        "beside": a_file_beside,
        "source": a_source,
        "page": a_page,
        "cache": a_cache,
        "file": a_file,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chosen = random.Random(options.seed)
    signal.signal(signal.SIGPROF, lambda *_: (_ for _ in ()).throw(TimeoutError("a hang")))
    counts = dict.fromkeys(OFTEN, 0)
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        made = targets(chosen, Path(shutil.copytree(VALID, f"{folder}/corpus")))
        until, told = time.monotonic() + 60 * options.minutes, time.monotonic() + 60
        while time.monotonic() < until:
            name = chosen.choices(list(OFTEN), OFTEN.values())[0]
            state, began = chosen.getstate(), time.process_time()
            signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)  # of processor time: the machine may be busy
            try:
                made[name]()
            except BaseException:
                print(f"{name}: seed {options.seed}, input {counts[name] + 1}, state {hash(state)}", file=sys.stderr)
                raise
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            counts[name] += 1
            slowest = max(slowest, time.process_time() - began)
            if time.monotonic() > told:
                told += 60
                print(f"{counts}, slowest {slowest:.2f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{sum(counts.values()):,} inputs {counts}, slowest {slowest:.2f} s, peak {peak} MB, seed {options.seed}")
    return 1 if peak > MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main())
