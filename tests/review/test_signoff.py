"""Signing: a pass is added, every other byte stays; what must not be signed is not."""

import errno
import os
import subprocess
import sys

import pytest
import yaml
from copies import PATH, copy
from ruamel.yaml import YAML

from onbackground.cli import review
from onbackground.corpus.corpus import REPOSITORY
from onbackground.parsing import strict
from onbackground.review.signoff import NotFit, add_pass

SIGNATURE = {
    "by": "roe",
    "kind": "human",
    "date": "2011-10-01",
    "layers": ["turns", "events"],
    "seal": {"turns": "sha256:" + "0" * 64, "events": "sha256:" + "1" * 64},
}
ONE = '{by: li, kind: model, date: "2011-09-30", layers: [turns], seal: null}'

FORMS = {
    "empty": "review:\n  status: draft\n  passes: []\n  open: []\n",
    "empty with a comment": "review:\n  status: draft\n  passes: []   # nobody yet\n  open: []\n",
    "empty, review on one line": "review: {status: draft, passes: [], open: []}\n",
    "empty, spread out": "review:\n  passes: [\n    # nobody\n    ]\n  open: []\n",
    "empty on a line of its own": "review:\n  passes:\n    []\n  open: []\n",
    "last, without a line end": "review:\n  open: []\n  passes: []",
    "list on one line": f"review:\n  passes: [{ONE}]  # one\n  open: []\n",
    "list with a comma at its end": f"review:\n  passes: [{ONE}, # one\n    ]\n  open: []\n",
    "block": f"review:\n  passes:\n    - {ONE} # one\n\n    # two\n  open: []\n",
    "block, not indented": f"review:\n  passes:\n  - {ONE}\n  open: []\n",
    "block of blocks": "review:\n  passes:\n  - by: li\n    kind: model\n    layers:\n    - turns\n    - events   # all\n  # none\n  open: []\n",
    "text block last": "review:\n  open: []\n  passes:\n  - by: >-\n      li\n      li\n\n# end\n",
    "last, block, without a line end": f"review:\n  open: []\n  passes:\n  - {ONE}",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_a_pass_is_added_and_nothing_else_changes(text):
    signed = add_pass(text, SIGNATURE)
    data = strict.load(text)
    data["review"]["passes"].append(SIGNATURE)
    assert strict.load(signed) == data
    assert yaml.safe_load(signed.replace('"2011', '"x2011')) is not None and YAML(typ="safe").load(signed) == data
    kept = iter(signed)
    assert all(character in kept for character in text.replace(" []", "").replace("[]", ""))
    assert [line for line in text.split("\n") if "#" in line and "passes" not in line and line not in signed] == []


@pytest.mark.parametrize(
    "name", ["Jane Roe", "no", "1.5", "a: b", 'O\'Brien "X"', "[x]", "# x", "Zoë", "2011-04-02", "~", "x "]
)
def test_any_name_is_read_back_as_it_was_written(name):
    signed = add_pass(FORMS["empty"], SIGNATURE | {"by": name})
    assert strict.load(signed)["review"]["passes"][0]["by"] == name
    assert yaml.safe_load(signed)["review"]["passes"][0]["by"] == name


def test_a_place_where_no_pass_can_be_added_is_refused():
    with pytest.raises(NotFit):
        add_pass("review:\n  open: []\n  passes:\n  - by: |+\n      li\n\n\n", SIGNATURE)


def run(corpus, *arguments):
    return review.main([str(corpus.root / PATH), "--corpus", str(corpus.root), *arguments])


SIGN = ("--sign-off", "--by", "Jane Roe", "--kind", "human")


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_disk_that_takes_nothing_leaves_the_record(tmp_path, capsys, monkeypatch, reason):
    corpus = copy(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    opened = os.open

    def read_only(path, flags, *rest, **options):
        if flags & os.O_CREAT:
            raise OSError(reason, os.strerror(reason), path)
        return opened(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", read_only)
    assert run(corpus, *SIGN) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and f"cannot be written: {os.strerror(reason)}" in said
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_command_signs_the_chosen_layers_and_keeps_the_file(tmp_path, capsys):
    corpus = copy(tmp_path)
    before = (tmp_path / PATH).read_bytes()
    assert run(corpus, *SIGN, "--layers", "events,turns") == 0
    after = (tmp_path / PATH).read_bytes()
    head, tail = before.split(b" []   # nobody yet")
    assert after.startswith(head) and after.endswith(b"   # nobody yet" + tail)
    passes = strict.load(after.decode())["review"]["passes"]
    assert [(one["by"], one["kind"], one["layers"], sorted(one["seal"])) for one in passes] == [
        ("Jane Roe", "human", ["turns", "events"], ["events", "turns"])
    ]
    assert "turns, events signed by Jane Roe" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / PATH).parent.iterdir()] == [(tmp_path / PATH).name]


def test_without_layers_all_that_there_are_are_signed(tmp_path):
    corpus = copy(tmp_path)
    assert run(corpus, *SIGN) == 0
    layers = strict.load((tmp_path / PATH).read_text(encoding="utf-8"))["review"]["passes"][0]["layers"]
    assert layers == ["header", "turns", "exchanges", "statements", "events", "mentions"]


@pytest.mark.parametrize(
    "change",
    [
        ('quote: "I will not go into who pays."', 'quote: "I will not go in to who pays."'),
        ("reply: declining", "reply: declined"),
        ("series: background-briefing", "series: background-briefing\nseries: other"),
    ],
)
def test_a_record_with_findings_is_not_signed(tmp_path, capsys, change):
    corpus = copy(tmp_path, change)
    before = (tmp_path / PATH).read_bytes()
    assert run(corpus, *SIGN) == 1
    shown = capsys.readouterr()
    assert "OB" in shown.out and "cannot be signed" in shown.err
    assert (tmp_path / PATH).read_bytes() == before


def test_signing_twice_is_refused(tmp_path, capsys):
    corpus = copy(tmp_path)
    assert run(corpus, *SIGN, "--layers", "turns") == 0
    before = (tmp_path / PATH).read_bytes()
    assert run(corpus, *SIGN, "--layers", "turns", "events") == 1
    assert "signed turns already" in capsys.readouterr().err
    assert (tmp_path / PATH).read_bytes() == before


def test_a_layer_that_the_record_lacks_is_refused(tmp_path, capsys):
    corpus = copy(tmp_path)
    text = (tmp_path / PATH).read_text(encoding="utf-8")
    start, end = text.index("mentions:\n"), text.index("review:\n")
    (tmp_path / PATH).write_text(text[:start] + text[end:], encoding="utf-8")
    assert run(corpus, *SIGN, "--layers", "mentions") == 1
    assert "no mentions" in capsys.readouterr().err


def test_what_must_still_be_read_does_not_stop_a_signature(tmp_path, capsys):
    corpus = copy(tmp_path, ("status: draft", "status: reviewed"))
    assert run(corpus, *SIGN, "--layers", "turns") == 0
    assert "still to be read" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--sign-off",),
        ("--by", "x"),
        ("--layers", "turns"),
        ("--sign-off", "--by", "x", "--kind", "robot"),
        ("--since", "HEAD", "--agreement", "x"),
        (*SIGN, "--since", "HEAD"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(tmp_path, arguments):
    with pytest.raises(SystemExit) as stopped:
        run(copy(tmp_path), *arguments)
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (*SIGN, "--layers", "turn"),
        ("--sign-off", "--by", "a\nb", "--kind", "human"),
        ("--sign-off", "--by", " ", "--kind", "human"),
        ("--since", "HEAD"),
        ("--since", ""),
        ("--since=--output=x",),
        ("--agreement", "nowhere.yaml"),
        ("--out", "no/such/folder/page.html"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_code_2(tmp_path, capsys, arguments):
    corpus = copy(tmp_path)
    before = (tmp_path / PATH).read_bytes()
    assert run(corpus, *arguments) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("review.py: ") and shown.err.count("\n") == 1 and shown.out == ""
    assert (tmp_path / PATH).read_bytes() == before


def test_one_record_at_a_time(tmp_path, capsys):
    corpus = copy(tmp_path)
    (corpus.root / "records/2011/other.yaml").write_text("schema: briefing/2\n", encoding="utf-8")
    assert review.main([str(corpus.root / "records"), "--corpus", str(corpus.root)]) == 2
    assert "one at a time" in capsys.readouterr().err


def test_the_script_runs_from_anywhere(tmp_path):
    corpus = copy(tmp_path)
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "review.py"), PATH, "--corpus", "."],
        cwd=corpus.root,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{corpus.root}/review-pages/state-2011-09-14-harbour-lights.html\n"


def test_the_placeholder_of_the_examples_signs_nothing(tmp_path, capsys):
    corpus = copy(tmp_path)
    before = (tmp_path / PATH).read_bytes()
    arguments = [str(tmp_path / PATH), "--corpus", str(tmp_path), "--sign-off", "--kind", "human", "--by"]
    assert review.main([*arguments, "NAME"]) == 2 and review.main([*arguments, " NAME "]) == 2
    assert "in its place" in capsys.readouterr().err and (tmp_path / PATH).read_bytes() == before and corpus
