"""A transcript cut into turns and skips, and who takes part."""

from __future__ import annotations

from typing import Any

import pytest

from onbackground.drafting.cutting.doubts import printed_again, share_skipped, words_of_others
from onbackground.drafting.cutting.extract import transcript_of
from onbackground.drafting.cutting.turns import Segments, Turn, segment
from onbackground.drafting.pages.blocks import Block, blocks_of, is_hard_wrapped
from onbackground.drafting.pages.kinds import kind_of, read_page, way_to_go
from onbackground.drafting.pages.page import Page, Refused, decode
from onbackground.drafting.people.participants import cast
from onbackground.drafting.people.placeholders import read_brackets

HEAD = "Briefing on the Ferry\n\nMay 3, 2091\n\n"


def cut(text: str) -> Segments:
    found = segment(transcript_of(read_page("a.txt", (HEAD + text).encode())))
    assert found is not None
    return found


def spoken(found: Segments) -> list[tuple[str | None, list[str]]]:
    return [(turn.label, turn.paragraphs) for turn in found.turns]


def test_turns_and_their_paragraphs() -> None:
    found = cut("MR. LOW: Yes.\n\nIt is so.\n\nQUESTION: When?\n\nMR. LOW: Now.\n")
    assert spoken(found) == [("MR. LOW", ["Yes.", "It is so."]), ("QUESTION", ["When?"]), ("MR. LOW", ["Now."])]
    assert found.header == ["Briefing on the Ferry", "May 3, 2091"] and found.skips == [] and not found.cut_apart


def test_what_stands_between_turns_and_behind_them() -> None:
    found = cut(
        "MR. LOW: Yes.\n\n- 2 -\n\nIt is so.\n\nFor Immediate Release\n\nQUESTION: When?\n\nMR. LOW: Now.\n\n# # #\n\n"
        "Tags: ferry\n\n[1] A note.\n"
    )
    assert [(skip.reason, skip.turn, skip.paragraph) for skip in found.skips] == [
        ("page-furniture", 0, 2),
        ("release-line", 1, None),
        ("end-mark", 3, None),
        ("page-furniture", 3, None),
        ("footnote", 3, None),
    ]


@pytest.mark.parametrize(
    "said", ["End of story.", "The call is over.", "The conference ended with a joint statement.", "Released by noon."]
)
def test_what_sounds_like_an_end_is_speech(said: str) -> None:
    found = cut(f"MR. LOW: Yes.\n\n{said}\n\nWe go on.\n\nQUESTION: When?\n\nMR. LOW: Now.\n")
    assert spoken(found)[0] == ("MR. LOW", ["Yes.", said, "We go on."]) and found.skips == []


def test_a_label_with_nothing_behind_it_is_a_skip() -> None:
    found = cut("MR. LOW: Yes.\n\nQUESTION:\n\nMR. LOW: Now.\n\nQUESTION: When?\n\nMR. LOW: So.\n")
    assert found.silent == ["QUESTION:"] and [(skip.text, skip.turn) for skip in found.skips] == [("QUESTION:", 1)]
    assert [turn.label for turn in found.turns] == ["MR. LOW", "MR. LOW", "QUESTION", "MR. LOW"]


def test_a_lost_label_begins_a_turn() -> None:
    found = cut("MR. LOW: Yes.\n\n: You can.\n\nQUESTION: When?\n\nMR. LOW: Now.\n")
    assert spoken(found)[1] == (None, [": You can."]) and found.unlabelled == [1]
    found = cut(">> MR. LOW: Yes.\n\n>> You can.\n\n>> QUESTION: When?\n\n>> MR. LOW: Now.\n")
    assert [label for label, _ in spoken(found)] == [">> MR. LOW", None, ">> QUESTION", ">> MR. LOW"]


def test_lines_broken_within_a_sentence_are_joined() -> None:
    found = cut("MR. LOW: These are the threats that I have\n\naddressed.\n\nQUESTION: When?\n\nMR. LOW: Now.\n")
    assert spoken(found)[0] == ("MR. LOW", ["These are the threats that I have addressed."])
    assert [turn.broken for turn in found.turns] == [True, False, False]
    found = cut("MR. LOW: These are the threats that I see.\n\naddressed.\n\nQUESTION: When?\n\nMR. LOW: Now.\n")
    assert len(found.turns[0].paragraphs) == 2 and not found.turns[0].broken
    found = cut(
        "MR. LOW: These are the threats that I have\n\n- 2 -\n\naddressed.\n\nQUESTION: When?\n\nMR. LOW: Now.\n"
    )
    assert found.turns[0].paragraphs == ["These are the threats that I have", "addressed."]


