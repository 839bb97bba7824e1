"""Every rule has an example that breaks it and nothing else, and a valid corpus that it passes."""

from dataclasses import replace

import examples
import pytest
from edited import VALID, check_all

from onbackground.corpus.corpus import Corpus
from onbackground.findings import RULES
from onbackground.validation import check


@pytest.mark.parametrize("example", examples.paths(), ids=lambda path: path.name)
def test_an_invalid_example_gives_exactly_the_finding_that_it_names(example):
    wanted = examples.expected(example)
    assert [(f.code, f.line, f.column, f.path) for f in examples.findings_of(example)] == [wanted]
    assert example.name.startswith(wanted.code)


def test_every_rule_has_an_example_that_breaks_it():
    assert set(RULES) == {examples.expected(example).code for example in examples.paths()}


def test_the_valid_corpus_passes_every_rule():
    corpus = Corpus.at(VALID)
    assert check_all(corpus) == []


def test_the_records_of_the_repository_pass_every_rule():
    corpus = Corpus.at()
    assert check_all(corpus) == []


def test_every_rule_that_reads_records_is_run_on_one_of_the_valid_ones(monkeypatch):
    """A rule that yields nothing because it never sees what it is about would pass everything."""
    seen = set()
    for name, rules in (("RECORD_RULES", check.RECORD_RULES), ("CORPUS_RULES", check.CORPUS_RULES)):
        monkeypatch.setattr(check, name, [replace(rule, check=_noting(rule, seen)) for rule in rules])
    monkeypatch.setattr(check, "_choose", check._choose.__wrapped__)  # what was chosen before is remembered
    corpus = Corpus.at(VALID)
    check_all(corpus)
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
