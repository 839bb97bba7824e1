"""The pages that gather rows from all briefings: labels, entities, topics, roles, catalogue, codebook, releases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from onbackground.release.files.reading import Record, Release

MENU = (
    ("index.html", "Briefings"),
    ("explore.html", "Filter"),
    ("search.html", "Search"),
    ("labels.html", "Labels"),
    ("entities.html", "Entities"),
    ("topics.html", "Topics"),
    ("roles.html", "Roles"),
    ("pictures.html", "Pictures"),
    ("codebook.html", "Codebook"),
    ("releases.html", "Changes"),
    ("tables.html", "Tables"),
)
FILTERS = {
    "replies": ("reply", "clarity", "also", "attribution", "date"),
    "statements": (
        "kind",
        "voice",
        "stance",
        "speaker_role",
        "holders",
        "topic",
        "conditional",
        "hedged",
        "attribution",
        "date",
    ),
    "events": ("status", "kind", "actors", "basis", "attribution", "briefing_date"),
}
"""The columns that the page of filters offers, by table."""
SHOWN = {"replies": ("ask",), "statements": ("quote",), "events": ("what",)}
"""What a row of a table is shown by."""
LABELS = {
    "replies": ("reply", "clarity"),
    "statements": ("kind", "voice", "stance"),
    "events": ("status", "kind", "basis"),
    "turns": ("role", "identity"),
    "marks": ("kind",),
}
"""The columns whose closed labels have a page each."""
PER_PAGE = 200


class Line(NamedTuple):
    """One row on a list: its anchor on this page (empty: none), where it leads, its words, and what is said below."""

    id: str
    to: str
    text: str
    below: str = ""


class Page(NamedTuple):
    """A list as a page: its path, title, introduction, the pages it leads to (path, name, count), and its lines."""

    path: str
    title: str
    about: str
    links: list[tuple[str, str, int | str]]
    lines: list[Line]


@dataclass(frozen=True)
class Book:
    """What many pages look up: briefings, entities and topics by id, label definitions, rows a table."""

    briefings: dict[str, Record]
    entities: dict[str, Record]
    topics: dict[str, Record]
    definitions: dict[tuple[str, str, str], str]
    counts: dict[str, int]

    @classmethod
    def of(cls, release: Release) -> Book:
        defined = release.rows("codebook") if "codebook" in release.tables else []
        return cls(
            {row["id"]: row for row in release.rows("briefings")},
            {row["id"]: row for row in release.rows("entities")},
            {row["id"]: row for row in release.rows("topics")} if "topics" in release.tables else {},
            {
                (row["table"], row["column"], row["label"]): row["definition"]
                for row in defined
                if row.get("label") is not None
            },
            {name: table["rows"] for name, table in release.about["tables"].items()},
        )


def address(row_id: str) -> str:
    """Where a row of a briefing is: `BRIEFING.x01b` is at BRIEFING.html#x01b, a briefing at BRIEFING.html."""
    briefing, dot, local = row_id.partition(".")
    return f"{briefing}.html#{local}" if dot else f"{briefing}.html"


def citation(release: Release) -> Record:
    """What a page needs to cite a row of this release, and to say where a mistake is reported."""
    names = ("title", "name", "version", "date", "license", "digest")
    said = release.citation
    return {
        **{name: release.about[name] for name in names},
        "authors": [
            one.get("name") or f"{one.get('given-names', '')} {one['family-names']}" for one in said["authors"]
        ],
        "homepage": said.get("url"),
        "doi": said.get("doi"),
        "issues": f"{said['url']}/discussions/new" if "huggingface.co" in said.get("url", "") else None,
    }


def pages(release: Release, book: Book) -> Iterator[Page]:
    """Every list of the site."""
    yield from _labels(release, book)
    yield from _entities(release, book)
    yield from _topics(release, book)
    yield _roles(release)
    yield from _codebook(release)
    yield _releases(release)
    yield from _tables(release)


def _paged(path: str, title: str, about: str, lines: list[Line]) -> Iterator[Page]:
    """A list cut into pages of PER_PAGE lines: PATH.html, PATH-2.html, …"""
    parts = [lines[n : n + PER_PAGE] for n in range(0, len(lines), PER_PAGE)] or [[]]
    names = [f"{path}.html" if n == 1 else f"{path}-{n}.html" for n in range(1, len(parts) + 1)]
    links: list[tuple[str, str, int | str]] = [
        (name.rsplit("/", 1)[-1], f"page {n}", len(part)) for n, (name, part) in enumerate(zip(names, parts), start=1)
    ]
    for name, part in zip(names, parts):
        yield Page(name, title, about, links if len(parts) > 1 else [], part)


