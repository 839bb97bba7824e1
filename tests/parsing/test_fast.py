"""The fast reader gives what the strict reader gives, or nothing."""

import os
import random
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from repository import REPOSITORY, run

from onbackground.findings import Unreadable
from onbackground.parsing import fast, strict

RECORDS = sorted((REPOSITORY / "records").rglob("*.yaml")) + sorted(
    path for path in (REPOSITORY / "tests" / "records").rglob("*.yaml") if path.is_file()
)
PIECES = [
    *" :,-#\"'[]{}&*!|>%@`?~\n\t\\ax0.=<",
    ": ",
    " #",
    "- ",
    "\n  ",
    ": >-\n",
    ", ",
    "no",
    "12:30",
    "0x1",
    "1_0",
    "null",
    "- - ",
    "? ",
    "---\n",
    "\u2028",
    '"x": ',
    "\r\n",
    "<<: ",
    "'a'",
    "é",
    "\ufeff",
]


def agree(content: bytes) -> bool:
    """Whether the fast reader reads a text at all; fails where it reads it otherwise than the strict one."""
    data = fast.read(content)
    if data is None:
        return False
    as_read, problems = strict.read(content.decode("utf-8"))
    if [problem.code for problem in problems] == ["OB111"]:
        return True  # depth is left to the schema: what it refuses is read again by the strict reader
    assert not problems and as_read == data, content.decode("utf-8")
    return True


def mutate(text: str, chosen: random.Random) -> str:
    """The text with one accident: a character, a word or a line too many, too few, or in another place."""
    at = chosen.randrange(len(text))
    lines = text.split("\n")
    line = chosen.randrange(len(lines))
    match chosen.randrange(9):
        case 0:
            return text[:at] + chosen.choice(PIECES) + text[at:]
        case 1:
            return text[:at] + text[at + chosen.choice((1, 1, 2, 5)) :]
        case 2:
            return text[:at] + chosen.choice(PIECES) + text[at + 1 :]
        case 3:
            lines[line] = " " * chosen.randrange(9) + lines[line].strip()
        case 4:
            lines.insert(chosen.randrange(len(lines)), lines[line])
        case 5:
            del lines[line]
        case 6:
            places = [match.start() for match in re.finditer(r"""[\[\]{}:,"#>-]""", text)]
            at = chosen.choice(places)
            return (
                text[:at]
                + chosen.choice(("", " ", text[at] * 2, text[at] + " ", chosen.choice(PIECES)))
                + text[at + 1 :]
            )
        case 7:
            words = [match.span() for match in re.finditer(r'"[^"\n]*"|[\[\]{},]|[\w-]+', text)]
            (a, b), (c, d) = sorted(chosen.sample(words, 2))
            return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
        case 8:
            lines.insert(line, " " * chosen.randrange(9) + chosen.choice(("# note", "#", "# a: b", "#: >-")))
    return "\n".join(lines)


def test_reads_every_record_of_the_repository_that_is_plainly_written():
    records = sorted((REPOSITORY / "records").rglob("*.yaml"))
    assert all(agree(path.read_bytes()) for path in records)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_agrees_on_valid_and_invalid_examples(path):
    agree(path.read_bytes())


@pytest.mark.parametrize("seed", range(6))
def test_agrees_on_mutated_records(seed, mutations):
    chosen = random.Random(seed)
    text = (
        chosen.choice(RECORDS).read_text(encoding="utf-8", errors="replace")
        if seed
        else RECORDS[0].read_text(encoding="utf-8")
    )
    read = 0
    for _ in range(mutations):
        mutated = text
        for _ in range(chosen.choice((1, 1, 1, 2, 3))):
            mutated = mutate(mutated, chosen)
        read += agree(mutated.encode("utf-8"))
    assert seed or read > mutations / 10, "the mutants were hardly ever read: the test tested nothing"


@pytest.mark.parametrize(
    "line",
    [
        "a: 2031-04-02",
        "a: no",
        "a: NO",
        "a: 12:30",
        "a: 0123",
        "a: 1_000",
        "a: 1e3",
        "a: .nan",
        "a: &x b",
        "a: *x",
        "a: !!str b",
        "a: [no]",
        "a: {no: b}",
        "on: b",
        "a: b: c",
        "a: 'b'",
        "a: b\na: c",
        "- a",
        "a: [b",
        "a: [b}",
        'a: "b',
        "a: b #c",
        "a: b\n---\nc: d",
        "<<: {a: b}",
        "a: 0b11",
        "a: 0x1F",
        "a: yes",
        "a: y",
        "? a",
        "a: |\n  b",
        "a: >\n  b",
        "a: =",
        "a: {b, null}",
        "a: [null, b]",
        "a:\tb",
        "a: b\r",
        "a: \u2028",
        "a: \u202e",
        "\ufeffa: b",
        'a: "b\\u202e"',
        'a: "~"',
        "a: b\n  c: d",
        "a: >-\n    b\n   c",
    ],
)
def test_leaves_what_could_be_read_in_two_ways_to_the_strict_reader(line):
    assert not agree(f"{line}\n".encode())


