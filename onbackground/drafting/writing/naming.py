"""Who and what is named: mentions of known entities, and names that the vocabulary does not have yet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.people.publishers import slugged
from onbackground.record.record import BRACKET

_RANK = (
    r"(?:(?:Foreign|Prime|Vice|Deputy|Under|Assistant|Defense|Supreme|Special|Crown|Former|National|Security|First|"
    r"High|Acting|"
    r"Press|Secretary|General) )*(?:Secretary(?: of \w+)?|Minister|President(?:-elect)?|Ambassador|Chancellor|"
    r"Premier|Senator|Governor|Director|"
    r"Envoy|General|Admiral|Advisor|Adviser|Representative|Congressman|Congresswoman|King|Queen|Prince|Sultan|Emir|"
    r"Sheikh|Leader|Chairman|Chair|"
    r"Chief|Administrator|Commissioner|Colonel|Captain|Judge|Justice|Pope|Mr\.|Ms\.|Mrs\.|Dr\.),? "
)
_FAMILY_FIRST = frozenset(
    """
    kim lee yi yoon park moon choi chung cho kang han xi wang li zhang chen liu yang zhao hu jiang deng qin yi zhu
    ma sun lin
    he guo tsai lai
    ma nguyen pham tran le vo ho abe aso kishida ishiba suga hayashi motegi kono kamikawa iwaya mao zhou""".split()
)
"""Families that are named first: `Xi Jinping`, `Kim Jong Un`, `Ishiba Shigeru`."""
_CALLED = re.compile(
    r"(?:(?:let[’']s|we[’']ll|i[’']ll) (?:go|turn|move)(?: over| back)? to|go ahead,|go to|over to|next is|all "
    r"right,|okay,|yes,|thanks,|thank you,|"
    r"hi,|hey,) (?P<name>[A-Z][a-z]{2,14})(?=[.,?!]|$| from\b| with\b)|^(?P<name2>[A-Z][a-z]{2,14})(?:, "
    r"(?:go ahead|please)|[.?]$)",
    re.I,
)
_TITLE_ALONE = re.compile(
    rf"\b(?:the|our|with|The|Our) (?P<title>(?:(?:(?:South|North) Korean|U\.S\.|[A-Z][a-z]+(?:ian|ish|ese|ean|can|ch|"
    rf"aqi|eli)) )?"
    rf"(?:{_RANK.removesuffix(',? ')}(?: (?=(?:Minister|President|Secretary|General)\b))?)+)(?![\w-]|,? (?:of )?[A-Z])"
)
_SINGLE = re.compile(r"[A-Z][a-z]{2,14}")
_NAME = re.compile(r"[A-Z][\w’'-]*[a-z][\w’'-]*(?:(?: (?:of|the|de|bin|al))* [A-Z][\w’'-]*\w)*|[A-Z]{3,6}\b")
_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "agreement",
        re.compile(r"\b(?:Agreement|Treaty|Accords?|Act|Convention|Protocol|Pact|Resolution|Memorandum|Charter)\b"),
    ),
    (
        "organisation",
        re.compile(
            r"\b(?:Department|Ministry|Agency|Council|Party|Congress|Senate|Parliament|Commission|Committee|Bank|"
            r"Fund|Organization|"
            r"Force|Forces|Union|Alliance|Corps|Command|Institute|University|Association|Group|Office|Bureau|Company|"
            r"Steel|Court|Guard|"
            r"NATO|ASEAN|OPEC|OSCE|WHO|IMF|FEMA|CDC|FDA|NSC|DHS|DOD|FBI|CIA)\b"
        ),
    ),
    (
        "place",
        re.compile(
            r"\b(?:Sea|Strait|Straits|Islands?|Region|River|Gulf|Peninsula|Ocean|Bay|Mountains?|Valley|Province|Camp|"
            r"Base|Airport|Square|"
            r"East|West|North|South|Asia|Europe|Africa|America|Pacific|Atlantic|City|Canal|region|Corridor|Center|"
            r"Lake|Coast)\b"
        ),
    ),
)
_NO_ENTITY = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october
    november december i god q&a covid covid-19 mr ms mrs dr okay thanks yes no well so and but the""".split()
)


class Named(NamedTuple):
    """A mention: where it starts in its turn, its words, and the entity (None: deliberately not linked)."""

    start: int
    surface: str
    entity: str | None


