"""Who and what is named: mentions of known entities, and names that the vocabulary does not have yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.lines.label_words import ENGLISH
from onbackground.drafting.writing.known_names import Name, initials, is_state, surnames, well_known
from onbackground.languages import words
from onbackground.record.record import BRACKET
from onbackground.record.references import namesake_id

_RANK = (
    r"(?:NSA|Secretary(?:[- ]General)?|Minister|President(?:-elect)?|Ambassador|Chancellor|Premier|Senator|Governor|"
    r"Director|Envoy|General|Admiral|Advis[eo]r|Representative|Congress(?:man|woman)|King|Queen|Prince|Sultan|Emir|"
    r"Sheikh|Leader|Chair(?:man|woman)?|Chief|Administrator|Commissioner|Colonel|Captain|Judge|Justice|Pope|Speaker|"
    r"Mayor|Taoiseach|T[áa]naiste|Ayatollah|Archbishop|Cardinal|Bishop|Imam|Marshal|Lieutenant|Major|Sheriff|"
    r"Coordinator|Counsel(?:or)?|Councilor|Spokes(?:man|woman|person)|Mr\.|Ms\.|Mrs\.|Dr\.)"
)
_WORD = r"(?:[A-Z][\w’-]*|U\.[SNK]\.|of|for|the)"
_OF = (
    r"(?: of (?:the )?(?:Homeland Security|Veterans Affairs|Health and Human Services|Housing and Urban Development|"
    r"[A-Z][a-z]+))?"
)
_TITLE = re.compile(rf"(?:(?<![\w’-])(?:{_WORD} ){{0,8}}{_RANK}{_OF},? ){{1,3}}(?:[A-Z][a-z]+ )?$")
"""What stands before a name: `South Korean President `, `COVID-19 Response Coordinator, `."""
_NOBODY = re.compile(
    rf"\b(?:Officials?|Moderator|Briefer)\b|^(?:Vice )?(?:Secretary|President|Minister|Taoiseach) of|(?:^|[ -]){_RANK}$"
)
"""Names of the masked, and titles without a name."""
_CALLED = re.compile(
    r"(?:(?:let[’']s|we[’']ll|i[’']ll) (?:go|turn|move)(?: over| back)? to|(?:start|begin) with you,|go ahead,|go to|"
    r"over to|next is|all right,|"
    r"okay,|yes,|thanks,|thank you,|further,|hi,|hey,) (?-i:(?P<called>[A-Z][a-z]{2,14}))(?=[.,?!]|$| from\b| with\b)|"
    r"^(?-i:(?P<first>[A-Z][a-z]{2,14}))(?:, (?:go ahead|please)|[.?]$)|"
    r"\b(?-i:(?P<whose>[A-Z][a-z]{2,14}))[’']s (?:question|point)|"
    r"\b(?-i:(?P<says>[A-Z][a-z]{2,14})) (?:said|mentioned|noted|asked)\b",
    re.I,
)
"""How a reporter is called on, or spoken of."""
_NAMED_FOR = "Council|Committee|Commission|Institute|Center|Office|Bureau|Department|Ministry|Convention|Treaty"
_NAME = re.compile(
    rf"(?<!\w)(?<!\w-)(?:(?:{_NAMED_FOR}) (?:on|for|against)(?: the)?(?:,? (?:and )?[A-Z][\w’-]*\w)+|"
    rf"(?:[A-Z][\w’-]*\w )+and (?:[A-Z][\w’-]*\w )+(?:{_NAMED_FOR}|Agreement|Act|Program|Partnership))\b|"
    r"(?<!\w)(?<!\w-)(?:St\. )?[A-Z](?=[\w’'-]*[a-z])[\w’'-]*+(?:(?: (?:of|the|de|bin|al))* [A-Z][\w’'-]*\w)*"
    r"(?: region\b)?|[A-Z]{3,6}\b"
)
_TYPES = {
    "agreement": "Agreement|Treaty|Accords?|Act|Convention|Protocol|Pact|Resolution|Memorandum|Charter|Program|"
    "Plan|Credit",
    "organisation": "Department|Ministry|Agency|Council|Party|Parliament|Commission|Committee|Bank|Fund|"
    "Organization|Forces?|Union|Alliance|Corps|Command|Institute|University|Association|Group|Office|Bureau|Company|"
    "Steel|Court|Guard|News|Network|Times|Post|Register|Chronicle",
    "place": "Sea|Straits?|Islands?|[Rr]egion|River|Gulf|Peninsula|Ocean|Bay|Mountains?|Valley|Province|Camp|Base|"
    "Airport|Square|East|West|North|South|Asia|Europe|Africa|America|Pacific|Atlantic|City|Canal|Corridor|Center|"
    "Lake|Coast|County|Border",
}
"""Words of a name that show its type."""
_COMPOUND = ("organisation", "agreement")
"""Types of names that may hold the name of another: `Ministry of Harbours of Lakeland`."""
_WHERE = re.compile(r"\b(?:in|to|from|at|near|across|outside|around|visit|visiting|into) $")
_GROUP = re.compile(
    r"(?:(?<=[Tt]he )|(?<=[Oo]f )|(?:[Aa]ll|[Bb]oth) (?:the )?)(?:(?P<count>two|three|four) )?(?:leaders|ministers|"
    r"presidents)\b|\b(?:[Ee]very|[Ee]ach) (?:leader|minister|president)\b"
)
_LEADS = re.compile(r"(?<!Vice )President|Prime Minister|Chancellor|Premier|King|Queen|Emir|Sultan|Taoiseach|Leader")
"""Who is meant by `the leaders`: those who are listed, if one of them leads a state."""
_COUNTS = {"two": 2, "three": 3, "four": 4, "both": 2, "bi": 2, "tri": 3, "quadri": 4}
_STATES = re.compile(r"\b(?P<count>two|three|four|both) (?:of (?:our|the) )?(?:countries|nations|governments)\b", re.I)
_ALLIED = re.compile(r"\b(?:(?P<sides>bi|tri|quadri)lateral|(?P<count>two|three|four) of us)\b", re.I)
_MEET = re.compile(r"\b(?:meet|summit|visit|talks|conversation|trilateral|bilateral|quadrilateral)", re.I)
"""What the title says of a briefing on what several states do together."""
_NO_NAME = frozenset(ENGLISH["sentence_openers"]).union(
    words("months"),
    words("weekdays"),
    "about absolutely agreed certainly christmas clearly correct definitely easter even everybody everyone exactly "
    "fine folks former god great guys had hey indeed madam maybe might mister never none nothing obviously only "
    "perfect perhaps possibly precisely probably sir still tomorrow true understood wonderful".split(),
)
"""Words that begin a sentence, and days: no name begins with them."""
_WHOLE_NAME = r"(?P<name>(?-i:[A-Z][\w’-]+(?: [A-Z][\w’-]+){1,2}))"
_CALLS_ON = re.compile(
    rf"\b(?:(?:go|turn|move|come)(?: over| back| now| next)* to|(?:okay|and|next),? to|(?:take|have)|"
    rf"next(?: is| up is)?|line of|line with) (?:(?:a|the) (?:next )?(?:line|question) (?:of|with|from) )?{_WHOLE_NAME}"
    r"(?=[.,]|$|,? (?:with|from|at|of|for)\b)",
    re.I,
)
_INTRODUCES = re.compile(
    rf"(?:\b(?:this is|it[’']s|i[’']m|my name is)|^|(?<=[.!?]) |\n) ?{_WHOLE_NAME}"
    r"(?=,? (?:with|from|at|of|for|here)\b)",
    re.I,
)
"""How a reporter is called on by name, and gives it: whose question it is, is not what the briefing is about."""
_NO_LAST = ("Day", "Team", "Eve", "Week", "Month")
"""Last words of what has a name, and is no entity: `St. Patrick’s Day`."""
_NO_ENTITY = frozenset(
    ("AIDS", "CEO", "COVID", "COVID-19", "EDT", "EST", "GDP", "HIV", "Internet", "LGBTQ", "NOT", "PPE")
)
_OF_ANY_STATE = frozenset(
    ("President", "Vice President", "Prime Minister", "Foreign Minister", "Minister", "King", "Chancellor")
)
"""Titles that say nothing of whose they are: `the President` is the speaker's, not the last one named."""
_ABROAD = frozenset(("Prime Minister", "Foreign Minister", "Minister", "King", "Chancellor"))
"""Those of them that nobody has where there is a Secretary of State."""


