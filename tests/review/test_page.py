"""The review page as a file: what it says, where, and that nothing in it can run or reach out."""

import base64
import hashlib
import re

import examples
import pytest
import yaml
from copies import PATH, copy
from lxml import html

from onbackground.cli import review
from onbackground.corpus.corpus import REPOSITORY
from onbackground.findings import Finding
from onbackground.parsing import strict
from onbackground.review import page as review_page
from onbackground.review import signoff
from onbackground.review.spans import Sentence, Span, segments, sentences
from onbackground.review.where import place_of
from onbackground.validation import check


def page_of(folder, *changes, code=0):
    corpus = copy(folder, *changes)
    assert (
        review.main([str(corpus.root / PATH), "--corpus", str(corpus.root), "--out", str(folder / "page.html")]) == code
    )
    return html.parse(str(folder / "page.html")).getroot() if code == 0 else None


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return page_of(tmp_path_factory.mktemp("page"))


def words(element):
    return " ".join(element.text_content().split())


def pieces(page, annotation):
    return "".join(piece.text for piece in page.xpath("//span[@data-a]") if annotation in piece.get("data-a").split())


def test_the_transcript_stands_there_word_for_word(page):
    record = strict.load((REPOSITORY / "tests/review/corpus" / PATH).read_text(encoding="utf-8"))
    for name, turn in record["turns"].items():
        shown = page.get_element_by_id(name).find_class("text")[0]
        assert "\n".join(p.text_content() for p in shown.findall("p")) == turn["text"]


def test_a_script_in_a_transcript_is_text(page):
    assert len(page.findall(".//script")) == 1
    assert '<script>document.title = "run"</script>' in words(page.get_element_by_id("t01"))


def test_the_policy_allows_the_one_script_and_style_and_nothing_else(page):
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']")[0].get("content")
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    for name, tag in (("script-src", "script"), ("style-src", "style")):
        (element,) = page.iter(tag)
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert allowed[name] == f"'sha256-{digest}'"


def test_nothing_is_loaded_and_no_handler_or_style_stands_in_an_attribute(page):
    attributes = [
        (element.tag, name, value)
        for element in page.iter()
        if isinstance(element.tag, str)
        for name, value in element.attrib.items()
    ]
    assert [
        a for a in attributes if a[1].startswith("on") or a[1] in ("style", "src", "srcset", "action", "data")
    ] == []
    assert [a for a in attributes if a[1] == "href" and not a[2].startswith("#")] == []
    assert not re.search(r"url\(|@import", page.find(".//style").text)
    assert not re.search(r"fetch\(|XMLHttp|WebSocket|import\(|eval\(|innerHTML", page.find(".//script").text)


def test_ids_are_unique_and_every_link_and_description_leads_somewhere(page):
    ids = [element.get("id") for element in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    targets = page.xpath("//@aria-describedby | //@aria-labelledby | //@aria-controls | //@for | //@data-pick")
    assert set(targets) <= set(ids)


def test_every_annotation_has_a_card_and_its_words(page):
    cards = {card.get("id"): card for card in page.find_class("card")}
    assert set(cards) == {
        "x01a",
        "x01b",
        "s01",
        "s02",
        "s03",
        "s04",
        "e01",
        "e02",
        "t02-m1",
        "t02-m2",
        "t03-m1",
        "t02-b1",
        "sic1",
    }
    assert pieces(page, "s02") == "try to share the cost of the lights next spring. (Laughter.) That is not a promise."
    assert pieces(page, "e02") == "will the two ministers meet againagreed to try to meet"
    assert (
        "declining" in words(cards["x01a"])
        and "Anna Vale" in words(cards["s01"])
        and "We are pleased with" in words(cards["sic1"])
    )
    assert "Is the disclaimer about the spring" in words(cards["s02"])


def test_sentences_name_the_layers_that_touch_them(page):
    touched = {words(sentence): sentence.get("data-layers") for sentence in page.find_class("s")}
    assert touched["The lights stay on."] == touched["Good evening."] == ""
    assert touched["Thank you, [Moderator]."] == "redactions"
    assert touched["(Laughter.)"] == "statements"
    assert touched["We are please with the talks."] == "statements sic"


def test_stage_notes_skips_and_brackets_are_shown(page):
    assert [words(note) for note in page.find_class("l-stage")] == ["(Laughter.)"]
    assert [words(skip) for skip in page.find_class("skip")] == ["time-line END 7:40 P.M."]
    assert [words(bracket) for bracket in page.find_class("l-redactions")] == ["[Moderator]"]


def test_definitions_are_those_of_the_schema_and_the_vocabulary(page):
    entry = {
        term: words(page.get_element_by_id(f"def-{term}").find("dd"))
        for term in (
            "reply-declining",
            "voice-reported",
            "status-tentative",
            "topic-harbour-lights",
            "entity-anna-vale",
            "hedged-hedged",
            "skip-time-line",
        )
    }
    assert entry["reply-declining"] == "acknowledges the question and refuses (clear non reply)"
    assert entry["voice-reported"].startswith("the holder said or thinks so")
    assert entry["topic-harbour-lights"].startswith("Who pays for the lights")
    assert entry["entity-anna-vale"] == "person: Minister of ports of the first coast."
    assert entry["skip-time-line"] == "the clock time of start or end"


def test_findings_stand_at_their_place(tmp_path, capsys):
    page = page_of(
        tmp_path,
        ('redactions:\n  "[Moderator]": mod\n', "redactions: {}\n"),
        ('quote: "I will not go into who pays."', 'quote: "I will not go in to who pays."'),
    )
    found = {finding.find("b").text: finding for finding in page.xpath("//p[@data-finding]")}
    assert set(found) >= {"OB411", "OB601"}
    assert next(found["OB601"].iterancestors("article")).get("id") == "s04"
    assert next(found["OB411"].iterancestors("section")).get("id") == "t02"
    assert [words(sentence) for sentence in page.xpath("//span[@class='s' and @data-finding]")] == [
        "Thank you, [Moderator]."
    ]


def test_what_belongs_nowhere_is_shown_all_the_same(tmp_path):
    page = page_of(tmp_path, ("s04: {turn: t04", "s04: {turn: t44"), ("question: [t03]", "question: [t33]"))
    assert {words(card.find_class("id")[0]) for card in page.get_element_by_id("nowhere").find_class("card")} == {
        "s04",
        "x01a",
        "x01b",
    }
    codes = {finding.find("b").text for finding in page.xpath("//p[@data-finding]")}
    assert codes == {entry.text_content().split()[1] for entry in page.find_class("findings")[0]}


def test_a_record_that_cannot_be_shown(tmp_path, capsys):
    page_of(tmp_path, ("participants:\n", "participant:\n"), code=1)
    shown = capsys.readouterr()
    assert "OB" in shown.out and "cannot be shown" in shown.err and not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    "example",
    [one for one in examples.load("examples") if one.path.startswith("records/") and one.changed.get(one.path)],
    ids=lambda example: example.what,
)
def test_whatever_is_wrong_with_a_record_its_page_is_made_or_it_is_refused(example):
    corpus = example.corpus()
    checked = check.check_record(corpus, example.path)
    if checked.record is not None and all(key in checked.record.data for key in review_page.SHOWN):
        shown = html.fromstring(review_page.render(corpus, checked, ["review.py"]))
        for finding in checked.findings:
            assert finding.message in " ".join(shown.text_content().split("\n")) or "  " in finding.message
    else:
        assert checked.findings
    if checked.findings and checked.findings[0].code not in signoff.READING_MENDS:
        with pytest.raises(signoff.NotFit):
            signoff.sign(corpus, example.path, "roe", "human", [], "2031-10-01")