def test_a_wrapped_text_with_a_blank_line_within_a_sentence_needs_a_waiver() -> None:
    rest = "\n\nQUESTION: When will that be, if\nit will be?\n\nMR. LOW: Now.\n"
    found = cut(
        "MR. LOW: These are the threats that I\nsaw and that we have\n\naddressed in the time since\nthen." + rest
    )
    assert len(found.turns[0].paragraphs) == 1 and [turn.broken for turn in found.turns] == [True, False, False]
    found = cut(
        "MR. LOW: These are the threats that I\nsaw and that we have\naddressed in the time since\nthen." + rest
    )
    assert len(found.turns[0].paragraphs) == 1 and not any(turn.broken for turn in found.turns)


def test_an_opening_without_label() -> None:
    found = cut("Good morning, and thank you for coming.\n\nMR. LOW: Yes.\n\nQUESTION: When?\n\nMR. LOW: Now.\n")
    assert found.unlabelled == [0] and found.header == ["Briefing on the Ferry", "May 3, 2091"]
    found = cut(
        "The ferry of the lake ran again in spring, as was said.\n\nMR. LOW: Yes.\n\nQUESTION: When?\n\nMR. LOW: Now.\n"
    )
    assert found.unlabelled == [0]
    found = cut(
        "The minister took questions from the media on the lake.\n\nMR. LOW: Yes.\n\nQUESTION: When?\n\nMR. LOW: Now.\n"
    )
    assert found.unlabelled == []


def test_a_page_that_has_lost_its_line_ends() -> None:
    found = cut("MR. LOW: Yes. QUESTION: When? MR. LOW: Now. QUESTION: Why? MR. LOW: So. QUESTION: And? MR. LOW: No.\n")
    assert found.cut_apart and [turn.label for turn in found.turns] == ["MR. LOW", "QUESTION"] * 3 + ["MR. LOW"]


def doubts(text: str) -> list[tuple[int, str]]:
    transcript = transcript_of(read_page("a.txt", (HEAD + text).encode()))
    found = segment(transcript)
    assert found is not None
    return list(words_of_others(found, transcript.labels))


TALK = "QUESTION: When?\n\nMR. LOW: Now.\n\nQUESTION: Why?\n\nMR. LOW: So.\n"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("MR. LOW: Yes.\n\nDmitri Sand: One more.\n\n" + TALK, "“Dmitri Sand:” begins a paragraph"),
        ("MR. LOW: Yes.\n\nMS. DORN, I am so.\n\n" + TALK, "“MS. DORN,” begins a paragraph"),
        ("MR. LOW: We met. BOAT KEEPER: Yes.\n\n" + TALK, "“BOAT KEEPER:” is within"),
        ("MR. LOW: Yes.\n\nMR: LOW: No.\n\n" + TALK, "misprinted"),
        ("MR. LOW: Yes.\n\nQUESTION: Is it?\n\nIt is, and will be.\n\n" + TALK, "follow the question"),
    ],
)
def test_words_that_may_be_anothers(text: str, asked: str) -> None:
    assert any(asked in question for _, question in doubts(text))


@pytest.mark.parametrize(
    "text",
    [
        "MR. LOW: Yes.\n\nSecond: we go.\n\n" + TALK,
        "MR. LOW: Yes.\n\n" + TALK + "\nQUESTION: Is it?\n\nIt is, and will be.\n\nMR. LOW: It is.\n",
        "MR. LOW: Yes.\n\nBOTTOM LINE: We go.\n\n" + TALK,
        "MR. LOW: Yes.\n\nHere is what Jo said: We go.\n\n" + TALK,
        "MR. LOW: Yes.\n\nQUESTION: Is it?\n\nIs it not?\n\n" + TALK,
    ],
)
def test_words_that_are_the_speakers(text: str) -> None:
    assert doubts(text) == []


def test_a_transcript_printed_twice() -> None:
    turns = [Turn("MR. LOW", paragraphs=[text * 30]) for text in "abc"]
    assert printed_again(Segments([], turns * 2, [])) == (3, 0)
    assert printed_again(Segments([], [turns[0], *turns, turns[2]], [])) is None
    assert printed_again(Segments([], [*turns, turns[0], Turn("MR. LOW", paragraphs=["d"]), turns[2]], [])) is None
    assert share_skipped([("a b", "x")], Segments([], turns, []), "a b c d") == 0.5
    assert share_skipped([], Segments([], [], []), "") == 0.0


def people(*turns: tuple[str, str], header: str = "") -> Any:
    return cast([Turn(label, paragraphs=[text]) for label, text in turns], header)