@pytest.mark.parametrize(
    "place", ["a: {}", "{}: b", "a: [b, {}]", "a: [{}]", "a: {{b: {}}}", "a: {{{}: b}}", "a: {{b: c, {}: d}}", "- {}"]
)
def test_no_word_that_is_a_boolean_somewhere_is_taken_for_text(place):
    words = [
        form
        for word in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
        for form in (word, word.capitalize(), word.upper())
    ]
    for word in words:
        taken = agree(f"{place.format(word)}\n".encode())
        assert not taken or word in ("true", "false", "null")  # then both readers gave the same value
        assert place == "- {}" or agree(f"{place.format(word + 'se')}\n".encode()), "a longer word is text"


@pytest.mark.parametrize(
    ("digest", "read"),
    [
        ("0123456789abcdef" * 4, True),
        ("a" * 64, True),
        ("9" * 63 + "f", True),
        ("9" * 64, False),
        ("1e" * 32, False),
        ("0b" + "01" * 31, False),
        ("0b" + "2c" * 31, True),
        ("0b" + "0" * 61 + "2", True),
        ("f" * 63, True),
        ("1" * 63 + "g", False),
        ("1f" * 33, False),
    ],
)
def test_a_digest_is_text_only_where_it_is_no_number(digest, read):
    assert agree(f"sha256: {digest}\n".encode()) is read


@pytest.mark.parametrize(
    "line",
    [
        "a: Yes, they did: twice",
        "a: C#",
        "a: x:y, or z",
        "a: “so” said – he",
        "a: No. 5",
        "a: b [c] {d}, e",
        "a: Hello!",
    ],
)
def test_reads_what_is_one_sentence_to_every_parser(line):
    assert agree(f"{line}\n".encode()) is (line != "a: Yes, they did: twice")


@pytest.mark.parametrize(
    "text",
    [
        "a: [b}",
        "a: [b",
        "a: {b: c\nd: e",
        "a: {b: [c}, d]",
        "a: [[[[b]]]]",
        "a: b\n  c: d",
        "  a: b",
        "a:\n  b: c\n    d: e",
        "a:\n    b: c",
        "a:\n  - b\n c: d",
        "a:\n  - b\n  c: d",
        "a:\n  - b: c\n      d: e",
        "a:\n- b",
        "a: >-\n  b\n   c: d",
        "a:\n  b: [c,\n  d]",
        "a: [b,\nc]",
        "{a: b}",
        "- a",
    ],
)
def test_what_is_not_indented_or_closed_is_left_to_the_strict_reader(text, capfd):
    assert fast.read(f"{text}\n".encode()) is None
    assert capfd.readouterr().err == "", "the native parser was asked"


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  b: [c,\n    d]\n",
        "a: [b, [c, {d: e}], {}]\n",
        "a:\n\n# note\n  - b\n  - c: d\n    e: [f]\n  - [g,\n    h]\nb: c\n",
        "a:\nb: >-\n  c\n\n  d: [\n# note\nc: https://d.e/f\n",
        "\n# note\na:\n  b:\n    c:\n      d:\n        e:\n          f:\n            g: h\n",
    ],
)
def test_reads_what_is_indented_and_closed(text):
    assert agree(text.encode())


def test_the_native_parser_is_never_given_what_it_refuses(mutations, capfd):
    """It would write to the standard error of the process, which belongs to others."""
    chosen = random.Random(42)
    for _ in range(2 * mutations):
        text = chosen.choice(RECORDS).read_text(encoding="utf-8", errors="replace")[:3000]
        for _ in range(3):
            text = mutate(text, chosen)
        fast.read(text.encode())
    assert capfd.readouterr().err == ""


def test_many_threads_read_at_once():
    record = (REPOSITORY / "records/2015/state-2015-09-27-kerry-lavrov.yaml").read_bytes()
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(fast.read, [record, b"a: {b: [c}, d]\n"] * 200))
    assert all(read[::2]) and not any(read[1::2])


def test_reading_keeps_no_memory():
    content = (REPOSITORY / "records/2015/state-2015-09-27-kerry-lavrov.yaml").read_bytes()
    resident = Path("/proc/self/statm")
    if not resident.exists():
        pytest.skip("this system does not tell how much memory is used")
    for _ in range(50):
        assert fast.read(content)
    before = int(resident.read_text().split()[1])
    for _ in range(500):
        fast.read(content)
    pages = int(resident.read_text().split()[1]) - before
    assert pages * os.sysconf("SC_PAGE_SIZE") < 100 * len(content)


@pytest.mark.parametrize("missing", ["ryml", "re2"])
def test_without_its_packages_the_strict_reader_reads_everything(missing):
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from onbackground.parsing import fast; from onbackground.cli.validate import main\n"
        "assert fast.read(b'a: b\\n') is None; sys.exit(main(['--no-cache']))"
    )
    printed = run("-c", code)
    assert (printed.returncode, printed.stderr) == (0, "") and "no findings" in printed.stdout


def test_a_quoted_key_may_begin_with_a_plain_space() -> None:
    assert strict.load('a:\n  " b": c\n') == {"a": {" b": "c"}}
    with pytest.raises(Unreadable):
        strict.load('a:\n  "\u00a0b": c\n')
