"""Text to plain data: the only reader of YAML in the project.

What it accepts reads the same in every YAML parser, 1.1 or 1.2. Everything that two parsers could read
differently is a problem with a code, a line and a column: unquoted dates and Norway's `no`, duplicate keys,
anchors, aliases, tags, several documents. Built on PyYAML's C events (libyaml), so without recursion.
"""

from __future__ import annotations

import re
from math import isinf
from typing import Any

import yaml
from yaml.cyaml import CParser
from yaml.error import MarkedYAMLError
from yaml.reader import ReaderError

from onbackground.findings import Path, Problem, rule, shorten

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
Data = Any


class Unreadable(Exception):
    """The text holds no data; `problems` says why."""

    def __init__(self, problems: list[Problem]):
        super().__init__(problems[0].message)
        self.problems = problems


# --- What may be wrong: one function a rule --------------------------------------------------------------------


def _problem(code: str, mark: Any, message: str, hint: str = "") -> Problem:
    position = mark if isinstance(mark, tuple) else (mark.line + 1, mark.column + 1)
    return Problem((), message, hint, position=position, code=code)


@rule("OB102")
def not_utf8(content: bytes, error: UnicodeDecodeError) -> Problem:
    """The file is not UTF-8.

    Every file of a corpus is UTF-8, so that a quote has the same characters for everybody.

    Breaks:
        title: caf\\xe9          (one byte E9, as Windows-1252 writes é)
    Mended:
        title: café             (the same, saved as UTF-8)
    """
    before = content[: error.start].decode("utf-8")
    position = (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    return _problem("OB102", position, f"the file is not UTF-8: byte {content[error.start]:02X} cannot be read",
                    "save the file as UTF-8")


@rule("OB103")
def odd_character(text: str, index: int) -> Problem:
    """A character that readers of YAML or of text treat differently.

    A tab, a byte-order mark, a control character, a Windows line end, U+0085, U+2028 and U+2029 (a line end for one
    parser, a letter for the next), and bidirectional controls (which show text in another order than it is
    read) have no place in a record.

    Breaks:
        title: "Briefing<U+202E>"
    Mended:
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
    return _problem("OB103", (text.count("\n", 0, index) + 1, index - line_start + 1),
                    f"{_odd_name(character)}, stands in the file", hint)


def odd_character_written(mark: Any, character: str) -> Problem:
    """As `odd_character`, for one that is written as an escape in a quoted value."""
    return _problem("OB103", mark, f"an escape in this text stands for {_odd_name(character)}", "delete it")


def _odd_name(character: str) -> str:
    name = ODD_CHARACTERS.get(character) or ("a bidirectional control" if character in BIDIRECTIONAL else "a control character")
    return f"U+{ord(character):04X}, {name}"


@rule("OB104")
def not_yaml(text: str, error: MarkedYAMLError) -> Problem:
    """The file is not YAML.

    The parser stops at the place shown; the cause is often one line above: a quotation mark that is not
    closed, a colon followed by a space inside plain text, or an indentation that does not fit.

    Breaks:
        title: Background Briefing: Syria
    Mended:
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
    mark, context = error.problem_mark or error.context_mark, error.context_mark
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


@rule("OB105")
def duplicate_key(mark: Any, key: str, first_line: int) -> Problem:
    """A key stands twice in one mapping.

    Most parsers keep the last value and say nothing: half of what was written is lost.

    Breaks:
        date: "2031-04-02"
        date: "2031-04-03"
    Mended:
        date: "2031-04-03"
    """
    return _problem("OB105", mark, f"the key “{shorten(key)}” stands twice; the first is in line {first_line}",
                    "keep one of them")


@rule("OB106")
def anchor_or_alias(mark: Any, name: str) -> Problem:
    """An anchor or an alias.

    A record says everything where it stands. Anchors (&a) and aliases (*a) are read differently, and can
    blow a small file up to any size. Text that starts with & or * must be quoted.

    Breaks:
        topics: &both [water-treaties]
    Mended:
        topics: [water-treaties]
    """
    return _problem("OB106", mark, f"“{name}” is an anchor or alias, which records do not use",
                    "write the value out; quote text that starts with & or *")


@rule("OB107")
def explicit_tag(mark: Any, tag: str) -> Problem:
    """A tag, or a merge key.

    Tags (!!str, !!python/object) mean different things to different parsers, and merge keys (<<) exist in some
    only. A record needs neither.

    Breaks:
        date: !!str 2031-04-02
    Mended:
        date: "2031-04-02"
    """
    return _problem("OB107", mark, f"“{tag}” is a tag or a merge key, which records do not use",
                    "remove it; quote the value where it is text")


@rule("OB108")
def ambiguous_scalar(mark: Any, value: str, first: str, second: str) -> Problem:
    """A plain value that YAML 1.1 and YAML 1.2 read differently.

    Unquoted, 2031-04-02 is a date to one parser and text to the next, 12:30 is 750 minutes, 0123 is 83, `no` is
    false: Norway disappears. Quoted, each is what it looks like.

    Breaks:
        country: NO
    Mended:
        country: "NO"
    """
    return _problem("OB108", mark, f"unquoted, {shorten(value)} is {first} to one YAML parser and {second} to another",
                    f'write "{shorten(value)}" with quotation marks')


def question_mark_in_flow(mark: Any, value: str) -> Problem:
    """As `ambiguous_scalar`, for a question mark between brackets: there it ends a plain value for some parsers."""
    return _problem(
        "OB108",
        mark,
        f"unquoted between brackets, “{shorten(value)}” is no YAML to some parsers: it has a question mark",
        f'write "{shorten(value)}" with quotation marks',
    )


@rule("OB109")
def several_documents(mark: Any, what: str) -> Problem:
    """More than one document in a file, or a directive.

    One file is one record. A line with only --- in the middle of a file begins a second document, which many
    readers never see.

    Breaks:
        review: {status: draft, passes: [], open: []}
        ---
        schema: briefing/1
    Mended:
        review: {status: draft, passes: [], open: []}
    """
    return _problem("OB109", mark, what, "one file holds one record: remove this line or make two files")


@rule("OB110")
def key_not_text(mark: Any) -> Problem:
    """A key that is not text.

    Numbers, null, lists and mappings as keys exist in YAML but not in JSON; parsers disagree on them.

    Breaks:
        1: {speaker: sdo}
    Mended:
        t01: {speaker: sdo}
    """
    return _problem("OB110", mark, "this key is not text", "quote it, or use the id that was meant")


@rule("OB111")
def too_deep(mark: Any) -> Problem:
    """Nesting that is too deep.

    A record is nested six levels deep at the most; 32 are allowed. More is an accident or an attack.

    Breaks:
        topics: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[water-treaties]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
    Mended:
        topics: [water-treaties]
    """
    return _problem("OB111", mark, f"nested more than {MAX_DEPTH} levels deep", "a bracket or a dash too many?")


@rule("OB112")
def not_a_mapping(mark: Any, found: str) -> Problem:
    """The file does not hold a mapping.

    Every file of a corpus is `key: value` lines at the top. An empty file, a list or a bare text says nothing
    that could be checked.

    Breaks:
        - schema: briefing/1
    Mended:
        schema: briefing/1
    """
    return _problem("OB112", mark, f"the file holds {found}, not a record",
                    "it must start with keys, such as “schema: briefing/1”")


@rule("OB113")
def not_a_json_number(mark: Any, value: str) -> Problem:
    """A number that not every reader can hold.

    Not-a-number and infinity are no numbers in JSON, and more than 15 digits are not kept by every reader.

    Breaks:
        paragraph: .nan
    Mended:
        paragraph: 2
    """
    return _problem("OB113", mark, f"the number {shorten(value, 24)} is not one that every reader can hold",
                    "quote it if it is text")


@rule("OB114")
def too_large(size: int) -> Problem:
    """The file is larger than any record.

    A briefing of three hours makes a record of half a megabyte. The limit is 4 MiB.

    Breaks:
        (a file of 200 MB)
    Mended:
        (one briefing a file)
    """
    return _problem("OB114", (1, 1), f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}", "one briefing a file")


# --- Scalars ---------------------------------------------------------------------------------------------------

BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ODD_CHARACTERS = {"\ufeff": "a byte-order mark", "\r": "a Windows line end", "\0": "a NUL", "\t": "a tab",
                  "\x85": "a next-line character", "\u2028": "a line separator", "\u2029": "a paragraph separator"}
_ODD = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff" + BIDIRECTIONAL + "]")