def _labels(release: Release, book: Book) -> Iterator[Page]:
    links: list[tuple[str, str, int | str]] = []
    for table, columns in LABELS.items():
        rows = release.rows(table)
        for column in columns:
            by_label: dict[str, list[Record]] = {}
            for row in rows:
                if row[column] is not None:
                    by_label.setdefault(row[column], []).append(row)
            for label, found in sorted(by_label.items()):
                path = f"labels/{table}-{column}-{label}"
                links.append((f"{path}.html", f"{table}: {column} = {label}", len(found)))
                yield from _paged(
                    path,
                    f"{column}: {label}",
                    book.definitions.get((table, column, label), ""),
                    [Line("", address(row["id"]), *_words(table, row)) for row in found],
                )
    yield Page("labels.html", "Labels", "Every row that has a label, in the order of the briefings.", links, [])


def _words(table: str, row: Record) -> tuple[str, str]:
    """A row in words, and what is said below it: of an ask its answer, of the others where and when."""
    if table == "replies":
        also = f" (also {', '.join(row['also'])})" if row["also"] else ""
        return row["ask"], f"{row['reply']}{also} — {row['answer'] or 'no answer'}"
    if table == "statements":
        return row["quote"], " · ".join(
            part for part in (row["kind"], row["voice"], ", ".join(row["holders"]), row["topic"], row["date"]) if part
        )
    if table == "events":
        when = row["date"] or "undated"
        return row["what"], f"{row['status']} · {when} · spoken of {row['briefing_date']}"
    if table == "turns":
        words = row["text"] if len(row["text"]) <= 280 else row["text"][:280].rsplit(" ", 1)[0] + " …"
        return words, f"{row['label'] or row['role']} · {row['date']}"
    return row["surface"], row["turn_id"]


def _entities(release: Release, book: Book) -> Iterator[Page]:
    mentions = release.by("mentions", "entity")
    texts = {row["id"]: row["text"] for row in release.rows("turns")}
    held = _by_value(release.rows("statements"), "holders")
    aimed = release.by("statements", "target")
    acted = _by_value(release.rows("events"), "actors")
    links: list[tuple[str, str, int | str]] = []
    for name, entity in book.entities.items():
        lines = [Line("", address(row["id"]), *_words("statements", row)) for row in held.get(name, [])]
        lines += [Line("", address(row["id"]), f"on {entity['name']}: {row['quote']}") for row in aimed.get(name, [])]
        lines += [Line("", address(row["id"]), *_words("events", row)) for row in acted.get(name, [])]
        lines += [
            Line("", address(row["id"]), _around(texts[row["turn_id"]], row["start"], row["end"]), row["date"])
            for row in mentions.get(name, [])
        ]
        links.append((f"entities/{name}.html", entity["name"], len(lines)))
        about = entity["type"] + (f", Wikidata {entity['qid']} ({entity['qid_basis']})" if entity.get("qid") else "")
        first, *rest = _paged(f"entities/{name}", entity["name"], about, lines)
        yield first._replace(lines=[Line(name, "", f"{name}: what is held, aimed at, done and named"), *first.lines])
        yield from rest
    links.sort(key=lambda link: (str(link[1]).casefold(), link[0]))
    yield Page("entities.html", "Entities", "Whom and what the briefings name, with the rows of each.", links, [])


def _by_value(rows: list[Record], column: str) -> dict[str, list[Record]]:
    """The rows by each value of a list column."""
    found: dict[str, list[Record]] = {}
    for row in rows:
        for value in row[column] or ():
            found.setdefault(value, []).append(row)
    return found


def _around(text: str, start: int, end: int, width: int = 60) -> str:
    """Words with a little of the text on both sides."""
    before = text[max(0, start - width) : start]
    after = text[end : end + width]
    return f"{'…' if start > width else ''}{before}{text[start:end]}{after}{'…' if end + width < len(text) else ''}"


