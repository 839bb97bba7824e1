"""Who speaks from where to where: paragraphs to turns, and what stands between them and is no speech."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from onbackground.dates import printed_date
from onbackground.drafting import limits
from onbackground.drafting.cutting.extract import Transcript
from onbackground.drafting.cutting.page_labels import Labels
from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.label import Reading
from onbackground.drafting.lines.speech import is_greeting, is_headline, is_prose, is_speech, is_statement
from onbackground.drafting.pages.blocks import Block, Paragraph, ends_paragraph, ends_sentence
from onbackground.verbatim.reproduce import fold


@dataclass
class Turn:
    """What one speaker says under one printed label (None: printed without one). Paragraphs are folded text.

    `printed` is the label with whatever marks stand behind it; `broken`: the page breaks lines within a paragraph.
    """

    label: str | None
    printed: str = ""
    run_together: bool = False
    broken: bool = False
    paragraphs: list[str] = field(default_factory=list)


class Skip(NamedTuple):
    """A paragraph that is neither header nor speech, and where it stands.

    `turn` is the index of the turn that it stands before; `paragraph` (2 or more) the paragraph of that turn that
    it stands before; `turn` equal to the number of turns means behind the last one.
    """

    text: str
    reason: str
    turn: int
    paragraph: int | None = None


@dataclass
class Segments:
    """A page cut up: the lines above the first turn, the turns, the skips below the first turn, in order.

    `unlabelled` holds the indices of turns that are printed without a label, `run_together` of those whose label
    stands within a paragraph; `silent` the labels behind which nothing is printed (they are skips). `cut_apart` says
    that the page has lost the line ends between its turns.
    """

    header: list[str]
    turns: list[Turn]
    skips: list[Skip]
    unlabelled: list[int] = field(default_factory=list)
    run_together: list[int] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    cut_apart: bool = False


class _Piece(NamedTuple):
    paragraph: Paragraph
    reading: Reading | None
    after_blank: bool = True

    @property
    def text(self) -> str:
        return self.paragraph.text


_LOST_LABEL = re.compile(r"\s*(?::\s+|>>\s*)\S")


def segment(transcript: Transcript) -> Segments | None:
    """Cut a transcript into header lines, turns and skips; None where no line begins with a speaker label."""
    labels, cut = transcript.labels, transcript.cut
    pieces = _without_labels_above_date(
        [piece for block in cut or transcript.blocks for piece in _pieces(block, labels)]
    )
    first = next((n for n, piece in enumerate(pieces) if piece.reading), None)
    if first is None:
        return None
    start = _opening(pieces[:first])
    if cut:
        printed = [line for block in transcript.blocks for line in block.lines]
        while start and not any(line.startswith(pieces[start].paragraph.lines[0]) for line in printed):
            start -= 1  # a header ends with a line: what stands in front of a label within one is taken for speech
    body = pieces[start:]
    header = [line for piece in pieces[:start] for line in piece.paragraph.lines]
    turns, skips = _cut(body, labels, {text for line in header if (text := fold(line))[-1:].isalnum()})
    return _without_silent(Segments(header, turns, skips, cut_apart=cut is not None))


_CLOCK_TIME = re.compile(r",? (?:at )?\d{1,2}:\d\d.*$")


def _is_dated(piece: _Piece) -> bool:
    """Whether a line of a paragraph is a date, with or without the time."""
    return any(printed_date(_CLOCK_TIME.sub("", fold(line))) for line in piece.paragraph.lines)


def _without_labels_above_date(pieces: list[_Piece]) -> list[_Piece]:
    """The paragraphs of a page; those above the date of its header are no speech: `Fog: A Briefing`, `Host: Jo Low`."""
    end = next((n + 1 for n, piece in enumerate(pieces[: limits.BLOCKS_OF_TOP]) if _is_dated(piece)), 0)
    if any(piece.reading and ends_sentence(piece.text) for piece in pieces[:end]):
        return pieces
    return [piece._replace(reading=None) for piece in pieces[:end]] + pieces[end:]


def _pieces(block: Block, labels: Labels) -> Iterator[_Piece]:
    """The paragraphs of a block, each with the label that it begins with."""
    if not block.wrapped:
        for n, line in enumerate(block.lines):
            yield _Piece(Paragraph((line,)), labels.read(line, block.lead if n == 0 else ""), n == 0)
        return
    width = max(len(line.rstrip()) for line in block.lines)
    current: list[str] = []
    first = True
    reading = labels.read(block.lines[0], block.lead)
    for n, line in enumerate(block.lines):
        inside = labels.read_inside(line, block.lines[n - 1], width) if n else None
        if current and (
            inside
            or (_stands_alone(line) and ends_sentence(current[-1]))
            or (_stands_alone(current[-1]) and len(current) == 1)
            or (ends_paragraph(current[-1], width) and line.lstrip()[:1].isupper())
        ):
            yield _Piece(Paragraph(tuple(current), block.spaced), reading, first)
            current, reading, first = [], inside, False
        current.append(line)
    yield _Piece(Paragraph(tuple(current), block.spaced), reading, first)


def _stands_alone(line: str) -> bool:
    text = fold(line)
    return not_speech.is_time_line(text) or not_speech.is_end_mark(text) or not_speech.is_release_line(text)


def _opening(above: list[_Piece]) -> int:
    """Where the speech begins above the first label: the index of an unlabelled opening, or the end of the header."""
    for n, piece in enumerate(above):
        begins = is_speech(piece.text) or is_greeting(piece.text) or _reads_on(above[n:]) or _is_below_heading(n, above)
        if n and begins and not any(is_headline(below.text) or _is_dated(below) for below in above[n + 1 :]):
            return n
    return len(above)


def _reads_on(above: list[_Piece]) -> bool:
    """Whether prose begins here and goes on to the first label, or for long: a statement that addresses nobody."""
    return is_prose(above[0].text) and (
        sum(is_prose(piece.text) for piece in above) >= limits.PARAGRAPHS_OF_SPEECH
        or all(is_statement(piece.text) for piece in above)
    )


def _is_below_heading(n: int, above: list[_Piece]) -> bool:
    """Whether a paragraph is a sentence below a heading within a speech."""
    return not_speech.is_section_heading(above[n - 1].text) and ends_sentence(above[n].text)


def _cut(body: list[_Piece], labels: Labels, page_heads: set[str]) -> tuple[list[Turn], list[Skip]]:
    """The turns and what stands between them; `page_heads` are lines of the header, which printed pages repeat."""
    turns: list[Turn] = []
    skips: list[Skip] = []
    over = _end(body, max(n for n, piece in enumerate(body) if piece.reading))
    part_ended = False
    for n, piece in enumerate(body):
        if piece.reading:
            part_ended = False
        reason = _no_speech(piece, n - over, part_ended) if turns else None
        if turns and not (reason or piece.reading):
            reason = "page-furniture" if piece.text in page_heads else None
            if "stopped" in labels.marks and not_speech.is_heading(piece.text) and ends_sentence(body[n - 1].text):
                reason = "header-line"
        if reason and (turns[-1].paragraphs or n >= over):
            part_ended = part_ended or (reason == "end-mark" and not not_speech.is_rule(piece.text))
            skips.append(Skip(piece.text, reason, len(turns) - 1, len(turns[-1].paragraphs) + 1))
            continue
        answers = labels.nobody_answers and bool(turns) and turns[-1].label is not None
        turn, text = _begun(piece, first=not turns or (answers and bool(turns[-1].paragraphs)))
        if turn:
            turns.append(turn)
        for label, part in labels.run_together(text):
            if label is not None:
                turns.append(Turn(label, f"{label}:", run_together=True))
            if part:
                _say(turns[-1], part, piece, bool(skips) and skips[-1].turn == len(turns) - 1)
    return turns, [_placed(skip, turns) for skip in skips]


def _say(turn: Turn, part: str, piece: _Piece, skipped: bool) -> None:
    """Add a paragraph to a turn: to its last one where the page breaks a line within a sentence."""
    turn.broken = turn.broken or (piece.paragraph.spaced and len(piece.paragraph.lines) > 1)
    last = turn.paragraphs[-1] if turn.paragraphs else ""
    runs_on = len(last) >= limits.CHARACTERS_OF_A_LINE and (last[-1:].isalnum() or last.endswith(","))
    if part[:1].islower() and runs_on and not skipped and piece.reading is None:
        turn.paragraphs[-1] = f"{last} {part}"
        turn.broken = turn.broken or piece.after_blank
    else:
        turn.paragraphs.append(part)


def _begun(piece: _Piece, first: bool) -> tuple[Turn | None, str]:
    """The turn that a paragraph begins, if it begins one, and what is said in the paragraph.

    `first` says that a paragraph without label begins one: the first of all, and an answer that has no label.
    """
    reading = piece.reading
    if reading is None:
        return (Turn(None) if first or _LOST_LABEL.match(piece.text) else None), piece.text
    line, *more = piece.paragraph.lines
    return Turn(reading.label, fold(line[: reading.end])), fold(" ".join((line[reading.end :], *more)))


def _no_speech(piece: _Piece, behind: int, part_ended: bool) -> str | None:
    """Why a paragraph is no speech; None where it is. `behind` counts from where the speech is over.

    Between the end of one part and the label that begins the next stands another header.
    """
    if piece.reading or (behind < 0 and _LOST_LABEL.match(piece.text)):
        return None
    if behind >= 0:
        return not_speech.reason_at_end(piece.text) or ("page-furniture" if behind else None)
    if not_speech.is_end_mark(piece.text):
        return "end-mark"
    return "header-line" if part_ended else not_speech.reason_inside(piece.text)


def _placed(skip: Skip, turns: list[Turn]) -> Skip:
    """A skip behind the last paragraph of a turn stands before the next turn."""
    if skip.paragraph is not None and skip.paragraph > len(turns[skip.turn].paragraphs):
        return Skip(skip.text, skip.reason, skip.turn + 1)
    return skip


def _end(body: list[_Piece], last_label: int) -> int:
    """The index at which the speech is over: the first end mark behind the last label, or what trails at the end."""
    for n in range(last_label + 1, len(body)):
        if not_speech.is_end_mark(body[n].text):
            following = [piece for piece in body[n + 1 :] if is_speech(piece.text)]
            if not (not_speech.is_rule(body[n].text) and following):
                while n - 1 > last_label and not_speech.reason_at_end(body[n - 1].text):
                    n -= 1
                return n
    n = len(body)
    while n - 1 > last_label and not_speech.reason_at_end(body[n - 1].text):
        n -= 1
    return n


def _without_silent(segments: Segments) -> Segments:
    """Labels with nothing behind them become skips: no turn is empty, and nothing is lost."""
    kept: list[Turn] = []
    skips: list[Skip] = []
    pending = list(segments.skips)
    for n, turn in enumerate(segments.turns):
        while pending and (pending[0].turn < n or (pending[0].turn == n and pending[0].paragraph is None)):
            skips.append(pending.pop(0)._replace(turn=len(kept), paragraph=None))
        if turn.paragraphs:
            while pending and pending[0].turn == n:
                skips.append(pending.pop(0)._replace(turn=len(kept)))
            kept.append(turn)
        else:
            skips.append(Skip(turn.printed, "other", len(kept)))
            segments.silent.append(turn.printed)
    skips.extend(skip._replace(turn=len(kept), paragraph=None) for skip in pending)
    return Segments(
        segments.header,
        kept,
        skips,
        [n for n, turn in enumerate(kept) if turn.label is None],
        [n for n, turn in enumerate(kept) if turn.run_together],
        segments.silent,
        segments.cut_apart,
    )
