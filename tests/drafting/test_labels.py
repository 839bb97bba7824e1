from __future__ import annotations

import pytest

from onbackground.drafting.cutting.learn_labels import learn
from onbackground.drafting.lines.label import read_label
from onbackground.drafting.pages.blocks import Block, blocks_of

LABELS = """
MODERATOR:|MODERATOR
OPERATOR: |OPERATOR
QUESTION:  And?|QUESTION
QUESTION:\u00a0 And?|QUESTION
QUESTION : And?|QUESTION
QUESTION (via interpreter): And?|QUESTION (via interpreter)
QUESTION 2: And?|QUESTION 2
Q    Thanks.|Q
Q Good afternoon.|Q
Q: And?|Q
QAnd then?|Q
QI hear it.|Q
Q(Inaudible.)|Q
Q— today.|Q
Q. And?|Q.
Q\u00a0\u00a0\u00a0 And?|Q
A:  Yes.|A
MR KIRK: Yes.|MR KIRK
MR. McCOY: Yes.|MR. McCOY
MS. O’HARA-LEE: Yes.|MS. O’HARA-LEE
AMBASSADOR LINDA THORN-GREEN: Yes.|AMBASSADOR LINDA THORN-GREEN
SECRETARY-GENERAL DE LA VEGA: Yes.|SECRETARY-GENERAL DE LA VEGA
SENIOR STATE DEPARTMENT OFFICIAL: Yes.|SENIOR STATE DEPARTMENT OFFICIAL
SENIOR ADMINISTRATION OFFICIAL NUMBER ONE: Yes.|SENIOR ADMINISTRATION OFFICIAL NUMBER ONE
SENIOR U.S. OFFICIAL #2: Yes.|SENIOR U.S. OFFICIAL #2
SR. U.S. OFFICIAL: Yes.|SR. U.S. OFFICIAL
SENIOR GOVERMENT OFFICIAL ONE: Yes.|SENIOR GOVERMENT OFFICIAL ONE
SENIOR ADMINISTRATION Formal: Yes.|SENIOR ADMINISTRATION Formal
(SSDO): Yes.|(SSDO)
1. TALLOW: Yes.|1. TALLOW
AT&T Operator:  Hello.|AT&T Operator
Moderator: Hello.|Moderator
Senior U.S. Official: Yes.|Senior U.S. Official
The Press: When?|The Press
Senior State Department Official Two: Yes.|Senior State Department Official Two
THE PRESIDENT: Yes.|THE PRESIDENT
CHIEF OF STAFF VALE: Yes.|CHIEF OF STAFF VALE
PRESS SECRETARY VALE: Yes.|PRESS SECRETARY VALE
DORA VALE, SPOKESWOMAN FOR TIDES: Yes.|DORA VALE, SPOKESWOMAN FOR TIDES
QMS. VALE: Yes.|QMS. VALE
S. VALE: Yes.|S. VALE
     MODERATOR: Yes.|MODERATOR
MR. VALE: -- yes|MR. VALE
MR. VALE: (Laughs.)|MR. VALE
Spokesman: Yes.|Spokesman
Deputy Spokesman: Yes.|Deputy Spokesman
Spokesman for the Assembly President: Yes.|Spokesman for the Assembly President
Correspondent: And?|Correspondent
Follow up question: And?|Follow up question
Shri Jo Low, Official Spokesperson: Yes.|Shri Jo Low, Official Spokesperson
Official Spokesperson, Shri Jo Low: Yes.|Official Spokesperson, Shri Jo Low
(Jo Low, Harbour TV): And?|(Jo Low, Harbour TV)
The President. Yes.|The President.
Premier Low. Yes: both.|Premier Low.
Prime Minister Low. Yes.|Prime Minister Low.
CHAIR VALE.  Yes.|CHAIR VALE.
NORA J. EMBER [Lake News]. Yes.|NORA J. EMBER [Lake News].
[1.] Q. When?|[1.] Q.
[12] THE PRESIDENT. Yes.|[12] THE PRESIDENT.
>> DR. LOW: Yes.|>> DR. LOW
MINISTRA.- Buenos días.|MINISTRA.-
PREGUNTA.– ¿Cuándo?|PREGUNTA.–
Réponse : Oui.|Réponse
Mr. Low Jo, Minister for Foreign Affairs: Yes.|Mr. Low Jo, Minister for Foreign Affairs
""".strip().split("\n")


