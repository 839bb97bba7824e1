"""OB42x: anonymity is typed. Who is not named on the record has no name here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.findings import Problem, did_you_mean, record_rule
from onbackground.record.record import BRACKET, Record


@record_rule("OB421", reads=("participants",))
def name_of_the_unnamed(record: Record) -> Iterator[Problem]:
    """A name or an entity on a participant who is not named.

    `withheld` means that the name was held back, `unidentified` that many share the label. The record does not
    undo that, not even where everybody believes to know.

    Wrong:
        sdo: {role: briefer, label: OFFICIAL, identity: withheld, name: Jane Roe}
    Right:
        sdo: {role: briefer, label: OFFICIAL, identity: withheld}
    """
    for name, participant in record.participants.items():
        for key in ("name", "entity"):
            if key in participant and participant["identity"] != "named":
                yield Problem(
                    ("participants", name, key),
                    f"{name} is {participant['identity']} and cannot have {'a name' if key == 'name' else 'an entity'}",
                    "remove it; the ground rules protect who it is",
                    key=True,
                )
                break


@record_rule("OB422", reads=("participants", "ground_rules"))
def named_off_the_record(record: Record) -> Iterator[Problem]:
    """A named participant in a briefing that is not on the record.

    Somebody who speaks by name in a background briefing (an introduction, a guest) is on the record alone:
    `on_record: true` says that this was checked.

    Wrong:
        ground_rules: {attribution: background, …}
        roe: {role: briefer, label: MS. ROE, identity: named, name: Jane Roe}
    Right:
        roe: {role: briefer, label: MS. ROE, identity: named, name: Jane Roe, on_record: true}
    """
    if record.attribution == "on_record":
        return
    for name, participant in record.participants.items():
        if participant["identity"] == "named" and not participant.get("on_record"):
            yield Problem(
                ("participants", name, "identity"),
                f"{name} is named, but the briefing is not on the record",
                "identity: withheld, or on_record: true if the transcript names this speaker",
            )


@record_rule("OB423", reads=("participants",))
def nameless_named(record: Record) -> Iterator[Problem]:
    """A named participant without a name.

    Wrong:
        roe: {role: briefer, label: MS. ROE, identity: named}
    Right:
        roe: {role: briefer, label: MS. ROE, identity: named, name: Jane Roe}
    """
    for name, participant in record.participants.items():
        if participant["identity"] == "named" and "name" not in participant:
            yield Problem(
                ("participants", name),
                f"{name} is named, but has no name",
                "add name: as the transcript gives it",
                key=True,
            )


@record_rule("OB424", reads=("participants", "vocabulary"))
def participant_or_entity(record: Record) -> Iterator[Problem]:
    """A participant has the id of an entity.

    A holder is a participant or an entity; one id for both could be read either way.

    Wrong:
        participants:
          jane-roe: {role: briefer, …}          (and an entity jane-roe)
    Right:
        participants:
          roe: {role: briefer, entity: jane-roe, …}
    """
    for name in record.participants:
        if name in record.vocabulary.entities:
            yield Problem(
                ("participants", name), f"“{name}” is also an entity", "give the participant a shorter id", key=True
            )


@record_rule("OB425", reads=("participants", "vocabulary"))
def participant_entity_unknown(record: Record) -> Iterator[Problem]:
    """A participant's entity is not in the vocabulary.

    Wrong:
        roe: {…, identity: named, name: Jane Roe, entity: jane-ro}
    Right:
        roe: {…, identity: named, name: Jane Roe, entity: jane-roe}
    """
    for name, participant in record.participants.items():
        entity = participant.get("entity")
        if entity and participant["identity"] == "named" and entity not in record.vocabulary.entities:
            yield Problem(
                ("participants", name, "entity"),
                f"there is no entity “{entity}”",
                did_you_mean(entity, record.vocabulary.entities) or "add it to vocabulary/entities.yaml",
            )


@record_rule("OB426", reads=("turns", "participants", "mentions", "vocabulary"), waivable=True)
def first_name_linked(record: Record) -> Iterator[Problem]:
    """A person is linked by first name alone.

    A moderator calls on reporters by first name; such a name stays text and is never linked: [Jane, ~]. Where
    a principal really is called by first name, a waiver says so.

    Wrong:
        t02: [[Jane, jane-roe]]
    Right:
        t02: [[Jane, ~]]
    """
    people = record.vocabulary.entities
    by_first_name = {
        (surface, entity)
        for surface, entity in record.links
        if " " not in surface
        and people.get(entity, {}).get("type") == "person"
        and people[entity]["name"].startswith(f"{surface} ")
    }
    if not by_first_name:
        return
    for turn_id, mentions in record.layer("mentions").items():
        for n, (surface, entity) in enumerate(mentions):
            if isinstance(entity, str) and (surface, entity) in by_first_name:
                yield Problem(
                    ("mentions", turn_id, n),
                    f"“{surface}” alone is linked to {people[entity]['name']}",
                    f"[{surface}, ~]: first names stay text",
                )


_TITLED = re.compile(
    r"(?:(?:UNDER|DEPUTY|ASSISTANT) )*(?:MR|MRS|MS|DR|GEN|AMB|SECRETARY|AMBASSADOR|PRESIDENT|MINISTER|SENATOR|GENERAL)\b\.? "
    r"(?!OF\b|FOR\b|OFFICIAL)[A-Z][\w’'-]+"
)


@record_rule("OB427", reads=("participants",), waivable=True)
def label_names_somebody(record: Record) -> Iterator[Problem]:
    """A label names a person whose identity is withheld or unidentified.

    MS. ROE is a name. Who is printed by name is `named`; who is not to be named has another label. Where the
    transcript itself slipped, a waiver says so.

    Wrong:
        roe: {role: briefer, label: MS. ROE, identity: withheld}
    Right:
        roe: {role: briefer, label: MS. ROE, identity: named, name: Jane Roe}
    """
    for name, participant in record.participants.items():
        if participant["identity"] != "named" and participant["label"] and _TITLED.match(participant["label"]):
            yield Problem(
                ("participants", name, "identity"),
                f"the label “{participant['label']}” is a name, yet {name} is {participant['identity']}",
                "identity: named, with the name as the transcript gives it",
            )


@record_rule("OB428", reads=("turns", "redactions", "mentions"))
def masked_and_linked(record: Record) -> Iterator[Problem]:
    """Words inside a bracket are linked to an entity.

    A [placeholder] masks somebody. Linking it to a person would say who it is; whom it stands for among the
    participants is said in `redactions`.

    Wrong:
        t02: [["[Moderator]", jane-roe]]
    Right:
        redactions: {"[Moderator]": mod}
    """
    for turn_id, mentions in record.mentions.items():
        text = record.texts.get(turn_id, "")
        if "[" not in text:
            continue
        masks = [
            match.span()
            for match in BRACKET.finditer(text)
            if not isinstance(record.layer("redactions").get(match[0]), dict)
        ]
        for n, (start, (surface, entity)) in enumerate(zip(record.mention_starts[turn_id], mentions)):
            if start is not None and entity is not None:
                end = start + len(surface)
                if any(first < end and start < last for first, last in masks):
                    yield Problem(
                        ("mentions", turn_id, n),
                        f"“{surface}” is masked by a bracket and cannot be linked",
                        "remove it; redactions says for whom the bracket stands",
                    )


@record_rule("OB429", reads=("participants", "ground_rules"))
def ground_rules_at_odds(record: Record) -> Iterator[Problem]:
    """The ground rules contradict themselves.

    `on_record: true` is for a named participant of a briefing that is not on the record; words that announce a
    ground rule (`basis`) need the rule that they announce.

    Wrong:
        sdo: {role: briefer, label: OFFICIAL, identity: withheld, on_record: true}
    Right:
        sdo: {role: briefer, label: OFFICIAL, identity: withheld}
    """
    rules = record.data["ground_rules"]
    if rules["basis"] and rules["attribution"] is None:
        yield Problem(
            ("ground_rules", "attribution"),
            "the basis announces a ground rule, but attribution is null",
            "on_record, background, deep_background or off_record",
        )
    for name, participant in record.participants.items():
        if "on_record" in participant and participant["identity"] != "named":
            yield Problem(
                ("participants", name, "on_record"),
                f"{name} is {participant['identity']}: nobody can tell who is on the record",
                "remove it",
                key=True,
            )
        elif participant.get("on_record") and record.attribution == "on_record":
            yield Problem(
                ("participants", name, "on_record"), "the whole briefing is on the record", "remove it", key=True
            )
