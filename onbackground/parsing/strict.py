"""Text to plain data: the only reader of YAML in the project.

What it accepts reads the same in every YAML parser, 1.1 or 1.2. Everything that two parsers could read
differently is a problem with a code, a line and a column: unquoted dates and Norway's `no`, duplicate keys,
anchors, aliases, tags, several documents. Built on PyYAML's C events (libyaml), so without recursion.
"""

from __future__ import annotations

import re
from math import isinf
from typing import Any, NamedTuple

import yaml
from yaml._yaml import CParser
from yaml.error import MarkedYAMLError
from yaml.reader import ReaderError

from onbackground.findings import Problem, Unreadable
from onbackground.parsing import layout
from onbackground.parsing.marks import too_many_marks
from onbackground.parsing.problems import (
    CONTROLS,
    MAX_BYTES,
    MAX_DEPTH,
    ambiguous_scalar,
    anchor_or_alias,
    duplicate_key,
    explicit_tag,
    key_not_text,
    not_a_json_number,
    not_a_mapping,
    not_utf8,
    not_yaml,
    odd_character,
    odd_character_written,
    odd_space_in_key,
    pair_without_braces,
    question_mark_in_flow,
    several_documents,
    too_deep,
    too_large,
)

Data = Any


# --- Scalars ---------------------------------------------------------------------------------------------------

_ODD = re.compile(f"[{CONTROLS}\x09\x0b-\x0d\x1c-\x1f\x85\u2028\u2029]")

_MAYBE_TYPED = frozenset("0123456789+-.~<=nNtTfFyYoO")
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_BOOL_11 = re.compile(r"(?:y|yes|n|no|on|off|true|false)\Z", re.I)
_INT_11 = re.compile(
    r"[-+]_[0-9_]*\Z|[-+]?(?:0b[01_]+|0[0-7_]*|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)\Z"
)
_FLOAT_11 = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9_]+(?:[eE][-+][0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|\.(?:inf|Inf|INF))\Z|\.(?:nan|NaN|NAN)\Z"
    r"|[-+]?(?=[0-9.]*_)[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+\Z"  # as some parsers of YAML 1.2 read it
)
_TIME_11 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
    r"(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?\Z"
)
_INT_12 = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
_FLOAT_12 = re.compile(
    r"[-+]?(?:(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))\Z"
    r"|\.(?:nan|NaN|NAN)\Z"
)
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
    if data is None or problems:
        raise Unreadable(problems)
    return data


def read(text: str) -> tuple[dict[str, Data] | None, list[Problem]]:
    """The data of a YAML text, or None where there are none, and everything that breaks a rule of the format."""
    odd = _ODD.search(text)
    if odd:
        return None, [odd_character(text, odd.start())]
    marks = too_many_marks(text)
    if marks is not None:
        return None, [odd_character(text, marks)]
    builder = _Builder(text)
    try:
        return builder.build(), builder.problems
    except _Stop as stop:
        return None, [*builder.problems, stop.problem]
    except ReaderError as error:
        return None, [odd_character(text, min(error.position, len(text) - 1))]
    except MarkedYAMLError as error:
        causes = [problem for problem in builder.problems if problem.code == "OB120"]
        return None, causes or [*builder.problems, not_yaml(text, error)]


class _Stop(Exception):
    def __init__(self, problem: Problem):
        self.problem = problem


class _Collection(NamedTuple):
    """A mapping or sequence that is being read: the values so far, and where each key stands."""

    values: Data
    marks: dict[str, Any] | None
    """None for a sequence."""
    is_flow: bool
    indent: int
    """The column of the block collection that it is, or is in."""
    start: int


_NUMBERED = re.compile(r"[a-z]\d{2,}")


def _skips_a_number(key: str, keys: list[str]) -> bool:
    """Whether an id that stands among `keys` leaves out a number there: then it is this one that is wrong, not a second
    one."""
    n = keys.index(key)
    return bool(_NUMBERED.fullmatch(key)) and n > 0 and keys[n - 1] != f"{key[0]}{int(key[1:]) - 1:02}"


_GLUED = re.compile(r"\s*:(?!\s)")
"""What stands behind a key in quotation marks that no space parts from its value."""