@pytest.mark.parametrize("line", LABELS)
def test_a_label(line: str) -> None:
    printed, label = line.rsplit("|", 1)
    reading = read_label(printed)
    assert reading is not None and reading.label == label
    assert reading.label.rstrip(":") in printed[: reading.end]


@pytest.mark.parametrize(
    "line",
    [
        "He said: no.",
        "So here is the thing: we go.",
        "END 12:40 P.M. EDT",
        "12:40 p.m.: a call",
        "https://example.org/a",
        "At 3:00 we leave.",
        "I want to be clear: QUESTION: is no label here.",
        "Q&A with the Secretary",
        "A senior official said so.",
        "(Laughter.)",
        "[Moderator]",
        "Why? BECAUSE: no.",
        "“QUESTION: what?” he said.",
        "Question time is over.",
        "Thank you. Yes.",
        "Mr. President. Yes.",
        "THAT IS ALL THERE IS TO SAY. Yes.",
        "",
    ],
)
def test_no_label(line: str) -> None:
    reading = read_label(line)
    assert reading is None or reading.kind == "name"


def test_a_word_in_capitals_before_a_colon_is_believed_only_if_it_returns() -> None:
    page = ["MR. VALE: Yes.", "BOTTOM LINE: we go.", "NOTE: low tide.", "Alex Moss: Hello.", "QUESTION: When?"]
    labels = learn([Block((line,)) for line in page])
    assert [bool(labels.read(line)) for line in page] == [True, False, False, False, True]
    again = learn([Block((line,)) for line in [*page, "Alex Moss: Yes.", "Alex Moss: No."]])
    assert again.read("Alex Moss: Yes.")


def test_words_behind_a_question_are_a_label_only_where_names_are_printed_so() -> None:
    page = ["QUESTION: When?", "MR. VALE: Now.", "The Treaty (LAKE): it is signed.", "QUESTION: And?", "Low Tide: yes."]
    labels = learn([Block((line,)) for line in [*page, "MR. VALE: No."]])
    assert [bool(labels.read(line)) for line in page] == [True, True, False, True, False]
    page = [
        "Question: When?",
        "Odo Lindqvist: Now.",
        "Question: And?",
        "Low Tide: I mean the tide.",
        "Nora Vale: It is.",
        "Question: So?",
        "Look: I mean the sea.",
        "Question: Why?",
        "Note: the sea.",
    ]
    labels = learn([Block((line,)) for line in [*page, "Nora Vale: So.", "Nora Vale: Yes."]])
    assert [bool(labels.read(line)) for line in page] == [True, True, True, False, True, True, False, True, False]


def test_labels_end_with_a_stop_only_where_a_page_prints_them_so() -> None:
    lines = ["The President. Yes.", "Q. When?", "The President. Now.", "Premier Low. Then."]
    assert all(learn([Block((line,)) for line in lines]).read(line) for line in lines)
    few = learn([Block((line,)) for line in ["MR. VALE: Yes.", "Q: When?", "MR. VALE: Now.", *lines[:1]]])
    assert few.read("The President. Yes.") is None
    assert few.read("Mr. Vale. Mr. Vale, we cannot hear you.") is None


def test_labels_end_with_a_dash_only_where_a_page_prints_them_so() -> None:
    lines = ["MODERATOR – Yes.", "QUESTION – When?", "MINISTER LOW – Now – or then.", "QUESTION — And why?"]
    assert all(learn([Block((line,)) for line in lines]).read(line) for line in lines)
    few = learn([Block((line,)) for line in ["MR. VALE: Yes.", "Q: When?", "MR. VALE: Now.", *lines[1:2] * 2]])
    assert few.read(lines[1]) is None
    assert learn([Block((line,)) for line in lines]).read("The boats – both – sail.") is None


@pytest.mark.parametrize(
    ("line", "kind", "capitals"),
    [
        ("The PRESIDENT: Yes.", "honorific", True),
        ("The MODERATOR: Yes.", "role", True),
        ("The President: Yes.", "name", False),
        ("MR. McCOY: Yes.", "honorific", True),
        ("JO LOW: Yes.", "capitals", True),
        ("Jo Low: Yes.", "name", False),
        ("Low: Yes.", "surname", False),
        ("Q: Yes.", "letter", True),
        ("PETRA LANE", "bare", True),
        ("Moderator", "bare", False),
    ],
)
def test_what_a_label_is(line: str, kind: str, capitals: bool) -> None:
    reading = read_label(line)
    assert reading is not None and (reading.kind, reading.capitals) == (kind, capitals)


