"""Square brackets in the text: placeholders for people, and footnote marks, inserts and notes that are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from onbackground.drafting.lines.label import label_key
from onbackground.drafting.lines.label_words import DIGITS
from onbackground.drafting.lines.tables import PHRASES
from onbackground.record.record import BRACKET


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
    if PHRASES["inaudible"].search(inside):
        return {"is": "inaudible"}
    if PHRASES["person"].search(inside) and len(inside) < 90:
        return _people(inside, keys)
    if PHRASES["withheld"].search(inside) and len(inside) < 60:
        return None
    if PHRASES["stage"].search(inside):
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
