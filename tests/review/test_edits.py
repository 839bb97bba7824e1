"""Edits from a page: at their place, all or none, and nothing over somebody else's change."""

import copy as copying
import difflib
import json
import random

import documents
import pytest
from copies import PATH, copy, edit
from edited import BASE, ODD, REAL, VALID, text_of

from onbackground.cli import review
from onbackground.corpus.corpus import REPOSITORY, Corpus, UsageError
from onbackground.parsing import strict
from onbackground.review import edits, signoff
from onbackground.review.edits import Edit, Edits

ID = "state-2011-09-14-harbour-lights"
REPLY = ("exchanges", "x01", "asks", "x01a", "reply")


def run(corpus, *changes, options=(), record=ID, digest="sha256:" + "0" * 64):
    """Exit code of review.py --apply with these changes (op, path, old, new)."""
    file = corpus.root / "edits.json"
    rows = [{"op": op, "at": list(at), "old": old, "new": new} for op, at, old, new in changes]
    file.write_text(json.dumps({"schema": "edits/1", "record": record, "digest": digest, "edits": rows}))
    return review.main([str(corpus.root / PATH), "--corpus", str(corpus.root), "--apply", str(file), *options])


def text(corpus, path=PATH):
    return (corpus.root / path).read_text(encoding="utf-8")


def changed(before, after):
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_one_label_changes_one_line_and_breaks_one_seal(tmp_path, capsys):
    corpus = copy(tmp_path)
    signed = signoff.sign(corpus, PATH, signoff.Signature("roe", "human", [], "2011-10-01"))
    (corpus.root / PATH).write_text(signed.text, encoding="utf-8")
    assert run(corpus, ("set", REPLY, "declining", "dodging")) == 0
    assert changed(signed.text, text(corpus)) == [
        line
        for old in signed.text.split("\n")
        if "reply: declining" in old
        for line in (f"-{old}", f"+{old.replace('declining', 'dodging')}")
    ]
    said = capsys.readouterr().out
    again = [line for line in said.splitlines() if line.startswith("to be read again")]
    assert len(again) == 1 and "exchanges" in again[0] and "1 edit applied" in said


def test_an_edit_of_another_value_is_refused_and_shows_what_is_there(tmp_path, capsys):
    corpus = copy(tmp_path)
    before = text(corpus)
    good = ("set", ("statements", "s01", "stance"), "favorable", "neutral")
    assert run(corpus, good, ("set", REPLY, "explicit", "dodging")) == 1
    said = capsys.readouterr().err
    assert "exchanges.x01.asks.x01a.reply" in said and '"declining"' in said and '"explicit"' in said
    assert "s01" not in said and text(corpus) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("add", REPLY, None, "dodging"), 'found "declining"'),
        (("remove", ("statements", "s09"), {}, None), "found nothing"),
        (("set", ("statements", "s09", "kind"), "claim", "forecast"), "no statements.s09"),
        (("set", ("statements", 0), {}, {}), "by position"),
        (("add", ("review", "open", 7), None, {}), "entries now"),
        (("add", ("vocabulary", "places", "x"), None, {}), "entities and topics"),
        (("set", ("statements", "s01", "stance"), "favorable", "fond"), ""),
        (("set", ("statements", "s01", "quote"), None, "x"), "expected null"),
    ],
)
def test_what_cannot_be_done_is_one_clear_refusal(tmp_path, capsys, change, said):
    corpus = copy(tmp_path)
    before = text(corpus)
    assert run(corpus, change) == 1
    assert said in capsys.readouterr().err and text(corpus) == before
    assert sorted(path.name for path in (corpus.root / PATH).parent.iterdir()) == [f"{ID}.yaml"]


def test_an_edit_still_applies_to_a_file_that_changed_elsewhere(tmp_path):
    corpus = copy(tmp_path)
    edit(tmp_path, ('stance: favorable,\n        quote: "We are', 'stance: neutral,\n        quote: "We are'))
    assert run(corpus, ("set", REPLY, "declining", "dodging")) == 0
    assert 'stance: neutral,\n        quote: "We are' in text(corpus) and "reply: dodging" in text(corpus)


