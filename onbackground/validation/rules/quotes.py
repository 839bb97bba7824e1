"""OB6xx: quotes, mentions, and the entities and topics that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from onbackground.findings import Cause, Path, Problem, did_you_mean, record_rule, shorten
from onbackground.record.record import BRACKET, Record, find_at_boundaries, view
from onbackground.record.references import named_entities, namesake_id
from onbackground.validation.rules.names import TYPOGRAPHY, absent_entry, entity_hint, lost_entry
from onbackground.verbatim.nearest import nearest, same_letters


@view
def _doubtful_quotes(record: Record) -> list[tuple[Path, str | None, str, list[str]]]:
    """The quotes that are not in their turn exactly once: the path to each, its turn, its words, and the turns in
    which it may stand."""
    return [
        (at, turn, words, record.data["exchanges"][at[1]]["question"] if at[0] == "exchanges" else [str(turn)])
        for at, turn, words, start, again in record.places
        if start < 0 or again
    ]


@record_rule("OB601", reads=("turns", "exchanges", "statements", "events", "sic", "ground_rules"))
def quote_not_in_turn(record: Record) -> Iterator[Problem]:
    """A quote is not in its turn.

    Every label is tied to exact words. A near match is suggested, never accepted: copy the words.

    Wrong:
        {turn: t04, …, quote: "I won't get into quotas."}        (the turn has ’)
    Right:
        {turn: t04, …, quote: "I won’t get into quotas."}
    """
    texts = record.texts
    for at, turn, words, places in _doubtful_quotes(record):
        if turn is not None:
            if turn not in texts or words in texts[turn] or (at[0] == "turns" and record.speakers.get(turn) is None):
                continue
        elif any(place not in texts or words in texts[place] for place in places) or any(
            words in text for text in texts.values()
        ):
            continue
        other = next((name for name, text in texts.items() if words in text), None)
        place = turn or ", ".join(places)
        if other:
            yield Problem(
                at,
                f"the quote is in {other}, not in {place}",
                f"turn: {other}, or quote words of {place}",
                rests_on=tuple(("turns", p) for p in places),
            )
        else:
            said = same_letters(words)
            yield Problem(
                at,
                f"the quote is not in {place}: “{shorten(words)}”",
                partial(nearest, words, [texts[p] for p in places]),
                rests_on=tuple(("turns", p) for p in places),
                cause=TYPOGRAPHY if any(said in same_letters(texts[p]) for p in places) else None,
            )


@record_rule("OB602", reads=("turns", "exchanges", "statements", "events", "sic", "ground_rules"))
def quote_twice_in_turn(record: Record) -> Iterator[Problem]:
    """A quote is more than once in its turn.

    A quote is its own address: it must lead to one place. Take a word more.

    Wrong:
        {turn: t03, …, quote: "they"}
    Right:
        {turn: t03, …, quote: "will they meet"}
    """
    for at, turn, words, _ in _doubtful_quotes(record):
        text = record.texts.get(turn, "") if turn else ""
        first = text.find(words)
        second = text.find(words, first + 1) if first >= 0 else -1
        if second >= 0:
            yield Problem(
                at,
                f"the quote is {text.count(words) if text.count(words) > 1 else 2} times in {turn}",
                f"lengthen it until it is unique: “{shorten(text[max(0, first - 20) : first + len(words) + 20])}”",
            )


@record_rule("OB603", reads=("turns", "statements", "events", "sic", "ground_rules", "mentions"))
def unknown_turn(record: Record) -> Iterator[Problem]:
    """A quote or a mention names a turn that does not exist.

    Wrong:
        s01: {turn: t44, …}
    Right:
        s01: {turn: t04, …}
    """
    for at, turn, _ in record.quotes():
        if turn not in record.turns and turn not in record.lost:
            yield Problem(
                (*at, "turn"),
                f"there is no turn {turn}",
                f"the last turn is {list(record.turns)[-1]}",
                rests_on=(("turns", turn),),
                cause=Cause(("turns", turn)),
            )
    for turn in record.layer("mentions"):
        if turn not in record.turns and turn not in record.lost:
            yield Problem(
                ("mentions", turn),
                f"there is no turn {turn}",
                f"the last turn is {list(record.turns)[-1]}",
                key=True,
                rests_on=(("turns", turn),),
                cause=Cause(("turns", turn)),
            )


def _named(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, list):
        for n, name in enumerate(value):
            yield (*at, n), name


def _entity_references(record: Record) -> Iterator[tuple[Path, str]]:
    """Every place of a record that must name an entity, and the id there."""
    yield from _named(record.data.get("principals"), ("principals",))
    for name, event in record.layer("events").items():
        yield from _named(event["actors"], ("events", name, "actors"))
    for turn, mentions in record.layer("mentions").items():
        for n, mention in enumerate(mentions):
            if isinstance(mention[0], str):
                yield from _named(mention[1], ("mentions", turn, n, 1))


@record_rule("OB604", reads=("principals", "events", "mentions", "vocabulary"))
def unknown_entity(record: Record) -> Iterator[Problem]:
    """An entity is not in the vocabulary.

    People, states, organisations, places, agreements and groups are listed once, in vocabulary/entities.yaml,
    so that one id means one thing in every record.

    Wrong:
        principals: [jane-ro]
    Right:
        principals: [jane-roe]
    """
    known = record.vocabulary.entities
    if known.keys() >= named_entities(record):
        return
    for at, name in _entity_references(record):
        if name not in known:
            problem = Problem(
                at,
                f"there is no entity “{name}”",
                partial(entity_hint, name, known),
                cause=absent_entry(record, "entities", name),
            )
            yield lost_entry(record, "entities", name, problem)


@record_rule("OB605", reads=("topics", "statements", "vocabulary"))
def unknown_topic(record: Record) -> Iterator[Problem]:
    """A topic is not in the vocabulary.

    Wrong:
        topics: [water-treatys]
    Right:
        topics: [water-treaties]
    """
    known = record.vocabulary.topics
    named = list(_named(record.data.get("topics"), ("topics",)))
    named += [
        (("statements", name, "topic"), statement["topic"])
        for name, statement in record.layer("statements").items()
        if statement["topic"]
    ]
    for at, name in named:
        if name not in known:
            problem = Problem(
                at,
                f"there is no topic “{name}”",
                partial(did_you_mean, name, known, "add it to vocabulary/topics.yaml"),
                cause=absent_entry(record, "topics", name),
            )
            yield lost_entry(record, "topics", name, problem)


@record_rule("OB606", reads=("turns", "mentions"))
def mention_not_found(record: Record) -> Iterator[Problem]:
    """A mention is not found after the previous one.

    Mentions are in reading order: each is looked for after the one before, as whole words.

    Wrong:
        t02: [[Wei, li-wei], [two ministers, [jane-roe, li-wei]]]      (the turn has them the other way round)
    Right:
        t02: [[two ministers, [jane-roe, li-wei]], [Wei, li-wei]]
    """
    for turn, starts in record.mention_starts.items():
        if None not in starts or turn not in record.turns:
            continue
        text = record.texts[turn]
        n = starts.index(None)
        surface = record.mentions[turn][n][0]
        if surface not in text:
            message = f"“{shorten(surface)}” is not in {turn}"
            hint: str | partial[str] = partial(nearest, surface, [text], "the mention")
        elif find_at_boundaries(surface, text) < 0:
            message, hint = f"“{surface}” is in {turn} only inside a longer word", "give the whole word"
        else:
            message, hint = (
                f"“{surface}” does not follow the mention before it in {turn}",
                "bring the mentions into reading order, each occurrence once",
            )
        yield Problem(("mentions", turn, n, 0), message, hint, rests_on=(("turns", turn),))


@record_rule("OB607", reads=("mentions",))
def mention_malformed(record: Record) -> Iterator[Problem]:
    """A mention is not [words, entity].

    First the words of the text, then the entity: its id, a list of ids, or ~ for a mention that is deliberately
    not linked.

    Wrong:
        t02: [[[jane-roe, li-wei], two ministers]]
    Right:
        t02: [[two ministers, [jane-roe, li-wei]]]
    """
    for turn in record.layer("mentions").keys() - record.mentions.keys():
        for n, mention in enumerate(record.layer("mentions")[turn]):
            if not isinstance(mention[0], str):
                yield Problem(("mentions", turn, n), "a mention begins with the words of the text", "[words, entity]")


_FIRST_WORD = re.compile(r"\w+")


@record_rule("OB608", reads=("turns",), whole=("mentions",), waivable=True)
def linked_here_bare_there(record: Record) -> Iterator[Problem]:
    """Words are a mention in one place and bare in another.

    A name that is linked once is linked each time, or each time deliberately not (~). Where the same words mean
    something else, or nothing, a waiver on the turn says why.

    Wrong:
        t02: [[Syria, syria]]          (and t04 has “Syria”, unlinked)
    Right:
        t02: [[Syria, syria]]
        t04: [[Syria, syria]]
    """
    named = _sometimes_bare(record)
    if not named:
        return
    first_words = {surface: _FIRST_WORD.findall(surface)[0] for surface in named}
    for turn, text in record.texts.items():
        words = set(_FIRST_WORD.findall(text))
        present = [surface for surface in named if first_words[surface] in words and surface in text]
        taken = _linked_spans(record, turn) if present else None
        bare = _bare(present, text, taken) if taken is not None else []
        if bare:
            _, surface = min(bare)
            others = list(dict.fromkeys(name for _, name in sorted(bare) if name != surface))
            shown = ", ".join(f"“{name}”" for name in others[:6])
            also = f"; nor are {shown}" if others else ""
            yield Problem(
                ("turns", turn, "text"),
                f"“{surface}” of {turn} is a mention elsewhere, but not here{also}",
                f"add [{surface}, entity] or [{surface}, ~] to mentions of {turn}",
                key=True,
                shown=mentions_of(record, turn),
            )


def mentions_of(record: Record, turn: str) -> Path:
    """The mentions of a turn; where it has none, those before which they belong."""
    listed = list(record.layer("mentions"))
    return ("mentions", *([other for other in listed if int(other[1:]) >= int(turn[1:])] or listed[-1:])[:1])


def _sometimes_bare(record: Record) -> list[str]:
    """The capitalized words that mentions link and that occur more often than they are mentioned, longest first."""
    mentions = [
        mention for of_turn in record.layer("mentions").values() for mention in of_turn if type(mention[0]) is str
    ]
    surfaces = {surface for surface, entity in mentions if entity is not None}
    spoken = "\0".join(record.texts.values())
    mentioned = "\0".join([surface for surface, _ in mentions])
    named = [
        surface for surface in surfaces if surface[:1].isupper() and spoken.count(surface) != mentioned.count(surface)
    ]
    return sorted(named, key=len, reverse=True)


Span = tuple[int, int]


def _linked_spans(record: Record, turn: str) -> list[Span] | None:
    """What mentions and brackets cover in a turn; None where a mention is not found."""
    mentions = record.layer("mentions").get(turn, [])
    starts = record.mention_starts.get(turn, [])
    found = [(start, start + len(surface)) for start, (surface, _) in zip(starts, mentions) if start is not None]
    brackets = (match.span() for match in BRACKET.finditer(record.texts[turn]))
    return [*found, *brackets] if len(found) == len(mentions) else None


def _bare(surfaces: list[str], text: str, taken: list[Span]) -> list[tuple[int, str]]:
    """Where words are in a text outside of what is taken; the longest first, each place once."""
    bare = []
    for surface in surfaces:
        start = find_at_boundaries(surface, text)
        while start >= 0:
            end = start + len(surface)
            if not any(first < end and start < last for first, last in taken):
                bare.append((start, surface))
                taken.append((start, end))
            start = find_at_boundaries(surface, text, end)
    return bare


@record_rule("OB609", reads=("sic",))
def sic_reads_the_same(record: Record) -> Iterator[Problem]:
    """The reading of an oddity is the oddity.

    `reading` says what was most likely said; if that is what is printed, there is no oddity.

    Wrong:
        sic: [{turn: t03, quote: "auger well", reading: "auger well"}]
    Right:
        sic: [{turn: t03, quote: "auger well", reading: "augur well"}]
    """
    for n, oddity in enumerate(record.data.get("sic") or ()):
        if oddity["reading"] == oddity["quote"]:
            yield Problem(
                ("sic", n, "reading"),
                "the reading is the quote itself",
                "what was most likely said; null where it cannot be told",
            )


@record_rule("OB610", reads=("mentions", "vocabulary"), waivable=True)
def name_linked_to_another(record: Record) -> Iterator[Problem]:
    """A name is linked to another entity than the one of that name, or to two entities.

    “Norland” linked to `lakeland` while there is an entity named Norland is a slip; so are, mostly, two links of
    one name within a briefing, or “President Roe” linked to anybody but the one person of the name Roe. Where the words
    do mean different things, a waiver on the turn says so.

    Wrong:
        t02: [[Norland, norland]]
        t04: [[Norland, lakeland]]
    Right:
        t02: [[Norland, norland]]
        t04: [[Norland, norland]]
    """
    known = record.vocabulary.entities
    people = record.vocabulary.people_by_last_name
    links = {link for link in record.links if link[0][:1].isupper() and link[1] in known}
    plain = record.vocabulary.plain_links
    plain.update(link for link in links - plain if _is_plain(*link, known, people))
    if links <= plain and len(dict(links)) == len(links):
        return
    named: dict[str, str] = {}
    for turn, mentions in record.mentions.items():
        for n, (surface, entity) in enumerate(mentions):
            if not isinstance(entity, str) or not surface[:1].isupper() or entity not in known:
                continue
            namesake = namesake_id(surface)
            usual = named.setdefault(surface, namesake if known.get(namesake, {}).get("name") == surface else entity)
            usual = people.get(surface.split()[-1], entity) if usual == entity else usual
            if usual != entity and surface.split()[-1] in known[entity]["name"].split():
                continue
            if usual != entity:
                yield Problem(
                    ("mentions", turn, n, 1),
                    f"“{surface}” is linked to {entity} here, elsewhere it is {usual}",
                    f"[{surface}, {usual}]",
                )


def _is_plain(surface: str, entity: str, known: dict[str, dict[str, Any]], people: dict[str, str]) -> bool:
    """Whether no entity, and no person of that last name, has a better claim to words than the one that they link."""
    namesake, last = namesake_id(surface), surface.split()[-1]
    usual = namesake if known.get(namesake, {}).get("name") == surface else people.get(last, entity)
    return entity == usual or last in known[entity]["name"].split()


@view
@record_rule("OB611", reads=("participants", "publisher", "vocabulary"))
def unknown_organization(record: Record) -> Iterator[Problem]:
    """An organization that is neither an entity nor the publisher.

    Wrong:
        sdo: {role: briefer, …, organization: state-dep}
    Right:
        sdo: {role: briefer, …, organization: state-dept}
    """
    known, publisher = record.vocabulary.entities, record.data["publisher"]
    for name, participant in record.participants.items():
        organization = participant.get("organization")
        if organization and organization not in known and organization != publisher:
            yield Problem(
                ("participants", name, "organization"),
                f"there is no entity “{organization}”",
                did_you_mean(organization, [*known, publisher], "add it to vocabulary/entities.yaml"),
                cause=absent_entry(record, "entities", organization),
            )


@record_rule("OB612", reads=("turns", "exchanges", "statements", "events", "sic", "ground_rules"))
def quote_cuts_a_word(record: Record) -> Iterator[Problem]:
    """A quote begins or ends inside a word.

    Half a word is no evidence: the quote was cut when it was copied.

    Wrong:
        {turn: t04, …, quote: "won’t get into quota"}
    Right:
        {turn: t04, …, quote: "won’t get into quotas"}
    """
    for at, turn, words, start, again in record.places:
        if start < 0 or again:
            continue
        text, end = record.texts[str(turn)], start + len(words)
        if ((not start or text[start - 1] == " ") and text[end : end + 1] in _AFTER_WORDS) or words != words.strip():
            continue
        first, last = _whole_words(text, start, end)
        if (first, last) != (start, end):
            yield Problem(
                at,
                f"the quote {'begins' if first < start else 'ends'} inside a word",
                f"the whole word: “{shorten(text[first:last])}”",
                rests_on=(("turns", str(turn)),),
            )


_AFTER_WORDS = frozenset(["", *" \n.,;:?!—"])
_LETTERS_AFTER = re.compile(r"[^\W_]*(?:[’'](?!s\b)[^\W_]+)*")


def _whole_words(text: str, start: int, end: int) -> Span:
    """A span, made longer until it neither begins nor ends inside a word. What a possessive ’s belongs to is whole."""
    if text[start].isalnum():
        while start and (text[start - 1].isalnum() or (text[start - 1] in "’'" and text[max(start - 2, 0)].isalnum())):
            start -= 1
    if text[end - 1].isalnum():
        end = next(_LETTERS_AFTER.finditer(text, end)).end()
    return start, end
