"""The same data as the strict reader gives, several times faster, or nothing.

Most records are written in a small part of YAML: `key: value` lines, `>-` blocks, [lists] and {mappings} of plain
words and double-quoted text. Two regular expressions check that a text lies in that part: one looks at each line, so
that no plain value can be taken for anything but text; one at the whole, so that every line is indented under its key
and every bracket is closed. In that part all YAML parsers agree, and only then a native parser (rapidyaml) reads the
text. Everything else is left to the strict reader: `read` gives None, never a guess.

The expressions are regular in the strict sense, so that RE2 runs them as automata, a byte a step.
`tests/parsing/test_fast.py` holds the two readers against each other on valid, broken and mutated records.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import Any

import orjson

from onbackground.parsing.marks import PRINTABLE, is_usual, too_many_marks

try:
    import re2
    import ryml
except ImportError:  # no wheels for this machine, or not asked for: the strict reader reads everything
    re2 = ryml = None

# --- The part of YAML that is read here, over the bytes of the file ------------------------------------------------

_TYPED = {
    form.encode()
    for word in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    for form in (word, word.capitalize(), word.upper())
}
"""The plain words that YAML 1.1 or 1.2 takes for a boolean or null."""

_LETTER = frozenset(string.ascii_letters.encode())
_DIGIT = frozenset(string.digits.encode())
_HIGH = frozenset(range(0x80, 0x100))


def _one_of(characters: frozenset[int]) -> bytes:
    """A class of these bytes, written as ranges."""
    starts = sorted(character for character in characters if character - 1 not in characters)
    ends = sorted(character for character in characters if character + 1 not in characters)
    return b"[" + b"".join(b"\\x%02x-\\x%02x" % ends_of for ends_of in zip(starts, ends)) + b"]"


def _word_but(words: set[bytes], first: frozenset[int], rest: frozenset[int]) -> bytes:
    """A word, of a first character and any number of further ones, that is none of `words`."""
    heads = frozenset(word[0] for word in words if word)
    branches = [_one_of(first - heads) + _one_of(rest) + b"*"]
    for head in sorted(heads):
        tails = {word[1:] for word in words if word[:1] == bytes([head])}
        branches.append(b"%c%s%s" % (head, _word_but(tails, rest, rest), b"" if b"" in tails else b"?"))
    return b"(?:" + b"|".join(branches) + b")"


def _digest(length: int) -> bytes:
    """So many hexadecimal digits that are no number: there is an a, b, c, d or f, and not only 0 and 1 after a 0b."""
    branches = [b"[a-df][0-9a-f]{%d}" % (length - 1), b"(?:[1-9e][a-df]|0[acdf])[0-9a-f]{%d}" % (length - 2)]
    branches += [b"0b[01]{%d}[2-9a-f][0-9a-f]{%d}" % (n, length - 3 - n) for n in range(length - 2)]
    branches += [b"[0-9e]{%d}[a-df][0-9a-f]{%d}" % (n, length - 1 - n) for n in range(2, length)]
    return b"(?:" + b"|".join(branches) + b")"


_INSIDE = _LETTER | _DIGIT | _HIGH | frozenset(b"_./()")
_FURTHER_WORD = _one_of(_INSIDE) + _one_of(_INSIDE | {ord("-")}) + b"*"
_PLAIN = (
    b"(?:"
    + _word_but(_TYPED, _LETTER | _HIGH, _INSIDE | {ord("-")})
    + b"|"
    + _one_of(_LETTER | _HIGH)
    + _one_of(_INSIDE | {ord("-")})
    + b"*(?: "
    + _FURTHER_WORD
    + b")+)"
)
_QUOTED = rb'"[^"\\\n]*"'
_URL = rb"https?://[A-Za-z0-9_./?=&%~+\-]+"
_TEXT = b"(?:" + b"|".join((_QUOTED, _PLAIN, _URL)) + b")"
_NOTHING = rb"(?:null|true|false|~)"
_KEY = b"(?:" + _word_but(_TYPED, _LETTER, _LETTER | _DIGIT | frozenset(b"_-")) + b"|" + _QUOTED + b"):"

_OPEN = b"(?:(?:" + _KEY + rb" )?[\[{]+)"


def _entry(closing: bytes) -> bytes:
    """An entry of a [list] or {mapping}, with the brackets that open before it and those that close after it."""
    value = b"(?:(?:" + _KEY + b" )?" + _TEXT + b"|" + _KEY + b" " + _NOTHING + b")"
    return _OPEN + b"*(?:" + value + rb"[\]}]" + closing + rb"|(?:null|~)\][\]}]*|[\]}]+)"


_FLOW = rb"[\[{]+(?:" + _entry(b"*") + rb",(?: |\n +))*" + _entry(b"+")
_VALUE = b"(?:" + _FLOW + b"|" + _TEXT + b")"
_LINE = b" *(?:%s(?:| %s| %s| %s)|- (?:%s %s|(?:%s )?%s))\n" % (
    _KEY,
    _VALUE,
    _NOTHING,
    _digest(64),
    _KEY,
    _NOTHING,
    _KEY,
    _VALUE,
)
_BLOCK = b"|".join(
    b" {%d}%s >-\n {%d}[^\n ][^\n]*\n(?:\n* {%d}[^\n ][^\n]*\n)*" % (n, _KEY, n + 2, n + 2) for n in range(0, 14, 2)
)
_WORD = rb"(?::*[^\n: ])*"
"""Characters without a space, and without a colon at the end."""

_SENTENCE = b" *%s (?:%s|%s%s(?: +(?:[^\n:# ]|:+[^\n: ])%s)+)\n" % (
    _KEY,
    _word_but(_TYPED, _LETTER | _HIGH, frozenset(range(0x100)) - frozenset(b"\n: ")),
    _one_of(_LETTER | _HIGH),
    _WORD,
    _WORD,
)
_COMMENT = b" *#[^\n]*\n"
_RECORD = b"(?:" + b"|".join((_LINE, _BLOCK, _SENTENCE, _COMMENT, b"\n")) + b")*"


# --- The whole: every line under its key, every bracket closed -----------------------------------------------------

_STEP = 2
"""Spaces by which a line is indented under its key."""
_DEEPEST = 12
"""The indent of the innermost keys: a record needs 10."""
_BRACKETS = 3
"""How many brackets may be open at once: a pass of a review in a list of passes, with its layers, needs 3."""

_ANY_KEY = rb'(?:"[^"\n]*"|[A-Za-z][A-Za-z0-9_-]*):'
_ANY_SCALAR = rb"[^\[{>\n][^\n]*"
_ITEM = rb'(?:"[^"\n]*"|[^\[{"\n:](?:[^\n:]|:[^ \n])*)'
_BETWEEN = rb"(?:\n| *#[^\n]*\n)*"
_END = rb"\n" + _BETWEEN


def _flow(indent: int) -> bytes:
    """A [list] or {mapping}; where it goes on in further lines, they are indented deeper than `indent`."""
    word = rb'"[^"\n]*"|(?:[^\[\]{}",:\n]|:[^ \n\[\]{}",])+'
    gap = b"(?:,(?: |\n {%d,}))?" % (indent + 1)
    whole, value = b"", b"(?:%s)" % word
    for _ in range(_BRACKETS):
        whole = rb"\[(?:%s%s)*\]|\{(?:%s %s%s)*\}" % (value, gap, _ANY_KEY, value, gap)
        value = b"(?:%s|%s)" % (word, whole)
    return b"(?:%s)" % whole


def _line(indent: int) -> bytes:
    """What follows a key and a space on its line, and the lines up to the next key."""
    return b"(?:%s|%s)%s" % (_ANY_SCALAR, _flow(indent), _END)


def _sequence(indent: int) -> bytes:
    """`- ` lines; an entry that is a mapping holds nothing that is indented deeper."""
    further = b"(?: {%d}%s %s)*" % (indent + _STEP, _ANY_KEY, _line(indent + _STEP))
    mapping = b"%s %s%s" % (_ANY_KEY, _line(indent + _STEP), further)
    return b"(?: {%d}- (?:%s|(?:%s|%s)%s))+" % (indent, mapping, _ITEM, _flow(indent), _END)


def _block(indent: int) -> bytes:
    """The lines of a `>-` text: empty, or indented by exactly so much."""
    return b" {%d}[^\n ][^\n]*\n(?:\n* {%d}[^\n ][^\n]*\n)*%s" % (indent, indent, _BETWEEN)


def _mapping(indent: int) -> bytes:
    """Keys at an indent, with their values on the same line, or in further lines that are indented deeper."""
    inner = [_sequence(indent + _STEP)] + ([_mapping(indent + _STEP)] if indent < _DEEPEST else [])
    values = (b" " + _line(indent), b" >-\n" + _block(indent + _STEP), b"%s(?:%s)?" % (_END, b"|".join(inner)))
    return b"(?: {%d}%s(?:%s))+" % (indent, _ANY_KEY, b"|".join(values))


@lru_cache(maxsize=1)
def _grammars() -> tuple[Any, Any]:
    """The two expressions that a whole record matches, compiled when the first one is read."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.max_mem = 256 << 20
    return re2.compile(_RECORD, options), re2.compile(_BETWEEN + _mapping(0), options)