class _Builder:
    """Events to data, with a stack of our own: no depth of nesting can exhaust Python's."""

    def __init__(self, text: str):
        self.problems: list[Problem] = []
        self._text = text
        self._escapes = "\\" in text
        """Whether there is a backslash anywhere, so that quoted values may hold odd characters."""
        self._stack: list[tuple[_Collection, str | None]] = []
        """The collections around the one being read, each with the key that waits for its value."""
        self._twice: list[tuple[dict[str, Any], int]] = []
        """Of the mappings in which a key is used twice, which problem says so."""
        self._in = _Collection([], None, False, -1, 0)
        self._key: str | None = None

    def build(self) -> dict[str, Data]:
        """The data of the one document. Raises _Stop, or what the parser raises."""
        event: Any = CParser(self._text).get_event
        event()  # StreamStart
        start = event()
        if type(start) is yaml.StreamEndEvent:
            raise _Stop(not_a_mapping(start.start_mark, "nothing"))
        if start.version or start.tags:
            self.problems.append(several_documents(start.start_mark, "there is a directive before the record"))
        end = self._document(event)
        if type(end) is not yaml.StreamEndEvent:
            self.problems.append(several_documents(end.start_mark, "a second document begins here"))
        (whole,) = self._in.values
        if type(whole) is not dict:
            raise _Stop(not_a_mapping(start.start_mark, "nothing" if whole is None else "a bare value"))
        return whole

    def _document(self, event: Any) -> Any:
        """Read the events of the document; the event after it."""
        comments, before = layout.Comments(self._text), None
        put, scalar, scalar_event = self._put, self._scalar, yaml.ScalarEvent
        while True:
            now = event()
            if comments.next < now.start_mark.index:
                behind = before.end_mark.index if before else 0
                self.problems += comments.between(behind, now.start_mark.index)
            before, kind = now, type(now)
            if kind is scalar_event:
                put(scalar(now), now)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(now)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                put(self._close(now), now)
            elif kind is yaml.AliasEvent:
                self.problems.append(anchor_or_alias(now.start_mark, "*" + now.anchor))
                put("", now)
            else:  # DocumentEnd
                return event()

    def _open(self, now: Any) -> None:
        is_mapping = type(now) is yaml.MappingStartEvent
        self._properties(now)
        if len(self._stack) >= MAX_DEPTH:
            raise _Stop(too_deep(now.start_mark))
        if self._in.marks is not None and self._key is None:
            raise _Stop(key_not_text(now.start_mark))
        if not self._stack and not is_mapping:
            raise _Stop(not_a_mapping(now.start_mark, "a list"))
        indent = self._in.indent if now.flow_style else now.start_mark.column
        self._stack.append((self._in, self._key))
        self._in = _Collection(
            {} if is_mapping else [], {} if is_mapping else None, now.flow_style, indent, now.start_mark.index
        )
        self._key = None

    def _close(self, now: Any) -> Data:
        closed = self._in
        self._in, self._key = self._stack.pop()
        if closed.is_flow and not self._in.is_flow:
            shallow = layout.shallow_lines(self._text, closed.start, now.end_mark.index, closed.indent, comments=True)
            self.problems += [problem for problem in shallow if problem not in self.problems]
        return closed.values

    def _put(self, value: Data, now: Any) -> None:
        """A value into the collection being read: as an entry, as a key, or as the value of the key before it."""
        marks = self._in.marks
        if marks is None:
            self._in.values.append(value)
        elif self._key is not None:
            self._in.values[self._key] = value
            self._key = None
        else:
            if self._in.is_flow:
                if self._text[now.start_mark.index - 1] == "?":
                    self.problems.append(question_mark_in_flow(now.start_mark, f"?{value or ''}"))
                if self._text[self._in.start] in "\"'" and _GLUED.match(self._text, now.end_mark.index):
                    self.problems.append(pair_without_braces(now.start_mark))
            if type(value) is not str:
                self.problems.append(key_not_text(now.start_mark))
                value = str(value)
            elif value[:1].isspace() and value[0] != " ":
                self.problems.append(odd_space_in_key(now.start_mark, value[0]))
            if value in marks:
                self._used_twice(value, marks, now.start_mark)
            else:
                marks[value] = now.start_mark
            self._key = value

    def _used_twice(self, key: str, marks: dict[str, Any], second: Any) -> None:
        """A key that its mapping has already: the first such key of a mapping is a problem, more are its echoes."""
        said = next((n for mapping, n in self._twice if mapping is marks), None)
        if said is not None:
            hint = "more keys below are used twice: is a line missing above?"
            self.problems[said] = self.problems[said]._replace(hint=hint)
            return
        self._twice.append((marks, len(self.problems)))
        wrong, other = (marks[key], second) if _skips_a_number(key, list(marks)) else (second, marks[key])
        self.problems.append(duplicate_key(wrong, key, other.line + 1))

    def _scalar(self, now: Any) -> Data:
        value, style = now.value, now.style
        if now.anchor or now.tag:
            self._properties(now)
        if not style:
            if self._in.is_flow and "?" in value:
                self.problems.append(question_mark_in_flow(now.start_mark, value))
            return _typed(value, now.start_mark, self.problems) if not value or value[0] in _MAYBE_TYPED else value
        start, end = now.start_mark.index, now.end_mark.index
        if style in "|>":
            self.problems += layout.block_text(self._text, start, end)
        else:
            if self._escapes and style == '"' and (odd := _ODD.search(value)):
                self.problems.append(odd_character_written(now.start_mark, odd[0]))
            elif self._escapes and style == '"' and (marks := too_many_marks(value)) is not None:
                self.problems.append(odd_character_written(now.start_mark, value[marks]))
            if now.end_mark.line != now.start_mark.line:
                self.problems += layout.shallow_lines(self._text, start, end, self._in.indent)
        return value

    def _properties(self, now: Any) -> None:
        """An anchor or a tag before a value."""
        if now.anchor is not None:
            self.problems.append(anchor_or_alias(now.start_mark, "&" + now.anchor))
        if now.tag is not None:
            self.problems.append(explicit_tag(now.start_mark, now.tag))
