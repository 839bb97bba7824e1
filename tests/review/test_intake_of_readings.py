"""Taking in a reading and an adjudication: all that is checked about them holds, or nothing is written."""

from copy import deepcopy

import pytest
from copies import PATH, copy

from onbackground.cli import review
from onbackground.corpus.corpus import Corpus
from onbackground.parsing import strict
from onbackground.record.readings import LABELLED, folder_of
from onbackground.review import signoff
from onbackground.review.keeping import reading_of, text_of
from onbackground.validation import check

FOLDER = folder_of("state-2011-09-14-harbour-lights")


@pytest.fixture
def corpus(tmp_path) -> Corpus:
    corpus = copy(tmp_path, ("status: draft", "status: reviewed"))
    signoff.sign_off(corpus, PATH, signoff.Signature("roe", "human", [], "2011-10-01"))
    return corpus


def command(corpus: Corpus, *options: str) -> int:
    return review.main([str(corpus.root / PATH), "--corpus", str(corpus.root), *options])


def other_reading(corpus: Corpus) -> dict:
    """Another reader's, who calls one reply something else and leaves a statement out."""
    record = check.check_record(corpus, PATH).record
    signature = {"by": "li", "kind": "human", "model": None, "date": "2011-10-02"}
    data = deepcopy(reading_of(corpus, record, signature, LABELLED, ["source", "turns"]))
    data["exchanges"]["x01"]["asks"]["x01b"] |= {"reply": "implicit", "why": "A date follows from it."}
    del data["statements"]["s03"]
    del data["seal"]
    return data


def write(corpus: Corpus, data: dict, schema: str) -> str:
    file = corpus.root / f"{schema}.yaml"
    file.write_text(text_of(data, schema), encoding="utf-8")
    return str(file)


def files(corpus: Corpus) -> list[str]:
    return [path.removeprefix(f"{FOLDER}/") for path in corpus.listing(FOLDER)]


def settlement(corpus: Corpus, **changed: object) -> dict:
    seals = {
        name: strict.load((corpus.root / FOLDER / f"{name}.yaml").read_text("utf-8"))["seal"] for name in ("roe", "li")
    }
    reply = {
        "unit": "x01b",
        "field": "reply",
        "was": {"roe": "partial", "li": "implicit"},
        "now": "implicit",
        "kept": "li",
    }
    unit = {
        "unit": "s03",
        "field": "unit",
        "was": {"roe": "We are please with the talks.", "li": None},
        "now": None,
        "kept": "li",
    }
    settled = [{**one, "cause": "guide", "why": "So says the guide."} for one in (reply | changed, unit)]
    return {"by": "li", "kind": "human", "model": None, "date": "2011-10-03", "readings": seals, "settled": settled}


def test_signing_keeps_the_first_reading(corpus):
    assert files(corpus) == ["roe.yaml"]
    data = strict.load((corpus.root / FOLDER / "roe.yaml").read_text(encoding="utf-8"))
    assert data["saw"] == ["source", "turns"] and data["statements"].keys() == {"s01", "s02", "s03", "s04"}


def test_a_reading_is_taken_in_and_sealed(corpus, capsys):
    file = write(corpus, other_reading(corpus), "reading")
    assert command(corpus, "--add-reading", file, "--dry-run") == 0 and files(corpus) == ["roe.yaml"]
    assert command(corpus, "--add-reading", file) == 0
    assert files(corpus) == ["li.yaml", "roe.yaml"] and check.check_record(corpus, PATH).findings == []
    assert command(corpus, "--add-reading", file) == 1  # the same labels again are no other reading
    assert "already has a reading with these labels" in capsys.readouterr().err


def test_a_reading_with_a_mistake_is_refused(corpus, capsys):
    data = other_reading(corpus)
    data["statements"]["s01"]["quote"] = "words that nobody said"
    assert command(corpus, "--add-reading", write(corpus, data, "reading")) == 1
    assert "OB601" in capsys.readouterr().out and files(corpus) == ["roe.yaml"]


def test_settling_brings_the_record_to_the_settled_values(corpus, capsys):
    command(corpus, "--add-reading", write(corpus, other_reading(corpus), "reading"))
    file = write(corpus, settlement(corpus), "adjudication")
    before = (corpus.root / PATH).read_bytes()
    assert command(corpus, "--adjudicate", file, "--dry-run") == 0
    assert "reply: implicit" in capsys.readouterr().out and (corpus.root / PATH).read_bytes() == before
    assert command(corpus, "--adjudicate", file) == 0
    data = strict.load((corpus.root / PATH).read_text(encoding="utf-8"))
    assert data["exchanges"]["x01"]["asks"]["x01b"]["reply"] == "implicit"
    assert data["exchanges"]["x01"]["asks"]["x01b"]["why"] == "A date follows from it."
    assert "s03" not in data["statements"] and "s03" in str(data["retired"])
    signoff.sign_off(corpus, PATH, signoff.Signature("li", "human", [], "2011-10-04"))
    text = (corpus.root / PATH).read_text(encoding="utf-8")
    (corpus.root / PATH).write_text(text.replace("status: reviewed", "status: adjudicated"), encoding="utf-8")
    assert check.check_record(corpus, PATH).findings == []


def test_an_adjudication_that_leaves_a_difference_open_is_refused(corpus, capsys):
    command(corpus, "--add-reading", write(corpus, other_reading(corpus), "reading"))
    data = settlement(corpus)
    data["settled"].pop()
    assert command(corpus, "--adjudicate", write(corpus, data, "adjudication")) == 1
    assert "OB826" in capsys.readouterr().out and "adjudication.yaml" not in files(corpus)
