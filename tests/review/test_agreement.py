"""Agreement: the coefficients against other people's programs, matching, and what the command prints."""

import json
import math
import random
import warnings

import krippendorff
import numpy as np
import pytest
from copies import FOLDER, PATH, copy
from nltk.metrics import masi_distance
from sklearn.metrics import cohen_kappa_score, f1_score

from onbackground.cli import review
from onbackground.corpus.corpus import Corpus
from onbackground.parsing import strict
from onbackground.record import differences as d
from onbackground.record.record import Record
from onbackground.review.agreement import Briefing, Labelled, agreement
from onbackground.review.coefficients import alpha, interval, kappa, masi

WORDS = ("explicit", "partial", "general", "dodging", "declining")


def labels(seed: int) -> list[tuple[str, str]]:
    """Pairs of labels of two readers who agree on some and guess the rest."""
    chosen = random.Random(seed)
    first = [chosen.choice(WORDS[: 2 + seed % 4]) for _ in range(50)]
    return [(one, one if chosen.random() < seed / 50 else chosen.choice(WORDS)) for one in first]


def sets(seed: int) -> list[tuple[frozenset[str], frozenset[str]]]:
    chosen = random.Random(seed)
    return [
        tuple(frozenset(chosen.sample(WORDS, chosen.randint(0, 3))) for _ in range(2))  # type: ignore[misc]
        for _ in range(50)
    ]


@pytest.mark.parametrize("seed", range(50))
def test_kappa_is_that_of_scikit_learn(seed):
    pairs = labels(seed)
    assert kappa(pairs) == pytest.approx(cohen_kappa_score(*zip(*pairs)))


@pytest.mark.parametrize("seed", range(50))
def test_alpha_is_that_of_krippendorff(seed):
    pairs = labels(seed)
    data = np.array([[WORDS.index(one) for one in side] for side in zip(*pairs)])
    assert alpha(pairs) == pytest.approx(krippendorff.alpha(data, level_of_measurement="nominal"))


@pytest.mark.parametrize("seed", range(50))
def test_alpha_of_sets_is_that_of_krippendorff_with_the_same_distance(seed):
    pairs = sets(seed)
    every = sorted({one for pair in pairs for one in pair}, key=sorted)
    data = np.array([[every.index(one) for one in side] for side in zip(*pairs)])
    far = np.array([[masi(one, other) for other in every] for one in every])
    measured = krippendorff.alpha(
        data, value_domain=np.arange(len(every)), level_of_measurement=lambda v1, v2, i1, i2, n_v, dtype: far[i1, i2]
    )
    assert alpha(pairs, masi) == pytest.approx(measured)


@pytest.mark.parametrize("seed", range(50))
def test_masi_is_that_of_nltk(seed):
    for one, other in sets(seed):
        if one or other:
            assert masi(one, other) == pytest.approx(masi_distance(one, other), abs=0.005)  # it rounds 2/3 to 0.67
    assert masi(frozenset(), frozenset()) == 0


def test_kappa_and_alpha_by_hand():
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]
    assert kappa(pairs) == pytest.approx((0.75 - 0.5) / 0.5)
    assert alpha(pairs) == pytest.approx(1 - 7 * 2 / (64 - 9 - 25))


@pytest.mark.parametrize("pairs", [[], [("a", "a")] * 5])
def test_without_labels_or_without_variation_there_is_no_coefficient(pairs):
    assert kappa(pairs) is None and alpha(pairs) is None


def test_the_interval_holds_alpha_and_is_the_same_each_time():
    blocks = [labels(seed)[:7] for seed in range(20, 32)]
    low, high = interval(blocks)
    measured = alpha([pair for block in blocks for pair in block])
    assert low < measured < high < 1
    assert interval(blocks) == (low, high)
    assert interval(blocks[:1]) is None


# --- Matching and pooling ----------------------------------------------------------------------------------------

CORPUS = Corpus.at(FOLDER)
TEXT = (FOLDER / PATH).read_text(encoding="utf-8")


def units_with(*changes: tuple[str, str]) -> dict[str, d.Unit]:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return d.units(Record(strict.load(text), PATH, None, CORPUS.vocabulary))


LAYERS = ("header", "turns", "exchanges", "statements", "events", "mentions")


def differing(*changes: tuple[str, str]) -> list[d.Difference]:
    return d.differences({"one": units_with(), "other": units_with(*changes)}, {"one": LAYERS, "other": LAYERS})


def test_the_same_labels_do_not_differ():
    assert differing() == []


def test_one_changed_reply_is_one_difference_with_both_sides():
    (one,) = differing(('reply: declining, why: "Says', 'reply: dodging, why: "Hears'))
    assert (one.unit, one.layer, one.field) == ("x01a", "exchanges", "reply")
    assert one.was == {"one": "declining", "other": "dodging"}
    assert one.quotes["other"] == "Who pays until then"
    assert one.whys["one"].startswith("Says") and one.whys["other"].startswith("Hears")


def test_another_id_or_a_longer_quote_is_no_difference():
    assert (
        differing(("  s03: ", "  s33: "), ('quote: "I will not go into who pays."', 'quote: "not go into who pays."'))
        == []
    )


