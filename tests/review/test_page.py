"""The page as a file: what Python gives it, and that nothing in it can run or reach out."""

import base64
import hashlib
import json
import re

import examples
import pytest
import yaml
from copies import PATH, copy
from lxml import html

from onbackground.cli import review
from onbackground.corpus.terms import terms_of
from onbackground.findings import Finding
from onbackground.parsing import strict
from onbackground.record import schema
from onbackground.record.labels import labels_in
from onbackground.review import page as review_page
from onbackground.review import signoff
from onbackground.review.fields import ENTRIES, LINKS, entry_fields
from onbackground.review.page import FOLDER, MODULES
from onbackground.review.proposals import proposals_in
from onbackground.review.signoff import NotFit
from onbackground.review.spans import Sentence, sentences
from onbackground.review.where import place_of
from onbackground.validation import check


def page_of(folder, *changes, code=0, options=()):
    corpus = copy(folder, *changes)
    arguments = [str(corpus.root / PATH), "--corpus", str(corpus.root), "--out", str(folder / "page.html"), *options]
    assert review.main(arguments) == code
    return html.parse(str(folder / "page.html")).getroot() if code == 0 else None


def content_of(page):
    return json.loads(page.get_element_by_id("content").text)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return page_of(tmp_path_factory.mktemp("page"))


def test_the_page_has_the_record_as_it_is_in_the_file(page, tmp_path):
    corpus = copy(tmp_path)
    content = content_of(page)
    assert content["record"] == strict.load((corpus.root / PATH).read_text(encoding="utf-8"))
    assert content["digest"] == "sha256:" + hashlib.sha256((corpus.root / PATH).read_bytes()).hexdigest()
    assert content["vocabulary"]["entities"]["anna-vale"]["name"] == "Anna Vale"
    assert content["findings"] == [] and content["mode"] == "edit" and not content["live"]


def test_a_script_in_a_transcript_ends_nothing(page, tmp_path):
    assert len(page.findall(".//script")) == 2
    assert '<script>document.title = "run"</script>' in content_of(page)["record"]["turns"]["t01"]["text"]
    raw = page_of(tmp_path).get_element_by_id("content").text
    assert "<" not in raw and ">" not in raw and "&" not in raw


def test_the_policy_allows_the_one_script_and_style_and_nothing_else(page):
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']")[0].get("content")
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == allowed["connect-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    (script,) = page.xpath("//script[not(@type)]")
    (style,) = page.iter("style")
    for name, element in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert allowed[name] == f"'sha256-{digest}'"


def test_nothing_is_loaded_and_no_handler_or_style_stands_in_an_attribute(page):
    attributes = [
        (element.tag, name, value)
        for element in page.iter()
        if isinstance(element.tag, str)
        for name, value in element.attrib.items()
    ]
    forbidden = ("style", "src", "srcset", "href", "action", "data")
    assert [one for one in attributes if one[1].startswith("on") or one[1] in forbidden] == []
    assert not re.search(r"url\(|@import", page.find(".//style").text)
    script = page.xpath("//script[not(@type)]")[0].text
    assert not re.search(
        r"XMLHttp|WebSocket|import\(|eval\(|innerHTML|insertAdjacent|document\.write|Function\(", script
    )


DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) ([\w$]+)", re.M)


def test_the_modules_make_one_script():
    """Every name is declared once over all modules; what is imported is exported, used, and from an earlier module."""
    declared, exported = {}, {}
    for n, name in enumerate(MODULES):
        source = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
        for one in DECLARED.findall(source):
            assert one not in declared, f"{one} is declared in {declared[one]} and {name}"
            declared[one] = name
        exported[name] = set(re.findall(r"^export (?:async )?(?:function|const|let|class) ([\w$]+)", source, re.M))
        for names, other in re.findall(r'^import \{([^}]*)\} from "\./(\w+)\.js";', source, re.M):
            assert other in MODULES[:n], f"{name} imports {other}, which comes later"
            for one in (part.strip() for part in names.split(",")):
                rest = re.sub(r"^import .*$", "", source, flags=re.M)
                assert re.search(rf"(?<![\w$]){re.escape(one)}(?![\w$])", rest), f"{name} does not use {one}"
                if other in exported:
                    assert one in exported[other], f"{other} does not export {one}"
    assert sorted(path.stem for path in FOLDER.glob("*.js")) == sorted(MODULES)


