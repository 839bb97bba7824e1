"""OB82x: what readers signed and when, their readings, and how the differences between readings were settled.

Asked where nothing else is found: a reading of a record that is broken cannot be judged.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onbackground.corpus.corpus import Corpus
from onbackground.findings import (
    RULES,
    Path,
    Placed,
    Problem,
    RecordRule,
    Stage,
    asked,
    command,
    corpus_rule,
    did_you_mean,
    reader_problem,
)
from onbackground.parsing.yaml_text import flow
from onbackground.record import differences
from onbackground.record.differences import UNIT, Cluster, Unit, comparable, plain
from onbackground.record.readings import (
    ADJUDICATION,
    FILE_NAME,
    FOLDER,
    LABELLED,
    as_record,
    folder_of,
    known_reader,
    layers_read,
    seal_of,
    turns_digest,
    units_of,
)
from onbackground.record.record import LAYERS, Record
from onbackground.record.seal import present_layers, seals
from onbackground.record.settlement import Reading, Settlement, reader_key
from onbackground.record.summary import Summary
from onbackground.validation.rules.quotes import mentions_of

STEP = Stage.SEALS


# --- Who read, and when ------------------------------------------------------------------------------------------


@reader_problem("OB816", stage=STEP)
def unknown_reader(at: Path, by: str, known: Iterable[str]) -> Problem:
    """A reader who is not in vocabulary/readers.yaml.

    Only the readers of the list sign, under the id or the name that the list has. “Annotation Model” and “annotation
    model” are one reader, and so are two names that differ in a letter that looks the same in another alphabet.
    A corpus without the list takes any name; a draft takes a new one, and review.py adds it when it signs.

    Wrong:
        {by: Jane Rоe, kind: human, …}          (with a Cyrillic о)
    Right:
        {by: Jane Roe, kind: human, …}
    """
    alike = [name for name in known if reader_key(name) == reader_key(by)]
    hint = f"write it as the list does: {alike[0]}" if alike else did_you_mean(by, known, "add the reader there first")
    return Problem(at, f"“{by}” is not in vocabulary/readers.yaml", hint)


@reader_problem("OB817", stage=STEP)
def reader_described_otherwise(at: Path, message: str, hint: str) -> Problem:
    """What is said of a reader does not fit: person or model, and which model.

    A pass, reading or adjudication of a model names the model and its version. What is not known is null, and
    `because` says why. A person has no model. Kind and model are those of vocabulary/readers.yaml.

    Wrong:
        {by: annotation-model, kind: model, …}
    Right:
        {by: annotation-model, kind: model, model: {name: Example Model, version: "2.1"}, …}
    """
    return Problem(at, message, hint)


@reader_problem("OB818", stage=STEP)
def signed_at_no_possible_time(at: Path, day: str, reason: str) -> Problem:
    """A reader signed before the briefing was given, or in the future.

    A corpus of invented briefings may lie in the future itself: there a year after the briefing is accepted.

    Wrong:
        date: "2031-04-02"
        passes: [{by: jane-roe, kind: human, date: "2031-04-01", …}]
    Right:
        date: "2031-04-02"
        passes: [{by: jane-roe, kind: human, date: "2031-04-05", …}]
    """
    return Problem(at, f"{day} {reason}", "the day on which the reading was finished, YYYY-MM-DD")


def _signature(record: Record, data: Mapping[str, Any], at: Path) -> Iterator[Problem]:
    """What is wrong with who signed something, and when."""
    by, kind, model = data["by"], data["kind"], data.get("model")
    readers = record.vocabulary.readers
    entry = None
    if readers is not None:
        found = known_reader(record.vocabulary, by)
        if found is None:
            names = [name for reader, listed in readers.items() for name in (reader, listed["name"])]
            alike = reader_key(by) in {reader_key(name) for name in names}
            if alike or record.data["review"]["status"] != "draft":
                yield unknown_reader((*at, "by"), by, names)
            return
        entry = found[1]
    if entry is not None and entry.get("kind") != kind:
        yield reader_described_otherwise(
            (*at, "kind"), f"{by} is a {kind} here, and a {entry.get('kind')} in vocabulary/readers.yaml", ""
        )
    elif kind == "human" and model is not None:
        yield reader_described_otherwise((*at, "model"), f"{by} is a person, who has no model", "model: null")
    elif kind == "model" and model is None:
        yield reader_described_otherwise(
            (*at, "model") if "model" in data else (*at, "kind"),
            f"it does not say which model {by} is",
            "model: {name: …, version: …}; null where it is not known, with `because`",
        )
    elif model is not None and None in (model["name"], model["version"]) and "because" not in model:
        yield reader_described_otherwise(
            (*at, "model"),
            f"the {'name' if model['name'] is None else 'version'} of the model is null",
            "say why in `because`",
        )
    day, spoken = data["date"], record.spoken_on
    if spoken is not None:
        today = datetime.datetime.now(datetime.UTC).date()
        latest = max(today + datetime.timedelta(1), datetime.date.fromisoformat(spoken) + datetime.timedelta(366))
        if day < spoken and not (spoken > today.isoformat() >= day):
            yield signed_at_no_possible_time((*at, "date"), day, f"is before the briefing of {spoken}")
        elif day > latest.isoformat():
            yield signed_at_no_possible_time((*at, "date"), day, "is in the future")


# --- Readings ----------------------------------------------------------------------------------------------------


@corpus_rule("OB821")
def reading_in_no_place(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A file in readings/ that does not belong to a record.

    Readings lie in readings/YEAR/ID/, and ID is the id of a record. A file has the id of its reader, and a number
    from the second reading on: `li-wei.yaml`, `li-wei.2.yaml`. `adjudication.yaml` says how they were settled.

    Wrong:
        readings/2031/lake-commission/li-wei.yaml
    Right:
        readings/2031/state-2031-04-02-lake-commission/li-wei.yaml
    """
    folders = {folder_of(summary.id) for summary in summaries if summary.id}
    folders |= {folder_of(summary.path.rsplit("/", 1)[-1].removesuffix(".yaml")) for summary in summaries}
    for path in corpus.listing(FOLDER):
        folder, _, name = path.rpartition("/")
        if name == "README.md":
            continue
        if folder not in folders:
            yield Placed(
                path, Problem((), "no record belongs to this folder", "readings/YEAR/ID/READER.yaml", position=(1, 1))
            )
        elif not FILE_NAME.fullmatch(name):
            yield Placed(
                path,
                Problem((), f"“{name}” is not the name of a reading", "the reader’s id and .yaml", position=(1, 1)),
            )


