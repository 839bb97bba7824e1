"""A build that dies, fills the disk or meets another build: dist/ is the old release or the new one, whole."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from releases import REPOSITORY, Desk, script

from onbackground.release.verify import verify


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A corpus, and its releases without and with the second briefing."""
    base = tmp_path_factory.mktemp("crash")
    desk = Desk(base / "corpus")
    old = desk.release("old")
    desk.add_lake()
    desk.build()
    new = desk.release("new")  # built twice: the documents beside the records are those of the new one
    return {"corpus": desk.folder, "old": old, "new": new}


def crash(places: dict[str, Path], out: Path, mode: str) -> dict:
    seed = random.randrange(10**6)
    out.parent.mkdir()
    asked = script(
        Path(__file__).with_name("crashes.py"), places["corpus"], out, places["old"], places["new"], seed, mode
    )
    assert asked.returncode == 0, f"seed {seed}: {asked.stderr}"
    told = json.loads(asked.stdout) | {"seed": seed, "errors": asked.stderr}
    # whatever happened: the next build makes the new release, and nothing is left over but the lock
    assert told["last"] == "new" and set(told["left"]) <= {out.name, f".{out.name}.lock"}, told
    return told


@pytest.mark.parametrize("mode", ["points", "moments", "fallback"])
def test_killed_builds_leave_a_whole_release(places, tmp_path, mode):
    told = crash(places, tmp_path / "dist" / "onbackground", mode)
    died = [state for how, state in told["results"] if how.endswith(": -9")]
    assert len(died) >= {"points": 30, "moments": 8, "fallback": 10}[mode], told
    assert {state for _, state in told["results"]} <= {"old", "new"}, told
    if mode != "moments":
        assert set(died) == {"old", "new"}, told  # some died before the swap, some after it


def test_a_full_disk_leaves_the_old_release(places, tmp_path):
    told = crash(places, tmp_path / "dist" / "onbackground", "full")
    codes = {how.rsplit(" ", 1)[1] for how, _ in told["results"]}
    assert codes <= {"2", "0"} and "2" in codes, told
    for how, state in told["results"]:
        assert state == ("new" if how.endswith(" 0") else "old"), told
    lines = told["errors"].splitlines()
    assert len(lines) == len([how for how, _ in told["results"] if how.endswith(" 2")]), told
    assert all(line.startswith("build.py: ") for line in lines), told


def test_a_disk_that_is_really_full(places, tmp_path):
    """A file system of 300 kB: too small for a second release beside the first."""
    disk = tmp_path / "disk"
    disk.mkdir()
    inside = (
        f"mount -t tmpfs -o size=400k tmpfs {disk} && cp -r {places['old']} {disk}/onbackground || exit 77; "
        f"head -c 130000 /dev/zero > {disk}/ballast; "
        f"{sys.executable} {REPOSITORY}/build.py --corpus {places['corpus']} --out {disk}/onbackground; echo code $?; "
        f"ls -A {disk}; {sys.executable} {REPOSITORY}/build.py --verify {disk}/onbackground"
    )
    asked = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", inside], capture_output=True, text=True
    )
    if asked.returncode in (1, 77) and "code" not in asked.stdout:
        pytest.skip(f"no file system can be mounted here: {asked.stderr.strip()}")
    assert "code 2" in asked.stdout and "No space left on device" in asked.stderr, asked.stdout + asked.stderr
    assert asked.stderr.count("\n") == 1
    assert f"{disk}/onbackground: as it was released" in asked.stdout
    assert ".new-" not in asked.stdout


HOLDING = """
import sys, time
from pathlib import Path
from onbackground.release.files.swap import staging
with staging(Path(sys.argv[1])):
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_two_builds_at_once(places, tmp_path):
    """The second one fails, in one line; the first one is not disturbed; when it is gone, the next build goes on."""
    out = tmp_path / "dist" / "onbackground"
    first = subprocess.Popen(
        [sys.executable, "-c", HOLDING, out], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    )
    try:
        assert first.stdout.readline() == "writing\n"
        second = script("build.py", "--corpus", places["corpus"], "--out", out)
        assert (second.returncode, second.stdout) == (2, "")
        assert second.stderr == f"build.py: another build is writing {out}: try again when it is done\n"
        assert [
            path.name for path in out.parent.glob(".onbackground.new-*")
        ]  # what the first one writes is still there
    finally:
        first.kill()
        first.wait()
        first.stdin.close()
        first.stdout.close()
    assert script("build.py", "--corpus", places["corpus"], "--out", out).returncode == 0
    assert verify(out) == [] and not list(out.parent.glob(".onbackground.new-*"))


@pytest.mark.parametrize(
    ("before", "now", "code"),
    [
        ("title:", "tittle:", "OB201"),
        ("attribution: background\n", "attribution: off_record\n", "OB430"),  # nothing said off the record is built,
    ],
)
def test_findings_leave_the_old_release(places, tmp_path, before, now, code):
    corpus = shutil.copytree(places["corpus"], tmp_path / "corpus")
    out = shutil.copytree(places["old"], tmp_path / "dist" / "onbackground")
    record = next(corpus.glob("records/*/*lavrov.yaml"))
    assert before in record.read_text()
    record.write_text(record.read_text().replace(before, now, 1))
    asked = script("build.py", "--corpus", corpus, "--out", out)
    assert asked.returncode == 1 and code in asked.stdout
    assert verify(out) == [] and set(os.listdir(out.parent)) <= {"onbackground", ".onbackground.lock"}
