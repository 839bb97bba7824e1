"""Who takes part: printed labels to participants with a role and an identity."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from onbackground.transcript.label_words import HONORIFICS, ROLES
from onbackground.transcript.labels import label_key, role_word
from onbackground.transcript.turns import Turn

_DIGITS = {word: str(n) for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_SHORT = {"moderator": "mod", "operator": "op", "question": "press", "questions": "press", "q": "press", "interpreter": "interp",
          "translator": "interp", "a": "answer", "host": "host"}
_FEMALE, _MALE = {"ms", "mrs", "miss"}, {"mr"}


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

    def of(self, participant_id: str) -> Participant:
        return next(one for one in self.participants if one.id == participant_id)


def cast(turns: list[Turn], header: str = "", reserved: Collection[str] = ()) -> Cast:
    """The participants of the turns. Full names are looked up in the text of the header, then in the turns.

    `reserved` ids (those of entities) are given to nobody.
    """
    names_in = (header, "\n".join(paragraph for turn in turns for paragraph in turn.paragraphs))
    groups: dict[str, Counter[str]] = {}
    for turn in turns:
        if label := turn.label or turn.glued:
            groups.setdefault(label_key(label), Counter())[label] += 1
    questions: list[tuple[str, str]] = []
    merged = _merge(groups, questions)
    people: dict[str, Participant] = {}
    for key, labels in groups.items():
        main = merged.get(key, key)
        if main not in people:
            people[main] = _participant(main, groups[main].most_common(1)[0][0], names_in, {*reserved, *(one.id for one in people.values())})
        people[main].labels.update(labels)
    _named_moderator(people)
    speakers = []
    for turn in turns:
        if label := turn.label or turn.glued:
            key = label_key(label)
            speakers.append(people[merged.get(key, key)].id)
        else:
            speakers.append(_unlabelled(turn, turns, people, reserved).id)
    for key, one in people.items():
        if one.identity == "unidentified" and one.role == "briefer":
            questions.append((key, f"{one.label} names nobody: who speaks?"))
    for key in _shared(turns, people, speakers):
        people[key].identity = "unidentified"
        questions.append((key, f"{people[key].label} is printed on turn after turn: do several people speak under it?"))
    order = list(dict.fromkeys(speakers))
    ordered = sorted(people.values(), key=lambda one: order.index(one.id))
    questions = [(next((one.id for key, one in people.items() if key == about), about), text) for about, text in questions]
    return Cast(ordered, speakers, questions)


def _shared(turns: list[Turn], people: dict[str, Participant], speakers: list[str]) -> list[str]:
    """The masked labels without a number that stand on consecutive turns: one person would have one turn."""
    again = {ours for ours, theirs, turn in zip(speakers, speakers[1:], turns[1:]) if ours == theirs and turn.label is not None and not turn.run_together}
    return [key for key, one in people.items() if one.identity == "withheld" and one.role == "briefer" and one.id in again and not any(map(str.isdigit, one.id))]


def _merge(groups: dict[str, Counter[str]], questions: list[tuple[str, str]]) -> dict[str, str]:
    """Labels that are another label misspelt or with another title: key to the key that it belongs to."""
    merged: dict[str, str] = {}
    by_count = sorted(groups, key=lambda key: -groups[key].total())
    for n, key in enumerate(by_count):
        for main in by_count[:n]:
            if main in merged or groups[main].total() <= groups[key].total() and not _same_words(main, key):
                continue
            why = _same(main, key)
            if why:
                merged[key] = main
                if why != "spelling":
                    questions.append((main, f"Is {groups[key].most_common(1)[0][0]} the same person as {groups[main].most_common(1)[0][0]}?"))
                break
    return merged


def _same_words(one: str, other: str) -> bool:
    return _tokens(one) == _tokens(other)


def _tokens(key: str) -> list[str]:
    return [_DIGITS.get(word.lstrip("#"), word.lstrip("#")) for word in key.split() if word.lstrip("#") and word not in ("number", "no", "the")]


def _same(main: str, key: str) -> str | None:
    """Why two labels mean one speaker: `spelling`, `surname`, or None."""
    ours, theirs = _tokens(main), _tokens(key)
    if ours == theirs:
        return "spelling"
    if [word for word in ours if word.isdigit()] != [word for word in theirs if word.isdigit()] or len(main) < 3 or len(key) < 3:
        return None
    role_ours, role_theirs = role_word(ours), role_word(theirs)
    if role_ours and role_theirs:
        near = ROLES[role_ours] == ROLES[role_theirs] and difflib.SequenceMatcher(None, main, key).ratio() >= 0.93
        return "spelling" if near else None
    if bool(role_ours) != bool(role_theirs):
        return "spelling" if difflib.SequenceMatcher(None, main, key).ratio() >= 0.9 else None
    if ours[-1] == theirs[-1] and len(ours[-1]) > 2:
        titles = set(ours) | set(theirs)
        both = bool(titles & _FEMALE and titles & _MALE)
        return None if both else "spelling" if difflib.SequenceMatcher(None, main, key).ratio() >= 0.88 else "surname"
    if ours[:-1] == theirs[:-1] and difflib.SequenceMatcher(None, ours[-1], theirs[-1]).ratio() >= 0.8 and len(ours[-1]) > 3:
        return "spelling" if abs(len(main) - len(key)) < 2 and len(ours[-1]) > 5 else "surname"
    return None


def _participant(key: str, label: str, names_in: tuple[str, str], taken: Collection[str]) -> Participant:
    words = _tokens(key)
    spoken_as = role_word(words)
    if spoken_as is None:
        role, identity = "briefer", "named"
    else:
        role = ROLES[spoken_as]
        masked = role in ("briefer", "moderator", "staff") and not (role == "staff" and spoken_as in ("aide", "staff", "staffer"))
        identity = "withheld" if masked or role in ("operator", "interpreter") else "unidentified"
        if "unidentified" in words or "unknown" in words or spoken_as in ("a", "answer"):
            identity = "unidentified"
        if role == "other" and "official" in words:
            role = "briefer"
    name = _full_name(label, names_in) if identity == "named" else None
    if identity == "named" and name is None:
        identity = "unidentified"
    return Participant(_free(_id(words, role, identity), taken), role, label, identity, name)


def _id(words: list[str], role: str, identity: str) -> str:
    if identity == "named":
        return _slug(words[-1]) or "speaker"
    number = "".join(word for word in words if word.isdigit())
    spoken_as = role_word(words) or words[0]
    if spoken_as in _SHORT:
        return _SHORT[spoken_as] + number
    letters = [word for word in words if not word.isdigit() and word not in ("the", "a", "of", "and")]
    if role == "briefer" and len(letters) > 1:
        if letters[0] in ("senior", "sr") and len(letters) > 3:
            letters = letters[1:]
        return _slug("".join(word[0] for word in letters)) + number
    return (_slug("-".join(letters)) or "speaker") + number


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
    return slug if slug[:1].isalpha() else (f"p{slug}" if slug else "")


def _free(wanted: str, taken: Collection[str]) -> str:
    n = 2
    free = wanted
    while free in taken:
        free = f"{wanted}-{n}"
        n += 1
    return free


def _full_name(label: str, names_in: Iterable[str]) -> str | None:
    """The name of a person as a text prints it in full, else the surname of the label; None for `THE PRESIDENT`."""
    words = re.sub(r"\(.*?\)", "", label).replace(",", " ").split()
    names = [word for word in words if word.strip(".").lower() not in HONORIFICS and word.lower() not in ("the", "of", "and", "for", "to")]
    if not names:
        return None
    if "OF" in words or "of" in words:
        names = names[-1:]
    surname = names[-1].strip(".,")
    full = re.compile(rf"\b(?P<forename>[A-Z][a-z]+(?:-[A-Z][a-z]+)?|[A-Z]{{2,}}) (?P<initial>[A-Z]\. )?(?P<surname>(?i:{re.escape(surname)}))\b")
    for text in names_in:
        found = Counter((match["forename"], match["initial"], match["surname"]) for match in full.finditer(text))
        for (forename, initial, last), _ in found.most_common():
            if forename.lower() not in _NO_FORENAMES and forename.lower() not in HONORIFICS:
                return f"{_cased(forename)} {initial or ''}{_cased(last)}"
    return " ".join(_cased(name) for name in names)


_NO_FORENAMES = frozenset("""thank thanks and but so yes no ask with from as by for to the hey hi well okay press now today white house
    state national security when if what then also on in at about because that’s let’s homeland health affairs transportation education
    housing energy treasury labor commerce agriculture interior veterans urban human services climate science technology foreign prime
    covid response team administration briefing doctors drs council development secretaries advisers by meet say ask hear call tell let sorry sir madam""".split())


def _cased(word: str) -> str:
    """`MCCURRY` as McCurry, `THOMAS-GREEN` as Thomas-Green; what is not in capitals as it is."""
    if re.fullmatch(r"MC[A-Z]{3,}", word):
        return f"Mc{word[2:].capitalize()}"
    return "-".join(part.capitalize() if part.isupper() and len(part) > 1 else part for part in word.split("-"))


def _named_moderator(people: dict[str, Participant]) -> None:
    """Beside officials whose names are withheld, a named person who speaks first and little hosts the briefing."""
    briefers = [one for one in people.values() if one.role == "briefer"]
    named = [one for one in briefers if one.identity == "named"]
    withheld = [one for one in briefers if one.identity == "withheld"]
    if withheld and not any(one.role == "moderator" for one in people.values()):
        first = next(iter(people.values()))
        if first in named:
            first.role = "moderator"


def _unlabelled(turn: Turn, turns: list[Turn], people: dict[str, Participant], reserved: Collection[str]) -> Participant:
    """The likely speaker of a turn without label: of an opening the moderator, else somebody unknown."""
    taken = {*reserved, *(one.id for one in people.values())}
    if turn is turns[0]:
        moderator = next((one for one in people.values() if one.role == "moderator"), None)
        if moderator:
            return moderator
        if re.search(r"\bmoderat(?:e|ing|or)\b", " ".join(turn.paragraphs), re.I):
            people["moderator"] = Participant(_free("mod", taken), "moderator", None, "withheld")
            return people["moderator"]
    if "unlabelled" not in people:
        people["unlabelled"] = Participant(_free("unknown", taken), "other", None, "unidentified")
    return people["unlabelled"]
