"""TEI after the Parla-CLARIN customization: a file a briefing, speakers and entities in its header.

A turn is a `u`, its paragraphs are `seg`. Mentions are `rs`, masks `rs type="redaction"`, stage notes `note`, all in
place. Asks, statements and event anchors may overlap, so they are spans in a `standOff`-like `spanGrp` at the end: each
points to its turn with `string-range(#TURN,START,LENGTH)` and holds the quote.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from onbackground.release.files.reading import Record, Release

TEI = "http://www.tei-c.org/ns/1.0"
XML_ID, XML_LANG = (f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("id", "lang"))
PLACED = ("mentions", "marks")
"""The tables whose rows become elements in the text."""


def write(release: Release, out: Path) -> None:
    """Write BRIEFING.xml for every briefing of the release."""
    ET.register_namespace("", TEI)
    entities = {row["id"]: row for row in release.rows("entities")}
    layers = {name: release.by(name, "briefing_id") for name in ("turns", "replies", "statements", "events", *PLACED)}
    for briefing in release.rows("briefings"):
        own = {name: rows.get(briefing["id"], []) for name, rows in layers.items()}
        root = _document(release, briefing, own, entities)
        ET.indent(root[0])  # the header only: white space in the text is the transcript's
        ET.ElementTree(root).write(out / f"{briefing['id']}.xml", encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str | None) -> ET.Element:
    """A new child in the TEI namespace; an attribute that is None is left out."""
    known = {{"xml_id": XML_ID, "xml_lang": XML_LANG, "from_": "from"}.get(k, k): v for k, v in attributes.items() if v}
    child = ET.SubElement(parent, f"{{{TEI}}}{tag}", known)
    child.text = text
    return child


def _document(
    release: Release, briefing: Record, own: dict[str, list[Record]], entities: dict[str, Record]
) -> ET.Element:
    root = ET.Element(f"{{{TEI}}}TEI", {XML_ID: briefing["id"], XML_LANG: briefing["language"]})
    _header(root, release, briefing, own, entities)
    body = _add(_add(root, "text", ana="#reference"), "body")
    division = _add(body, "div", type="debateSection")
    inside: dict[str, list[Record]] = {}
    for row in (row for name in PLACED for row in own[name]):
        inside.setdefault(row["turn_id"], []).append(row)
    for turn in own["turns"]:
        _turn(division, turn, sorted(inside.get(turn["id"], []), key=lambda row: (row["start"], -row["end"])))
    for name, spans in (
        ("ask", [(r["id"], r["ask_turn"], r["ask_start"], r["ask_end"], r["ask"], r["reply"]) for r in own["replies"]]),
        (
            "statement",
            [(r["id"], r["turn_id"], r["start"], r["end"], r["quote"], r["kind"]) for r in own["statements"]],
        ),
        (
            "event",
            [
                (f"{r['id']}.{n}", turn, start, end, quote, r["status"])
                for r in own["events"]
                for n, (turn, start, end, quote) in enumerate(
                    zip(r["turn_ids"], r["starts"], r["ends"], r["quotes"], strict=True), start=1
                )
            ],
        ),
    ):
        if spans:
            group = _add(division, "spanGrp", type=name)
            for xml_id, turn, start, end, quote, label in spans:
                where = f"string-range(#{turn},{start},{end - start})"
                _add(group, "span", quote, xml_id=xml_id, type=label, target=where)
    return root


def _header(
    root: ET.Element, release: Release, briefing: Record, own: dict[str, list[Record]], entities: dict[str, Record]
) -> None:
    header = _add(root, "teiHeader")
    file = _add(header, "fileDesc")
    _add(_add(file, "titleStmt"), "title", briefing["title"] or briefing["id"], type="main")
    published = _add(file, "publicationStmt")
    _add(published, "publisher", release.about["title"])
    _add(published, "idno", f"{release.about['name']} {release.version}, {briefing['id']}")
    _add(
        _add(published, "availability"),
        "licence",
        f"Annotations: {release.about['license']}. Text: {briefing['rights']}.",
    )
    _add(published, "date", release.about["date"], when=release.about["date"])
    source = _add(_add(file, "sourceDesc"), "bibl")
    _add(source, "title", briefing["title"] or briefing["id"])
    _add(source, "publisher", briefing["publisher"])
    _add(source, "date", briefing["date"], when=briefing["date"])
    if briefing["source_url"]:
        _add(source, "idno", briefing["source_url"], type="URI")
    profile = _add(header, "profileDesc")
    place = _add(_add(profile, "settingDesc"), "setting")
    _add(place, "name", briefing["place"] or "unknown", type="place")
    _add(place, "date", briefing["date"], when=briefing["date"])
    people = _add(profile, "particDesc")
    speakers = {_speaker(turn): turn for turn in own["turns"]}
    listed = _add(people, "listPerson")
    for speaker, turn in speakers.items():
        person = _add(listed, "person", xml_id=speaker, role=turn["role"])
        _add(person, "persName", turn["label"] or turn["role"])
    named = dict.fromkeys(row["entity"] for row in own["mentions"] if row["entity"] in entities)
    organisations = [name for name in named if entities[name]["type"] != "person"]
    for name in named:
        if name not in organisations:
            _add(_add(listed, "person", xml_id=f"entity.{name}"), "persName", entities[name]["name"])
    if organisations:
        others = _add(people, "listOrg")
        for name in organisations:
            one = _add(others, "org", xml_id=f"entity.{name}", role=entities[name]["type"])
            _add(one, "orgName", entities[name]["name"])


def _speaker(turn: Record) -> str:
    return turn["speaker_id"] or f"{turn['briefing_id']}.{turn['role']}"


def _turn(parent: ET.Element, turn: Record, placed: list[Record]) -> None:
    """A turn as a `u`: its paragraphs as `seg`, with an element for each mention, mask and stage note."""
    spoken = _add(parent, "u", xml_id=turn["id"], who=f"#{_speaker(turn)}", ana=f"#{turn['role']}")
    start = 0
    for paragraph in turn["text"].split("\n\n"):
        end = start + len(paragraph)
        segment = _add(spoken, "seg")
        last: ET.Element | None = None
        at = start
        for row in placed:
            if start <= row["start"] and row["end"] <= end and row["start"] >= at:
                _write(segment, last, turn["text"][at : row["start"]])
                last = _placed(segment, row)
                at = row["end"]
        _write(segment, last, turn["text"][at:end])
        start = end + 2


def _placed(segment: ET.Element, row: Record) -> ET.Element:
    if "entity" in row:
        return _add(
            segment, "rs", row["surface"], ref=row["entity"] and f"#entity.{row['entity']}", type=row["entity_type"]
        )
    if row["kind"] == "redaction":
        return _add(segment, "rs", row["surface"], type="redaction")
    if row["kind"] == "stage_note":
        return _add(segment, "note", row["surface"], type="stage")
    return _add(segment, "sic", row["surface"])


def _write(segment: ET.Element, last: ET.Element | None, text: str) -> None:
    """Put text after the last child of a segment, or at its beginning."""
    if last is None:
        segment.text = (segment.text or "") + text
    else:
        last.tail = (last.tail or "") + text
