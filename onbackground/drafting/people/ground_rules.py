"""The ground rules that the text announces: attribution, the words to attribute to, an embargo."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onbackground.drafting import limits
from onbackground.drafting.cutting.turns import Turn
from onbackground.drafting.lines.sentences import sentences, words_around

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("deep_background", re.compile(r"\bdeep[- ]background\b", re.I)),
    ("off_record", re.compile(r"\boff[- ]the[- ]record\b", re.I)),
    (
        "background",
        re.compile(
            r"\bon background\b|\bbackground (?:briefing|call|session|conversation|discussion|press call|"
            r"conference call|brief|interview|only)\b"
            r"|\bbackgrounder\b|\b(?:strictly|purely|all) background\b|\bis background\b|\bbackground basis\b|"
            r"\bbackground,? attribut",
            re.I,
        ),
    ),
    ("on_record", re.compile(r"\bon[- ]the[- ]record\b|\bon record\b", re.I)),
)
_ANNOUNCES = re.compile(
    r"\b(?:call|briefing|session|this|today|tonight|we|conversation|discussion|remarks|contents|everything|it[’']s|"
    r"attribut\w*|ground rules|reminder|rules|"
    r"speak\w*|will be|is|are|do this|all of this|background)\b",
    re.I,
)
_NEGATED = re.compile(
    r"\b(?:not|n[’']t|no longer|never|previously|last (?:week|time)|yesterday|earlier|other than|unless|if|"
    r"before we|after|then|"
    r"can you|could you|would you|why|whether|\bput .{0,20}on the record|go on the record|come on the record)\b",
    re.I,
)
_ANOTHER_DAY = re.compile(
    r"\b(?:tomorrow|next week|at \d{1,2}(?::\d\d)?|(?:later|after) (?:today|this|that|the briefing))\b", re.I
)
"""When another briefing is held than the one that is announced: `a background briefing at 3:00`."""
_ATTRIBUTE = re.compile(
    r"(?:attribut\w*|sourced|quoted|referred|refer to \w+|cite\w* \w+|identif\w+|known|"
    r"background)\b[^“\"‘.]{0,60}?\b(?:to|as|is|be|,)\s*(?:just\s+)?(?:an?\s+|the\s+)?[“\"‘']?"
    r"(?P<words>(?:(?:senior|u\.?s\.?|state|administration|department|white|house|government|american|defense|"
    r"military|treasury|intelligence|former|a)\s+){1,5}officials?)",
    re.I,
)
_SESSION = re.compile(
    r"background[^.“\"]{0,40}?,? (?:so|as|from|with|by)\s+(?:an?\s+)?[“\"]?(?P<words>(?:(?:senior|u\.?s\.?|state|"
    r"administration|department|white|house|government)\s+){1,5}officials?)",
    re.I,
)
_EMBARGO = re.compile(
    r"\bembargo(?:ed)?\b(?P<until>[^.?!]*?\b(?:until|till|for)\b(?:[^.?!]|(?<=\b[ap]\.m)\.|(?<=\b[ap])\.(?=m\.))*|"
    r"[^.?!]*\b(?:conclu\w+|end) of (?:the|this) call|[^.?!]*\buntil [^.?!]*)",
    re.I,
)


@dataclass
class GroundRules:
    """What is announced; `basis` is (index of the turn, quote). None where the text does not say."""

    attribution: str | None = None
    attribute_to: str | None = None
    embargo: str | None = None
    basis: tuple[int, str] | None = None
    questions: list[str] = field(default_factory=list)


def read_ground_rules(turns: list[Turn], header: list[str], title: str | None) -> GroundRules:
    """The ground rules from the opening turns; from header and title where the opening says nothing."""
    rules = GroundRules()
    seen: dict[str, tuple[int, str]] = {}
    spoken = 0
    for n, turn in enumerate(turns[: limits.OPENING_TURNS]):
        for paragraph in turn.paragraphs:
            for sentence in sentences(paragraph):
                _read_sentence(sentence, n, turn, rules, seen)
        spoken += sum(map(len, turn.paragraphs))
        if spoken > limits.OPENING_CHARACTERS:
            break
    above = " ".join(header)
    if seen and "on_record" not in seen and _KINDS[-1][1].search(above):
        rules.attribution = "on_record"
        rules.questions.append(
            f"The header says on record, the opening speaks of {' and '.join(seen).replace('_', ' ')}: which ground "
            f"rules apply, and to whom?"
        )
    elif len(seen) == 1:
        ((rules.attribution, rules.basis),) = seen.items()
    elif seen:
        rules.questions.append(
            "The opening speaks of "
            + " and ".join(kind.replace("_", " ") for kind in seen)
            + ": which ground rules apply, and to whom?"
        )
    elif kinds := {kind for kind, pattern in _KINDS if pattern.search(above) or pattern.search(title or "")}:
        if len(kinds) == 1:
            rules.attribution = kinds.pop()
            rules.questions.append(
                f"Only the header says {rules.attribution.replace('_', ' ')}; no speaker announces the ground "
                f"rules: do they hold?"
            )
        else:
            rules.questions.append("The header names more than one kind of ground rules: which apply?")
    else:
        rules.questions.append("No ground rules are announced in header or opening: what are they?")
    if rules.attribution in ("background", "deep_background") and rules.attribute_to is None:
        rules.questions.append("The opening does not say to whom the words are to be attributed: is it said elsewhere?")
    return rules


def _read_sentence(sentence: str, n: int, turn: Turn, rules: GroundRules, seen: dict[str, tuple[int, str]]) -> None:
    for kind, pattern in _KINDS:
        match = pattern.search(sentence)
        if not match or not _ANNOUNCES.search(sentence):
            continue
        if _NEGATED.search(sentence[: match.start()][-60:]) or sentence.endswith("?"):
            continue
        if "briefing" in match.group().lower() and _ANOTHER_DAY.search(sentence) and "embargo" not in sentence.lower():
            continue
        if kind not in seen:
            quote = quote_once(sentence, match.start(), match.end(), turn)
            if quote:
                seen[kind] = (n, quote)
        break
    found = _ATTRIBUTE.search(sentence) or _SESSION.search(sentence)
    if found and rules.attribute_to is None:
        rules.attribute_to = re.sub(r"^(?:a|an|the) ", "", found["words"], flags=re.I)
    embargo = _EMBARGO.search(sentence)
    if (
        embargo
        and rules.embargo is None
        and not re.search(r"\bembargo(?:ed)? (?:has been |is |was )?(?:lifted|over|broken)", sentence, re.I)
    ):
        rules.embargo = embargo.group().strip(" ,;—–-")


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