def _topics(release: Release, book: Book) -> Iterator[Page]:
    statements = release.by("statements", "topic")
    about = _by_value(list(book.briefings.values()), "topics")
    links: list[tuple[str, str, int | str]] = []
    for name in sorted({*book.topics, *(topic for topic in statements if topic), *about}):
        topic = book.topics.get(name, {})
        lines = [Line("", address(row["id"]), row["title"] or row["id"], row["date"]) for row in about.get(name, [])]
        lines += [Line("", address(row["id"]), *_words("statements", row)) for row in statements.get(name, [])]
        links.append((f"topics/{name}.html", topic.get("name", name), len(lines)))
        first, *rest = _paged(f"topics/{name}", topic.get("name", name), topic.get("definition") or "", lines)
        yield first._replace(lines=[Line(name, "", f"{name}: briefings and statements"), *first.lines])
        yield from rest
    yield Page("topics.html", "Topics", "What the briefings and the statements are about.", links, [])


def _roles(release: Release) -> Page:
    turns: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    briefings: dict[str, set[str]] = {}
    for row in release.rows("turns"):
        turns[row["role"]] += 1
        letters[row["role"]] += len(row["text"])
        briefings.setdefault(row["role"], set()).add(row["briefing_id"])
    links: list[tuple[str, str, int | str]] = [
        (
            f"labels/turns-role-{role}.html",
            role,
            f"{turns[role]} turns, {count} characters, {len(briefings[role])} briefings",
        )
        for role, count in letters.most_common()
    ]
    return Page("roles.html", "Speakers' roles", "Who speaks: roles, never persons behind a mask.", links, [])


def _codebook(release: Release) -> Iterator[Page]:
    """What every column and every label means, as the release says it."""
    rows = release.rows("codebook") if "codebook" in release.tables else []
    lines = []
    for row in rows:
        name = f"{row['table']}.{row['column']}" + (f" = {row['label']}" if row["label"] else "")
        said = {
            "": row["definition"],
            "unit": row["unit"],
            "leads to": row["leads_to"],
            "null if": row["null_means"],
            "example": row["example"],
            "easily taken for": row["taken_for"],
        }
        below = " · ".join(f"{key}: {value}" if key else str(value) for key, value in said.items() if value)
        lines.append(Line(row["id"], "", name, below))
    about = "What every column and every label means, in this release. Load it as the table codebook."
    yield from _paged("codebook", "Codebook", about, lines)


def _releases(release: Release) -> Page:
    """What changed: the rows of `changes`, newest release first. Withdrawn words are not in them."""
    lines = [
        Line(
            "",
            "",
            " ".join(str(row[name]) for name in ("release", "table", "id", "change", "field") if row[name]),
            f"{_short(row['old'])} → {_short(row['new'])}" if row["old"] or row["new"] else "",
        )
        for row in reversed(release.rows("changes"))
    ]
    about = f"Release {release.version} of {release.about['date']}. CHANGELOG.md in the release tells it in words."
    return Page("releases.html", "What changed", about, [], lines)


def _short(value: str | None) -> str:
    text = value or "null"
    return text if len(text) <= 400 else text[:400] + " …"


def _tables(release: Release) -> Iterator[Page]:
    """The tables, and a page for each whose rows belong to no single briefing and have no page of their own."""
    links: list[tuple[str, str, int | str]] = []
    for name, table in release.about["tables"].items():
        columns = release.tables[name]
        own = name not in ("briefings", "entities", "topics", "changes", "codebook") and "briefing_id" not in columns
        if (own or name == "catalogue") and "id" in columns:
            lines = [Line(row["id"], "", *_generic(row)) for row in release.rows(name)]
            yield from _paged(f"tables/{name}", name, f"{table['rows']} rows", lines)
            links.append((f"tables/{name}.html", name, table["rows"]))
        else:
            pages = {"changes": "releases.html", "entities": "entities.html", "topics": "topics.html"}
            links.append((pages.get(name, f"{name}.html" if name == "codebook" else "index.html"), name, table["rows"]))
    yield Page("tables.html", "Tables", "The tables of this release, as load_dataset names them.", links, [])


def _generic(row: Record) -> tuple[str, str]:
    """Any row in words: its id, then every column that has a value."""
    said: list[str] = [
        f"{name}: {_plain(value)}" for name, value in row.items() if name != "id" and value not in (None, [])
    ]
    return str(row["id"]), " · ".join(said)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