def _is_plainly_written(content: bytes) -> bool:
    """Whether a text lies in the part of YAML that is read here."""
    if is_usual(content):
        odd = False
    else:
        high = content.translate(None, PRINTABLE)
        odd = bool(_ODD.search(high)) or too_many_marks(high.decode("utf-8", "replace")) is not None
    if odd or _QUOTED_TILDE.search(content) or (b"#" in content and not _is_utf8(content)):
        return False
    lines, whole = _grammars()
    return bool(lines.fullmatch(content) and whole.fullmatch(content))


def _is_utf8(content: bytes) -> bool:
    """Whether the bytes are UTF-8. A comment may hold any byte; elsewhere orjson tells."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


_QUOTED_TILDE = re.compile(rb'~(?<="~)')
_ODD = re.compile(  # as in the strict reader, over UTF-8
    rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]"
)


def read(content: bytes) -> dict[str, Any] | None:
    """The data of a YAML file as strict.read gives them, or None where the strict reader must be asked."""
    if ryml is None or not _is_plainly_written(content):
        return None
    try:
        json = _to_json(content)
        json = json.replace(b'"~"', b"null")  # rapidyaml writes a plain ~ as text; no text here begins with one
        data = orjson.loads(json)
    except (ryml.ExceptionBasic, IndexError, orjson.JSONDecodeError):
        return None
    # A key that stands twice is kept once in `data`: then its quotation marks are missing when written again.
    if type(data) is not dict or orjson.dumps(data).count(b'"') != json.count(b'"'):
        return None
    return data


def _to_json(content: bytes) -> bytearray:
    """The text as JSON, in a buffer of our own: the one of ryml.emit_json is never freed (seen in 0.15.2)."""
    tree = ryml.parse_in_arena(content)
    json = bytearray(3 * len(content) + 1024)
    length = len(ryml.emit_json_in_place(tree, json))
    del json[length:]
    return json
