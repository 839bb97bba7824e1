"""The documents say what is so: tables, options, names and figures are those of the code, the schema and the data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from documents import DOCUMENTS, blocks, copy_with_datasheet, read
from repository import REPOSITORY, run
from test_architecture import ROOMS

from onbackground.findings import RULES
from onbackground.parsing import strict
from onbackground.record import figures, schema
from onbackground.record.labels import CLARITY
from onbackground.record.record import LAYERS
from onbackground.release.describe import columns
from onbackground.release.tables import DEFAULT, TABLES
from onbackground.validation import check

SCRIPTS = ("draft.py", "validate.py", "review.py", "build.py")
COMMAND = re.compile(r"python (\w+\.py)([^`\n]*)")


def _options() -> list[tuple[str, str]]:
    """Every option that a document gives to a script. What follows a # is a comment."""
    return sorted(
        {
            (script, option)
            for name in DOCUMENTS
            for script, rest in COMMAND.findall(read(name))
            for option in re.findall(r"--[a-z-]+", rest.split("#")[0])
        }
    )


def _rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table behind a line that begins with `heading`, header and rule left out."""
    behind = text[text.index(heading) :].splitlines()
    first = next(n for n, line in enumerate(behind) if line.startswith("|"))
    cells = []
    for line in behind[first:]:
        if not line.startswith("|"):
            break
        cells.append([cell.strip() for cell in line.strip("|").split("|")])
    return cells[2:]


# --- Commands, options, links ------------------------------------------------------------------------------------


def test_commands_are_those_of_the_project() -> None:
    named = {script for name in DOCUMENTS for script, _ in COMMAND.findall(read(name))}
    assert named <= set(SCRIPTS)
    assert set(SCRIPTS) <= {script for script, _ in COMMAND.findall(read("README.md"))}


@pytest.mark.parametrize(("script", "option"), _options())
def test_option_exists(script: str, option: str) -> None:
    assert re.search(rf"{option}(?![a-z-])", run(script, "--help").stdout)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_takes_a_corpus(script: str) -> None:
    assert "--corpus" in run(script, "--help").stdout


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    named = {target for name in DOCUMENTS for target in re.findall(r"(?:^|`)make ([a-z-]+)", read(name), re.M)}
    assert named and named <= targets


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]*#?[^)]*)\)", read(name)):
        path, _, anchor = target.partition("#")
        file = (REPOSITORY / name).parent / path if path else REPOSITORY / name
        assert "://" not in target and file.is_file(), target
        headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.M) if anchor else []
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}, target


def test_named_files_exist() -> None:
    path = re.compile(r"`((?:onbackground/(?!onbackground)|schema/|vocabulary/)[\w/.]*)`")
    named = {found for name in DOCUMENTS for found in path.findall(read(name))}
    assert named and {path for path in named if not (REPOSITORY / path).exists()} == set()


def test_named_modules_exist() -> None:
    """Documents and docstrings name no module, test or benchmark that is not there."""
    named = re.compile(r"(?<![\w/-])(?:onbackground|tests|benchmarks)/(?:[\w-]+/)*[\w-]+\.py\b")
    texts = {name: read(name) for name in (*DOCUMENTS, "docs/scale.md", "docs/drafting.md", "Makefile")}
    texts |= {str(path): path.read_text(encoding="utf-8") for path in (REPOSITORY / "onbackground").rglob("*.py")}
    gone = {(where, found) for where, text in texts.items() for found in named.findall(text)}
    assert gone and {(where, found) for where, found in gone if not (REPOSITORY / found).exists()} == set()


def test_codes_exist() -> None:
    named = {code for name in DOCUMENTS for code in re.findall(r"OB\d{3}", read(name))}
    assert named and named <= set(RULES)


def test_house_is_that_of_the_architecture() -> None:
    places = [place.strip("`").rstrip("/") for place, _ in _rows(read("CONTRIBUTING.md"), "## The house")]
    inside = [place.removeprefix("onbackground/") for place in places if place.startswith("onbackground/")]
    assert inside == list(dict.fromkeys(room.split("/")[0] for room in ROOMS))


def test_rule_shown_to_contributors_is_a_rule() -> None:
    shown = next(block.code for block in blocks("CONTRIBUTING.md", "python"))
    rules = "\n".join(
        path.read_text(encoding="utf-8") for path in (REPOSITORY / "onbackground/validation/rules").glob("*.py")
    )
    here = {line.strip() for line in rules.splitlines()}
    assert [line for line in shown.splitlines() if line.strip() not in here] == []


# --- The dataset in README ---------------------------------------------------------------------------------------


def test_configs_in_readme() -> None:
    rows = dict(_rows(read("README.md"), "## The tables"))
    assert rows == {
        f"`{name}`" + (" (default)" if name == DEFAULT else ""): table.row_is for name, table in TABLES.items()
    }


# --- The record format -------------------------------------------------------------------------------------------


def _said(text: str) -> set[str]:
    """Every word that stands in code marks or code blocks."""
    return {word for code in re.findall(r"```.*?```|`[^`\n]+`", text, re.S) for word in re.findall(r"[\w/-]+", code)}


@pytest.mark.parametrize(
    "path",
    [
        ("ask", "reply"),
        ("statement", "kind"),
        ("statement", "voice"),
        ("statement", "stance"),
        ("event", "status"),
        ("event", "kind"),
        ("event", "basis"),
        ("ground_rules", "attribution"),
        ("participant", "identity"),
    ],
)
def test_guide_decides_every_label(path: tuple[str, str]) -> None:
    enum = schema.text("briefing")["$defs"][path[0]]["properties"][path[1]]["enum"]
    labels = {label for label in enum if label is not None}
    assert labels and labels - _said(read("docs/annotation-guide.md")) == set()


def test_guide_names_every_entity_type() -> None:
    pattern = schema.text("entities")["properties"]["entities"]["patternProperties"]
    (entity,) = pattern.values()
    assert set(entity["properties"]["type"]["enum"]) <= _said(read("docs/annotation-guide.md"))


def test_replies_and_their_clarity() -> None:
    rows = _rows(read("docs/record.md"), "`asks` holds")
    assert {reply.strip("`"): clarity for clarity, reply, _ in rows} == CLARITY


def test_layers() -> None:
    table = _rows(read("docs/record.md"), "`review.passes`")
    rows = {layer.strip("`"): re.findall(r"`(\w+)`", holds) for layer, holds in table}
    assert list(rows) == list(LAYERS)
    assert rows.pop("header") == [LAYERS["header"][0], LAYERS["header"][-1]]
    assert rows == {layer: list(keys) for layer, keys in LAYERS.items() if layer != "header"}


def _shown(key: str) -> Any:
    """What docs/record.md shows under a key, outside of its example corpus."""
    (shown,) = [
        data
        for block in blocks("docs/record.md", "yaml")
        if not block.file
        for data in [strict.load(block.code)]
        if key in data
    ]
    return shown


def test_waivers_shown_are_possible() -> None:
    assert {waiver["code"] for waiver in _shown("waivers")["waivers"]} <= set(check.WAIVABLE)


def test_withdrawn_records_shown_are_sound() -> None:
    assert schema.check("withdrawn", _shown("withdrawn")) == []


def test_pass_shown_fits_the_format(example: Path) -> None:
    (path,) = example.glob("records/*/*.yaml")
    record = strict.load(path.read_text(encoding="utf-8"))
    record["review"]["passes"] = _shown("passes")["passes"]
    (one,) = record["review"]["passes"]
    assert list(one["seal"]) == one["layers"]
    assert schema.check("briefing", record) == []


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The corpus that docs/record.md shows, written out."""
    for block in blocks("docs/record.md"):
        if block.file:
            file = tmp_path / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.code, encoding="utf-8")
    return tmp_path


