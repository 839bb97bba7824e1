"""Which printed labels mean the same speaker: misspelt, numbered in another way, with another title."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection

from onbackground.drafting.lines.label import label_key, role_word
from onbackground.drafting.lines.label_words import DIGITS, HONORIFICS, ROLES
from onbackground.drafting.people.names import person_in, without_suffix
from onbackground.languages import words

_REPORTERS = frozenset(("q", "question", "questions"))
_FEMALE, _MALE = {"ms", "mrs", "miss"}, {"mr"}


def merge(
    groups: dict[str, Counter[str]], questions: list[tuple[str, str]], shared: Collection[str] = ()
) -> dict[str, str]:
    """Labels that are another label misspelt or with another title: key to the key that it belongs to.

    `shared` are surnames (in lower case) that several people of the text have: the same surname is not the same person.
    """
    merged: dict[str, str] = _without_post(groups)
    by_count = sorted(groups, key=lambda key: -groups[key].total())
    for n, key in enumerate(by_count):
        if key in merged:
            continue
        for main in by_count[:n]:
            tie = groups[main].total() <= groups[key].total()
            if main in merged or (
                tie
                and not (
                    _same_words(main, key)
                    or (_withheld(main) and _withheld(key))
                    or _is_shorter(main, key)
                    or _same_reporter(tokens(main), tokens(key))
                    or (groups[main].total() == 1 and _is_numbered_question(main) and _is_numbered_question(key))
                )
            ):
                continue
            why = None if _shares(main, key, shared) else _same(main, key)
            if why:
                merged[key] = main
                if why != "spelling":
                    questions.append(
                        (
                            main,
                            f"Is {groups[key].most_common(1)[0][0]} the same person as "
                            f"{groups[main].most_common(1)[0][0]}?",
                        )
                    )
                break
    return merged


def _shares(main: str, key: str, shared: Collection[str]) -> bool:
    """Whether two labels are of one surname that several people have."""
    return not _same_words(main, key) and tokens(main)[-1:] == tokens(key)[-1:] and key.split()[-1] in shared


def _without_post(groups: dict[str, Counter[str]]) -> dict[str, str]:
    """Labels that name a post or a paper only where somebody speaks first: `JO LOW, HARBOUR SECRETARY`, then `LOW`."""
    people = {
        key: label_key(person)
        for key, labels in groups.items()
        for label in labels
        if (person := person_in(label)) != label and ", " in label
    }
    found: dict[str, str] = {}
    for key, person in people.items():
        same = [
            other for other in groups if other != key and other not in people and other in (person, person.split()[-1])
        ]
        if len(same) == 1 and sum(other.split()[-1] == person.split()[-1] for other in people.values()) == 1:
            found[key] = same[0]
    return found


def _same_words(one: str, other: str) -> bool:
    return tokens(one) == tokens(other) or {one, other} <= _REPORTERS


def _is_misspelt_question(key: str) -> bool:
    """`QUESITON`, `QUESTON`."""
    return key[:1] == "q" and difflib.SequenceMatcher(None, "question", key).ratio() >= 0.85


def _is_numbered_question(key: str) -> bool:
    """`Q1`, `Q2`: the number of the question, not of who asks it, where each stands once."""
    return bool(re.fullmatch(r"q\d+", key))


def _is_shorter(one: str, other: str) -> bool:
    """Whether one label is the other without a forename: `AMBASSADOR VALE`, `AMBASSADOR NORA VALE`."""
    few, many = sorted((tokens(one), tokens(other)), key=len)
    return len(few) > 1 and few[0] == many[0] and few[-1] == many[-1] and set(few) < set(many)


def _is_posted(post: list[str], name: list[str]) -> bool:
    """Whether a label is another with a post before it: `President of the North Ivo Brandt`, `Ivo Brandt`."""
    return len(post) > len(name) == 2 and post[-2:] == name and name[0] not in HONORIFICS and post[0] in HONORIFICS


def _same_reporter(ours: list[str], theirs: list[str]) -> bool:
    """`Frage Low`, `Zusatz Low`: one reporter asks twice; `Frage`, `Zusatzfrage`: nobody is named."""
    return bool(ours and theirs) and ours[1:] == theirs[1:] and {ours[0], theirs[0]} <= words("reporter")


def _withheld(key: str) -> bool:
    return role_word(tokens(key)) in ("official", "offical", "oficial")


def tokens(key: str) -> list[str]:
    return [
        DIGITS.get(word.lstrip("#"), word.lstrip("#"))
        for word in key.split()
        if word.lstrip("#") and word not in ("number", "no", "the")
    ]


def _same(main: str, key: str) -> str | None:
    """Why two labels mean one speaker: `spelling`, `surname`, or None."""
    ours, theirs = tokens(main), tokens(key)
    if _same_words(main, key) or (main in _REPORTERS and _is_misspelt_question(key)):
        return "spelling"
    if not ours or not theirs:
        return None
    if _is_posted(ours, theirs) or _is_posted(theirs, ours):
        return "spelling"
    if _is_numbered_question(main) and _is_numbered_question(key):
        return "spelling"
    if (
        [word for word in ours if word.isdigit()] != [word for word in theirs if word.isdigit()]
        or len(main) < 3
        or len(key) < 3
    ):
        return None
    role_ours, role_theirs = role_word(ours), role_word(theirs)
    if role_ours and role_theirs:
        if _same_reporter(ours, theirs):
            return "spelling"
        near = ROLES[role_ours] == ROLES[role_theirs] and difflib.SequenceMatcher(None, main, key).ratio() >= 0.93
        return "spelling" if near else None
    if bool(role_ours) != bool(role_theirs):
        return "spelling" if difflib.SequenceMatcher(None, main, key).ratio() >= 0.9 else None
    if not role_ours:
        ours, theirs = without_suffix(ours), without_suffix(theirs)
    if ours[-1] == theirs[-1] and len(ours[-1]) > 2:
        if _forename(ours) and _forename(theirs) and _forename(ours) != _forename(theirs):
            return None
        titles = set(ours) | set(theirs)
        both = bool(titles & _FEMALE and titles & _MALE)
        return None if both else "spelling" if difflib.SequenceMatcher(None, main, key).ratio() >= 0.88 else "surname"
    if (
        ours[:-1] == theirs[:-1]
        and difflib.SequenceMatcher(None, ours[-1], theirs[-1]).ratio() >= 0.8
        and len(ours[-1]) > 3
    ):
        return "spelling" if abs(len(main) - len(key)) < 2 and len(ours[-1]) > 5 else "surname"
    return None


def _forename(words: list[str]) -> str | None:
    """The first word of a name that is no title and no initial; None where a label prints the surname alone."""
    return next((word for word in words[:-1] if len(word) > 1 and word not in HONORIFICS), None)