class Named(NamedTuple):
    """A mention: where it starts in its turn, its words, and its entity or entities (None: deliberately not linked)."""

    start: int
    surface: str
    entity: str | tuple[str, ...] | None


@dataclass(frozen=True)
class Names:
    """The words that name something: entities by their words, and which of them are persons.

    `titles` are those that mean one person; `called` first names, of reporters (None) and of those who speak here;
    `group` the persons who are named together, so that `the three leaders` means them; `states` those that meet, that
    of the speakers first.
    """

    known: Mapping[str, str]
    persons: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str | None] = field(default_factory=dict)
    group: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _any_of(self.known)

    @cached_property
    def _title_pattern(self) -> re.Pattern[str]:
        before = r"(?:(?<=[Tt]he )|(?<=with )|(?<=and )|(?=[Oo]ur ))"
        return re.compile(rf"{before}(?:[Oo]ur )?{_any_of(self.titles).pattern}(?![-]|,? (?:of )?[A-Z])")

    def mentions(self, text: str) -> list[Named]:
        """The mentions of a turn, the longest of nested ones, in reading order."""
        taken = [match.span() for match in BRACKET.finditer(text)]
        found: list[Named] = []
        for start, end, entity in self._spans(text):
            if not any(first < end and start < last for first, last in taken):
                taken.append((start, end))
                found.append(Named(start, text[start:end], entity))
        return sorted(found)

    def _spans(self, text: str) -> Iterator[tuple[int, int, str | tuple[str, ...] | None]]:
        matches = [(match.span(), self.known[match.group()]) for match in self._pattern.finditer(text)]
        yield from ((_with_title(text, start), end, one) for (start, end), one in matches if one in self.persons)
        for match in self._title_pattern.finditer(text) if self.titles else ():
            yield (*match.span(), self.titles[re.sub("^[Oo]ur ", "", match.group())])
        for match in _GROUP.finditer(text) if self.group else ():
            if _COUNTS.get(match["count"], len(self.group)) == len(self.group):
                yield (*match.span(), self.group)
        for match in _STATES.finditer(text) if self.states else ():
            groups = [one for one in (self.states, self.states[1:]) if len(one) == _COUNTS[match["count"].lower()]]
            yield from ((*match.span(), group) for group in groups)
        for (start, end), one in matches:
            if one not in self.persons:
                sided = text.startswith(" side", end) and is_state(text[start:end])
                yield start, end + len(" side") * sided, one
        for name, entity in self.called.items():
            yield from ((*one.span(), entity) for one in re.finditer(rf"\b{re.escape(name)}\b(?! [A-Z]|-)", text))

    def entities_in(self, text: str) -> list[str]:
        """The entities that a text names, in reading order."""
        found = (one.entity if isinstance(one.entity, tuple) else (one.entity,) for one in self.mentions(text))
        return [entity for ids in found for entity in ids if entity]

    def allied(self, words: str) -> tuple[str, ...]:
        """The states that words like `trilateral` and `three of us` mean."""
        match = _ALLIED.search(words)
        return self.states if match and _COUNTS[(match["sides"] or match["count"]).lower()] == len(self.states) else ()

    def meeting(self, title: str, states: Set[str], at_home: str | None) -> Names:
        """These names with the states that the title of a briefing says to meet."""
        named = [str(one.entity) for one in self.mentions(title) if one.entity in states]
        if not at_home or not _MEET.search(title) or not set(named) - {at_home}:
            return self
        return replace(self, states=tuple(dict.fromkeys([at_home, *named])))

    def read(
        self,
        texts: Iterable[str],
        speakers: Mapping[str, str],
        press: Iterable[str] = (),
        at_home: str | None = None,
    ) -> Names:
        """These names with what the texts of a briefing tell: titles, first names, who is named together.

        `speakers` are the first names of those who speak, with their entity; `press` the names of reporters; `at_home`
        is their state.
        """
        texts = list(texts)
        of_any = _OF_ANY_STATE - _ABROAD if at_home == "United States" else _OF_ANY_STATE
        titles: dict[str, set[str]] = {}
        group: tuple[str, ...] = ()
        for text in texts:
            named = self.mentions(text)
            for one in named:
                name = max((words for words in self.known if one.surface.endswith(words)), key=len, default="")
                title = one.surface.removesuffix(name).strip(" ,")
                if one.entity in self.persons and title and title[-1] != "." and title not in of_any:
                    for words in {title, title.lower() if title in _ABROAD else title}:
                        titles.setdefault(words, set()).add(str(one.entity))
            group = group or _together(text, [one for one in named if one.entity in self.persons])
        reporters = (word for name in press for word in (name, name.split()[0]))
        called: dict[str, str | None] = dict.fromkeys([*reporters, *sorted(called_in(texts))])
        for full, entity in self.known.items():
            if entity in self.persons and " " in full and any(full in text for text in texts):
                called[full.split()[0]] = entity
        firsts = {name: entity for name, entity in {**called, **speakers}.items() if name not in self.known}
        one_each = {title: str(*ids) for title, ids in titles.items() if len(ids) == 1}
        return replace(self, titles={**one_each, **self.titles}, called=firsts, group=group)


