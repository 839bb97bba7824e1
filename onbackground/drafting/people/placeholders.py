"""Square brackets in the text: placeholders for people, and footnote marks, inserts and notes that are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from onbackground.drafting.lines.label import label_key
from onbackground.drafting.lines.label_words import DIGITS
from onbackground.record.record import BRACKET

_WITHHELD = re.compile(
    r"\b(?:withheld|redacted|redaction|deleted|omitted|names?|titles?|positions?|phone|e-?mail|number|address|his|"
    r"her|their|him|she|he)\b",
    re.I,
)
_STAGE = re.compile(
    r"\b(?:laughter|applause|cross-?talk|pause|break|silence|music|video|audio|recording|technical|begin|end|"
    r"end of|chuckl\w+|laughs?|off-?mi[ck]\w*|speaks?|translat\w+|phone rings|interruption|in progress)\b",
    re.I,
)
_INAUDIBLE = re.compile(
    r"\b(?:in-?audible|unintelligible|indiscernible|garbled|unclear|audio gap|break in audio)\b", re.I
)
_PERSON = re.compile(
    r"\b(?:offic(?:i|)als?|administration|moderators?|operators?|staff|interpreter|briefers?|spokes\w+|journalist|"
    r"reporter)\b",
    re.I,
)


def surfaces(texts: Iterable[str]) -> list[str]:
    """Every distinct bracket in the texts, in reading order."""
    return list(dict.fromkeys(match.group() for text in texts for match in BRACKET.finditer(text)))


def read_brackets(found: Iterable[str], labels: Mapping[str, str]) -> dict[str, Any]:
    """What each bracket stands for: participant ids, None for nobody we know, or {"is": …} for no placeholder.

    `labels` maps printed labels to participant ids.
    """
    keys = {_person_key(label): who for label, who in labels.items()}
    return {surface: _meaning(surface[1:-1].strip(), keys) for surface in found}


def _meaning(inside: str, keys: Mapping[str, str]) -> Any:
    if re.fullmatch(r"\W*(?:\d{1,2}|[*†‡]+)\W*", inside):
        return {"is": "footnote"}
    if re.fullmatch(r"sic\W*", inside, re.I):
        return {"is": "sic"}
    if _INAUDIBLE.search(inside):
        return {"is": "inaudible"}
    if _PERSON.search(inside) and len(inside) < 90:
        return _people(inside, keys)
    if _WITHHELD.search(inside) and len(inside) < 60:
        return None
    if _STAGE.search(inside):
        return {"is": "stage_note"}
    return {"is": "insert"}


def _people(inside: str, keys: Mapping[str, str]) -> Any:
    """The participants that `Senior State Department Officials One and Two` names, as far as labels tell."""
    key = _person_key(inside)
    if key in keys:
        return keys[key]
    several = re.fullmatch(r"(.*?official)s? ((?:\d+)(?: (?:and )?\d+)+)", key)
    if several:
        each = [keys.get(f"{several[1]} {number}") for number in re.findall(r"\d+", several[2])]
        return each if None not in each and len(set(each)) == len(each) else None
    plural = key[:-1] if key.endswith("s") else key
    if plural in keys and not key.endswith("s"):
        return keys[plural]
    if key.endswith("officials"):
        ids = sorted({who for name, who in keys.items() if name.startswith(plural)})
        return ids if len(ids) > 1 else None
    fitting = {who for name, who in keys.items() if name.endswith(" " + key)}
    return fitting.pop() if len(fitting) == 1 else None


def _person_key(text: str) -> str:
    """Lower case, without article, possessive and stops, numbers as digits."""
    bare = re.sub(r"[’'‘]s?\b|[.,;:]", "", text.lower().replace("u.s.", "us"))
    words = [DIGITS.get(word.lstrip("#"), word.lstrip("#")) for word in label_key(bare).split()]
    words = [word for word in words if word not in ("a", "an", "the", "number", "no")]
    return " ".join(words)