def test_layers_that_break_the_schema_are_left_out_and_the_page_is_made(tmp_path):
    page = page_of(tmp_path, ("kind: nondisclosure", "kind: nondisclosed"), ("status: draft", "status: drafted"))
    assert [card.get("id") for card in page.find_class("card") if card.get("data-layer") == "statements"] == [
        "s01",
        "s02",
        "s03",
    ]


def test_the_page_is_the_same_twice_and_ends_with_the_command(tmp_path, page):
    again = page_of(tmp_path)
    assert html.tostring(again.find(".//main")) == html.tostring(page.find(".//main"))
    assert " ".join(again.get_element_by_id("command").text_content().split()).endswith(
        "--sign-off --by NAME --kind human --layers header,turns,exchanges,statements,events,mentions"
    )


def test_the_digest_of_a_turn_changes_with_what_is_shown_of_it(tmp_path, page):
    other = page_of(tmp_path, ("kind: nondisclosure", "kind: claim"))
    before, after = (
        {turn.get("id"): turn.get("data-digest") for turn in one.find_class("turn")} for one in (page, other)
    )
    assert {turn for turn in before if before[turn] != after[turn]} == {"t04"}


def test_segments_are_cut_where_the_set_of_annotations_changes():
    spans = [Span("statements", "s01", 0, 6), Span("events", "e01", 3, 9)]
    cut = segments("abcdefghijk", 0, 11, spans)
    assert [(piece.text, [span.annotation for span in piece.spans]) for piece in cut] == [
        ("abc", ["s01"]),
        ("def", ["s01", "e01"]),
        ("ghi", ["e01"]),
        ("jk", []),
    ]
    assert [piece.text for piece in segments("abcdefghijk", 4, 8, spans)] == ["ef", "gh"]


def test_sentences_are_the_lines_of_the_file():
    text = "t:\n  text: >-\n    One.\n    Two. Still two.\n\n    Three.\n"
    node = yaml.compose(text).value[0][1].value[0][1]
    assert sentences(node.value, node, text.split("\n")) == [Sentence(0, 5, 3), Sentence(5, 21, 4), Sentence(21, 27, 6)]
    assert sentences("One. Two.\nThree.", None, []) == [Sentence(0, 10, 1), Sentence(10, 16, 1)]


@pytest.mark.parametrize(
    ("line", "column", "place"),
    [(1, 1, ""), (4, 5, "t01:4"), (6, 11, "x01a"), (7, 14, "t01-m2"), (8, 6, "sic1"), (9, 8, "e01")],
)
def test_the_place_of_a_finding(line, column, place):
    root = yaml.compose(
        "id: a\nturns:\n  t01:\n    text: a\nexchanges:\n  x01: {asks: {x01a: {reply: b}}}\n"
        "mentions: {t01: [[a, b], [c, d]]}\nsic: [{turn: t01}]\nevents: {e01: {what: x}}\n"
    )
    column = {6: 22, 7: 27, 8: 8, 9: 16}.get(line, column)
    assert place_of(Finding("x", line, column, "OB000", ""), root) == place