_MAYBE_TYPED = frozenset("0123456789+-.~<=nNtTfFyYoO")
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_BOOL_11 = re.compile(r"(?:y|yes|n|no|on|off|true|false)\Z", re.I)
_INT_11 = re.compile(r"[-+]?(?:0b[01_]+|0[0-7_]*|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)\Z")
_FLOAT_11 = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9_]+(?:[eE][-+][0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|\.(?:inf|Inf|INF))\Z|\.(?:nan|NaN|NAN)\Z")
_TIME_11 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
    r"(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?\Z")
_INT_12 = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
_FLOAT_12 = re.compile(r"[-+]?(?:(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))\Z"
                       r"|\.(?:nan|NaN|NAN)\Z")
_PLAIN_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")


def _type_11(value: str) -> str:
    """What YAML 1.1 (yaml.org/type) takes a plain scalar for."""
    if value in _NULL:
        return "null"
    if _BOOL_11.match(value):
        return "true or false"
    if _INT_11.match(value):
        return "a whole number" if _PLAIN_INT.match(value) else "a number in another notation"
    if _FLOAT_11.match(value):
        return "a number"
    if _TIME_11.match(value):
        return "a date"
    return "a merge key" if value in ("<<", "=") else "text"


def _type_12(value: str) -> str:
    """What the core schema of YAML 1.2.2, section 10.3, takes a plain scalar for."""
    if value in _NULL:
        return "null"
    if value in _TRUE or value in _FALSE:
        return "true or false"
    if _INT_12.match(value):
        return "a whole number"
    return "a number" if _FLOAT_12.match(value) else "text"


