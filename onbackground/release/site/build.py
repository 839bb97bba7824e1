"""Write every page of a site. An address never moves: DIR/vVERSION/BRIEFING.html#x01b."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import markdown_it

from onbackground.corpus.corpus import UsageError
from onbackground.release.compare import versions
from onbackground.release.files.reading import Record, Release
from onbackground.release.site import briefing, lists
from onbackground.release.site.pictures import pictures

TEMPLATES = Path(__file__).with_name("templates")
DATASHEET = "DATASHEET.md"
MARK = "onbackground-site.json"
"""The file that says a folder is a site: nothing else is ever written over."""
ASSETS = ("site.css", "site.js", "explore.js")
EXPLORED = ("replies", "statements", "events")
"""The tables that the page of filters shows."""
TURNS_PER_FILE = 20_000
"""How many texts one file of the search holds: a browser reads such a file in well under a second."""


def build(release: Release, out: Path) -> Path:
    """Write the pages of a release below a folder, beside those of other releases. The folder of this release.

    Raises UsageError where the folder is something else.
    """
    if out.exists() and any(out.iterdir()) and not (out / MARK).is_file():
        raise UsageError(f"{out} is there and is not a site (it has no {MARK}): choose another --site")
    folder = out / f"v{release.version}"
    new = out / f".v{release.version}.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    environment = _environment(release)
    for name in ASSETS:
        shutil.copyfile(TEMPLATES / name, new / name)
    for name, text in _pages(release, environment):
        path = new / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    if folder.exists():
        shutil.rmtree(folder)
    new.rename(folder)
    _front(out, environment)
    return folder


def _environment(release: Release) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        about=release.about,
        menu=lists.MENU,
        citation=json.dumps(lists.citation(release), ensure_ascii=False),
        address=lists.address,
    )
    return environment


def _pages(release: Release, environment: jinja2.Environment) -> Iterator[tuple[str, str]]:
    """The path and the text of every page and every data file."""
    book = lists.Book.of(release)
    yield from briefing.pages(release, book, environment)
    for page in lists.pages(release, book):
        up = "../" * page.path.count("/")
        yield page.path, environment.get_template("list.html.j2").render(page=page, up=up, root=up)
    yield (
        "pictures.html",
        environment.get_template("pictures.html.j2").render(
            pictures=pictures(release), briefings=len(book.briefings), up=""
        ),
    )
    if (release.folder / DATASHEET).is_file():
        text = (
            markdown_it.MarkdownIt("commonmark", {"html": False})
            .enable("table")
            .render(re.sub(r"<!--.*?-->", "", (release.folder / DATASHEET).read_text(encoding="utf-8"), flags=re.S))
        )
        yield "datasheet.html", environment.get_template("text.html.j2").render(title="Datasheet", text=text, up="")
    yield from _explored(release, book, environment)
    yield from _searched(release, book, environment)
    yield (
        "index.html",
        environment.get_template("index.html.j2").render(
            book=book, counts=book.counts, datasheet=(release.folder / DATASHEET).is_file(), up=""
        ),
    )


def _explored(release: Release, book: lists.Book, environment: jinja2.Environment) -> Iterator[tuple[str, str]]:
    """The page of filters, and its rows as a script: a page on disk may load scripts, and nothing else."""
    tables = {}
    for name in EXPLORED:
        filters = lists.FILTERS[name]
        shown = lists.SHOWN[name]
        rows = [
            [row["id"], [_values(row, column, book) for column in filters], " — ".join(row[key] or "" for key in shown)]
            for row in release.rows(name)
        ]
        tables[name] = {"filters": filters, "rows": rows}
    yield "data/explore.js", f"ONBACKGROUND.explore({_script(tables)});\n"
    yield "explore.html", environment.get_template("explore.html.j2").render(tables=EXPLORED, up="")


def _values(row: Record, column: str, book: lists.Book) -> Any:
    """What a filter sees of a row; the ground rule is that of its briefing."""
    value = book.briefings[row["briefing_id"]][column] if column not in row else row[column]
    return str(value).lower() if isinstance(value, bool) else value


def _searched(release: Release, book: lists.Book, environment: jinja2.Environment) -> Iterator[tuple[str, str]]:
    """The page of the search, and what it finds as scripts of TURNS_PER_FILE texts each: turns, reasons and events."""
    turns = [[row["id"], row["role"], row["date"], row["text"]] for row in release.rows("turns")]
    turns += [[row["id"], f"why {row['reply']}", row["date"], row["why"]] for row in release.rows("replies")]
    turns += [
        [row["id"], f"{row['status']} event", row["briefing_date"], row["what"]] for row in release.rows("events")
    ]
    files = []
    for n, start in enumerate(range(0, len(turns), TURNS_PER_FILE)):
        path = f"data/turns-{n:03}.js"
        files.append(path)
        yield path, f"ONBACKGROUND.turns({_script(turns[start : start + TURNS_PER_FILE])});\n"
    titles = {name: row["title"] or name for name, row in book.briefings.items()}
    yield "data/titles.js", f"ONBACKGROUND.titles({_script(titles)});\n"
    yield "search.html", environment.get_template("search.html.j2").render(files=files, up="")


def _script(value: Any) -> str:
    """JSON that may stand in a script file."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def _front(out: Path, environment: jinja2.Environment) -> None:
    """The page that leads to the releases that the folder holds, newest first."""
    found = [path.name for path in out.iterdir() if path.is_dir() and path.name.startswith("v")]
    found.sort(key=lambda name: versions.parse(name[1:]), reverse=True)
    (out / MARK).write_text(json.dumps({"site": 1, "releases": found}) + "\n", encoding="utf-8", newline="\n")
    text = environment.get_template("front.html.j2").render(releases=found)
    (out / "index.html").write_text(text, encoding="utf-8", newline="\n")