def test_what_one_reading_leaves_out_names_what_it_overlaps():
    found = differing(
        ('quote: "agreed to try to share the cost of the lights next spring"}', 'quote: "agreed to try"}')
    )
    assert [one.field for one in found] == []
    dropped = TEXT[TEXT.index("  s02: ") : TEXT.index("  s03: ")]
    (one,) = differing((dropped, ""))
    assert (one.unit, one.field, one.was["other"]) == ("s02", "unit", None)
    assert one.overlaps == ("s01",)


def test_references_are_compared_by_what_they_lead_to():
    renamed = [("  e02: {", "  e07: {")]
    assert differing(*renamed) == []
    (one,) = differing(("holder: [official], target: null", "holder: [official], target: e02"))
    assert one.was == {"one": None, "other": "e02"}


def briefing(name: str, **readings: tuple[str, dict[str, d.Unit]]) -> Briefing:
    labelled = {reader: Labelled(kind, units, list(LAYERS)) for reader, (kind, units) in readings.items()}
    return Briefing(name, {"t02": 300, "t03": 100, "t04": 60}, {"t03": "x01", "t04": "x01"}, labelled)


def test_people_and_models_are_never_pooled():
    same = other = units_with()
    found = agreement(
        [
            briefing("a", roe=("human", same), li=("human", other), machine=("model", other)),
            briefing("b", roe=("human", same), machine=("model", other)),
        ]
    )
    assert [(one.between, one.pairs, one.briefings) for one in found] == [
        ("human-human", ["roe, li"], ["a"]),
        ("human-model", ["li, machine", "roe, machine"], ["a", "b"]),
    ]


def test_units_and_characters_are_counted():
    dropped = TEXT[TEXT.index("  s02: ") : TEXT.index("  s03: ")]
    (found,) = agreement([briefing("a", roe=("human", units_with()), li=("human", units_with((dropped, ""))))])
    kinds = {one.kind: one for one in found.kinds}
    statements = kinds["statement"]
    assert (statements.first, statements.second, statements.overlapping, statements.split) == (4, 3, 3, 1)
    assert statements.f1 == pytest.approx(f1_score([1, 1, 1, 1], [1, 1, 1, 0]))
    assert kinds["event"].alpha_u == 1 and statements.alpha_u < 1
    assert all(field.few for field in statements.fields)


@pytest.mark.parametrize("seed", range(5))
def test_alpha_of_marked_characters_is_that_of_krippendorff(seed):
    chosen = random.Random(seed)
    spans = [sorted(chosen.sample(range(300), 6)) for _ in range(2)]
    sides = [
        {
            f"s{n}": d.Unit(
                f"s{n}",
                "statement",
                (("t02", cuts[2 * n], cuts[2 * n + 1]),),
                dict.fromkeys(d.FIELDS["statement"]),
                "x",
            )
            for n in range(3)
        }
        for cuts in spans
    ]
    (found,) = agreement([briefing("a", roe=("human", sides[0]), li=("human", sides[1]))])
    inside = [
        [any(a <= at < b for a, b in zip(cuts[::2], cuts[1::2])) for at in range(300)] + [False] * 160 for cuts in spans
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        measured = krippendorff.alpha(np.array(inside, dtype=int), level_of_measurement="nominal")
    assert found.kinds[0].alpha_u == pytest.approx(measured)


# --- The command -------------------------------------------------------------------------------------------------


def compare(corpus: Corpus, other: str, *options: str) -> int:
    path = corpus.root / "other.yaml"
    path.write_text(other, encoding="utf-8")
    record = str(corpus.root / PATH)
    return review.main([record, "--corpus", str(corpus.root), "--agreement", str(path), *options])


def test_the_command_lists_every_difference(tmp_path, capsys):
    corpus = copy(tmp_path)
    assert compare(corpus, TEXT.replace("reply: declining", "reply: dodging")) == 0
    said = capsys.readouterr().out
    assert "human-human: record, other (1 briefing)" in said
    assert "1 difference\n  x01a reply\n    record: declining – “Who pays until then”" in said
    assert "too few for a coefficient" in said


def test_the_command_gives_json(tmp_path, capsys):
    corpus = copy(tmp_path)
    assert compare(corpus, TEXT.replace("reply: declining", "reply: dodging"), "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    (one,) = data["differences"]
    assert one["was"] == {"record": "declining", "other": "dodging"}
    asks = next(unit for unit in data["agreement"][0]["units"] if unit["kind"] == "ask")
    reply = next(field for field in asks["fields"] if field["field"] == "reply")
    assert (reply["n"], reply["equal"], reply["few"]) == (2, 0.5, True)
    assert math.isclose(reply["kappa"], kappa([("declining", "dodging"), ("partial", "partial")]))


def test_a_quote_that_is_not_found_is_an_error(tmp_path, capsys):
    assert compare(copy(tmp_path), TEXT.replace('I will not go into who pays."', 'I will not go in."')) == 1
    assert "“I will not go in.” is not in t04" in capsys.readouterr().err


def test_readings_of_different_texts_are_not_compared(tmp_path, capsys):
    digest = strict.load(TEXT)["source"]["sha256"]
    assert compare(copy(tmp_path), TEXT.replace(digest, "f" * 64)) == 2
    assert "do not have the same source" in capsys.readouterr().err
    assert compare(copy(tmp_path / "b"), "schema: briefing/2\n") == 2
    assert review.main([str(tmp_path / PATH), "--corpus", str(tmp_path), "--agreement"]) == 2
    assert "has no two readings" in capsys.readouterr().err
