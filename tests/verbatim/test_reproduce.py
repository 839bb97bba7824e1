"""The forms in which a source may print a label: the record types the label alone, the verbatim rule reads all of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onbackground.record.record import fold_source
from onbackground.verbatim.alignment import align
from onbackground.verbatim.reproduce import fold, header_length

RECORD: dict[str, Any] = {
    "participants": {"vale": {"label": "MS. VALE"}, "press": {"label": "Q"}, "asked": {"label": "QUESTION"}},
    "turns": {
        "t01": {"speaker": "vale", "text": "Good morning."},
        "t02": {"speaker": "press", "text": "When?"},
        "t03": {"speaker": "asked", "text": "Where: here?"},
        "t04": {"speaker": "vale", "text": "At six."},
    },
}
HEADER = "Press Briefing\n\n"
FORMS = (": ", ":  ", " : ", "\u00a0: ", "  ", ":", " :", "")


def printed(behind_label: str, **texts: str) -> str:
    lines = []
    for name, turn in RECORD["turns"].items():
        label = RECORD["participants"][turn["speaker"]]["label"]
        lines.append(label + behind_label + texts.get(name, turn["text"]))
    return HEADER + "\n\n".join(lines)


@pytest.mark.parametrize("form", FORMS)
def test_a_label_in_any_form_is_the_label(form: str) -> None:
    assert header_length(RECORD, fold(printed(form))) == len("Press Briefing ")


def test_the_forms_may_change_within_a_source() -> None:
    mixed = HEADER + "MS. VALE : Good morning.\n\nQWhen?\n\nQUESTION:Where: here?\n\nMS. VALE: At six."
    assert header_length(RECORD, fold(mixed)) == len("Press Briefing ")


@pytest.mark.parametrize("form", [" ; ", ":: ", " - "])
def test_other_marks_are_no_form_of_a_label(form: str) -> None:
    assert header_length(RECORD, fold(printed(form))) is None


@pytest.mark.parametrize("form", [form for form in FORMS if form.endswith(" ")])
def test_a_difference_elsewhere_is_the_only_one_found(form: str) -> None:
    source = printed(form, t03="Where: there, then?")
    differences = align(RECORD, fold(source), source).differences
    assert [(one.kind, one.at) for one in differences] == [("text", ("turns", "t03", "text"))]


WHITE = ["\n", "\n\n", " ", "  ", "\xa0", "\t", "\r", "\x0b", "\x85", "\u1680", "\u2003", "\u2028", "\u202f", "\u3000"]


@given(
    st.lists(st.sampled_from([*WHITE[:5] * 3, *WHITE, "a", "é", "e\u0301", "’", "A word."]), max_size=30).map("".join)
)
def test_every_kind_of_white_space_is_folded_alike(text: str) -> None:
    source = fold_source(text.encode())
    assert source.folded == fold(text) == " ".join(source.paragraphs)
    assert [fold(paragraph) for paragraph in source.paragraphs] == source.paragraphs
