"""`onbackground init`: from nothing to a loaded dataset in two commands and one transcript."""

import json
import re
import subprocess
import sys
from pathlib import Path

import datasets
import pytest
import yaml
from repository import REPOSITORY

from onbackground.cli import main as program
from onbackground.corpus.terms import terms_of
from onbackground.drafting.people.publishers import publisher_of
from onbackground.record import schema

TRANSCRIPT = """Lakeland Central Bank
Press conference after the rate decision
3 April 2031

GOVERNOR VALE: Good afternoon. The council has left the rate at two percent. We will look at it again in May.

QUESTION: Will the rate rise in May?

GOVERNOR VALE: I will not prejudge the meeting in May.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    assert program.main(["init", str(tmp_path / "lakeland-bank")]) == 0
    return tmp_path / "lakeland-bank"


def run(corpus: Path, command: str, *arguments: object) -> int:
    return program.main([command, "--corpus", str(corpus), *map(str, arguments)])


def test_it_validates_and_builds_at_once(corpus, capsys):
    assert run(corpus, "validate") == run(corpus, "build") == 0
    said = capsys.readouterr()
    assert (
        "0 records checked: no findings" in said.out
        and "no records yet" in said.out
        and "gone" not in said.out + said.err
    )


def test_one_transcript_and_two_commands_to_a_loaded_dataset(corpus, tmp_path, monkeypatch):
    (tmp_path / "page.txt").write_text(TRANSCRIPT, encoding="utf-8")
    assert run(corpus, "draft", tmp_path / "page.txt") == 0
    assert run(corpus, "build", "--include-drafts") == 0
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    turns = datasets.load_dataset(str(corpus / "dist/lakeland-bank"), "turns", split="train")
    assert turns["text"][1] == "Will the rate rise in May?"


def test_the_schema_that_a_record_names_is_there(corpus, tmp_path):
    (tmp_path / "page.txt").write_text(TRANSCRIPT, encoding="utf-8")
    assert run(corpus, "draft", tmp_path / "page.txt") == 0
    for path in [*corpus.glob("records/*/*.yaml"), *corpus.glob("vocabulary/*.yaml"), corpus / "dataset.yaml"]:
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert named and (path.parent / named[1]).is_file(), path


def test_it_brings_the_schemas_up_to_date_and_leaves_the_rest(corpus, capsys):
    (corpus / "README.md").write_text("mine\n", encoding="utf-8")
    (corpus / "schema/topics.schema.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert program.main(["init", str(corpus)]) == 0
    assert (corpus / "README.md").read_text(encoding="utf-8") == "mine\n"
    assert json.loads((corpus / "schema/topics.schema.json").read_text(encoding="utf-8")) == schema.text("topics")
    assert "1 file written" in capsys.readouterr().out
    assert program.main(["init", str(corpus)]) == 0
    assert "everything is there already" in capsys.readouterr().out


def test_a_file_is_no_place_for_a_corpus(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert program.main(["init", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err == f"onbackground init: {tmp_path / 'file'} is a file, not a folder\n"


def test_its_workflow_is_sound_and_its_actions_are_ours(corpus):
    workflow = corpus / ".github/workflows/validate.yml"
    for tool in (["check-jsonschema", "--builtin-schema", "vendor.github-workflows"], ["zizmor", "--offline"]):
        command = [Path(sys.executable).with_name(tool[0]), *tool[1:], workflow]
        asked = subprocess.run(command, capture_output=True, text=True)
        assert asked.returncode == 0, asked.stdout + asked.stderr
    ours = (REPOSITORY / ".github/workflows/validate.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", workflow.read_text(encoding="utf-8"))
    assert used and all(action in ours for action in used)
    hooks = yaml.safe_load((corpus / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert hooks["repos"][0]["hooks"][0]["entry"] == "onbackground validate"
    assert "{{" not in "".join(path.read_text() for path in (workflow, corpus / ".pre-commit-config.yaml"))


TERMS = """schema: terms/1
series: {rate-decision: The press conference after a decision on interest rates.}
publishers:
  lakeland-central-bank: {name: Lakeland Central Bank, prefix: lakebank, hosts: [bank.lakeland.example], rights: licensed}
"""


def test_a_declared_publisher_is_no_byline_and_its_series_is_known(corpus, tmp_path):
    (corpus / "vocabulary/terms.yaml").write_text(TERMS, encoding="utf-8")
    (tmp_path / "page.txt").write_text(TRANSCRIPT, encoding="utf-8")
    assert run(corpus, "draft", tmp_path / "page.txt") == 0
    (path,) = corpus.glob("records/*/*.yaml")
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert record["id"] == "lakebank-2031-04-03-rate-decision"
    assert (record["publisher"], record["series"], record["byline"]) == ("lakeland-central-bank", "rate-decision", None)
    assert record["source"]["rights"] == "licensed"
    assert record["title"] == "Press conference after the rate decision"
    assert run(corpus, "validate") == 0


def test_the_host_of_a_declared_publisher():
    declared = terms_of(yaml.safe_load(TERMS)).publishers
    found = publisher_of("https://www.bank.lakeland.example/press/1.html", "", declared=declared)
    assert (found.name, found.proved) == ("lakeland-central-bank", True)
    assert publisher_of("https://notbank.lakeland.example/", "", declared=declared).name != "lakeland-central-bank"
    assert publisher_of(None, "Lakeland Central Banking Review", declared=declared).name is None
