"""Findings and rules: a failure is a value, not an exception.

A *problem* says what is wrong at a place in a file's data (a path of keys) or text (a position).
A *finding* is a problem with its code, file, line and column: what people see.
A *rule* is a function whose docstring is its documentation. Three decorators enter it into the registry:
`record_rule`, `corpus_rule`, and `reader_problem` for what a reader of files meets.
"""

from __future__ import annotations

import difflib
import functools
import inspect
import pathlib
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple, ParamSpec, TypeVar

VERSION = "0.1.0"
"""The version of this program, as in pyproject.toml."""

HOMEPAGE = "https://huggingface.co/datasets/onbackground/onbackground"
"""Where dataset and program are described, as in dataset.yaml."""

Path = tuple[str | int, ...]
"""Keys and indices from the top of a file's data to a value in it."""


_SCRIPTS = pathlib.Path(__file__).resolve().parent.parent


def program(name: str) -> str:
    """How the program for a command is called here: `validate.py` in a checkout, else `onbackground validate`."""
    return f"{name}.py" if (_SCRIPTS / f"{name}.py").is_file() else f"onbackground {name}"


def command(name: str) -> str:
    """What somebody types for a command here: `python validate.py`, or `onbackground validate`."""
    return f"python {program(name)}" if program(name).endswith(".py") else program(name)