def known(*lines: str) -> frozenset[str]:
    return learn([Block((line,)) for line in lines]).known


@pytest.mark.parametrize(
    ("press", "name"), [("JOURNALIST", "JO LOW"), ("Question", "Jo Low"), ("Question", "Moderator")]
)
def test_a_line_of_its_own_is_a_label_only_where_the_press_has_such_lines(press: str, name: str) -> None:
    lines = [name, "It is lit.", name, "Yes.", "MR. VALE: So.", "Q: Why?"]
    assert name.lower() not in known(*lines, press)
    assert name.lower() in known(*lines, press, "Since when?", press, "And?")


def test_in_capitals_the_press_may_have_such_lines_while_headings_are_none() -> None:
    assert "jo low" not in known("Jo Low", "It is lit.", "Jo Low", "JOURNALIST", "Why?", "JOURNALIST", "And?", "Q: So?")


def test_a_caller_whom_the_operator_names_has_a_label() -> None:
    page = [
        "OPERATOR: Our next caller is Ida Vale.",
        "Ida Vale: Thanks for taking it.",
        "MR. LOW: Yes.",
        "MR. LOW: So.",
    ]
    assert "ida vale" in known(*page)
    assert "ida vale" not in known(page[0].replace("Ida Vale", "here"), *page[1:])
    assert "ida vale" not in known(*(line.replace("OPERATOR", "MS. ROE") for line in page))


@pytest.mark.parametrize("label", ["Phase 2", "Bottom Line", "Jo Ida Vale Ember Low", "Note"])
def test_words_that_are_no_name_are_no_label_however_often(label: str) -> None:
    lines = ["MR. VALE: Yes.", "Q: When?", *[f"{label}: we go."] * 3]
    assert label.lower() not in known(*lines)


def test_bold_words_before_a_colon_are_a_label() -> None:
    blocks = [
        Block(("Alex Moss: Hello.",), lead="Alex Moss:"),
        Block(("QUESTION: When?",)),
        Block(("MR. VALE: Now.",)),
    ]
    assert learn(blocks).read("Alex Moss: Hello.", "Alex Moss:")


def test_a_wrapped_line_that_begins_like_a_label_is_none() -> None:
    text = "\n".join(
        [
            "MS. BIRK:  He told the captain, and this is what he said to MS.",
            "BIRK:  that the boat was gone and that nothing would be done",
            "about it until the spring.",
            "",
            "Q     Is that",
            "so?",
            "",
            "MS. BIRK:  It is what it is, and it",
            "goes on.",
        ]
    )
    (block, *_) = blocks_of(text)
    labels = learn(blocks_of(text))
    assert block.wrapped
    assert labels.read_inside(block.lines[1], block.lines[0], 60) is None


def test_a_letter_within_a_wrapped_paragraph_is_a_label_behind_a_sentence_or_before_a_gap() -> None:
    labels = learn([Block((line,)) for line in ["MS. BIRK: Yes.", "Q    When?", "MS. BIRK: Now.", "Q    Why?"]])
    full, ended = (
        "We met all of them in the street that is called 1600",
        "We met all of them in the street that is called so.",
    )
    for before, line, found in [
        (full, "Q Street it was", False),
        (full, "Q    Street?", True),
        (ended, "Q Street?", True),
    ]:
        assert (labels.read_inside(line, before, 60) is not None) is found
    assert labels.read_inside("Q Street?", "We met", 60) is not None


def test_turns_that_have_run_together_are_cut_only_behind_a_sentence() -> None:
    labels = learn([Block(("MR. VALE: Yes.",)), Block(("QUESTION: When?",))])
    assert labels.run_together("We will see. QUESTION: When? MR. VALE: Now.") == [
        (None, "We will see."),
        ("QUESTION", "When?"),
        ("MR. VALE", "Now."),
    ]
    assert labels.run_together("He told MR. VALE: no.") == [(None, "He told MR. VALE: no.")]
