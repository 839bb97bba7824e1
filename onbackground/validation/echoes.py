"""One mistake, one finding: what another problem brings with it is left out, problems of one cause are joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from onbackground.findings import RULES, Cause, Path, Problem, RecordRule, Rule, Stage

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
    doubting: list[Problem] = []
    for problem in sorted((one for one in listed if one.doubts), key=_rank):
        if not _is_doubted(problem, doubting):
            doubting.append(problem)
    kept = set(map(id, doubting))
    return [problem for problem in listed if id(problem) in kept or not _is_doubted(problem, doubting)]


def _rank(problem: Problem) -> tuple[int, int, str]:
    return RULES[problem.code].stage, min(map(len, problem.doubts)), problem.code


def _is_doubted(problem: Problem, doubting: list[Problem]) -> bool:
    rule = RULES[problem.code]
    if rule.stage <= Stage.SCHEMA:
        return False
    return any(
        other is not problem and any(_rests_on(problem, rule, doubted) for doubted in other.doubts)
        for other in doubting
    )


def _rests_on(problem: Problem, rule: Rule, doubted: Path) -> bool:
    """Whether a problem is about a place in what is doubted; a rule that must see a layer whole rests on all of it."""
    if rule.stage == Stage.TEXT and len(doubted) > 1:
        return False
    if isinstance(rule, RecordRule) and (doubted[0] in rule.whole or (len(doubted) == 1 and doubted[0] in rule.reads)):
        return True
    return any(place[: len(doubted)] == doubted for place in problem.places())


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
