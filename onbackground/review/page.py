"""The page one works in: one record as one HTML file that needs nothing else, neither a server nor the network.

Python gives the page its data (the record as it is in the file, the fields and labels, the findings and where they
belong); everything that is seen is drawn by the script of the page, from modules in `templates/`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from onbackground.corpus.corpus import Corpus, Vocabulary
from onbackground.findings import Finding
from onbackground.parsing import strict
from onbackground.parsing.locator import Locator
from onbackground.record.differences import Difference, differences
from onbackground.record.readings import layers_read, units_of
from onbackground.record.record import BRACKET, LAYERS, STAGE_NOTE
from onbackground.record.seal import present_layers, seals
from onbackground.review.edits import digest_of
from onbackground.review.fields import causes, entry_fields
from onbackground.review.keeping import GUIDE, guide_digest
from onbackground.review.proposals import proposals_in
from onbackground.review.signoff import NotFit
from onbackground.review.spans import sentences
from onbackground.review.where import place_of
from onbackground.validation.check import Checked

FOLDER = Path(__file__).parent / "templates"

MODULES = (
    "dom",
    "data",
    "changes",
    "entries",
    "make",
    "store",
    "state",
    "text",
    "fields",
    "panel",
    "outline",
    "files",
    "live",
    "sign",
    "settle",
    "keys",
    "main",
)
"""The modules of the page's script, each after those that it imports."""

LABELS_OF_HEADER = ("ground_rules", "principals", "subject", "topics")
"""What of the header is a reader's judgement: a blind reader does not see it."""


def render(content: dict[str, Any]) -> str:
    """A page as HTML, from what `content`, `blind_content` or `settle_content` gives."""
    title = content["record"].get("title") or content["id"]
    connect = "'self'" if content["live"] else "'none'"
    return fill("page.html.j2", script_of(MODULES), connect, title=title, content=as_json(content))


def content(corpus: Corpus, checked: Checked, command: list[str]) -> dict[str, Any]:
    """What the page of a record shows, as plain data. `command` is how review.py was called, without other options.

    The record is shown as it is in the file, what breaks the format included. Raises NotFit where there are no
    turns that could be shown.
    """
    raw, record = _record(corpus, checked)
    text = raw.decode()
    locator = Locator(text)
    root = locator.node(())
    assert root is not None
    return _common(record, text, locator, corpus) | {
        "mode": "edit",
        "digest": digest_of(raw),
        "record": record,
        "proposals": proposals_in(text),
        "findings": [_finding(one, root) for one in checked.findings],
        "passes": _passes(record, checked, corpus.vocabulary),
        "command": command,
    }


def blind_content(corpus: Corpus, checked: Checked) -> dict[str, Any]:
    """As `content`, for a reader who must see no label of anybody: the turns, the guide and the labels to choose."""
    raw, record = _record(corpus, checked)
    text = raw.decode()
    shown = {key: record[key] for key in (*LAYERS["header"], *LAYERS["turns"]) if key in record}
    shown = {key: value for key, value in shown.items() if key not in (*LABELS_OF_HEADER, "schema")}
    turns = {name: turn["text"] for name, turn in record["turns"].items()}
    return _common(record, text, Locator(text), corpus) | {
        "mode": "blind",
        "digest": _digest(shown),
        "record": shown,
        "proposals": {},
        "findings": [],
        "passes": [],
        "command": [],
        "guide": guide_digest(corpus),
        "guide_text": corpus.read(GUIDE).decode(errors="replace") if corpus.has(GUIDE) else "",
        "read": {"source": record.get("source", {}).get("sha256"), "turns": _digest(turns)},
    }


def settle_content(corpus: Corpus, checked: Checked) -> dict[str, Any]:
    """As `content`, for settling the differences of the readings that lie beside a record.

    Raises NotFit where there are no two readings to compare.
    """
    raw, data = _record(corpus, checked)
    record = checked.record
    assert record is not None
    compared = record.settlement.compared()
    if len(compared) < 2:
        raise NotFit(f"there are {len(compared)} readings of {data['id']}: two are needed to settle what differs")
    labels = {reading.name: units_of(reading, record) for reading in compared}
    found = differences(labels, {reading.name: layers_read(reading) for reading in compared})
    turns = {f"{name}:{unit.id}": unit.spans[0][0] for name in labels for unit in labels[name].values() if unit.spans}
    earlier = record.settlement.adjudication or {}
    return _common(data, raw.decode(), Locator(raw.decode()), corpus) | {
        "mode": "settle",
        "digest": digest_of(raw),
        "record": data,
        "readings": {reading.name: reading.data["seal"] for reading in compared},
        "differences": [_difference(one, turns, list(labels)) for one in found],
        "causes": causes(),
        "settled": earlier.get("settled", []),
        "proposals": {},
        "findings": [],
        "passes": [],
        "command": [],
    }


