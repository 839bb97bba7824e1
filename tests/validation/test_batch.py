"""Many records at once: the cache is never wrong, whatever is edited; every number of processes says the same."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from repository import REPOSITORY, run

sys.path.insert(0, str(REPOSITORY / "benchmarks"))
from generate import generate

from onbackground.corpus.corpus import Corpus
from onbackground.validation import batch, cache
from onbackground.validation.cache_file import path_of


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    generate(12, folder, jobs=1)
    return folder


@pytest.fixture
def corpus(generated, tmp_path) -> Path:
    return Path(shutil.copytree(generated, tmp_path / "corpus"))


def findings(folder: Path, **options):
    return batch.check_all(Corpus.at(folder), Corpus.at(folder).record_paths(), **options)


def cache_file(folder: Path) -> Path:
    return path_of(folder.resolve())


def test_generated_records_are_valid_and_the_same_each_time(generated, tmp_path):
    assert findings(generated, use_cache=False) == []
    generate(12, tmp_path, jobs=2)
    ours = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    theirs = {path.relative_to(generated): path.read_bytes() for path in generated.rglob("*.*") if path.is_file()}
    assert ours == theirs and len(ours) == 26


def test_only_what_changed_is_checked_again(corpus, monkeypatch):
    assert findings(corpus) == []
    checked = []
    check_record = batch.check_record
    monkeypatch.setattr(
        batch, "check_record", lambda *arguments: checked.append(arguments[1]) or check_record(*arguments)
    )
    assert findings(corpus) == [] and checked == []
    changed = sorted((corpus / "records").rglob("*.yaml"))[3]
    changed.write_text(changed.read_text() + "# a comment\n")
    assert findings(corpus) == [] and len(checked) == 1


WORDS = [
    "claim",
    "position",
    "favorable",
    "partial",
    "t02",
    "t03",
    "e01",
    "x01",
    "sdo",
    "press",
    "null",
    "[Moderator]",
    "talks",
    "background",
    "2040-01-01",
    "item 1 ",
    "item 2 ",
    "item",
]


def edit(path: Path, chosen: random.Random, restore: dict[Path, bytes]) -> None:
    """One accident in a file; or what the file was before all accidents."""
    content = path.read_bytes()
    restore.setdefault(path, content)
    if chosen.random() < 0.3:
        path.write_bytes(restore[path])
        return
    text = content.decode("utf-8", errors="replace")
    old, new = chosen.sample(WORDS, 2)
    places = [n for n in range(len(text)) if text.startswith(old, n)]
    if places and chosen.random() < 0.7:
        at = chosen.choice(places)
        path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    else:
        at = chosen.randrange(len(text))
        path.write_text(text[:at] + text[at + chosen.choice((0, 1, 20)) :], encoding="utf-8")


@pytest.mark.parametrize("seed", range(3))
def test_the_cache_is_never_wrong_on_edited_records_sources_and_vocabulary(corpus, seed, mutations):
    chosen = random.Random(seed)
    restore: dict[Path, bytes] = {}
    records, sources = sorted((corpus / "records").rglob("*.yaml")), sorted((corpus / "sources").rglob("*.txt"))
    vocabulary = [corpus / "vocabulary" / name for name in ("entities.yaml", "topics.yaml")]
    verdicts = set()
    for _ in range(max(8, mutations // 30)):
        edit(chosen.choice(chosen.choice((records, sources, vocabulary))), chosen, restore)
        with_cache, without = findings(corpus), findings(corpus, use_cache=False)
        assert with_cache == without
        verdicts.add(bool(without))
    for path, content in restore.items():
        path.write_bytes(content)
    assert findings(corpus) == [] and True in verdicts


def test_an_entity_that_takes_a_participants_id_is_found_in_cached_records(corpus):
    assert findings(corpus) == []
    entities = corpus / "vocabulary" / "entities.yaml"
    entities.write_text(
        entities.read_text() + "  sdo: {name: Another, type: person, qid: null, qid_basis: null, checked: null}\n"
    )
    found = findings(corpus)
    assert found == findings(corpus, use_cache=False)
    assert sum(finding.code == "OB424" for finding in found) == 12


def test_a_changed_rule_is_asked_again(corpus, tmp_path):
    program = tmp_path / "program"
    for name in ("onbackground", "schema"):
        shutil.copytree(REPOSITORY / name, program / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "validate.py", program)
    assert run(program / "validate.py", "--corpus", corpus).returncode == 0
    rules = program / "onbackground" / "validation" / "rules" / "exchanges.py"
    assert 'ask["reply"] in ask.get("also"' in rules.read_text()
    rules.write_text(rules.read_text().replace('ask["reply"] in ask.get("also"', 'ask["reply"] not in ask.get("also"'))
    assert "OB512" in run(program / "validate.py", "--corpus", corpus).stdout


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, None])
def test_a_damaged_cache_is_thrown_away(corpus, damage):
    findings(corpus)
    content = cache_file(corpus).read_bytes()
    cache_file(corpus).write_bytes(content[: len(content) // 2] + b"\xff" * 5000 if damage is None else damage)
    assert findings(corpus) == []
    changed = sorted((corpus / "records").rglob("*.yaml"))[0]
    changed.write_text(changed.read_text().replace("role: briefer", "role: reporter"))
    assert findings(corpus) == findings(corpus, use_cache=False) != []


def test_a_row_that_was_tampered_with_counts_for_nothing(corpus):
    import sqlite3

    changed = sorted((corpus / "records").rglob("*.yaml"))[0]
    findings(corpus)
    with sqlite3.connect(cache_file(corpus)) as database:
        database.execute("UPDATE clean SET summary = replace(summary, 'state-', 'other-')")
    database.close()
    assert findings(corpus) == [] and changed.exists()


def test_two_processes_may_use_it_at_once(corpus):
    commands = [[sys.executable, str(REPOSITORY / "validate.py"), "--corpus", str(corpus)]] * 4
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for command in commands]
    outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, outputs
    assert findings(corpus) == []


def test_what_no_record_needs_any_more_is_forgotten(corpus):
    import sqlite3

    changed = sorted((corpus / "records").rglob("*.yaml"))[0]
    for n in range(30):
        changed.write_text(changed.read_text() + f"# {n}\n")
        findings(corpus)
    with sqlite3.connect(cache_file(corpus)) as database:
        (rows,) = database.execute("SELECT count(*) FROM clean").fetchone()
    database.close()
    assert 12 <= rows <= 24


@pytest.mark.parametrize("jobs", [2, 3])
def test_every_number_of_processes_finds_the_same(corpus, jobs, monkeypatch):
    for path in sorted((corpus / "records").rglob("*.yaml"))[::3]:
        path.write_text(path.read_text().replace("reply: partial", "reply: partly"))
    monkeypatch.setattr(batch, "RECORDS_PER_BLOCK", 5)
    alone = findings(corpus, use_cache=False, jobs=1)
    assert len(alone) > 4 and findings(corpus, use_cache=False, jobs=jobs) == alone


def test_a_corpus_behind_another_protocol_gives_the_same_findings(corpus, tmp_path):
    for path in sorted((corpus / "records").rglob("*.yaml"))[::3]:
        path.write_text(path.read_text().replace("reply: partial", "reply: partly"))
    here = findings(corpus, use_cache=False)
    archive = shutil.make_archive(str(tmp_path / "corpus"), "zip", corpus)
    there = Corpus.at(f"zip://::{archive}")
    assert batch.check_all(there, there.record_paths()) == here != []
    assert batch.check_all(there, there.record_paths(), jobs=2) == here
    printed = run("validate.py", "--corpus", f"zip://::{archive}", "--format", "text")
    assert printed.returncode == 1 and "^" in printed.stdout


@pytest.mark.parametrize("url", ["zip://::/no/such/archive.zip", "nosuchprotocol://somewhere", "memory://empty"])
def test_a_url_that_leads_nowhere_is_a_one_line_error(url):
    printed = run("validate.py", "--corpus", url)
    assert printed.returncode == 2 and printed.stderr.count("\n") == 1 and "Traceback" not in printed.stderr


def test_a_record_that_changes_while_it_is_checked_is_kept_as_it_was_read(corpus, monkeypatch):
    path = sorted((corpus / "records").rglob("*.yaml"))[0]
    good = path.read_bytes()
    bad = good.replace(b"role: briefer", b"role: reporter")
    keys_of = cache.Cache.keys

    def hashed_then_changed(*arguments):
        path.write_bytes(bad)
        keys = keys_of(*arguments)
        path.write_bytes(good)  # hashed when it was bad, checked when it is good
        return keys

    monkeypatch.setattr(cache.Cache, "keys", hashed_then_changed)
    assert findings(corpus) == []
    monkeypatch.undo()
    path.write_bytes(bad)
    assert findings(corpus) == findings(corpus, use_cache=False) != []
