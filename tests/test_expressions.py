"""Every regular expression of the package, timed on lines made to be hard for it: none takes longer than a moment.

The lines are made from the expression itself: its literal characters, one and two at a time, repeated, with an end that
does not fit. A search that goes back and forth over such a line takes time that grows with a power of its length.
"""

import importlib
import re
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from test_architecture import modules
from timing import least, once

from onbackground.drafting.lines.tables import Row

LENGTH = 300
SECONDS = 0.25
"""What a hostile line of so many characters may take, on a slow machine: a thousand times what an honest one takes."""
COMMON = ("a", "A", "1", " ", "a ", "A ", "A. ", "(a", "- ", "\u00a0", "a: ", "\n")


def expressions() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Every compiled expression that a module of the package holds, by its name; also those in tables and tuples."""
    for name in sorted(modules()):
        if name.endswith("__main__"):
            continue
        for key, value in vars(importlib.import_module(name)).items():
            for n, pattern in enumerate(patterns_in(value)):
                yield f"{name}.{key}{f'[{n}]' if n else ''}", pattern


def patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Row):
        yield value.compiled
    elif depth and isinstance(value, dict):
        for inner in value.values():
            yield from patterns_in(inner, depth - 1)
    elif depth and isinstance(value, (tuple, list, frozenset)):
        for inner in value:
            yield from patterns_in(inner, depth - 1)


EXPRESSIONS = dict(expressions())


def literals(pattern: re.Pattern) -> list[str]:
    """The literal characters of an expression, and members of its classes."""
    from re import _parser  # type: ignore[attr-defined]

    found: dict[str, None] = {}

    def walk(parsed: object) -> None:
        for operation, argument in parsed:  # type: ignore[attr-defined]
            named = str(operation)
            if named in ("LITERAL", "NOT_LITERAL"):
                found[chr(argument)] = None
            elif named == "RANGE":
                found[chr(argument[0])] = None
            elif named == "IN":
                walk(argument)
            elif named in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                walk(argument[2])
            elif named == "SUBPATTERN":
                walk(argument[3])
            elif named == "ATOMIC_GROUP":
                walk(argument)
            elif named == "BRANCH":
                for branch in argument[1]:
                    walk(branch)
            elif named in ("ASSERT", "ASSERT_NOT"):
                walk(argument[1])
            elif named == "GROUPREF_EXISTS":
                for branch in argument[1:]:
                    if branch:
                        walk(branch)

    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        walk(_parser.parse(source, pattern.flags & ~re.DEBUG & ~re.UNICODE))
    return list(found)


def lines(pattern: re.Pattern) -> Iterator[str]:
    own = literals(pattern)
    special = [c for c in own if not c.isalnum()]
    words = re.findall(r"[A-Za-z]{3,12}", pattern.pattern if isinstance(pattern.pattern, str) else "")
    units = [*own[:16], *COMMON, *(f"{c}a" for c in special[:6]), *(f"{c} " for c in special[:6])]
    for unit in dict.fromkeys([*units, *(f"{word} " for word in words[:4])]):
        whole = unit * (LENGTH // len(unit))
        yield whole + "\x01"
        yield "A " + whole + ":\x01"


def uses(name: str, pattern: re.Pattern) -> set[str]:
    """The methods by which the package uses an expression; all, where it is in a table."""
    short = re.split(r"[.\[]", name.replace("[", ".["))[-1] if "[" not in name else ""
    found = (
        set(re.findall(rf"\b{short}\.(search|match|fullmatch|finditer|findall|sub|split)\b", SOURCE))
        if short
        else set()
    )
    return {"search" if method in ("finditer", "findall", "sub", "split") else method for method in found} or {
        "match",
        "fullmatch",
    }


SOURCE = "".join(path.read_text(encoding="utf-8") for path in modules().values())


@pytest.mark.parametrize("module", sorted({name.rpartition(".")[0] for name in EXPRESSIONS}))
def test_no_line_takes_an_expression_long(module: str) -> None:
    for name, pattern in EXPRESSIONS.items():
        if name.rpartition(".")[0] != module:
            continue
        methods = uses(name, pattern)
        for line in lines(pattern):
            subject = line if isinstance(pattern.pattern, str) else line.encode("utf-8")
            for method in methods:
                with stopped_after(60):
                    run = partial(getattr(pattern, method), subject)
                    taken = once(run)
                    if taken >= SECONDS:  # on a busy machine it gets another try
                        taken = least(run, times=3)
                assert taken < SECONDS, f"{name}.{method}: {taken:.1f} s for {line[:20]!r}…, {len(line)} characters"


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """An expression that never ends is interrupted: the test fails and does not hang."""

    def stop(*_: object) -> None:
        raise AssertionError(f"no answer within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_they_are_found() -> None:
    assert len(EXPRESSIONS) > 100
    assert any(isinstance(pattern.pattern, bytes) for pattern in EXPRESSIONS.values())
    assert set("ab-|") <= set(literals(re.compile(r"(?:a|[b-c])-*(?=\|)")))
    assert uses("onbackground.verbatim.alignment._LABEL", re.compile("x")) == {"match"}
