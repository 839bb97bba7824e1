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

from onbackground.findings import Problem, Unreadable
from onbackground.parsing.problems import (
    BIDIRECTIONAL,
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
    question_mark_in_flow,
    several_documents,
    too_deep,
    too_large,
)

Data = Any


# --- Scalars ---------------------------------------------------------------------------------------------------

_ODD = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff" + BIDIRECTIONAL + "]")

_MAYBE_TYPED = frozenset("0123456789+-.~<=nNtTfFyYoO")
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_BOOL_11 = re.compile(r"(?:y|yes|n|no|on|off|true|false)\Z", re.I)
_INT_11 = re.compile(r"[-+]?(?:0b[01_]+|0[0-7_]*|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)\Z")
_FLOAT_11 = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9_]+(?:[eE][-+][0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|\.(?:inf|Inf|INF))\Z|\.(?:nan|NaN|NAN)\Z"
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
