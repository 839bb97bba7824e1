"""A build on a cluster: the same bytes as in one process, whatever dies, and from a corpus behind another protocol."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from repository import REPOSITORY

from onbackground.cli import build
from onbackground.corpus.corpus import Corpus
from onbackground.engine import open_engine
from onbackground.release import assemble, dataset_yaml
from onbackground.validation import batch

sys.path.insert(0, str(REPOSITORY / "benchmarks"))
from generate import generate


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    generate(24, folder, jobs=1)
    shutil.copy(REPOSITORY / "dataset.yaml", folder)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def in_shards_of_two(monkeypatch):
    monkeypatch.setattr(assemble, "RECORDS_PER_SHARD", 2)
    monkeypatch.setattr(batch, "RECORDS_PER_BLOCK", 2)


def test_cluster_processes_and_one_process_write_the_same_bytes(corpus, cluster, tmp_path, in_shards_of_two, capsys):
    address, threads = cluster(workers=2).address(), cluster(workers=1, threads=4).address()
    for name, extra in (
        ("one", ["--jobs", "1"]),
        ("two", ["--jobs", "2"]),
        ("cluster", ["--scheduler", address]),
        ("threads", ["--scheduler", threads]),
    ):
        assert build.main(["--corpus", str(corpus), "--out", str(tmp_path / name), *extra]) == 0, capsys.readouterr()
    alone = files_of(tmp_path / "one")
    assert len([path for path in alone if path.startswith("data/turns/")]) == 12
    assert alone == files_of(tmp_path / "two") == files_of(tmp_path / "cluster") == files_of(tmp_path / "threads")


def test_a_worker_killed_during_a_build_changes_nothing(corpus, cluster, tmp_path, in_shards_of_two):
    running = cluster(workers=2)
    assert build.main(["--corpus", str(corpus), "--out", str(tmp_path / "alone"), "--jobs", "1"]) == 0
    killed = []

    def kill_one(done: int, of: int) -> None:
        if not killed:
            killed.append(done)
            os.killpg(running.workers[0].pid, signal.SIGKILL)

    described, _ = dataset_yaml.load(Corpus.at(corpus))
    with open_engine(1, running.address()) as mapped:
        assemble.build(Corpus.at(corpus), described, tmp_path / "survived", assemble.Request(), mapped, kill_one)
    alone, survived = files_of(tmp_path / "alone"), files_of(tmp_path / "survived")
    assert killed == [2]
    assert {path for path in alone | survived if alone.get(path) != survived.get(path)} == set()


def test_workers_read_an_archive_by_themselves(corpus, cluster, tmp_path, in_shards_of_two):
    archive = shutil.make_archive(str(tmp_path / "corpus"), "zip", corpus)
    there = Corpus.at(f"zip://::{archive}")
    address = cluster(workers=2).address()
    assert batch.check_all(there, there.record_paths(), scheduler=address) == []
    url = f"zip://::{archive}"
    assert build.main(["--corpus", url]) == 2
    assert build.main(["--corpus", url, "--out", str(tmp_path / "there"), "--scheduler", address]) == 0
    assert build.main(["--corpus", str(corpus), "--out", str(tmp_path / "here"), "--jobs", "1"]) == 0
    here, there = files_of(tmp_path / "here"), files_of(tmp_path / "there")
    assert {path for path in here if here[path] != there[path]} <= {
        "release.json",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    }


def test_a_lost_scheduler_leaves_the_old_release(corpus, tmp_path, capsys):
    out = tmp_path / "release"
    assert build.main(["--corpus", str(corpus), "--out", str(out)]) == 0
    before = files_of(out)
    assert build.main(["--corpus", str(corpus), "--out", str(out), "--scheduler", "tcp://127.0.0.1:1"]) == 2
    printed = capsys.readouterr().err
    assert "no Dask scheduler answers" in printed and printed.count("\n") == 1 and files_of(out) == before
