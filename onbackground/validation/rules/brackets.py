"""OB41x: brackets in the text, and whom they stand for."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from onbackground.findings import Problem, did_you_mean, record_rule
from onbackground.record.record import BRACKET, Record
from onbackground.validation.rules.names import absent_participant


@record_rule("OB411", reads=("turns", "redactions"))
def bracket_not_covered(record: Record) -> Iterator[Problem]:
    """A bracket in the text is not listed in `redactions`.

    Each [placeholder] masks somebody or something. The record says whom (a participant, several, or null for
    somebody nobody knows), or that the bracket is a footnote, an insert or a note.

    Wrong:
        redactions: {}
        t02: {speaker: sdo, text: "Thank you, [Moderator]."}
    Right:
        redactions: {"[Moderator]": mod}
        t02: {speaker: sdo, text: "Thank you, [Moderator]."}
    """
    listed = record.layer("redactions")
    unused = _unused(record)
    reported = set()
    for turn_id, text in record.texts.items():
        if "[" not in text:
            continue
        for match in BRACKET.finditer(text):
            if match[0] not in listed and match[0] not in reported:
                reported.add(match[0])
                near = _nearest(match[0], unused)
                near = f"redactions has {near}: write {match[0]}" if near else ""
                yield Problem(
                    ("redactions", next(reversed(listed))) if listed else ("redactions",),
                    f"the bracket {match[0]} of {turn_id} is not among the redactions",
                    near or f'add to redactions: "{match[0]}": who it stands for, or null',
                    key=True,
                    rests_on=(("turns", turn_id),),
                )


MOST_COMPARED = 200
"""Among so many brackets one is looked for that is nearly another; with more, a slip is not what is wrong."""


def _unused(record: Record) -> list[str]:
    """The redactions that no turn has."""
    everything = "\n".join(record.texts.values())
    return [surface for surface in record.layer("redactions") if surface not in everything]


def _nearest(surface: str, others: Collection[str]) -> str:
    """The bracket among others that is nearly this one, its case apart; empty where none is."""
    if len(others) > MOST_COMPARED:
        return ""
    by_lower = {other.lower(): other for other in others}
    near = difflib.get_close_matches(surface.lower(), by_lower, n=1, cutoff=0.8)
    return by_lower[near[0]] if near else ""


@record_rule("OB412", reads=("turns", "redactions"))
def redaction_not_in_text(record: Record) -> Iterator[Problem]:
    """A redaction is in no turn.

    Wrong:
        redactions: {"[Moderater]": mod}
    Right:
        redactions: {"[Moderator]": mod}
    """
    listed = record.layer("redactions")
    if not listed:
        return
    present = {match for text in record.texts.values() if "[" in text for match in BRACKET.findall(text)}
    unlisted = present - set(listed)
    for surface in listed:
        if unlisted and _nearest(surface, unlisted):
            continue
        if surface not in present and not (record.source and record.lost and surface in record.source.text):
            yield Problem(
                ("redactions", surface),
                f"no turn has the bracket {surface}",
                "remove it",
                key=True,
            )


@record_rule("OB413", reads=("participants", "redactions"))
def redaction_of_nobody(record: Record) -> Iterator[Problem]:
    """A redaction stands for somebody who is not among the participants.

    Wrong:
        redactions: {"[Moderator]": moderator}
    Right:
        redactions: {"[Moderator]": mod}
    """
    for surface, stands_for in record.layer("redactions").items():
        names = [stands_for] if isinstance(stands_for, str) else stands_for if isinstance(stands_for, list) else ()
        for n, name in enumerate(names):
            if name not in record.participants:
                at = ("redactions", surface, n) if isinstance(stands_for, list) else ("redactions", surface)
                yield Problem(
                    at,
                    f"there is no participant “{name}”",
                    did_you_mean(name, record.participants),
                    cause=absent_participant(record, name),
                )