def test_a_result_with_new_findings_is_refused_unless_it_may_be_unfinished(tmp_path, capsys):
    corpus = copy(tmp_path)
    before = text(corpus)
    change = ("set", ("statements", "s04", "quote"), "I will not go into who pays.", "I will not go in to who pays.")
    assert run(corpus, change) == 1
    assert "OB601" in capsys.readouterr().out and text(corpus) == before
    assert run(corpus, change, options=["--unfinished"]) == 0
    assert "1 finding" in capsys.readouterr().out and text(corpus) != before
    assert (
        run(corpus, ("set", ("statements", "s04", "kind"), "nondisclosure", "silence"), options=["--unfinished"]) == 1
    )


def test_a_dry_run_shows_the_diff_and_writes_nothing(tmp_path, capsys):
    corpus = copy(tmp_path)
    before = text(corpus)
    assert run(corpus, ("set", REPLY, "declining", "dodging"), options=["--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"--- a/{PATH}\n+++ b/{PATH}\n") and "\n+" in said and text(corpus) == before


def test_a_new_entity_goes_into_its_file(tmp_path):
    corpus = copy(tmp_path)
    before = text(corpus, "vocabulary/entities.yaml")
    entity = {"name": "Harbour Guild", "type": "organisation", "qid": None, "qid_basis": None, "checked": None}
    assert (
        run(
            corpus,
            ("add", ("vocabulary", "entities", "harbour-guild"), None, entity),
            ("add", ("principals", 1), None, "harbour-guild"),
        )
        == 0
    )
    after = text(corpus, "vocabulary/entities.yaml")
    assert after.startswith(before.rstrip("\n")) and strict.load(after)["entities"]["harbour-guild"] == entity
    assert strict.load(text(corpus))["principals"][1] == "harbour-guild"


def test_a_vocabulary_that_breaks_its_format_is_refused_with_everything_else(tmp_path, capsys):
    corpus = copy(tmp_path)
    before = text(corpus), text(corpus, "vocabulary/entities.yaml")
    assert (
        run(
            corpus,
            ("add", ("vocabulary", "entities", "guild"), None, {"name": "Guild"}),
            ("set", REPLY, "declining", "dodging"),
        )
        == 1
    )
    assert "vocabulary/entities.yaml" in capsys.readouterr().out
    assert (text(corpus), text(corpus, "vocabulary/entities.yaml")) == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b'{"schema": "edits/2"}',
        b"[" * 100_000,
        b'{"schema": "edits/1", "schema": "edits/1"}',
        b'{"schema": "edits/1", "record": "a", "digest": "x", "edits": []}',
        json.dumps({"schema": "edits/1", "record": ID, "digest": "sha256:" + "0" * 64, "edits": []}).encode(),
        b'{"schema": NaN}',
    ],
)
def test_what_is_not_a_file_of_edits_is_one_line(tmp_path, capsys, content):
    corpus = copy(tmp_path)
    (tmp_path / "edits.json").write_bytes(content)
    code = review.main([str(tmp_path / PATH), "--corpus", str(tmp_path), "--apply", str(tmp_path / "edits.json")])
    said = capsys.readouterr()
    assert code == 2 and said.out == "" and said.err.count("\n") == 1 and corpus


def test_edits_of_another_record_and_a_file_that_is_not_there(tmp_path, capsys):
    corpus = copy(tmp_path)
    assert run(corpus, ("set", REPLY, "declining", "dodging"), record="state-2031-04-02-lake-commission") == 1
    assert "are for state-2031" in capsys.readouterr().err
    with pytest.raises(UsageError):
        edits.from_file(tmp_path / "none.json")


def test_new_keys_and_ids_go_where_the_format_has_them(tmp_path):
    data = strict.load(text_of(BASE))
    quote = {"turn": "t04", "quote": "They agreed to try."}
    changed = edits.applied(
        data,
        [
            Edit("add", ("statements", "s02", "hedged"), None, True),
            Edit("remove", ("events", "e01"), data["events"]["e01"], None),
            Edit("add", ("events", "e01"), None, data["events"]["e01"]),
            Edit("add", ("events", "e02", "anchors", 1), None, quote),
            Edit("add", ("mentions", "t01"), None, [["x", None]]),
        ],
    )
    statement = list(changed["statements"]["s02"])
    assert statement.index("hedged") == statement.index("quote") - 1
    assert list(changed["events"])[:2] == ["e01", "e02"] and next(iter(changed["mentions"])) == "t01"
    assert changed["events"]["e02"]["anchors"][1] == quote and "hedged" not in data["statements"]["s02"]


