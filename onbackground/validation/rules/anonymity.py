"""OB42x: anonymity is typed. Who is not named on the record has no name here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.findings import Problem, did_you_mean, record_rule, shorten
from onbackground.record.record import BRACKET, Record
from onbackground.verbatim.reproduce import fold


@record_rule("OB421", reads=("participants",))
def withheld_participant_has_name(record: Record) -> Iterator[Problem]:
    """A name or an entity on a participant who is not named.

    `withheld` means that the name was held back, `unidentified` that many share the label. The record does not
    undo that, even if you think you know.

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
                rests_on=(("ground_rules", "attribution"),),
            )


@record_rule("OB423", reads=("participants",))
def named_participant_lacks_name(record: Record) -> Iterator[Problem]:
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
                did_you_mean(entity, record.vocabulary.entities, "add it to vocabulary/entities.yaml"),
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
    linked = record.links & record.vocabulary.first_names
    by_first_name = {(surface, entity) for surface, entity in linked if surface not in FAMILY_NAME_FIRST}
    if not by_first_name:
        return
    for turn_id, mentions in record.mentions.items():
        for n, (surface, entity) in enumerate(mentions):
            if isinstance(entity, str) and (surface, entity) in by_first_name:
                yield Problem(
                    ("mentions", turn_id, n),
                    f"“{surface}” alone is linked to {people[entity]['name']}",
                    f"[{surface}, ~]: first names stay text",
                )


FAMILY_NAME_FIRST = frozenset(
    "An Bae Ban Bui Cai Cao Chang Chen Cheng Chiang Cho Choe Choi Chung Deng Ding Do Dong Duong Fan Feng Gao Gong "
    "Guo Ha Han He Ho Hong Hu Huang Huynh Hwang Jang Jeon Jeong Jiang Jin Jo Ju Jung Kang Kim Kong Kwon Lai Lam "
    "Le Lee Li Lian Liang Lim Lin Liu Lu Luo Luong Ma Mao Min Moon Na Nguyen No Noh Oh Pak Pan Park Peng Pham "
    "Phan Qian Qin Ri Rhee Ro Roh Ryu Seo Shen Shi Shin So Soe Son Song Su Suh Sun Tang Thein To Tran Truong Tsai "
    "Vo Vu Wang Wei Wen Wu Xi Xia Xie Xu Yan Yang Yao Ye Yi Yoo Yoon Yu Yuan Yun Zeng Zhang Zhao Zheng Zhong Zhou "
    "Zhu".split()
)
"""Chinese, Korean, Vietnamese and Burmese family names, which come first in a name: “Xi” of Xi Jinping."""

_TITLED = re.compile(
    r"(?:(?:UNDER|DEPUTY|ASSISTANT) )*"
    r"(?:MR|MRS|MS|DR|GEN|AMB|SECRETARY|AMBASSADOR|PRESIDENT|MINISTER|SENATOR|GENERAL)\b\.? "
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
        if not masks:
            continue
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
                ("participants", name, "on_record"),
                "the whole briefing is on the record",
                "remove it",
                key=True,
                rests_on=(("ground_rules", "attribution"),),
            )


_GROUND_RULES = {
    "off_record": re.compile(r"\boff[- ]the[- ]record\b", re.I),
    "deep_background": re.compile(r"\bdeep background\b", re.I),
    "background": re.compile(r"(?<!deep )\bbackground\b|\bnot for attribution\b", re.I),
    "on_record": re.compile(r"\bon[- ]the[- ]record\b", re.I),
}
_BACKGROUND_TITLE = re.compile(
    r"\b(?:on|deep) background\b"
    r"|\bbackground (?:press |media |conference |telephone )?"
    r"(?:briefing|call|conference|teleconference|session|interview|remarks)\b",
    re.I,
)


def _against_the_record(record: Record) -> Iterator[str]:
    """What speaks against `on_record` in the header and among the participants."""
    if _BACKGROUND_TITLE.search(record.data["title"]):
        yield "the title says background"
    if "background" in (record.data["series"]):
        yield f"the series is {record.data['series']}"
    withheld = [
        name
        for name, one in record.participants.items()
        if one["identity"] == "withheld" and record.role_of(name) == "briefer"
    ]
    if withheld:
        yield f"the name of the briefer {withheld[0]} is withheld"


@record_rule("OB430", reads=("ground_rules", "participants", "title", "series"), waivable=True)
def attribution_against_words(record: Record) -> Iterator[Problem]:
    """The attribution is not the one that the words announce.

    The attribution decides whether anybody may be named. So it is compared with the words of `basis`, the title, the
    series and the participants: a background briefing is not on the record, and a briefer whose name is withheld
    does not speak on the record. Where the words mislead, a waiver at `ground_rules` says why.

    Wrong:
        attribution: on_record
        basis: {turn: t01, quote: "This is on background."}
    Right:
        attribution: background
        basis: {turn: t01, quote: "This is on background."}
    """
    attribution, basis = record.attribution, record.data["ground_rules"]["basis"]
    if attribution is None:
        return
    at = ("ground_rules", "attribution")
    announced = [name for name, words in _GROUND_RULES.items() if basis and words.search(basis["quote"])]
    reasons = list(_against_the_record(record)) if attribution == "on_record" else []
    if announced and attribution not in announced:
        said = f"the attribution is {attribution}, but the basis says “{shorten(basis['quote'])}”"
        yield Problem(at, said, f"attribution: {announced[0]}", doubts=(at,))
    elif reasons:
        said = f"the attribution is on_record, but {' and '.join(reasons)}"
        yield Problem(
            at, said, "background, deep_background or off_record; null where nothing is announced", doubts=(at,)
        )


