"""Which printed labels mean the same speaker: misspelt, numbered in another way, with another title."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection

from onbackground.drafting import limits
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
        for main in by_count[: n if key not in merged else 0]:
            often = groups[main].total()
            if main in merged or _shares(main, key, shared):
                continue
            if _is_sure(main, key, once=often == 1):
                merged[key] = main
                break
            if often > groups[key].total() and (why := _alike(main, key)):
                merged[key] = main
                if why == "surname":
                    asked, printed = (groups[one].most_common(1)[0][0] for one in (key, main))
                    questions.append((main, f"Is {asked} the same person as {printed}?"))
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


def _is_sure(main: str, key: str, once: bool) -> bool:
    """Whether two labels mean one speaker, however often each is printed; `once`: the main one is printed once."""
    ours, theirs = tokens(main), tokens(key)
    return (
        _same_words(main, key)
        or _is_shorter(main, key)
        or _same_reporter(ours, theirs)
        or (once and _is_numbered_question(main) and _is_numbered_question(key))
        or (_withheld(main) and _withheld(key) and _alike(main, key) is not None)
    )


def _alike(main: str, key: str) -> str | None:
    """Why a label may be another one misspelt or with another title: `spelling`, `surname` (to be asked), or None."""
    ours, theirs = tokens(main), tokens(key)
    if main in _REPORTERS and key[:1] == "q" and _ratio("question", key) >= limits.ALIKE_WORDS:
        return "spelling"  # `QUESITON`
    if (
        not ours
        or not theirs
        or [word for word in ours if word.isdigit()] != [word for word in theirs if word.isdigit()]
    ):
        return None
    if _is_posted(ours, theirs) or _is_posted(theirs, ours):
        return "spelling"
    role_ours, role_theirs = role_word(ours), role_word(theirs)
    if role_ours or role_theirs:
        same_role = not (role_ours and role_theirs) or ROLES[role_ours] == ROLES[role_theirs]
        return "spelling" if same_role and _ratio(main, key) >= limits.ALIKE_LABELS else None
    ours, theirs = without_suffix(ours), without_suffix(theirs)
    if ours[-1] == theirs[-1]:
        if (forename := _forename(ours)) and (other := _forename(theirs)) and forename != other:
            return None
        titles = set(ours) | set(theirs)
        if titles & _FEMALE and titles & _MALE:
            return None
        return "spelling" if _ratio(main, key) >= limits.ALIKE_LABELS else "surname"
    misspelt = ours[:-1] == theirs[:-1] and _ratio(ours[-1], theirs[-1]) >= limits.ALIKE_WORDS
    return "surname" if misspelt and len(ours[-1]) >= limits.LETTERS_OF_A_SURNAME else None


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _forename(words: list[str]) -> str | None:
    """The first word of a name that is no title and no initial; None where a label prints the surname alone."""
    return next((word for word in words[:-1] if len(word) > 1 and word not in HONORIFICS), None)