@reader_problem("OB822", stage=STEP)
def reading_of_another(at: Path, message: str, hint: str = "") -> Problem:
    """A reading or an adjudication says that it is of another briefing or reader than its place says.

    Wrong:
        by: jane-roe          (in li-wei.yaml)
    Right:
        by: li-wei
    """
    return Problem(at, message, hint)


@reader_problem("OB823", stage=STEP)
def reading_edited(now: str) -> Problem:
    """A reading was edited after it was signed.

    It is written once: whoever changes their mind makes a new reading, and how the two were settled is said in
    the adjudication.

    Wrong:
        x01a: {…, reply: explicit, …}          (signed with `reply: partial`)
    Right:
        (the file as it was; a new reading in li-wei.2.yaml)
    """
    return Problem(
        ("seal",), "the reading changed after it was signed", f"restore it from git; its seal would be {now}"
    )


@reader_problem("OB824", stage=STEP)
def reading_of_another_text(at: Path, what: str, now: str) -> Problem:
    """A reading of another text than the record's.

    A reading names the source and the turns that were read by their digests. Where the record has others, the
    labels may be about words that are not there.

    Wrong:
        read: {source: "9f86…", turns: "sha256:56…"}          (the source is another file now)
    Right:
        (the briefing read again)
    """
    return Problem(
        at, f"this reading is of {what} than the record’s", f"the record’s is {now}: the briefing must be read again"
    )


