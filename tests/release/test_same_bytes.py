"""Same input, same bytes: whatever the folder, time zone, locale, hash seed, order of files and number of processes."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from releases import REPOSITORY, Desk, script

from onbackground.release.files import manifest

BUILD = """
import sys
from onbackground.cli import build
from onbackground.release import assemble
assemble.RECORDS_PER_SHARD = 1  # so that there is something to share out
sys.exit(build.main(sys.argv[1:]))
"""

WORLDS = {
    "as it is": ({}, ["--jobs", "1"]),
    "another time zone": ({"TZ": "Pacific/Chatham"}, ["--jobs", "1"]),
    "another locale": ({"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0"}, ["--jobs", "1"]),
    "another hash seed": ({"PYTHONHASHSEED": "1234"}, ["--jobs", "1"]),
    "two processes": ({"PYTHONHASHSEED": "77"}, ["--jobs", "2"]),
    "another day": ({"SOURCE_DATE_EPOCH": "0", "TZ": "UTC-14"}, ["--jobs", "1"]),
}


def copied(desk: Desk, to: Path, backwards: bool) -> Path:
    """A copy of a corpus whose files were made in the other order, with other times."""
    files = sorted((path for path in desk.folder.rglob("*") if path.is_file()), reverse=backwards)
    for n, path in enumerate(files):
        place = to / path.relative_to(desk.folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        os.utime(place, (n, n))
    return to


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("bytes") / "corpus")
    desk.add_lake()
    return desk


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Desk(tmp_path_factory.mktemp("before") / "corpus").release("v0.1.0")


def release_in(desk: Desk, before: Path, folder: Path, world: str, backwards: bool) -> dict[str, bytes]:
    variables, options = WORLDS[world]
    corpus = copied(desk, folder, backwards)
    (corpus / "dataset.yaml").write_text(
        (corpus / "dataset.yaml").read_text().replace('version: "0.1.0"', 'version: "0.2.0"')
    )
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ", "PYTHON"))
    }
    runner = folder.parent / "runner.py"
    runner.write_text(
        f"import sys\nsys.path.insert(0, {str(REPOSITORY)!r})\n"
        + 'if __name__ == "__main__":\n'
        + "".join(f"    {line}\n" for line in BUILD.strip().splitlines())
    )
    asked = script(
        runner,
        "--corpus",
        corpus,
        "--against",
        before,
        *options,
        environment=environment | variables,
        folder=folder.parent,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
    out = corpus / "dist" / "onbackground"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in manifest.files_of(out)}


@pytest.fixture(scope="module")
def reference(desk, before, tmp_path_factory) -> dict[str, bytes]:
    return release_in(desk, before, tmp_path_factory.mktemp("reference") / "corpus", "as it is", backwards=False)


@pytest.mark.parametrize("world", WORLDS)
def test_same_bytes(desk, before, reference, tmp_path, world):
    found = release_in(desk, before, tmp_path / "elsewhere" / "deep" / "corpus", world, backwards=True)
    assert found.keys() == reference.keys()
    assert [name for name, content in found.items() if content != reference[name]] == []


def test_there_is_something_to_compare(reference):
    assert len([name for name in reference if name.startswith("data/turns/")]) == 2  # one shard for each record
    assert len(reference["data/changes/train-00000-of-00001.parquet"]) > 1000


def test_no_path_and_no_user_in_a_release(reference, tmp_path):
    here = [str(tmp_path.parent.parent).encode(), str(REPOSITORY).encode(), os.uname().nodename.encode()]
    for name, content in reference.items():
        assert not [secret for secret in here if len(secret) > 3 and secret in content], name
    assert sys.executable.encode() not in b"".join(reference.values())