def test_fields_and_their_labels_are_those_of_the_schema():
    fields = entry_fields()
    assert set(fields) == set(ENTRIES)
    definitions = schema.text("briefing")["$defs"]
    for kind, name in (("statement", "kind"), ("statement", "voice"), ("event", "status"), ("event", "kind")):
        node = definitions[kind]["properties"][name]
        shown = next(field for field in fields[kind] if field["name"] == name)
        assert [label["value"] for label in shown["labels"]] == [one for one in node["enum"] if one is not None]
        assert {label["value"]: label["definition"] for label in shown["labels"]} == {
            label: known.definition for label, known in labels_in(node).items()
        }
    reply = next(field for field in fields["ask"] if field["name"] == "reply")
    assert all(label["definition"] and label["level"] and label["example"] for label in reply["labels"])
    assert any(label["taken_for"] for label in reply["labels"])


def test_every_label_that_can_be_chosen_is_defined():
    for kind, fields in entry_fields().items():
        for field in fields:
            for label in field.get("labels", ()):
                assert label["definition"] and "`" not in label["taken_for"], (kind, field["name"], label["value"])


def test_every_field_of_ids_says_what_it_leads_to():
    """A field whose values look like ids must be in LINKS: the page would offer it as text."""
    for kind, fields in entry_fields().items():
        node = schema.text(ENTRIES[kind][0])
        part = node["$defs"].get(ENTRIES[kind][1], {}) if "$defs" in node else {}
        for field in fields:
            rules = part.get("properties", {}).get(field["name"], {})
            items = rules.get("items", rules)
            looks_like_ids = items.get("$ref") in ("#/$defs/slug", "#/$defs/turn_id") or items.get(
                "pattern", ""
            ).startswith(("^[a-z0-9]+(-", "^e[0-9]", "^x[0-9]", "^[xt]"))
            assert (field["name"] in LINKS) == (field["type"] in ("link", "links")), (kind, field["name"])
            assert not looks_like_ids or field["name"] in LINKS, (kind, field["name"])


def test_a_blind_page_has_nothing_of_anybodys_labels(tmp_path):
    page = page_of(tmp_path, options=["--blind"])
    content, whole = content_of(page), html.tostring(page, encoding="unicode")
    record = strict.load((tmp_path / PATH).read_text(encoding="utf-8"))
    assert not content["record"].keys() & {
        "exchanges", "outside_exchanges", "statements", "events", "mentions", "review", "subject", "principals",
        "topics", "ground_rules", "waivers",
    }  # fmt: skip
    secrets = [ask["why"] for exchange in record["exchanges"].values() for ask in exchange["asks"].values()]
    secrets += [event["what"] for event in record["events"].values()]
    secrets += [question["question"] for question in record["review"]["open"]]
    secrets += [one["by"] for one in record["review"]["passes"]]
    assert secrets and not [one for one in secrets if one in whole]
    assert not re.search(r"\b(?:x01|s01|e01)\b", page.get_element_by_id("content").text)
    assert content["read"]["source"] == record["source"]["sha256"]
    assert {turn["text"] for turn in content["record"]["turns"].values()} == {
        turn["text"] for turn in record["turns"].values()
    }


def test_findings_know_their_place_and_their_line(tmp_path):
    page = page_of(
        tmp_path,
        ("Thank you, [Moderator].", "Thank you,  [Moderator]."),
        ('quote: "I will not go into who pays."', 'quote: "I will not go in to who pays."'),
    )
    found = {one["code"]: one for one in content_of(page)["findings"]}
    assert found["OB601"]["place"] == "s04"
    turn, line = found["OB436"]["place"].split(":")
    assert turn == "t02" and int(line) == found["OB436"]["line"]
    assert [row for row in content_of(page)["sentences"]["t02"] if row[1] == int(line)]


def test_a_misspelt_label_is_shown_as_it_is(tmp_path):
    """The record is not cut down to what fits the format: a label nobody knows is there, and so are its neighbours."""
    page = page_of(tmp_path, ("reply: declining", "reply: declinning"), ("status: draft", "status: drafted"))
    content = content_of(page)
    assert content["record"]["exchanges"]["x01"]["asks"]["x01a"]["reply"] == "declinning"
    assert set(content["record"]["exchanges"]["x01"]["asks"]) == {"x01a", "x01b"}
    assert "x01a" in {one["place"] for one in content["findings"]}


@pytest.mark.parametrize(
    "change",
    [("participants:\n", "participant:\n"), ("turns:\n", "turns: []\nskips_:\n"), ("id: state", "id: [state")],
)
def test_a_record_that_cannot_be_shown(tmp_path, capsys, change):
    page_of(tmp_path, change, code=1)
    shown = capsys.readouterr()
    assert "OB" in shown.out and "cannot be shown" in shown.err and not (tmp_path / "page.html").exists()