@cache
def _demonyms() -> dict[str, tuple[str, ...]]:
    lines = Path(__file__).with_name("demonyms.txt").read_text("utf-8").splitlines()
    return {name: tuple(words) for name, *words in (line.split("|") for line in lines if not line.startswith("#"))}


def surfaces(entities: Mapping[str, Mapping[str, Any]], links: Mapping[str, str] = {}) -> dict[str, str]:
    """Words that name an entity, and its id: names, aliases, demonyms, surnames, links of other records.

    Words that could mean two entities are left out.
    """
    found: dict[str, set[str]] = {}
    names = {str(entity["name"]) for entity in entities.values()}
    for name, entity in entities.items():
        full = str(entity["name"])
        known = {full, full.removeprefix("the "), full.removeprefix("The "), *entity.get("aliases", ())}
        if entity.get("type") in ("state", "organisation", "group"):
            known |= {word for word in _demonyms().get(full, ()) if word not in names}
        if entity.get("type") == "person":
            known |= set(_surnames(full))
        for words in known:
            found.setdefault(words, set()).add(name)
    for words, name in links.items():
        if name in entities and words not in found:
            found[words] = {name}
    return {words: ids.pop() for words, ids in found.items() if len(ids) == 1 and len(words) > 1}


def _surnames(full: str) -> Iterator[str]:
    """The surname of a person, family named first or last."""
    words = full.split()
    if len(words) > 1:
        yield words[-1]
        if words[0].lower() in _FAMILY_FIRST:
            yield words[0]


_OF_ANY_STATE = frozenset(
    ("President", "Vice President", "Prime Minister", "Foreign Minister", "Minister", "King", "Chancellor")
)
"""Titles that say nothing of whose they are: `the President` is the speaker's, not the last one named."""


def president_on(entities: Mapping[str, Mapping[str, Any]], day: str | None) -> dict[str, str]:
    """`President` for whom the vocabulary notes as president of the United States on a day: `…, 2009 to 2017.`"""
    found = set()
    for name, entity in entities.items():
        years = re.search(
            r"President of the United States,? (?:from )?(\d{4})(?: to (\d{4}))?", str(entity.get("note", ""))
        )
        if years and day and years[1] <= day[:4] <= (years[2] or "9999"):
            found.add(name)
    return {"President": found.pop()} if len(found) == 1 else {}


def titles_of(texts: Iterable[str], known: Mapping[str, str], persons: Iterable[str]) -> dict[str, str]:
    """Titles that texts give to one known person only, and that person: `Japanese Prime Minister`."""
    found: dict[str, set[str]] = {}
    people = set(persons)
    for text in texts:
        for one in mentions(text, known, people):
            name = next((words for words in sorted(known, key=len, reverse=True) if one.surface.endswith(words)), "")
            title = one.surface.removesuffix(name).strip(" ,")
            if one.entity in people and title and not title.endswith(".") and title not in _OF_ANY_STATE:
                found.setdefault(title, set()).add(str(one.entity))
    return {title: ids.pop() for title, ids in found.items() if len(ids) == 1}


def mentions(
    text: str, known: Mapping[str, str], persons: Iterable[str] = (), titles: Mapping[str, str] | None = None
) -> list[Named]:
    """The mentions of known entities in a turn, the longest of nested ones, titles with them; and called reporters.

    `titles` are those that stand for one person (see `titles_of`).
    """
    taken = [match.span() for match in BRACKET.finditer(text)]
    found: list[Named] = []
    people = set(persons)
    matches = (
        list(_pattern(tuple(sorted(known, key=lambda words: (-len(words), words)))).finditer(text)) if known else []
    )
    spans = [
        (_with_title(text, match.start()), match.end(), known[match.group()])
        for match in matches
        if known[match.group()] in people
    ]
    spans += [
        (*match.span("title"), entity)
        for match in _TITLE_ALONE.finditer(text)
        if (entity := (titles or {}).get(match["title"]))
    ]
    spans += [(*match.span(), known[match.group()]) for match in matches if known[match.group()] not in people]
    for start, end, named in spans:
        if not any(first < end and start < last for first, last in taken):
            taken.append((start, end))
            found.append(Named(start, text[start:end], named))
    for match in _CALLED.finditer(text):
        name, start = match["name"] or match["name2"], match.start("name" if match["name"] else "name2")
        free = not any(first < start + len(name) and start < last for first, last in taken)
        if free and _SINGLE.fullmatch(name) and name.lower() not in _NO_ENTITY and not _NO_CALL.fullmatch(name):
            taken.append((start, start + len(name)))
            found.append(Named(start, name, None))
    return sorted(found)


