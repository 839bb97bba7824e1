"""The ground rules that a text announces: attribution, the words to attribute to, an embargo.

A guess towards the record could unmask somebody, so only an announcement about this very briefing counts, and whatever
contradicts it leaves the question open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.cutting.turns import Turn
from onbackground.drafting.lines.sentences import sentences, words_around
from onbackground.drafting.lines.tables import Row, any_of

_SESSION = (
    r"(?:call|briefing|backgrounder|session|conversation|discussion|gaggle|event|conference|interview|meeting|"
    r"teleconference|round ?table|q\s?&\s?a|q and a)"
)
_US = r"(?:we[’']?(?:re|ll)?|i[’']?(?:m|ll)|everything|it|all|this|that|they|contents?|what \w+)"
_IS = r"(?:is|are|be|was|were|[’']s|[’']re|been|goes|remains?|doing|do|speak\w*|talk\w*|brief\w*|conduct\w*|provid\w*)"

DEEP = (Row(r"\bdeep[- ]background\b", "This call is on deep background.", "The deep state has a background."),)
OFF = (
    Row(
        rf"\b{_US}\b[^.?!]{{0,40}}\boff[- ]the[- ]record\b",
        "Everything here is off the record.",
        "He was turned off the record label.",
    ),
    Row(
        rf"\b{_SESSION}\b[^.?!]{{0,40}}\boff[- ]the[- ]record\b",
        "The call will be off the record.",
        "A call about an album that is off the charts.",
    ),
)
BACKGROUND = (
    Row(
        rf"\b(?:this|today[’']s|the|our|this evening[’']s|tonight[’']s)\b[^.?!]{{0,50}}\b{_SESSION}\b[^.?!]{{0,60}}"
        r"\bon (?:a )?background\b(?! checks?\b)",
        "This afternoon’s call is being held on background.",
        "This call gives you background.",
    ),
    Row(
        rf"\b{_US}\b[^.?!]{{0,60}}\bon (?:a |strictly |purely )?background\b(?! checks?\b)",
        "So we’re on background.",
        "We have some background.",
    ),
    Row(
        r"\b(?:on|all|is|strictly|purely|for|just) background\b,?[^.?!]{0,50}\b(?:attribut\w+|senior|no names|only)\b",
        "Good morning, on background, attributable to a senior official.",
        "He has a background in ferries.",
    ),
    Row(
        r"\bbackground (?:q\s?&\s?a|q and a|questions?|portion|part|section|remarks|only|basis|terms|rules)\b",
        "followed by a background Q&A",
        "background noise",
    ),
    Row(
        r"\b(?:is|be|are) (?:all |strictly |purely |only )?background\b(?! (?:of|to|checks?)\b)",
        "This is background.",
        "This is the background of the talks.",
    ),
    Row(
        r"\b(?:attribut(?:ed|able|ion)|sourced|quoted|refer to \w+|cited|identified)\b[^.?!]{0,60}"
        r"\b(?:senior|u\.?s\.?|administration|state department|defense|american|government|western|diplomatic)"
        r"[^.?!]{0,40}\b(?:officials?|sources?|diplomats?)\b",
        "It is attributable to a senior administration official.",
        "The attack was attributed to a group.",
    ),
    Row(
        r"^(?:\S+ ){0,12}\bon background\b(?! checks?\b)",
        "Good morning, everybody; on background.",
        "After all that was said in the hall of the harbour on that day we spoke on background.",
    ),
)
ON_RECORD = (
    Row(
        rf"\b(?:this|today[’']s|the|our|tonight[’']s)\b[^.?!]{{0,40}}\b{_SESSION}\b[^.?!]{{0,25}}\b{_IS} "
        r"(?:\w+ ){0,2}on (?:the )?record\b",
        "This briefing will be on the record.",
        "This call is about the highest rate on record.",
    ),
    Row(
        rf"(?:^|[,;:—–-] |\band |\bso |\bthat |\bremind\w* )(?:\w+ ){{0,2}}{_US}(?:[’']s)?\b,? ?(?:\w+[’']?\w* ){{0,3}}"
        r"(?:all )?on[- ]the[- ]record\b",
        "Everything is on the record.",
        "It was the hottest year on the record.",
    ),
    Row(
        rf"\b(?:welcome|join\w*|this is|today[’']s|for (?:this|our|today[’']s)|begin)\b[^.?!]{{0,40}}"
        rf"\bon[- ]the[- ]record\b[^.?!]{{0,25}}\b{_SESSION}\b",
        "Welcome to this on-the-record call.",
        "He has said on the record that the call failed.",
    ),
    Row(
        rf"\b(?:remarks|statements?|portion|part|half|section|minutes)\b[^.?!]{{0,20}}\b{_IS} (?:\w+ ){{0,2}}on "
        rf"(?:the )?record\b",
        "Our opening remarks are on the record.",
        "His remarks broke a record.",
    ),
)
WEAK = (
    Row(
        r"\b(?:today[’']s|this|our|tonight[’']s|this (?:morning|afternoon|evening)[’']s)\b[^.?!]{0,30}"
        rf"\b(?:backgrounder\b|background (?:\w+ ){{0,2}}{_SESSION}\b)",
        "Thank you for joining today’s background call.",
        "There was a background call.",
    ),
    Row(
        rf"\b(?:welcome|join\w*)\b[^.?!]{{0,60}}\b(?:backgrounder|background (?:\w+ ){{0,2}}{_SESSION})\b",
        "Welcome to a background briefing on the ferry.",
        "You are welcome to look into her background.",
    ),
)
"""Greetings: they imply the rule of a background briefing without stating it."""
RULES: tuple[tuple[str, tuple[Row, ...]], ...] = (
    ("deep_background", DEEP),
    ("off_record", OFF),
    ("background", BACKGROUND),
    ("on_record", ON_RECORD),
)
ELSEWHERE = (
    Row(
        r"\b(?:yesterday|last (?:week|night|time|month)|earlier (?:today|this week)|previous(?:ly)?)\b",
        "yesterday",
        "now",
    ),
    Row(
        rf"\b(?:later (?:today|this)|tomorrow|next week|after (?:this|the briefing)|at \d{{1,2}}(?::\d\d)?)\b[^.?!]*"
        rf"\bbackground\b|\bbackground\b[^.?!]{{0,40}}\b{_SESSION}\b[^.?!]{{0,30}}"
        r"\b(?:later|tomorrow|next|after|at \d{1,2}(?::\d\d)?)\b",
        "There is a background call at 3:00.",
        "This background call ends at noon.",
    ),
    Row(
        rf"\b(?:did|had|held|host\w*|hold\w*|arrang\w*|organi[sz]\w*|there (?:is|was|will be)|in|during) "
        rf"(?:an?|another|some|that|the)\b (?:\w+ ){{0,3}}background (?:\w+ ){{0,2}}{_SESSION}s?\b",
        "We did a background call on this.",
        "This background call is embargoed.",
    ),
    Row(
        r"\b(?:can|could|would|will|may|should) (?:you|we|i|he|she|they)\b[^.?!]*\bon (?:the record|background)\b",
        "Could we get that on background?",
        "This is on background.",
    ),
    Row(
        r"(?:\b(?:not|no longer|never|unless|if|whether|rather than|instead of|other than|before we|want(?:ed)? to|"
        r"like "
        r"to)|n[’']t)\b[^.?!,]{0,25}\bon (?:the record|background)\b",
        "I am not on the record.",
        "So we are on the record.",
    ),
    Row(
        r"^(?:(?:and|but|so|well),? )?on (?:the record|background),? (?:i|we)\b",
        "On background, I can say a little more.",
        "On background, attributable to an official.",
    ),
    Row(
        r"\b(?:go(?:es|ne)?|come|came|put|say|said|says|spoke|stated|confirm\w*|happy to)\b[^.?!,]{0,25}\bon the "
        r"record\b",
        "I said so on the record.",
        "So we are on the record.",
    ),
)
"""What is said of another briefing, asked for, or denied."""
PART = (
    Row(
        r"\b(?:opening|first|start|begin|initial|top|prepared|portion|part|half|remarks|statement|then|follow\w*|after"
        r"(?:wards?)?|until|before|switch\w*|mov(?:e|ing)|turn\w*|the rest|remainder|when we)\b",
        "We start on the record.",
        "This call is on the record.",
    ),
)
"""What makes a rule hold for a part of a briefing only."""
REMINDS = (
    Row(
        rf"\b(?:remind\w*|as (?:a reminder|always|before)|{_SESSION} (?:is|was|has been|will be)|ground rules?|"
        r"embargo\w*|attribut\w*|(?:switch\w*|mov(?:e|ing)|go(?:ing)?) (?:to|off|on|onto))\b",
        "As a reminder, this was on background.",
        "On background, he said nothing.",
    ),
)
"""Words that a rule has with it where it is announced again, behind the opening."""
_ATTRIBUTE = re.compile(
    r"(?:attribut\w*|sourced|quoted|referred|refer to \w+|cite\w* \w+|identif\w+|known|background)\b[^“\"‘.]{0,60}?"
    r"\b(?:to|as|is|be|from|by|so|with|,)\s*(?:just\s+)?(?:an?\s+|the\s+)?[“\"‘']?(?P<words>(?:(?:senior|u\.?s\.?|"
    r"state|"
    r"administration|department|white|house|government|american|defense|military|treasury|intelligence|former|"
    r"a)\s+){1,5}"
    r"officials?)",
    re.I,
)
_EMBARGO = re.compile(
    r"\bembargo(?:ed)?\b(?: (?:will (?:be )?|is |be )?(?:lift\w*|end\w*|hold\w*|held))?[^.?!]*?"
    r"\b(?:until|till|through|for|at|conclu\w+|the end of)\b.*",
    re.I,
)
_LIFTED = re.compile(
    r"\bembargo(?:ed)? (?:has been |is |was )?(?:lifted|over|broken)(?! (?:at|on|when|after|tomorrow))", re.I
)
_NEXT_RULE = re.compile(
    r"(?:,? (?:and|but|so|or)(?:,? (?:then|again|also|as always))? (?=(?:it|it[’']s|this|that|they|everything|all|we|"
    r"we[’']re|"
    r"you|i|i[’']m|our|its|will|is|are|can|may|attribut\w+|on|sourced|no|for|please|will be|should|that[’']s|there|"
    r"to be|"
    r"the (?:contents?|call|briefing|information|materials?|transcript|speakers?|attribution|ground|remarks|officials?|"
    r"rules?))\b)|,? (?:with|because|which|attribut\w+|on background|sourced|please|after which|at which|as well as|"
    r"but|"
    r"(?:to )?(?:a |an )?[“\"]?senior)\b|[;:] | [—–-]{1,2} )",
    re.I,
)


@dataclass
class GroundRules:
    """What is announced; `basis` is (index of the turn, quote). None where the text does not say.

    `mixed`: more than one rule is announced, or one for a part.
    """

    attribution: str | None = None
    attribute_to: str | None = None
    embargo: str | None = None
    basis: tuple[int, str] | None = None
    questions: list[str] = field(default_factory=list)
    mixed: bool = False

    def leave_open(self, question: str) -> None:
        """Take the attribution back and ask for it."""
        self.attribution = self.basis = None
        self.questions = [one for one in self.questions if "attributed" not in one] + [question]


class _Announced(NamedTuple):
    """A rule that a sentence announces. `weight` is higher the more the sentence states it; `part`: for a part only."""

    kind: str
    turn: int
    quote: str | None
    weight: int
    part: bool


def read_ground_rules(turns: list[Turn], header: list[str], title: str | None) -> GroundRules:
    """The ground rules that speakers announce; from header and title where nobody does."""
    rules = GroundRules()
    announced: list[_Announced] = []
    for n, (sentence, turn, is_opening) in _statements(turns):
        _read_attribution(sentence, rules)
        announced += _announced(sentence, n, turn, is_opening)
    kinds = {one.kind for one in announced}
    above = {kind for kind, pattern in _HEADER if pattern.search(f"{title or ''} \n {' '.join(header)}")}
    if len(kinds) == 1 and not any(one.part for one in announced) and not _says_more(kinds, above):
        best = max(announced, key=lambda one: (one.quote is not None, one.weight, -one.turn))
        rules.attribution = best.kind
        rules.basis = (best.turn, best.quote) if best.quote else None
    elif announced:
        rules.mixed = True
        rules.questions.append(_which(announced, above))
    elif len(above) == 1:
        (rules.attribution,) = above
        rules.questions.append(
            f"Only the header says {_words(above)}; no speaker announces the ground rules: do they hold?"
        )
    elif above:
        rules.questions.append("The header names more than one kind of ground rules: which apply?")
    else:
        rules.questions.append("No ground rules are announced in header or opening: what are they?")
    if rules.attribution in ("background", "deep_background") and rules.attribute_to is None:
        rules.questions.append("The opening does not say to whom the words are to be attributed: is it said elsewhere?")
    return rules


_HEADER = (
    ("deep_background", re.compile(r"\bdeep[- ]background\b", re.I)),
    ("background", re.compile(r"(?<!deep )(?<!deep-)\bbackground(?:er)?\b(?! of\b| to\b)", re.I)),
    ("on_record", re.compile(r"\bon[- ]the[- ]record\b", re.I)),
    ("off_record", re.compile(r"\boff[- ]the[- ]record\b", re.I)),
)


def _says_more(kinds: set[str], above: set[str]) -> bool:
    """Whether header and speakers contradict each other about who may be named."""
    return bool(above) and ("on_record" in kinds) != ("on_record" in above)


def _which(announced: list[_Announced], above: set[str]) -> str:
    kinds = {one.kind for one in announced}
    if len(kinds) > 1:
        return f"Speakers announce {_words(kinds)}: which ground rules apply, and to whom?"
    if any(one.part for one in announced):
        quote = next((one.quote for one in announced if one.part and one.quote), None)
        said = f"“{quote}”" if quote else _words(kinds)
        return f"Only a part may be {_words(kinds)} ({said}): which ground rules apply, and to whom?"
    return f"The header says {_words(above)}, the speakers {_words(kinds)}: which ground rules apply, and to whom?"


def _words(kinds: set[str]) -> str:
    return " and ".join(sorted(kind.replace("_", " ") for kind in kinds))


def _statements(turns: list[Turn]) -> Iterator[tuple[int, tuple[str, Turn, bool]]]:
    """The sentences of all turns, and whether each stands in the opening."""
    spoken = 0
    for n, turn in enumerate(turns):
        is_opening = n < limits.OPENING_TURNS and spoken <= limits.OPENING_CHARACTERS
        for paragraph in turn.paragraphs:
            for sentence in sentences(paragraph):
                yield n, (sentence, turn, is_opening)
        spoken += sum(map(len, turn.paragraphs))


def _announced(sentence: str, n: int, turn: Turn, is_opening: bool) -> Iterator[_Announced]:
    """The rules that one sentence announces."""
    if sentence.endswith("?") or not _MENTIONS.search(sentence) or any_of(ELSEWHERE, sentence):
        return
    if not is_opening and not any_of(REMINDS, sentence):
        return
    strong = False
    for kind, rows in RULES:
        if kind == "background" and any_of(DEEP, sentence):
            continue
        if match := any_of(rows, sentence):
            strong = True
            quote = quote_once(sentence, match.start(), match.end(), turn)
            weight = 2 + sum(
                bool(re.search(word, sentence, re.I)) for word in (kind[-6:], "attribut", r"\b(?:is|are|be) on\b")
            )
            if kind == "background" and re.search(r"\bon the record\b", sentence, re.I):
                yield _Announced("on_record", n, quote, weight, True)
            clause = re.split(r"[,;:—–]", sentence[match.end() :])[0]
            part = kind == "on_record" and bool(any_of(PART, sentence[: match.end()] + clause))
            yield _Announced(kind, n, quote, weight, part)
    if not strong and is_opening and (match := any_of(WEAK, sentence)):
        yield _Announced("background", n, quote_once(sentence, match.start(), match.end(), turn), 1, False)


_MENTIONS = re.compile(r"background|record\b|attribut|sourced|quoted|cited|identified|refer to", re.I)


def _read_attribution(sentence: str, rules: GroundRules) -> None:
    """Whom the words are to be attributed to, and the embargo, where a sentence says so."""
    found = _ATTRIBUTE.search(sentence) if re.search("official", sentence, re.I) else None
    if found and rules.attribute_to is None:
        rules.attribute_to = re.sub(r"^(?:a|an|the) ", "", found["words"], flags=re.I)
    if rules.embargo is None and "embargo" in sentence.lower() and not sentence.endswith("?"):
        rules.embargo = embargo_in(sentence)


def embargo_in(sentence: str) -> str | None:
    """The words of an embargo and of its end, without what a sentence goes on to say; None where it sets none."""
    found = _EMBARGO.search(sentence)
    if not found or _LIFTED.search(sentence):
        return None
    words = found.group()
    end = _NEXT_RULE.search(words, words.find(" ") + 1)
    words = (words[: end.start()] if end else words).rstrip(' ,;:.!—–-”"')
    return f"{words}." if re.search(r"\b[ap]\.m$", words) else words


def quote_once(sentence: str, start: int, end: int, turn: Turn) -> str | None:
    """The sentence, or of a long one the words around a place, where they stand exactly once in the turn; else None.

    A quote does not run over a paragraph break; it begins and ends at word boundaries.
    """
    whole = "\n".join(turn.paragraphs)
    before, behind = words_around(sentence, start, end, limits.WORDS_BEFORE_BASIS, 0)
    quotes = [sentence[before:behind], sentence[:behind], sentence]
    for quote in quotes[::-1] if len(sentence) <= limits.LONGEST_BASIS else quotes:
        quote = quote.strip(" ,;:—–-")
        if quote and whole.count(quote) == 1:
            return quote
    return None
