"""Two versions of a record: only what changed, side by side."""

import subprocess

from copies import PATH, copy, edit
from lxml import html

from onbackground.cli import review
from onbackground.parsing import strict
from onbackground.review.changes import changes, compare


def of(before: str, after: str):
    return [
        (change.layer, change.name, change.kind, [field.name for field in change.fields])
        for change in changes(strict.load(before), strict.load(after))
    ]


def test_what_did_not_change_is_not_there(tmp_path):
    text = (copy(tmp_path).root / PATH).read_text(encoding="utf-8")
    assert of(text, text + "# a comment\n") == []
    after = (
        text.replace("The lights stay on.", "The lights stay out.")
        .replace("reply: declining", "reply: dodging")
        .replace("venue: Pier House", "venue: null")
        .replace("follows: null", "follows: x00")
        .replace("[Minister Reed, tomas-reed]", "[Minister Reed, ~]")
    )
    assert of(text, after) == [
        ("header", "venue", "changed", [""]),
        ("turns", "t02", "changed", ["text"]),
        ("exchanges", "x01", "changed", ["follows"]),
        ("exchanges", "x01a", "changed", ["reply"]),
        ("mentions", "mentions t02", "changed", [""]),
    ]


def test_added_and_removed():
    assert of("statements: {s01: {quote: a}}\n", "statements: {s02: {quote: a}}\n") == [
        ("statements", "s01", "removed", ["quote"]),
        ("statements", "s02", "added", ["quote"]),
    ]


def test_words_that_went_and_came_are_set_apart():
    assert compare("We are pleased.", "We were pleased.") == (
        [("same", "We "), ("del", "are"), ("same", " pleased.")],
        [("same", "We "), ("ins", "were"), ("same", " pleased.")],
    )


def test_long_stretches_between_changes_are_cut():
    middle = "word " * 100
    left, _ = compare(f"a {middle}z", f"b {middle}y")
    assert [kind for kind, _ in left] == ["del", "same", "del"]
    assert " … " in left[1][1] and len(left[1][1]) < 200


def test_the_page(tmp_path, capsys):
    copy(tmp_path)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    edit(tmp_path, ("The lights stay on.", "The lights <b>stay</b> out."))
    assert review.main([str(tmp_path / PATH), "--corpus", str(tmp_path), "--since", "HEAD"]) == 0
    page = html.parse(capsys.readouterr().out.strip()).getroot()
    assert [heading.text_content().split() for heading in page.iter("h3")] == [["t02", "changed"]]
    before, after = (" ".join(side.text_content().split()) for side in page.find_class("side"))
    assert before.endswith("The lights stay on.") and after.endswith("The lights <b>stay</b> out.")
    assert not page.findall(".//b")
    assert review.main([str(tmp_path / PATH), "--corpus", str(tmp_path), "--since", "HEAD~9"]) == 2


def test_an_old_version_of_any_shape_is_shown_or_refused(tmp_path, capsys):
    corpus = copy(tmp_path)
    text = (tmp_path / PATH).read_bytes()
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    for old, code in (
        (b"turns: [1, {a: b}]\nexchanges: {x01: 3, x02: {asks: {x02a: ~}}}\nmentions: {t01: [[a], 1]}\nreview: 1\n", 0),
        (b"- a\n", 2),
        (b"\xff", 2),
    ):
        (tmp_path / PATH).write_bytes(old)
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "old"], check=True)
        (tmp_path / PATH).write_bytes(text)
        assert review.main([str(tmp_path / PATH), "--corpus", str(corpus.root), "--since", "HEAD"]) == code