def _typed(value: str, mark: Any, problems: list[Problem]) -> Data:
    """The value of a plain scalar that may be more than text; a problem where the two YAMLs disagree."""
    if value == "<<":
        problems.append(explicit_tag(mark, value))
        return value
    first, second = _type_11(value), _type_12(value)
    if first != second:
        problems.append(ambiguous_scalar(mark, value, first, second))
        return value
    if first == "text":
        return value
    if first == "null":
        return None
    if first == "true or false":
        return value in _TRUE
    if len(value) > 16 or "n" in value.lower():
        problems.append(not_a_json_number(mark, value))
        return value
    number = int(value) if first == "a whole number" else float(value)
    if isinf(number):
        problems.append(not_a_json_number(mark, value))
        return value
    return number


# --- Reading ---------------------------------------------------------------------------------------------------


def decode(content: bytes) -> str:
    """Bytes of a file to text. Raises Unreadable where they are no UTF-8 or too many."""
    if len(content) > MAX_BYTES:
        raise Unreadable([too_large(len(content))])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable([not_utf8(content, error)]) from None


def load(text: str) -> dict[str, Data]:
    """The data of a YAML text: dicts, lists, strings, numbers, booleans and None, keys in file order.

    Raises Unreadable with every problem found: all of them where the text can be parsed, else the first.
    """
    data, problems = read(text)
    if problems:
        raise Unreadable(problems)
    return data