def _of_reading(record: Record, reading: Reading) -> Iterator[Problem]:
    data = reading.data
    reader = reading.name.split(".")[0]
    if data["briefing"] != record.id:
        yield reading_of_another(("briefing",), f"this is the folder of {record.id}", "move the file")
    if reader_key(data["by"]) != reader_key(reader):
        found = known_reader(record.vocabulary, data["by"])
        if found is None or found[0] != reader:
            yield reading_of_another(("by",), f"the file is called {reader}.yaml", "call it by the id of the reader")
    if data["read"]["source"] != record.data["source"]["sha256"]:
        yield reading_of_another_text(("read", "source"), "another source", record.data["source"]["sha256"])
    elif data["read"]["turns"] != turns_digest(record.texts):
        yield reading_of_another_text(("read", "turns"), "other turns", turns_digest(record.texts))
    else:
        yield from _of_labels(record, reading)
    yield from _signature(record, data, ())
    if data["seal"] != seal_of(data):
        yield reading_edited(seal_of(data))


def _of_labels(record: Record, reading: Reading) -> Iterator[Problem]:
    """What the rules for records find in the labels of a reading; what is only doubtful is the reader's to judge."""
    rules = (one for one in RULES.values() if isinstance(one, RecordRule) and not one.waivable)
    found = asked((one for one in rules if one.code[:3] in ("OB5", "OB6", "OB7")), as_record(reading, record))
    yield from (problem for problem in found if problem.at[0] in reading.data)


# --- Adjudication ------------------------------------------------------------------------------------------------


@reader_problem("OB825", stage=STEP)
def adjudication_of_other_readings(at: Path, message: str, hint: str = "") -> Problem:
    """An adjudication names a reading that is not there, or not as it was compared.

    It names each reading by its file, and by its seal.

    Wrong:
        readings: {jane-roe: "sha256:9f…", li-wei: "sha256:56…"}          (there is no li-wei.yaml)
    Right:
        readings: {jane-roe: "sha256:9f…", ada-brandt: "sha256:77…"}
    """
    return Problem(at, message, hint)


@reader_problem("OB826", stage=STEP)
def difference_not_settled(at: Path, message: str, hint: str = "") -> Problem:
    """A difference between the readings that the adjudication does not settle, or not as the readings have it.

    Every difference is settled, with what each reading says. `review.py RECORD --agreement` lists them.

    Wrong:
        settled: []          (one reading has `reply: partial` for x02a, the other `implicit`)
    Right:
        settled: [{unit: x02a, field: reply, was: {jane-roe: partial, li-wei: implicit}, now: partial, …}]
    """
    return Problem(at, message, hint)


@reader_problem("OB827", stage=STEP)
def record_not_as_settled(at: Path, message: str, hint: str = "") -> Problem:
    """The record does not say what was settled.

    The record is the settled copy: it has what all readings agree on, and what the adjudication says of the rest.
    A label that is corrected later is settled too, with `kept: neither` and the reason.

    Wrong:
        x02a: {…, reply: general, …}          (settled with `now: partial`)
    Right:
        x02a: {…, reply: partial, …}
    """
    return Problem(at, message, hint)


@reader_problem("OB828", stage=STEP)
def signed_without_reading(at: Path, by: str, layer: str) -> Problem:
    """A pass signs labels that its reader did not read.

    Whoever has a reading of a layer and signs it as it stands has a reading with these labels, or has settled the
    readings. In an adjudicated record that holds for everybody. review.py keeps the reading when it signs.

    Wrong:
        passes: [{by: li-wei, …, layers: [statements], …}]          (li-wei.yaml has other statements)
    Right:
        passes: [{by: li-wei, …, layers: [exchanges], …}]
    """
    return Problem(
        at,
        f"{by} has no reading with the {layer} that this pass signs",
        f"{command('review')} RECORD --sign-off keeps one",
    )


