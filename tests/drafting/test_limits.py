"""Every limit of drafting, with an input just on one side of it and one just on the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from doors import pdf

from onbackground.corpus.corpus import Corpus, Vocabulary
from onbackground.drafting import limits
from onbackground.drafting.cutting.doubts import printed_again, words_of_others
from onbackground.drafting.cutting.extract import Transcript, transcript_of
from onbackground.drafting.cutting.header import read_header
from onbackground.drafting.cutting.learn_labels import learn
from onbackground.drafting.cutting.refusals import no_transcript
from onbackground.drafting.cutting.turns import Segments, Turn, segment
from onbackground.drafting.draft import draft
from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.label import read_label
from onbackground.drafting.lines.language import language_of
from onbackground.drafting.lines.speech import is_prose, is_speech
from onbackground.drafting.links import links_of
from onbackground.drafting.pages.blocks import Block, blocks_of, ends_paragraph, is_double_spaced
from onbackground.drafting.pages.front_matter import front_matter
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.pages.page import Page, Refused
from onbackground.drafting.people.ground_rules import quote_once, read_ground_rules
from onbackground.drafting.people.participants import cast
from onbackground.drafting.writing.events import events
from onbackground.drafting.writing.naming import Names, new_names
from onbackground.drafting.writing.pairing import asked, exchanges
from onbackground.drafting.writing.statements import statements
from onbackground.drafting.writing.topics import read_topics, topic_of

TALK = ["MR. LOW: Yes.", "QUESTION: When?", "MR. LOW: Now.", "QUESTION: Why?", "MR. LOW: So."]


def knows(key: str, lines: list[str]) -> bool:
    return key in learn([Block((line,)) for line in lines]).known


def page(above: list[Block], *below: Block) -> Transcript:
    talk = [Block((line,), path=(1, 2)) for line in TALK]
    return transcript_of(Page((*above, *talk, *below), titles=("Briefing on the Ferry",), dated=("2091-05-03",)))


def said(*texts: tuple[str, str]) -> list[Turn]:
    return [Turn(label, paragraphs=text.split("\n")) for label, text in texts]


def record(text: str) -> Any:
    return draft(read_page("a.txt", text.encode()), "2091-05-03-a.txt", Vocabulary()).record


def asks_about(about: str, text: str) -> bool:
    return any(one["about"] == about for one in record(text)["review"]["open"])


def in_header(n: int) -> bool:
    above = [Block(("Briefing on the Ferry",), path=(1,), tag="h1")]
    found = page([*above, *[Block((f"line {k}",), path=(3,)) for k in range(n - 1)]])
    return any(block.tag == "h1" for block in found.blocks)


def printed_once(above: int) -> bool:
    """Whether the title of a page that its text prints after some lines is not printed again."""
    lines = [*(f"line {n}" for n in range(above)), "Briefing on the Ferry", *TALK]
    found = transcript_of(Page(tuple(Block((line,)) for line in lines), titles=("Briefing on the Ferry",)))
    return found.text.count("Ferry") == 1


def double_spaced(running: int, others: int) -> bool:
    lines = ["So the boat went", "", "away.", ""] * running + ["The boat is here.", ""] * others
    return is_double_spaced(lines)


def labels_in(inside: int, outside: int) -> bool:
    """Whether a line beside all labels but a few is left out of the transcript."""
    talk = [Block((TALK[n % 5],), path=(1, 2)) for n in range(inside)]
    stray = [Block((TALK[n % 5],), path=(1, 9)) for n in range(outside)]
    found = transcript_of(Page((*talk, *stray, Block(("Footer of the page",), path=(1, 8)))))
    return any("Footer of the page" in block.lines for block in found.left_out)


def linked(share: float) -> bool:
    """Whether a block of links after the last label is left out of its element."""
    blocks = [Block((line,), path=(1, 2)) for line in TALK]
    found = transcript_of(Page((*blocks, Block(("More briefings",), path=(1, 2), linked=share))))
    return any("More briefings" in block.lines for block in found.left_out)


def taken_up_after(between: int) -> bool:
    """Whether a question takes up the first one, with others between them."""
    question = "Why did the Lanterns and the Timbers leave Harbourtown?"
    talk = [question, *["Is it late?"] * between, question]
    turns = {f"t{n}{role}": (role, text) for n, text in enumerate(talk) for role in ("reporter", "briefer")}
    found, _ = exchanges(turns)
    return list(found.values())[-1].follows == "x01"


def moderates(calls: int, others: int, words: int = 3) -> bool:
    turns = [("MS. VALE", "Go ahead. " + "word " * (words - 2))] * calls + [("MS. VALE", "The tide is high.")] * others
    turns += [("MR. LOW", "We agreed.")]
    found = cast(said(*turns), "Remarks by Mr. Low")
    return next(one.role for one in found.participants if one.label == "MS. VALE") == "moderator"


def holds(words: int) -> bool:
    turns = {"t01": ("briefer", "low", " ".join(["boats"] * (words - 1)) + " sail.")}
    return bool(list(statements(turns, {}, lambda _: [])))


def reported(words: int) -> bool:
    turns = {
        "t01": (
            "briefer",
            "low",
            "The minister of this whole island said that " + " ".join(["boats"] * (words - 1)) + " sail.",
        )
    }
    (found,) = statements(turns, {}, lambda _: ["jane-roe"])
    return found.voice == "reported"


def takes_up(shared: int, own: int = 0) -> bool:
    names = "harbour lantern ferries keeper nets".split()
    first = f"Where is the {' '.join(names)}?"
    words = [*names[:shared], *(f"sailing{chr(97 + n)}" for n in range(own))]
    turns = {
        "t01": ("reporter", first),
        "t02": ("briefer", "Here."),
        "t03": ("reporter", f"Who has {' '.join(words)}?"),
        "t04": ("briefer", "Nobody."),
    }
    return exchanges(turns)[0]["x02"].follows == "x01"


def answers(words: int) -> bool:
    turns = said(("QUESTION", "When is it?\n" + "boat " * (words - 1) + "sails."), ("QUESTION", "And?"))
    return any("answer" in question for _, question in words_of_others(Segments([], turns, []), learn([])))


def again(turns: int, characters: int) -> bool:
    texts = [chr(97 + n) * (characters // turns) for n in range(turns)]
    found = printed_again(Segments([], said(*[("MR. LOW", text) for text in texts * 2]), []))
    return found is not None


HELD: dict[str, tuple[Callable[[], bool], Callable[[], bool]]] = {
    "SECONDS_OF_A_FILE": (lambda: read_in(limits.SECONDS_OF_A_FILE), lambda: read_in(0.01)),
    "CHARACTERS_OF_FRONT_MATTER": (
        lambda: bool(front_matter("---\na: " + "b" * (limits.CHARACTERS_OF_FRONT_MATTER - 3) + "\n---\n")[0]),
        lambda: bool(front_matter("---\na: " + "b" * (limits.CHARACTERS_OF_FRONT_MATTER - 2) + "\n---\n")[0]),
    ),
    "LINES_RUNNING_ON": (lambda: double_spaced(3, 0), lambda: double_spaced(2, 0)),
    "SHARE_RUNNING_ON": (lambda: double_spaced(4, 8), lambda: double_spaced(4, 12)),
    "WORDS_OF_A_LABEL": (
        lambda: read_label("SENIOR " * 8 + "OFFICIAL: Yes.") is not None,
        lambda: read_label("SENIOR " * 9 + "OFFICIAL: Yes.") is not None,
    ),
    "FEW_LABELS": (
        lambda: "mr low" in learn([Block(("MR. ROE: Yes.", "MR. LOW: No.", "Q: When?"), wrapped=True)]).known,
        lambda: (
            "mr low"
            in learn([Block((line, "MR. LOW: No."), wrapped=True) for line in TALK if "LOW" not in line] * 2).known
        ),
    ),
    "HEADING_WORDS_AGAIN": (
        lambda: knows("note", [*TALK, *["NOTE: low tide."] * 3]),
        lambda: knows("note", [*TALK, *["NOTE: low tide."] * 2]),
    ),
    "NAME_AGAIN": (
        lambda: knows("jo vale", ["MR. LOW: Yes.", *["Jo Vale: Yes."] * 3]),
        lambda: knows("jo vale", ["MR. LOW: Yes.", *["Jo Vale: Yes."] * 2]),
    ),
    "TITLE_AGAIN": (
        lambda: knows("ambassador vale", ["MR. LOW: Yes.", *["Ambassador Vale: Yes."] * 2]),
        lambda: knows("ambassador vale", ["MR. LOW: Yes.", "Ambassador Vale: Yes."]),
    ),
    "WORDS_OF_A_NAME": (
        lambda: knows("jo ida vale ember", [*TALK, "JO IDA VALE EMBER: Yes."]),
        lambda: knows("jo ida vale ember low", [*TALK, "JO IDA VALE EMBER LOW: Yes."]),
    ),
    "ANSWERS_PER_REPORTER": (
        lambda: knows("tide lane", [*["Jo Low: Yes."] * 3, "Question: When?", "Tide Lane: I mean the tide."]),
        lambda: knows("tide lane", [*["Jo Low: Yes."] * 4, "Question: When?", "Tide Lane: I mean the tide."]),
    ),
    "MOSTLY_LINKS": (
        lambda: "mr roe" in page([Block(("MR. ROE: Yes.",), path=(7,), linked=0.49)]).labels.known,
        lambda: "mr roe" in page([Block(("MR. ROE: Yes.",), path=(7,), linked=0.5)]).labels.known,
    ),
    "LINKS": (lambda: linked(0.6), lambda: linked(0.59)),
    "LABELS_IN_CONTAINER": (lambda: labels_in(19, 1), lambda: labels_in(18, 2)),
    "BLOCKS_UP_TO_HEADING": (lambda: in_header(80), lambda: in_header(81)),
    "BLOCKS_OF_TOP": (lambda: printed_once(11), lambda: printed_once(12)),
    "BLOCKS_AROUND": (
        lambda: "last" in page([], *[Block(("x",), path=(7,))] * 59, Block(("last",), path=(7,))).around,
        lambda: "last" in page([], *[Block(("x",), path=(7,))] * 60, Block(("last",), path=(7,))).around,
    ),
    "CHARACTERS_AROUND": (
        lambda: "last" in page([], Block(("x" * 3995,), path=(7,)), Block(("last",), path=(7,))).around,
        lambda: "last" in page([], Block(("x" * 3996,), path=(7,)), Block(("last",), path=(7,))).around,
    ),
    "STRUCK_SHOWN": (
        lambda: "Now" in struck(12),
        lambda: "Now" in struck(13),
    ),
    "LONGEST_LINE": (
        lambda: not_speech.is_end_mark("Whereupon " + "x" * 149),
        lambda: not_speech.is_end_mark("Whereupon " + "x" * 150),
    ),
    "WORDS_OF_A_VENUE": (
        lambda: read_header(["Briefing on the Ferry", "Old Salt And Net Store Loft", "Rome, Italy"]).venue is not None,
        lambda: (
            read_header(["Briefing on the Ferry", "Old Salt And Net Store Loft Annex", "Rome, Italy"]).venue is not None
        ),
    ),
    "EARLY_END": (lambda: ends_paragraph("x" * 68 + ".", 100), lambda: ends_paragraph("x" * 69 + ".", 100)),
    "CHARACTERS_OF_SPEECH": (lambda: is_speech("Thanks to you, Jo L."), lambda: is_speech("Thanks to you, Jo .")),
    "CHARACTERS_OF_LONG_SPEECH": (
        lambda: is_speech("We " + "x" * 195 + "."),
        lambda: is_speech("We " + "x" * 196 + "."),
    ),
    "CHARACTERS_OF_PROSE": (lambda: is_prose("x" * 49 + "."), lambda: is_prose("x" * 48 + ".")),
    "PARAGRAPHS_OF_SPEECH": (lambda: opens(3), lambda: opens(2)),
    "WORDS_OF_A_TALK": (
        lambda: reason("MR. LOW: a b c d\n\nQ: e f g h\n") is None,
        lambda: reason("MR. LOW: a b c d\n\nQ: e f g\n") is None,
    ),
    "TURNS_OF_A_TALK": (
        lambda: reason("MR. LOW: a\n\nQ: b\n\nMR. LOW: c\n") is None,
        lambda: reason("MR. LOW: a\n\nQ: b\n") is None,
    ),
    "LABELS_OF_A_TALK": (lambda: reason(labels(200)) is None, lambda: reason(labels(201)) is None),
    "WORDS_OF_ONE_TURN": (
        lambda: reason("MR. LOW: " + "a " * 61) is None,
        lambda: reason("MR. LOW: " + "a " * 60) is None,
    ),
    "CHARACTERS_OF_A_NOTICE": (
        lambda: "notice" in (reason("MR. LOW: " + "abcde " * 247 + "RSVP") or ""),
        lambda: "notice" in (reason("MR. LOW: " + "abcde " * 249 + "RSVP") or ""),
    ),
    "WORDS_OF_A_PAGE": (
        lambda: "only 11 words" in (reason("a " * 11) or ""),
        lambda: "only 12 words" in (reason("a " * 12) or ""),
    ),
    "SHARE_MODERATING": (lambda: moderates(3, 2), lambda: moderates(4, 3)),
    "WORDS_OF_A_MODERATOR": (lambda: moderates(2, 0, 30), lambda: moderates(2, 0, 31)),
    "CHARACTERS_OF_A_LINE": (
        lambda: paragraphs("x" * 24 + "y", "and on.") == 1,
        lambda: paragraphs("x" * 23 + "y", "and on.") == 1,
    ),
    "WORDS_OF_A_SAMPLE": (
        lambda: language_of("boot " * 3600 + "the " * 400, None) == "en",
        lambda: language_of("boot " * 3601 + "the " * 400, None) == "en",
    ),
    "SHARE_OF_COMMON_WORDS": (
        lambda: language_of("boot " * 9 + "the", None) == "en",
        lambda: language_of("boot " * 10 + "the", None) == "en",
    ),
    "ALIKE_LABELS": (
        lambda: one_person("SENIOR OFFICIAL", "SENIR OFFICAL"),
        lambda: one_person("SENIOR OFFICIAL", "SENR OFFICAL"),
    ),
    "ALIKE_WORDS": (lambda: one_person("MR. LOWES", "MR. LOWEN"), lambda: one_person("MR. LOWE", "MR. LOWD")),
    "LETTERS_OF_A_SURNAME": (lambda: one_person("MR. LOWE", "MR. LOWES"), lambda: one_person("MR. LOW", "MR. LOWS")),
    "OPENING_TURNS": (lambda: rules(7, ""), lambda: rules(8, "")),
    "OPENING_CHARACTERS": (lambda: rules(1, "x" * 6000), lambda: rules(1, "x" * 6001)),
    "LONGEST_BASIS": (lambda: len(basis(160)) == 160, lambda: len(basis(161)) == 161),
    "WORDS_BEFORE_BASIS": (
        lambda: basis(300).startswith("b b b b RULE"),
        lambda: basis(300).startswith("b b b b b RULE"),
    ),
    "WORDS_OF_AN_ANSWER": (lambda: answers(3), lambda: answers(2)),
    "TURNS_PRINTED_AGAIN": (lambda: again(3, 90), lambda: again(2, 90)),
    "CHARACTERS_PRINTED_AGAIN": (lambda: again(3, 60), lambda: again(3, 57)),
    "SHARE_SKIPPED": (lambda: skipped(51), lambda: skipped(52)),
    "WORDS_OF_A_STATEMENT": (lambda: holds(6), lambda: holds(5)),
    "WORDS_OF_REPORTED_SPEECH": (lambda: reported(4), lambda: reported(3)),
    "CHARACTERS_OF_A_TITLE": (
        lambda: title("Foreign " * 5 + "Minister "),
        lambda: title("Foreign " * 9 + "Minister "),
    ),
    "CHARACTERS_OF_A_START": (
        lambda: starts(100),
        lambda: starts(130),
    ),
    "WORDS_TAKEN_UP": (lambda: takes_up(3), lambda: takes_up(2)),
    "SHARE_TAKEN_UP": (lambda: takes_up(4, 7), lambda: takes_up(4, 8)),
    "LETTERS_OF_A_SUBJECT": (lambda: letters("tidals rivers boards"), lambda: letters("tidal river board")),
    "WORDS_OF_A_QUESTION": (
        lambda: asked("How many boats are there —") != [],
        lambda: asked("How many boats are —") != [],
    ),
    "WORDS_OF_AN_INTERJECTION": (lambda: interjects(8), lambda: interjects(9)),
    "WORDS_OF_ASKING_BACK": (lambda: asks_back(8), lambda: asks_back(9)),
    "EXCHANGES_LOOKED_AT": (lambda: taken_up_after(199), lambda: taken_up_after(200)),
    "WORDS_MENTIONED": (lambda: mentioned("lanterns, rivers"), lambda: mentioned("lanterns, timbers")),
    "SHARE_OF_THE_FIRST": (lambda: first_shares(2), lambda: first_shares(3)),
    "RECORDS_WITH_LINKS": (lambda: linked_in(300), lambda: linked_in(301)),
    "LETTERS_OF_A_NAME": (
        lambda: new_names(["We went to Ulm."], {}) != {},
        lambda: new_names(["We went to Ul."], {}) != {},
    ),
    "ACRONYM_AGAIN": (lambda: new_names(["The HBC and HBC."], {}) != {}, lambda: new_names(["The HBC."], {}) != {}),
    "EVENT_AGAIN": (lambda: happens(2), lambda: happens(1)),
    "TELLING": (lambda: happens(1, "of big hearings with Lake"), lambda: happens(1, "of hearings with Lake")),
    "CHARACTERS_OF_A_SENTENCE": (lambda: sentence_of(4000), lambda: sentence_of(4001)),
    "LETTERS_OF_A_TOPIC": (lambda: on_topic("the ferry harbouring"), lambda: on_topic("the ferry harboting")),
    "WORDS_OF_A_COURTESY": (lambda: courteous(24), lambda: courteous(25)),
    "WORDS_AROUND_AN_ANCHOR": (lambda: anchored(3), lambda: anchored(4)),
}


def one_person(often: str, once: str) -> bool:
    return len(cast(said((often, "Yes."), (often, "No."), (once, "So.")), "").participants) == 1


def read_in(seconds: float) -> bool:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "SECONDS_OF_A_FILE", seconds)
        try:
            return bool(read_page("a.pdf", pdf([["MR. LOW: Yes."]])).blocks)
        except Refused as refused:
            return "takes more than 0.01 seconds" not in str(refused)


def labels(number: int) -> str:
    return "".join(f"JO LOW{chr(65 + n % 26)}{chr(65 + n // 26)}: Yes it is.\n\n" for n in range(number))


def struck(n: int) -> str:
    words = (*(f"w{k:02}" for k in range(n - 1)), "Now")
    blocks = [Block((line,)) for line in (*TALK, " ".join(words))]
    return "".join(
        text.partition("plain text cannot show")[2]
        for _, text in transcript_of(Page(tuple(blocks), struck=words)).notes
    )


def opens(paragraphs: int) -> bool:
    lines = ["Briefing on the Ferry", "May 3, 2091"]
    lines += ["The ferry of the lake took questions in all that time and ran."] * paragraphs
    found = segment(transcript_of(Page(tuple(Block((line,)) for line in (*lines, *TALK)))))
    return found is not None and found.turns[0].label is None


def paragraphs(first: str, second: str) -> int:
    found = segment(transcript_of(Page(tuple(Block((line,)) for line in (f"MR. LOW: {first}", second, *TALK)))))
    assert found is not None
    return len(found.turns[0].paragraphs)


def rules(turns: int, first: str) -> bool:
    before = [("MR. LOW", first or "Yes.")] * turns
    return read_ground_rules(said(*before, ("MR. LOW", "We are on background.")), [], None).attribution == "background"


def basis(length: int) -> str:
    sentence = "b " * 20 + "RULE " + "b " * ((length - 46) // 2)
    sentence += "c" * (length - len(sentence))
    found = quote_once(sentence, 40, 44, Turn("MR. LOW", paragraphs=[sentence]))
    return found or ""


def skipped(words: int) -> bool:
    body = "MR. LOW: " + "yes " * (words - 10) + "then.\n\nQUESTION: Why is it?\n\nMR. LOW: So be it.\n"
    return asks_about("skips", "May 3, 2091\n\n12:30 P.M. EDT\n\n" + body)


def title(before: str) -> bool:
    (found,) = Names({"Roe": "jane-roe"}, frozenset(["jane-roe"])).mentions(f"So {before}Roe came.")
    return found.surface == f"{before}Roe"


def starts(before: int) -> bool:
    lead = "x" * (before - 1) + " "
    turns = {
        "t01": ("reporter", "Where are the boats?"),
        "t02": ("briefer", "Here."),
        "t03": ("reporter", lead + "on that, is it so?"),
        "t04": ("briefer", "It is."),
    }
    return exchanges(turns)[0]["x02"].follows == "x01"


def letters(words: str) -> bool:
    turns = {
        "t01": ("reporter", f"Where are {words}?"),
        "t02": ("briefer", "Here."),
        "t03": ("reporter", f"Who has {words}?"),
        "t04": ("briefer", "Nobody."),
    }
    return exchanges(turns)[0]["x02"].follows == "x01"


def interjects(words: int) -> bool:
    turns = {
        "t01": ("reporter", "Where are they?"),
        "t02": ("briefer", "Here —"),
        "t03": ("reporter", "so " * words),
        "t04": ("briefer", "They are."),
    }
    return exchanges(turns)[0]["x01"].answer == ["t02", "t04"]


def asks_back(words: int) -> bool:
    turns = {
        "t01": ("reporter", "Where are they?"),
        "t02": ("briefer", "so " * (words - 1) + "they?"),
        "t03": ("reporter", "The boats."),
        "t04": ("briefer", "Here."),
    }
    return exchanges(turns)[0]["x01"].question == ["t01", "t03"]


def follows_after(first: str, answer: str, question: str) -> bool:
    turns = {"t01": ("reporter", first), "t02": ("briefer", answer), "t03": ("reporter", question)}
    return exchanges(turns)[0]["x02"].follows == "x01"


def mentioned(words: str) -> bool:
    return follows_after("Where are lanterns?", "On rivers.", f"You mentioned the {words}. Who pays?")


def first_shares(others: int) -> bool:
    own = " ".join(["harbours", "lanterns", "captains"][:others])
    return follows_after(
        "Where are they?", "On rivers, by tidals and boards.", f"Who has rivers, tidals, boards, {own}?"
    )


def linked_in(records: int) -> bool:
    """Whether the oldest of so many records is asked for its links."""
    files = {f"records/2031/x-2031-{n:04}.yaml": b"id: x\n" for n in range(1, records)}
    files["records/2031/x-2031-0000.yaml"] = b"mentions:\n  t01: [[Roe, jane-roe]]\n"
    return links_of(Corpus.at().with_files(files)) == {"Roe": "jane-roe"}


def reason(text: str) -> str | None:
    transcript = transcript_of(read_page("a.txt", text.encode()))
    return no_transcript(segment(transcript), transcript)


def happens(times: int, words: str = "the big meeting") -> bool:
    turns = {f"t{n:02}": ("briefer", f"They like {words} there.") for n in range(times)}
    return bool(events(turns, "", None, lambda text: ["x"] * ("Lake" in text)))


def sentence_of(characters: int) -> bool:
    """Whether what a sentence of so many characters tells of is an event."""
    sentence = f"So the big meeting with Lake{' x' * 2000}"[: characters - 1] + "."
    return events({"t01": ("briefer", sentence)}, "", None, lambda words: ["lake"] if "Lake" in words else []) != []


def on_topic(words: str) -> bool:
    return topic_of(words, [], read_topics({"x": {"name": "Ferry harbours"}}, Names({}), None), set()) == "x"


def courteous(words: int) -> bool:
    """Whether nothing happens in a sentence of so many words that has thanks in it."""
    turns = {"t01": ("briefer", "so " * (words - 8) + "thanks to the big meeting with Lake Town")}
    return not events(turns, "", None, lambda text: ["x"] * ("Lake" in text))


def anchored(words: int) -> bool:
    """Whether an anchor is made longer by so many words on each side to stand once in its turn."""
    text = f"Ida {'so ' * (words - 2)}likes this meeting with Lake. And Jo {'so ' * (words - 2)}likes this meeting with Lake."
    return bool(events({"t01": ("briefer", text)}, "", None, lambda text: ["x"] * ("Lake" in text)))


def test_every_limit_is_held() -> None:
    assert set(HELD) == {name for name in vars(limits) if name.isupper()}


@pytest.mark.parametrize("name", HELD)
def test_a_limit_from_both_sides(name: str) -> None:
    within, beyond = HELD[name]
    assert within() is True
    assert beyond() is False


def test_blocks_of_a_text_that_is_not_double_spaced() -> None:
    assert [block.lines for block in blocks_of("One.\n\nTwo.\n")] == [("One.",), ("Two.",)]
