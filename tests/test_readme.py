"""README.md: its commands print what it shows, its code runs, and its questions get the records' answers."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import datasets
import huggingface_hub
import notebook
import pytest
from documents import blocks, copy_with_datasheet, read
from repository import run

from onbackground.parsing import strict
from onbackground.release.tables import TABLES

LOADING = blocks("README.md", "python")[0].code
SETUP, *ASKED = (block.code for block in blocks("docs/questions.md", "python"))
CITING = blocks("docs/releasing.md", "python")[0].code
CONSOLES = [block.code for block in blocks("README.md", "console")]
DATASET = strict.load(read("dataset.yaml"))
Records = list[dict[str, Any]]


def _questions() -> dict[str, str]:
    """Each question of docs/questions.md (its heading) with its one line of Python."""
    headings = re.findall(r"^## (.*)$", read("docs/questions.md"), re.M)
    return {heading: ast.unparse(ast.parse(code)) for heading, code in zip(headings, ASKED, strict=True)}


QUESTIONS = _questions()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A built copy of the corpus, the current folder while the tests of this module run."""
    root = copy_with_datasheet(tmp_path_factory.mktemp("readme"))
    assert run("build.py", "--corpus", root).returncode == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr(datasets.config, "HF_DATASETS_CACHE", root / "cache")
        yield root


@pytest.fixture(scope="module")
def tables(corpus: Path) -> dict[str, Any]:
    """The names that the first lines of docs/questions.md define."""
    names: dict[str, Any] = {}
    exec(SETUP, names)
    return names


@pytest.fixture(scope="module")
def records(corpus: Path) -> Records:
    """The released records, as YAML says them: the answers are counted from these, not from the tables."""
    every = [strict.load(path.read_text(encoding="utf-8")) for path in sorted(corpus.glob("records/*/*.yaml"))]
    return [record for record in every if record["review"]["status"] != "draft"]


# --- What the records say to each question -----------------------------------------------------------------------


