"""Every rule has examples that break it and nothing else, and a valid corpus that it passes."""

import shutil
from dataclasses import replace

import examples
import pytest
from edited import BASE, VALID, check_all

from onbackground.corpus.corpus import Corpus
from onbackground.findings import RULES
from onbackground.validation import check

EXAMPLES = [(name, example) for name in examples.LISTS for example in examples.load(name)]


@pytest.mark.parametrize("example", [one for _, one in EXAMPLES], ids=[f"{name}: {one.what}" for name, one in EXAMPLES])
def test_an_example_gives_exactly_the_finding_that_it_names(example):
    found = example.findings()
    assert example.is_met_by(found), (example.expect, example.path, example.line, example.column, found)


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
    for name, rules in (("RECORD_RULES", check.RECORD_RULES), ("CORPUS_RULES", check.CORPUS_RULES)):
        monkeypatch.setattr(check, name, [replace(rule, check=_noting(rule, seen)) for rule in rules])
    monkeypatch.setattr(check, "_choose", check._choose.__wrapped__)  # what was chosen before is remembered
    check_all(Corpus.at(VALID))
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
