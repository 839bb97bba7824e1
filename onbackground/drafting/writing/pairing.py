"""Which answer takes up which question, by the order of speech, and what exactly is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from onbackground.drafting import limits
from onbackground.drafting.lines.sentences import sentences
from onbackground.drafting.writing.known_names import well_known
from onbackground.languages import words

_INDIRECT = re.compile(
    r"\b(?:(?:i(?:[’']m| was| am|[’']d| would)?|we(?:[’']re| were)?) (?:just )?(?:wonder(?:ing)?|curious|interested|"
    r"like to (?:know|ask|hear)|want(?:ed)? to (?:ask|know|see|check|get|hear|clarify|confirm))|(?:just )?(?:wondering|"
    r"curious|wanted to (?:see|check|know|ask|clarify|confirm)|hoping to (?:hear|get|understand)|hoping you) "
    r"(?:if|whether|what|how|when|who|why|about|could|can)|if you (?:could|can) (?:just )?(?:speak|talk|say|give|go|"
    r"tell|explain|share|address|walk|elaborate|expand|describe)|tell us|explain|"
    r"(?<!want to )(?<!wanted to )(?<!going to )talk (?:a (?:little|bit) )?(?:more )?about|give us|elaborate|clarify|"
    r"walk us through|what about|how about|"
    r"your (?:reaction|response|comment|thoughts)|(?:can|could|would|will) you)\b",
    re.I,
)
"""How a sentence asks without a question mark."""
_ANNOUNCES = re.compile(
    r"\b(?:ask|question|interested|curious|wondering)\b(?: \w+){0,3} ?(?::|about|on)\b|ask you:", re.I
)
"""A sentence that tells what will be asked: no ask if a question follows."""
_NO_ASK = re.compile(
    r"(?:(?:hi|hello|hey|sorry|yeah|yes|okay|thanks|thank you)[,.!]? )*(?:(?:can|do|did) you hear me(?: (?:now|okay|"
    r"all right))?|(?:can|could|would) you (?:please )?(?:repeat (?:that|it|the question)|say (?:that|it) again)|"
    r"(?:can|could|may|might) (?:i|we) (?:just )?(?:ask|follow|have|get|jump|squeeze|add|sneak|do|"
    r"go)\b(?: \w+){0,6}|(?:is|was) that (?:okay|all right|me)|how are you(?: doing)?(?: today)?|(?:you )?(?:okay|"
    r"right|correct|me|mine|hello|sorry|what|pardon|"
    r"excuse me)|am i (?:on|unmuted)|are you there|(?:is )?it my turn|good to see you)\W*",
    re.I,
)
"""Sentences with a question mark that ask for nothing."""
_GOES_ON = re.compile(r"(?:and )?(?:also,? )?(?:whether\b(?! or not\b)|if you (?:can|could|would)\b)", re.I)
"""Asks on, behind a sentence that asks: `And also whether they agreed.`"""
_AGAIN = re.compile(
    r"(?:do|does|did|is|was|are|were|has|have|will|can|could|would)\b(?: \w+){0,4} (?:that|it|this|so|those|"
    r"them)\b(?: \w+){0,3}\W*",
    re.I,
)
"""A short question that only means the one before: `Was that a discussion today?`"""
_FOLLOWS = re.compile(
    r"\b(?:follow(?:ing)?[- ]?up|piggy-?back(?:ing)?|(?:going|getting|coming|circl\w+) back to|pick(?:ing)? up on|"
    r"to follow|on that|on this|about that|just to (?:clarify|be clear|"
    r"confirm)|to clarify|clarification|what you (?:just )?said|you (?:just )?(?:said|mentioned)|as you (?:said|"
    r"mentioned)|same (?:topic|question|issue)|in other words|asked (?:earlier|before)|though(?=[.,]))\b|"
    r"^(?:(?:and|but|so|wait|right|well|no|sorry|"
    r"okay),? )*(?:it|that|this|those|is that|is this|was that|does that|do you mean|which one|why|"
    r"meaning|but|how so|so (?:you|that|this|it|there|does|is))\b",
    re.I,
)
"""Words that take up what was said before."""
_ELSEWHERE = re.compile(
    r"\b(?:different|another|separate|other|new) (?:\w+ )?(?:topic|subject|question|issue|note|matter)|switch\w*|"
    r"unrelated|(?:one|two) (?:more )?on\b|"
    r"change (?:of )?(?:topic|subject)|a question (?:on|about)|(?:shift|turn)(?:ing)? to\b",
    re.I,
)
"""Words that leave it."""
_CALLS = re.compile(
    r"(?:(?:okay|ok|all right|yes|yeah|yep|sure|great|thanks?(?: you)?|thank you(?: all| everyone| very much|"
    r" so much)?|of course|right|good|hi|go ahead|please(?: go ahead)?|next(?: question)?|over to you|"
    r"let[’']s go to [^,.!;—]{1,40}+|(?:last|next) (?:one|question)\w*|you[’']re (?:up|on)|everybody|everyone|all|guys|"
    r"folks|have a (?:good|great|nice) [^,.!;—]{1,20}+|"
    r"(?-i:[A-Z])[a-z]++)(?:[,.!;— ]++|\Z))+",
    re.I,
)
"""Turns that only call on somebody or say thanks."""
_CLOSES = re.compile(
    r"(?:(?:okay|great|all right|well)[,.]? )?(?:thanks|thank you)\b.{0,80}?\b(?:everyone|everybody|thanks to our|"
    r"for joining|for your time|final (?:remarks|thoughts)|conclude[sd]?|as a reminder|that[’']s all|have a (?:good|"
    r"great|nice))\b",
    re.I | re.S,
)
"""A turn that ends the briefing, by whomever."""
_LAST_QUESTION = re.compile(r"\b(?:the|that|this) (?:last|previous) (?:question|point)\b", re.I)
_LEADS_IN = re.compile(
    r"(?:(?:(?:[Tt]he|[Mm]y|[Oo]ur)(?: \w+)? questions? (?:is|was|are|were)[^:?“”]{0,60}:|[Nn]umber (?:one|two|three)|"
    r"[Rr]eal quick:|[Qq]uickly|[Ff]or housekeeping|[Ff]irst of all|[Ff]irst question|[Ss]econdly|[Ff]inally|[Ll]astly|"
    r"Just wondering|Just curious|In other words|And then|Can I ask|I guess|I mean|You know|Thank you|And|But|So|"
    r"Or|Well|Okay|Yeah|Right|Wait|Sure|Hi|Hey|Thanks|Then|Also|First|Second|Just|Sorry),?(?: [—–-]+)?) +(?=[A-Za-z“])"
)


_EVERYWHERE = frozenset(
    """
    about there their would could should think which where these those because question questions thank thanks president
    administration talking whether before after again going still really other another people things something anything
    today yesterday tomorrow, discussion discussions understand wondering following specifically particular certainly
    what when that this with have from they will
    been were your follow does just like more also conversation minister secretary prime foreign vice senator governor
    ambassador advisor general admiral director""".split()
)


@dataclass
class Exchange:
    """Question turns, the answer turns that take them up, what it follows up, and its asks as (turn, quote)."""

    question: list[str]
    answer: list[str] = field(default_factory=list)
    follows: str | None = None
    asks: list[tuple[str, str]] = field(default_factory=list)


def exchanges(turns: Mapping[str, tuple[str, str]]) -> tuple[dict[str, Exchange], list[str]]:
    """Which answer takes up which question, by the order of speech; and the turns that belong to none.

    `turns` are (role of the speaker, text) by id. A reporter's turn without a question between two answers is an
    interjection: the answer goes on behind it.
    """
    found: dict[str, Exchange] = {}
    outside: list[str] = []
    current: str | None = None
    run: list[str] = []
    called_on = True
    for turn_id, (role, text) in turns.items():
        if role == "reporter":
            run.append(turn_id)
            continue
        if run and current and _asks_back(found[current], run, turns):
            found[current].question += run
            run = []
        if run:
            opened = _opened(run, turns, found, outside, None if called_on else current)
            short = sum(len(turns[asking][1].split()) for asking in run) <= limits.WORDS_OF_AN_INTERJECTION
            current = opened or (current if short else None)
            called_on = called_on and opened is None
            run = []
        if current and found[current].answer and _CLOSES.match(text):
            current = None
        if role == "briefer" and current and not (found[current].answer and _CALLS.fullmatch(text)):
            found[current].answer.append(turn_id)
        else:
            outside.append(turn_id)
            called_on = called_on or role in ("moderator", "operator")
    if run:
        _opened(run, turns, found, outside, None if called_on else current)
    order = {turn_id: n for n, turn_id in enumerate(turns)}
    return found, sorted(outside, key=order.__getitem__)


def _opened(
    run: list[str],
    turns: Mapping[str, tuple[str, str]],
    found: dict[str, Exchange],
    outside: list[str],
    before: str | None,
) -> str | None:
    """Make an exchange of a run of reporters' turns if one of them asks something; gives its id."""
    asks = [(turn_id, quote) for turn_id in run for quote in asked(turns[turn_id][1])]
    if not asks:
        outside.extend(run)
        return None
    asking = {turn_id for turn_id, _ in asks}
    first, last = min(map(run.index, asking)), len(run) - 1
    while run[last] not in asking and _CALLS.fullmatch(turns[run[last]][1]):
        last -= 1
    outside.extend(run[:first] + run[last + 1 :])
    name = f"x{len(found) + 1:02}"
    follows = _followed(run[first:], turns, found, outside, before)
    found[name] = Exchange(run[first : last + 1], [], follows, asks)
    return name


