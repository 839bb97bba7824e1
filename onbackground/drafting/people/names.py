"""The names of people as a transcript prints them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from onbackground.drafting.lines.label import label_key, without_dash
from onbackground.drafting.lines.label_words import ENGLISH, HONORIFICS, SPOKESMEN
from onbackground.drafting.lines.tables import PHRASES


def is_outlet(label: str) -> bool:
    """Whether a label names a paper or a station and nobody who works for it: `Harbour Daily`, `HBC`."""
    bare = re.sub(r"\(.*\)|\[.*\]", "", label)
    return bool(PHRASES["outlet"].search(bare)) or (bare.isupper() and bare.isalpha() and len(bare) < 6)


def names_outlet(label: str) -> bool:
    """Whether a label tells of a paper or for whom a person works: `Jo Low (HBC)`; not `Jo Low (via interpreter)`."""
    return bool(PHRASES["outlet"].search(label)) or (
        label.endswith(")") and not re.search(r"transl|interpret|inaudible|off", label, re.I)
    )


def person_in(label: str) -> str:
    """The person of a label that also names a post or a paper: `JO LOW, SPOKESMAN`, `(Jo Low, Harbour Daily)`."""
    label = without_dash(label)
    parts = (label[1:-1] if re.fullmatch(r"\([^()]+, [^()]+\)", label) else label).split(", ")
    people = [part for part in parts if not {word.lower() for word in part.split()} & SPOKESMEN]
    return (people or parts)[0]


def full_name(label: str, names_in: Iterable[str]) -> str | None:
    """The name of a person as a text prints it in full, else the surname of the label; None for `THE PRESIDENT`.

    Where several people have the surname: the one whom the text names with the title of the label, else the surname.
    """
    titles, names = _parts(label)
    if not names:
        return None
    surname, own = names[-1].strip(".,"), names[0].lower() if len(names) > 1 else None
    told = list(names_in)
    people = people_named(surname, told)
    if own is None and are_several(people):
        title = titles[-1] if titles else ""
        people = [
            one
            for one in people
            if title
            and re.search(
                rf"\b{re.escape(title)}\.? {re.escape(one)}\b",
                " "
                r"".join(told),
                re.I,
            )
        ]
        if len(people) != 1:
            return _cased(surname)
    for name in people:
        if own in (None, name.split()[0].lower()):
            return name
    return " ".join(_cased(name if len(name) == 2 else name.rstrip(".")) for name in names)


def people_named(surname: str, names_in: Iterable[str]) -> list[str]:
    """The full names with a surname that texts print, the most frequent of the first text first."""
    full = re.compile(
        rf"\b(?P<forename>[A-Z][a-z]+(?:-[A-Z][a-z]+)?|"
        rf"[A-Z]{{2,}}) (?P<initial>[A-Z]\. )?(?P<surname>(?i:{re.escape(surname)}))\b"
    )
    found: list[str] = []
    for text in names_in:
        counts = Counter((match["forename"], match["initial"], match["surname"]) for match in full.finditer(text))
        found += [
            f"{_cased(forename)} {initial or ''}{_cased(last)}"
            for (forename, initial, last), _ in counts.most_common()
            if forename.lower() not in _NO_FORENAMES and forename.lower() not in HONORIFICS
        ]
    return list(dict.fromkeys(found))


def are_several(people: list[str]) -> bool:
    """Whether full names with one surname are those of several people: `Jen Low` may be Jennifer Low."""
    forenames = {name.split()[0] for name in people}
    return any(not one.startswith(other) and not other.startswith(one) for one in forenames for other in forenames)


def surname_of(label: str) -> str | None:
    """The surname in a label; None where it has none."""
    _, names = _parts(label)
    return names[-1].strip(".,") if names else None


def _parts(label: str) -> tuple[list[str], list[str]]:
    """The titles of a label and the words of the name in it: `MR. LOW OF NEW HARBOUR` is Low."""
    words = re.sub(r"\[.*?\]|^\d{1,2}\. |\.[-–—]$|[*_:;>]", "", _named_in_brackets(label)).replace(",", " ").split()
    words = without_suffix([word for word in words if word.strip(".")])
    titles = [n for n, word in enumerate(words[:-1]) if word.strip(".").lower() in HONORIFICS]
    place = next((n for n, word in enumerate(words) if n and word.lower() == "of"), None)
    if place and words[0].strip(".").lower() in _PLAIN_TITLES and words[place - 1].strip(".").lower() not in HONORIFICS:
        words, titles = words[:place], [n for n in titles if n < place]
        place = None
    names = [
        word
        for word in words[titles[-1] + 1 if titles else 0 :]
        if (word.strip(".").lower() not in HONORIFICS or (word is words[-1] and _is_surname(words)))
        and word.lower() not in ("the", "of", "and", "for", "to")
    ]
    return [words[n].strip(".") for n in titles], names[-1:] if place else names


def _named_in_brackets(label: str) -> str:
    """The person whom brackets name behind a post: `The MINISTER OF HARBOURS (Calvo Reyes)`; else without brackets."""
    found = re.search(r"^(?:The )?[A-Z ,’'-]+ \((?P<name>[A-Z][a-z’'-]+(?: [A-Z][\w.’'-]+){1,3})\)", label)
    post = label_key(label).split()
    return found["name"] if found and set(post) & HONORIFICS else re.sub(r"\(.*?\)", "", label)


_PLAIN_TITLES = frozenset("mr ms mrs miss dr".split())


def without_suffix(words: list[str]) -> list[str]:
    """The words of a name without what stands behind the surname: `Jr.`, `III`."""
    return words[:-1] if len(words) > 1 and re.fullmatch(r"jr|sr|i{2,3}|iv", words[-1].strip(".,"), re.I) else words


def _is_surname(words: list[str]) -> bool:
    """Whether the last word of a label is a name that looks like a title: `MR. KING`, `JO BISHOP`; not `THE KING`."""
    return (
        words[-1].lower() in ("bishop", "king", "prince", "judge", "justice", "major", "mayor")
        and len(words) > 1
        and words[0].lower() not in ("the", "his", "her")
    )


_NO_FORENAMES = frozenset(ENGLISH["no_forenames"])


def _cased(word: str) -> str:
    """`MCCURRY` as McCurry, `O’HARA-LEE` as O’Hara-Lee; what is not in capitals as it is."""
    if re.fullmatch(r"M[Cc][A-Z]{3,}", word):
        return f"Mc{word[2:].capitalize()}"
    if not word.isupper() or len(word) == 1:
        return word
    return "-".join(re.sub(r"^O[’'‘]\w", lambda start: start[0].upper(), part.capitalize()) for part in word.split("-"))