def random_edit(random_, data, path=()):
    """A random edit somewhere in the data, and made in the data as well."""
    place = data
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        inner = [key for key in keys if isinstance(place[key], dict | list) and place[key]]
        if not inner or random_.random() < 0.2:
            break
        key = random_.choice(inner)
        place, path = place[key], (*path, key)
    value = random_.choice(["no", "it’s: “so”", None, True, 3, ["a", "b"], {"turn": "t01", "quote": "a, b"}])
    op = random_.choice(["set", "remove", "add"]) if place else "add"
    if op == "add":
        key = f"k{random_.randrange(10**6)}" if isinstance(place, dict) else random_.randint(0, len(place))
        if isinstance(place, dict):
            place[key] = copying.deepcopy(value)
        else:
            place.insert(key, copying.deepcopy(value))
        return Edit("add", (*path, key), None, value)
    key = random_.choice(list(place) if isinstance(place, dict) else range(len(place)))
    old = copying.deepcopy(place[key])
    if op == "set":
        place[key] = copying.deepcopy(value)
    else:
        del place[key]
    return Edit(op, (*path, key), old, value if op == "set" else None)


@pytest.mark.parametrize("path", [BASE, ODD, REAL])
def test_random_edits_to_the_text_are_the_edits_to_the_data(path):
    before = text_of(path)
    for seed in range(15):
        chance = random.Random(seed)
        data = strict.load(before)
        made = [random_edit(chance, data) for _ in range(5)]
        wanted = edits.applied(strict.load(before), made)
        assert wanted == data
        assert strict.load(edits._rewritten(before, wanted)) == data, (seed, made)


def test_a_file_that_changed_while_the_edits_were_worked_out_is_not_overwritten(tmp_path, monkeypatch):
    corpus = copy(tmp_path)
    real = edits.propose

    def slow(*arguments):
        result = real(*arguments)
        (tmp_path / PATH).write_text("theirs", encoding="utf-8")
        return result

    monkeypatch.setattr(edits, "propose", slow)
    assert run(corpus, ("set", REPLY, "declining", "dodging")) == 2
    assert text(corpus) == "theirs"


def test_the_files_of_the_repository_take_an_edit(tmp_path):
    for root, path in ((VALID, BASE), (VALID, ODD), (REPOSITORY, REAL)):
        corpus = Corpus.at(root)
        data = strict.load(text_of(path))
        ask = next(iter(data["exchanges"]["x01"]["asks"]))
        at = ("exchanges", "x01", "asks", ask, "why")
        old = data["exchanges"]["x01"]["asks"][ask]["why"]
        result = edits.propose(corpus, path, Edits(data["id"], "", [Edit("set", at, old, "Another reason.")]))
        assert list(result.changed) == [path] and result.findings == []


def test_what_the_draft_proposed_goes_once_its_layer_is_there(tmp_path):
    corpus = copy(tmp_path)
    proposal = "# # Proposed {0}: read each.\n# {0}:\n#   x: [1]\n\n"
    before = text(corpus)
    start, end = before.index("\nmentions:"), before.index("\nreview:")
    mentions = strict.load(before)["mentions"]
    without = before[:start] + "\n" + proposal.format("mentions") + proposal.format("readings") + before[end + 1 :]
    (corpus.root / PATH).write_text(without, encoding="utf-8")
    assert run(corpus, ("add", ("mentions",), None, mentions)) == 0
    after = text(corpus)
    assert "Proposed mentions" not in after and "Proposed readings" in after and "#   x: [1]" in after
    assert strict.load(after)["mentions"] == mentions


def test_the_example_of_the_documents_applies_to_the_example_of_the_documents():
    (block,) = documents.blocks("docs/page.md", "json")
    wanted = edits.load(block.code.encode(), "docs/page.md")
    result = edits.propose(Corpus.at(VALID), BASE, wanted, unfinished=True)
    assert set(result.changed) == {BASE, "vocabulary/topics.yaml"}
    assert strict.load(result.changed[BASE][1])["exchanges"]["x01"]["asks"]["x01a"]["reply"] == "dodging"
