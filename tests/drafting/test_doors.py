"""PDF, Word and CSV: the words of a transcript, and nothing of the pages that they were printed on."""

from __future__ import annotations

import pytest
from doors import docx, pdf

from onbackground.drafting.pages.csv_rows import page_of, read_rows
from onbackground.drafting.pages.docx import is_docx, read_docx
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.pages.page import Page, Refused
from onbackground.drafting.pages.pdf import read_pdf

HEAD = "LAKE COMMISSION  April 2, 2031"


def paragraphs(page: Page) -> list[str]:
    return [" ".join(block.lines) if block.wrapped else "\n".join(block.lines) for block in page.blocks]


def printed(*bodies: list[str]) -> bytes:
    """Pages with a running head and a page number."""
    return pdf([[HEAD, "", *body, "", f"Page {n} of {len(bodies)}"] for n, body in enumerate(bodies, start=1)])


def test_running_heads_and_page_numbers_are_not_speech_and_paragraphs_run_on() -> None:
    page = read_pdf(
        printed(
            [
                "MODERATOR: Good afternoon. We take a few questions and then we",
                "have to go on to the next meeting of the day, which is",
            ],
            ["at five.", "", "QUESTION: Will they meet (again)?"],
            ["OFFICIAL: In May."],
        )
    )
    assert paragraphs(page) == [
        "MODERATOR: Good afternoon. We take a few questions and then we have to go on to the next meeting of the day, which is at five.",
        "QUESTION: Will they meet (again)?",
        "OFFICIAL: In May.",
    ]


def test_a_line_that_is_said_twice_is_speech() -> None:
    page = read_pdf(
        pdf(
            [["OFFICIAL: No.", "", "QUESTION: Why?"], ["OFFICIAL: Never.", "", "QUESTION: Why not?"], ["OFFICIAL: So."]]
        )
    )
    assert [text.split(":")[0] for text in paragraphs(page)] == [
        "OFFICIAL",
        "QUESTION",
        "OFFICIAL",
        "QUESTION",
        "OFFICIAL",
    ]


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "whole", "asked"),
    [
        ("the coop-", "eration goes on", "Their cooperation is old.", "the cooperation goes on", False),
        ("the cease-", "fire holds", "A cease-fire is one thing.", "the cease-fire holds", False),
        ("a long-", "term plan", "Nothing else.", "a long-term plan", True),
        ("the inspec-", "tors came", "Nothing else.", "the inspectors came", True),
        ("the talks -", "they went on", "Nothing else.", "the talks - they went on", False),
        ("the Lake-", "Harbour road", "Nothing else.", "the Lake- Harbour road", False),
    ],
)
def test_hyphens_of_line_ends(before: str, after: str, elsewhere: str, whole: str, asked: bool) -> None:
    start = "OFFICIAL: We have spoken at some length of this matter, and " + before
    page = read_pdf(pdf([[start, after + " as it has for years and will for some years more. " + elsewhere]]))
    assert whole in " ".join(" ".join(paragraphs(page)).split())
    assert ("Joined by guess" in page.notes[0][1]) is asked


def test_double_spaced_lines_are_one_paragraph() -> None:
    lines = [
        "OFFICIAL: We met this morning and spoke of the quota",
        "",
        "for the summer, which is not yet settled between",
        "",
        "the two of them, though they have spoken of it ever",
        "",
        "since the ice went.",
    ]
    assert paragraphs(read_pdf(pdf([lines]))) == [" ".join(line for line in lines if line)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4\nnothing", "cannot be read"),
        (pdf([["OFFICIAL: Yes."]])[:-200], "cannot be read"),
        (pdf([["OFFICIAL: Yes."]]).replace(b"startxref\n", b"startxref\n" + b"9" * 30), "cannot be read"),
        (pdf([[]]), "pictures without text"),
        (pdf([["A: Yes."]] * 501), "501 pages"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused_in_words(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_pdf(content)


def test_a_word_document_keeps_headings_and_bold_labels() -> None:
    content = docx(
        ["# Briefing on the Lake", "April 2, 2031", "**MODERATOR:** Good afternoon.", "**QUESTION:** Who pays?"]
    )
    assert is_docx(content) and not is_docx(b"PK\x03\x04 nothing")
    page = read_docx(content)
    assert paragraphs(page) == [
        "Briefing on the Lake",
        "April 2, 2031",
        "MODERATOR: Good afternoon.",
        "QUESTION: Who pays?",
    ]
    assert [block.lead for block in page.blocks][2:] == ["MODERATOR:", "QUESTION:"]


def test_an_archive_of_a_version_that_nobody_knows_is_no_word_document() -> None:
    content = bytearray(docx(["# Call", "**MR. LOW:** Yes."]))
    content[content.index(b"PK\x01\x02") + 6] = 134
    assert not is_docx(bytes(content))
    with pytest.raises(Refused):
        read_page("a.docx", bytes(content))


def test_a_damaged_word_document_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read_docx(docx(["One."])[:-60] + b"\0" * 60)


TABLE = 'Date,Headline,Transcript,Link\n2031-04-02,On the ferry,"A: One.\nB: Two.",https://example.org/1\n2031-04-03,,"A: Three.",\n'


def test_rows_of_a_table_are_told_by_their_columns() -> None:
    rows = read_rows(TABLE.encode())
    assert rows == [
        {"text": "A: One.\nB: Two.", "title": "On the ferry", "date": "2031-04-02", "url": "https://example.org/1"},
        {"text": "A: Three.", "title": "", "date": "2031-04-03", "url": ""},
    ]
    page = page_of(rows[0])
    assert (page.titles, page.dated, page.url) == (("On the ferry",), ("2031-04-02",), "https://example.org/1")
    assert paragraphs(page) == ["A: One.\nB: Two."]
    assert read_rows(TABLE.replace(",", ";").encode())[0] == rows[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"a,b\n1,2\n", "column of transcripts"), (b'text\n"open', "cannot be read"), (b"", "empty")],
)
def test_a_table_without_transcripts_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_rows(content)
    with pytest.raises(Refused, match="no text"):
        page_of({"text": ""})
