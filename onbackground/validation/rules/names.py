"""What is behind several problems: an entry or a participant that is not there, typewriter characters."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from onbackground.corpus.corpus import VOCABULARIES
from onbackground.findings import Cause, Problem, did_you_mean
from onbackground.record.record import LAYERS, Record, view
from onbackground.record.references import named_entities
from onbackground.record.seal import MARK, looked_up, marked, present_layers

TYPOGRAPHY = Cause(("typography",))
"""Straight apostrophes, hyphens and other characters that a keyboard has, in place of those that are printed."""

ALIKE = 0.6
"""How alike (difflib ratio) an id must be to be thought a new name of another."""

MANY_NAMES = 2
"""From how many places on that name an absent entry it is thought to be renamed, not misspelt."""

NOT_LINKED = frozenset({"none", "null", "nil", "nobody", "unknown", "unlinked", "na", "n-a"})


@view
def _named(record: Record) -> dict[str, set[str]]:
    """The ids of each vocabulary that the record names."""
    entities, topics = named_entities(record), set(record.data.get("topics") or ())
    for statement in record.layer("statements").values():
        entities.update((*statement["holder"], *(statement.get("via") or ()), statement["target"] or ""))
        topics.add(statement["topic"] or "")
    return {"entities": entities, "topics": topics}


def absent_entry(record: Record, kind: str, name: str) -> Cause:
    """What may be behind several references to an id that is not in a vocabulary: the entry was renamed."""
    known = getattr(record.vocabulary, kind)
    renamed = _like(name, [entry for entry in known if entry not in _named(record)[kind]])
    if not renamed:
        return Cause((kind, name))
    message = f"records use “{name}”, which is not in the vocabulary; this entry, which they do not use, looks like it"
    hint = f"was it renamed? ids never change: give it the id {name} back"
    return Cause((kind, name), (kind, renamed), message, hint, key=True, file=VOCABULARIES[kind], many=MANY_NAMES)


def _like(name: str, others: list[str]) -> str:
    """The id that is like a name in its letters or has the same words; empty where none is."""
    near = difflib.get_close_matches(name, others, n=1, cutoff=ALIKE)
    words = set(name.split("-"))
    same = [other for other in others if len(words & set(other.split("-"))) * 2 > max(len(words), other.count("-") + 1)]
    return (near or same or [""])[0]


def absent_participant(record: Record, name: str) -> Cause:
    """What may be behind several references to a participant who is not there: he or she was removed or renamed.

    It is shown at the participant that no turn names, if there is one: a new name; else at the last.
    """
    speaking = {turn["speaker"] for turn in record.turns.values()}
    idle = [known for known in record.participants if known not in speaking]
    at = ("participants", (idle or list(record.participants))[-1])
    message = f"{{n}} places name “{name}”, who is not among the participants"
    hint = did_you_mean(name, record.participants, "add the participant, or correct these places")
    return Cause(("participants", name), at, message, hint, key=True)


def behind_the_last(record: Record, event: str, problem: Problem) -> Problem:
    """A problem with an event that is not there; shown at the last one, if events were signed and one is missing
    there."""
    last = max(record.ids("events"), key=lambda name: int(name[1:]), default="e00")
    if event != f"e{int(last[1:]) + 1:02}" or "events" not in signed_layers(record, False):
        return problem
    return problem._replace(
        message=f"{event} is missing behind {last}: it is named at other places",
        hint=f"put {event} back; or correct what names it",
        shown=("events", last, "anchors"),
        key=True,
        cause=Cause(("events", event)),
    )


def signed_layers(record: Record, as_signed: bool = True) -> frozenset[str]:
    """The signed layers in which the record says what it said then, whatever the vocabulary says; or those in which
    it does not."""
    return frozenset(layer for layer, same in _compared_with_marks(record).items() if same == as_signed)


@view
def _compared_with_marks(record: Record) -> dict[str, bool]:
    """Whether each layer that was signed with marks has those entries still, and looks up as many ids; empty where the
    schema is broken somewhere."""
    found: dict[str, bool] = {}
    if record.broken or record.cut:
        return found
    own = {*record.participants, *record.ids("events")}
    for layer in present_layers(record.data):
        entries = [mark for at, mark in marked(record.data, layer, record.vocabulary) if at[0] != "vocabulary"]
        size = MARK * (len(entries) + sum(len(names - own) for names in looked_up(record.data, layer)))
        signed = [one["marks"][layer] for one in record.data["review"]["passes"] if layer in (one.get("marks") or ())]
        if signed:
            found[layer] = any(len(marks) == size and marks.startswith("".join(entries)) for marks in signed)
    return found


def lost_entry(record: Record, kind: str, name: str, problem: Problem) -> Problem:
    """A problem with an id that a vocabulary lacks; shown there, if its layer names the id as when it was signed."""
    layer = problem.at[0] if problem.at[0] in LAYERS else "header"
    if layer not in signed_layers(record):
        return problem
    known = getattr(record.vocabulary, kind)
    unused = [entry for entry in known if entry not in _named(record)[kind]]
    return problem._replace(
        at=(kind, _like(name, unused) or min((entry for entry in known if entry > name), default=name)),
        message=f"“{name}” is missing in the vocabulary: {record.data['id']} was signed with it",
        hint="give its entry back under this id: ids never change",
        key=True,
        file=VOCABULARIES[kind],
        cause=Cause((kind, "lost", name)),
    )


def entity_hint(name: str, known: Iterable[str]) -> str:
    """What to do about a name that is no entity."""
    if name.lower() in NOT_LINKED:
        return "a mention that is not linked has ~ in this place"
    return did_you_mean(name, known, "add it to vocabulary/entities.yaml")