def called_in(texts: Iterable[str]) -> set[str]:
    """The first names by which somebody is called on, or spoken of as who asked."""
    names = {str(match[match.lastgroup or 0]) for text in texts for match in _CALLED.finditer(text)}
    return {name for name in names if name.lower() not in _NO_NAME and not _NOBODY.search(name)}


def press_names(turns: Iterable[tuple[str, str]]) -> set[str]:
    """The whole names by which reporters are called on, or introduce themselves; `turns` are (role, text)."""
    of_role = {"reporter": _INTRODUCES, "moderator": _CALLS_ON, "operator": _CALLS_ON}
    found = (match["name"] for role, text in turns if role in of_role for match in of_role[role].finditer(text))
    nobody = _NO_NAME.union(words("questions"))
    return {name for name in found if name not in well_known() and name.split()[0].lower() not in nobody}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")


def _with_title(text: str, start: int) -> int:
    """Where a person's mention starts with the title before the name: `South Korean President Yoon Suk Yeol`."""
    match = _TITLE.search(text, max(0, start - limits.CHARACTERS_OF_A_TITLE), start)
    if not match:
        return start
    words = match.group().split(" ")
    while words[0].lower() in _NO_NAME and len(words) > 1:
        words.pop(0)
    return start - len(" ".join(words))


