"""Who takes part: printed labels to participants with a role and an identity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from onbackground.drafting import limits
from onbackground.drafting.cutting.turns import Turn
from onbackground.drafting.lines.label import has_title, is_spokesman, label_key, role_word, without_clock
from onbackground.drafting.lines.label_words import ANSWERS, MODERATORS, ROLES
from onbackground.drafting.lines.tables import PHRASES
from onbackground.drafting.people.names import (
    are_several,
    full_name,
    is_outlet,
    names_outlet,
    people_named,
    person_in,
    surname_of,
    without_suffix,
)
from onbackground.drafting.people.same_speaker import merge, tokens
from onbackground.record.references import namesake_id

_HOST = re.compile(r"[,(\[]\s*(?:moderator|host|facilitator|press (?:officer|attach\w+))\b", re.I)
_PUT_THROUGH = re.compile(r"\b(?:question|line|next)\b", re.I)
_HANDED_OVER = re.compile(r"\bturn\b.*\bover\b|\bhand\b", re.I)
_SHORT = {
    "moderator": "mod",
    "operator": "op",
    "question": "press",
    "questions": "press",
    "q": "press",
    "interpreter": "interp",
    "translator": "interp",
    "a": "answer",
    "host": "host",
    **dict.fromkeys(("frage", "zusatzfrage", "pregunta"), "press"),
}


@dataclass
class Participant:
    """One speaker of the record. `label` as printed most often; `labels` every form of it."""

    id: str
    role: str
    label: str | None
    identity: str
    name: str | None = None
    labels: Counter[str] = field(default_factory=Counter)


@dataclass
class Cast:
    """The participants in order of speech, who speaks each turn, and what a reader has to settle about them."""

    participants: list[Participant]
    speakers: list[str]
    questions: list[tuple[str, str]]

    def ids_by_label(self) -> dict[str, str]:
        """The participant of every printed label."""
        return {label: one.id for one in self.participants for label in one.labels}

    def of(self, participant_id: str) -> Participant:
        """The participant of an id."""
        return next(one for one in self.participants if one.id == participant_id)


def cast(turns: list[Turn], header: str = "", reserved: Collection[str] = ()) -> Cast:
    """The participants of the turns. Full names are looked up in the text of the header, then in the turns.

    `reserved` ids (those of entities) are given to nobody.
    """
    names_in = (
        "\n".join((header, *dict.fromkeys(turn.label for turn in turns if turn.label))),
        "\n".join(paragraph for turn in turns for paragraph in turn.paragraphs),
    )
    groups: dict[str, Counter[str]] = {}
    for turn in turns:
        if label := turn.label:
            groups.setdefault(label_key(label), Counter())[without_clock(label)] += 1
    questions: list[tuple[str, str]] = []
    named = (person_in(label) for key, labels in groups.items() if not role_word(tokens(key)) for label in labels)
    surnames = {surname for label in named if (surname := surname_of(label))}
    people_of = {surname.lower(): people_named(surname, names_in) for surname in surnames}
    namesakes = {surname: full for surname, full in people_of.items() if are_several(full)}
    merged = merge(groups, questions, namesakes)
    people: dict[str, Participant] = {}
    for key, labels in groups.items():
        main = merged.get(key, key)
        if main not in people:
            people[main] = _participant(
                main, groups[main].most_common(1)[0][0], names_in, {*reserved, *(one.id for one in people.values())}
            )
        people[main].labels.update(labels)
    keys = [turn.label and merged.get(key := label_key(turn.label), key) for turn in turns]
    said = {key: [" ".join(turn.paragraphs) for turn, own in zip(turns, keys) if own == key] for key in people}
    _named_moderator(people, header)
    _named_reporters(people, said, header)
    _moderating(people, said, header)
    speakers = [
        (people[key] if key else _unlabelled(turn, turns, people, reserved, header)).id
        for key, turn in zip(keys, turns)
    ]
    for key, one in people.items():
        if one.identity == "named" and one.role == "briefer" and _asks(one, turns, speakers, people):
            one.role = "reporter"
            questions.append((key, f"{one.label} seems to ask for the press: is this person a reporter?"))
    for key, one in people.items():
        if one.identity == "unidentified" and one.role == "briefer":
            questions.append((key, f"{one.label} names nobody: who speaks?"))
    for key, one in people.items():
        if one.name and " " not in one.name and one.name.lower() in namesakes:
            questions.append((key, f"Who is {one.label}: {' or '.join(namesakes[one.name.lower()])}?"))
    for key in _shared(turns, people, speakers):
        people[key].identity = "unidentified"
        questions.append((key, f"{people[key].label} is printed on turn after turn: do several people speak under it?"))
    order = list(dict.fromkeys(speakers))
    ordered = sorted(people.values(), key=lambda one: order.index(one.id))
    questions = [
        (next((one.id for key, one in people.items() if key == about), about), text) for about, text in questions
    ]
    return Cast(ordered, speakers, questions)


def _asks(one: Participant, turns: list[Turn], speakers: list[str], people: dict[str, Participant]) -> bool:
    """Whether the operator puts a person through, or a question comes with a name and an outlet."""
    n = speakers.index(one.id)
    said, before = " ".join(turns[n].paragraphs), " ".join(turns[n - 1].paragraphs) if n else ""
    surname = re.escape((one.name or "").split()[-1])
    operators = {other.id for other in people.values() if other.role == "operator"}
    if n and speakers[n - 1] in operators and re.search(rf"\b{surname}\b", before):
        return bool(_PUT_THROUGH.search(before)) and not _HANDED_OVER.search(before)
    if not has_title(one.label or "") and one.name != one.label and _only_asks(one, turns, speakers):
        titled = {other.id for other in people.values() if has_title(other.label or "")}
        return any(speaker in titled for speaker in speakers[n + 1 : n + 2])
    introduced = re.search(rf"\b{re.escape(one.name or '')}(?:,| (?:with|from|of|at|here)) (?:\w+ )?[A-Z]", said)
    return "?" in said and " " in (one.name or "") and bool(introduced)


def _only_asks(one: Participant, turns: list[Turn], speakers: list[str]) -> bool:
    """Whether every turn of a person asks something."""
    said = [" ".join(turn.paragraphs) for turn, speaker in zip(turns, speakers) if speaker == one.id]
    return all(map(PHRASES["asking"].search, said))


def _shared(turns: list[Turn], people: dict[str, Participant], speakers: list[str]) -> list[str]:
    """The masked labels without a number that stand on consecutive turns: one person would have one turn."""
    again = {
        ours
        for ours, theirs, before, turn in zip(speakers, speakers[1:], turns, turns[1:])
        if ours == theirs and None not in (before.label, turn.label) and not turn.run_together
    }
    return [
        key
        for key, one in people.items()
        if one.identity == "withheld"
        and one.role == "briefer"
        and one.id in again
        and not any(map(str.isdigit, one.id))
    ]


def _participant(key: str, label: str, names_in: tuple[str, str], taken: Collection[str]) -> Participant:
    bare = person_in(label)
    words = tokens(key) if bare == label else tokens(label_key(bare))
    spoken_as = role_word(words)
    if spoken_as is None:
        role, identity = "briefer", "named"
    else:
        role = ROLES[spoken_as]
        identity = "withheld" if role in ("briefer", "moderator", "operator", "interpreter") else "unidentified"
        if "unidentified" in words or "unknown" in words or spoken_as in ANSWERS:
            identity = "unidentified"
        if role == "other" and "official" in words:
            role = "briefer"
    if identity == "named" and (_HOST.search(label) or words[0] in MODERATORS):
        role = "moderator"
    if role == "reporter" and len(words) == 2 and words[0] == spoken_as and words[1].isalpha() and bare[-1:].islower():
        return Participant(_free(namesake_id(words[1]), taken), role, label, "named", bare.split()[-1])
    name = full_name(bare, names_in) if identity == "named" else None
    if identity == "named" and name is None:
        identity = "unidentified"
    return Participant(_free(_id(words, role, identity, bare), taken), role, label, identity, name)


def _id(words: list[str], role: str, identity: str, label: str) -> str:
    if identity == "named":
        return namesake_id(surname_of(label) or without_suffix(words)[-1]) or "speaker"
    number = "".join(word for word in words if word.isdigit())
    spoken_as = role_word(words) or words[0]
    if spoken_as in _SHORT:
        return _SHORT[spoken_as] + number
    letters = [word for word in words if not word.isdigit() and word not in ("the", "a", "of", "and")]
    if role == "briefer" and len(letters) > 1:
        if letters[0] in ("senior", "sr") and len(letters) > 3:
            letters = letters[1:]
        return namesake_id("".join(word[0] for word in letters)) + number
    return (namesake_id("-".join(letters)) or "speaker") + number


def _free(wanted: str, taken: Collection[str]) -> str:
    n = 2
    free = wanted
    while free in taken:
        free = f"{wanted}-{n}"
        n += 1
    return free


def _named_moderator(people: dict[str, Participant], header: str) -> None:
    """Beside officials whose names are withheld, a named opener who is not in the header hosts the briefing."""
    briefers = [one for one in people.values() if one.role == "briefer"]
    named = [one for one in briefers if one.identity == "named"]
    withheld = [one for one in briefers if one.identity == "withheld"]
    if withheld and not any(one.role == "moderator" for one in people.values()):
        first = next(iter(people.values()))
        if first in named and not _stands_in(header, first):
            first.role = "moderator"


def _moderating(people: dict[str, Participant], said: dict[str, list[str]], header: str) -> None:
    """Beside others who are in the header, somebody who is not and who only calls on people moderates."""
    briefers = [one for one in people.values() if one.role == "briefer" and one.identity == "named"]
    if any(one.role == "moderator" for one in people.values()) or not any(_stands_in(header, one) for one in briefers):
        return
    first = next(iter(people.values()))
    for key, one in people.items():
        texts = said[key]
        welcomes = one is first and PHRASES["welcoming"].search(texts[0])
        if one not in briefers or _stands_in(header, one) or (len(texts) < 2 and not welcomes):
            continue
        called = sum(bool(PHRASES["calling on"].search(text)) for text in texts) + bool(welcomes)
        calls = called >= len(texts) * limits.SHARE_MODERATING
        if calls and sum(len(text.split()) for text in texts) <= len(texts) * limits.WORDS_OF_A_MODERATOR:
            one.role = "moderator"


def _named_reporters(people: dict[str, Participant], said: dict[str, list[str]], header: str) -> None:
    """Whoever has no title, is not named in the header and asks is a reporter or a paper.

    Where hardly anybody else is a reporter, so is everybody who has no title, beside one who has or is named in the
    header; not in a call, where an operator puts the reporters through.
    """
    told = [one for one in people.values() if one.identity == "named" and _is_introduced(one, header)]
    asked = sum(one.labels.total() for one in people.values() if one.role == "reporter" and one.id != "follow-up")
    is_call = any(one.role == "operator" for one in people.values())
    nobody_asks = not is_call and asked * 3 < max((one.labels.total() for one in told), default=0)
    for key, one in people.items():
        label = one.label or ""
        in_capitals = label.isupper() and " " in label and not (re.search(r"[,(\[]", label) and names_outlet(label))
        if one.identity != "named" or one.role == "moderator" or in_capitals or _is_introduced(one, header):
            continue
        asks = sum("?" in text for text in said[key]) * 2 >= len(said[key])
        if asks or nobody_asks or names_outlet(label):
            one.role = "reporter"
            if is_outlet(person_in(label)) or " " not in label:
                one.identity, one.name = "unidentified", None


def _is_introduced(one: Participant, header: str) -> bool:
    """Whether a person has a title or stands in the header."""
    return has_title(one.label or "") or _stands_in(header, one)


def _stands_in(header: str, one: Participant) -> bool:
    return bool(one.name) and (one.name or "").split()[-1].lower() in header.lower()


def _unlabelled(
    turn: Turn, turns: list[Turn], people: dict[str, Participant], reserved: Collection[str], header: str
) -> Participant:
    """The likely speaker of a turn without label: of an opening the moderator or the one who briefs.

    Else it is somebody unknown.
    """
    taken = {*reserved, *(one.id for one in people.values())}
    if turn is turns[0]:
        moderator = next((one for one in people.values() if one.role == "moderator"), None)
        if moderator:
            return moderator
        if re.search(r"\bmoderat(?:e|ing|or)\b", " ".join(turn.paragraphs), re.I):
            people["moderator"] = Participant(_free("mod", taken), "moderator", None, "withheld")
            return people["moderator"]
        briefers = [one for one in people.values() if one.role == "briefer"]
        if len(briefers) > 1:
            briefers = [one for one in briefers if _stands_in(header, one)]
        if len(briefers) == 1 and (briefers[0].identity == "named" or is_spokesman(briefers[0].label or "")):
            return briefers[0]
    if "unlabelled" not in people:
        people["unlabelled"] = Participant(_free("unknown", taken), "other", None, "unidentified")
    return people["unlabelled"]
