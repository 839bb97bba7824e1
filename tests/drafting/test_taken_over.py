"""What of a page becomes source: its title and date wherever they stand, no character unseen, and the rest is listed."""

from __future__ import annotations

import os
import time
from contextlib import suppress

import pytest
from doors import pdf
from timing import at_most

from onbackground.corpus.corpus import Vocabulary
from onbackground.drafting.draft import Draft, draft
from onbackground.drafting.intake import Outcome, table
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.pages.page import Refused
from onbackground.drafting.pages.pdf import read_pdf
from onbackground.engine import EngineError, in_time

TALK = [
    "MODERATOR: Good morning.",
    "QUESTION: Is there a ferry?",
    "MR. LOW: One.",
    "QUESTION: Where?",
    "MR. LOW: Here.",
]
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in TALK)
BREAKS = f"<p>{'<br>'.join(TALK)}</p>"
TOP = "<p>Press Call on the Ferry</p><p>May 2, 2001</p>"


def drafted(content: str, name: str = "a.html") -> Draft:
    return draft(read_page(name, content.encode()), name, Vocabulary())


@pytest.mark.parametrize(
    "body",
    [
        TOP + BREAKS,
        f"<div>{TOP}{BREAKS}</div><div><p>Other news</p></div>",
        f"<div><a href='/'>Home</a></div><div>{TOP}</div><div>{PARAGRAPHS}</div>",
        f"<p>Back to top</p><div>{TOP}</div><div>{PARAGRAPHS}</div>",
        f"<p>The lake has a ferry.</p><div>{TOP}</div><div>{PARAGRAPHS}</div>",
        f"<table><tr><td>Press Call on the Ferry</td></tr><tr><td>May 2, 2001</td></tr><tr><td>{BREAKS}</td></tr></table>",
    ],
)
def test_a_title_and_a_date_in_paragraphs_are_those_of_the_source(body: str) -> None:
    made = drafted(f"<html><head><title>Lake Office</title></head><body>{body}</body></html>")
    assert (made.record["title"], made.record["date"]) == ("Press Call on the Ferry", "2001-05-02")
    assert made.source.decode().startswith("Press Call on the Ferry\n\nMay 2, 2001\n\nMODERATOR")
    assert len(made.record["turns"]) == len(TALK)


def test_a_title_without_words_of_titles_stands_above_the_date() -> None:
    made = drafted(f"<p>Lake</p><p>The Ferry</p><p>May 2, 2001</p>{BREAKS}")
    assert made.record["title"] == "The Ferry"
    assert made.lost == (("words around the transcript", 1),)


def test_lines_of_a_header_above_the_heading_are_taken_over() -> None:
    heading = "<h1>Press Call on the Ferry</h1><p>May 2, 2001</p>"
    for above in ("Special Briefing", "May 1, 2001", "Office of the Spokesperson", "The White House", "2001/12"):
        made = drafted(f"<div><p>Menu</p></div><p>{above}</p>{heading}{PARAGRAPHS}")
        assert made.source.decode().startswith(f"{above}\n\nPress Call on the Ferry")
        assert made.lost == (("words around the transcript", 1),)


def test_links_between_turns_stay_and_links_around_them_do_not() -> None:
    link = "<p><a href='/'>Home</a></p>"
    made = drafted(f"<div>{TOP}{link}{PARAGRAPHS.replace('<p>QUESTION', link + '<p>QUESTION', 1)}{link}</div>")
    assert made.source.decode().count("Home") == 1
    assert made.lost == (("words around the transcript", 2),)


def test_what_is_not_taken_over_is_counted() -> None:
    odd = "<p>MR. LOW: So\ufeff it \u202eis\u202e.</p><nav>a b</nav><script>c</script><p hidden>d</p><footer>e</footer>"
    made = drafted(f"<div><h1>Press Call on the Ferry</h1><p>May 2, 2001</p>{PARAGRAPHS}{odd}</div><p>At the lake</p>")
    assert made.lost == (
        ("words around the transcript", 3),
        ("words in <nav>", 2),
        ("words that are hidden", 1),
        ("words in <footer>", 1),
        ("characters U+FEFF", 1),
        ("characters U+202E", 2),
    )
    assert "So it is." in made.text
    told = table([Outcome("a.html", "drafted", made.id, "x", made.lost[:1])])
    assert told.splitlines()[1] == "         not in the draft: 3 words around the transcript"
    text = "Press Call on the Ferry\n\nMay 2, 2001\n\n" + "\n\n".join(TALK)
    assert drafted(text, "a.txt").lost == ()
    assert drafted(text + " So\u200e it\u202c is.", "a.md").lost == (("characters U+202C", 1),)
    assert read_pdf(pdf([["Page 1", "MR. LOW: Yes."]])).lost == (("lines of running heads and page numbers", 1),)


def test_a_character_that_is_put_right_is_asked_about() -> None:
    made = drafted(f"{TOP}{PARAGRAPHS}<p>MR. LOW: So\x85 it is.</p>")
    assert "So… it is." in made.text
    assert any("windows-1252" in one["question"] for one in made.record["review"]["open"])


def test_space_is_kept_within_pre_and_folded_behind_it() -> None:
    page = read_page("a.html", b"<pre>a  b\nc</pre><p>d  e\nf</p><ol><li>g</li><li>h</li></ol>")
    assert [block.lines for block in page.blocks] == [("a  b", "c"), ("d e f",), ("1. g",), ("2. h",)]


def test_bold_words_at_the_start_of_a_paragraph_are_its_lead() -> None:
    page = read_page("a.md", b"**MR. LOW:** Yes. **No.**\n\nSo **it** is.\n\n**All**")
    assert [block.lead for block in page.blocks] == ["MR. LOW:", "", "All"]


NAV = " | ".join(f'<a href="/{n}">Page {n}</a>' for n in range(400))
HEAD = "Press Call on the Ferry\n\nMay 2, 2001\n\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", HEAD + "|" * 1500 + "\n\n" + "\n\n".join(TALK)),
        ("a.txt", HEAD + "\n\n".join(TALK) + "\n\n" + "| " * 1500),
        ("a.html", f"<div>{NAV}</div>{TOP}{PARAGRAPHS}<div>{NAV}</div>"),
        ("a.html", TOP + PARAGRAPHS.replace("<p>QUESTION", f"<div>{NAV}</div><p>QUESTION")),
        ("a.txt", HEAD + "".join(f"JO LOW{chr(65 + n % 26)}{chr(65 + n // 26)}: Yes?\n\n" for n in range(600))),
        ("a.txt", HEAD + "".join(f"Jo Low{chr(97 + n % 26)}{chr(97 + n // 26)}: Yes.\n\n" for n in range(600))),
    ],
    ids=["bars above", "bars below", "links around", "links inside", "labels", "names"],
)
def test_a_hostile_page_is_drafted_or_refused_at_once(name: str, content: str) -> None:
    with at_most(2), suppress(Refused):
        drafted(content, name)


def dies(status: int) -> None:
    os._exit(status)


def test_what_takes_too_long_or_dies_is_ended_and_its_errors_are_passed_on() -> None:
    with pytest.raises(TimeoutError):
        in_time(time.sleep, 60, 0.01)
    with pytest.raises(EngineError, match="memory"):
        in_time(dies, 3, 60)
    with pytest.raises(Refused, match="cannot be read"):
        read_page("a.pdf", b"%PDF-1.4\nnothing")