def _together(text: str, people: list[Named]) -> tuple[str, ...]:
    """The first persons who are listed: `President Low, the Prime Minister, Jane Roe, and Li Wei`."""
    for n in range(len(people)):
        last = n
        while last + 1 < len(people):
            end = people[last].start + len(people[last].surface)
            if not re.fullmatch(r"(?:,|,? and)(?: the)? ", text[end : people[last + 1].start]):
                break
            last += 1
        listed = people[n : last + 1]
        if last > n and " " in people[n].surface and " " in people[last].surface and _LEADS.search(str(listed)):
            return tuple(dict.fromkeys(str(one.entity) for one in listed))
    return ()


def new_names(texts: list[str], known: Mapping[str, str], press: Iterable[str] = ()) -> dict[str, Name]:
    """Names that the vocabulary does not have, by the id that they would get; not those of the press."""
    found: dict[str, Name] = {}
    guessed: dict[str, list[tuple[str, str, bool]]] = {}
    inner = _any_of(known)
    called = called_in(texts)
    left_out = _NO_ENTITY.union(press, (first for words in known for first in (words, words.split()[0])))
    listed = _any_of(word for word in well_known() if word not in known)
    for text in texts:
        for match in listed.finditer(text):
            name = well_known()[match.group()]
            if known.keys().isdisjoint(name.words):
                found[namesake_id(name.name)] = name
        for match in _NAME.finditer(text):
            starts = (text[: match.start()].rstrip(" \n—“") or ".")[-1] in ".?!:"
            for part in _RANKED_OF.split(match.group(), 1) if _RANKED.match(match.group()) else [match.group()]:
                bare = _bare(part)
                at = match.start() + match.group().find(bare)
                around = text[max(0, at - limits.CHARACTERS_OF_A_TITLE) : at], text[at + len(bare) :][:20]
                guessed.setdefault(bare, []).append((*around, starts and bare == part))
    spoken = {word for text in texts for word in re.findall(r"(?<![\w’-])[a-z]{4,}", text)}
    short = {letters: bare for bare in guessed for letters in initials(bare) if letters in guessed}
    for bare, places in guessed.items():
        kind = _type_of(bare, places)
        if bare in short:
            continue
        if kind == "person" and (
            bare in short.values() or (" " in bare and not spoken.isdisjoint(bare.lower().split()))
        ):
            kind = "organisation"
        apart = not (inner.search(bare) or listed.search(bare)) or (kind in _COMPOUND and bare not in well_known())
        if (
            kind
            and apart
            and bare not in left_out
            and (bare not in called or kind == "person")
            and not _NOBODY.search(bare)
        ):
            words = (bare, *(surnames(bare) if kind == "person" else initials(bare)))
            found.setdefault(namesake_id(bare), Name(bare, kind, words))
    for short_id, stub in list(found.items()):
        alike = (key for key, one in found.items() if one.type == stub.type and one.name.endswith(f" {stub.name}"))
        whole = next(alike, None) if " " in stub.name and stub.type != "person" else None
        if whole:
            found[whole] = found[whole]._replace(words=(*found[whole].words, *stub.words))
            del found[short_id]
    of_persons = {word for stub in found.values() if stub.type == "person" for word in stub.words[1:]}
    return {name: stub for name, stub in found.items() if stub.name not in of_persons}


