"""Words that name the entities of a vocabulary: their names, well-known words for them, offices of the day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_FAMILY_FIRST = frozenset(
    """
    kim lee yi yoon park moon choi chung cho kang han xi wang li zhang chen liu yang zhao hu jiang deng qin zhu ma sun
    lin he guo tsai lai nguyen pham tran le vo ho abe aso kishida ishiba suga hayashi motegi kono kamikawa iwaya mao
    zhou""".split()
)
"""Families that are named first: `Xi Jinping`, `Kim Jong Un`, `Ishiba Shigeru`."""
_CHILD_OF = frozenset(("bin", "bint", "ibn"))
"""What stands before the name of a father, which is no surname."""


class Name(NamedTuple):
    """A usual name, its type of entity, and all the words that stand for it."""

    name: str
    type: str
    words: tuple[str, ...]


@cache
def well_known() -> dict[str, Name]:
    """The names of known_names.txt, by each of their words."""
    found: dict[str, Name] = {}
    kind = ""
    for line in Path(__file__).with_name("known_names.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif not line.startswith("#"):
            for words in (entry.split("|") for entry in line.split("; ")):
                found |= dict.fromkeys(words, Name(words[0], kind, tuple(words)))
    return found


def is_state(words: str) -> bool:
    """Whether words are well known to name a state: `Norland`, `Norlandic`."""
    return words in well_known() and well_known()[words].type == "state"


def surfaces(entities: Mapping[str, Mapping[str, Any]], links: Mapping[str, str] = {}) -> dict[str, str]:
    """Words that name an entity, and its id: names, aliases, surnames, well-known words, links of other records.

    Words that could mean two entities are left out.
    """
    own: dict[str, set[str]] = {}
    more: dict[str, set[str]] = {}
    for name, entity in entities.items():
        full = str(entity["name"])
        known = {full, re.sub(r"^[Tt]he | \(.*\)$", "", full), *entity.get("aliases", ())}
        if entity.get("type") == "person":
            known |= set(surnames(full))
        for words in known:
            own.setdefault(words, set()).add(name)
        known |= {re.sub(r"^U\.?S\.? ", "United States ", full)}
        listed = (well_known().get(one) for one in known)
        usual = [one for one in listed if one and (one.type == entity.get("type") or one.name in known)]
        for words in (*initials(full), *(word for one in usual for word in one.words), *_in_short(entity)):
            more.setdefault(words, set()).add(name)
        if entity.get("type") == "place":
            own.setdefault(full.partition(",")[0], set()).add(name)
    for found in (more, {words: {name} for words, name in links.items() if name in entities}):
        own |= {words: ids for words, ids in found.items() if words not in own}
    return {words: ids.pop() for words, ids in own.items() if len(ids) == 1 and len(words) > 1}


def _in_short(entity: Mapping[str, Any]) -> Iterator[str]:
    """Other words that a name makes: `Norlandic government` of `Government of Norland`, `Harbourtown` of `Harbourtown
    agreements`, `eastern Norland` of `Eastern Norland`."""
    full = str(entity["name"])
    state = _GOVERNMENT.sub("", full)
    if state != full and is_state(state):
        yield from (f"{word} {noun}" for word in well_known()[state].words for noun in ("government", "Government"))
    if entity.get("type") == "agreement" and (town := _OF_A_TOWN.fullmatch(full)):
        yield town["town"]
    if _DIRECTION.match(full):
        yield full[0].lower() + full[1:]


_GOVERNMENT = re.compile(r"Government of (?:the )?| under .*")
_OF_A_TOWN = re.compile(r"(?P<town>[A-Z]\w+) (?i:agreements?|accords?|protocol|treaty|process|convention)")
_DIRECTION = re.compile(r"(?:North|South|East|West|Central)(?:ern)?[ -]")


def initials(full: str) -> Iterator[str]:
    """The initials of a name of three words or more: `PPP` for `Paycheck Protection Program`."""
    letters = "".join(word[0] for word in re.split("[ -]", full) if word[:1].isupper())
    if len(letters) > 2 and not any(map(str.isdigit, full)):
        yield letters


def surnames(full: str) -> Iterator[str]:
    """The surname of a person, family named first or last; `Ida bint Lane` has none, Lane is her father."""
    words = full.split()
    if len(words) > 1 and _CHILD_OF.isdisjoint(words):
        yield words[-1]
        if words[0].lower() in _FAMILY_FIRST:
            yield words[0]


_NOTED = re.compile(
    r"(?P<us>U\.S\. )?"
    r"(?P<office>[A-Z][\w-]*(?: (?!of )[\w-]+| of (?!the )[A-Z][a-z]+)*?)"
    r"(?: of (?:the )?(?P<of>[A-Z][\w.]*(?: [A-Z][\w.]*)*))?"
    r"(?P<years>(?:,? (?:from|in|since|and|to|[A-Z][a-z]+(?= \d)|\d{4}))+)"
)
"""An office as notes of a vocabulary name it: `President of Lakeland, 2031 to 2035.`"""


def offices_on(entities: Mapping[str, Mapping[str, Any]], day: str | None, at_home: str | None) -> dict[str, str]:
    """Titles that mean one person on a day: those whose office and years the vocabulary notes.

    Of the state `at_home` an office says enough: `the President`. Others are named with their state.
    """
    found: dict[str, set[str]] = {}
    for name, entity in entities.items():
        noted = _NOTED.match(str(entity.get("note", "")))
        if not noted or not day or entity.get("type") != "person" or not _in_years(noted["years"], day[:4]):
            continue
        state = well_known().get("U.S." if noted["us"] else noted["of"] or "")
        words = state.words if state and state.type == "state" else ()
        office = noted["office"] + (f" of {noted['of']}" if noted["of"] and (noted["us"] or not words) else "")
        office = re.sub(r" [a-z](?=[a-z]{3})", lambda letter: letter[0].upper(), office)
        titles = {office} if not words or at_home in words else set()
        titles |= {title for word in words for title in (f"{word} {office}", f"{office} of {word}")}
        for title in titles | {f"{office.lower()} of {word}" for word in words}:
            found.setdefault(title, set()).add(name)
    return {title: ids.pop() for title, ids in found.items() if len(ids) == 1}


def _in_years(years: str, year: str) -> bool:
    """Whether a year is within `2000 to 2008 and from 2012`; a year without an end goes on, but for `in 2024`."""
    return any(
        first <= year <= (last or (first if before == "in" else year))
        for before, first, last in re.findall(r"(?:(\w+) )?(?:[A-Z][a-z]+ )?(\d{4})(?: to (\d{4}))?", years)
    )
