"""What is no transcript, and why: the reasons for which a page is refused."""

from __future__ import annotations

from onbackground.drafting import limits
from onbackground.drafting.cutting.extract import Transcript
from onbackground.drafting.cutting.turns import Segments
from onbackground.drafting.lines.tables import PHRASES


def no_transcript(segments: Segments | None, page: Transcript) -> str | None:
    """Why a page is no transcript, in one line; None where it is one.

    A transcript has at least two labelled turns, or one that makes up most of the page.
    """
    words = len(page.text.split())
    labelled = [turn for turn in segments.turns if turn.label] if segments else []
    labels = len({turn.label for turn in labelled})
    if labels > limits.LABELS_OF_A_TALK:
        return f"has {labels:,} different labels; no briefing has more than {limits.LABELS_OF_A_TALK}"
    if len(labelled) >= 2 and sum(len(turn.paragraphs) for turn in labelled) >= 2:
        spoken = sum(len(paragraph.split()) for turn in labelled for paragraph in turn.paragraphs)
        if spoken >= limits.WORDS_OF_A_TALK or len(labelled) >= limits.TURNS_OF_A_TALK:
            return None
    if len(labelled) == 1:
        spoken = sum(len(paragraph.split()) for paragraph in labelled[0].paragraphs)
        if (
            spoken > limits.WORDS_OF_ONE_TURN
            and spoken * 2 > words
            and not PHRASES["notice"].search(page.text[: limits.CHARACTERS_OF_A_NOTICE])
        ):
            return None
    if words < limits.WORDS_OF_A_PAGE and not labelled:
        return f"is not a transcript: it has only {words} words"
    if PHRASES["notice"].search(page.text) and len(labelled) < 2:
        return "is the notice of an event, not a transcript"
    return (
        "is not a transcript: no line begins with a speaker’s label, such as “QUESTION:”"
        if not labelled
        else "is not a transcript: few lines begin with a speaker’s label, such as “QUESTION:”"
    )