def read(text: str) -> tuple[dict[str, Data] | None, list[Problem]]:
    """The data of a YAML text, or None where there are none, and everything that breaks a rule of the format."""
    odd = _ODD.search(text)
    if odd:
        return None, [odd_character(text, odd.start())]
    problems: list[Problem] = []
    try:
        data = _build(CParser(text), problems, "\\" in text)
    except _Stop as stop:
        return None, [*problems, stop.problem]
    except ReaderError as error:
        return None, [odd_character(text, min(error.position, len(text) - 1))]
    except MarkedYAMLError as error:
        return None, [*problems, not_yaml(text, error)]
    return data, problems


class _Stop(Exception):
    def __init__(self, problem: Problem):
        self.problem = problem


def _build(parser: CParser, problems: list[Problem], escapes: bool) -> dict[str, Data]:
    """Events to data, with a stack of our own: no depth of nesting can exhaust Python's.

    `escapes` says whether the text has a backslash anywhere, so that quoted values may hold odd characters.
    """
    event = parser.get_event
    scalar_event, maybe_typed = yaml.ScalarEvent, _MAYBE_TYPED
    event()  # StreamStart
    start = event()
    if isinstance(start, yaml.StreamEndEvent):
        raise _Stop(not_a_mapping(start.start_mark, "nothing"))
    if start.version or start.tags:
        problems.append(several_documents(start.start_mark, "a directive stands before the record"))

    top: list[Data] = []
    container: Data = top
    is_mapping = False
    key: str | None = None
    lines: dict[str, int] = {}
    is_flow = False
    stack: list[tuple[Data, bool, str | None, dict[str, int], bool]] = []
    while True:
        now = event()
        kind = type(now)
        if kind is scalar_event:
            if now.anchor is not None:
                problems.append(anchor_or_alias(now.start_mark, "&" + now.anchor))
            if now.tag is not None:
                problems.append(explicit_tag(now.start_mark, now.tag))
            value = now.value
            if escapes and now.style == '"' and (odd := _ODD.search(value)):
                problems.append(odd_character_written(now.start_mark, odd[0]))
            if is_flow and "?" in value and now.style in (None, ""):
                problems.append(question_mark_in_flow(now.start_mark, value))
            if now.style in (None, "") and (not value or value[0] in maybe_typed):
                value = _typed(value, now.start_mark, problems)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if now.anchor is not None:
                problems.append(anchor_or_alias(now.start_mark, "&" + now.anchor))
            if now.tag is not None:
                problems.append(explicit_tag(now.start_mark, now.tag))
            if len(stack) >= MAX_DEPTH:
                raise _Stop(too_deep(now.start_mark))
            if is_mapping and key is None:
                raise _Stop(key_not_text(now.start_mark))
            if not stack and kind is yaml.SequenceStartEvent:
                raise _Stop(not_a_mapping(now.start_mark, "a list"))
            stack.append((container, is_mapping, key, lines, is_flow))
            is_flow = now.flow_style
            is_mapping = kind is yaml.MappingStartEvent
            container, key, lines = ({} if is_mapping else []), None, {}
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            value = container
            container, is_mapping, key, lines, is_flow = stack.pop()
        elif kind is yaml.AliasEvent:
            problems.append(anchor_or_alias(now.start_mark, "*" + now.anchor))
            value = ""
        else:  # DocumentEnd
            break
        if not is_mapping:
            container.append(value)
        elif key is None:
            if type(value) is not str:
                problems.append(key_not_text(now.start_mark))
                value = str(value)
            if value in lines:
                problems.append(duplicate_key(now.start_mark, value, lines[value]))
            else:
                lines[value] = now.start_mark.line + 1
            key = value
        else:
            container[key] = value
            key = None
    end = event()
    if not isinstance(end, yaml.StreamEndEvent):
        problems.append(several_documents(end.start_mark, "a second document begins here"))
    if type(top[0]) is not dict:
        raise _Stop(not_a_mapping(start.start_mark, "nothing" if top[0] is None else "a bare value"))
    return top[0]


