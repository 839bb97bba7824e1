"""What in the turns of a page may be somebody else's words, or no speech, or printed twice: for a reader to settle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.drafting import limits
from onbackground.drafting.cutting.page_labels import Labels
from onbackground.drafting.cutting.run_together import SENTENCE_END
from onbackground.drafting.cutting.turns import Segments, Turn
from onbackground.drafting.lines.label import is_of_press, label_key
from onbackground.drafting.lines.label_words import NOT_LABELS, OPENINGS
from onbackground.verbatim.reproduce import fold

_WORD = r"(?:[A-Z][\w.’'-]*|of|the|and|for|de|la|van|von|al|bin)"
_AT_START = re.compile(
    rf"(?P<label>[A-Z][\w.’'-]*(?: {_WORD}| \([^()]{{1,40}}\)){{0,8}}(?: "
    rf"?[(\[][^()\[\]]{{1,40}}[)\]])?)\s?:(?=\s+[A-Z“\"(—–…¿¡-])"
)
_WITH_STOP = re.compile(r"(?P<label>(?:MR|MS|MRS|DR)\.? [A-Z][A-Z’'-]+)[.;,](?=\s)")
_MISPRINTED = re.compile(r"(?:MR|MS|MRS|DR)(?:[:;,] |\. .*\.$)")
_INSIDE = re.compile(rf"{SENTENCE_END} (?P<label>[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){{0,5}}):(?= )")


def words_of_others(segments: Segments, labels: Labels) -> Iterator[tuple[int, str]]:
    """Turns that may hold another speaker's words: (index of the turn, question)."""
    for n, turn in enumerate(segments.turns):
        for m, paragraph in enumerate(turn.paragraphs):
            if m and (label := _label_at_start(paragraph)):
                yield n, f"“{label}” begins a paragraph like a label: does another person speak from there on?"
            for match in _INSIDE.finditer(paragraph):
                if label_key(match["label"]) not in labels.known and not _is_no_name(match["label"]):
                    yield n, f"“{match['label']}:” is within a paragraph: does another person speak from there on?"
        if turn.label and _MISPRINTED.match(turn.label) and "stopped" not in labels.marks:
            yield n, f"The label {turn.label} is misprinted: does a new turn begin here?"
        if _holds_answer(n, segments.turns):
            yield n, "Words that ask nothing follow the question: are they the answer of another person?"


def _label_at_start(paragraph: str) -> str | None:
    match = _WITH_STOP.match(paragraph) or _AT_START.match(paragraph)
    if match is None or _is_no_name(match["label"]):
        return None
    return fold(match.group())


def _is_no_name(label: str) -> bool:
    """Whether words before a colon are those of speech or of a page: `First:`, `Look:`, `BOTTOM LINE:`."""
    words = label_key(label).split()
    if not words or words[0] in OPENINGS or set(words) <= NOT_LABELS:
        return True
    return len(words) == 1 and not label.isupper()


def _holds_answer(n: int, turns: list[Turn]) -> bool:
    """Whether a reporter's turn goes on with a statement after its question, and nobody answers before the next one."""
    turn = turns[n]
    if not _is_press(turn) or not all(map(_is_press, turns[n + 1 : n + 2])):
        return False
    asked = next((m for m, paragraph in enumerate(turn.paragraphs) if paragraph.endswith("?")), None)
    return asked is not None and any(
        "?" not in paragraph and len(paragraph.split()) >= limits.WORDS_OF_AN_ANSWER
        for paragraph in turn.paragraphs[asked + 1 :]
    )


def _is_press(turn: Turn) -> bool:
    return turn.label is not None and is_of_press(label_key(turn.label))


def printed_again(segments: Segments) -> tuple[int, int] | None:
    """The first turn (its index) that repeats an earlier one (the second index) and goes on as that did; else None."""
    texts = [" ".join(turn.paragraphs) for turn in segments.turns]
    first: dict[str, int] = {}
    for n, text in enumerate(texts):
        before = first.setdefault(text, n)
        run = 0
        while before < n and n + run < len(texts) and before + run < n and texts[before + run] == texts[n + run]:
            run += 1
        repeated = texts[n : n + run]
        if run >= limits.TURNS_PRINTED_AGAIN and sum(map(len, repeated)) >= limits.CHARACTERS_PRINTED_AGAIN:
            return n, before
    return None


def share_skipped(header_skips: list[tuple[str, str]], segments: Segments, text: str) -> float:
    """The share of a transcript's words that stand in skips."""
    skipped = [words for words, _ in header_skips] + [skip.text for skip in segments.skips]
    total = len(text.split())
    return sum(len(words.split()) for words in skipped) / total if total else 0.0
