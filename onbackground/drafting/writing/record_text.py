"""The draft record as YAML text, in the key order of the format. What a reader may accept stands in comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onbackground.drafting.lines.sentences import sentences
from onbackground.parsing.yaml_text import WIDTH, flow, folded, quoted, scalar, wrapped

MODELINE = "# yaml-language-server: $schema=../../schema/briefing.schema.json"
_BEFORE_PARTICIPANTS = ("id", "title", "series", "byline", "date", "place", "venue", "language", "publisher")


def write(record: Mapping[str, Any], proposals: Mapping[str, list[str]]) -> str:
    """The YAML text of a draft record; `proposals` are the lines proposed for a layer, by its first key."""
    lines = [MODELINE, f"schema: {record['schema']}"]
    for key in _BEFORE_PARTICIPANTS:
        value = record[key]
        lines.append(f"{key}: {quoted(value) if key in ('title', 'date') and value else flow(value)}")
    lines += ["source:", *(f"  {key}: {scalar(value)}" for key, value in record["source"].items())]
    lines += ["ground_rules:", *(f"  {key}: {flow(value)}" for key, value in record["ground_rules"].items())]
    lines += [f"{key}: {flow(record[key])}" for key in ("principals", "subject", "topics")]
    lines += ["", "participants:"]
    lines += [f"  {scalar(name)}: {flow(participant)}" for name, participant in record["participants"].items()]
    masked = [f"  {quoted(surface)}: {flow(stands_for)}" for surface, stands_for in record["redactions"].items()]
    lines += ["", "redactions:" if masked else "redactions: {}", *masked]
    lines += ["", "turns:"]
    for turn_id, turn in record["turns"].items():
        lines += _turn(turn_id, turn)
    if record.get("skips"):
        lines += ["", "skips:"]
        for skip in record["skips"]:
            lines += _skip(skip)
    for layer in proposals.values():
        if layer:
            lines += ["", *commented(layer)]
    if record.get("waivers"):
        lines += ["", "waivers:", *(f"  - {flow(waiver)}" for waiver in record["waivers"])]
    lines += [
        "",
        "review:",
        f"  status: {record['review']['status']}",
        f"  passes: {flow(record['review']['passes'])}",
    ]
    asked = record["review"]["open"]
    lines += ["  open:" if asked else "  open: []"]
    lines += [f"    - {{about: {scalar(one['about'])}, question: {quoted(one['question'])}}}" for one in asked]
    return "\n".join(lines) + "\n"


def commented(lines: Iterable[str]) -> list[str]:
    """Lines as comments: without the first two characters of each they are YAML again."""
    return [f"# {line}".rstrip() for line in lines]


def _turn(turn_id: str, turn: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {turn_id}:"
    yield f"    speaker: {scalar(turn['speaker'])}"
    if "label" in turn:
        yield f"    label: {scalar(turn['label'])}"
    if "because" in turn:
        yield f"    because: {quoted(turn['because'])}"
    yield from folded("text", (sentences(paragraph) for paragraph in turn["text"].split("\n")), 4)


def _skip(skip: Mapping[str, Any]) -> Iterator[str]:
    line = f"  - {flow(skip)}"
    if len(line) <= WIDTH:
        yield line
        return
    place = [f"{key}: {flow(skip[key])}" for key in ("before", "after", "paragraph") if key in skip]
    yield f"  - {place[0]}"
    yield from (f"    {each}" for each in place[1:])
    yield from folded("text", [wrapped(skip["text"])], 4)
    yield f"    reason: {skip['reason']}"
