"""What happens, as far as words show it: nouns and verbs of happenings that say who, what or when; once an event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from onbackground.dates import has_relative_word, relative_day
from onbackground.drafting import limits
from onbackground.drafting.lines.sentences import sentences, words_around
from onbackground.languages import languages

_NOUNS = {
    "consult": "meeting summit talks dialogue visit trip pull-aside bilateral conference dinner consultations "
    "conversation negotiation negotiations call ceremony celebration",
    "agree": "agreement deal accord signing extension",
    "cooperate": "cooperation partnership exercise sharing",
    "aid": "aid assistance package shipment",
    "retreat": "ceasefire withdrawal drawdown release truce pullout",
    "sanction": "sanctions tariffs expulsion",
    "coerce": "arrest detention blockade crackdown",
    "mobilize": "deployment buildup mobilization",
    "assault": "attack strike airstrike invasion war conflict fighting shooting bombing offensive poisoning fight "
    "murder killing assassination kidnapping",
    "threaten": "provocation",
    "protest": "protest demonstration",
    None: "statement announcement speech remarks election vote transition hearing launch test inauguration "
    "investigation review nomination naming coup order memorandum activity sale hack breach debate interference "
    "pandemic breakthrough testimony verdict trial designation implementation",
}
_KIND_OF = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_VERBS = {
    "consult": "meet|meets|met|meeting|host|hosts|hosted|hosting|visit|visits|visited|visiting|travel|travels|"
    "traveled|traveling|headed|goes|went|spoke|spoken|speaking|convene|convened|convening|consulted|briefed|"
    "debriefing|engaged with",
    "agree": "sign|signs|signed|signing|agreed",
    "aid": "donate|donated|donating",
    "retreat": "withdrew|withdrawn|withdrawing|release|released|releasing",
    "sanction": "sanctioned|sanctioning|impose|imposed|imposing|expelled",
    "coerce": "arrested|detained|sentenced|jailed|seized",
    "mobilize": "deploy|deployed|deploying",
    "assault": "attacked|attacking|invaded|invading|stormed|killed|bombed|fired|poisoned|struck|shot",
    "accuse": "accused|condemned",
    "request": "urged|requested",
    None: "announce|announced|announcing|launch|launched|launching|issue|issued|issuing|held|holding|nominate|"
    "nominated|nominating|told|attend|attended|attending|testify|testified|proposed|voted|passed|tested|testing|"
    "named|naming|join|joined|joining|participate|participating|designated|grant|grants|granted|granting|lifted|"
    "lifting|dropping by",
}
_KIND_OF_VERB = {verb: kind for kind, verbs in _VERBS.items() for verb in verbs.split("|")}
_GRAVE = ("consult", "agree", "retreat", "sanction", "coerce", "mobilize", "assault")
_STOP = (
    r"(?!(?i:and|or|but|that|which|who|whether|if|as|because|so|when|where|is|are|was|were|be|been|will|would|has|have|"
    r"had|do|does|did|not|we|they|he|she|it|you|I|there|what|how|more|than)\b)"
)
_THING = rf"{_STOP}[\w’$.-]*[\w%]"
_LINK = r"(?:between|with|of|in|on|to|into|from|for|against|by|at|over|about)"
_DET = r"(?i:the|this|that|these|those|an?|our|their|his|her|its|my|your)"
_MODIFIER = rf"(?!(?:{_LINK}|{_DET})\b){_THING}"
_NOUN = re.compile(
    rf"(?<![\w’-])(?P<before>(?:{_DET}|[A-Z][\w.-]*’s?) (?:{_MODIFIER} ){{0,4}}?|(?:free and fair |"
    rf"{_MODIFIER} ){{0,2}}?)"
    rf"(?P<head>(?!bilateral (?!{_LINK}\b)[a-z])"
    rf"(?:{'|'.join(sorted(_KIND_OF, key=len, reverse=True))})s?)\b(?![’-])"
    rf"(?P<behind>(?: {_LINK}(?: (?:the|an?|our|his|their))?(?: {_THING}){{1,3}}?(?: [A-Z][\w’.-]*\w){{0,6}}"
    rf"(?: [a-z]{{4,}}s)?"
    rf"(?:(?:,? and(?: the)?|,(?: the)?)(?: [A-Z][\w’.-]*\w){{1,6}}){{0,6}}(?![\w’-])){{0,6}})"
)
_WHO = (
    r"(?:(?:[Tt]he |[Oo]ur |[Hh]is )?(?:(?!(?:The|This|That|An?|Our|Their|His|Her|Its|And|But|So|In|On|At|For|If|As|"
    r"When)\b)[A-Z][\w.’-]* ){1,6}|(?i:they|we|he|she|I)(?:’(?:ll|re|s|ve|m|d))? )"
)
_VERB = re.compile(
    rf"(?<![\w’-])(?P<before>(?:{_WHO}and )?{_WHO}?"
    rf"(?:(?:will|would|has|have|had|is|are|was|were|be|been|being|going to|just|also|now|already|to|next|week|plans?|"
    rf"intends?|currently) ){{0,6}})"
    rf"(?P<head>{'|'.join(sorted(_KIND_OF_VERB, key=len, reverse=True))})\b(?! (?:of|about)\b)"
    rf"(?P<behind>(?: (?:it|them|him|us))?(?: (?:{_LINK}|the|an?|{_THING})(?![\w’-])){{1,9}})"
)
_COURTESY = re.compile(
    r"\b(?:thanks?|join(?:ing|ed)? (?:us|me|by)|welcome|good (?:morning|afternoon|evening)|happy to|questions?|"
    r"(?:this|the|today’s) call|briefing|on background|speakers?|podium)\b",
    re.I,
)
_GENERIC = re.compile(
    r"\b(?:no|any|every|each|some|kinds?|types?|number|all|much|many|more|other|such|what|which|period|time|topic) "
    r"(?:of (?:the |these |those |this |a )?)?(?:[\w-]+ ){0,2}$",
    re.I,
)
"""Words before a happening that speak of none in particular: `any kind of talks`."""
_NOT_RAISED = re.compile(
    r"(?<![\w’.-])(?:(?:[\w’.-]+ ){1,4}(?:did(?:n[’']t| not) come up|(?:was|were)(?:n[’']t| not) (?:discussed|raised|"
    r"mentioned|brought up))|there (?:was|were) no (?:discussion|mention|talk) of)(?: (?:the |an? )?[\w’.-]*\w){0,3}",
    re.I,
)
"""What was not talked about: `Norland did not come up`, `There was no discussion of dues`."""
_THIS_ONE = re.compile(r"(?i:the|this|that|these|those|our|their|his|her|its|[\w.-]+’s?)\b")
_POINTS = re.compile(r"(?i:this|that|these|those)\b")
"""What stands before a happening that was spoken of: `that memorandum`."""
_NEW = re.compile(r"(?i:an?|another) ")
"""What stands before one that was not."""
_CALLED_SO = re.compile(r", [A-Z][\w’-]+(?: [A-Z][\w’-]+)*,")
"""The name of a happening, behind it: `the exercise, Calm Water, `."""
_THIS_TALK = re.compile(r"\b(?:conference|press|background) $")
"""What stands before the call that the briefing is."""
_NOUN_BEFORE = re.compile(rf"\b(?:{_DET}|[a-z]+(?:al|ic|ive|ed|ing)) $")
"""What stands before a noun, and before no verb."""
_UNTOLD = re.compile(rf" {_LINK}$|\bover the (?:last|past)\b")
"""Words of a verb that break off, or tell what happens again and again."""
_AGREED_BY_NAME = re.compile(r"\b[A-Z]\w+ (?:Agreement|Accords?|Treaty|Deal)\b")
"""An agreement with a name is an entity: `the agreement` means it, and no event."""
_WILL = re.compile(
    r"\b(?:will|looks? forward|looking forward|going to|plans?|intends?|upcoming|tomorrow|next|scheduled)\b|’ll\b", re.I
)
_PAST = re.compile(r"\b(?:was|were|had|held|met|took|spoke|made|said|saw|did|last|yesterday|earlier|\w+ed)\b", re.I)
_NOW = re.compile(r"\b(?:continues?|currently|growing|is|are|has been|have been)\b|’re\b", re.I)
_MONTHS = [name.capitalize() for name in languages()["en"]["months"]]
_LAST = re.compile(rf"\b(?P<which>last|next) (?P<what>year|month|{'|'.join(_MONTHS)})\b")
_NEAR = 100


class _Found(NamedTuple):
    """Words for something that happens: their head and kind, whom they name, how much tells what is meant.

    `only_points` is true of words like `that meeting`, `is_new` of `an agreement on dues` and of verbs.
    """

    head: str
    kind: str | None
    quote: str
    named: frozenset[str]
    telling: int
    only_points: bool
    is_new: bool = False


@dataclass
class Event:
    """A proposed event: its words, kind, day (YYYY-MM-DD) and part of it, status if the tense shows it, anchors.

    An anchor is (turn, quote); there is one a turn.
    """

    what: str
    kind: str | None
    status: str = ""
    date: str | None = None
    part: str | None = None
    anchors: dict[str, str] = field(default_factory=dict)
    telling: int = 0
    named: frozenset[str] = frozenset()
    is_bare: bool = False


def events(
    turns: Mapping[str, tuple[str, str]], title: str, spoken_on: str | None, named: Callable[[str], list[str]]
) -> list[Event]:
    """The events of the turns, (role, text) by id, in reading order; `spoken_on` is the day of the briefing.

    `named` gives the entities that words name.
    """
    found: list[tuple[str, Event]] = []
    by_name = any(_AGREED_BY_NAME.search(text) for _, text in turns.values())
    for turn_id, (role, text) in turns.items():
        if role not in ("briefer", "reporter"):
            continue
        for sentence in (one for paragraph in text.split("\n") for one in sentences(paragraph)):
            if _COURTESY.search(sentence) and len(sentence.split()) < limits.WORDS_OF_A_COURTESY:
                continue
            for one in _happenings(sentence, named):
                quote = _once(one.quote, sentence, text)
                if not quote or (by_name and one.kind == "agree" and not one.named):
                    continue
                event = _meant(one, [event for head, event in found if head == one.head])
                if event is None:
                    event = Event(one.quote, one.kind, is_bare=one.only_points)
                    found.append((one.head, event))
                if event.is_bare and not one.only_points:
                    event.what, event.is_bare, event.anchors[turn_id] = one.quote, False, quote
                event.named |= one.named
                event.telling = max(event.telling, one.telling)
                event.anchors.setdefault(turn_id, quote)
                event.status = event.status or _status(one.quote) or _status(_clause(sentence, one.quote))
                if spoken_on and not event.date:
                    event.date, event.part = _day(_clause(sentence, one.quote), spoken_on)
                    if event.date and event.date != spoken_on:
                        event.status = "scheduled" if event.date > spoken_on[: len(event.date)] else "occurred"
    return [
        event
        for head, event in found
        if event.telling >= limits.TELLING or len(event.anchors) >= limits.EVENT_AGAIN or head in title.lower()
    ]


def _meant(one: _Found, alike: list[Event]) -> Event | None:
    """Which of the events with its head words mean: the last that names the same, else the last that they may mean."""
    again = [event for event in alike if _is_again(one, event)]
    same = [event for event in again if event.named == one.named and not one.only_points]
    return next(reversed(same or again), None)


def _is_again(one: _Found, event: Event) -> bool:
    """Whether words with the same head mean an event that was spoken of: they point to it, or name nobody else."""
    if one.only_points or (one.named and one.named == event.named):
        return True
    if not one.named or not event.named:
        return not one.is_new and (not one.named or event.is_bare)
    return one.kind != "consult" and bool(one.named & event.named)


def _once(quote: str, sentence: str, text: str) -> str | None:
    """A quote with as few words around it as make it stand once in its turn."""
    start = sentence.find(quote)
    for more in range(limits.WORDS_AROUND_AN_ANCHOR + 1):
        first, last = words_around(sentence, start, start + len(quote), more, more)
        longer = quote if not more else sentence[first:last].rstrip(",.;:")
        if text.count(longer) == 1:
            return longer
    return None


def _clause(sentence: str, quote: str) -> str:
    """The part of a sentence that a quote is in, up to the next stop or dash on each side."""
    before, _, behind = sentence.partition(quote)
    return re.split(r"[,:;—] ", before)[-1] + quote + re.split(r"[,:;—] ", behind)[0]


def _happenings(sentence: str, named: Callable[[str], list[str]]) -> Iterator[_Found]:
    """What a sentence says to happen, first the verbs; nouns within their words are not taken again."""
    timed = has_relative_word(sentence)
    taken: list[tuple[int, int]] = []
    if not sentence.endswith("?") and (denied := _NOT_RAISED.search(sentence)):
        taken.append(denied.span())
        names = frozenset(named(denied.group()))
        yield _Found("raised", None, denied.group(), names, limits.TELLING, only_points=False, is_new=True)
    for match in _VERB.finditer(sentence):
        names = frozenset(named(match["behind"]))
        if not names and not timed:
            continue
        head = match["head"]
        verb_alone = head not in _KIND_OF and head.endswith("ing")
        alone = not match["before"] and (not verb_alone or _NOUN_BEFORE.search(_before(sentence, match.start())))
        if alone or _UNTOLD.search(match.group()) or _negated(sentence, match.start("head")):
            continue
        taken.append(match.span())
        yield _Found(
            re.sub(r"(?:ing|ed|t?ting|s)$", "", head)[:6],
            _KIND_OF_VERB[head],
            match.group().strip(" ,").removeprefix("to "),
            names | frozenset(named(match["before"])),
            limits.TELLING,
            only_points=False,
            is_new=True,
        )
    for match in _NOUN.finditer(sentence):
        if any(first < match.end("head") and match.start() < last for first, last in taken):
            continue
        before = match["before"]
        quote = re.sub(r"^(?:[Aa]n?|[Tt]he) ", "", match.group()).strip(" ,")
        if before.endswith("ly ") and match["head"].endswith("ing"):  # a verb: `rapidly sharing`
            continue
        if _GENERIC.search(_before(sentence, match.start("head"))) or _negated(sentence, match.start("head")):
            continue
        noun = match["head"] if match["head"] in _KIND_OF else match["head"].removesuffix("s")
        names = frozenset(named(match.group())) | frozenset(re.findall(r"\b\d{4}\b", before))
        if noun == "call" and (not names or _THIS_TALK.search(_before(sentence, match.start("head")))):
            continue
        modifiers = re.sub(rf"^{_DET}\b", "", before).split()
        points = not modifiers and (not match["behind"] or bool(_POINTS.match(before)))
        telling = (
            (2 + (_KIND_OF[noun] in _GRAVE)) * bool(names or _CALLED_SO.match(sentence, match.end("head")))
            + bool(modifiers)
            + bool(match["behind"])
            + bool(_THIS_ONE.match(before))
            + timed
        )
        yield _Found(
            noun[:6], _KIND_OF[noun], quote, names, telling, points, bool(_NEW.match(before)) and bool(match["behind"])
        )


def _before(sentence: str, at: int) -> str:
    """The words before a place; those far from it say nothing of what stands there."""
    return sentence[max(0, at - _NEAR) : at]


def _negated(sentence: str, at: int) -> bool:
    return bool(re.search(r"\b(?:no|not|never|n’t|without|unable|\w+n’t)(?: [\w’]+){0,4} $", _before(sentence, at)))


def _status(sentence: str) -> str:
    """What the tense around an event shows of its status; empty where it shows nothing."""
    if _NOT_RAISED.search(sentence):
        return "negated"
    if re.search(r"\b(?:no|not|never)\b|n[’']t\b", sentence, re.I):
        return ""
    if _WILL.search(sentence):
        return "scheduled"
    return "occurred" if _PAST.search(sentence) else "ongoing" if _NOW.search(sentence) else ""


def _day(sentence: str, spoken_on: str) -> tuple[str | None, str | None]:
    """The day, month or year that a sentence names from the day of the briefing, and the part of the day."""
    if day := relative_day(sentence, spoken_on):
        return day
    found = list(_LAST.finditer(sentence))
    if len(found) != 1:
        return None, None
    shift, what = (-1 if found[0]["which"] == "last" else 1), found[0]["what"]
    year, month = int(spoken_on[:4]), int(spoken_on[5:7])
    if what == "year":
        return str(year + shift), None
    if what == "month":
        year, month = year + (month + shift - 1) // 12, (month + shift - 1) % 12 + 1
    else:
        named = _MONTHS.index(what) + 1
        year += shift * (named >= month if shift < 0 else named <= month)
        month = named
    return f"{year:04}-{month:02}", None
