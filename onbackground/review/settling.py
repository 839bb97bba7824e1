"""The settled copy: a record with every value that an adjudication settled in its place."""

from __future__ import annotations

import string
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from onbackground.record.differences import REFERENCES, UNIT, Cluster, clusters, comparable, plain
from onbackground.record.readings import units_of
from onbackground.record.record import Record
from onbackground.record.settlement import Settlement

Entry = dict[str, Any]

LAYER_OF_ID = {"x": "exchanges", "s": "statements", "e": "events"}
ALWAYS = {
    "exchanges": ("question", "answer", "follows", "reply"),
    "statements": ("kind", "voice", "holder", "target", "topic", "stance"),
    "events": ("kind", "actors", "date", "basis", "status"),
    "participants": ("role", "label", "identity"),
}
"""The fields that are written also where they are null or empty."""


def settled(record: Record, settlement: Settlement) -> dict[str, Any]:
    """The data of a record with what was settled: fields set, units dropped and retired, units of a reading copied.

    A unit that no reading has cannot be made up here: the record must have it already.
    """
    assert settlement.adjudication is not None
    return _Settling(record, settlement, settlement.adjudication["settled"]).data


class _Settling:
    def __init__(self, record: Record, settlement: Settlement, entries: list[Entry]):
        self.data = deepcopy(record.data)
        compared = settlement.compared()
        self._readings = {reading.name: reading.data for reading in compared}
        units = {reading.name: units_of(reading, record) for reading in compared}
        self._clusters = {cluster.name: cluster for cluster in clusters(units)}
        self._now = {one["unit"]: one["now"] for one in entries if one["field"] == UNIT}
        self._mentions = {
            turn: {
                f"{turn}.{start}-{start + len(words)}": [words, entity]
                for start, (words, entity) in zip(starts, mentions)
                if start is not None
            }
            for (turn, mentions), starts in zip(record.mentions.items(), record.mention_starts.values())
        }
        for one in entries:
            if one["field"] == UNIT:
                self._settle_unit(one["unit"], one["now"])
        for one in entries:
            name = self._now.get(one["unit"], one["unit"])
            if one["field"] != UNIT and name is not None:
                self._settle_field(name, one)
        if "mentions" in self.data:
            self._write_mentions()

    def _settle_unit(self, unit: str, now: str | None) -> None:
        cluster = self._clusters.get(unit)
        if cluster is not None and cluster.kind == "mention":
            self._settle_mention(cluster, unit, now)
            return
        holder, _ = _find(self.data, unit)
        if now is None and holder is not None:
            del holder[unit]
            if unit[:1] in LAYER_OF_ID:
                self.data["retired"] = sorted([*self.data.get("retired", ()), unit], key=_retired_id)
                self.data["review"] = self.data.pop("review")  # the last key
        elif now is not None and cluster is not None and _find(self.data, now)[0] is None:
            self._copy(cluster, now)

    def _copy(self, cluster: Cluster, now: str) -> None:
        """Take a unit over from the first reading that has it, its references to what the record calls them."""
        name, unit = next(iter(cluster.members.items()))
        holder, _ = _find(self._readings[name], unit.id)
        layer = LAYER_OF_ID.get(now[:1], "")
        if holder is None or layer not in self.data:
            return
        entry = deepcopy(holder[unit.id])
        for field in REFERENCES & entry.keys():
            entry[field] = self._reference(unit.labels.get(field, entry[field]))
        exchange = self.data["exchanges"].get(now.rstrip(string.ascii_lowercase)) if cluster.kind == "ask" else None
        if cluster.kind != "ask":
            self.data[layer][now] = entry
        elif exchange is not None:
            exchange["asks"][now] = entry

    def _reference(self, name: Any) -> Any:
        return self._now.get(name, name) if isinstance(name, str) else name

    def _settle_mention(self, cluster: Cluster, unit: str, now: str | None) -> None:
        own = self._mentions.setdefault((now or unit).split(":")[-1].split(".")[0], {})
        if now is None:
            own.pop(unit, None)
        elif now not in own:
            member = next(iter(cluster.members.values()))
            linked = plain(member.labels["entity"])
            own[now] = [member.quote, linked[0] if len(linked) == 1 else linked or None]

    def _settle_field(self, name: str, one: Entry) -> None:
        field, now = one["field"], one["now"]
        turn = name.split(".")[0]
        if field == "entity" and name in self._mentions.get(turn, {}):
            mention = self._mentions[turn][name]
            if comparable([mention[1]] if isinstance(mention[1], str) else mention[1] or []) != comparable(now):
                mention[1] = now[0] if len(now) == 1 else now or None
            return
        holder, layer = _find(self.data, name)
        if name == "header":
            entry = self.data["ground_rules"] if field in self.data["ground_rules"] else self.data
        elif holder is not None:
            entry = holder[name]
        else:
            return
        if now in (None, False, []) and name != "header" and field not in ALWAYS[layer]:
            entry.pop(field, None)
        elif comparable(entry.get(field)) != comparable(now):
            entry[field] = now
            if field == "reply":
                entry["why"] = self._why(one) or entry["why"]

    def _why(self, one: Entry) -> str | None:
        """The reason for the reply that was kept, as its reader gave it."""
        cluster = self._clusters.get(one["unit"])
        unit = cluster.members.get(one["kept"]) if cluster else None
        return unit.why if unit and unit.labels["reply"] == one["now"] else None

    def _write_mentions(self) -> None:
        now = {
            turn: [own[place] for place in sorted(own, key=lambda place: int(place.split(".")[1].split("-")[0]))]
            for turn, own in self._mentions.items()
            if own
        }
        turns = [turn for turn in self.data["turns"] if turn in now]
        self.data["mentions"] = {turn: now[turn] for turn in turns}


def _find(data: Mapping[str, Any], name: str) -> tuple[dict[str, Any] | None, str]:
    """The mapping that has an entry of that id, and its layer."""
    for layer in ("exchanges", "statements", "events", "participants"):
        if name in (data.get(layer) or {}):
            return data[layer], layer
    for exchange in (data.get("exchanges") or {}).values():
        if name in exchange["asks"]:
            return exchange["asks"], "exchanges"
    return None, ""


def _retired_id(entry: str | dict[str, str]) -> str:
    """The id of an entry of `retired`, which may have a reason beside it."""
    return entry if isinstance(entry, str) else entry["id"]
