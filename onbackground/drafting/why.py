"""For every line of a page: what it was taken for, and by which step. For people who teach drafting a new page."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.drafting.cutting.extract import Transcript, transcript_of
from onbackground.drafting.cutting.header import read_header
from onbackground.drafting.cutting.refusals import no_transcript
from onbackground.drafting.cutting.turns import Segments, Skip, segment
from onbackground.drafting.lines.label import label_key, read_label
from onbackground.drafting.pages.page import Page
from onbackground.verbatim.reproduce import fold

_SHOWN = 60


def why(page: Page) -> Iterator[str]:
    """A line for each line of the page in reading order: what it is, its first words, and the reason."""
    transcript = transcript_of(page)
    segments = segment(transcript)
    refused = no_transcript(segments, transcript)
    if refused:
        yield f"refused: {refused}"
    for block in transcript.left_out:
        for line in block.lines:
            yield _said("left out", line, "extract: outside of the element that holds the labels")
    if segments is None:
        for block in transcript.blocks:
            for line in block.lines:
                yield _said("no speech", line, _no_label(line, transcript))
        return
    header = read_header(segments.header, transcript.title, transcript.date)
    for line, kind, field in header.lines:
        taken = f"header: {field}" if field else "skip"
        yield _said(taken, line, f"header: looks like {kind}" + ("" if field else ", and no field takes it"))
    yield from _body(segments, transcript)


def _body(segments: Segments, transcript: Transcript) -> Iterator[str]:
    skips = list(segments.skips)
    for n, turn in enumerate(segments.turns):
        yield from _skipped(skips, n, None)
        if turn.label is None:
            yield _said("label", "(none)", "turns: speech without a label begins here")
        else:
            reason = transcript.labels.why.get(label_key(turn.label), "labels: a known label in another form")
            yield _said("label", turn.printed or turn.label, "run_together: " + reason if turn.run_together else reason)
        for m, paragraph in enumerate(turn.paragraphs, start=1):
            yield from _skipped(skips, n, m)
            yield _said(f"speech t{n + 1:02}", paragraph, _no_label(paragraph, transcript))
    yield from _skipped(skips, len(segments.turns), None)


def _skipped(skips: list[Skip], turn: int, paragraph: int | None) -> Iterator[str]:
    while skips and skips[0].turn == turn and skips[0].paragraph in (None, paragraph):
        skip = skips.pop(0)
        yield _said("skip", skip.text, f"not_speech: {skip.reason}")


def _no_label(line: str, transcript: Transcript) -> str:
    """Why a line that looks like a label is none; empty where it does not look like one."""
    reading = read_label(line)
    if reading is None:
        return "turns: begins with no label"
    reason = transcript.labels.why.get(label_key(reading.label), "labels: not seen at the start of a line")
    return f"“{reading.label}” is no label: {reason}"


def _said(taken: str, line: str, reason: str) -> str:
    text = fold(line)
    return f"{taken:16} {text[:_SHOWN] + ('…' if len(text) > _SHOWN else ''):{_SHOWN + 1}}  {reason}"
