"""One mistake, one finding: what another problem brings with it is left out, problems of one cause are joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from onbackground.findings import RULES, Cause, Path, Problem, RecordRule, Stage

Place = tuple[int, int]
"""Line and column, from 1."""


class Located(NamedTuple):
    """A problem and where it is: file, line and column."""

    file: str
    place: Place
    problem: Problem


def without_echoes(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without those about a place that another problem makes doubtful.

    The file and the schema are judged by themselves: what is wrong there is no echo; and so are the words of the
    source, unless a whole layer is doubtful. Of two problems that make each other doubtful, the one of the earlier
    stage is kept, then the one that doubts more, then the one of the earlier code.
    """
    listed = list(problems)
    doubts = _Doubts()
    kept = set()
    for problem in sorted((one for one in listed if one.doubts), key=_rank):
        if not doubts.concern(problem):
            doubts.add(problem)
            kept.add(id(problem))
    return [problem for problem in listed if id(problem) in kept or not doubts.concern(problem)]


def _rank(problem: Problem) -> tuple[int, int, str]:
    return RULES[problem.code].stage, min(map(len, problem.doubts)), problem.code


class _Doubts:
    """The places that problems make doubtful, by path: a file may have many thousands of both."""

    def __init__(self) -> None:
        self._at: dict[Path, set[int]] = {}
        """The problems, by identity, that doubt exactly this place: two are enough to know of another than oneself."""
        self._under: dict[str | int, set[int]] = {}
        """Those that doubt anything in a layer, by its key."""

    def add(self, problem: Problem) -> None:
        for place in problem.doubts:
            for known in (self._at.setdefault(place, set()), self._under.setdefault(place[0], set())):
                if len(known) < 2:
                    known.add(id(problem))

    def concern(self, problem: Problem) -> bool:
        """Whether a problem is about a place that another makes doubtful.

        A rule that must see a layer whole rests on all of it, a rule that reads one on the layer as such.
        """
        rule = RULES[problem.code]
        if rule.stage <= Stage.SCHEMA:
            return False
        deep = rule.stage != Stage.TEXT
        found = [self._at.get(place[:n]) for place in problem.places() for n in range(1, len(place) + 1 if deep else 2)]
        if isinstance(rule, RecordRule):
            found += [self._at.get((layer,)) for layer in (*rule.reads, *rule.whole)]
            found += [self._under.get(layer) for layer in rule.whole] if deep else []
        return any(known - {id(problem)} for known in found if known)


def joined(found: Iterable[Located], place_of: Callable[[Cause], Place]) -> list[Located]:
    """The problems, those of one cause as one. `place_of` tells where a cause is."""
    groups: dict[tuple[str, ...], list[Located]] = {}
    alone = []
    for one in sorted(found, key=lambda one: (one.file, one.place, one.problem.code)):
        cause = one.problem.cause
        if cause is None:
            alone.append(one)
        else:
            groups.setdefault(cause.name, []).append(one)
    for group in groups.values():
        first = group[0]
        cause = first.problem.cause
        assert cause is not None
        if len(group) == 1:
            alone.append(first)
        elif cause.at is None or len(group) < cause.many:
            more = f"; and at {len(group) - 1} more place{'s' if len(group) > 2 else ''}"
            alone.append(first._replace(problem=first.problem._replace(message=first.problem.message + more)))
        else:
            file = cause.file or first.file
            problem = first.problem._replace(message=cause.message.format(n=len(group)), hint=cause.hint)
            alone.append(Located(file, place_of(cause), problem))
    return alone
