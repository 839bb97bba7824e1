"""The same findings for the same files: one record or all, cold or warm, the first run or the second, one job or two.

A check of some records says about them what a check of all says, and nothing that a check of all does not say.
"""

import os
import random
import re
import shutil
import sqlite3
import sys
import time
from pathlib import Path

import pytest
from repository import REPOSITORY
from test_batch import edit

sys.path.insert(0, str(REPOSITORY / "benchmarks"))
from generate import generate

from onbackground.corpus.corpus import Corpus
from onbackground.findings import Finding
from onbackground.validation import batch, others
from onbackground.validation.cache import COARSE_TICK, FINE_TICK
from onbackground.validation.cache_file import path_of


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    generate(6, folder, jobs=1)
    return folder


@pytest.fixture
def root(generated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(generated, tmp_path / "corpus")).resolve()


def findings(root: Path, paths: list[str] | None = None, **options: object) -> list[Finding]:
    corpus = Corpus.at(root)
    return batch.check_all(corpus, corpus.record_paths() if paths is None else paths, **options)


def records(root: Path) -> list[Path]:
    return sorted((root / "records").rglob("*.yaml"))


def source_of(record: Path) -> Path:
    return Path(str(record).replace("/records/", "/sources/")).with_suffix(".txt")


def copied(record: Path) -> Path:
    """A copy of a record and its source under another id."""
    text = record.read_text(encoding="utf-8")
    copy = record.with_name(f"{record.stem}-again.yaml")
    copy.write_text(text.replace(f"id: {record.stem}\n", f"id: {copy.stem}\n"), encoding="utf-8")
    shutil.copy(source_of(record), source_of(copy))
    return copy


def a_copy(root: Path, chosen: random.Random) -> None:
    copied(chosen.choice(records(root)))


def a_copy_with_other_white_space(root: Path, chosen: random.Random) -> None:
    copy = copied(chosen.choice(records(root)))
    source_of(copy).write_text(source_of(copy).read_text(encoding="utf-8").replace(" ", "  ", 5), encoding="utf-8")


def a_layer_of_another(root: Path, chosen: random.Random) -> None:
    one, other = chosen.sample(records(root), 2)
    layer = chosen.choice(("statements", "events"))
    pattern = re.compile(rf"^{layer}:\n(?:  .*\n|\n)*", re.M)
    texts = [path.read_text(encoding="utf-8") for path in (one, other)]
    if all(map(pattern.search, texts)):
        taken = pattern.search(texts[1])[0]
        one.write_text(pattern.sub(lambda _: taken, texts[0], count=1), encoding="utf-8")


def another_publisher(root: Path, chosen: random.Random) -> None:
    path = chosen.choice(records(root))
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^(publisher: \S+)$", r"\1s", text, count=1, flags=re.M), encoding="utf-8")


def words_as_escapes(root: Path, chosen: random.Random) -> None:
    path = chosen.choice(records(root))
    text = path.read_text(encoding="utf-8")
    escaped = re.sub(r'quote: "([A-Za-z])', lambda m: f'quote: "\\x{ord(m[1]):02x}', text, count=5)
    path.write_text(escaped, encoding="utf-8")


def a_record_less(root: Path, chosen: random.Random) -> None:
    if len(records(root)) > 3:
        chosen.choice(records(root)).unlink()


def an_accident(root: Path, chosen: random.Random) -> None:
    vocabulary = list((root / "vocabulary").glob("*.yaml"))
    files = chosen.choice((records(root), sorted((root / "sources").rglob("*.txt")), vocabulary))
    edit(chosen.choice(files), chosen, {})


EDITS = (
    a_copy,
    a_copy_with_other_white_space,
    a_layer_of_another,
    another_publisher,
    words_as_escapes,
    a_record_less,
    an_accident,
)


def agree(root: Path, chosen: random.Random) -> list[Finding]:
    """The findings of the whole corpus, which every other way to ask confirms."""
    every = Corpus.at(root).record_paths()
    whole = findings(root, use_cache=False)
    subsets = [[path] for path in every] + [chosen.sample(every, chosen.randint(1, len(every))) for _ in range(3)]
    chosen.shuffle(subsets)
    for n, paths in enumerate(subsets):
        cold, first, second = (findings(root, paths, use_cache=use_cache) for use_cache in (False, True, True))
        assert cold == first == second, paths
        assert set(cold) <= set(whole), paths
        assert [one for one in cold if one.path in paths] == [one for one in whole if one.path in paths], paths
        if n == len(subsets) // 2:
            assert findings(root) == whole  # half of the records are in the cache
    assert findings(root) == whole
    return whole