def _asks(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for exchange_id, exchange in record.get("exchanges", {}).items():
        for ask in exchange["asks"].values():
            yield exchange_id, ask


def _statements(records: Records, **wanted: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [
        (record, statement)
        for record in records
        for statement in record.get("statements", {}).values()
        if all(statement[key] == value for key, value in wanted.items())
    ]


def _clarity(reply: str) -> str:
    if reply == "explicit":
        return "clear_reply"
    return "clear_non_reply" if reply in ("declining", "ignorance", "clarification") else "ambivalent"


def _clarity_shares(records: Records) -> dict[tuple[str, str], float]:
    pairs = [
        (record["ground_rules"]["attribution"], _clarity(ask["reply"]))
        for record in records
        for _, ask in _asks(record)
    ]
    of_rule = Counter(rule for rule, _ in pairs)
    return {pair: count / of_rule[pair[0]] for pair, count in Counter(pairs).items()}


def _followed(records: Records) -> Counter[str]:
    replies: Counter[str] = Counter()
    for record in records:
        followed = {exchange["follows"] for exchange in record.get("exchanges", {}).values()}
        replies.update(ask["reply"] for exchange_id, ask in _asks(record) if exchange_id in followed)
    return replies


def _commitments(records: Records) -> dict[str, list[str]]:
    held = defaultdict(list)
    for record, statement in _statements(records, kind="commitment"):
        for holder in statement["holder"]:
            named = f"{record['id']}.{holder}" if holder in record["participants"] else holder
            held[named].append(statement["quote"])
    return held


def _premises(records: Records) -> dict[str, list[str]]:
    held = defaultdict(list)
    for _, statement in _statements(records, voice="premise"):
        if statement["topic"]:
            held[statement["topic"]].append(statement["quote"])
    return held


def _named_together(records: Records) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for record in records:
        for mentions in record.get("mentions", {}).values():
            named = {name for _, entity in mentions for name in ([entity] if isinstance(entity, str) else entity or [])}
            pairs.update(combinations(sorted(named), 2))
    return pairs


def _talk(records: Records) -> dict[str, float]:
    letters: Counter[str] = Counter()
    for record in records:
        for turn in record["turns"].values():
            letters[record["participants"][turn["speaker"]]["role"]] += len(turn["text"])
    return {role: count / letters.total() for role, count in letters.items()}


def _maskings(records: Records) -> dict[str, float]:
    shares = {}
    for record in records:
        masks = [mask for mask, whom in record["redactions"].items() if not isinstance(whom, dict)]
        found = sum(turn["text"].count(mask) for turn in record["turns"].values() for mask in masks)
        shares[record["id"]] = found / len(record["turns"])
    return shares


def _events(records: Records) -> list[dict[str, Any]]:
    return [event for record in records for event in record.get("events", {}).values()]


# A question of docs/questions.md: the answer that the records give, and the answer of the one line as plain values.
CHECKS: dict[str, tuple[Callable[[Records], Any], Callable[[Any], Any]]] = {
    "How clear are answers under each ground rule?": (_clarity_shares, lambda answer: answer.to_dict()),
    "What is the mix of replies?": (
        lambda records: Counter(ask["reply"] for record in records for _, ask in _asks(record)),
        lambda answer: answer.to_dict(),
    ),
    "Which replies could a careful reader label otherwise?": (
        lambda records: [
            (ask["quote"], ask["reply"], ask["also"])
            for record in records
            for _, ask in _asks(record)
            if ask.get("also")
        ],
        lambda answer: [(row.ask, row.reply, list(row.also)) for row in answer.itertuples()],
    ),
    "After which replies do reporters follow up?": (_followed, lambda answer: answer.to_dict()),
    "Who commits to what?": (_commitments, lambda answer: answer.to_dict()),
    "What do reporters take for granted, by topic?": (_premises, lambda answer: answer.to_dict()),
    "What is announced to be withheld?": (
        lambda records: [
            (f"{record['id']}.{one['turn']}", one["quote"])
            for record, one in _statements(records, kind="nondisclosure")
        ],
        lambda answer: list(answer.itertuples(index=False, name=None)),
    ),
    "What stance is taken on each topic?": (
        lambda records: Counter((one["topic"], one["stance"]) for _, one in _statements(records) if one["topic"]),
        lambda answer: {pair: count for pair, count in answer.stack().items() if count},
    ),
    "Who is named together in one turn?": (_named_together, lambda answer: answer.to_dict()),
    "In what state were events when they were spoken of?": (
        lambda records: Counter(event["status"] for event in _events(records)),
        lambda answer: answer.to_dict(),
    ),
    "What was announced but not yet done?": (
        lambda records: [
            (event["what"], event["status"])
            for event in _events(records)
            if event["status"] in ("scheduled", "tentative")
        ],
        lambda answer: list(answer[["what", "status"]].itertuples(index=False, name=None)),
    ),
    "How is the talk shared out between roles?": (_talk, lambda answer: answer.to_dict()),
    "How many maskings are there to a turn?": (_maskings, lambda answer: answer.to_dict()),
    "Who has read the records, people or models?": (
        lambda records: Counter(one["kind"] for record in records for one in record["review"]["passes"]),
        lambda answer: answer.to_dict(),
    ),
    "What is not settled?": (
        lambda records: [(record["id"], one["question"]) for record in records for one in record["review"]["open"]],
        lambda answer: list(answer.itertuples(index=False, name=None)),
    ),
}


def test_every_question_is_checked() -> None:
    assert list(QUESTIONS) == list(CHECKS)
    assert len(QUESTIONS) >= 10


@pytest.mark.parametrize("question", CHECKS)
def test_question(question: str, tables: dict[str, Any], records: Records) -> None:
    said_by_records, plain = CHECKS[question]
    expected = said_by_records(records)
    assert expected, "a question that nothing in the records answers shows nothing"
    answer = plain(eval(QUESTIONS[question], dict(tables)))
    shares = isinstance(expected, dict) and all(isinstance(value, float) for value in expected.values())
    assert answer == (pytest.approx(expected) if shares else expected)


# --- Loading, citing, commands -----------------------------------------------------------------------------------


def test_loading(corpus: Path, records: Records) -> None:
    names: dict[str, Any] = {}
    exec(LOADING, names)
    assert names["replies"]["ask"] == [ask["quote"] for record in records for _, ask in _asks(record)]


def test_citing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for = []

    def download(*arguments: str, **options: str) -> str:
        asked_for.append((arguments, options))
        return str(corpus / "dist/onbackground")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    exec(CITING, {})
    assert asked_for == [((DATASET["repository"],), {"repo_type": "dataset", "revision": f"v{DATASET['version']}"})]


def _shape(printed: str) -> list[str]:
    """Printed lines with every number as N, so that a record more does not make README wrong."""
    plain = re.sub(r"\brows\b", "row", re.sub(r"\d[\d,]*", "N", printed)).replace("records", "record")
    return [" ".join(line.split()) for line in plain.splitlines() if line.strip()]


def test_what_comes_out(corpus: Path) -> None:
    printed = run("validate.py", "--corpus", corpus).stdout + run("build.py", "--corpus", corpus).stdout
    shown = [line for line in CONSOLES[0].splitlines() if not line.startswith("$")]
    now = _shape(printed.replace(f"{corpus}/", ""))
    assert [line for line in _shape("\n".join(shown)) if line not in now] == [], printed
    assert {line.split()[0] for line in shown if line.endswith((" row", " rows"))} == set(TABLES)


def test_what_a_finding_looks_like(tmp_path: Path) -> None:
    copy_with_datasheet(tmp_path)
    record = tmp_path / "records/2015/state-2015-09-27-kerry-lavrov.yaml"
    text = record.read_text(encoding="utf-8")
    assert text.count("So thanks, guys.") == text.count("reply: explicit") == 1
    damaged = text.replace("So thanks, guys.", "So thanks guys.").replace("reply: explicit", "reply: explcit")
    record.write_text(damaged, encoding="utf-8")
    printed = run("validate.py", "--corpus", tmp_path, record)
    shown = CONSOLES[1].removeprefix("$ python validate.py\n")
    assert (printed.returncode, printed.stdout) == (1, shown)


def test_readme_is_short_enough_to_read() -> None:
    assert len(read("README.md").splitlines()) <= 160


@pytest.mark.parametrize("name", ["README.md", "docs/questions.md"])
def test_shown_output_is_what_the_code_prints(name: str, corpus: Path) -> None:
    """For the data that the page was written for; for others the code runs and prints as many answers."""
    page = read(name)
    now = notebook.filled(page)
    mark = notebook.MARK.search(page)
    if mark and mark["digest"] == notebook.data_digest():
        assert now == page, "make questions writes it"
    assert len(notebook.outputs(now)) == len(notebook.outputs(page)) > 0


def test_readme_says_who_has_read(records: Records) -> None:
    by_person = any(one["kind"] == "human" for record in records for one in record["review"]["passes"])
    assert ("by a model and by no person yet" in " ".join(read("README.md").split())) != by_person
