"""Words that a corpus declares for its field: an invented central bank's press conferences."""

import shutil
from pathlib import Path

import pytest
from edited import BASE, VALID
from repository import REPOSITORY

from onbackground.cli import build, init, validate
from onbackground.corpus.corpus import Corpus
from onbackground.corpus.terms import FILE, terms_of
from onbackground.parsing import strict
from onbackground.record import labels, schema

TERMS = """schema: terms/1
series: {rate-decision: The press conference after a decision on interest rates.}
event_kinds: {set-rate: "An interest rate is set, or left as it is."}
entity_types: {instrument: "A bond, a currency or another thing that is traded."}
roles: {governor: {like: briefer, means: The head of the bank.}}
ground_rules: {embargoed: {like: background, means: Not before the hour that is printed.}}
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    shutil.copytree(VALID, tmp_path / "corpus")
    shutil.copy(REPOSITORY / "dataset.yaml", tmp_path / "corpus")
    return tmp_path / "corpus"


def use(corpus: Path, old: str, new: str) -> None:
    path = corpus / BASE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def codes(corpus: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    capsys.readouterr()
    validate.main(["--corpus", str(corpus), "--select", "OB2,OB4,OB5,OB6,OB7"])
    return {word for word in capsys.readouterr().out.split() if word.startswith("OB")}


def words_in(corpus: Path) -> tuple[str, str, str]:
    record = strict.load((corpus / BASE).read_text(encoding="utf-8"))
    kind = next(event["kind"] for event in record["events"].values() if event["kind"])
    return record["series"], record["ground_rules"]["attribution"], kind


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("series: {series}", "series: rate-decision"),
        ("role: briefer", "role: governor"),
        ("attribution: {attribution}", "attribution: embargoed"),
        ("kind: {kind},", "kind: set-rate,"),
    ],
)
def test_a_declared_word_is_taken_and_an_undeclared_one_is_not(corpus, capsys, old, new):
    series, attribution, kind = words_in(corpus)
    use(corpus, old.format(series=series, attribution=attribution, kind=kind), new)
    assert "OB204" in codes(corpus, capsys)
    (corpus / FILE).write_text(TERMS, encoding="utf-8")
    assert codes(corpus, capsys) == set()


def test_a_declared_entity_type(corpus, capsys):
    path = corpus / "vocabulary/entities.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("type: organisation", "type: instrument", 1), encoding="utf-8")
    assert codes(corpus, capsys) == {"OB204"}
    (corpus / FILE).write_text(TERMS, encoding="utf-8")
    assert codes(corpus, capsys) == set()


def test_a_word_that_is_withdrawn_is_found_although_the_record_was_clean(corpus, capsys):
    (corpus / FILE).write_text(TERMS, encoding="utf-8")
    use(corpus, "role: briefer", "role: governor")
    assert validate.main(["--corpus", str(corpus), "--select", "OB2"]) == 0
    (corpus / FILE).write_text(TERMS.replace("governor:", "chair:"), encoding="utf-8")
    assert validate.main(["--corpus", str(corpus), "--select", "OB2"]) == 1


def test_the_file_is_held_to_its_schema(corpus, capsys):
    (corpus / FILE).write_text(TERMS.replace("like: briefer", "like: boss"), encoding="utf-8")
    assert validate.main(["--corpus", str(corpus)]) == 1
    assert f"{FILE}:5:" in capsys.readouterr().out


def test_the_tables_keep_the_declared_word(corpus, tmp_path):
    import pyarrow.parquet as pq

    (corpus / FILE).write_text(TERMS, encoding="utf-8")
    use(corpus, "role: briefer", "role: governor")
    assert build.main(["--corpus", str(corpus), "--include-drafts", "--out", str(tmp_path / "out")]) in (0, 1)
    if (tmp_path / "out").exists():
        roles = pq.read_table(next((tmp_path / "out/data/turns").glob("*.parquet")))["role"].to_pylist()
        assert "governor" in roles


def test_init_writes_the_words_into_the_schemas_for_editors(corpus):
    (corpus / FILE).write_text(TERMS, encoding="utf-8")
    assert init.main([str(corpus)]) == 0
    written = strict.load((corpus / "schema/briefing.schema.json").read_text(encoding="utf-8"))
    assert "rate-decision" in written["properties"]["series"]["enum"]
    assert "governor" in written["$defs"]["participant"]["properties"]["role"]["enum"]
    assert init.main([str(corpus)]) == 0


def test_what_a_declared_word_means():
    terms = terms_of(strict.load(TERMS))
    assert labels.with_terms(labels.label_set("series"), terms).definitions["rate-decision"].startswith("The press")
    assert labels.with_terms(labels.label_set("reply"), terms) is labels.label_set("reply")
    assert (terms.known("role", "governor"), terms.known("role", "briefer")) == ("briefer", "briefer")


@pytest.mark.parametrize("content", ["[]", "series: 3\nroles: {a: b}\npublishers: {c: {name: 1}}\n"])
def test_what_does_not_have_its_form_is_left_out(content):
    try:
        data = strict.load(content)
    except Exception:
        data = []
    assert terms_of(data).words == ()


@pytest.mark.parametrize(("key", "label_set"), [("roles", "role"), ("ground_rules", "attribution")])
def test_like_names_every_built_in_word(key, label_set):
    (one,) = schema.text("terms")["properties"][key]["patternProperties"].values()
    assert set(one["properties"]["like"]["enum"]) == set(labels.label_set(label_set).labels)


def test_a_corpus_without_the_file_has_no_words(corpus):
    assert Corpus.at(corpus).vocabulary.terms.words == ()
