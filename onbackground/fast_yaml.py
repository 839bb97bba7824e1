"""The same data as strict_yaml gives, several times faster, or nothing.

Most records are written in a small part of YAML: `key: value` lines, `>-` blocks, [lists] and {mappings} of plain
words and double-quoted text. A regular expression checks that every token of a text belongs to that part, in which
all YAML parsers agree and no plain value can be taken for anything but text. Only then a native parser
(rapidyaml) reads it. Whatever lies outside of it is left to strict_yaml: `read` gives None, never a guess.

`tests/test_fast_yaml.py` holds the two readers against each other on valid, broken and mutated records.
"""

from __future__ import annotations

import os
import re
from typing import Any

import orjson
import ryml

# --- The part of YAML that is read here: tokens, over the bytes of the file --------------------------------------

_NOT_TYPED = (  # a plain word that YAML 1.1 or 1.2 takes for a boolean or null may not end here
    rb"(?!(?:[yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|[tT]rue|TRUE|[fF]alse|FALSE|[nN]ull|NULL) *+[\n,\]}:])"
)
_WORD = rb"[A-Za-z0-9_./()\x80-\xff][A-Za-z0-9_./()\x80-\xff-]*+"
_PLAIN = _NOT_TYPED + rb"[A-Za-z\x80-\xff][A-Za-z0-9_./()\x80-\xff-]*+(?: " + _WORD + rb")*+"
_QUOTED = rb'"[^"\\\n]*+"'
_LITERAL = rb"(?:(?<=: )(?:null|true|false|~)(?=[\n,\]}])|(?:null|~)(?=\]))"
_URL = rb"https?://[A-Za-z0-9_./?=&%~+-]++"
_DIGEST = rb"(?=[0-9e]*+[a-df])(?!0b[01]*+(?![0-9a-f]))[0-9a-f]{64}"
_SCALAR = rb"(?:" + rb"|".join((_QUOTED, _PLAIN, _LITERAL, _URL, _DIGEST)) + rb")"
_KEY = rb"(?:" + _NOT_TYPED + rb"[A-Za-z][A-Za-z0-9_-]*+|" + _QUOTED + rb")"
_ELEMENT = rb"(?:" + _KEY + rb": )?+(?:[\[{]++(?:" + _KEY + rb": )?+)*+(?:" + _SCALAR + rb")?+[\]}]*+"
_FLOW = rb"(?=[\[{])" + _ELEMENT + rb"(?:,(?: |\n +)" + _ELEMENT + rb")*+(?<=[\]}])"
_VALUE = rb"(?:" + _FLOW + rb"|" + _SCALAR + rb")"
_LINE = rb" *+(?:" + _KEY + rb":(?:\n| " + _VALUE + rb"\n)|- (?:" + _KEY + rb": )?+" + _VALUE + rb"\n)"
_SENTENCE_LINE = rb"[^ \n][^\n]*+\n"
_BLOCK = (
    rb"(?P<indent> *+)" + _KEY + rb": >-\n(?P<deeper>(?P=indent)  )" + _SENTENCE_LINE
    + rb"(?:(?P=deeper)" + _SENTENCE_LINE + rb"|\n(?=\n*(?P=deeper)[^ ]))*+"
)
_SENTENCE = rb" *+" + _KEY + rb": " + _NOT_TYPED + rb"[A-Za-z\x80-\xff](?:[^\n:#]++|:(?=[^ \n])|(?<=[^ ])#)*+\n"
_RECORD = re.compile(rb"(?:#[^\n]*+\n)?+(?:" + rb"|".join((_LINE, _BLOCK, rb"\n", _SENTENCE)) + rb")*+\Z")

_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\n"
_ODD = re.compile(  # as in strict_yaml, over UTF-8
    rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]"
)


def read(content: bytes) -> dict[str, Any] | None:
    """The data of a YAML file as strict_yaml.read gives them, or None where strict_yaml must be asked."""
    if _ODD.search(content.translate(None, _PRINTABLE)) or b'"~"' in content or not _RECORD.match(content):
        return None
    try:
        with _quiet:
            json = _to_json(content)
        if not json:  # an empty file
            return None
        if b"~" in json:  # rapidyaml writes a plain ~ as text
            if b'\\"~"' in json:
                return None
            json = json.replace(b'"~"', b"null")
        data = orjson.loads(json)
    except (ryml.ExceptionBasic, IndexError, orjson.JSONDecodeError):
        return None
    # A key that stands twice is kept once in `data`: then its quotation marks are missing when written again.
    try:
        if type(data) is not dict or orjson.dumps(data).count(b'"') != json.count(b'"'):
            return None
    except orjson.JSONEncodeError:  # nested deeper than 254 levels
        return None
    return data


def _to_json(content: bytes) -> bytes:
    """The text as JSON, in a buffer of our own: the one of ryml.emit_json is never freed (seen in 0.15.2)."""
    tree = ryml.parse_in_arena(content)
    return bytes(ryml.emit_json_in_place(tree, bytearray(3 * len(content) + 1024)))


class _Quiet:
    """rapidyaml writes each error to stderr before it raises: strict_yaml will say it better."""

    def __init__(self) -> None:
        self._null = os.open(os.devnull, os.O_WRONLY)

    def __enter__(self) -> None:
        self._stderr = os.dup(2)
        os.dup2(self._null, 2)

    def __exit__(self, *exception: object) -> None:
        os.dup2(self._stderr, 2)
        os.close(self._stderr)


_quiet = _Quiet()