@pytest.mark.parametrize("name", ["examples", "mistakes"])
def test_whatever_is_wrong_with_a_record_its_page_is_made_or_it_is_refused(name):
    for example in examples.load(name):
        for path in example.changed:
            if not path.startswith("records/20") or example.changed[path] is None:
                continue
            corpus = example.corpus()
            checked = check.check_record(corpus, path)
            assert checked.record is not None or checked.findings
            try:
                content = review_page.content(corpus, checked, ["review.py"])
            except NotFit:
                continue
            assert [one["message"] for one in content["findings"]] == [one.message for one in checked.findings]
            assert "<" not in html.fromstring(review_page.render(content)).get_element_by_id("content").text
            if checked.findings and checked.findings[0].code not in signoff.READING_MENDS:
                with pytest.raises(signoff.NotFit):
                    signoff.sign(corpus, path, signoff.Signature("roe", "human", [], "2031-10-01"))


def test_the_page_is_the_same_twice(tmp_path, page):
    again = page_of(tmp_path)
    first, second = content_of(page), content_of(again)
    assert first.pop("command")[:2] == second.pop("command")[:2] == ["python", "review.py"] and first == second


DRAFT = """id: a
# # Proposed exchanges: read each.
# exchanges:
#   x01:
#     question: [t03]
#     answer: [t04]
#     follows: null
#     asks:
#       x01a: {quote: "Will they?", reply: , why: }
# outside_exchanges: [t01, t02]

# # Proposed events
# events:
#   e01: {what: , kind: null, actors: [], date: "2031-04-03", basis: resolved, status: , anchors: [{turn: t02, quote: b}]}

# mentions: {t01: [

# # Proposed entities: put those that are wanted into vocabulary/entities.yaml.
# #   lake-board: {name: Lake Board, type: organisation}  # t01, t02
# #   ida-low: {name: [
"""


def test_what_a_draft_proposes_is_offered_without_the_labels_that_are_the_readers():
    found = proposals_in(DRAFT)
    assert found == {
        "exchanges": {
            "x01": {"question": ["t03"], "answer": ["t04"], "follows": None, "asks": {"x01a": {"quote": "Will they?"}}}
        },
        "outside_exchanges": ["t01", "t02"],
        "events": {
            "e01": {"date": "2031-04-03", "basis": "resolved", "anchors": [{"turn": "t02", "quote": "b"}]},
        },
        "entities": {"lake-board": {"name": "Lake Board", "type": "organisation"}},
    }


def test_sentences_are_the_lines_of_the_file():
    text = "t:\n  text: >-\n    One.\n    Two. Still two.\n\n    Three.\n"
    node = yaml.compose(text).value[0][1].value[0][1]
    assert sentences(node.value, node, text.split("\n")) == [Sentence(0, 5, 3), Sentence(5, 21, 4), Sentence(21, 27, 6)]
    assert sentences("One. Two.\nThree.", None, []) == [Sentence(0, 10, 1), Sentence(10, 16, 1)]


def test_sentences_are_counted_as_the_script_counts(tmp_path):
    """In UTF-16 code units: a character beyond the first plane counts twice."""
    text = "t:\n  text: >-\n    \U0001f6a2 sails.\n    It does.\n"
    node = yaml.compose(text).value[0][1].value[0][1]
    assert review_page._sentences(node.value, node, text.split("\n")) == [[0, 3], [10, 4]]


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


def test_a_blind_page_has_the_guide_of_its_corpus(tmp_path):
    corpus = copy(tmp_path)
    content = review_page.blind_content(corpus, check.check_record(corpus, PATH))
    assert content["guide"] is None and content["guide_text"] == ""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/annotation-guide.md").write_text("# Our guide\n", encoding="utf-8")
    content = review_page.blind_content(corpus, check.check_record(corpus, PATH))
    assert content["guide_text"] == "# Our guide\n"
    assert content["guide"] == "sha256:" + hashlib.sha256(b"# Our guide\n").hexdigest()


def test_the_words_that_a_corpus_declares_are_offered_with_their_meaning():
    terms = terms_of(
        {
            "event_kinds": {"lay_keel": "a ship is begun"},
            "roles": {"host": {"means": "opens the line", "like": "moderator"}},
        }
    )
    fields = entry_fields(terms)
    for kind, name, word, means in (
        ("event", "kind", "lay_keel", "a ship is begun"),
        ("participant", "role", "host", "opens the line"),
    ):
        (labels,) = (field["labels"] for field in fields[kind] if field["name"] == name)
        assert next(label["definition"] for label in labels if label["value"] == word) == means
    assert "lay_keel" not in [label["value"] for field in fields["statement"] for label in field.get("labels", ())]
