"""What a reader has to settle: everything that a page does not say, and everything that was read into it."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.drafting import limits
from onbackground.drafting.cutting.doubts import printed_again, share_skipped, words_of_others
from onbackground.drafting.lines.header_line import is_name
from onbackground.drafting.lines.language import UNKNOWN
from onbackground.drafting.writing.record_data import PageReading


def open_questions(found: PageReading, language: str) -> list[dict[str, str]]:
    """The open questions of a draft, in the order of the record: {about, question}, none twice."""
    questions = dict.fromkeys((*_about_header(found, language), *_about_speakers(found)))
    return [{"about": about, "question": question} for about, question in questions]


def _about_header(found: PageReading, language: str) -> Iterator[tuple[str, str]]:
    yield from found.transcript.notes
    for name in ("title", "byline", "venue", "place"):
        if getattr(found.header, name) is None:
            yield name, f"The header prints no {name}: is it known?"
    byline = found.header.byline or ""
    called = " ".join(f"{one.label} {one.name}" for one in found.cast.participants).lower()
    if is_name(byline) and not any(word in called for word in byline.lower().split()):
        yield (
            "byline",
            f"Is “{byline}” who speaks? Nobody here is called so; what is a place belongs in place or venue.",
        )
    if found.held.source and not found.held.questions:
        yield "date", f"The source prints no date; {found.held.day} is from the {found.held.source}: is it right?"
    yield from found.held.questions
    yield from found.header.questions
    if found.publisher.name is None:
        yield "publisher", "Who published this? Neither the address nor the text says so."
    elif not found.publisher.proved:
        yield (
            "publisher",
            f"Was this published by {found.publisher.name}? Neither the address nor the header proves it.",
        )
    if language == UNKNOWN:
        yield "language", "The language of the text is not known: which is it?"
    share = share_skipped(found.header.skips, found.segments, found.transcript.text)
    if share > limits.SHARE_SKIPPED:
        yield "skips", f"{share:.0%} of the page’s words are in skips: is some of that speech?"
    for question in found.rules.questions:
        yield "ground_rules", question


def _about_speakers(found: PageReading) -> Iterator[tuple[str, str]]:
    segments, turn_ids = found.segments, found.turn_ids
    yield from found.cast.questions
    if found.rules.mixed or found.rules.attribution not in (None, "on_record"):
        for one in found.cast.participants:
            if one.identity == "named":
                yield (
                    one.id,
                    f"{one.label} is named, but the briefing is not on the record: does this person speak on the "
                    f"record?",
                )
    for n in segments.unlabelled:
        yield turn_ids[n], f"Printed without a label: does {found.cast.speakers[n]} speak here?"
    for n, question in words_of_others(segments, found.transcript.labels):
        yield turn_ids[n], question
    if again := printed_again(segments):
        yield (
            turn_ids[again[0]],
            f"From here on the page repeats {turn_ids[again[1]]} and what follows it: is the transcript printed twice?",
        )
    if segments.cut_apart:
        yield "turns", "The page has lost the line ends between its turns: does each begin where it should?"
    for n in segments.run_together:
        yield (
            turn_ids[n],
            f"The label {segments.turns[n].label} is within a paragraph: does a new turn begin here?",
        )
    for label in segments.silent:
        yield "skips", f"Nothing is printed after the label {label} in one place: was a turn lost?"