def test_roles_and_identities() -> None:
    found = people(
        ("MODERATOR", "Welcome."), ("SENIOR STATE DEPARTMENT OFFICIAL", "Yes."), ("QUESTION", "When?"), ("MR. LOW", "Now."),
        ("OPERATOR", "Next."), ("PARTICIPANT", "Yes."), ("STAFF", "Last one."), ("ASSISTANT SECRETARY VALE", "So."),
    )  # fmt: skip
    assert [(one.id, one.role, one.identity) for one in found.participants] == [
        ("mod", "moderator", "withheld"), ("sdo", "briefer", "withheld"), ("press", "reporter", "unidentified"),
        ("low", "briefer", "named"), ("op", "operator", "withheld"), ("participant", "other", "unidentified"),
        ("staff", "staff", "unidentified"), ("vale", "briefer", "named"),
    ]  # fmt: skip


def test_one_label_on_turn_after_turn_may_be_several_people() -> None:
    found = people(("SENIOR OFFICIAL", "Yes."), ("SENIOR OFFICIAL", "No."), ("Q", "When?"))
    assert found.participants[0].identity == "unidentified" and "several people" in found.questions[0][1]
    found = people(("SENIOR OFFICIAL ONE", "Yes."), ("SENIOR OFFICIAL ONE", "No."), ("Q", "When?"))
    assert found.participants[0].identity == "withheld"


def role_of(label: str | None, *turns: tuple[str | None, str], header: str = "") -> tuple[str, str]:
    """Role and identity of whoever speaks first under a label."""
    found = cast([Turn(label, paragraphs=[text]) for label, text in turns], header)
    one = found.of(found.speakers[[label for label, _ in turns].index(label)])
    return one.role, one.identity


@pytest.mark.parametrize(
    ("label", "turns", "header", "expected"),
    [
        ("UNIDENTIFIED OFFICIAL", [("UNIDENTIFIED OFFICIAL", "Yes.")], "", ("briefer", "unidentified")),
        ("VOICE", [("VOICE", "Yes.")], "", ("other", "unidentified")),
        ("AIDE", [("AIDE", "Last one.")], "", ("staff", "unidentified")),
        ("ANSWER", [("ANSWER", "Yes.")], "", ("briefer", "unidentified")),
        ("JO LOW (Moderator)", [("JO LOW (Moderator)", "Welcome.")], "", ("moderator", "named")),
        ("MS. VALE", [("MS. VALE", "Go ahead."), ("MR. LOW", "Yes."), ("MS. VALE", "Next question.")], "Mr. Low", ("moderator", "named")),
        ("MS. VALE", [("MS. VALE", "Go ahead."), ("MR. LOW", "Yes."), ("MS. VALE", "Next question.")], "Mr. Low, Ms. Vale", ("briefer", "named")),
        ("MS. VALE", [("MS. VALE", "Go ahead."), ("MR. LOW", "Yes."), ("MS. VALE", "Next question."), ("MODERATOR", "So.")], "Mr. Low", ("briefer", "named")),
        ("MS. VALE", [("MS. VALE", "Welcome."), ("SENIOR OFFICIAL", "Yes.")], "", ("moderator", "named")),
        ("MS. VALE", [("MS. VALE", "Welcome."), ("SENIOR OFFICIAL", "Yes.")], "Ms. Vale", ("briefer", "named")),
        ("MS. VALE", [("SENIOR OFFICIAL", "Yes."), ("MS. VALE", "Welcome.")], "", ("briefer", "named")),
        ("JO ROE", [("OPERATOR", "The next question is from Jo Roe."), ("JO ROE", "Thanks.")], "", ("reporter", "named")),
        ("JO ROE", [("OPERATOR", "I turn the line over to Jo Roe."), ("JO ROE", "Thanks.")], "", ("briefer", "named")),
        ("JO ROE", [("OPERATOR", "The next question is from here."), ("JO ROE", "Thanks.")], "", ("briefer", "named")),
        (None, [(None, "I will moderate this call."), ("SENIOR OFFICIAL", "Yes.")], "", ("moderator", "withheld")),
        (None, [(None, "Good morning."), ("MR. LOW", "Yes."), ("Q", "When?")], "", ("briefer", "named")),
        (None, [(None, "Good morning."), ("MR. LOW", "Yes."), ("MS. VALE", "So.")], "", ("other", "unidentified")),
        (None, [(None, "Good morning."), ("MR. LOW", "Yes."), ("MS. VALE", "So.")], "Ms. Vale", ("briefer", "named")),
        (None, [(None, "Good morning."), ("MODERATOR", "Yes."), ("MR. LOW", "So.")], "", ("moderator", "withheld")),
    ],
)  # fmt: skip
def test_roles_by_what_is_said(
    label: str | None, turns: list[tuple[str | None, str]], header: str, expected: tuple[str, str]
) -> None:
    assert role_of(label, *turns, header=header) == expected