def _difference(one: Difference, turns: dict[str, str], readings: list[str]) -> dict[str, Any]:
    """A difference as the page shows it, with the turn that its words are of."""
    own = [f"{name}:{one.unit.removeprefix(f'{name}:')}" for name in readings]
    turn = next((turns[name] for name in own if name in turns), "")
    return {**one._asdict(), "overlaps": list(one.overlaps), "turn": turn}


def _common(record: dict[str, Any], text: str, locator: Locator, corpus: Corpus) -> dict[str, Any]:
    lines = text.split("\n")
    return {
        "id": record["id"],
        "sentences": {
            name: _sentences(turn["text"], locator.node(("turns", name, "text")), lines)
            for name, turn in record["turns"].items()
        },
        "fields": entry_fields(corpus.vocabulary.terms),
        "roles": dict(corpus.vocabulary.terms.like.get("role", {})),
        "layers": LAYERS,
        "vocabulary": {"entities": corpus.vocabulary.entities, "topics": corpus.vocabulary.topics},
        "bracket": BRACKET.pattern,
        "note": STAGE_NOTE.pattern,
        "live": None,
    }


def _record(corpus: Corpus, checked: Checked) -> tuple[bytes, dict[str, Any]]:
    """The bytes and the data of the file. Raises NotFit where they have no turns of the right form."""
    if checked.record is not None:
        raw = corpus.read(checked.path)
        record, _ = strict.read(strict.decode(raw))
        if (
            record is not None
            and isinstance(record.get("id"), str)
            and all(isinstance(record.get(key), dict) for key in ("participants", "turns"))
            and all(isinstance(one, dict) and isinstance(one.get("text"), str) for one in record["turns"].values())
        ):
            return raw, record
    raise NotFit("the record cannot be shown before these are corrected", checked.findings)


def _sentences(text: str, node: yaml.Node | None, lines: list[str]) -> list[list[int]]:
    """Where each sentence of a turn begins, in UTF-16 code units as the script counts, and its line in the file."""
    scalar = node if isinstance(node, yaml.ScalarNode) else None
    return [[len(text[: one.start].encode("utf-16-le")) // 2, one.line] for one in sentences(text, scalar, lines)]


def _finding(finding: Finding, root: yaml.Node) -> dict[str, Any]:
    shown = ("path", "line", "column", "code", "message", "hint")
    return {name: getattr(finding, name) for name in shown} | {"place": place_of(finding, root)}


def _passes(record: dict[str, Any], checked: Checked, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Every pass, and its layers by the state of their seals: holds, changed since, not sealed."""
    sound = checked.record.data if checked.record else {}
    if "review" not in sound or "source" not in sound:
        return []
    now = seals(sound, present_layers(sound), vocabulary)
    shown = []
    for one in sound["review"]["passes"]:
        states: dict[str, list[str]] = {}
        for layer in one["layers"]:
            digest = (one["seal"] or {}).get(layer)
            state = "not sealed" if digest is None else "holds" if digest == now.get(layer) else "changed since"
            states.setdefault(state, []).append(layer)
        shown.append({"by": one["by"], "kind": one["kind"], "date": one["date"], "states": states})
    return shown


def _digest(value: Any) -> str:
    from onbackground.record.seal import canonical

    return f"sha256:{hashlib.sha256(canonical(value)).hexdigest()}"


# --- Templates ---------------------------------------------------------------------------------------------------


def as_json(value: Any) -> Markup:
    """Data for a script element: JSON in which nothing can end the element or open another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def fill(template: str, script: Markup, connect: str = "'none'", **values: Any) -> str:
    """A template with its style and script inlined, and a policy that allows these two and nothing else."""
    style = _asset("page.css")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; connect-src {connect}; "
        "base-uri 'none'; form-action 'none'"
    )
    return _templates().get_template(template).render(style=style, script=script, policy=policy, **values)


@cache
def script_of(modules: tuple[str, ...]) -> Markup:
    """Modules of JavaScript as one script: without the lines that import, in a scope of their own."""
    parts = []
    for name in modules:
        source = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
        source = re.sub(r"^import [^;]+;\n", "", source, flags=re.M)
        parts.append(re.sub(r"^export ", "", source, flags=re.M))
    return Markup('"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n")


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> Markup:
    return Markup((FOLDER / name).read_text(encoding="utf-8"))


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
