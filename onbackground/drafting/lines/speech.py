"""What is spoken and what belongs to a header, where no label says so."""

from __future__ import annotations

import re

from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.tables import whole_is

_SPEECH_WORDS = re.compile(
    r"\b(?:i|i[’']m|i[’']ll|i[’']d|i[’']ve|we|we[’']re|we[’']ll|we[’']ve|you|you[’']re|your|our|us|let[’']s|okay|"
    r"ok|thanks|thank|"
    r"hello|hi|good (?:morning|afternoon|evening)|welcome|folks|everyone|everybody|all right|alright)\b",
    re.I,
)
_EDITOR = re.compile(
    r"[\[(*_]*(?:the following|following is|below (?:is|are)|this is (?:a|an|the) (?:rush |unofficial |"
    r"full )?transcript|"
    r"(?:editor[’']s )?note\b|please (?:see|note)|read the|attribution:|to view|click)",
    re.I,
)


def is_speech(text: str) -> bool:
    """Whether a paragraph without a label is spoken: it addresses somebody, in sentences."""
    if _EDITOR.match(text) or len(text) < 20 or not text.endswith((".", "?", "!", "”", '"', ")", "--", "—", "…", ",")):
        return False
    return len(_SPEECH_WORDS.findall(text)) >= (1 if len(text) < 200 else 2) and bool(re.search(r"[.?!]", text))


def is_prose(text: str) -> bool:
    """Whether a paragraph without a label is a sentence or more, whoever may have written or said it."""
    return len(text) >= 50 and text.endswith((".", "!", "?", "”", '"', ")")) and not _EDITOR.match(text)


_TELLS = re.compile(
    r"\b(?:took|answered|takes|answers) (?:\w+ ){0,2}questions\b|\b(?:met|spoke|speaks|meets|talked) (?:with |to "
    r")?(?:the )?"
    r"(?:press|reporters|media|journalists)\b|\b(?:held|holds|gave|gives) an? (?:\w+ ){0,3}(?:conference|briefing|"
    r"interview)\b|"
    r"\b(?:comments|remarks) to (?:the )?(?:press|reporters|media|journalists) by\b|"
    r"\b(?:eröffnet|begrüßt)\b|\b(?:a répondu|a tenu)\b|\b(?:ofreció|respondió)\b",
    re.I,
)
"""What an editor tells of the briefing itself."""


def is_statement(text: str) -> bool:
    """Whether a paragraph without a label is said or read out: sentences, and none in which an editor tells of it."""
    return is_prose(text) and text[-1:] in '.!?”"' and not text.isupper() and not _TELLS.search(text)


def is_greeting(text: str) -> bool:
    """`Good afternoon, everybody.`, `Ladies and gentlemen,`: the first words of a speech, on a line of their own."""
    return whole_is("greeting", text)


def is_headline(text: str) -> bool:
    """Whether a line is one of a header: a time line, a release line, a place or date, no sentence."""
    return (
        not_speech.is_time_line(text)
        or not_speech.is_release_line(text)
        or not_speech.is_issuer(text)
        or not_speech.is_begin_mark(text)
    )