def _asks_back(exchange: Exchange, run: list[str], turns: Mapping[str, tuple[str, str]]) -> bool:
    """Whether an answer only asks what was meant, and the reporters then say it."""
    last = turns[exchange.answer[-1]][1] if exchange.answer else ""
    short = last.endswith("?") and len(last.split()) <= limits.WORDS_OF_ASKING_BACK
    return short and not any(asked(turns[turn_id][1]) for turn_id in run)


def _followed(
    run: list[str],
    turns: Mapping[str, tuple[str, str]],
    found: dict[str, Exchange],
    outside: list[str],
    before: str | None,
) -> str | None:
    """The earlier exchange, or statement outside of them, that a question takes up: by its words, or as it says so.

    None for a new subject.
    """
    opening = _without_greeting(" ".join(turns[turn_id][1] for turn_id in run))
    start = opening[: limits.CHARACTERS_OF_A_START]
    if _ELSEWHERE.search(start):
        return None
    recent = {name: found[name] for name in list(found)[-limits.EXCHANGES_LOOKED_AT :]}
    asked_before = {name: " ".join(turns[turn_id][1] for turn_id in one.question) for name, one in recent.items()}
    talked = {
        name: f"{asked_before[name]} {' '.join(turns[turn_id][1] for turn_id in one.answer)}"
        for name, one in recent.items()
    }
    first = next((one for one in sentences(opening) if _asks(one)), "")
    for taken, texts, share in (
        (opening, asked_before, limits.SHARE_TAKEN_UP),
        (first, talked, limits.SHARE_OF_THE_FIRST),
    ):
        mine = telling(taken, _everywhere())
        best, shared = _nearest(mine, texts, _everywhere())
        if shared >= max(limits.WORDS_TAKEN_UP, len(mine) * share):
            return best
    for name in _names(opening):
        told = [earlier for earlier, text in asked_before.items() if name in text]
        if len(told) == 1:
            return told[0]
    if found and _LAST_QUESTION.search(start):
        return list(found)[-1]
    if not _FOLLOWS.search(start):
        return before if _TO_FOLLOW.search(opening) else None
    about = _ABOUT.search(opening)
    if not about or about.start() > limits.CHARACTERS_OF_A_START:
        return before
    if _SOME_QUESTION.match(about["what"]):
        best, shared = _nearest(telling(opening, _everywhere()), talked, _everywhere())
        return best if shared >= limits.WORDS_MENTIONED else before
    talked |= {
        turn_id: turns[turn_id][1]
        for turn_id in outside[-limits.EXCHANGES_LOOKED_AT :]
        if turns[turn_id][0] == "briefer"
    }
    best, shared = _nearest(telling(about["what"]), talked, _EVERYWHERE)
    wanted = limits.WORDS_MENTIONED if "mention" in about["how"] or "sa" in about["how"] else 1
    return best if shared >= wanted else before if wanted == 1 else None