def judge(record: Record) -> list[Placed]:
    """What is wrong with the passes of a record, its readings and their adjudication, and the file that it is in."""
    placed = [
        Placed(record.path, problem)
        for n, one in enumerate(record.data["review"]["passes"])
        for problem in _signature(record, one, ("review", "passes", n))
    ]
    settlement = record.settlement
    for reading in settlement.readings:
        placed += [Placed(reading.path, problem) for problem in _of_reading(record, reading)]
    if settlement.adjudication is not None:
        placed += [Placed(settlement.path, p) for p in _of_adjudication(record, settlement.adjudication, settlement)]
        if not placed:
            placed += [Placed(settlement.path, p) for p in _Settled(record, settlement).problems()]
    claims_more = record.data["review"]["status"] == "adjudicated" and has_two_readings(record)
    if not placed and settlement.readings and not claims_more:
        placed += [Placed(record.path, problem) for problem in _unread_passes(record)]
    return placed


def _of_adjudication(record: Record, data: dict[str, Any], settlement: Settlement) -> Iterator[Problem]:
    if data["briefing"] != record.id:
        yield reading_of_another(("briefing",), f"this is the folder of {record.id}", "move the file")
    yield from _signature(record, data, ())
    by_name = {reading.name: reading for reading in settlement.readings}
    for name, seal in data["readings"].items():
        at = ("readings", name)
        if name not in by_name:
            missing = adjudication_of_other_readings(at, f"there is no {name}.yaml", did_you_mean(name, by_name))
            yield missing._replace(key=True)
        elif seal != by_name[name].data["seal"]:
            yield adjudication_of_other_readings(at, f"{name}.yaml has another seal", by_name[name].data["seal"])


def _unread_passes(record: Record) -> Iterator[Problem]:
    """The passes over labels as they stand whose reader has neither read these labels nor settled the readings."""
    settlement = record.settlement
    judges = {reader_key(settlement.adjudication["by"])} if settlement.adjudication else set()
    now = seals(record.data, present_layers(record.data), record.vocabulary)
    for n, one in enumerate(record.data["review"]["passes"]):
        own = [
            reading.data for reading in settlement.readings if reader_key(reading.data["by"]) == reader_key(one["by"])
        ]
        for m, layer in enumerate(one["layers"]):
            if layer not in LABELLED or (one["seal"] or {}).get(layer) != now[layer] or reader_key(one["by"]) in judges:
                continue
            of_layer = [data for data in own if any(key in data for key in LAYERS[layer])]
            if not of_layer and record.data["review"]["status"] != "adjudicated":
                continue  # signed before readings were kept
            if not any(all(data.get(key) == record.data.get(key) for key in LAYERS[layer]) for data in of_layer):
                yield signed_without_reading(("review", "passes", n, "layers", m), one["by"], layer)


