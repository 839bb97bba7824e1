"""OB102 to OB114: what is wrong with a text as YAML, before anything is asked of its content."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from yaml.error import MarkedYAMLError

from onbackground.findings import Problem, Stage, reader_problem, shorten
from onbackground.parsing.marks import MAX_MARKS

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ODD_CHARACTERS = {
    "\ufeff": "a byte-order mark",
    "\r": "a Windows line end",
    "\0": "a NUL",
    "\t": "a tab",
    "\x85": "a next-line character",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
}


def _problem(code: str, mark: Any, message: str, hint: str = "") -> Problem:
    position = mark if isinstance(mark, tuple) else (mark.line + 1, mark.column + 1)
    return Problem((), message, hint, position=position, code=code)


@reader_problem("OB102", stage=Stage.FILE)
def not_utf8(content: bytes, error: UnicodeDecodeError) -> Problem:
    """The file is not UTF-8.

    Every file of a corpus is UTF-8, so that a quote has the same characters for everybody.

    Wrong:
        title: caf\\xe9          (one byte E9, as Windows-1252 writes é)
    Right:
        title: café             (the same, saved as UTF-8)
    """
    before = content[: error.start].decode("utf-8")
    position = (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    return _problem(
        "OB102",
        position,
        f"the file is not UTF-8: byte {content[error.start]:02X} cannot be read",
        "save the file as UTF-8",
    )


@reader_problem("OB103", stage=Stage.FILE)
def odd_character(text: str, index: int) -> Problem:
    """A character that readers of YAML or of text treat differently.

    A tab, a byte-order mark, a control character, a Windows line end, U+0085, U+2028 and U+2029 (a line end for one
    parser, a letter for the next), bidirectional controls (which show text in another order than it is
    read), and more than 30 combining marks in a row (which no language has) have no place in a record.

    Wrong:
        title: "Briefing<U+202E>"
    Right:
        title: "Briefing"
    """
    character = text[index]
    line_start = text.rfind("\n", 0, index) + 1
    hint = (
        "save the file with Unix line ends (LF)"
        if character == "\r"
        else "write spaces"
        if character == "\t"
        else "delete it"
    )
    return _problem(
        "OB103",
        (text.count("\n", 0, index) + 1, index - line_start + 1),
        f"{_odd_name(character)}, stands in the file",
        hint,
    )


def odd_character_written(mark: Any, character: str) -> Problem:
    """As `odd_character`, for one that is written as an escape in a quoted value."""
    return _problem("OB103", mark, f"an escape in this text stands for {_odd_name(character)}", "delete it")


def _odd_name(character: str) -> str:
    name = ODD_CHARACTERS.get(character) or (
        f"the first of more than {MAX_MARKS} combining marks in a row"
        if unicodedata.combining(character)
        else "a bidirectional control"
        if character in BIDIRECTIONAL
        else "a control character"
    )
    return f"U+{ord(character):04X}, {name}"


@reader_problem("OB104", stage=Stage.FILE)
def not_yaml(text: str, error: MarkedYAMLError) -> Problem:
    """The file is not YAML.

    The parser stops at the place shown; the cause is often one line above: a quotation mark that is not
    closed, a colon followed by a space inside plain text, or an indentation that does not fit.

    Wrong:
        title: Background Briefing: Syria
    Right:
        title: "Background Briefing: Syria"
    """
    said = " ".join(part for part in (error.context, error.problem) if part)
    mark, hint = _cause(text, error, said)
    last = text.rstrip("\n").split("\n")
    if not isinstance(mark, tuple) and mark.line >= len(last):  # behind the end of the file
        mark = (len(last), len(last[-1]) + 1)
    return _problem("OB104", mark, f"this is not YAML: {said}", hint)


_KEY_WITHOUT_COLON = re.compile(r" *(?:- )?(?P<key>[A-Za-z_][\w-]*)(?::(?=[^\s])|(?= )|$)(?!.*: )(?!.*:$)")


def _cause(text: str, error: MarkedYAMLError, said: str) -> tuple[Any, str]:
    """Where the mistake is, which the parser often notices only lines below, and what to do about it."""
    context: Any = error.context_mark
    mark: Any = error.problem_mark or context
    lines = [*text.split("\n"), "", ""]  # the parser may stop behind the last line
    if "mapping values are not allowed" in said:
        above = mark.line - 1
        while above > 0 and not lines[above].strip():
            above -= 1
        match = _KEY_WITHOUT_COLON.match(lines[above])
        if match and re.match(r" *[\w-]+:(?: |$)", lines[mark.line]):
            return (above + 1, match.end("key") + 1), f"a colon and a space belong behind “{match['key']}”"
        return mark, "text that contains “: ” must be quoted"
    if "scanning a quoted scalar" in said and context:
        return context, "this quotation mark is not closed"
    if "could not find expected ':'" in said and context:
        return context, "a key needs a colon and a space behind it; text goes on deeper indented than its key"
    if "flow" in said and context:
        closing = "}" if "sequence" in said else "]"
        found = lines[mark.line][mark.column : mark.column + 1]
        indent = len(lines[context.line]) - len(lines[context.line].lstrip())
        if found == closing or (mark.line > context.line and mark.column <= indent) or mark.line >= len(lines) - 3:
            return context, "this bracket is not closed"
        return mark, "a comma is missing before this, or text with a comma, a colon or a bracket is not quoted"
    if "unexpected end of stream" in said:
        return context or mark, "a quotation mark or a bracket is not closed"
    if "cannot start any token" in said:
        return mark, "indent with spaces, and quote text that starts with this character"
    return mark, "look at the indentation and at the brackets, also in the lines above"


@reader_problem("OB105", stage=Stage.FILE)
def duplicate_key(mark: Any, key: str, first_line: int) -> Problem:
    """A key stands twice in one mapping.

    Most parsers keep the last value and say nothing: half of what was written is lost.

    Wrong:
        date: "2031-04-02"
        date: "2031-04-03"
    Right:
        date: "2031-04-03"
    """
    return _problem(
        "OB105", mark, f"the key “{shorten(key)}” stands twice; the first is in line {first_line}", "keep one of them"
    )


@reader_problem("OB106", stage=Stage.FILE)
def anchor_or_alias(mark: Any, name: str) -> Problem:
    """An anchor or an alias.

    A record says everything where it stands. Anchors (&a) and aliases (*a) are read differently, and can
    blow a small file up to any size. Text that starts with & or * must be quoted.

    Wrong:
        topics: &both [water-treaties]
    Right:
        topics: [water-treaties]
    """
    return _problem(
        "OB106",
        mark,
        f"“{name}” is an anchor or alias, which records do not use",
        "write the value out; quote text that starts with & or *",
    )


@reader_problem("OB107", stage=Stage.FILE)
def explicit_tag(mark: Any, tag: str) -> Problem:
    """A tag, or a merge key.

    Tags (!!str, !!python/object) mean different things to different parsers, and merge keys (<<) exist in some
    only. A record needs neither.

    Wrong:
        date: !!str 2031-04-02
    Right:
        date: "2031-04-02"
    """
    return _problem(
        "OB107",
        mark,
        f"“{tag}” is a tag or a merge key, which records do not use",
        "remove it; quote the value where it is text",
    )


@reader_problem("OB108", stage=Stage.FILE, harmless=True)
def ambiguous_scalar(mark: Any, value: str, first: str, second: str) -> Problem:
    """A plain value that YAML 1.1 and YAML 1.2 read differently.

    Unquoted, 2031-04-02 is a date to one parser and text to the next, 12:30 is 750 minutes, 0123 is 83, `no` is
    false: Norway disappears. Quoted, each is what it looks like.

    Wrong:
        country: NO
    Right:
        country: "NO"
    """
    return _problem(
        "OB108",
        mark,
        f"unquoted, {shorten(value)} is {first} to one YAML parser and {second} to another",
        f'write "{shorten(value)}" with quotation marks',
    )


def question_mark_in_flow(mark: Any, value: str) -> Problem:
    """As `ambiguous_scalar`, for a question mark between brackets: there it ends a plain value for some parsers."""
    return _problem(
        "OB108",
        mark,
        f"unquoted between brackets, “{shorten(value)}” is no YAML to some parsers: it has a question mark",
        f'write "{shorten(value)}" with quotation marks',
    )


@reader_problem("OB109", stage=Stage.FILE)
def several_documents(mark: Any, what: str) -> Problem:
    """More than one document in a file, or a directive.

    One file is one record. A line with only --- in the middle of a file begins a second document, which many
    readers never see.

    Wrong:
        review: {status: draft, passes: [], open: []}
        ---
        schema: briefing/2
    Right:
        review: {status: draft, passes: [], open: []}
    """
    return _problem("OB109", mark, what, "one file holds one record: remove this line or make two files")


@reader_problem("OB110", stage=Stage.FILE)
def key_not_text(mark: Any) -> Problem:
    """A key that is not text.

    Numbers, null, lists and mappings as keys exist in YAML but not in JSON; parsers disagree on them.

    Wrong:
        1: {speaker: sdo}
    Right:
        t01: {speaker: sdo}
    """
    return _problem("OB110", mark, "this key is not text", "quote it, or use the id that was meant")


@reader_problem("OB111", stage=Stage.FILE)
def too_deep(mark: Any) -> Problem:
    """Nesting that is too deep.

    A record is nested six levels deep at the most; 32 are allowed. More is an accident or an attack.

    Wrong:
        topics: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[water-treaties]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
    Right:
        topics: [water-treaties]
    """
    return _problem("OB111", mark, f"nested more than {MAX_DEPTH} levels deep", "a bracket or a dash too many?")


@reader_problem("OB112", stage=Stage.FILE)
def not_a_mapping(mark: Any, found: str) -> Problem:
    """The file does not hold a mapping.

    Every file of a corpus is `key: value` lines at the top. An empty file, a list or a bare text says nothing
    that could be checked.

    Wrong:
        - schema: briefing/2
    Right:
        schema: briefing/2
    """
    return _problem(
        "OB112", mark, f"the file holds {found}, not a record", "it must start with keys, such as “schema: briefing/2”"
    )


@reader_problem("OB113", stage=Stage.FILE)
def not_a_json_number(mark: Any, value: str) -> Problem:
    """A number that not every reader can hold.

    Not-a-number and infinity are no numbers in JSON, and more than 15 digits are not kept by every reader.

    Wrong:
        paragraph: .nan
    Right:
        paragraph: 2
    """
    return _problem(
        "OB113",
        mark,
        f"the number {shorten(value, 24)} is not one that every reader can hold",
        "quote it if it is text",
    )


@reader_problem("OB114", stage=Stage.FILE)
def too_large(size: int) -> Problem:
    """The file is larger than any record.

    A briefing of three hours makes a record of half a megabyte. The limit is 4 MiB.

    Wrong:
        (a file of 200 MB)
    Right:
        (one briefing a file)
    """
    return _problem("OB114", (1, 1), f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}", "one briefing a file")