@record_rule("OB432", reads=("ground_rules", "participants", "title", "byline", "turns"), waivable=True)
def attribute_to_not_announced(record: Record) -> Iterator[Problem]:
    """What the speakers may be called is nowhere in the transcript.

    `attribute_to` is what the ground rules allow: the words are in the turn of `basis`, in the byline, in the title
    or in a label. Where they were announced elsewhere, a waiver at `ground_rules` says so.

    Wrong:
        attribute_to: White House Official      (basis: "This is on background, so Senior State Department Official.")
    Right:
        attribute_to: Senior State Department Official
    """
    rules = record.data["ground_rules"]
    if rules["attribute_to"] is None:
        return
    said = [participant["label"] or "" for participant in record.participants.values()]
    said += [record.data["title"], record.data["byline"] or ""]
    if rules["basis"]:
        said += [rules["basis"]["quote"], record.texts.get(rules["basis"]["turn"], "")]
    wanted = fold(rules["attribute_to"]).casefold()
    if not any(wanted in fold(text).casefold() for text in said):
        yield Problem(
            ("ground_rules", "attribute_to"),
            f"“{shorten(rules['attribute_to'])}” is not in the words of the basis, the header or a label",
            "the words with which the ground rules are announced; null where none are",
        )


@record_rule("OB433", reads=("ground_rules",))
def off_the_record(record: Record) -> Iterator[Problem]:
    """A briefing off the record is in the corpus.

    What was said off the record may not be published, so it can be in no release. Where the text was published
    later, it is recorded under the rules of that publication.

    Wrong:
        attribution: off_record
    Right:
        (no record, and no source)
    """
    if record.attribution == "off_record":
        yield Problem(
            ("ground_rules", "attribution"),
            "what was said off the record may not be published",
            "remove the record and its source; or give the rules under which the text was published",
        )


@record_rule("OB434", reads=("participants", "ground_rules"), waivable=True)
def named_under_a_mask(record: Record) -> Iterator[Problem]:
    """A participant is named, although the label names nobody.

    SENIOR OFFICIAL is printed so that nobody knows who speaks. A name on such a participant would say it. Where the
    transcript itself gives the name, a waiver at the participant says where.

    Wrong:
        sdo: {role: briefer, label: SENIOR OFFICIAL, identity: named, name: Jane Roe, on_record: true}
    Right:
        sdo: {role: briefer, label: SENIOR OFFICIAL, identity: withheld}
    """
    on_record = record.attribution == "on_record"
    for name, participant in record.participants.items():
        label = participant["label"] or ""
        if participant["identity"] != "named" or not (on_record or participant.get("on_record")):
            continue
        words = set(re.findall(r"\w+", participant.get("name", "").casefold()))
        if OFFICIAL.search(label) and not words & set(re.findall(r"\w+", label.casefold())):
            yield Problem(
                ("participants", name, "identity"),
                f"{name} is named, but the label “{label}” names nobody",
                "identity: withheld, without name and entity",
            )


OFFICIAL = re.compile(r"\bOFFICIALS?\b", re.I)
_LABELS = {
    "reporter": re.compile(r"\A(?:QUESTION(?:ER)?S?|Q|REPORTERS?|PRESS|MEDIA)\.?\Z", re.I),
    "moderator": re.compile(r"\AMODERATOR\Z", re.I),
    "operator": re.compile(r"\AOPERATOR\Z", re.I),
    "briefer": OFFICIAL,
}


@record_rule("OB414", reads=("participants",), waivable=True)
def role_against_label(record: Record) -> Iterator[Problem]:
    """The role of a participant is not that of the label.

    QUESTION is a reporter, MODERATOR a moderator, OPERATOR an operator, and an OFFICIAL a briefer. Where an
    official really does something else, a waiver at the participant says so.

    Wrong:
        press: {role: briefer, label: QUESTION, identity: unidentified}
    Right:
        press: {role: reporter, label: QUESTION, identity: unidentified}
    """
    for name, participant in record.participants.items():
        label = participant["label"] or ""
        meant = next((role for role, known in _LABELS.items() if known.search(label)), None)
        if meant and record.role_of(name) != meant:
            yield Problem(
                ("participants", name, "role"),
                f"{name} has the role {participant['role']}, but the label “{participant['label']}”",
                f"role: {meant}",
                doubts=(("participants", name),),
            )