class _Settled:
    """The readings that were compared, what was settled, and whether the record says so."""

    def __init__(self, record: Record, settlement: Settlement):
        assert settlement.adjudication is not None
        compared = settlement.compared()
        self.units = {reading.name: units_of(reading, record) for reading in compared}
        self.layers = {reading.name: layers_read(reading) for reading in compared}
        self.first = next(iter(self.units))
        self.clusters = {cluster.name: cluster for cluster in differences.clusters(self.units)}
        self.differences = {(one.unit, one.field): one for one in differences.differences(self.units, self.layers)}
        self.record = differences.units(record)
        self.record_itself = record
        self.entries = {
            (one["unit"], one["field"]): (n, one) for n, one in enumerate(settlement.adjudication["settled"])
        }
        self.settled = settlement.adjudication["settled"]

    def problems(self) -> Iterator[Problem]:
        astray = [problem for n, one in enumerate(self.settled) for problem in self._astray(n, one)]
        if astray:  # what they were meant to settle is not missed as well
            yield from astray
            return
        for n, one in enumerate(self.settled):
            yield from self._misquoted(n, one)
            yield from self._in_record(n, one)
        for key, difference in self.differences.items():
            dropped = (key[0], UNIT) in self.entries and self._there(key[0]) is None
            if key not in self.entries and not dropped:
                values = ", ".join(f"{name} has {_said(value)}" for name, value in difference.was.items())
                yield difference_not_settled(
                    ("settled",),
                    f"{difference.field} of {difference.unit} is not settled: {values}",
                    f"{command('review')} RECORD --agreement lists every difference",
                )
        yield from self._unsettled()

    def _astray(self, n: int, one: dict[str, Any]) -> Iterator[Problem]:
        """Where an entry names a unit, a field or a reading that is not there, or settles something again."""
        unit, field = one["unit"], one["field"]
        cluster = self.clusters.get(unit)
        fields = (UNIT, *(differences.FIELDS[cluster.kind] if cluster else ()))
        if self.entries[unit, field][0] != n:
            yield difference_not_settled(("settled", n, "unit"), f"{field} of {unit} is settled twice")
        elif cluster is None and not (field == UNIT and unit in self.record):
            yield difference_not_settled(
                ("settled", n, "unit"), f"no reading has {unit}", did_you_mean(unit, self.clusters)
            )
        elif field not in fields:
            yield difference_not_settled(
                ("settled", n, "field"), f"{unit} has no {field} to settle", did_you_mean(field, fields)
            )
        elif one["kept"] not in ("neither", *self.units):
            yield difference_not_settled(
                ("settled", n, "kept"),
                f"no reading here is called “{one['kept']}”",
                did_you_mean(one["kept"], ("neither", *self.units)),
            )
        for name in one["was"]:
            if name not in self.units:
                yield difference_not_settled(
                    ("settled", n, "was", name), f"{name} was not compared", did_you_mean(name, self.units)
                )

    def _misquoted(self, n: int, one: dict[str, Any]) -> Iterator[Problem]:
        for name, value in one["was"].items():
            has = self._value(self.clusters.get(one["unit"]), one["field"], name)
            if comparable(value) != has:
                yield difference_not_settled(
                    ("settled", n, "was", name), f"{name} has {_said(plain(has))} there, not {_said(value)}"
                )

    def _value(self, cluster: Cluster | None, field: str, name: str) -> differences.Value:
        member = cluster.members.get(name) if cluster else None
        return None if member is None else member.quote if field == UNIT else member.labels[field]

    def _in_record(self, n: int, one: dict[str, Any]) -> Iterator[Problem]:
        unit, field, now = one["unit"], one["field"], one["now"]
        at: Path = ("settled", n, "now")
        if field == UNIT:
            if now is None and ":" not in unit and unit in self.record:
                yield record_not_as_settled(at, f"the record has {unit}, although it was settled that it should not")
            elif now is not None and str(now) not in self.record:
                yield record_not_as_settled(at, f"the record has no {flow(now)}", did_you_mean(str(now), self.record))
            return
        there = self._there(unit)
        if there is None:
            yield record_not_as_settled(
                at,
                f"the record does not have {unit}",
                "settle its field `unit` too: under which id the record has it, or null",
            )
        elif there.labels[field] != comparable(now):
            said = f"the record has {_said(plain(there.labels[field]))} for {field} of {there.id}, not {_said(now)}"
            yield self._in_its_place(there, field, said, "as settled; or settle it anew, with the reason")

    def _in_its_place(self, unit: Unit, field: str, message: str, hint: str) -> Problem:
        """A problem at the label of a unit in the record, which is where it was changed."""
        record = self.record_itself
        at: Path = (f"{unit.kind}s", unit.id, field)
        if unit.kind == "header":
            at = ("ground_rules", field) if field in record.data["ground_rules"] else (field,)
        elif unit.kind == "ask":
            at = ("exchanges", unit.id.rstrip("abcdefghijklmnopqrstuvwxyz"), "asks", unit.id, field)
        elif unit.kind == "mention":
            at = self._mention(unit)
        elif unit.kind == "oddity":
            at = self._oddity(unit, field)
        return record_not_as_settled(at, message, hint)._replace(file=record.path)

    def _mention(self, unit: Unit) -> Path:
        turn, start, _ = unit.spans[0]
        return ("mentions", turn, self.record_itself.mention_starts[turn].index(start), 1)

    def _oddity(self, unit: Unit, field: str) -> Path:
        turn = unit.spans[0][0]
        listed = enumerate(self.record_itself.data["sic"])
        return ("sic", next(n for n, one in listed if (one["turn"], one["quote"]) == (turn, unit.quote)), field)

    def _there(self, unit: str) -> Unit | None:
        """The unit of the record that a name of the adjudication leads to."""
        if (unit, UNIT) in self.entries:
            now = self.entries[unit, UNIT][1]["now"]
            return self.record.get(now) if isinstance(now, str) else None
        return self.record.get(unit)

    def _unsettled(self) -> Iterator[Problem]:
        """Where the record has neither what all readings agree on nor what was settled."""
        owners = {there.id: name for name in self.clusters if (there := self._there(name)) is not None}
        read = {layer for layers in self.layers.values() for layer in layers}
        for unit in self.record.values():
            if differences.LAYER_OF[unit.kind] not in read or (unit.id, UNIT) in self.entries:
                continue
            cluster = self.clusters.get(owners.get(unit.id, ""))
            if cluster is None:
                yield self._in_its_place(unit, "", f"the record has {unit.id}, which no reading has", "settle it")
                continue
            for field in differences.FIELDS[unit.kind]:
                if (cluster.name, field) in self.entries:
                    continue
                agreed = [self._as_in_record(member.labels[field], field) for member in cluster.members.values()]
                if unit.labels[field] not in agreed:
                    said = (
                        f"the record has {_said(plain(unit.labels[field]))} for {field} of {unit.id}, "
                        f"the readings have {_said(plain(agreed[0]))}"
                    )
                    yield self._in_its_place(
                        unit, field, said, "as the readings have it; or settle it, with the reason"
                    )
        for name, cluster in self.clusters.items():
            if (
                (name, UNIT) not in self.entries
                and name not in owners.values()
                and len(cluster.members) == len(self.units)
            ):
                problem = record_not_as_settled(
                    ("settled",), f"every reading has {name}, the record does not", "settle it"
                )
                unit = next(iter(cluster.members.values()))
                if unit.kind == "mention":
                    at = mentions_of(self.record_itself, unit.spans[0][0])
                    problem = problem._replace(at=at, key=True, file=self.record_itself.path)
                yield problem

    def _as_in_record(self, value: differences.Value, field: str) -> differences.Value:
        """A reference of a reading under the id that the record has for it."""
        if field in differences.REFERENCES and isinstance(value, str) and value in self.clusters:
            there = self._there(value)
            return there.id if there else value
        return value


def _said(value: Any) -> str:
    return f"“{value}”" if isinstance(value, str) else flow(value)


def has_two_readings(record: Record) -> str:
    """Why a record is not adjudicated: empty where two readers read every layer of labels, one of them blind, and
    their differences were settled."""
    settlement = record.settlement
    if settlement.adjudication is None:
        return f"there is no {folder_of(record.id)}/{ADJUDICATION}.yaml"
    for layer in present_layers(record.data):
        if layer in LABELLED:
            of_layer = [reading for reading in settlement.compared() if layer in layers_read(reading)]
            if len({reader_key(reading.data["by"]) for reading in of_layer}) < 2:
                return f"the adjudication does not compare readings of {layer} by two readers"
            if not any(reading.is_blind for reading in of_layer):
                return f"no reading of {layer} is blind: each reader saw the record or another reading"
    return ""
