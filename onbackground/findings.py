"""Findings and rules: a failure is a value, not an exception.

A *problem* says what is wrong at a place in a file's data (a path of keys) or text (a position).
A *finding* is a problem with its code, file, line and column: what people see.
A *rule* is a function whose docstring is its documentation; the registry is built from the functions.
"""

from __future__ import annotations

import difflib
import inspect
import textwrap
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Path = tuple[str | int, ...]
"""Keys and indices from the top of a file's data to a value in it."""


class Finding(NamedTuple):
    """What is wrong, where (path from the corpus root, 1-based line and column), and what would be right."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    level: str = "error"


class Problem(NamedTuple):
    """What a rule yields: a place in the data, a message and a hint (a function, where it takes long to find).

    `at` is the path to a value; with `key`, its key is meant, with `offset`, that character of the value.
    `position` (line and column, 1-based) is given instead where there are no data to point into.
    """

    at: Path
    message: str
    hint: str | Callable[[], str] = ""
    key: bool = False
    offset: int | None = None
    position: tuple[int, int] | None = None
    code: str = ""


class Rule(NamedTuple):
    """One rule: its code, the function, the layers it reads, those it must see whole, and whether it can be waived."""

    code: str
    check: Callable[..., Any]
    reads: frozenset[str]
    waivable: bool
    whole: frozenset[str]
    last: bool

    @property
    def doc(self) -> str:
        return inspect.cleandoc(self.check.__doc__ or "")

    @property
    def title(self) -> str:
        return self.doc.split("\n", 1)[0].rstrip(".")

    @property
    def explanation(self) -> str:
        """The docstring without its title and without its examples."""
        return self._sections()[""]

    @property
    def breaks(self) -> str:
        return self._sections().get("Breaks:", "")

    @property
    def mended(self) -> str:
        return self._sections().get("Mended:", "")

    @property
    def level(self) -> str:
        return "warning" if self.waivable else "error"

    def _sections(self) -> dict[str, str]:
        sections: dict[str, list[str]] = {"": []}
        current = sections[""]
        for line in self.doc.split("\n")[1:]:
            if line in ("Breaks:", "Mended:"):
                current = sections.setdefault(line, [])
            else:
                current.append(line)
        return {name: textwrap.dedent("\n".join(lines)).strip("\n") for name, lines in sections.items()}


RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order of the codes once all modules are imported."""


def rule(
    code: str, *, reads: Iterable[str] = (), waivable: bool = False, whole: Iterable[str] = (), last: bool = False
) -> Callable:
    """Enter a function into the registry under its code.

    `reads` names the top-level keys of a record that the rule needs (and `vocabulary`): it is left out where one
    of them breaks the schema, so that one mistake gives one finding. Of a layer it may see only the entries that
    are sound, unless `whole` names it. With `last` it is asked only where nothing else is found: for what every
    other mistake brings with it. Raises ValueError for a code that is taken.
    """

    def enter(check: Callable) -> Callable:
        if code in RULES:
            raise ValueError(f"{code} is taken by {RULES[code].check.__qualname__}")
        RULES[code] = Rule(code, check, frozenset(reads) | frozenset(whole), waivable, frozenset(whole), last)
        check.code = code
        return check

    return enter


def did_you_mean(word: object, choices: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of the choices, or lists them if they are few; else `otherwise`."""
    known = [choice for choice in choices if isinstance(choice, str)]
    near = difflib.get_close_matches(str(word).lower(), [choice.lower() for choice in known], n=1, cutoff=0.6)
    if near:
        match = next(choice for choice in known if choice.lower() == near[0])
        return f"did you mean “{match}”?"
    if 0 < len(known) <= 20:
        return otherwise or "known: " + ", ".join(known)
    return otherwise


def printable(text: str) -> str:
    """The text without characters that could play tricks on a terminal or a log: they are written as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shorten(text: str, width: int = 60) -> str:
    """The text on one line, cut in the middle of nowhere but marked as cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"
