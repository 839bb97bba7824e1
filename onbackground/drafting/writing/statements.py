"""Sentences that hold something: proposed as statements, their kind and stance left to the reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.lines.sentences import sentences

_LEAD_IN = re.compile(
    r"(?:(?:and|but|so|or|well|okay|ok|yeah|yes|no|right|look|listen|again|also|now|then|obviously|clearly|frankly|"
    r"honestly|"
    r"certainly|actually|basically|essentially|of course|in fact|as a matter of fact|you know|i mean|i guess|i would "
    r"say|i[’']d say|"
    r"let me say|let me just say|i would just say|i would note|i[’']d note|i would add|i[’']d add|look here|first|"
    r"second|third|one|"
    r"two|three|finally|lastly|in addition|additionally|in other words|as i said|as you know|sure|great|good question|"
    r"hi|hey|hello|thanks|thank you|at the same time|in that sense|to be clear|just to be clear)(?:,| —| –|\.\.\.|…|"
    r":) *|"
    r"(?:and|but|so|or|well|because|i think|i believe|i guess|i suppose|i mean|you know|i would say|i[’']d say|i "
    r"would just say|"
    r"look|then|just to say|i understand|i know|obviously|again|of course)(?: that)? (?=(?:the|a|an|this|that|these|"
    r"those|there|it|we|they|he|"
    r"she|you|i|our|his|her|its|their|my|your|one|some|many|all|both|every|no|[A-Z])\b|[A-Z“]))",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:i think|i believe|i guess|i suppose|probably|perhaps|maybe|it seems|likely|presum\w+|sort of)\b", re.I
)
_NOTHING_HELD = re.compile(
    r"^(?:thank|thanks|good (?:morning|afternoon|evening|day)|hello|hi\b|hey\b|welcome|sorry|please|go ahead|next\b|"
    r"over to|"
    r"let[’']s (?:go|turn|take|start|move|do)|let me (?:start|begin|turn|see|take|finish|just start|go|check|get|"
    r"introduce)|"
    r"we[’']ll (?:take|go|turn|start|begin|do|move|come back)|i[’']ll (?:take|turn|stop|start|hand|pass|let|come "
    r"back|go)|"
    r"i (?:will|would like to|want to|wanted to) (?:turn|hand|thank|introduce|welcome|start|begin|ask|pass|follow)|"
    r"(?:with that|and with that|so with that)|(?:this is|it[’']s|my name is|i[’']m) [A-Z]\w+(?: [A-Z]\w+)? (?:from|"
    r"with|of|at)\b|"
    r"you (?:may|can) (?:go|begin|start|ask)|(?:can|could|may|would|will) (?:you|i|we)\b|"
    r"(?:a |one |just a |my |another )?(?:quick )?(?:question|follow[- ]?up|couple)\b|"
    r"(?:i|we) (?:have|had|[’']ve got) (?:a|one|two|another|a couple)\b.{0,30}\bquestions?|i[’']m (?:happy|glad) to "
    r"(?:take|answer)|"
    r"(?:i )?(?:appreciate|apologize)|\(|\[)|"
    r"\b(?:take (?:your|a few|some) questions|thank you (?:all |both |so much |very much |again )?(?:for|to)|thanks "
    r"for|questions\.$|"
    r"turn it over|hand it over|on (?:deep )?background\b|embargo|attribut(?:ed|able) to|operator|mute|next question|"
    r"follow up on)\b",
    re.I,
)
"""Thanks, greetings, calls, ground rules: nobody could be held to them later."""
_META = re.compile(
    r"\b(?:those were the|was the nature of|the word (?:that )?i would use|i wasn[’']t there|as you(?:[’']ve| have) "
    r"described|is that going to)\b",
    re.I,
)
"""Words about the talk itself."""
_SAYS = (
    r"(?:said|says|made (?:it )?(?:very |quite |absolutely )?clear|noted|notes|stressed|emphasi[sz]ed|underscored|"
    r"reiterated|told \w+|explained|"
    r"added|warned|announced|argued|confirmed|believes?|expressed|pointed out|acknowledged|agreed|recogni[sz]ed|stated|"
    r"mentioned|claims?|claimed|insisted|suggested|indicated|did note|reaffirmed|laid out|has said|have said|has "
    r"made clear|"
    r"have made clear|has been clear|were clear|was clear|is clear)"
)
_REPORTED = re.compile(
    rf"(?:^|[,—–] )(?P<who>(?:[^,;:]{{1,60}}?))(?:,? (?:also|again|really|all|both|just|then|himself|herself|"
    rf"themselves|"
    rf"clearly))? {_SAYS}"
    r"(?: (?:that|how|to \w+ that|on background that|yesterday that|today that|this morning that))?,? (?P<what>.{12,})",
    re.I,
)


class Statement(NamedTuple):
    """A proposed statement: its turn, its words, whose they are and whether they are hedged.

    `voice` is own, reported or attributed; `holder` are ids of the record or the vocabulary.
    """

    turn: str
    quote: str
    voice: str
    holder: list[str]
    hedged: bool


def statements(
    turns: Mapping[str, tuple[str, str, str]], asked: Mapping[str, list[str]], people: Callable[[str], list[str]]
) -> Iterator[Statement]:
    """A statement for each sentence that may hold one, in reading order.

    `turns` are (role, speaker, text) by id; `asked` the quotes of the asks of each turn; `people` gives the entities
    that words name.
    """
    for turn_id, (role, speaker, text) in turns.items():
        if role not in ("briefer", "reporter"):
            continue
        for paragraph in text.split("\n"):
            for sentence in sentences(paragraph):
                if not _may_hold(sentence, asked.get(turn_id, [])):
                    continue
                quote = without_lead_in(sentence)
                if len(quote.split()) < limits.WORDS_OF_A_STATEMENT or text.count(quote) != 1:
                    quote = sentence if text.count(sentence) == 1 else ""
                if quote:
                    yield _voiced(turn_id, role, speaker, sentence, quote, text, people)


def _may_hold(sentence: str, asked: list[str]) -> bool:
    if "?" in sentence or len(sentence.split()) < limits.WORDS_OF_A_STATEMENT or _META.search(sentence):
        return False
    if any(quote in sentence or sentence in quote for quote in asked):
        return False
    return not _NOTHING_HELD.search(without_lead_in(sentence)) and not _NOTHING_HELD.match(sentence)


def without_lead_in(sentence: str) -> str:
    """A sentence without the words that only lead into it: `So,`, `I think`, `Obviously,`."""
    while match := _LEAD_IN.match(sentence):
        sentence = sentence[match.end() :]
    return sentence


def _voiced(
    turn_id: str, role: str, speaker: str, sentence: str, quote: str, text: str, people: Callable[[str], list[str]]
) -> Statement:
    """A statement in its speaker's own voice, or what somebody who is named is told to have said."""
    hedged = bool(_HEDGE.search(sentence))
    told = _REPORTED.search(quote)
    if told and not re.match(r"(?:i|we|you|it|that|there|which|what)\b", told["who"], re.I):
        holder = people(told["who"])
        words = without_lead_in(told["what"]).strip()
        if holder and len(words.split()) >= limits.WORDS_OF_REPORTED_SPEECH and text.count(words) == 1:
            return Statement(turn_id, words, "attributed" if role == "reporter" else "reported", holder, hedged)
    return Statement(turn_id, quote, "own", [speaker], hedged)