def test_misspelt_labels_are_one_person_and_other_numbers_are_not() -> None:
    found = people(
        ("SENIOR OFFICIAL ONE", "a"),
        ("SENIOR OFFICAL ONE", "b"),
        ("SENIOR OFFICIAL TWO", "c"),
        ("SENIOR OFFICIAL 1", "d"),
    )
    assert found.speakers[0] == found.speakers[1] == found.speakers[3] != found.speakers[2]
    found = people(("QUESTION", "a?"), ("QUESITON", "b?"), ("Q", "c?"), ("QUESTION", "d?"))
    assert len(found.participants) == 1
    found = people(("MR. LOW", "a"), ("MS. LOW", "b"))
    assert len(found.participants) == 2
    found = people(("AMBASSADOR VALE", "a"), ("AMBASSADOR NORA VALE", "b"))
    assert len(found.participants) == 1


def test_brackets() -> None:
    labels = {"SENIOR OFFICIAL ONE": "so1", "SENIOR OFFICIAL TWO": "so2", "MODERATOR": "mod"}
    found = read_brackets(
        ["[1]", "[sic]", "[inaudible]", "[Moderator]", "[Senior Officials One and Two]", "[the officials]", "[name withheld]",
         "[laughter]", "[of the lake]", "[Senior Official Nine]"], labels,
    )  # fmt: skip
    assert list(found.values()) == [
        {"is": "footnote"}, {"is": "sic"}, {"is": "inaudible"}, "mod", ["so1", "so2"], None, None, {"is": "stage_note"},
        {"is": "insert"}, None,
    ]  # fmt: skip


def test_kinds_of_files() -> None:
    assert kind_of("a.html", b"<p>a") == "html" and kind_of("a.html", b"plain") == "text"
    assert kind_of("a.txt", b"  <!DOCTYPE html><p>") == "html" and kind_of("a.md", b"<div>a</div>") == "markdown"
    assert kind_of("a", b"plain") == "text"


@pytest.mark.parametrize(
    ("name", "content", "way"),
    [
        ("a.srt", b"x", "subtitles"),
        ("a.txt", b"\xef\xbb\xbf1\r\n00:00:05,335 --> 00:00:08,035\r\nMS. DORN: Yes.", "subtitles"),
        ("a.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000", "subtitles"),
        ("a.mht", b"x", "HTML only"),
        ("a.txt", b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;", "HTML only"),
        ("a.eml", b"x", "mail"),
        ("a.txt", b"Received: by x\nSubject: Transcript\n\nMS. DORN: Yes.", "mail"),
        ("a.zip", b"x", "unpack"),
        ("a.rtf", b"{\\rtf1", "DOCX"),
        ("a.mp3", b"ID3", "recording"),
    ],
)
def test_files_that_are_refused_and_the_way_to_go(name: str, content: bytes, way: str) -> None:
    assert way in (way_to_go(name, content) or "")
    with pytest.raises(Refused, match=way):
        read_page(name, content)


def test_files_that_are_read() -> None:
    assert way_to_go("a.txt", b"MR. LOW: From: here.") is None
    assert way_to_go("a.txt", b"From: the desk\n\nMR. LOW: Yes.") is None


def test_bytes() -> None:
    assert decode("a\u201d".encode()) == ("a\u201d", "utf-8") and decode(b"a\x94") == ("a\u201d", "windows-1252")
    assert decode(b"a\xe9", "iso-8859-1") == ("aé", "windows-1252") and decode(b"\xff\xfea\0")[0] == "a"
    for content in (b"", b" \n", b"a\0b", b"\xff\xfea", b"\x01\x02" * 5):
        with pytest.raises(Refused):
            decode(content)
    assert decode(b"a\x01" + b"b" * 200)[0].startswith("a")


def test_blocks() -> None:
    wrapped = "MR. LOW: The boats of the lake are gone and will\nnot come back before spring.\n     QUESTION: Is that so,\nor not?\n"
    assert [block.lines[0].split()[0] for block in blocks_of(wrapped)] == ["MR.", "QUESTION:"]
    assert is_hard_wrapped(["one", "two", "and three", "and four"]) and not is_hard_wrapped(
        ["One.", "Two.", "and three"] * 13
    )
    assert not is_hard_wrapped([]) and not is_hard_wrapped(["x" * 120, "and on", "and on"])


def test_a_page_without_elements_is_all_transcript() -> None:
    page = Page((Block(("Site",)), Block(("MR. LOW: Yes.",)), Block(("QUESTION: When?",))))
    assert len(transcript_of(page).blocks) == 3 and transcript_of(page).left_out == ()


def test_a_hard_line_break_within_a_sentence_needs_no_waiver() -> None:
    text = HEAD + "MR. LOW: Yes.\n\nQUESTION: Do you feel that this whole\nbill is your best shot?\n\nMR. LOW: Now.\n"
    found = segment(transcript_of(read_page("a.txt", text.encode())))
    assert found is not None and found.turns[1].paragraphs == ["Do you feel that this whole bill is your best shot?"]
    assert not any(turn.broken for turn in found.turns)