_NO_CALL = re.compile(
    r"(?:The|We|You|Sir|Madam|Everyone|Everybody|All|Both|Again|Good|Guys|Folks|Next|Please|This|That|There|Then|"
    r"They|Let|Just|Yeah|"
    r"Yes|Right|Sure|Great|Mister|Admiral|Secretary|President|Ambassador|General|What|Which|When|Who|How|Where|Why|"
    r"And|But|Because)",
    re.I,
)


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")


_ADJECTIVE = re.compile(r"(?:(?:South|North) Korean|U\.S\.|\b[A-Z][a-z]+(?:ian|ish|ese|ean|can|ch|man|aqi|eli|utch)) $")


def _with_title(text: str, start: int) -> int:
    """Where a person's mention starts with the title before the name: `South Korean President Yoon Suk Yeol`."""
    before = text[max(0, start - limits.CHARACTERS_OF_A_TITLE) : start]
    match = re.search(rf"(?:{_RANK})+$", before)
    if not match:
        return start
    begins = match.start()
    adjective = re.search(
        r"(?:(?:South|North) Korean|U\.S\.|\b[A-Z][a-z]+(?:ian|ish|ese|ean|can|ch|man|aqi|eli|utch)) $", before[:begins]
    )
    return start - len(before) + (adjective.start() if adjective else begins)


def new_names(texts: Iterable[str], known: Mapping[str, str]) -> dict[str, tuple[str, str, int]]:
    """Names that the vocabulary does not have: id to (name, type, how often)."""
    counts: Counter[str] = Counter()
    starts: Counter[str] = Counter()
    for text in texts:
        for match in _NAME.finditer(text):
            name = _bare(match.group())
            ranked, of, body = name.partition(" of ")
            if of and _TITLED.search(match.group()):  # `Senator Ida Brandt of the Harbour Ministry`
                name = ranked
                counts[_bare(body)] += 1
            counts[name] += 1
            starts[name] += match.start() == 0 or text[: match.start()].rstrip(" \n—")[-1:] in ".?!"
    found: dict[str, tuple[str, str, int]] = {}
    for name, count in counts.items():
        words = name.split()
        kind = _type_of(name)
        if not name or name in known or words[0].lower() in _NO_ENTITY or len(slugged(name)) < 3:
            continue
        if re.search(r"\b(?:Officials?|Moderator|Briefer)\b", name):
            continue  # masked, not named
        if any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", name) for one in known) and kind not in _COMPOUND:
            continue
        if (kind and len(words) > 1) or (kind and name.isupper()):
            found[slugged(name)] = (name, kind, count)
        elif len(words) > 1 and count > starts[name] and all(word[:1].isupper() for word in words):
            found[slugged(name)] = (name, "person" if len(words) in (2, 3) else "organisation", count)
    return found


_COMPOUND = ("organisation", "agreement")
"""Types of names that may hold the name of another: `Ministry of Harbours of Lakeland`."""
_STARTERS = frozenset(
    """
    did does do is are was were has have had will would can could should may might what when where who why how
    which the this
    that these those there their our his her its my your and but so or if as at in on for from with by to of about
    because while
    since before after also now then yes no well look thank thanks hi hello good today tomorrow yesterday let it we
    they he she
    you i again maybe perhaps still even just only both all some any every first second just""".split()
)


_TITLED = re.compile(rf"(?:{_RANK})[A-Z]")


def _bare(name: str) -> str:
    """A name without the words that begin its sentence, titles, and the adjective of a nation before a title."""
    words = name.split()
    while words and words[0].lower().strip("’'") in _STARTERS:
        words.pop(0)
    name = re.sub(rf"^(?:{_ADJECTIVE.pattern.removesuffix('$')})?(?:{_RANK})+", "", " ".join(words) + " ").strip()
    return re.sub(r"[’']s$", "", name)


def _type_of(name: str) -> str | None:
    if name in _demonyms():
        return "state"
    return next((kind for kind, pattern in _TYPES if pattern.search(name)), None)
