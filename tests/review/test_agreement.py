"""Agreement between two readings, against values computed by hand."""

from fractions import Fraction

import pytest
from copies import PATH, copy, edit

from onbackground.cli import review
from onbackground.review.agreement import Marked, cohen_kappa, krippendorff_alpha, match

TEN = [("a", "a")] * 4 + [("a", "b")] + [("b", "b")] * 3 + [("b", "a")] * 2
"""Equal in 7 of 10. The first reader says a 5 times, the second 6 times."""


def test_kappa_by_hand():
    # Chance: 5/10 · 6/10 + 5/10 · 4/10 = 1/2; (7/10 − 1/2) / (1 − 1/2) = 2/5.
    assert cohen_kappa(TEN) == pytest.approx(Fraction(2, 5))


def test_alpha_by_hand():
    # 20 values, 11 a and 9 b. Disagreement: 6 of the 20 values in pairs that differ; by chance 2 · 11 · 9 / 19.
    assert krippendorff_alpha(TEN) == pytest.approx(1 - Fraction(6 * 19, 2 * 11 * 9))


def test_complete_agreement_is_one_and_opposition_is_below_zero():
    assert cohen_kappa([("a", "a"), ("b", "b")]) == krippendorff_alpha([("a", "a"), ("b", "b")]) == 1
    assert cohen_kappa([("a", "b"), ("b", "a")]) == -1
    assert krippendorff_alpha([("a", "b"), ("b", "a")]) == pytest.approx(1 - Fraction(3 * 4, 8))


@pytest.mark.parametrize("pairs", [[], [("a", "a")] * 3])
def test_without_labels_or_without_variation_there_is_no_figure(pairs):
    assert cohen_kappa(pairs) is None and krippendorff_alpha(pairs) is None


def test_quotes_match_by_the_words_they_share():
    first = [Marked([("t01", 0, 10)], {}), Marked([("t01", 20, 30)], {}), Marked([("t02", 0, 10)], {})]
    second = [
        Marked([("t01", 21, 31)], {}),
        Marked([("t01", 4, 14)], {}),
        Marked([("t01", 0, 9), ("t09", 0, 5)], {}),
        Marked([("t02", 6, 16)], {}),
    ]
    # 20–30 and 21–31 share 9 of 11; 0–10 and 0–9 share 9 of 10, more than with 4–14; 0–10 and 6–16 only 4 of 16.
    assert match(first, second) == [(0, 2), (1, 0)]


def test_the_command_compares_two_readings(tmp_path, capsys):
    corpus = copy(tmp_path / "one")
    copy(
        tmp_path / "two",
        ("reply: declining", "reply: ignorance"),
        ('"will the two ministers meet again?"', '"the two ministers meet again?"'),
        ("voice: reported", "voice: attributed"),
    )
    edit(
        tmp_path / "two",
        (
            "  s04: {turn: t04, kind: nondisclosure, voice: own, holder: [official], target: e01, topic: harbour-lights, stance: neutral,\n"
            '        quote: "I will not go into who pays."}\n',
            "",
        ),
    )
    assert (
        review.main(
            [str(corpus.root / PATH), "--corpus", str(corpus.root), "--agreement", str(tmp_path / "two" / PATH)]
        )
        == 0
    )
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[:3] == [
        "exchanges: 2 and 2 marked, 2 of the same words (F1 1.00)",
        "reply 2 compared equal 0.50 Cohen's kappa 0.33 Krippendorff's alpha 0.40",
        "clarity 2 compared equal 1.00 Cohen's kappa 1.00 Krippendorff's alpha 1.00",
    ]
    assert "statements: 4 and 3 marked, 3 of the same words (F1 0.86)" in lines
    assert "status 2 compared equal 1.00 Cohen's kappa – Krippendorff's alpha –" in lines


def test_readings_of_different_texts_are_not_compared(tmp_path, capsys):
    corpus = copy(tmp_path / "one")
    copy(tmp_path / "two", ("The lights stay on.", "The lights stay out."))
    assert (
        review.main(
            [str(corpus.root / PATH), "--corpus", str(corpus.root), "--agreement", str(tmp_path / "two" / PATH)]
        )
        == 2
    )
    assert "not of the same turns" in capsys.readouterr().err
    (tmp_path / "bad.yaml").write_text("schema: briefing/2\n", encoding="utf-8")
    assert (
        review.main([str(corpus.root / PATH), "--corpus", str(corpus.root), "--agreement", str(tmp_path / "bad.yaml")])
        == 2
    )
    assert "breaks the format" in capsys.readouterr().err
