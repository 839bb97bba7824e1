"""Every rule has examples that break it and nothing else, and a valid corpus that it passes."""

import shutil
from dataclasses import replace
from functools import cache

import examples
import pytest
from conditions import Conditions
from edited import BASE, TESTS, VALID, check_all, findings, text_of

from onbackground.corpus.corpus import Corpus
from onbackground.findings import RULES
from onbackground.validation import check, rules
from onbackground.validation.rules.brackets import MOST_COMPARED
from onbackground.validation.rules.paragraphs import _misplaced
from onbackground.validation.rules.source import _described
from onbackground.verbatim.alignment import Difference
from onbackground.verbatim.reproduce import body_pieces

EXAMPLES = [(name, example) for name in examples.LISTS for example in examples.load(name)]


@pytest.mark.parametrize(
    "example", [one for _, one in EXAMPLES], ids=[f"{one.expect} {name}: {one.what}" for name, one in EXAMPLES]
)
def test_an_example_gives_exactly_the_finding_that_it_names(example):
    found = findings_of(example)
    assert example.is_met_by(found), (example.expect, example.path, example.line, example.column, found)


NOTED = Conditions()
"""What the rules' conditions were, and the problems that they made, while examples were checked."""


@pytest.fixture(scope="module", autouse=True)
def _watching():
    with NOTED.watched(getattr(rules, name) for name in rules.__all__):
        yield


@cache
def _found(number):
    return EXAMPLES[number][1].findings()


def findings_of(example):
    """The findings of an example, which is checked once for all tests."""
    return _found(next(n for n, (_, other) in enumerate(EXAMPLES) if other is example))


def check_every_example():
    for _, example in EXAMPLES:
        findings_of(example)
    check_all(Corpus.at(VALID))
    check_all(Corpus.at())
    check_what_no_example_reaches()


def check_what_no_example_reaches():
    """More brackets than are compared; and two guards of what a source says of a record, which no edit was found for:
    a label before a skip, and one that is not where it should be."""
    for number, meant in ((MOST_COMPARED, True), (MOST_COMPARED + 1, False)):
        others = "".join(f'  "[Nobody {n}]": null\n' for n in range(1, number))
        text = text_of(BASE).replace('  "[Moderator]": mod\n', f'  "[Moderatr]": mod\n{others}')
        hints = [one.hint for one in findings(BASE, text) if one.code == "OB411"]
        assert ["write [Moderator]" in hint for hint in hints] == [meant]
    record = check.check_record(Corpus.at(VALID), BASE).record
    before_a_skip = _described(record, Difference("missing", ("skips", 0, "text"), None, "", "STAFF:"))
    assert (before_a_skip.at, before_a_skip.cause) == (("skips", 0), None)
    assert list(_misplaced(record, record.source, list(body_pieces(record.data)), 0)) == []


def test_every_way_to_report_has_an_example():
    check_every_example()
    assert len(NOTED.made) > 100, "the rules were not watched"
    assert [place for place, made in NOTED.made.items() if not made] == []


def test_every_condition_of_a_rule_is_true_in_one_example_and_false_in_another():
    """So each exception has an input close to a fault that the rule leaves in peace: one of `expect: none`, or one
    with another finding."""
    check_every_example()
    assert len(NOTED.was) > 500, "the rules were not watched"
    always = {f"{place.file}: {place.code}" for place, was in NOTED.was.items() if len(was) < 2}
    assert always == set()


SAID = TESTS / "validation" / "said.txt"


def said_of(example):
    """What is said of an example, as a line of said.txt."""
    return "".join(f"{example.what} | {f.code} | {f.message} | {f.hint}\n" for f in findings_of(example))


def test_what_is_said_is_what_was_approved():
    """`python tests/validation/test_examples.py` writes said.txt anew: read the difference before you commit it."""
    assert "".join(said_of(example) for example in examples.load("examples")) == SAID.read_text(encoding="utf-8")


def test_no_two_examples_have_one_name():
    for name in examples.LISTS:
        named = [example.what for example in examples.load(name)]
        assert sorted(set(named)) == sorted(named)


def test_a_record_that_is_a_link_out_of_the_corpus_is_not_read(tmp_path):
    shutil.copytree(VALID, tmp_path / "corpus")
    record = tmp_path / "corpus" / BASE
    record.unlink()
    record.symlink_to("/etc/hostname")
    found = check_all(Corpus.at(tmp_path / "corpus"))
    assert [(f.code, f.path, f.line, f.column) for f in found] == [("OB101", BASE, 1, 1)]


def test_every_rule_has_an_example_that_breaks_it():
    assert set(RULES) - {example.expect for _, example in EXAMPLES} == {"OB101"}


def test_the_valid_corpus_passes_every_rule():
    assert check_all(Corpus.at(VALID)) == []


def test_the_records_of_the_repository_pass_every_rule():
    assert check_all(Corpus.at()) == []


def test_every_rule_that_reads_records_is_run_on_one_of_the_valid_ones(monkeypatch):
    """A rule that yields nothing because it never sees what it is about would pass everything."""
    seen = set()
    for name, listed in (("RECORD_RULES", check.RECORD_RULES), ("CORPUS_RULES", check.CORPUS_RULES)):
        monkeypatch.setattr(check, name, [replace(rule, check=_noting(rule, seen)) for rule in listed])
    monkeypatch.setattr(check, "_choose", check._choose.__wrapped__)  # what was chosen before is remembered
    check_all(Corpus.at(VALID))
    check_all(Corpus.at())
    assert seen == {rule.code for rule in (*check.RECORD_RULES, *check.CORPUS_RULES)}


def _noting(rule, seen):
    def noted(*arguments):
        seen.add(rule.code)
        return rule.check(*arguments)

    return noted


def test_every_rule_explains_itself():
    for code, rule in RULES.items():
        assert rule.title and rule.wrong and rule.right, code
        assert len(rule.title) <= 110, code


if __name__ == "__main__":
    SAID.write_text("".join(said_of(example) for example in examples.load("examples")), encoding="utf-8")
