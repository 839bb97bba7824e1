"""What has one cure is cured, a signed layer is not touched, and every other byte stays."""

import re
import shutil

import pytest
from edited import BASE, DRAFT, ODD, VALID, check_all, edited, text_of

from onbackground.cli import validate
from onbackground.validation.fix import fixed


def of_turns(text, change):
    """The text with its turns changed."""
    start, end = text.index("\nturns:\n"), re.search(r"\n(?:skips|sic|review):", text).start()
    return text[:start] + change(text[start:end]) + text[end:]


def swapped(text, one, other):
    """The text with two of its stretches exchanged."""
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


T02 = text_of(BASE)[text_of(BASE).index("  t02:\n") : text_of(BASE).index("  t03:\n")]
T03 = text_of(BASE)[text_of(BASE).index("  t03:\n") : text_of(BASE).index("  t04:\n")]
CURED = {
    "straight apostrophes in turns and quotes": (BASE, lambda text: text.replace("’", "'")),
    "straight apostrophes in turns": (BASE, lambda text: of_turns(text, lambda turns: turns.replace("’", "'"))),
    "a quote with a straight apostrophe": (BASE, lambda text: text.replace('"I won’t get', "\"I won't get")),
    "a no-break space in a turn": (BASE, lambda text: text.replace("agreed to try.\n", "agreed\u00a0to try.\n")),
    "two spaces in a turn": (BASE, lambda text: text.replace("They agreed to", "They  agreed to")),
    "spaces at the ends of lines": (
        BASE,
        lambda text: text.replace("on background.\n      I", "on background. \n      I"),
    ),
    "a quote with a space before it": (BASE, lambda text: text.replace('"will they meet?"', '" will they meet?"')),
    "spaces in the title": (BASE, lambda text: text.replace("Background Briefing on", "Background  Briefing on")),
    "two turns out of order": (BASE, lambda text: swapped(text, T02, T03)),
    "two keys out of order": (BASE, lambda text: swapped(text, "language: en\n", "publisher: state-dept\n")),
    "a comment moves with its key": (
        BASE,
        lambda text: swapped(
            text.replace("language:", "# spoken\nlanguage:"), "# spoken\nlanguage: en\n", "venue: Hotel Example\n"
        ),
    ),
    "a turn in another style": (DRAFT, lambda text: text.replace("      Grain moves.", "      Grain\u00a0moves.")),
}


@pytest.mark.parametrize("name", CURED)
def test_the_file_is_what_it_was_before_the_mistake(name):
    path, mistake = CURED[name]
    right = text_of(path)
    wrong = mistake(right)
    assert wrong != right and check_all(edited(VALID, {path: wrong.encode()}))
    if name == "a comment moves with its key":
        right = right.replace("language:", "# spoken\nlanguage:")
    found = fixed(edited(VALID, {path: wrong.encode()}), path)
    assert (found.before, found.after) == (wrong, right) and found.done


def test_a_needless_waiver_goes_and_the_others_stay():
    needless = '  - {code: OB510, at: t06, because: "No question."}\n'
    right = text_of(ODD).replace("waivers:\n", "waivers:\n# these\n")
    wrong = re.sub(r" passes:\n(?:.*\n)*?  open:", " passes: []\n  open:", right).replace("adjudicated", "draft")
    assert fixed(edited(VALID, {ODD: wrong.replace("# these\n", needless).encode()}), ODD).after == wrong.replace(
        "# these\n", ""
    )


def test_the_last_waiver_takes_its_key_with_it():
    wrong = text_of(BASE).replace("\nreview:", '\nwaivers: [{code: OB510, at: t03, because: "No question."}]\nreview:')
    assert "waivers" not in fixed(edited(VALID, {BASE: wrong.encode()}), BASE).after


@pytest.mark.parametrize(
    "mistake",
    [
        lambda text: of_turns(text, lambda turns: turns.replace("’", "'")),
        lambda text: text.replace('"Will Norland join"', '" Will Norland join"'),
        lambda text: text.replace("waivers:\n", 'waivers:\n  - {code: OB510, at: t06, because: "No question."}\n'),
    ],
)
def test_a_signed_layer_is_not_touched(mistake):
    wrong = mistake(text_of(ODD))
    found = fixed(edited(VALID, {ODD: wrong.encode()}), ODD)
    assert wrong != text_of(ODD) and (found.after, found.done) == (wrong, [])


def test_what_has_several_cures_is_left():
    for right, wrong in (("quotas. They", "quotas. They all"), ('"will they meet?"', '"will they eat?"')):
        text = text_of(BASE).replace(right, wrong)
        assert fixed(edited(VALID, {BASE: text.encode()}), BASE).after == text


@pytest.mark.parametrize("content", [b"", b"- a list\n", b"title: [open\n", b"\xff\xfe"])
def test_what_is_no_record_is_left(content):
    assert fixed(edited(VALID, {BASE: content}), BASE).done == []


@pytest.fixture
def corpus(tmp_path):
    shutil.copytree(VALID, tmp_path / "corpus")
    path = tmp_path / "corpus" / BASE
    path.write_text(text_of(BASE).replace("’", "'"), encoding="utf-8")
    return tmp_path / "corpus"


def test_a_dry_run_shows_the_difference_and_changes_nothing(corpus, capsys):
    assert validate.main(["--corpus", str(corpus), "--fix", "--dry-run"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[:2] == [f"--- a/{BASE}", f"+++ b/{BASE}"]
    assert "-    text: I won't get into quotas. They agreed to try." in shown
    assert "+    text: I won’t get into quotas. They agreed to try." in shown
    assert "won't" in (corpus / BASE).read_text(encoding="utf-8")


def test_fix_writes_the_file_and_checks_it(corpus, capsys):
    assert validate.main(["--corpus", str(corpus), "--fix", "--no-cache"]) == 0
    said = capsys.readouterr()
    assert (corpus / BASE).read_text(encoding="utf-8") == text_of(BASE)
    assert said.err.startswith(f"{BASE}: fixed characters in t01, as in the source, ") and "no findings" in said.out


def test_what_is_left_is_still_found(corpus, capsys):
    path = corpus / BASE
    path.write_text(path.read_text(encoding="utf-8").replace("reply: declining", "reply: evasive"), encoding="utf-8")
    assert validate.main(["--corpus", str(corpus), "--fix", "--no-cache"]) == 1
    assert "OB204" in capsys.readouterr().out


def test_dry_run_alone_is_no_order(corpus, capsys):
    assert validate.main(["--corpus", str(corpus), "--dry-run"]) == 2
    assert "--dry-run needs --fix, which corrects records" in capsys.readouterr().err
