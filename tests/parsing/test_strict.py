"""What the strict reader accepts, other parsers read to the same data."""

import examples
import pytest
import ruamel.yaml
import yaml
from edited import VALID
from hypothesis import example, given
from hypothesis import strategies as st

from onbackground.corpus.corpus import REPOSITORY
from onbackground.findings import Unreadable
from onbackground.parsing import strict
from onbackground.validation.check import EVERY_CODE

FILES = sorted(
    [
        *(REPOSITORY / "records").rglob("*.yaml"),
        *(REPOSITORY / "vocabulary").glob("*.yaml"),
        REPOSITORY / "dataset.yaml",
        *VALID.rglob("*.yaml"),
    ]
)
INVALID = {
    example.what: (example.changed[example.path] or b"").decode()
    for example in examples.load("examples")
    if example.path.startswith(("records/", "vocabulary/"))
    and example.changed.get(example.path)
    and example.expect[:4] not in ("OB10", "OB11", "OB12")
    and example.select == EVERY_CODE
}
"""Files that break a rule other than those of YAML."""


def plain(value):
    """The same data as plain dicts, lists and scalars."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def same_everywhere(text):
    as_read = strict.load(text)
    assert as_read == yaml.safe_load(text)
    assert as_read == plain(ruamel.yaml.YAML(typ="safe", pure=True).load(text))
    assert list(map(str, _keys(as_read))) == list(map(str, _keys(yaml.safe_load(text))))
    return as_read


def _keys(value):
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield key
        yield from _keys(inner)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_reads_in_one_way(path):
    assert same_everywhere(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("what", INVALID)
def test_a_file_that_breaks_another_rule_reads_in_one_way(what):
    assert same_everywhere(INVALID[what])


WORDS = st.text(st.sampled_from("0123456789abcdefinoyNYTx+-._:~=<eE /"), min_size=1, max_size=12)


@example(word='":{')
@example(word='"b":1')
@example(word="'b' :[]")
@given(st.text(st.sampled_from("ab?!:,'\"-#[]{} &*%@|>é’"), min_size=1, max_size=12))
def test_what_is_accepted_between_brackets_is_the_same_everywhere(word):
    text = f"a: [{word}, {{b: {word}}}]\n"
    try:
        strict.load(text)
    except Unreadable:
        return
    same_everywhere(text)


@given(WORDS)
def test_what_is_accepted_as_a_plain_value_is_the_same_in_yaml_1_1_and_1_2(word):
    text = f"a: {word}\n"
    try:
        as_read = strict.load(text)
    except Unreadable:
        return
    assert (
        repr(as_read) == repr(yaml.safe_load(text)) == repr(plain(ruamel.yaml.YAML(typ="safe", pure=True).load(text)))
    )


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("2031-04-02", "OB108"),
        ("12:30", "OB108"),
        ("no", "OB108"),
        ("NO", "OB108"),
        ("on", "OB108"),
        ("y", "OB108"),
        ("0123", "OB108"),
        ("0o17", "OB108"),
        ("1_000", "OB108"),
        ("-_0", "OB108"),
        ("+_", "OB108"),
        ("0_E0", "OB108"),
        ("1e3", "OB108"),
        ("0b1", "OB108"),
        ("2031-04-02 10:00:00", "OB108"),
        (".nan", "OB113"),
        ("-.inf", "OB113"),
        ("1.0e+999", "OB113"),
        ("9" * 50_000, "OB113"),
        ("<<", "OB107"),
        ("!!str x", "OB107"),
        ("!!python/object/apply:os.system [x]", "OB107"),
        ("&a x", "OB106"),
        ("*a", "OB106"),
    ],
)
def test_what_is_read_in_two_ways_is_refused(word, code):
    _, problems = strict.read(f"a: {word}\n")
    assert [problem.code for problem in problems] == [code]


@pytest.mark.parametrize(
    "word", ["null", "~", "true", "false", "12", "-3", "0", "0.5", "text", "2031-23", "Q", "state-dept"]
)
def test_what_is_read_in_one_way_is_accepted(word):
    same_everywhere(f"a: {word}\n")