# --- Positions, on demand --------------------------------------------------------------------------------------


class Locator:
    """Where the values of a text that `read` accepts stand: composed once, asked as often as needed."""

    def __init__(self, text: str):
        self._text = text
        self._root = yaml.compose(text, Loader=yaml.CSafeLoader)
        self._keys: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = {}

    def position(self, at: Path, *, key: bool = False, offset: int | None = None) -> tuple[int, int]:
        """Line and column (1-based, in code points) of the value at a path.

        With `key`, of its key; with `offset`, of that character of a text value. A path that leads nowhere
        gives the place of the last value on the way that exists.
        """
        node, key_node, found = self._walk(at)
        key = key or not found
        if key and key_node is not None:
            node = key_node
            offset = None
        if offset is not None and isinstance(node, yaml.ScalarNode):
            return self._character(node, offset)
        return node.start_mark.line + 1, node.start_mark.column + 1

    def node(self, at: Path) -> yaml.Node | None:
        """The node of the value at a path, with its marks; None where the path leads nowhere."""
        node, _, found = self._walk(at)
        return node if found else None

    def _walk(self, at: Path) -> tuple[yaml.Node, yaml.Node | None, bool]:
        """As far as the path leads: the last value, its key, and whether it is the whole path."""
        node, key_node = self._root, None
        for step in at:
            found = self._child(node, step)
            if found is None:
                return node, key_node, False
            key_node, node = found
        return node, key_node, True

    def _child(self, node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
        """The nodes of a key and its value; of an entry of a list twice its node; None where there is none."""
        if isinstance(node, yaml.MappingNode):
            if id(node) not in self._keys:
                self._keys[id(node)] = {key.value: (key, value) for key, value in node.value}
            return self._keys[id(node)].get(step)
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            return node.value[step], node.value[step]
        return None

    def _character(self, node: yaml.ScalarNode, offset: int) -> tuple[int, int]:
        raw, value = self._text, node.value
        start, last = node.start_mark.index, node.end_mark.index
        if node.style in (">", "|"):
            start = raw.index("\n", start) + 1
        elif node.style in ('"', "'"):
            start, last = start + 1, last - 1
        before = value[:offset]
        blank = len(before) - len(before.rstrip(" \n\t")) if offset < len(value) and value[offset] in " \n\t" else 0
        wanted = sum(character not in " \n\t" for character in before)
        index = _behind(raw, start, last, wanted, node.style)
        if offset < len(value) and value[offset] in " \n\t":
            index = min(index + blank, max(index, last - 1), raw.find("\n", index) if raw.find("\n", index) >= 0 else last)
        elif offset < len(value):
            index = _next_printed(raw, index, last, node.style)
        index = min(index, len(raw) - 1)
        return raw.count("\n", 0, index) + 1, index - raw.rfind("\n", 0, index)


_TOKEN = {'"': re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|.", re.S),
          "'": re.compile("''|.", re.S)}
_ANY = re.compile(".", re.S)


def _is_blank(token: str) -> bool:
    """Whether a piece of the raw text stands for white space of the value, or for none of its characters."""
    return token in (" ", "\n", "\t", "\\\n", "\\n", "\\t", "\\ ", "\\\t", "\\x20", "\\x0a", "\\x0A", "\\x09")


def _behind(raw: str, index: int, last: int, wanted: int, style: str | None) -> int:
    """The index behind so many printed characters of a scalar: escapes count once, folds and indents not at all."""
    token = _TOKEN.get(style or "", _ANY)
    while wanted and index < last:
        match = token.match(raw, index)
        wanted -= not _is_blank(match[0])
        index = match.end()
    return index


def _next_printed(raw: str, index: int, last: int, style: str | None) -> int:
    token = _TOKEN.get(style or "", _ANY)
    while index < last and _is_blank((match := token.match(raw, index))[0]):
        index = match.end()
    return index
