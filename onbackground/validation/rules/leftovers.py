"""What was left over from work that is not done: conflict markers, proposals, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.findings import Path, Problem, Stage, reader_problem, record_rule
from onbackground.record.record import Record

_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$|^={7}$", re.M)
PROPOSED = re.compile(r"^# # Proposed .*", re.M)
"""The first line of a block that draft.py proposes, as a comment."""
_PROPOSED_BYTES = re.compile(rb"#(?= # Proposed)")


@reader_problem("OB119", stage=Stage.FILE)
def conflict_marker(text: str, match: re.Match[str]) -> Problem:
    """A conflict of git was not resolved.

    Lines with <<<<<<<, ======= and >>>>>>> come from a merge. One of the two versions between them is right.

    Wrong:
        <<<<<<< HEAD
        language: en
        =======
        language: fr
        >>>>>>> other
    Right:
        language: en
    """
    line = text.count("\n", 0, match.start()) + 1
    hint = "keep one of the two versions, and delete the lines with <<<<<<<, ======= and >>>>>>>"
    return Problem((), f"{match[0][:7]} is left over from a merge of git", hint, position=(line, 1))


def conflict(text: str) -> Problem | None:
    """The first conflict marker of a text that has a whole conflict, or the beginning or end of one."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return None
    match = _MARKER.search(text)
    return conflict_marker(text, match) if match else None


@reader_problem("OB807", stage=Stage.CONTENT)
def leftover_proposal(text: str, match: re.Match[str]) -> Problem:
    """A proposal of draft.py is still in a record that was read.

    Proposals are comments for the reader of a draft: each is taken over or deleted before the record counts as read.

    Wrong:
        review: {status: reviewed, …}
        # # Proposed mentions: …
    Right:
        review: {status: reviewed, …}
    """
    line = text.count("\n", 0, match.start()) + 1
    return Problem(
        (),
        "a proposal is left over from the draft",
        "delete its lines; what of it you accept stands in its layer, or in the vocabulary",
        position=(line, 1),
    )


def proposal(content: bytes, status: str) -> Problem | None:
    """A proposed block that was left in a record of that status."""
    if status == "draft" or not _PROPOSED_BYTES.search(content):
        return None
    text = content.decode()
    match = PROPOSED.search(text)
    return leftover_proposal(text, match) if match else None


_PLACEHOLDER = re.compile(
    r"[\W_]*(?:to-?do|tb[adc]|fixme|xxx+|n/?a|none|null|later|to be (?:done|written|decided)|why|because|reason|text"
    r"|placeholder|lorem ipsum)?[\W_]*\Z|(?:TODO|FIXME|TBD|XXX)\b.*",
    re.I | re.S,
)


def is_placeholder(text: str) -> bool:
    """Whether a text only keeps the place of one that is to be written: TODO, tbd, ?, …."""
    return _PLACEHOLDER.match(text) is not None


def _free_texts(record: Record) -> Iterator[tuple[Path, str]]:
    for name, exchange in record.layer("exchanges").items():
        for ask_id, ask in exchange["asks"].items():
            yield ("exchanges", name, "asks", ask_id, "why"), ask["why"]
    for name, event in record.layer("events").items():
        yield ("events", name, "what"), event["what"]
        if "source" in event:
            yield ("events", name, "source"), event["source"]
    for n, waiver in enumerate(record.data.get("waivers") or ()):
        yield ("waivers", n, "because"), waiver["because"]
    for n, question in enumerate(record.data.get("review", {}).get("open", ())):
        yield ("review", "open", n, "question"), question["question"]


@record_rule("OB808", reads=("exchanges", "events", "waivers", "review"))
def placeholder(record: Record) -> Iterator[Problem]:
    """A text is still to be written.

    TODO, tbd or a question mark keeps the place of a reason, a name or a question, and says nothing itself.

    Wrong:
        why: TODO
    Right:
        why: "Says that quotas will not be discussed."
    """
    for at, text in _free_texts(record):
        if is_placeholder(text):
            yield Problem(at, f"“{text}” is a placeholder", "write it; in a draft, leave the layer out")
