"""OB62x: statements, who holds them and in whose voice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import itemgetter

from onbackground.findings import Cause, Path, Problem, did_you_mean, record_rule
from onbackground.record.record import Record
from onbackground.validation.rules.names import absent_entry, absent_participant, behind_the_last


@record_rule("OB621", reads=("statements", "participants", "events", "vocabulary"))
def unknown_holder_or_target(record: Record) -> Iterator[Problem]:
    """A holder, a relayer (`via`) or a target that does not exist.

    Who holds or relays a statement is a participant of this record or an entity; a target is an event of this
    record or an entity.

    Wrong:
        holder: [jane-ro]
    Right:
        holder: [jane-roe]
    """
    entities, participants, events = record.vocabulary.entities, record.participants, record.ids("events")
    statements = record.layer("statements").values()
    holders = {holder for one in statements for holder in (*one["holder"], *one.get("via", ()))}
    targets = {one["target"] for one in statements} - {None} - entities.keys()
    if holders - participants.keys() <= entities.keys() and all(target in events for target in targets):
        return
    for name, statement in record.layer("statements").items():
        people = [(key, n, one) for key in ("holder", "via") for n, one in enumerate(statement.get(key, ()))]
        for key, n, holder in people:
            if holder not in participants and holder not in entities:
                yield Problem(
                    ("statements", name, key, n),
                    f"there is no participant or entity “{holder}”",
                    partial(did_you_mean, holder, [*participants, *entities]),
                    cause=_absent(record, holder),
                )
        target = statement["target"]
        if target is not None and target not in events and target not in entities:
            problem = Problem(
                ("statements", name, "target"),
                f"there is no event or entity “{target}”",
                partial(did_you_mean, target, [*events, *entities]),
                rests_on=(("events", target),),
                cause=absent_entry(record, "entities", target),
            )
            yield behind_the_last(record, target, problem)


def _absent(record: Record, holder: str) -> Cause:
    """The cause of several statements of a holder who is not there: a participant, if turns name the id; an entity."""
    speaking = any(turn["speaker"] == holder for turn in record.turns.values())
    return absent_participant(record, holder) if speaking else absent_entry(record, "entities", holder)


@record_rule("OB622", reads=("statements", "turns", "participants"))
def premise_outside_question(record: Record) -> Iterator[Problem]:
    """A premise that no reporter makes.

    A premise is what a question takes for granted. What an official takes for granted is a claim.

    Wrong:
        s01: {turn: t02, voice: premise, …}          (t02 is the briefer's)
    Right:
        s01: {turn: t02, voice: own, …}
    """
    for name, statement in record.layer("statements").items():
        role = record.roles.get(statement["turn"])
        if statement["voice"] == "premise" and role not in (None, "reporter"):
            yield Problem(
                ("statements", name, "voice"),
                f"{name} is a premise, but {statement['turn']} is a {role}’s turn",
                "voice: own, reported or attributed",
                rests_on=_speaker(record, statement["turn"]),
            )


def _speaker(record: Record, turn: str) -> tuple[Path, ...]:
    """The places that tell who speaks a turn."""
    return (("turns", turn), ("participants", str(record.speakers.get(turn))))


@record_rule("OB623", reads=("statements", "turns", "participants", "vocabulary"))
def voice_and_holder(record: Record) -> Iterator[Problem]:
    """The voice and the holder do not agree.

    The speaker's own statement, or a reporter's premise, is held by the speaker of the turn; what is reported or
    attributed is held by somebody else.

    Wrong:
        s01: {turn: t04, voice: own, holder: [jane-roe], …}        (the speaker of t04 is sdo)
    Right:
        s01: {turn: t04, voice: own, holder: [sdo], …}
    """
    for name, statement in record.layer("statements").items():
        speaker = record.speakers.get(statement["turn"])
        if speaker is None:
            continue
        known = [h for h in statement["holder"] if h in record.participants or h in record.vocabulary.entities]
        if len(known) < len(statement["holder"]):
            continue
        voice = statement["voice"]
        if voice in ("own", "premise") and speaker not in known:
            yield Problem(
                ("statements", name, "holder"),
                f"{name} is the speaker’s own, but {speaker} does not hold it",
                f"holder: [{speaker}], or voice: reported",
                rests_on=_speaker(record, statement["turn"]),
            )
        elif voice in ("reported", "attributed") and known == [speaker]:
            yield Problem(
                ("statements", name, "holder"),
                f"{name} is {voice}, but its only holder is the speaker, {speaker}",
                "voice: own, or name whose words are told",
                rests_on=_speaker(record, statement["turn"]),
            )


_READING = itemgetter("turn", "quote", "kind", "voice", "target", "topic", "stance")


@record_rule("OB624", reads=("statements",))
def statement_twice(record: Record) -> Iterator[Problem]:
    """Two statements say the same.

    The same words, read in the same way, are one statement: an entry was copied and not yet changed.

    Wrong:
        s02: {turn: t04, kind: claim, voice: own, holder: [sdo], …, quote: "They agreed to try."}
        s03: {turn: t04, kind: claim, voice: own, holder: [sdo], …, quote: "They agreed to try."}
    Right:
        s02: {turn: t04, kind: claim, voice: own, holder: [sdo], …, quote: "They agreed to try."}
    """
    statements = record.layer("statements")
    if len({(one["turn"], one["quote"]) for one in statements.values()}) == len(statements):
        return
    seen: dict[tuple[object, ...], str] = {}
    for name, statement in statements.items():
        key = (*_READING(statement), *sorted(statement["holder"]))
        if seen.setdefault(key, name) != name:
            yield Problem(
                ("statements", name),
                f"{name} says the same as {seen[key]}",
                "remove it, or change what differs",
                key=True,
            )


@record_rule("OB625", reads=("statements", "topics", "vocabulary"))
def topic_not_of_the_briefing(record: Record) -> Iterator[Problem]:
    """A statement's topic is not among the topics of the briefing.

    Wrong:
        topics: [water-treaties]
        s01: {…, topic: harbour-dues, …}
    Right:
        topics: [water-treaties, harbour-dues]
        s01: {…, topic: harbour-dues, …}
    """
    topics = record.data["topics"]
    if not record.vocabulary.topics.keys() >= set(topics):
        return  # one of them is misspelt, which is said there
    statements = record.layer("statements")
    named = dict.fromkeys(one["topic"] for one in statements.values())
    absent = [topic for topic in named if topic in record.vocabulary.topics and topic not in topics]
    for name, statement in statements.items() if absent else ():
        topic = statement["topic"]
        if topic in absent:
            yield Problem(
                ("statements", name, "topic"),
                f"“{topic}” is not among the topics of the briefing",
                "add it to `topics`" + (", or take one of " + ", ".join(topics) if topics else ""),
                cause=Cause(
                    ("topics",),
                    ("topics", len(topics) - 1) if topics else ("topics",),
                    "{n} statements have a topic that is not among these",
                    f"add {', '.join(absent)}",
                    key=not topics,
                ),
            )
