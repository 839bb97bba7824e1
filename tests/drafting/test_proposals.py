"""What a draft proposes: asks and their answers, statements, events, mentions, new names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from onbackground.corpus.corpus import Corpus
from onbackground.drafting.links import links_of
from onbackground.drafting.writing.events import events
from onbackground.drafting.writing.known_names import offices_on, surfaces
from onbackground.drafting.writing.naming import Names, new_names, press_names
from onbackground.drafting.writing.pairing import asked, exchanges
from onbackground.drafting.writing.proposals import propose
from onbackground.drafting.writing.statements import statements, without_lead_in
from onbackground.drafting.writing.topics import read_topics, topic_of


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("When do they meet?", ["When do they meet?"]),
        ("So, when do they meet? And who pays?", ["when do they meet?", "who pays?"]),
        ("Just wondering, who pays?", ["who pays?"]),
        ("I wanted to know whether they met.", ["I wanted to know whether they met."]),
        ("Is it open? And I was wondering if you could say who painted it.",
         ["Is it open?", "I was wondering if you could say who painted it."]),
        ("I want to ask whether he pays, and whether she does.", ["I want to ask whether he pays", "whether she does."]),
        ("Can this be stopped? Or is it a threat?", ["Can this be stopped? Or is it a threat?"]),
        ("Did the steel come up? Was that a discussion today?", ["Did the steel come up? Was that a discussion today?"]),
        ("Did they talk of pay? I heard so. Did they talk about that?", ["Did they talk of pay?"]),
        ("How many of them are in the fight, sort of —", ["How many of them are in the fight, sort of —"]),
        ("Can you hear me?", []),
        ("Hi, can you hear me?", []),
        ("Sorry, could you repeat that?", []),
        ("Tell us who pays. And also whether the towns agreed.", ["Tell us who pays.", "also whether the towns agreed."]),
        ("Who pays? If they pay, we go.", ["Who pays?"]),
        ("Can I ask you one more?", []),
        ("May I follow up on that?", []),
        ("Can I ask when they meet, and where?", ["when they meet, and where?"]),
        ("The boats are gone.", []),
        ("Tell us who pays.", ["Tell us who pays."]),
        ("Yes? Yes?", ["Yes? Yes?"]),
        ("I want to ask you: They sail. Why do they sail?", ["Why do they sail?"]),
        ("I have a question on the boats. Why do they sail?", ["Why do they sail?"]),
        ("I’m interested to hear more about the boats. Why do they sail?", ["Why do they sail?"]),
        ("I want to ask about the boats.", ["I want to ask about the boats."]),
        ("I want to talk about the boats. Why do they sail?", ["Why do they sail?"]),
        ("Can you talk about the boats.", ["Can you talk about the boats."]),
        ("Und wer zahlt? Et qui paie? Y quién paga?", ["wer zahlt?", "qui paie?", "quién paga?"]),
        ("Aber wie viele Boote sind es heute —", ["wie viele Boote sind es heute —"]),
        ("Aber sehr viele Boote sind es heute —", []),
        ("And the boats?", ["the boats?"]),
        ("Just wanted to see if we could expect boats.", ["wanted to see if we could expect boats."]),
        ("I missed the top, so if you could go into numbers.", ["I missed the top, so if you could go into numbers."]),
        ("Number one, who pays? My second question is on the quay: Who owns it?", ["who pays?", "Who owns it?"]),
    ],
)  # fmt: skip
def test_what_is_asked(text: str, quotes: list[str]) -> None:
    assert asked(text) == quotes


def turns(*pairs: tuple[str, str]) -> dict[str, tuple[str, str]]:
    roles = {"Q": "reporter", "A": "briefer", "M": "moderator"}
    return {f"t{n:02}": (roles[who], text) for n, (who, text) in enumerate(pairs, start=1)}


def test_calls_and_thanks_belong_to_no_exchange() -> None:
    found, outside = exchanges(
        turns(
            ("A", "Good morning."),
            ("Q", "Who pays?"),
            ("A", "The members."),
            ("A", "Go ahead, Ida."),
            ("Q", "Thank you."),
            ("A", "All right. Thanks, everybody."),
        )
    )
    assert [(one.question, one.answer) for one in found.values()] == [(["t02"], ["t03"])]
    assert outside == ["t01", "t04", "t05", "t06"]


def test_an_interjection_does_not_end_an_answer() -> None:
    found, outside = exchanges(
        turns(("Q", "Who pays?"), ("A", "The —"), ("Q", "The members, then."), ("A", "They do."))
    )
    assert found["x01"].answer == ["t02", "t04"] and outside == ["t03"]
    found, outside = exchanges(turns(("Q", "Who pays?"), ("A", "The —"), ("Q", "word " * 9), ("A", "They do.")))
    assert found["x01"].answer == ["t02"] and outside == ["t03", "t04"]


def test_what_only_says_what_was_meant_belongs_to_the_question() -> None:
    found, outside = exchanges(
        turns(("Q", "Who pays?"), ("A", "Who pays what?"), ("Q", "The quota, I mean."), ("A", "The members."))
    )
    assert (found["x01"].question, found["x01"].answer, outside) == (["t01", "t03"], ["t02", "t04"], [])
    found, _ = exchanges(turns(("Q", "Who pays?"), ("A", "Who pays what?"), ("Q", "Who has it?"), ("A", "They.")))
    assert [one.question for one in found.values()] == [["t01"], ["t03"]]
    found, outside = exchanges(turns(("Q", "Who pays?"), ("A", "They do."), ("Q", "I see."), ("A", "Yes.")))
    assert (found["x01"].question, outside) == (["t01"], ["t03", "t04"])


@pytest.mark.parametrize(
    ("question", "follows"),
    [
        ("Picking up on the boats: is it dear?", "x01"),
        ("You mentioned Castellan and the boats. What of the tides?", "x01"),
        ("You mentioned the tides. What of the lantern?", None),
        ("And on another harbour question: will Castellan buy boats?", None),
        ("Is the White House open?", None),
        ("But is it dear?", "x01"),
        ("Hi, thanks. Following up on the boats, is it dear?", "x01"),
        ("Just to clarify, is it dear?", "x01"),
        ("Does that cost much?", "x01"),
        ("On the tides, though. Is it dear?", "x01"),
        ("The question that Jo asked earlier about boats: is it dear?", "x01"),
        ("Will President Castellan sail?", None),
        ("Is it that the Castellan administration sails?", None),
        ("And one more on a different topic. Is it dear?", None),
        ("What will Mr. Castellan do?", "x01"),
        ("Where is the lantern?", None),
        ("Going back to the tides: is it dear?", "x01"),
        ("I want to piggyback on that. Is it dear?", "x01"),
        (f"{'word ' * 40}could you say, just to follow up, is it dear?", "x01"),
        (f"{'word ' * 40}could you say, just so, is it dear?", None),
    ],
)
def test_what_a_question_takes_up(question: str, follows: str | None) -> None:
    found, _ = exchanges(
        turns(("Q", "Will Castellan of the White House buy boats?"), ("A", "He will."), ("Q", question), ("A", "No."))
    )
    assert found["x02"].follows == follows


def test_two_reporters_ask_before_one_answer() -> None:
    found, outside = exchanges(turns(("Q", "Who pays?"), ("Q", "And who sails?"), ("Q", "Thank you."), ("A", "They.")))
    assert (found["x01"].question, outside) == (["t01", "t02"], ["t03"])


def test_a_question_takes_up_the_last_one_and_one_of_the_earlier() -> None:
    asked_twice = turns(
        ("Q", "Will Castellan buy lanterns for the harbour?"),
        ("A", "He will."),
        ("M", "Next."),
        ("Q", "Who paints the ferryman?"),
        ("A", "Ida does."),
        ("M", "Next."),
        ("Q", "On the last question: is it dear?"),
        ("A", "No."),
        ("M", "Next."),
        ("Q", "To follow up on a previous question: why lanterns for a harbour, and why red?"),
        ("A", "It is so."),
    )
    found, _ = exchanges(asked_twice)
    assert [one.follows for one in found.values()] == [None, None, "x02", "x01"]


def test_who_thanks_everybody_behind_an_answer_answers_no_more() -> None:
    found, outside = exchanges(
        turns(
            ("Q", "Who pays?"),
            ("A", "Thanks, everyone. The members."),
            ("A", "Thanks, everyone. Jo has any final remarks."),
            ("A", "Nothing more of mine."),
        )
    )
    assert (found["x01"].answer, outside) == (["t02"], ["t03", "t04"])


def test_a_question_takes_up_what_it_names() -> None:
    asked_before = [("Q", "Will they buy boats?"), ("A", "Of timber."), ("Q", "Is the harbour deep?"), ("A", "It is.")]
    for question, follows in (
        ("Can I follow up on the Timber plan — is it dear?", "x01"),
        ("Following up on the Lantern, is it dear?", "x02"),
        ("Is that dear?", "x02"),
    ):
        assert exchanges(turns(*asked_before, ("Q", question)))[0]["x03"].follows == follows
        assert exchanges(turns(*asked_before, ("M", "One more."), ("Q", "Is that dear?")))[0]["x03"].follows is None


def test_a_question_takes_up_an_opening_statement() -> None:
    opening = [("M", "We speak of timbers, harbours."), ("A", "The timbers in the harbours are old.")]
    for question, follows in (
        ("Thanks. You said that the timbers of the harbours are old. Who pays?", "t02"),
        ("You mentioned the timbers. Who pays?", None),
        ("Who pays for the timbers of the harbours?", None),
    ):
        assert exchanges(turns(*opening, ("Q", question)))[0]["x01"].follows == follows


def held(role: str, text: str, people: Any = lambda _: [], asks: Any = None) -> list[Any]:
    return list(statements({"t01": (role, "low", text)}, {"t01": asks or []}, people))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("So, the ferry runs again this very spring.", "the ferry runs again this very spring."),
        ("I think the ferry runs again this very spring.", "the ferry runs again this very spring."),
        ("Obviously, we need an open border here.", "we need an open border here."),
        ("And, look, the members pay for the ferry.", "the members pay for the ferry."),
        ("But can I ask just on the boats: They sail again this very spring.", "They sail again this very spring."),
        ("No, it did not.", "No, it did not."),
        ("So let me start here: Yesterday they sailed to the lake.", "Yesterday they sailed to the lake."),
        ("None whatsoever.", "None whatsoever."),
        ("That was not discussed today.", "That was not discussed today."),
        ("There hasn’t been a decision.", "There hasn’t been a decision."),
        ("[Moderator], the ferry runs again this very spring.", "the ferry runs again this very spring."),
        ("Of course not.", "Of course not."),
        ("It’s defied expectations of the big members.", "It’s defied expectations of the big members."),
        ("Number two, the members pay for the ferry.", "the members pay for the ferry."),
        ("And that law makes the ferry wait here.", "that law makes the ferry wait here."),
        ("I would note that the members pay for the ferry.", "the members pay for the ferry."),
        ("Because of the tide, the ferry waits here.", "Because of the tide, the ferry waits here."),
        ("We will open the border at the lake.", "We will open the border at the lake."),
    ],
)
def test_a_sentence_that_holds_something(text: str, quote: str) -> None:
    (found,) = held("briefer", text)
    assert (found.quote, found.voice, found.holder) == (quote, "own", ["low"])
    assert found.hedged == ("think" in text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you all so much for joining us.",
        "Good morning to all of you in here.",
        "Let’s go to Jeff in the front row.",
        "Let me just ask you one about the boats.",
        "I’ll turn it over to my good colleague.",
        "This call is on background, as a reminder.",
        "Who pays for the ferry this spring?",
        "With that, I am happy to stop now.",
        "The ferry runs again.",
        "No, I do not know.",
        "So, thanks, guys, for all your patience here.",
        "All right, welcome to our trip to the lake.",
        "I would refer you to the Harbour Ministry for that.",
        "You’ve seen Admiral Low speak of this from the podium.",
        "You mentioned some of the boats on the lake.",
        "You can take one or two more here.",
        "The first one is on a hot microphone.",
        "Two questions from incidents in the harbour.",
        "The quota issue, I think you’ve described accurately.",
        "The contents of this call are embargoed until it ends.",
        "Our speakers today are going to be two officials.",
        "Today, we are joined by two of the officials.",
        "Greetings to all of you from the lake.",
        "My name is [senior official], of the press office.",
        "We will begin with remarks of the first one.",
        "Then we will open it up for a session.",
        "I am the “administration official number two” of today.",
        "I may have missed one of your questions, sorry.",
        "If you have any further ones, please write to us.",
        "I would like to give [official] a chance to speak.",
        "I just had one supplementary question to that one.",
        "Really great to hear from you this morning.",
        "Ida Vale with the Harbour Post, over there.",
        "So let me stop there for this moment, thanks.",
    ],
)
def test_a_sentence_that_holds_nothing(text: str) -> None:
    assert held("briefer", text) == []


def test_who_holds_what_is_said() -> None:
    assert held("moderator", "The ferry runs again this very spring.") == []
    (told,) = held("briefer", "The Secretary made clear that we need an open border.", lambda words: ["john-kerry"])
    assert (told.voice, told.holder, told.quote) == ("reported", ["john-kerry"], "we need an open border.")
    (told,) = held("reporter", "Minister Roe said that she wants a new quota.", lambda words: ["jane-roe"])
    assert (told.voice, told.holder) == ("attributed", ["jane-roe"])
    for words in (
        "What we heard today: The Secretary noted that we need an open border.",
        "I was struck by the fact that the Secretary noted that we need an open border.",
    ):
        (told,) = held(
            "briefer", words, lambda words: ["john-kerry"] * (words == "the Secretary" or words == "The Secretary")
        )
        assert (told.voice, told.quote) == ("reported", "we need an open border.")
    (told,) = held("briefer", "He said that she wants a whole new quota.")
    assert (told.voice, told.holder) == ("own", ["low"])
    assert (
        held("reporter", "I hear the ferry runs again this spring.", asks=["the ferry runs again this spring."]) == []
    )
    assert without_lead_in("Well, yes, I think that it works.") == "it works."


ENTITIES = {
    "russia": {"name": "Russia", "type": "state"},
    "north-korea": {"name": "North Korea", "type": "state", "aliases": ["Hermit Kingdom"]},
    "jane-roe": {"name": "Jane Roe", "type": "person"},
    "xi-jinping": {"name": "Xi Jinping", "type": "person"},
    "jo-low": {"name": "Jo Low", "type": "person"},
    "tam-low": {"name": "Tam Low", "type": "person"},
    "moscow": {"name": "Moscow, Russia", "type": "place"},
    "state-dept": {"name": "U.S. Department of State", "type": "organisation"},
    "lamp-oil-plan": {"name": "The Lamp Oil Plan (of 2031)", "type": "agreement"},
}
PEOPLE = frozenset(name for name, entity in ENTITIES.items() if entity["type"] == "person")


def test_words_for_known_entities() -> None:
    known = surfaces(ENTITIES, {"the Bear": "russia", "the Boat": "nobody", "Roe": "jo-low"})
    assert {known[words] for words in ("Russia", "Russian", "Russians", "Kremlin", "the Bear")} == {"russia"}
    assert {known[words] for words in ("DPRK", "North Korean", "Pyongyang", "Hermit Kingdom")} == {"north-korea"}
    assert known["Moscow"] == "moscow" and known["Roe"] == "jane-roe" and known["Xi"] == "xi-jinping"
    assert "Low" not in known and "the Boat" not in known and known["Jo Low"] == "jo-low"
    assert known["State Department"] == known["Department of State"] == "state-dept"
    more = {
        "government": {"name": "Government of Russia under Jo Low", "type": "organisation"},
        "ulm": {"name": "Ulm Accords", "type": "agreement"},
        "rome": {"name": "Rome", "type": "place"},
        "east": {"name": "Eastern Harbour", "type": "place"},
        "ida": {"name": "Ida bint Lane", "type": "person"},
        "us": {"name": "U.S. Congress", "type": "group"},
    }
    short = surfaces({**ENTITIES, **more, "italy": {"name": "Italy", "type": "state"}})
    assert short["Russian government"] == short["Moscow Government"] == "government" and short["Russian"] == "russia"
    assert short["Ulm"] == "ulm" and short["eastern Harbour"] == short["Eastern Harbour"] == "east"
    assert short["Rome"] == "rome" and short["Italian"] == "italy" and short["Congress"] == "us"
    assert "Lane" not in short and short["Ida bint Lane"] == "ida" and "harbour" not in short
    assert known["Lamp Oil Plan"] == "lamp-oil-plan" and "DOS" not in known and "XJ" not in known
    assert surfaces({"x": {"name": "Lamp Oil Plan", "type": "agreement"}})["LOP"] == "x"
    assert surfaces({"x": {"name": "Amber of 2031", "type": "agreement"}, "y": {"name": "Y", "type": "state"}}) == {
        "Amber of 2031": "x"
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The DPRK-Russia issue.", [("DPRK", "north-korea"), ("Russia", "russia")]),
        ("Foreign Minister Roe met the North Korean side.", [("Foreign Minister Roe", "jane-roe"), ("North Korean side", "north-korea")]),
        ("On the Department of State side.", [("Department of State", "state-dept")]),
        ("The Russian President, Jane Roe, spoke.", [("Russian President, Jane Roe", "jane-roe")]),
        ("And Harbour-19 Tide Coordinator, Jane Roe, spoke.", [("Harbour-19 Tide Coordinator, Jane Roe", "jane-roe")]),
        ("So U.S. Secretary of State Roe went.", [("U.S. Secretary of State Roe", "jane-roe")]),
        ("So Secretary of State Jan Roe went.", [("Secretary of State Jan Roe", "jane-roe")]),
        ("So NSA Roe went.", [("NSA Roe", "jane-roe")]),
        ("Jane Roe went, as Jane said, with Jo.", [("Jane Roe", "jane-roe"), ("Jane", "jane-roe")]),
        ("A boat that Roe has.", [("Roe", "jane-roe")]),
        ("Let’s go to Jeff. Russia? Jeff asked.", [("Jeff", None), ("Russia", "russia"), ("Jeff", None)]),
        ("As Ida mentioned, Ida knows. Roe said so.", [("Ida", None), ("Ida", None), ("Roe", "jane-roe")]),
        ("On Jeff’s question, Jeff Brandt knows.", [("Jeff", None)]),
        ("Go ahead, Secretary. We met.", []),
        ("Let’s go to them. Okay, Sure.", []),
        ("[Moderator from Russia] spoke.", []),
        ("Exactly.", []),
        ("Jane Roe and Foreign Minister Xi Jinping met. The leaders came.", [("Jane Roe", "jane-roe"), ("Foreign Minister Xi Jinping", "xi-jinping")]),
        ("Vice President Jane Roe and Xi Jinping met. The leaders came.", [("Vice President Jane Roe", "jane-roe"), ("Xi Jinping", "xi-jinping")]),
        ("The Taoiseach of the Lake, Jane Roe, spoke. With Taoiseach Roe, the Taoiseach left.", [("Taoiseach of the Lake, Jane Roe", "jane-roe"), ("Taoiseach Roe", "jane-roe"), ("Taoiseach", "jane-roe")]),
        ("Prussia and Russias.", []),
        ("President Roe, the Prime Minister, Xi Jinping, and Jo Low met. All three leaders, the leaders of both, every leader.",
         [("President Roe", "jane-roe"), ("Prime Minister, Xi Jinping", "xi-jinping"), ("Jo Low", "jo-low"),
          *((words, ("jane-roe", "xi-jinping", "jo-low")) for words in ("All three leaders", "leaders", "every leader"))]),
        ("President Roe and Xi Jinping met. All three leaders, two ministers of the lake.",
         [("President Roe", "jane-roe"), ("Xi Jinping", "xi-jinping")]),
        ("Roe, Xi Jinping and Low met. The leaders came.", [("Roe", "jane-roe"), ("Xi Jinping", "xi-jinping")]),
        ("Mr. Roe met Xi Jinping. The leaders came.", [("Mr. Roe", "jane-roe"), ("Xi Jinping", "xi-jinping")]),
    ],
)  # fmt: skip
def test_mentions_of_a_turn(text: str, found: list[Any]) -> None:
    names = Names(surfaces(ENTITIES), PEOPLE).read([text], {})
    assert [(one.surface, one.entity) for one in names.mentions(text)] == found


def test_titles_that_stand_for_one_person_abroad() -> None:
    texts = [
        "Foreign Minister Roe came, and the foreign minister left. The Foreign Minister of Ulm. Minister Jane Roe."
    ]
    names = Names(surfaces(ENTITIES), PEOPLE)
    assert [one.surface for one in names.read(texts, {}, (), "United States").mentions(texts[0])] == [
        "Foreign Minister Roe", "foreign minister", "Minister Jane Roe",
    ]  # fmt: skip
    assert [one.surface for one in names.read(texts, {}).mentions(texts[0])] == [
        "Foreign Minister Roe",
        "Minister Jane Roe",
    ]


def test_the_states_that_meet() -> None:
    names = Names({"Norland": "norland", "Lakeland": "lakeland", "Ida": "ida"}, frozenset(("ida",)))
    states = {"norland", "lakeland", "us"}
    both = names.meeting("Meeting with Norland and Lakeland, and Ida", states, "us")
    assert both.states == ("us", "norland", "lakeland")
    assert [one.entity for one in both.mentions("Both countries, the three nations, four governments.")] == [
        ("norland", "lakeland"), ("us", "norland", "lakeland"),
    ]  # fmt: skip
    assert both.allied("the trilateral ties") == both.allied("the three of us") == both.states
    assert both.allied("the bilateral ties") == both.allied("our ties") == ()
    assert names.meeting("Bilateral with Norland", states, "us").allied("Bilateral ties") == ("us", "norland")
    for title, home in (("On Norland", "us"), ("Meeting of Ida", "us"), ("Meeting with Norland", None)):
        assert names.meeting(title, states, home) == names
    assert names.mentions("Both countries.") == []


TOPICS = {
    "ties": "Cooperation of Norland and Lakeland",
    "dues": "Harbour dues",
    "fleet": "Fleet of Norland",
    "boats": "Boats and Ida",
    "home": "Harbours of the United States",
}


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("Norland and Lakeland talk.", "ties"),
        ("Norland cooperates.", "ties"),
        ("They cooperate.", None),
        ("Norland talks.", None),
        ("The dues of the harbour.", "dues"),
        ("The dues.", None),
        ("The fleets of Norland.", "fleet"),
        ("Their fleet.", None),
        ("Ida talks.", "boats"),
        ("The harbours.", "home"),
        ("The harbour dues of Ida.", "dues"),
        ("Ida and the fleet of Norland.", "fleet"),
        ("Ida and the harbours.", None),
        ("We talk.", None),
    ],
)
def test_the_topic_of_words(words: str, topic: str | None) -> None:
    names = Names(
        {"Norland": "norland", "Lakeland": "lakeland", "Ida": "ida", "United States": "us"}, frozenset(("ida",))
    )
    topics = read_topics({name: {"name": text} for name, text in TOPICS.items()}, names, "us")
    assert topic_of(words, names.entities_in(words), topics, {"norland", "lakeland", "us"}) == topic


def test_titles_that_stand_for_one_person() -> None:
    names = Names(surfaces(ENTITIES), PEOPLE, {"Prime Minister": "jo-low", "president of Russia": "tam-low"})
    read = names.read(
        ["Secretary Roe met Chinese President Xi Jinping and President Xi. Mr. Low."], {"Ida": "ida-brandt"}
    )
    assert read.titles == {**names.titles, "Secretary": "jane-roe", "Chinese President": "xi-jinping"}
    text = "The Secretary met the Chinese President and our Prime Minister; the president of Russia knew Ida. As Secretary, a Secretary-General."
    assert [(one.surface, one.entity) for one in read.mentions(text)] == [
        ("Secretary", "jane-roe"),
        ("Chinese President", "xi-jinping"),
        ("our Prime Minister", "jo-low"),
        ("president of Russia", "tam-low"),
        ("Ida", "ida-brandt"),
    ]


@pytest.mark.parametrize(
    ("note", "day", "titles"),
    [
        ("President of the United States, 2009 to 2017.", "2015-09-27", {"President", "American President", "president of America"}),
        ("President of the United States, 2009 to 2017.", "2018-01-01", set()),
        ("President of the United States, 2009 to 2017.", "2008-12-31", set()),
        ("President of the United States, 2021.", "2022-01-01", {"President"}),
        ("Vice President of the United States, 2021.", "2022-01-01", {"Vice President"}),
        ("President-elect of the United States in November 2024.", "2024-11-15", {"President-elect"}),
        ("President-elect of the United States in November 2024.", "2025-11-15", set()),
        ("U.S. Secretary of State, 2013 to 2017.", "2015-01-01", {"Secretary of State", "U.S. Secretary of State"}),
        ("Secretary of the Lake, 2013 to 2017.", "2015-01-01", {"Secretary of Lake"}),
        ("President of Russia, 2000 to 2008 and from 2012.", "2015-01-01", {"Russian President", "president of Russia"}),
        ("President of Russia, 2000 to 2008 and from 2012.", "2010-01-01", set()),
        ("Foreign minister of Russia from 2004.", "2015-01-01", {"Russian Foreign Minister", "foreign minister of Russia"}),
        ("The owner of a boat.", "2015-01-01", set()),
    ],
)  # fmt: skip
def test_the_offices_of_the_day(note: str, day: str, titles: set[str]) -> None:
    found = offices_on({"x": {"name": "Jo Low", "type": "person", "note": note}}, day, "United States")
    assert titles <= set(found) and bool(found) == bool(titles)
    assert ("President" in found) == ("President" in titles)


def test_offices_that_two_persons_have_are_left_out() -> None:
    low = {"name": "Jo Low", "type": "person", "note": "President of the United States, 2021."}
    assert offices_on({"x": low, "y": low}, "2021-01-01", None) == {}
    assert offices_on({"x": low}, None, None) == offices_on({"x": {**low, "type": "place"}}, "2021-01-01", None) == {}
    assert "President" not in offices_on({"x": low}, "2021-01-01", None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We met Senator Ida Brandt of the Harbour Ministry. Ida Brandt left.",
         {"ida-brandt": ("Ida Brandt", "person"), "harbour-ministry": ("Harbour Ministry", "organisation")}),
        ("We met Senator Brandt today.", {"brandt": ("Brandt", "person")}),
        ("We met Senator Brandt. And Ida Brandt left.", {"ida-brandt": ("Ida Brandt", "person")}),
        ("We met President Yi today.", {"yi": ("Yi", "person")}),
        ("We met Yi today.", {}),
        ("We met Senator Brandt today. Brandt said so, in Ulm. Ulm said so.", {"brandt": ("Brandt", "person")}),
        ("In the Brandt administration.", {"brandt": ("Brandt", "person")}),
        ("Then Secretary of State Ida Brandt left.", {"ida-brandt": ("Ida Brandt", "person")}),
        ("Did Nippon Steel come up?", {"nippon-steel": ("Nippon Steel", "organisation")}),
        ("We sailed the Amber Sea, in Harbourtown.", {"amber-sea": ("Amber Sea", "place"), "harbourtown": ("Harbourtown", "place")}),
        ("It is the Lamp Oil Program, and LOP.", {"lamp-oil-program": ("Lamp Oil Program", "agreement")}),
        ("Blue Lantern went.", {}),
        ("By non-Blue Lantern people.", {}),
        ("We took Blue Lantern, a lantern.", {"blue-lantern": ("Blue Lantern", "organisation")}),
        ("We took the Blue Lantern.", {"blue-lantern": ("Blue Lantern", "organisation")}),
        ("We know HBC. And the HBC knows.", {"hbc": ("HBC", "organisation")}),
        ("We know HBC.", {}),
        ("The Japanese at NATO.", {"japan": ("Japan", "state"), "north-atlantic-treaty-organization": ("North Atlantic Treaty Organization", "organisation")}),
        ("It is Guam, and Puerto Rico.", {"guam": ("Guam", "place"), "puerto-rico": ("Puerto Rico", "place")}),
        ("Russia met. Senior State Official spoke of Monday. Boat sank.", {}),
        ("The Ministry of Harbours of Russia knows.", {"ministry-of-harbours-of-russia": ("Ministry of Harbours of Russia", "organisation")}),
        ("Okay, Lantern. Go to Lantern.", {}),
        ("We know COVID. And the COVID pandemic.", {}),
        ("It is HHS, and HHS. It is the FDA.", {"united-states-department-of-health-and-human-services": ("United States Department of Health and Human Services", "organisation"), "food-and-drug-administration": ("Food and Drug Administration", "organisation")}),
        ("It is Press Secretary. By the President of Harbours.", {}),
        ("It opens in May. We go to January, and in Friday.", {}),
        ("It is St. Petra’s Day. By the Harbour Press Team.", {}),
        ("It is Temporary Harbour Status, or THS. So THS ends.", {"temporary-harbour-status": ("Temporary Harbour Status", "organisation")}),
        ("It is the Council on Lamp Oil and Lanterns.", {"council-on-lamp-oil-and-lanterns": ("Council on Lamp Oil and Lanterns", "organisation")}),
        ("It is the Old Lake Plan. So the Lake Plan holds.", {"old-lake-plan": ("Old Lake Plan", "agreement")}),
        ("It is Brandt’s Old Lake Plan, or the GDP. By GDP.", {"old-lake-plan": ("Old Lake Plan", "agreement")}),
        ("It is about the Lake Boats and Tides Agreement.", {"lake-boats-and-tides-agreement": ("Lake Boats and Tides Agreement", "agreement")}),
    ],
)  # fmt: skip
def test_new_names(text: str, found: dict[str, tuple[str, str]]) -> None:
    new = new_names([text], {"Russia": "russia", "Russian": "russia"})
    assert {name: (stub.name, stub.type) for name, stub in new.items()} == found


def test_names_of_reporters_are_linked_to_nobody() -> None:
    briefing = [
        (
            "moderator",
            "Why don’t we go to a line with Ida Brandt with HBC? Then we come to Tam Lane, and go to Camp David.",
        ),
        ("briefer", "Then I go to Castle Rock."),
        ("reporter", "Thank you. Jo Brandt with HBC. Is it so?"),
        ("reporter", "Hi, this is Petra Vale of the Harbour Post. Is Jo Lane from Ulm here?"),
        ("briefer", "This is Jo Lane of the Harbour Ministry. Thanks, Petra."),
    ]
    assert press_names(briefing) == {"Ida Brandt", "Jo Brandt", "Tam Lane", "Petra Vale"}
    texts = [text for _, text in briefing]
    assert {"ida-brandt", "petra-vale"}.isdisjoint(new_names(texts, {}, press_names(briefing)))
    names = Names({}).read(texts, {}, press_names(briefing))
    assert [(one.surface, one.entity) for one in names.mentions(texts[0])] == [("Ida Brandt", None), ("Tam Lane", None)]
    assert [(one.surface, one.entity) for one in names.mentions(texts[4])] == [("Petra", None)]


def happen(
    *texts: str,
    title: str = "",
    day: str | None = "2031-07-02",
    role: str = "briefer",
    at_home: str | None = None,
) -> list[Any]:
    return events(
        {f"t{n:02}": (role, text) for n, text in enumerate(texts, start=1)},
        title,
        day,
        lambda words: [name for name in ("Lake", "Ida", "Harbour") if name in words],
        at_home,
    )


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("They like the big meeting with Lake Town.", "the big meeting with Lake Town"),
        ("They like an agreement with Lake Town.", "an agreement with Lake Town"),
        ("They like this large trial on the island.", None),
        ("They like this large trial on the island, today.", "this large trial on the island"),
        ("They spoke of Lake Town.", None),
        ("They spoke with Lake Town.", "They spoke with Lake Town"),
        ("They look at Ida’s meeting, today.", "Ida’s meeting"),
        ("Minister Roe will visit the island in spring, tomorrow.", "Minister Roe will visit the island in spring"),
        ("Ida met the captains of the boats.", None),
        ("They met Ida of the boats.", "They met Ida of the boats"),
        ("They met Ida of the big meeting with captains.", "They met Ida of the big meeting with captains"),
        ("We’re traveling to Lake Town and back.", "We’re traveling to Lake Town"),
        ("It is about debriefing Lake Town.", "debriefing Lake Town"),
        ("They signed it into law yesterday.", "They signed it into law yesterday"),
        ("He is the visiting Ida.", None),
        ("We visit Lake.", "We visit Lake"),
        ("It is the visit Lake Town likes.", None),
        ("They like a meeting.", None),
        ("They like a meeting with captains.", None),
        ("They never met Ida there.", None),
        ("They like the big call with Ida.", "the big call with Ida"),
        ("They like the big call in town, now, today.", None),
        ("We did not have this big meeting with Lake Town.", None),
        ("They like any kind of big meeting with Lake Town.", None),
        ("It is in the period of this big trial on the island.", None),
        ("Thank you for this big meeting with Lake Town.", None),
        ("They are for our strong bilateral ties with Ida, today.", None),
        ("They like the big bilateral with Ida.", "the big bilateral with Ida"),
        ("They like the virtual bilateral meeting with Ida.", "the virtual bilateral meeting with Ida"),
        ("The dues did not come up in the talks.", "The dues did not come up in the talks"),
        ("That wasn’t discussed today, no.", "That wasn’t discussed today"),
        ("There was no mention of the ferry.", "There was no mention of the ferry"),
        ("So the dues did not come up?", "the dues did not come up"),
        ("But why did the dues not come up, and the boats were not raised?", None),
        ("There was no mention of Ida, I take it?", "There was no mention of Ida"),
        ("The dues came up.", None),
        ("The big exercise, Calm Water, ends.", "The big exercise, Calm Water"),
        ("The big exercise, calm as it was, ends.", None),
        ("They like the big exercise, Calm Water, today.", "the big exercise, Calm Water"),
        ("They sent the big deployment to the Lake region.", "the big deployment to the Lake region"),
        ("They like the big meeting between Ida and U.S. officials.", "the big meeting between Ida and U.S. officials"),
        ("They like the big celebration of St. Ida’s Day here.", "the big celebration of St. Ida’s Day"),
        ("They like the big meeting with Ida last.", "the big meeting with Ida"),
        ("There was a big meeting with Ida.", "There was a big meeting with Ida"),
        ("I know there’s a big meeting with Ida.", "there’s a big meeting with Ida"),
        ("So Lake will have a big meeting with Ida.", "Lake will have a big meeting with Ida"),
        ("You see the three of us will have a big meeting with Ida.", "the three of us will have a big meeting with Ida"),
        ("They like the meeting that our Ida will have tomorrow.", "the meeting that our Ida will have tomorrow"),
        ("They like the meeting that Jo had with Ida Low this morning.", "the meeting that Jo had with Ida Low this morning"),
        ("They like the meeting that nobody likes.", None),
        ("It is cooperation of Ida.", None),
        ("They like the big meeting that Ida has.", None),
        ("They like the truce holding in Lake Town, today.", "the truce holding in Lake Town"),
        ("They like the big talks with Ida going on in town.", "the big talks with Ida"),
        ("They like the big talks going on with Ida.", "the big talks going on with Ida"),
        ("It is like holding in Lake Town, today.", None),
        ("They are hosting Ida.", "They are hosting Ida"),
        ("They like this big review of work to ensure that it holds, today.", "this big review of work"),
        ("They like a big trip with Ida to town.", "a big trip with Ida to town"),
        ("They like the talks between Ida and the private sector, today.", "the talks between Ida and the private sector"),
        ("They like the talks between Ida and J&J, today.", "the talks between Ida"),
        ("They like the talks on U.S.-Harbour ties, today.", "the talks on U.S.-Harbour"),
        ("They moved to hosted Ida services.", None),
        ("We have signed the —, today.", None),
        ("In order to like Ida of the big town, today.", None),
        ("Thus Ida talks about Lake Town, today.", None),
        ("They like hearing from Ida of the Lake, today.", None),
        ("It is cooperation of Ida and Lake.", "cooperation of Ida and Lake"),
        ("So Jo Vale and the Lake have just signed it today.", "Jo Vale and the Lake have just signed it today"),
        ("They want to visit Ida.", "visit Ida"),
        ("They are unable to visit Ida.", None),
        ("They visited Ida over the last years.", None),
        ("Whom do they visit with, today?", None),
        ("Thus our big press call with Ida.", None),
        ("It is about free and fair elections in Lake Town.", "free and fair elections in Lake Town"),
    ],
)  # fmt: skip
def test_what_happens(text: str, quote: str | None) -> None:
    assert [one.anchors["t01"] for one in happen(text)] == ([quote] if quote else [])


def test_an_event_has_one_anchor_a_turn() -> None:
    (one,) = happen("They like the big meeting with Ida. The meeting was long.", "Of that meeting we say no more.")
    assert one.anchors == {"t01": "the big meeting with Ida", "t02": "that meeting"}
    assert one.what == "big meeting with Ida"
    first, second = happen("They like the big meeting with Ida.", "They like the big meeting with Lake Town.")
    assert (first.what, second.what) == ("big meeting with Ida", "big meeting with Lake Town")
    first, second = happen(
        "They like the big meeting with Ida. They like the big meeting with Lake Town.", "That meeting was long."
    )
    assert list(first.anchors) == ["t01"] and list(second.anchors) == ["t01", "t02"]
    (one,) = happen("That meeting was long.", "They like the big meeting with Ida.", title="A meeting")
    assert one.anchors == {"t01": "That meeting", "t02": "the big meeting with Ida"}
    assert one.what == "big meeting with Ida"
    (one,) = happen("They like that trial. They like that trial.", "They like this red trial in town, today.")
    assert one.anchors == {"t02": "this red trial in town"}
    (one,) = happen("They like that trial. They like this red trial in town, today.")
    assert one.anchors == {"t01": "this red trial in town"}
    assert happen("They are rapidly sharing with Ida, today.") == [] == happen("Of the adoption of hosted Ida, today.")
    (one,) = happen("Now they like this trial with Ida today. Then they see this trial with Ida.")
    assert one.anchors == {"t01": "like this trial with Ida today"}


@pytest.mark.parametrize(
    ("texts", "anchors"),
    [
        (("They like that big trial of Ida.", "The Lake trial of Ida is long."), [["t01", "t02"]]),
        (("They like that big meeting with Ida.", "It is the big meeting of Ida and Lake."), [["t01"], ["t02"]]),
        (("They like that big trial of Ida.", "They like the big trial of Lake."), [["t01"], ["t02"]]),
        (("They like that big trial of Ida.", "They like the red trial."), [["t01", "t02"]]),
        (("They like the 2018 election on the lake.", "They want the election today."), [["t01", "t02"]]),
        (("They like the 2018 election on the lake.", "They want the 2019 election today."), [["t01"], ["t02"]]),
        (("They like that big trial of Ida.", "They like a trial of boats."), [["t01"]]),
        (("We signed it yesterday.", "They will sign it tomorrow."), [["t01"], ["t02"]]),
        (("The dues did not come up.", "The boats did not come up."), [["t01"], ["t02"]]),
        (("Ida did not come up.", "There was no talk of Ida."), [["t01", "t02"]]),
        (("We like the Lake Agreement.", "It is the big agreement of ours.", "So the big agreement holds."), []),
        (("We like it.", "It is the big agreement of ours.", "So the big agreement holds."), [["t02", "t03"]]),
        (("This meeting with Lake was before the meeting that our Ida will have tomorrow.",), [["t01"], ["t01"]]),
        (("They like the big cooperation of Ida.", "They like our big cooperation.", "Our cooperation holds."), [["t01"], ["t02", "t03"]]),
        (("They like the big cooperation of Lake.", "They like our cooperation."), [["t01", "t02"]]),
        (("It is cooperation of Ida and Lake.", "It is the big cooperation of Harbour.", "It is cooperation of Ida and Lake.", "That cooperation holds."), [["t01", "t03", "t04"], ["t02"]]),
        ((f"They like the big meeting with Ida{' and so on' * 497}.",), []),
    ],
)  # fmt: skip
def test_what_is_one_event(texts: tuple[str, ...], anchors: list[list[str]]) -> None:
    assert [list(one.anchors) for one in happen(*texts, at_home="Lake")] == anchors


def test_who_speaks_of_an_event_and_where_it_is_the_subject() -> None:
    assert happen("They like the big trial.") == [] and happen("The big trial of Ida.", role="moderator") == []
    assert len(happen("They like the big trial.", title="The trial")) == 1
    assert len(happen("They like the big trial.", "They like the red trial.")) == 1


@pytest.mark.parametrize(
    ("text", "day", "part", "status"),
    [
        ("They held the big meeting with Ida yesterday.", "2031-07-01", None, "occurred"),
        ("They hold the big meeting with Ida tomorrow evening.", "2031-07-03", "evening", "scheduled"),
        ("They held the big meeting with Ida tomorrow.", "2031-07-03", None, "scheduled"),
        ("They will like the big meeting with Ida yesterday.", "2031-07-01", None, "occurred"),
        ("They held the big meeting with Ida today.", "2031-07-02", None, "occurred"),
        ("They like the big meeting with Ida, but today they left.", None, None, ""),
        ("They left — today they like the big meeting with Ida — and went.", "2031-07-02", None, ""),
        ("We have just signed it with Ida and it will hold for years.", None, None, "occurred"),
        ("They’re in the big meeting with Ida.", None, None, "ongoing"),
        ("They are in the big meeting with Ida.", None, None, "ongoing"),
        ("It is no joke, this big meeting with Ida.", None, None, ""),
        ("The big talks with Ida?", None, None, ""),
        ("They liked the big meeting with Ida last year.", "2030", None, "occurred"),
        ("The big meeting with Ida is next year.", "2032", None, "scheduled"),
        ("They liked the big meeting with Ida last June.", "2031-06", None, "occurred"),
        ("They liked the big meeting with Ida last July.", "2030-07", None, "occurred"),
        ("They liked the big meeting with Ida last August.", "2030-08", None, "occurred"),
        ("The big meeting with Ida is next July.", "2032-07", None, "scheduled"),
        ("The big meeting with Ida is next August.", "2031-08", None, "scheduled"),
        ("They liked the big meeting with Ida last month.", "2031-06", None, "occurred"),
        ("It was last year, last June, at the meeting with Ida.", None, None, ""),
        ("We’ll have a big meeting with Ida in the United Harbours.", None, None, "scheduled"),
        ("We indeed need the big meeting with Ida.", None, None, ""),
        ("Yesterday we needed the big meeting with Ida.", "2031-07-01", None, "occurred"),
        ("I’ll start with the big meeting with Ida.", None, None, ""),
        ("I want to talk of the big meeting with Ida.", None, None, ""),
        ("We see the big cooperation of Ida and Lake.", None, None, "ongoing"),
        ("We plan the big cooperation of Ida and Lake.", None, None, ""),
        ("It will continue, the big cooperation of Ida and Lake.", None, None, "ongoing"),
        ("The big meeting with Ida did not come up.", None, None, "negated"),
    ],
)  # fmt: skip
def test_when_it_happens(text: str, day: str | None, part: str | None, status: str) -> None:
    (one,) = happen(text)
    assert (one.date, one.part, one.status) == (day, part, status)
    assert happen(text, day=None)[0].date is None


def test_months_around_the_turn_of_the_year() -> None:
    assert happen("They liked the meeting with Ida last month.", day="2031-01-02")[0].date == "2030-12"
    assert happen("They like the meeting with Ida next month.", day="2031-12-02")[0].date == "2032-01"
    assert happen("They like the meeting with Ida next month.", day="2031-11-02")[0].date == "2031-12"


def test_layers_without_anything_to_propose_are_left_out() -> None:
    record = {
        "participants": {"low": {"role": "briefer"}, "press": {"role": "reporter"}},
        "turns": {"t01": {"speaker": "low", "text": "Yes."}},
        "title": None, "publisher": "x", "date": None,
    }  # fmt: skip
    assert propose(record, {}) == {}
    record["turns"] = {
        "t01": {"speaker": "press", "text": "Who likes Ida Brandt?"},
        "t02": {"speaker": "low", "text": "We did."},
    }
    lines = propose(record, {})
    assert set(lines) == {"exchanges", "mentions", "entities"}
    assert (
        lines["exchanges"][-1] == "outside_exchanges: []"
        and lines["mentions"][-1] == "  t01: [[Ida Brandt, ida-brandt]]"
    )
    assert lines["entities"][-1] == "#   ida-brandt: {name: Ida Brandt, type: person}  # t01"


def test_those_who_speak_are_new_entities_and_what_is_dated_says_so() -> None:
    low = {"role": "briefer", "name": "Jo Low"}
    record = {
        "participants": {"low": low, "press": {"role": "reporter"}},
        "turns": {"t01": {"speaker": "press", "text": "Jo, have they met Ida Brandt tomorrow evening?"}},
        "title": None, "publisher": "x", "date": "2031-07-02",
    }  # fmt: skip
    lines = propose(record, {})
    assert lines["entities"][1:] == [
        "#   ida-brandt: {name: Ida Brandt, type: person}  # t01",
        "#   jo-low: {name: Jo Low, type: person}  # t01",
    ]
    assert 'date: "2031-07-03", part: evening, basis: resolved' in lines["events"][-1]
    known = {"low-jo": {"name": "Jo Low", "type": "person"}}
    assert propose(record, known)["mentions"][-1] == "  t01: [[Jo, low-jo], [Ida Brandt, ida-brandt]]"
    assert propose({**record, "date": None}, known)["events"][-1].count("date: null, basis: none") == 1


def test_a_statement_has_the_event_in_its_words_and_the_persons_who_are_named_together() -> None:
    text = (
        "President Roe, Xi Jinping, and Jo Low met in Moscow yesterday. The ferry runs again this very spring. "
        "The leaders made clear that the dues are far too high. They all noted that the ferry is far too slow."
    )
    record = {
        "participants": {"ida": {"role": "briefer"}}, "turns": {"t01": {"speaker": "ida", "text": text}},
        "title": None, "publisher": "x", "date": None,
    }  # fmt: skip
    met, runs, dues, slow = propose(record, ENTITIES)["statements"][2:]
    assert "target: e01, " in met and "target: null, " in runs and "target: null, " in dues
    told = "voice: reported, holder: [jane-roe, xi-jinping, jo-low]"
    assert "holder: [ida]" in runs and told in dues and told in slow
    record["turns"]["t01"]["text"] = "The big meeting of Jo Low was long. This meeting was far too long for us."
    first, again = propose(record, ENTITIES, topics={"roe": {"name": "Meetings of Jo Low"}})["statements"][2:]
    assert "target: e01, topic: roe, " in first and "target: e01, topic: roe, " in again
    record["turns"]["t01"]["text"] = "They all noted that the ferry is far too slow."
    assert "holder: [ida]" in propose(record, ENTITIES)["statements"][2]


def test_the_state_of_the_publisher_and_the_question_tell_what_is_meant() -> None:
    entities = {
        "us": {"name": "United States", "type": "state"},
        "lao": {"name": "Laos", "type": "state"},
    }
    record = {
        "participants": {"low": {"role": "briefer"}, "press": {"role": "reporter"}},
        "turns": {
            "t01": {"speaker": "press", "text": "How slow is the ferry to Laos?"},
            "t02": {"speaker": "low", "text": "That is what both countries will have to see. The harbours of the lake are open."},
            "t03": {"speaker": "press", "text": "Is it cold?"},
            "t04": {"speaker": "low", "text": "Nobody of us here has measured it, as far as we know."},
        },
        "title": "Meeting with Laos", "publisher": "state-dept", "date": None,
    }  # fmt: skip
    topics = {"ferry": {"name": "Ferry to Laos"}, "harbours": {"name": "Harbours of the United States"}}
    lines = propose(record, entities, topics=topics)
    assert "  t02: [[both countries, [us, lao]]]" in lines["mentions"]
    assert [re.search("topic: (\\w+)", line)[1] for line in lines["statements"][2:]] == ["ferry", "harbours", "null"]
    lines = propose({**record, "publisher": "x"}, entities, topics=topics)
    assert not [line for line in lines["mentions"] if "both" in line]
    assert [re.search("topic: (\\w+)", line)[1] for line in lines["statements"][2:]] == ["ferry", "ferry", "null"]


def test_what_other_records_link_is_proposed_again() -> None:
    layer = "mentions:\n  t01: [[the Bear, russia], [Bear, russia], [the boat, x], [Fox, a]]\n\n  t02: [[Fox, b], [Both, [a, b]], [Jo, ~]]\nx: 1\n"
    corpus = Corpus.at().with_files(
        {"records/2031/a.yaml": layer.encode(), "records/2031/b.yaml": b"mentions:\n  t01: [\n"}
    )
    links = links_of(corpus)
    assert links["the Bear"] == links["Bear"] == "russia"
    assert not {"the boat", "Fox", "Both", "Jo"} & set(links)
