"""Combining marks in a row: bounded wherever text comes in, since the time to normalize grows with their square."""

import shutil
import unicodedata
from pathlib import Path

import pytest
from edited import BASE, VALID, findings
from timing import at_most

from onbackground.corpus.corpus import Corpus
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.pages.page import Refused
from onbackground.parsing.marks import MAX_MARKS, too_many_marks
from onbackground.validation import check

BOMB = "a" + "\u0301\u0323" * 50_000
SECONDS = 2


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", None),
        ("plain", None),
        ("a" + "\u0301" * MAX_MARKS, None),
        ("a" + "\u0301" * (MAX_MARKS + 1), 1),
        ("—" * 1000 + "a\u0301", None),
        ("—" * 40 + "\u0301" * 31, 40),
        ("a" + "\u0301\u0323" * 16 + "b", 1),
        ("e\u0301" * 1000, None),
        ("\u05d0\u05b0\u05b1" * 100, None),
        ("x" + "\u20dd" * 100, None),  # they enclose, and are not ordered
        ("x" + "\U0001d165" * 40, 1),
    ],
)
def test_where_there_are_too_many(text: str, at: int | None) -> None:
    assert too_many_marks(text) == at


def test_every_mark_that_is_ordered_is_counted() -> None:
    marks = [chr(code) for code in range(0x110000) if unicodedata.combining(chr(code))]
    assert len(marks) > 800
    assert [hex(ord(mark)) for mark in marks if too_many_marks("a" + mark * 31) != 1] == []


@pytest.mark.parametrize("form", ["plain", "quoted", "escaped", "block", "key", "comment"])
def test_a_record_with_a_bomb_is_refused_before_it_is_normalized(form: str) -> None:
    text = (VALID / BASE).read_text(encoding="utf-8")
    line = {
        "plain": f"venue: {BOMB}\n",
        "quoted": f'venue: "{BOMB}"\n',
        "escaped": 'venue: "a' + "\\u0301\\u0323" * 50_000 + '"\n',
        "block": f"venue: >-\n  {BOMB}\n",
        "key": f"{BOMB}: x\n",
        "comment": f"# {BOMB}\nvenue: Hotel Example\n",
    }[form]
    with at_most(SECONDS):
        found = findings(BASE, text.replace("venue: Hotel Example\n", line))
    assert [one.code for one in found] == ["OB103"] and "combining marks" in found[0].message


def test_a_source_with_a_bomb_is_refused(tmp_path: Path) -> None:
    root = Path(shutil.copytree(VALID, tmp_path / "corpus"))
    source = root / Corpus.at(root).source_of(BASE)
    source.write_text(source.read_text(encoding="utf-8") + BOMB, encoding="utf-8")
    with at_most(SECONDS):
        found = check.check_record(Corpus.at(root), BASE).findings
    assert [one.code for one in found] == ["OB301"] and "combining marks" in found[0].message


def test_accents_that_are_written_apart_are_read() -> None:
    text = (VALID / BASE).read_text(encoding="utf-8")
    accents = unicodedata.normalize("NFD", "É" * 3 + " é è ê à " * 20)
    assert findings(BASE, text.replace("venue: Hotel Example\n", f"# {accents}\nvenue: Hotel Example\n")) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", BOMB),
        ("a.html", f"<html><body><p>{BOMB}</p></body></html>"),
        ("a.html", "<html><body><p>a" + "&#x301;&#x323;" * 20_000 + "</p></body></html>"),
        ("a.html", f"<html><head><title>{BOMB}</title></head><body><p>x</p></body></html>"),
        ("a.md", f"# {BOMB}\n\nx\n"),
    ],
)
def test_a_page_with_a_bomb_is_refused(name: str, content: str) -> None:
    with at_most(SECONDS), pytest.raises(Refused, match="combining marks"):
        read_page(name, content.encode())


@pytest.mark.parametrize("declared", ["idna", "punycode", "hex", "undefined", "a\0b", "utf-7", "no-such", "zip"])
def test_an_encoding_that_a_server_makes_up_is_no_crash(declared: str) -> None:
    assert read_page("a.txt", b"caf\xe9 " * 10, None, declared).blocks
