"""The first record of the corpus, drafted again from its source: header, turns and speakers as reviewed."""

from __future__ import annotations

import re

import pytest

from onbackground.corpus.corpus import Corpus
from onbackground.drafting.draft import Draft, draft
from onbackground.drafting.pages.kinds import read_page
from onbackground.parsing import strict
from onbackground.validation.check import check_record

ID = "state-2015-09-27-kerry-lavrov"
HEADER = (
    "schema",
    "id",
    "title",
    "series",
    "byline",
    "date",
    "place",
    "venue",
    "language",
    "publisher",
    "ground_rules",
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.at()


@pytest.fixture(scope="module")
def made(corpus: Corpus) -> Draft:
    path = corpus.root / corpus.source_path(ID)
    return draft(read_page(path.name, path.read_bytes()), path.name, corpus.vocabulary)


def test_header_turns_and_speakers_are_those_of_the_reviewed_record(corpus: Corpus, made: Draft) -> None:
    reviewed = strict.load((corpus.root / f"records/2015/{ID}.yaml").read_text("utf-8"))
    for key in (*HEADER, "participants", "redactions", "turns"):
        assert made.record[key] == reviewed[key], key
    assert list(made.record["turns"]) == list(reviewed["turns"])
    assert made.record["source"]["sha256"] == reviewed["source"]["sha256"]


def test_layers_not_yet_read_are_absent_and_nothing_is_signed(made: Draft) -> None:
    assert not {"exchanges", "statements", "events", "mentions", "sic"} & set(made.record)
    assert made.record["review"]["status"] == "draft"
    assert made.record["review"]["passes"] == []


def uncommented(text: str) -> str:
    first, *lines = text.split("\n")
    return "\n".join([first, *(line[2:] if line.startswith("# ") else line for line in lines)])


def put_into(corpus: Corpus, text: str, source: bytes) -> Corpus:
    """The corpus with the record, and with the new entities that its comments propose."""
    entities = corpus.read("vocabulary/entities.yaml").decode()
    new = "".join(f"  {line[4:]}\n" for line in text.split("\n") if line.startswith("#   ") and ", type: " in line)
    return corpus.with_files(
        {
            f"records/2015/{ID}.yaml": text.encode(),
            f"sources/2015/{ID}.txt": source,
            "vocabulary/entities.yaml": (entities + new).encode(),
        }
    )


def test_accepted_proposals_lack_nothing_but_the_labels_of_a_reader(corpus: Corpus, made: Draft) -> None:
    accepted = uncommented(made.text)
    record = f"records/2015/{ID}.yaml"
    findings = check_record(put_into(corpus, accepted, made.source), record).findings
    assert {re.sub(r" of \w+", "", finding.message) for finding in findings if finding.path == record} == {
        f"{name} must be text, not null" for name in ("reply", "why", "kind", "stance")
    }
    filled = re.sub(r"(x\d+\w+)(: \{.*)reply: , why: ", r'\1\2reply: general, why: "too general for \1"', accepted)
    filled = filled.replace("kind: , voice", "kind: claim, voice").replace("stance: ,", "stance: neutral,")
    (topics,) = (
        one for one in check_record(put_into(corpus, filled, made.source), record).findings if one.path == record
    )
    assert topics.code == "OB625"
    filled = filled.replace("\ntopics: []\n", f"\ntopics: [{topics.hint.removeprefix('add ')}]\n")
    left = check_record(put_into(corpus, filled, made.source), record).findings
    assert [finding for finding in left if finding.path == record] == []


def test_proposed_exchanges_pair_questions_with_answers_as_reviewed(corpus: Corpus, made: Draft) -> None:
    reviewed = strict.load((corpus.root / f"records/2015/{ID}.yaml").read_text("utf-8"))
    proposed = strict.load(uncommented(made.text))
    pairs = [
        [(one["question"], one["answer"]) for one in record["exchanges"].values()] for record in (proposed, reviewed)
    ]
    assert pairs[0] == pairs[1]
    assert proposed["outside_exchanges"] == reviewed["outside_exchanges"]