def counted(number: int, what: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


class Finding(NamedTuple):
    """What is wrong, where (path from the corpus root, line and column from 1), and what would be right."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""


class Cause(NamedTuple):
    """What may be behind several problems of one file: they are reported once.

    From `many` of them on at `at`, a place in the record (or in `file`), with `message`, in which {n} stands for
    their number. Fewer, or without `at`, at the first of them, which says at how many more places it is so.
    """

    name: tuple[str, ...]
    at: Path | None = None
    message: str = ""
    hint: str = ""
    key: bool = False
    file: str = ""
    many: int = 2


class Problem(NamedTuple):
    """What a rule yields: a place in the data, a message and a hint (a function where it takes long to compute).

    `at` is the path to a value; with `key`, its key is meant, with `offset`, that character of the value.
    `position` (line and column, from 1) is given instead where there are no data to point into; `file` names
    another file that the position is in. What is missing is `shown` at the key beside it.

    One mistake is to be one finding. So a problem says what else it is about (`rests_on`), and what cannot be
    trusted before it is solved (`doubts`): problems there are its echoes, and not reported. Problems of one `cause`
    are reported together.
    """

    at: Path
    message: str
    hint: str | Callable[[], str] = ""
    key: bool = False
    offset: int | None = None
    position: tuple[int, int] | None = None
    code: str = ""
    rests_on: tuple[Path, ...] = ()
    doubts: tuple[Path, ...] = ()
    cause: Cause | None = None
    file: str = ""
    shown: Path | None = None

    def places(self) -> tuple[Path, ...]:
        """Every place of the record that the problem is about."""
        return (self.at, *self.rests_on)


class Unreadable(Exception):
    """A file or a text holds no data that could be checked; `problems` say why, and as text the first of them."""

    def __init__(self, problems: list[Problem]):
        first = problems[0]
        line = f"line {first.position[0]}: " if first.position else ""
        hint = f" ({first.hint})" if isinstance(first.hint, str) and first.hint else ""
        super().__init__(f"{line}{first.message}{hint}")
        self.problems = problems


class Placed(NamedTuple):
    """A problem of the corpus: the file that it is in, and the problem there."""

    path: str
    problem: Problem


class Stage(IntEnum):
    """How far a check has come when a rule is asked. A mistake of an early stage can show up again in later ones."""

    FILE = 1
    """The file: its name, its encoding, its YAML."""
    SCHEMA = 2
    """The keys and the types of the values."""
    TEXT = 3
    """The source, and whether the turns reproduce it."""
    CONTENT = 4
    """What the labels, quotes and references say."""
    SEALS = 5
    """Whether the record is still what was signed. Every other mistake breaks a seal too."""
    CORPUS = 6
    """The records together, the vocabulary and the documents."""


@dataclass(frozen=True)
class Rule:
    """One rule: its code, the stage at which it is asked, its documentation, and whether it can be waived."""

    code: str
    stage: Stage
    doc: str
    name: str
    waivable: bool = False

    @property
    def title(self) -> str:
        return self.doc.split("\n", 1)[0].rstrip(".")

    @property
    def explanation(self) -> str:
        """The docstring without its title and without its examples."""
        return self._sections()[""]

    @property
    def wrong(self) -> str:
        """The example that breaks the rule."""
        return self._sections().get("Wrong:", "")

    @property
    def right(self) -> str:
        """The same example as it should be."""
        return self._sections().get("Right:", "")

    def _sections(self) -> dict[str, str]:
        sections: dict[str, list[str]] = {"": []}
        current = sections[""]
        for line in self.doc.split("\n")[1:]:
            if line in ("Wrong:", "Right:"):
                current = sections.setdefault(line, [])
            else:
                current.append(line)
        return {name: textwrap.dedent("\n".join(lines)).strip("\n") for name, lines in sections.items()}


@dataclass(frozen=True)
class RecordRule(Rule):
    """A rule about one record: what it reads, and the layers that it must see whole."""

    reads: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    check: Callable[[Any], Iterable[Problem]] = lambda record: ()


def asked(rules: Iterable[RecordRule], record: Any) -> list[Problem]:
    """What these rules find in a record, each problem with the code of its rule."""
    found = []
    for one in rules:
        for problem in one.check(record):
            found.append(problem._replace(code=one.code))
    return found


@dataclass(frozen=True)
class CorpusRule(Rule):
    """A rule about the corpus as a whole: it is given the corpus and the summaries of all records."""

    needs_all: bool = False
    """Whether a record that is not among the summaries could refute it."""
    check: Callable[[Any, Any], Iterable[Placed]] = lambda corpus, summaries: ()

    def find(self, corpus: Any, summaries: Any) -> list[Placed]:
        """The problems of a corpus, each with the code of this rule."""
        return [Placed(path, problem._replace(code=self.code)) for path, problem in self.check(corpus, summaries)]


@dataclass(frozen=True)
class ReaderProblem(Rule):
    """What a reader of files, schemas or waivers can meet. `harmless`: the rest of the file is still read as meant."""

    harmless: bool = False


RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order of the codes once all modules are imported."""

RecordCheck = TypeVar("RecordCheck", bound=Callable[[Any], Iterable[Problem]])
CorpusCheck = TypeVar("CorpusCheck", bound=Callable[[Any, Any], Iterable[Placed]])
Given = ParamSpec("Given")


def record_rule(
    code: str,
    *,
    reads: Iterable[str],
    whole: Iterable[str] = (),
    stage: Stage = Stage.CONTENT,
    waivable: bool = False,
) -> Callable[[RecordCheck], RecordCheck]:
    """Enter a function of a record into the registry: it yields the record's problems.

    `reads` names the top-level keys of a record that the rule needs (and `vocabulary`): it is left out where one
    of them breaks the schema, so that one mistake gives one finding. Of a layer it may see only the entries that
    are sound, unless `whole` names it. Rules of the stage SEALS are asked only where nothing else is found.
    Raises ValueError for a code that is taken.
    """

    def enter(check: RecordCheck) -> RecordCheck:
        reading = frozenset(reads) | frozenset(whole)
        _enter(RecordRule(code, stage, *_said_of(check), waivable, reading, frozenset(whole), check))
        return check

    return enter


def corpus_rule(code: str, *, needs_all: bool = False) -> Callable[[CorpusCheck], CorpusCheck]:
    """Enter a function of a corpus and the summaries of its records: it yields problems and the files they are in.

    A rule that `needs_all` is asked only where all records are checked: the others could refute what it says.
    Raises ValueError for a code that is taken.
    """

    def enter(check: CorpusCheck) -> CorpusCheck:
        _enter(CorpusRule(code, Stage.CORPUS, *_said_of(check), needs_all=needs_all, check=check))
        return check

    return enter


def reader_problem(
    code: str, *, stage: Stage, harmless: bool = False
) -> Callable[[Callable[Given, Problem]], Callable[Given, Problem]]:
    """Enter a function that describes one problem which a reader meets. What it returns is given the code.

    Raises ValueError for a code that is taken.
    """

    def enter(describe: Callable[Given, Problem]) -> Callable[Given, Problem]:
        _enter(ReaderProblem(code, stage, *_said_of(describe), harmless=harmless))

        @functools.wraps(describe)
        def described(*args: Given.args, **kwargs: Given.kwargs) -> Problem:
            return describe(*args, **kwargs)._replace(code=code)

        return described

    return enter


def _said_of(function: Callable[..., Any]) -> tuple[str, str]:
    return inspect.cleandoc(function.__doc__ or ""), function.__name__


def _enter(rule: Rule) -> None:
    if rule.code in RULES:
        raise ValueError(f"{rule.code} is taken by {RULES[rule.code].name}")
    RULES[rule.code] = rule


MOST_COMPARED = 1000
"""Among so many names one is looked for that is nearly another; of more, only those with the same first letters."""


def did_you_mean(word: object, choices: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of the choices, or lists them if they are few; else `otherwise`."""
    known = list(dict.fromkeys(choice for choice in choices if isinstance(choice, str)))
    if len(known) > MOST_COMPARED:
        known = [choice for choice in known if choice[:2].lower() == str(word)[:2].lower()][:MOST_COMPARED]
    near = difflib.get_close_matches(str(word).lower(), [choice.lower() for choice in known], n=1, cutoff=0.6)
    if near:
        match = next(choice for choice in known if choice.lower() == near[0])
        return f"did you mean “{match}”?"
    if 0 < len(known) <= 20:
        return otherwise or "one of: " + ", ".join(known)
    return otherwise


def printable(text: str) -> str:
    """The text with every character that could disturb a terminal or a log written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shorten(text: str, width: int = 60) -> str:
    """The text on one line, cut at a width and marked as cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"
