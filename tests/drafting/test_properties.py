"""Whatever is said under whatever labels, in whatever layout: the draft has the same turns and loses nothing."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from onbackground.corpus.corpus import Vocabulary
from onbackground.drafting.draft import draft
from onbackground.drafting.lossless import what_is_lost
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.pages.page import Refused
from onbackground.verbatim.reproduce import fold, printed_label

HEADER = "Press Briefing on the Ferry\nHotel Example\nRome, Italy\nMay 3, 2091\n\n"
LABELS = (
    "MODERATOR",
    "QUESTION",
    "MR. LOW",
    "MS. O’HARA",
    "SENIOR STATE DEPARTMENT OFFICIAL ONE",
    "AMBASSADOR DE LA CRUZ",
)
WORDS = (
    "We",
    "met",
    "Mr. Ito",
    "at 5 p.m.",
    "today.",
    "No.",
    "U.S.",
    "“Yes,”",
    "(laughter)",
    "[Moderator]",
    "--",
    "…",
    "he said: no",
    "it’s",
    "café",
    "#1",
    "50%",
    "& more",
    "a\u200bb",
    "e\u0301t\u00e9",
    "{x}",
    "'q'",
    "yes: no",
    "*",
    "\u2014",
    "1. That",
    "- so",
    "null",
    "~",
    "Why?",
)
paragraph = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(
    lambda words: " ".join(("So", *words, "then."))
)
turn = st.tuples(st.sampled_from(LABELS), st.lists(paragraph, min_size=1, max_size=3))
LAYOUTS = (
    ("\n\n", ": "),
    ("\n\n", ":  "),
    ("\n\n", ":\u00a0 "),
    ("\n \n", ": "),
    ("\n\n\n", ": "),
    ("\r\n\r\n", ":\t"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(turn, min_size=4, max_size=9), st.sampled_from(LAYOUTS), st.booleans())
def test_turns_come_back(turns: list[tuple[str, list[str]]], layout: tuple[str, str], ended: bool) -> None:
    assume(any(label != "QUESTION" for label, _ in turns))  # where only reporters have labels, answers have none
    between, behind = layout
    body = between.join(label + behind + between.join(paragraphs) for label, paragraphs in turns)
    source = HEADER + body + ("\n\n# # #\n" if ended else "")
    made = draft(read_page("ferry.txt", source.encode("utf-8")), "ferry.txt", Vocabulary())
    people = made.record["participants"]
    found = [(printed_label(each, people), each["text"]) for each in made.record["turns"].values()]
    assert found == [(label, "\n".join(map(fold, paragraphs))) for label, paragraphs in turns]
    assert made.source == source.encode("utf-8")
    assert what_is_lost(made.record, source) is None
    assert bool(made.record.get("skips")) == ended


@settings(max_examples=150, deadline=None)
@given(st.lists(turn, min_size=4, max_size=9), st.integers(0, 10_000), st.integers(1, 60))
def test_a_record_that_lost_words_is_found_out(turns: list[tuple[str, list[str]]], where: int, size: int) -> None:
    source = HEADER + "\n\n".join(f"{label}: " + "\n\n".join(paragraphs) for label, paragraphs in turns)
    made = draft(read_page("ferry.txt", source.encode("utf-8")), "ferry.txt", Vocabulary())
    texts = made.record["turns"]
    name = list(texts)[where % len(texts)]
    text = texts[name]["text"]
    start = where % len(text)
    cut = text[:start] + text[start + size :]
    if fold(cut) == fold(text):
        return
    damaged = dict(made.record) | {"turns": dict(texts) | {name: dict(texts[name]) | {"text": cut}}}
    assert what_is_lost(damaged, source)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(("a.txt", "a.html", "a.md", "2091-05-03-a.html")),
)
def test_anything_is_drafted_or_refused_in_one_line(content: bytes, name: str) -> None:
    for padding in (
        b"",
        HEADER.encode() + b"MR. LOW: Good morning to all of you.\n\nQUESTION: Why is it so? Tell us.\n\n",
    ):
        refused = ""
        try:
            draft(read_page(name, padding + content), name, Vocabulary())
        except Refused as refusal:
            refused = str(refusal) or "\n"
        assert "\n" not in refused
