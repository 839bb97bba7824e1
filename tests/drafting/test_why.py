"""`--why`: every line of a page, what it was taken for, and by which step."""

from __future__ import annotations

from pathlib import Path

import pytest

from onbackground.cli.draft import main
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.why import why

PAGE = """Briefing on the Ferry

Office of the Spokesperson

May 3, 2091

MR. LOW: Good morning.

Low Tide: it is.

- 2 -

QUESTION: When?

MR. LOW: At noon.
"""


def test_every_line_says_what_it_is() -> None:
    lines = list(why(read_page("a.txt", PAGE.encode())))
    taken = [(line[:16].strip(), line[17:78].strip()) for line in lines]
    assert not any("no field takes it" in line for line in lines if line.startswith("header:"))
    assert taken == [
        ("header: title", "Briefing on the Ferry"),
        ("header: byline", "Office of the Spokesperson"),
        ("header: date", "May 3, 2091"),
        ("label", "MR. LOW:"),
        ("speech t01", "Good morning."),
        ("speech t01", "Low Tide: it is."),
        ("skip", "- 2 -"),
        ("label", "QUESTION:"),
        ("speech t02", "When?"),
        ("label", "MR. LOW:"),
        ("speech t03", "At noon."),
    ]
    assert "keep_by_look" in lines[3] and "“Low Tide” is no label" in lines[5] and "page-furniture" in lines[6]


def test_skips_stand_where_the_page_has_them() -> None:
    page = (
        PAGE.replace("Low Tide: it is.\n\n- 2 -", "- 2 -\n\nIt is.\n\n- 3 -\n\nSo.\n\nFor Immediate Release")
        + "\n# # #\n"
    )
    taken = [line[17:78].strip() for line in why(read_page("a.txt", page.encode()))][4:]
    assert taken == [
        *("Good morning.", "- 2 -", "It is.", "- 3 -", "So.", "For Immediate Release", "QUESTION:", "When?"),
        *("MR. LOW:", "At noon.", "# # #"),
    ]


def test_a_page_without_labels_says_why_each_line_is_none() -> None:
    lines = list(why(read_page("a.txt", b"NOTE: low tide.\n\nNothing is said here at all, and nobody asks.\n")))
    assert lines[0].startswith("refused: is not a transcript") and "NOTE" in lines[1] and "is no label" in lines[1]


def test_blocks_outside_of_the_transcript_are_shown() -> None:
    html = "<body><div><a href='/'>Home page of this office</a></div><main><h1>Briefing on the Ferry</h1>"
    html += "<p>MR. LOW: Good morning.</p><p>QUESTION: When?</p><p>MR. LOW: At noon.</p></main></body>"
    lines = list(why(read_page("a.html", html.encode())))
    assert lines[0].startswith("left out") and "Home page" in lines[0]


def test_the_command_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "records").mkdir()
    page = tmp_path / "a.txt"
    page.write_text(PAGE, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    assert main([str(page), "--why", "--corpus", str(tmp_path)]) == 0
    assert "keep_by_look" in capsys.readouterr().out and sorted(tmp_path.rglob("*")) == before
    page.write_bytes(b"")
    assert main([str(page), "--why", "--corpus", str(tmp_path)]) == 1
