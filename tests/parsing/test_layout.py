"""Lines and comments that YAML parsers read differently: both readers refuse them, and only them."""

import pytest
from test_strict import same_everywhere

from onbackground.parsing import fast, strict

SHALLOW = "is not indented under its key"
GLUED = "without a space before its #"
SPACES = "a line of spaces"

REFUSED = {
    "a list that goes on at the column of its key": ("a: [b,\nc]\n", 2, 1, SHALLOW),
    "a list in a mapping that goes on too far left": ("a:\n  b: [c,\n  d]\n", 3, 3, SHALLOW),
    "a bracket that closes at the column of its key": ("a: [\n  b\n]\n", 3, 1, SHALLOW),
    "braces": ("a:\n  b: {c: d,\n e: f}\n", 3, 2, SHALLOW),
    "a list in a list of dashes": ("a:\n  - [b,\n  c]\n", 3, 3, SHALLOW),
    "a plain text of two lines in brackets": ("a:\n  b: [c\n d]\n", 3, 2, SHALLOW),
    "a comma at the start of the line": ("a:\n  b: [c\n , d]\n", 3, 2, SHALLOW),
    "a text in quotation marks": ('a:\n  b: "c\n d"\n', 3, 2, SHALLOW),
    "a text in quotation marks, after an empty line": ('a:\n  b: "c\n\n d"\n', 4, 2, SHALLOW),
    "a text in apostrophes": ("a: 'b\nc'\n", 2, 1, SHALLOW),
    "a text in quotation marks in brackets": ('a:\n  b: ["c\n d"]\n', 3, 2, SHALLOW),
    "what looks like a comment in quotation marks": ('a: "b\n# c"\n', 2, 1, SHALLOW),
    "a comment after quotation marks": ('a: "b"#c\n', 1, 7, GLUED),
    "a comment after apostrophes": ("a: 'b'#c\n", 1, 7, GLUED),
    "a comment after a bracket": ("a: [b]#c\n", 1, 7, GLUED),
    "a comment after a brace": ("a: {b: c}#d\n", 1, 10, GLUED),
    "a comment after an open bracket": ("a: [#b\n  c]\n", 1, 5, GLUED),
    "a comment after a comma": ("a: [b,#c\n  d]\n", 1, 7, GLUED),
    "a comment after quotation marks in brackets": ('a: ["b"#c\n  ]\n', 1, 8, GLUED),
    "a comment after >-": ("a: >-#b\n  c\n", 1, 6, GLUED),
    "a comment after |": ("a: |#b\n  c\n", 1, 5, GLUED),
    "a comment after a comment that is right": ('a: b # c#d\nb: "c"#d\n', 2, 7, GLUED),
    "a comment after a quoted # ": ('a: "b #c"\nb: "c"#d\n', 2, 7, GLUED),
    "a block text with a deeper line before its first word": ("a: |\n   \n  b\nc: d\n", 2, 1, SPACES),
    "a block text with a shallow line before its first word": ("a: |\n \n  b\n", 2, 1, SPACES),
    "a folded text with a deeper line before its first word": ("a: >\n    \n  b\n", 2, 1, SPACES),
    "a block text of spaces before what looks like a comment": ("a: >\n \n  \n # b\n", 2, 1, SPACES),
    "a block text of spaces": ("a: >-\n     \nb: c\n", 2, 1, SPACES),
    "a block text of spaces at the end of the file": ("a: |+\n   ", 2, 1, SPACES),
    "a block text that ends in spaces": ("a: |\n  b\n     \nc: d\n", 3, 1, SPACES),
    "a folded text that ends in spaces": ("a: >-\n  b\n   \n\nc: d\n", 3, 1, SPACES),
    "a block text that ends in spaces at the end of the file": ("a: |\n  b\n  ", 3, 1, SPACES),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_once_at_its_place(name: str) -> None:
    text, line, column, said = REFUSED[name]
    _, problems = strict.read(text)
    assert [(problem.code, problem.position) for problem in problems] == [("OB120", (line, column))]
    assert said in problems[0].message
    assert fast.read(text.encode()) is None


@pytest.mark.parametrize("text", ["a: {?b: c}\n", "a: [?b]\n", "a: {b: c, ?d : e}\n", 'a: {?"b": c}\n', "a: {?b}\n"])
def test_a_key_with_a_question_mark_between_brackets_is_refused(text: str) -> None:
    _, problems = strict.read(text)
    assert [problem.code for problem in problems] == ["OB108"]
    assert "question mark" in problems[0].message
    assert fast.read(text.encode()) is None


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('a: ["b":1]\n', 5),
        ("a: [x, 'b' :{}]\n", 8),
        ('a: ["b": 1, "c":2]\n', 13),
        ('a: ["b": 1]\n', None),
        ('a: [{"b":1}]\n', None),
    ],
)
def test_a_pair_without_braces_and_space_is_refused(text: str, column: int | None) -> None:
    _, problems = strict.read(text)
    assert [(problem.code, problem.position) for problem in problems] == ([("OB108", (1, column))] if column else [])


@pytest.mark.parametrize(
    "text",
    [
        "a: [b,\n c]\n",
        "a:\n  b: [c,\n   d,\n\n   e\n   ]\n",
        "a:\n- [b,\n c]\n",
        "a: [b, # c\n# d\n  e]\n",
        'a: "b\n c"\n',
        'a:\n  b: "c\n\n   d"\n',
        'a: "b" # c\n',
        "a: [b] # c\n",
        "a: [ # b\n  c]\n",
        "a: >- # b\n  c\n",
        "a: b#c\n",
        'a: "#b"\n',
        "a: |\n  # b\n",
        "#a\nb: c\n#d",
        "a: |\n\n  b\n\n  c\n\nd: e\n",
        "a: |\n  b\n  \n  c\n",
        "a: >-\n  b\n\n    c\n\n  d\n\n\n",
        "a: |2-\n    b\n  c\n",
        'a: ["?", "b?"]\n',
        "a: b?\n",
        "?a: b\n",
    ],
)
def test_what_is_laid_out_well_reads_the_same_everywhere(text: str) -> None:
    assert same_everywhere(text)


def test_the_layout_is_named_as_the_cause_of_what_is_no_yaml_then() -> None:
    _, problems = strict.read('a: {"b"#c\n  : d}\n')
    assert [problem.code for problem in problems] == ["OB120"]
