"""OB811 to OB815: what validation says of seals. Each case is signed by review.py itself, then edited."""

import pytest
from copies import PATH, copy, edit

from onbackground.review import signoff
from onbackground.validation import check

REVIEWED = ("status: draft", "status: reviewed")


def sign(corpus, by="roe", layers=(), day="2011-10-01"):
    signoff.sign_off(corpus, PATH, signoff.Signature(by, "human", list(layers), day))


def found(corpus):
    return [(finding.code, finding.message) for finding in check.check_record(corpus, PATH).findings]


def line_of(corpus, code):
    text = (corpus.root / PATH).read_text(encoding="utf-8").split("\n")
    return [text[f.line - 1].strip() for f in check.check_record(corpus, PATH).findings if f.code == code]


@pytest.fixture
def corpus(tmp_path):
    return copy(tmp_path, REVIEWED)


def test_a_signed_record_has_no_findings(corpus):
    sign(corpus)
    assert found(corpus) == []


def test_an_edited_layer_is_named_with_its_pass(corpus):
    sign(corpus)
    edit(corpus.root, ("reply: declining", "reply: dodging"))
    assert found(corpus) == [("OB811", "x01a changed after roe signed exchanges on 2011-10-01")]
    assert line_of(corpus, "OB811")[0].startswith("x01a: {")


def test_a_broken_seal_is_a_finding_in_a_draft_too(tmp_path):
    corpus = copy(tmp_path)
    sign(corpus, layers=["events"])
    edit(corpus.root, ('date: "2012-21"', 'date: "2012-21~"'))
    assert [code for code, _ in found(corpus)] == ["OB811"]


def test_reading_again_settles_it_whoever_reads(corpus):
    sign(corpus)
    edit(corpus.root, ("reply: declining", "reply: dodging"))
    sign(corpus, by="li", layers=["exchanges"], day="2011-10-02")
    assert found(corpus) == []
    edit(corpus.root, ("reply: dodging", "reply: declining"))
    assert found(corpus) == [("OB811", "x01a changed after li signed exchanges on 2011-10-02")]


def test_passes_that_break_together_are_named_together(corpus):
    sign(corpus)
    sign(corpus, by="li")
    edit(corpus.root, ("venue: Pier House", "venue: Pier House "))
    assert found(corpus) == []
    edit(corpus.root, ("kind: nondisclosure", "kind: claim"))
    assert found(corpus) == [
        ("OB811", "s04 changed after roe signed statements on 2011-10-01 and li signed it on 2011-10-01")
    ]


def test_signing_the_same_state_twice(corpus):
    sign(corpus)
    pass_text = signoff.add_pass(
        (corpus.root / PATH).read_text(encoding="utf-8"),
        check.check_record(corpus, PATH).record.data["review"]["passes"][0],
    )
    (corpus.root / PATH).write_text(pass_text, encoding="utf-8")
    assert [code for code, _ in found(corpus)] == ["OB812"]


def test_one_reader_may_sign_a_later_state(corpus):
    sign(corpus)
    edit(corpus.root, ("reply: declining", "reply: dodging"))
    sign(corpus, layers=["exchanges"])
    assert found(corpus) == []


UNSEALED = 'passes:\n    - {by: roe, kind: human, date: "2011-10-01", layers: [header, turns, exchanges, statements, events, mentions], seal: null}\n'


def test_an_unsealed_pass_is_for_drafts_only(tmp_path):
    corpus = copy(tmp_path, ("passes: []   # nobody yet\n", UNSEALED))
    assert found(corpus) == []
    edit(corpus.root, REVIEWED)
    assert found(corpus) == [("OB813", "the pass of roe is not sealed")]


def test_seal_and_layers_of_a_pass_go_together(corpus):
    sign(corpus)
    edit(corpus.root, ("layers: [header, turns,", "layers: [turns,"))
    assert [code for code, _ in found(corpus)] == ["OB801"]
    edit(corpus.root, REVIEWED[::-1])
    assert found(corpus) == [("OB814", "the seal covers header, the pass does not")]
    assert line_of(corpus, "OB814")[0].startswith("layers: [turns,")
    edit(corpus.root, ("layers: [turns,", "layers: [header, turns,"), ("       seal: {header", "       seal: {wrong"))
    assert [code for code, _ in found(corpus)] == ["OB201"]


def test_a_digest_that_is_missing(corpus):
    sign(corpus)
    text = (corpus.root / PATH).read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if line.strip().startswith('events: "sha256:'))
    edit(corpus.root, (line + "\n", ""))
    assert found(corpus) == [("OB814", "the pass covers events, its seal does not")]


def test_two_signatures_are_no_two_readings(tmp_path):
    corpus = copy(tmp_path, ("status: draft", "status: adjudicated"))
    sign(corpus)
    sign(corpus, by="li")
    assert [code for code, _ in found(corpus)] == ["OB815"]


def test_an_unknown_layer_is_a_finding(corpus):
    sign(corpus)
    edit(corpus.root, ("layers: [header,", "layers: [heading,"))
    assert check.check_record(corpus, PATH).findings[0].code[:3] == ("OB2")


def test_one_mistake_is_one_finding_although_it_breaks_the_seal_as_well(corpus):
    sign(corpus)
    edit(corpus.root, ('quote: "I will not go into who pays."', 'quote: "I will not go in to who pays."'))
    assert [code for code, _ in found(corpus)] == ["OB601"]
    edit(corpus.root, ('quote: "I will not go in to who pays."', 'quote: "I will not go into"'))
    assert [code for code, _ in found(corpus)] == ["OB811"]
