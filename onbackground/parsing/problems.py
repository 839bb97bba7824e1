"""OB102 to OB114: what is wrong with a text as YAML, before anything is asked of its content."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple

from yaml.error import MarkedYAMLError

from onbackground.findings import Problem, Stage, reader_problem, shorten
from onbackground.parsing.marks import MAX_MARKS
from onbackground.parsing.yaml_text import indent_of

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u00ad\u200b-\u200f\u2060"
CONTROLS = "\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff" + BIDIRECTIONAL
"""Characters that nobody sees and that are no white space, as in a regular expression."""
ODD_CHARACTERS = {
    "\ufeff": "a byte-order mark",
    "\r": "a Windows line end",
    "\0": "a NUL",
    "\t": "a tab",
    "\x85": "a next-line character",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
}


def _problem(mark: Any, message: str, hint: str = "", code: str = "") -> Problem:
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
        position, f"the file is not UTF-8: byte {content[error.start]:02X} cannot be read", "save the file as UTF-8"
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
        (text.count("\n", 0, index) + 1, index - line_start + 1), f"{_odd_name(character)}, is in the file", hint
    )


def odd_character_written(mark: Any, character: str) -> Problem:
    """As `odd_character`, for one that is written as an escape in a quoted value."""
    return _problem(mark, f"an escape in this text stands for {_odd_name(character)}", "delete it", code="OB103")


def odd_space_in_key(mark: Any, character: str) -> Problem:
    """As `odd_character`, for white space before a key that only looks like an indent of spaces."""
    name = "a no-break space" if character == "\xa0" else "another space"
    return _problem(mark, f"U+{ord(character):04X}, {name}, is before this key", "write plain spaces", code="OB103")


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
    if mark[0] > len(last):  # after the end of the file
        mark = (len(last), len(last[-1]) + 1)
    return _problem(mark, "this is not YAML, so the file cannot be read", hint)


Place = tuple[int, int]
"""A line and a column, the first of each 1."""


class _Stopped(NamedTuple):
    """Where the parser stopped, and where the value began that it was reading: line and column, the first of each 0."""

    lines: list[str]
    line: int
    column: int
    from_line: int
    from_column: int
    said: str

    @property
    def here(self) -> Place:
        return self.line + 1, self.column + 1

    @property
    def start(self) -> Place:
        return self.from_line + 1, self.from_column + 1

    def above(self) -> int:
        """The nearest line above that is not empty."""
        line = self.line - 1
        while line > 0 and not self.lines[line].strip():
            line -= 1
        return max(line, 0)

    def goes_on(self) -> bool:
        """Whether the next line that is indented no deeper than the one here is indented alike."""
        deep = (indent_of(line) for line in self.lines[self.line + 1 :] if line.strip())
        return next((indent for indent in deep if indent <= self.column), -1) == self.column

    def first_of_these(self) -> int:
        """The line where those begin that are not indented like the one here: where it has an odd number of spaces, it
        is the one to which they belong."""
        line = self.above()
        while line > 0 and (indent_of(self.lines[line]) >= self.column or not self.lines[line].strip()):
            line -= 1
        return line + (indent_of(self.lines[line]) % 2 == 0)


_KEY = re.compile(r"(?P<indent> *)(?:- )?(?P<key>[A-Za-z_][\w-]*):(?: (?P<value>\S)?|$)")
_KEY_WITHOUT_COLON = re.compile(r" *(?:- )?(?P<key>[A-Za-z_][\w-]*)(?= |$)(?!.*: )(?!.*:$)")
_KEY_WITHOUT_SPACE = re.compile(r" *(?:- )?(?P<key>[A-Za-z_][\w-]*):(?=\S)(?!.*: )(?!.*:$)")
_ODD_COLON = re.compile(r"\s*(?:- )?[A-Za-z_][\w-]*(?:(?P<colon>[：﹕︓꞉∶])|:(?P<space>[^\S ]))")


def _odd_colon(stopped: _Stopped) -> tuple[Place, str] | None:
    for line in (stopped.line, stopped.from_line, stopped.above()):
        if match := _ODD_COLON.match(stopped.lines[line]):
            name, what = ("colon", "another colon") if match["colon"] else ("space", "another space")
            hint = f"U+{ord(match[name]):04X} is {what}: write a plain colon and a plain space after the key"
            return (line + 1, match.start(name) + 1), hint
    return None


def _mark_inside_a_quotation(stopped: _Stopped) -> tuple[Place, str] | None:
    line = stopped.lines[stopped.line]
    before = line[: stopped.column].rstrip()[-1:]
    if "did not find expected" in stopped.said and before == '"' and line[: stopped.column].count('"') % 2:
        for n in range(stopped.line - 1, -1, -1):  # the text that ends here began above
            if '"' in stopped.lines[n]:
                return (n + 1, stopped.lines[n].rindex('"') + 1), "this quotation mark is not closed"
    if "did not find expected" not in stopped.said or before not in ("'", '"') or before not in line[stopped.column :]:
        return None
    if before == "'":
        return stopped.here, "an apostrophe ends the text here: put the text between quotation marks"
    hint = 'a quotation ends here: one before it is not closed, or one is inside a quotation (write “ and ”, or \\")'
    return stopped.here, hint


def _key_without_colon(stopped: _Stopped) -> tuple[Place, str] | None:
    above = stopped.above()
    for line in (stopped.from_line, above, stopped.line):
        if match := _KEY_WITHOUT_SPACE.match(stopped.lines[line]):
            return (line + 1, match.end("key") + 2), f"a space belongs after “{match['key']}:”"
    match = _KEY_WITHOUT_COLON.match(stopped.lines[above])
    if match and "mapping values are not allowed" in stopped.said and _KEY.match(stopped.lines[stopped.line]):
        return (above + 1, match.end("key") + 1), f"a colon and a space belong after “{match['key']}”"
    if "could not find expected ':'" in stopped.said:
        hint = "a key needs a colon and a space after it; text goes on indented deeper than its key"
        return stopped.start, hint
    return None


def _too_deep_by_spaces(stopped: _Stopped) -> tuple[Place, str] | None:
    here, above = _KEY.match(stopped.lines[stopped.line]), _KEY.match(stopped.lines[stopped.above()])
    if not here or not above or "mapping values are not allowed" not in stopped.said:
        return None
    if above["value"] in (None, ">", "|") or here["indent"] <= above["indent"] or here.end("key") != stopped.column:
        return None
    spaces = len(above["indent"])
    return stopped.here, f"this line is indented deeper than the line above: {len(here['indent'])} spaces, not {spaces}"


def _text_with_colon(stopped: _Stopped) -> tuple[Place, str] | None:
    if "mapping values are not allowed" in stopped.said:
        return stopped.here, "text that contains “: ” must be quoted"
    return None


def _not_closed(stopped: _Stopped) -> tuple[Place, str] | None:
    if "scanning a quoted scalar" in stopped.said:
        return stopped.start, "this quotation mark is not closed"
    if "flow" not in stopped.said:
        return None
    opened = stopped.lines[stopped.from_line]
    indent = indent_of(opened)
    between = (_KEY.match(line) for line in stopped.lines[stopped.from_line + 1 : stopped.line + 1])
    closing = "}" if "sequence" in stopped.said else "]"
    found = stopped.lines[stopped.line][stopped.column : stopped.column + 1]
    next_key = any(match and len(match["indent"]) <= indent for match in between)
    if next_key or found == closing or stopped.line >= len(stopped.lines) - 3:
        return stopped.start, "this bracket is not closed"
    if stopped.line > stopped.from_line and stopped.column <= indent:
        return stopped.start, "this bracket is not closed"
    return stopped.here, "a comma is missing before this, or text with a comma, a colon or a bracket is not quoted"


def _other_indent(stopped: _Stopped) -> tuple[Place, str] | None:
    is_key = _KEY.match(stopped.lines[stopped.line]) and "block mapping did not find expected key" in stopped.said
    if is_key and stopped.column != stopped.from_column:
        if stopped.goes_on():
            line = stopped.first_of_these()
            hint = f"indent this line by {stopped.column} spaces, as those below; or a line above it is missing"
            return (line + 1, indent_of(stopped.lines[line]) + 1), hint
        key, above = _KEY.match(stopped.lines[stopped.line]), _KEY.match(stopped.lines[stopped.above()])
        spaces = len(above["indent"]) if key and key["value"] and above else stopped.from_column
        return stopped.here, f"indent this line by {spaces} spaces, as the keys beside it"
    if "did not find expected '-' indicator" in stopped.said:
        if stopped.column > stopped.from_column:
            return stopped.here, f"each line of this list begins with {stopped.from_column} spaces and “- ”"
        return stopped.start, "this is a list, but the lines beside it have no “- ”: keys have none"
    return None


def _other(stopped: _Stopped) -> tuple[Place, str]:
    if "unexpected end of stream" in stopped.said:
        return stopped.start, "a quotation mark or a bracket is not closed"
    if "cannot start any token" in stopped.said:
        return stopped.here, "indent with spaces, and quote text that starts with this character"
    return stopped.here, f"look at the indentation and the brackets, also in the lines above ({stopped.said})"


_CAUSES = (
    _odd_colon,
    _mark_inside_a_quotation,
    _too_deep_by_spaces,
    _key_without_colon,
    _text_with_colon,
    _not_closed,
    _other_indent,
)
"""What the cause may be, the surest first: each looks at the lines, and gives a place and what to do, or None."""


def _cause(text: str, error: MarkedYAMLError, said: str) -> tuple[Place, str]:
    """Where the mistake is, which the parser often notices only lines below, and what to do about it."""
    mark: Any = error.problem_mark or error.context_mark
    context: Any = error.context_mark or mark
    lines = [*text.split("\n"), "", ""]  # the parser may stop after the last line
    stopped = _Stopped(lines, mark.line, mark.column, context.line, context.column, said)
    for cause in _CAUSES:
        if found := cause(stopped):
            return found
    return _other(stopped)


@reader_problem("OB105", stage=Stage.FILE)
def duplicate_key(mark: Any, key: str, other_line: int) -> Problem:
    """A key is used twice in one mapping.

    Most parsers keep the last value and say nothing: half of what was written is lost.

    Wrong:
        date: "2031-04-02"
        date: "2031-04-03"
    Right:
        date: "2031-04-03"
    """
    return _problem(
        mark,
        f"the key “{shorten(key)}” is used twice; the other is in line {other_line}",
        "keep one of them, or correct one",
    )


@reader_problem("OB106", stage=Stage.FILE)
def anchor_or_alias(mark: Any, name: str) -> Problem:
    """An anchor or an alias.

    A record says everything in its place. Anchors (&a) and aliases (*a) are read differently, and can
    blow a small file up to any size. Text that starts with & or * must be quoted.

    Wrong:
        topics: &both [water-treaties]
    Right:
        topics: [water-treaties]
    """
    return _problem(
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
        mark,
        f"unquoted, {shorten(value)} is {first} to one YAML parser and {second} to another",
        f'write "{shorten(value)}" with quotation marks',
    )


def question_mark_in_flow(mark: Any, value: str) -> Problem:
    """As `ambiguous_scalar`, for a question mark between brackets: there it ends a plain value for some parsers."""
    return _problem(
        mark,
        f"unquoted between brackets, “{shorten(value)}” cannot be read by some parsers: it has a question mark",
        f'write "{shorten(value)}" with quotation marks',
        code="OB108",
    )


def pair_without_braces(mark: Any) -> Problem:
    """As `ambiguous_scalar`, for a key and its value in a list between brackets: some parsers read no `["a":1]`."""
    return _problem(
        mark,
        "a key and its value stand in a list without braces: some parsers cannot read that",
        "put braces around them: {key: value}; or quotation marks, if it is one text",
        code="OB108",
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
    return _problem(mark, what, "one file holds one record: remove this line or make two files")


@reader_problem("OB110", stage=Stage.FILE)
def key_not_text(mark: Any) -> Problem:
    """A key that is not text.

    Numbers, null, lists and mappings as keys exist in YAML but not in JSON; parsers disagree on them.

    Wrong:
        1: {speaker: sdo}
    Right:
        t01: {speaker: sdo}
    """
    return _problem(mark, "this key is not text", "quote it, or use the id that was meant")


@reader_problem("OB111", stage=Stage.FILE)
def too_deep(mark: Any) -> Problem:
    """Nesting that is too deep.

    A record is nested six levels deep at the most; 32 are allowed. More is an accident or an attack.

    Wrong:
        topics: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[water-treaties]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
    Right:
        topics: [water-treaties]
    """
    return _problem(mark, f"nested more than {MAX_DEPTH} levels deep", "a bracket or a dash too many?")


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
        mark, f"the file holds {found}, not a record", "it must start with keys, such as “schema: briefing/2”"
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
        mark, f"the number {shorten(value, 24)} is not one that every reader can hold", "quote it if it is text"
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
    return _problem((1, 1), f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}", "one briefing a file")