@pytest.mark.parametrize("seed", range(2))
def test_any_records_in_any_order_cold_or_warm(root: Path, seed: int, mutations: int) -> None:
    chosen = random.Random(seed)
    seen: set[str] = set()
    for _ in range(max(3, mutations // 80)):
        for _ in range(chosen.randint(1, 2)):
            chosen.choice(EDITS)(root, chosen)
        seen |= {finding.code for finding in agree(root, chosen)}
    assert seen, "no edit was noticed: the test tested nothing"


@pytest.mark.parametrize("change", EDITS[:6], ids=lambda change: change.__name__)
def test_each_kind_of_edit(root: Path, change: object) -> None:
    chosen = random.Random(7)
    change(root, chosen)
    agree(root, chosen)


@pytest.mark.parametrize(
    ("change", "code"), [(a_copy, "OB905"), (a_copy_with_other_white_space, "OB905"), (a_layer_of_another, "OB906")]
)
def test_what_two_records_share_is_found_in_one(root: Path, change: object, code: str) -> None:
    change(root, random.Random(3))
    (found,) = {finding.path for finding in findings(root, use_cache=False) if finding.code == code}
    assert code in {finding.code for finding in findings(root, [found], use_cache=False)}


def test_two_jobs_say_what_one_says(root: Path) -> None:
    a_copy(root, random.Random(1))
    an_accident(root, random.Random(2))
    whole = findings(root, use_cache=False, jobs=1)
    assert findings(root, use_cache=False, jobs=2) == whole != []
    part = Corpus.at(root).record_paths()[:3]
    assert findings(root, part, use_cache=False, jobs=2) == findings(root, part, use_cache=False, jobs=1)


def test_some_records_say_nothing_that_needs_all(root: Path) -> None:
    """An entry that only another record uses is not unused, whether or not that record can be read."""
    first, second = records(root)[:2]
    path = first.relative_to(root).as_posix()
    assert findings(root, [path], use_cache=False) == []
    second.write_text(second.read_text(encoding="utf-8").replace("turns:", "turnz:", 1), encoding="utf-8")
    assert findings(root, [path], use_cache=False) == []


def test_of_the_other_records_only_suspects_are_parsed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    surveyed: list[str] = []
    survey = batch.survey
    monkeypatch.setattr(batch, "survey", lambda corpus, path: surveyed.append(path) or survey(corpus, path))
    original = records(root)[2]
    chosen, twin = (path.relative_to(root).as_posix() for path in (original, copied(original)))
    findings(root, [chosen], use_cache=False)
    assert surveyed == [chosen, twin]


def test_many_chosen_records_are_not_looked_for_one_by_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_copy(root, random.Random(5))
    every = Corpus.at(root).record_paths()
    asked = findings(root, every[1:], use_cache=False)
    monkeypatch.setattr(batch, "MOST_QUESTIONS", 1)
    monkeypatch.setattr(others, "suspects", None)
    assert findings(root, every[1:], use_cache=False) == asked


class TestStamps:
    """What the file system says of a file stands for its content only where a change would show."""

    def test_an_unchanged_file_is_not_read_again(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.age(root)
        assert findings(root) == []
        read: list[str] = []
        original = Corpus.read
        monkeypatch.setattr(Corpus, "read", lambda self, path, *limit: read.append(path) or original(self, path))
        assert findings(root) == []
        assert not [path for path in read if path.startswith(("records/", "sources/"))]

    @pytest.mark.parametrize("same_length", [True, False])
    def test_a_changed_file_is_read_again(self, root: Path, same_length: bool) -> None:
        self.age(root)
        assert findings(root) == []
        path = records(root)[0]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("role: briefer", "role: briefes" if same_length else "role: x"), encoding="utf-8")
        assert findings(root) == findings(root, use_cache=False) != []

    def test_a_file_that_has_just_changed_is_read_again(self, root: Path) -> None:
        """A second change within a tick of the clock would leave size and times as they are."""
        now = max(path.stat().st_ctime_ns for path in root.rglob("*"))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("onbackground.validation.cache.time.time_ns", lambda: now + 1000)
            assert findings(root) == []
        with sqlite3.connect(path_of(root)) as database:
            assert database.execute("SELECT count(*) FROM files").fetchone() == (0,)
        database.close()

    @staticmethod
    def age(root: Path) -> None:
        """Wait until the files are older than a tick."""
        newest = max(root.rglob("*.*"), key=lambda path: path.stat().st_ctime_ns).stat()
        tick = FINE_TICK if newest.st_mtime_ns % 1_000_000_000 else COARSE_TICK
        time.sleep(max(0, newest.st_ctime_ns + tick - time.time_ns()) / 1e9 + 0.01)


def test_names_of_files_that_are_no_text(root: Path) -> None:
    """One record beside others whose names no text can hold; asked twice, the second time out of the cache."""
    TestStamps.age(root)
    for name in (b"\xff\xfe.yaml", b"a\nb.yaml"):
        with open(os.fsencode(root / "records/2040") + b"/" + name, "wb") as file:
            file.write(records(root)[0].read_bytes())
    time.sleep(0.1)
    whole = findings(root)
    assert {finding.code for finding in whole} == {"OB115"} and findings(root) == whole
    one = [records(root)[0].relative_to(root).as_posix()]
    odd = [path for path in Corpus.at(root).record_paths() if not path.isprintable()]
    assert len(odd) == 2
    for paths in (one, odd[:1], odd[1:], one + odd):
        assert findings(root, paths) == findings(root, paths) == findings(root, paths, use_cache=False)