_TO_FOLLOW = re.compile(r"\bto follow[- ]up\b|\bpiggy-?back", re.I)
_SOME_QUESTION = re.compile(r"(?:\w+ ){0,2}(?:questions?|points?|answers?)\b")
_ABOUT = re.compile(
    r"(?P<how>asked|(?:going|getting|coming|circl\w+) back to|follow(?:ing)?[- ]?up|pick(?:ing)? up|"
    r"you (?:just )?(?:said|mentioned))(?: \w+){0,2}? "
    r"(?:(?:on|about|that|to) )?(?P<what>[^.?!;]+)",
    re.I,
)
"""What a question says that it takes up."""


def _nearest(words_of_it: frozenset[str], texts: Mapping[str, str], but: frozenset[str]) -> tuple[str | None, int]:
    """The last of the texts that share most with telling words, and how many they share."""
    shared = {name: len(words_of_it & telling(text, but)) for name, text in texts.items()}
    best = max(shared, key=lambda name: (shared[name], name), default="")
    return best or None, shared.get(best, 0)


def _names(text: str) -> list[str]:
    """The names in a question, but for titles, what every briefing names, and first words of sentences."""
    text = re.sub(r"\b(?:Mr|Ms|Mrs|Dr)\. |\bPresident [A-Z]\w+|[A-Z]\w+ administration", "", text)
    found = re.findall(r"(?<![.?!] )(?<!^)\b[A-Z][a-z]{3,}\b", text)
    return [word for word in dict.fromkeys(found) if word.lower() not in _everywhere()]


