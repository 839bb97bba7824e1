"""Sentences that hold something: proposed as statements, their kind and stance left to the reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.lines.sentences import sentences

_LEAD_IN = re.compile(
    r"(?:\[[^\]\n]{1,60}\], |"
    r"(?:but |and |so |well, )*(?:can i (?:just )?ask|let me (?:just )?(?:say|start|begin|add))\b[^:]{0,60}: |"
    r"(?:all right|on a related note|and|but|so|or|well|okay|ok|yeah|yes|no|right|look|listen|again|also|now|then|"
    r"obviously|clearly|frankly|honestly|certainly|actually|basically|essentially|of course|in fact|"
    r"as a matter of fact|you know|i mean|i guess|i would say|i[’']d say|let me say|let me just say|i would just say|"
    r"i would note|i[’']d note|i would add|i[’']d add|look here|first(?:ly| of all)?|second(?:ly)?|third(?:ly)?|"
    r"(?:number )?(?:one|two|three)|finally|lastly|"
    r"in addition|additionally|in other words|as i said|as you know|sure|great|good question|hi|hey|hello|thanks|"
    r"thank you|at the same time|in that sense|to be clear|just to be clear)(?:,| —| –|\.\.\.|…|:) *|(?:(?:and|but|so|"
    r"or|well|because|you know|look|then|obviously|again|of course)|(?:i think|i believe|i guess|i suppose|i mean|"
    r"i understand|i know|i would (?:just )?(?:say|note|add)|i[’']d (?:say|note|add)|just to say)(?: that)?) "
    r"(?!of\b)(?=[\w“]))",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:i think|i believe|i guess|i suppose|probably|perhaps|maybe|it seems|likely|presum\w+|sort of)\b", re.I
)
_NOTHING_HELD = re.compile(
    r"^(?:(?:today,? )?we(?:[’']re| are| will be)(?: also)? joined\b|greetings\b|my name is\b|we will (?:begin|"
    r"start) with\b|"
    r"(?:i am|i[’']m|this is) (?:the )?[\[“]|"
    r"(?-i:[A-Z]\w+ [A-Z]\w+),? (?:with|from|at|of)\b|i can answer|this question is\b|"
    r"(?:really )?(?:great|good|nice) to (?:hear|see)|let me stop|i (?:may|"
    r"might) have missed|i[’']m sorry,|what you(?:[’']re| are) asking|if you have (?:any|"
    r"more|further)\b|our e-?mail|thank|thanks|good (?:morning|afternoon|evening|day)|hello|hi\b|hey\b|welcome|sorry|"
    r"please|go ahead|next\b|"
    r"over to|let[’']s (?:go|turn|take|start|move|do)|let me (?:just )?(?:ask|start|begin|turn|see|take|finish|"
    r"go|check|get|introduce|follow)\b(?![^:]{0,30}: )|we[’']ll (?:take|go|turn|start|begin|do|move|come back)|"
    r"i[’']ll (?:take|turn|stop|start|hand|pass|let|come back|go)|i (?:just )?(?:will|would like to|want to|"
    r"wanted to) (?:turn|hand|thank|introduce|"
    r"welcome|start|begin|ask|pass|follow)|(?:i|we)(?:[’']d| would|[’']ll| will)? (?:just )?(?:refer|point|direct|"
    r"send) you\b|with that\b|our (?:first |next )?speakers?\b|you mentioned\b|you(?:[’']ve| have) (?:all )?(?:seen|"
    r"heard)\b|many of you\b|the (?:first|second|other|last) (?:one|question) is\b|(?:this is|it[’']s|my name is|"
    r"i[’']m) (?-i:[A-Z]\w+(?: [A-Z]\w+)? (?:from|with|of|at)\b)|you (?:may|can) (?:go|begin|start|ask|take)|(?:can|"
    r"could|may|would|will) (?:you|i|we)\b|(?:just )?(?:a |one |two |three |my |another )?(?:quick )?(?:questions?|"
    r"follow[- ]?up|couple)\b|(?:i|we) (?:have|had|[’']ve got) (?:a|one|two|another|a couple)\b.{0,30}\bquestions?|"
    r"i(?:[’']m| am|[’']d be) (?:happy|glad) to (?:take|answer)|i would like to give\b|i (?:just )?(?:had|"
    r"have) (?:one|a|two)\b"
    r".{0,30}\bquestion\b|i want to piggy-?back|(?:i )?(?:appreciate|apologize)|\(|\[(?![^\]]{1,60}\], ))|"
    r"\b(?:take (?:your|a few|some) questions|thank you (?:all |both |so much |very much |again )?(?:for|to)|"
    r"thanks for|questions\.$|turn it (?:back )?over|hand it (?:back )?over|open it up|welcome (?:our|all|you)\b|"
    r"any final remarks|"
    r"on (?:deep )?background\b|embargo\w*|attribut(?:ed|able) to|operator|mute|"
    r"next question|follow up on|those were the|was the nature of|the word (?:that )?i would use|i wasn[’']t there|"
    r"as (?:i|we) said at the|you(?:[’']ve| have) described|you didn[’']t mention|is that going to)\b",
    re.I,
)
"""Thanks, greetings, calls, ground rules, pointers, words about the talk: nobody could be held to them later."""
_SHORT_ANSWER = re.compile(
    r"(?:(?:yes|no),? (?:it|he|she|they|we|i|there|that) (?!do not know|don[’']t know)[\w’' ]{2,20}|none whatsoever|"
    r"(?:of course|absolutely|certainly) not|"
    r"(?:that|it|this|he|she|they|we|there) (?:is|was|were|are|did|do|does|has|have|had|will|would)(?: not|n[’']t) "
    r"(?!know)[\w’ ]{2,40})\.",
    re.I,
)
"""What settles a question in a few words: `No, it did not.` `That was not discussed.`"""
_SAYS = (
    r"(?:said|says|made (?:it )?(?:very |quite |absolutely )?clear|noted|notes|stressed|emphasi[sz]ed|underscored|"
    r"reiterated|told \w+|explained|added|warned|announced|argued|confirmed|believes?|expressed|pointed out|"
    r"acknowledged|agreed|commented(?: on)?|recogni[sz]ed|stated|mentioned|claims?|claimed|insisted|suggested|"
    r"indicated|did note|"
    r"reaffirmed|laid out|has said|have said|has made clear|have made clear|has been clear|were clear|was clear|"
    r"is clear)"
)
_REPORTED = re.compile(
    rf"(?:^|[,:—–] )(?P<who>(?:[^,;:]{{1,60}}?))(?:,? (?:also|again|really|all|both|just|then|himself|herself|"
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
    if "?" in sentence or any(quote in sentence or sentence in quote for quote in asked):
        return False
    if len(sentence.split()) < limits.WORDS_OF_A_STATEMENT:
        return bool(_SHORT_ANSWER.fullmatch(sentence))
    return not any(_NOTHING_HELD.search(rest) for rest in _led_in(sentence))


def without_lead_in(sentence: str) -> str:
    """A sentence without the words that only lead into it: `So,`, `I think`, `Obviously,`."""
    return list(_led_in(sentence))[-1]


def _led_in(sentence: str) -> Iterator[str]:
    """A sentence with all, some and none of the words that lead into it."""
    yield sentence
    while match := _LEAD_IN.match(sentence):
        sentence = sentence[match.end() :]
        yield sentence


def _voiced(
    turn_id: str, role: str, speaker: str, sentence: str, quote: str, text: str, people: Callable[[str], list[str]]
) -> Statement:
    """A statement in its speaker's own voice, or what somebody who is named is told to have said."""
    hedged = bool(_HEDGE.search(sentence))
    told = _REPORTED.search(quote)
    who = told["who"].rpartition(" that ")[2] if told else ""
    if told and not re.match(r"(?:i|we|you|it|that|there|which|what)\b", who, re.I):
        holder = people(who)
        words = without_lead_in(told["what"]).strip()
        if holder and len(words.split()) >= limits.WORDS_OF_REPORTED_SPEECH and text.count(words) == 1:
            return Statement(turn_id, words, "attributed" if role == "reporter" else "reported", holder, hedged)
    return Statement(turn_id, quote, "own", [speaker], hedged)