def test_example_validates(example: Path) -> None:
    printed = run("validate.py", "--corpus", example)
    assert (printed.returncode, printed.stdout) == (0, "1 record checked: no findings\n")


def test_example_shows_every_layer_and_is_held_to_the_rules(example: Path) -> None:
    (path,) = example.glob("records/*/*.yaml")
    text = path.read_text(encoding="utf-8")
    assert {key for keys in LAYERS.values() for key in keys} <= set(strict.load(text))
    path.write_text(text.replace("I won’t get into quotas.\n", "I won't get into quotas.\n"), encoding="utf-8")
    printed = run("validate.py", "--corpus", example, "--format", "json", "--select", "OB3")
    assert [finding["code"] for finding in json.loads(printed.stdout)["findings"]] == ["OB303"]


# --- The datasheet -----------------------------------------------------------------------------------------------

SECTIONS = {
    "Motivation": 4,
    "Composition": 16,
    "Collection process": 12,
    "Preprocessing, cleaning, labeling": 4,
    "Uses": 6,
    "Distribution": 7,
    "Maintenance": 8,
}
"""The sections of Gebru et al. (2021) and how many questions each has."""


def test_datasheet_answers_every_question() -> None:
    sections = re.split(r"^## ", read("DATASHEET.md"), flags=re.M)[1:]
    counted = {}
    for section in sections:
        title, _, body = section.partition("\n")
        questions = re.split(r"^### ", body, flags=re.M)[1:]
        counted[title] = len(questions)
        for n, question in enumerate(questions, start=1):
            asked, _, answer = question.partition("\n")
            assert asked.startswith(f"{n}. ") and answer.strip(), f"{title}: {asked}"
    assert counted == SECTIONS


def test_datasheet_marks_every_figure_of_the_records() -> None:
    named = {name for _, name in figures.markers(read("DATASHEET.md"))}
    assert named == {*figures.COUNTED, "entities", "topics"}


def test_only_a_release_changes_the_figures(tmp_path: Path) -> None:
    corpus = copy_with_datasheet(tmp_path)
    sheet = corpus / "DATASHEET.md"
    right = sheet.read_text(encoding="utf-8")
    sheet.write_text(right.replace("<!-- figure: turns -->", "<!-- figure: turns -->9"), encoding="utf-8")
    assert run("validate.py", "--corpus", corpus).returncode == 0
    assert run("build.py", "--corpus", corpus).returncode == 0
    assert "<!-- figure: turns -->9" in sheet.read_text(encoding="utf-8")
    assert run("build.py", "--corpus", corpus, "--against", "none").returncode == 0
    assert sheet.read_text(encoding="utf-8") == right


def test_columns_are_described_as_they_are() -> None:
    assert read(columns.PAGE) == columns.page()
