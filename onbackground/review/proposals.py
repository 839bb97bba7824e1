"""What a draft proposes, in comments of its file: the layers that a reader may accept on the page."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from onbackground.parsing import strict

_LAYER = re.compile(r"^# (exchanges|outside_exchanges|statements|events|mentions):.*\n(?:#   .*\n?)*", re.M)


def proposals_in(text: str) -> dict[str, Any]:
    """The proposed layers in the comments of a record, by their key, and under `entities` those that the vocabulary
    lacks, by id. Labels that were left empty are left out.

    A proposal that somebody has begun to edit, so that it is no longer YAML, is not offered.
    """
    found: dict[str, Any] = {}
    for match in _LAYER.finditer(text):
        found |= _without_empty(_data(re.sub(r"^# ?", "", match[0], flags=re.M)))
    lines = (line.removeprefix("# #   ") for match in _ENTITIES.finditer(text) for line in match[1].splitlines())
    return found | {"entities": {name: one for line in lines for name, one in _data(line).items()}}


def _data(text: str) -> dict[str, Any]:
    data, problems = strict.read(text + "\n")
    return data if isinstance(data, dict) and not problems else {}


_ENTITIES = re.compile(r"^# # Proposed entities\b.*\n((?:# #   .*\n?)*)", re.M)


_PROPOSAL = re.compile(r"^# # Proposed (\w+)\b.*\n(?:#.*\n)*(?:\n(?=\n|[^\n]))?", re.M)
"""The comment that proposes a layer, and the blank line after it."""


def without_proposals(text: str, layers: Collection[str]) -> str:
    """The text of a record without the proposals for these layers: a reader has taken them over, or declined them."""
    return _PROPOSAL.sub(lambda match: "" if match[1] in layers else match[0], text)


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """The data without the fields that the draft leaves to the reader, as long as they are empty."""
    return {
        key: {name: _entry(one) if isinstance(one, dict) else one for name, one in layer.items()}
        if isinstance(layer, dict)
        else layer
        for key, layer in data.items()
    }


_FREE = ("reply", "why", "what", "status", "kind", "actors", "stance")
"""The fields that a draft leaves to the reader."""


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in entry.items() if not (key in _FREE and value in (None, []))}
    if isinstance(kept.get("asks"), dict):
        kept["asks"] = {name: _entry(ask) for name, ask in kept["asks"].items()}
    return kept