def _without_greeting(text: str) -> str:
    """A question without the thanks and names that it begins with: `Hi, thanks. …`"""
    parts = [sentence for paragraph in text.split("\n") for sentence in sentences(paragraph)]
    while len(parts) > 1 and _CALLS.fullmatch(parts[0]):
        parts.pop(0)
    return " ".join(parts)


@lru_cache(maxsize=1024)
def telling(text: str, but: frozenset[str] = _EVERYWHERE) -> frozenset[str]:
    """The words of a text that tell its subject, but for some: names, and long words without their endings."""
    return frozenset(
        word.lower().rstrip("s")[:8]
        for word in re.findall(r"[A-Za-z][A-Za-z’'-]{3,}", text)
        if (len(word) >= limits.LETTERS_OF_A_SUBJECT or word[0].isupper()) and word.lower() not in but
    )


@cache
def _everywhere() -> frozenset[str]:
    """Words that many questions have, and well-known names: they tell nothing of what a question takes up."""
    return _EVERYWHERE | {word.lower() for name in well_known() for word in re.findall(r"\w+", name)}


def asked(text: str) -> list[str]:
    """The questions of a reporter's turn, each words that stand in it exactly once; no two share words.

    Sentences with a question mark, those that ask without one, and those that break off after a question word.
    """
    parts = [sentence for paragraph in text.split("\n") for sentence in sentences(paragraph)]
    chosen: list[list[str]] = []
    last = -2
    questions = [n for n, part in enumerate(parts) if "?" in part and _asks(part)]
    for n, part in enumerate(parts):
        goes_on = last == n - 1 and _GOES_ON.match(part)
        if not (_asks(part) or goes_on) or ("?" not in part and _ANNOUNCES.search(part) and questions[-1:] > [n]):
            continue
        bare = _without_lead(part)
        again = bool(chosen) and bool(_AGAIN.fullmatch(bare))
        if chosen and last == n - 1 and (again or part.startswith("Or ")):
            chosen[-1].append(part)
        elif not again:
            chosen += [[half] for half in _halves(bare)]
        else:
            continue
        last = n
    quotes: list[str] = []
    position = 0
    for group in chosen:
        quote = " ".join((_without_lead(group[0]), *group[1:]))
        start = text.find(quote, position)
        if start < 0:
            continue
        position = start + len(quote)
        if text.find(quote) == start and text.find(quote, start + 1) < 0:
            quotes.append(quote)
            continue
        first = text.index(quotes[-1]) if quotes else 0
        longer = text[first:position]
        if "\n" not in longer and text.find(longer, text.find(longer) + 1) < 0:
            quotes[-1:] = [longer]
    return quotes


def _asks(sentence: str) -> bool:
    bare = _without_lead(sentence)
    if _NO_ASK.fullmatch(sentence) or _NO_ASK.fullmatch(bare):
        return False
    if "?" in sentence:
        return True
    broken = sentence.rstrip('”" ').endswith(("—", "–", "--", "…"))
    return bool(_INDIRECT.search(sentence)) or (
        broken and _first(bare) in words("questions") and len(bare.split()) >= limits.WORDS_OF_A_QUESTION
    )


def _without_lead(sentence: str) -> str:
    """A question without the words that lead into it, in any language: `So, `, `Und `."""
    while True:
        lead, _, rest = sentence.partition(" ")
        if found := _LEADS_IN.match(sentence):
            sentence = sentence[found.end() :]
        elif _first(lead) in words("joins") and _first(rest) in words("questions"):
            sentence = rest
        else:
            return sentence


def _first(text: str) -> str:
    return text.partition(" ")[0].strip("¿,.?!").lower()


def _halves(sentence: str) -> list[str]:
    """`whether A, and whether B` asks two things; any other sentence one."""
    found = re.search(r",? and (?=(?:whether|also whether|how|why|when)\b)", sentence)
    if found and re.search(r"\b(?:whether|how|why|when)\b", sentence[: found.start()]) and _INDIRECT.search(sentence):
        return [sentence[: found.start()], sentence[found.end() :]]
    return [sentence]
