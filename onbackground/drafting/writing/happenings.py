"""Words of a sentence for what happens: nouns and verbs, with whom they name and how much tells what is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from onbackground.dates import has_relative_word
from onbackground.drafting import limits

_NOUNS = {
    "consult": "meeting summit talks dialogue visit trip pull-aside bilateral conference dinner consultations "
    "conversation negotiation negotiations call ceremony celebration",
    "agree": "agreement deal accord signing extension",
    "cooperate": "cooperation partnership sharing",
    "aid": "aid assistance package shipment",
    "retreat": "ceasefire withdrawal drawdown release truce pullout pullback",
    "sanction": "sanctions tariffs expulsion",
    "coerce": "arrest detention blockade crackdown",
    "mobilize": "deployment buildup mobilization exercise",
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
_TRANSITIVE = ("holding", "hosting", "launching", "issuing", "imposing", "announcing", "naming", "granting", "lifting")
_GRAVE = ("consult", "agree", "retreat", "sanction", "coerce", "mobilize", "assault")
_STOP = (
    r"(?!(?i:and|or|but|that|which|who|whether|if|as|because|so|when|where|is|are|was|were|be|been|will|would|has|have|"
    r"had|do|does|did|not|we|they|he|she|it|you|I|there|what|how|more|than)\b)"
)
_THING = rf"{_STOP}[\w’$.-]*[\w%]"
_LINK = r"(?:between|with|of|in|on|to|into|from|for|against|by|at|over|about)"
_LINKED = re.compile(rf" {_LINK}\b")
_DET = r"(?i:the|this|that|these|those|an?|our|their|his|her|its|my|your)"
_MODIFIER = rf"(?!(?:{_LINK}|{_DET})\b){_THING}"
_NOUN = re.compile(
    rf"(?<![\w’-])(?P<before>(?:{_DET}|[A-Z][\w.-]*’s?) (?:{_MODIFIER} ){{0,4}}?|(?:free and fair |"
    rf"{_MODIFIER} ){{0,2}}?)"
    rf"(?P<head>(?!talks about\b|hearing from\b|bilateral (?!{_LINK}\b)[a-z])"
    rf"(?:{'|'.join(sorted(_KIND_OF, key=len, reverse=True))})s?)\b(?![’-])"
    r"(?P<had> (?:that|which) (?:[\w’-]+ ){1,4}?(?:will have|had|will hold|held)\b(?: with(?: [A-Z][\w’-]*)+)?"
    r"(?: (?:today|tonight|tomorrow|yesterday|(?:this|tomorrow|yesterday) (?:morning|afternoon|evening)|"
    r"(?:last|next) week))?)?"
    r"(?P<behind>(?: (?:holding|taking place|going on|under ?way|coming (?:up|out)(?: soon)?))?"
    rf"(?: {_LINK}(?: (?:the|an?|our|his|their))?(?: {_THING}){{1,3}}?(?: [A-Z][\w’.-]*\w){{0,6}}"
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
_GENERIC = re.compile(
    r"\b(?:no|any|every|each|some|kinds?|types?|number|all|much|many|more|other|such|what|which|period|time|topic) "
    r"(?:of (?:the |these |those |this |a )?)?(?:[\w-]+ ){0,2}$",
    re.I,
)
"""Words before a happening that speak of none in particular: `any kind of talks`."""
NOT_RAISED = re.compile(
    r"(?<![\w’.-])(?:(?!(?:so|and|but|well) )(?:[\w’.-]+ ){1,4}"
    r"(?:did(?:n[’']t| not) come up|(?:was|were)(?:n[’']t| not) (?:discussed|raised|mentioned|brought up))|"
    r"there (?:was|were) no (?:discussion|mention|talk) of)(?: (?:the |an? )?[\w’.-]*\w){0,3}",
    re.I,
)
"""What was not talked about: `Norland did not come up`, `There was no discussion of dues`."""
_ASKS = re.compile(
    r"(?:(?:and|but|so|well|okay|then),? )*(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|"
    r"have|has|had|can|could|will|would|should|may|might)(?:n[’']t)?\b",
    re.I,
)
"""How a question begins that says nothing to be so, unlike `It did not come up, I assume?`"""
_THIS_ONE = re.compile(r"(?i:the|this|that|these|those|our|their|his|her|its|[\w.-]+’s?)\b")
_POINTS = re.compile(r"(?i:this|that|these|those)\b")
"""What stands before a happening that was spoken of: `that memorandum`."""
_NEW = re.compile(r"(?i:an?|another) ")
"""What stands before one that was not."""
_CALLED_SO = re.compile(r"(?P<name>, [A-Z][\w’-]+(?: [A-Z][\w’-]+)*),")
"""The name of a happening, behind it: `the exercise, Calm Water, `."""
_THIS_TALK = re.compile(r"\b(?:conference|press|background) $")
"""What stands before the call that the briefing is."""
_NO_NOUN = re.compile(r"ly \w+ing$|\bin order$", re.I)
"""Verbs and others that are written like a noun: `rapidly sharing`."""
_NOUN_BEFORE = re.compile(rf"\b(?:{_DET}|[a-z]+(?:al|ic|ive|ed|ing)) $")
"""What stands before a noun, and before no verb."""
_UNTOLD = re.compile(rf" {_LINK}$|\bover the (?:last|past)\b")
"""Words of a verb that break off, or tell what happens again and again."""
_NEAR = 100
_HAPPENS = re.compile(
    rf"(?<![\w’-])(?:[Tt]here(?: (?:is|was|were|will be|has been|have been)|[’']s)|"
    rf"(?:(?:the |all )?(?:two|three|four) of us |{_WHO})(?:(?:will )?have|had)) $"
)
"""What stands before a noun and says that it happens: `there was a `, `they will have a `."""
_ABBREVIATED = re.compile(r"(?<![\w.])(?:St|Mt|Mr|Ms|Mrs|Dr|U\.S|U\.K|U\.N)$")
_NAME_GOES_ON = re.compile(
    r"(?:-[A-Z][\w’-]*\w)?(?: [A-Z][\w’-]*\w)*(?: (?:regions?|governments?|regime|people|troops|"
    r"opposition|part(?:y|ies)|leaders?|administration|borders?|officials?|military|forces?|authorities|"
    r"counterparts?|capital|islands?|peninsula|side|delegation|team|negotiators?|companies|citizens|allies|partners)\b)?"
)
"""What belongs to the name before it: `the Kursk region`, `the Venezuelan regime`."""
_AIM = re.compile(r" to [a-z]+$")
_OBJECT = re.compile(r" (?:that|the|an?|our|their|his|her|its|it|them|us|you|what|how|whether)\b")
"""What stands behind a verb. In `a review to ensure that`, the review ends before `to ensure`."""
_OTHER_SIDE = re.compile(rf" and (?:the |our |its |their )?{_THING}(?: {_THING})?(?![\w’&-])")
_UNFINISHED = re.compile(rf"(?<!going)(?: (?:last|next|{_LINK}|{_DET}))+$")
"""Words that want another behind them."""


class Happening(NamedTuple):
    """Words for something that happens: their head and kind, whom they name, how much tells what is meant.

    `quote` has more of the sentence than `what`: an article, and that it happens. `only_points` is true of words like
    `that meeting`, `is_new` of `an agreement on dues` and of verbs.
    """

    head: str
    kind: str | None
    what: str
    quote: str
    named: frozenset[str]
    telling: int
    only_points: bool
    is_new: bool = False


def happenings(sentence: str, named: Callable[[str], list[str]]) -> Iterator[Happening]:
    """What a sentence says to happen, first the verbs; nouns within their words are not taken again."""
    timed = has_relative_word(sentence)
    taken: list[tuple[int, int]] = []
    is_question = sentence.endswith("?") and _ASKS.match(sentence)
    if not is_question and (denied := NOT_RAISED.search(sentence)):
        taken.append(denied.span())
        names = frozenset(named(denied.group()))
        yield Happening(
            "raised", None, denied.group(), denied.group(), names, limits.TELLING, only_points=False, is_new=True
        )
    for match in _VERB.finditer(sentence):
        if found := _by_verb(sentence, match, named, timed):
            taken.append(match.span())
            yield found
    for match in _NOUN.finditer(sentence):
        if all(match.end("head") <= first or last <= match.start() for first, last in taken) and (
            found := _by_noun(sentence, match, named, timed)
        ):
            yield found


def _by_verb(sentence: str, match: re.Match[str], named: Callable[[str], list[str]], timed: bool) -> Happening | None:
    names = frozenset(named(match["behind"]))
    if not names and not timed:
        return None
    head, before = match["head"], match["before"]
    if head.endswith("ed") and before.endswith("to "):  # no verb: `moved to hosted services`
        return None
    if head in _TRANSITIVE and _LINKED.match(match["behind"]):  # `the truce is holding in Norland`
        return None
    is_verb_alone = head not in _KIND_OF and head.endswith("ing")
    if not before and (not is_verb_alone or _NOUN_BEFORE.search(_before(sentence, match.start()))):
        return None
    quote = _whole(sentence, match).removeprefix("to ")
    if quote.endswith(head) or _UNTOLD.search(match.group()) or _negated(sentence, match.start("head")):
        return None
    return Happening(
        re.sub(r"(?:ing|ed|t?ting|s)$", "", head)[:6],
        _KIND_OF_VERB[head],
        quote,
        quote,
        names | frozenset(named(before)),
        limits.TELLING,
        only_points=False,
        is_new=True,
    )


def _by_noun(sentence: str, match: re.Match[str], named: Callable[[str], list[str]], timed: bool) -> Happening | None:
    before, head = match["before"], match["head"]
    ahead = _before(sentence, match.start("head"))
    if _NO_NOUN.search(ahead + head) or _GENERIC.search(ahead) or _negated(sentence, match.start("head")):
        return None
    noun = head if head in _KIND_OF else head.removesuffix("s")
    called = _CALLED_SO.match(sentence, match.end())
    quote = _whole(sentence, match) + (called["name"] if called else "")
    names = frozenset(named(quote)) | frozenset(re.findall(r"\b\d{4}\b", before))
    if noun == "call" and (not names or _THIS_TALK.search(ahead)):
        return None
    modifiers = re.sub(rf"^{_DET}\b", "", before).split()
    has_clause, has_more = bool(match["had"]), bool(match["behind"])
    telling = (
        (2 + (_KIND_OF[noun] in _GRAVE) + (len(names) > 1)) * bool(names or called)
        + bool(modifiers)
        + 2 * has_clause
        + has_more
        + bool(_THIS_ONE.match(before))
        + timed
    )
    happens = _HAPPENS.search(_before(sentence, match.start()))
    return Happening(
        noun[:6],
        _KIND_OF[noun],
        re.sub(rf"^{_DET} ", "", quote),
        (happens.group() if happens else "") + quote,
        names,
        telling,
        only_points=not modifiers and not has_clause and (not has_more or bool(_POINTS.match(before))),
        is_new=has_clause or (has_more and bool(_NEW.match(before))),
    )


def _whole(sentence: str, match: re.Match[str]) -> str:
    """The words of a match, to the end of the name in which they would break off, and not beyond a whole phrase."""
    quote = match.group().strip(" ,")
    at = sentence.index(quote, match.start()) + len(quote)
    if _ABBREVIATED.search(quote) and sentence.startswith(".", at):
        at += 1
    if sentence[at - 1] == "." or quote.rsplit(" ", 1)[-1][0].isupper():
        more = _NAME_GOES_ON.match(sentence, at)
        at = more.end() if more else at
    elif _OBJECT.match(sentence, at):
        at -= len(quote) - len(_AIM.sub("", quote))
    if " between " in sentence[match.start() : at] and " and " not in sentence[match.start() : at]:
        other = _OTHER_SIDE.match(sentence, at)
        at = other.end() if other else at
    return _UNFINISHED.sub("", sentence[match.start() : at].strip(" ,"))


def _before(sentence: str, at: int) -> str:
    """The words before a place; those far from it say nothing of what stands there."""
    return sentence[max(0, at - _NEAR) : at]


def _negated(sentence: str, at: int) -> bool:
    return bool(re.search(r"\b(?:no|not|never|n’t|without|unable|\w+n’t)(?: [\w’]+){0,4} $", _before(sentence, at)))