_RANKED = re.compile(rf"(?<![\w’-])(?:{_WORD} ){{0,8}}{_RANK}{_OF} [A-Z]")
_RANKED_OF = re.compile(r"(?<!Secretary)(?<!Minister) of (?=the [A-Z]|[A-Z])")
"""`Senator Ida Brandt of the Harbour Ministry` are two names."""


def _bare(name: str) -> str:
    """A name without the words that begin its sentence, and without the title before it."""
    words = name.split()
    while words and words[0].lower().strip("’'") in _NO_NAME:
        words.pop(0)
    name = re.sub(rf"^(?:{_WORD} )*{_RANK}{_OF} (?=[A-Z])", "", " ".join(words))
    name = re.sub(r"^[A-Z]\w+[’']s (?=[A-Z]\w+ [A-Z])", "", name)
    return re.sub(r"[’']s$", "", name)


def _type_of(name: str, places: list[tuple[str, str, bool]]) -> str | None:
    """The type of a name that stands in some places, (the text before, the text behind, whether it begins a sentence).

    None where it may be no name.
    """
    words = name.split()
    if not words or all(starts for *_, starts in places) or words[0].lower() in _NO_NAME or words[-1] in _NO_LAST:
        return None
    if any(re.search(rf"{_RANK} $", before) or after.startswith(" administration") for before, after, _ in places):
        return "person"
    if len(namesake_id(name)) < limits.LETTERS_OF_A_NAME:
        return None
    if len(words) == 1:
        if name.isupper():
            return "organisation" if len(places) >= limits.ACRONYM_AGAIN else None
        return "place" if any(_WHERE.search(before) for before, *_ in places) else None
    kind = next((kind for kind, pattern in _TYPES.items() if re.search(rf"\b(?:{pattern})\b", name)), None)
    named_person = len(words) <= 3 and not any(
        re.search(r"\b(?:[Tt]he|[Tt]his|[Oo]ur|an?) $", before) for before, *_ in places
    )
    return kind or ("person" if named_person else "organisation")
