"""To the Hub and back, with the unmodified clients over HTTP: push, tag, load by revision."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub import Hub, git, serving
from releases import LAKE, LAKE_RECORD, REPOSITORY, Desk, rows, script

from onbackground.release.files import manifest
from onbackground.release.files.manifest import read as read_manifest

NAME = "lake/briefings"

READ = """
import json, sys
import datasets
datasets.disable_progress_bars()
repository, told = sys.argv[1], {}
for asked in sys.argv[2:]:
    tag, table = asked.split(":")
    try:
        rows = datasets.load_dataset(repository, table, revision=tag, split="train")
        told[asked] = [str(rows.info.version), rows.to_list()]
    except Exception as error:
        told[asked] = [type(error).__name__, str(error)]
print(json.dumps(told))
"""


class Publisher:
    """A maintainer: a corpus in git, and a process for each command that talks to the Hub."""

    def __init__(self, folder: Path, hub: Hub):
        self.desk = Desk(folder / "corpus")
        self.hub = hub
        self.environment = hub.environment(folder / "home")

    def run(self, *arguments: object) -> subprocess.CompletedProcess:
        return script("build.py", "--corpus", self.desk.folder, *arguments, environment=self.environment)

    def build(self, *arguments: object) -> None:
        """Build, commit what that wrote, and build again: the release then names its commit."""
        assert self.desk.build(*arguments) == 0
        self.desk.commit()
        assert self.desk.build(*arguments) == 0
        assert len(read_manifest(self.desk.out)["source_commit"]) == 40

    def push(self, *arguments: object) -> subprocess.CompletedProcess:
        return self.run("--push", NAME, *arguments)

    def load(self, *asked: str) -> dict:
        told = script("-c", READ, NAME, *asked, environment=self.environment, folder=self.desk.folder.parent)
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with serving(tmp_path / "hub") as hub:
        yield hub
        assert hub.unknown == []


@pytest.fixture
def publisher(tmp_path: Path, hub: Hub, built_once: Path) -> Publisher:
    """A maintainer with a first release that is ready to be pushed."""
    publisher = Publisher(tmp_path / "publisher", hub)
    shutil.rmtree(publisher.desk.folder)
    shutil.copytree(built_once, publisher.desk.folder, symlinks=True)
    return publisher


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("built")
    with serving(base / "hub") as hub:
        publisher = Publisher(base, hub)
        publisher.build()
    return publisher.desk.folder


def listed(hub: Hub, tag: str) -> dict[str, str]:
    """The files of a tag by path, with their SHA-256."""
    import hashlib

    commit = hub.commit(NAME, tag)
    return {
        entry["path"]: hashlib.sha256(hub.content(NAME, commit, entry["path"])).hexdigest()
        for entry in hub.tree(NAME, commit, "", True)
        if entry["type"] == "file" and entry["path"] != ".gitattributes"
    }


def here(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): manifest.sha256_of(path) for path in manifest.files_of(folder)}


def test_the_life_of_a_dataset(publisher, hub, tmp_path):
    """Three releases: the first; a second briefing; one label changed."""
    desk = publisher.desk
    assert publisher.push().returncode == 0
    kept = {"v0.1.0": shutil.copytree(desk.out, tmp_path / "v0.1.0")}

    def release(version: str, level: str, against: str, edit) -> None:
        edit()
        suggested = publisher.run("--against", f"{NAME}@{against}", "--suggest-version")
        assert suggested.stdout == f"{version}\n" and suggested.stderr.startswith(f"{level} since {against[1:]}:")
        desk.version(version)
        publisher.build("--against", kept[against])
        pushed = publisher.push()
        assert pushed.returncode == 0, pushed.stdout + pushed.stderr
        kept[f"v{version}"] = shutil.copytree(desk.out, tmp_path / f"v{version}")

    release("0.2.0", "MINOR", "v0.1.0", desk.add_lake)
    release(
        "0.3.0",
        "MINOR",
        "v0.2.0",
        lambda: desk.change(LAKE_RECORD, "reply: partial, also: .explicit.", "reply: explicit, also: [partial]"),
    )

    assert set(hub.tags(NAME)) == set(kept)
    for tag, folder in kept.items():
        assert listed(hub, tag) == here(folder)  # the directory as it is
    told = publisher.load(*(f"{tag}:replies" for tag in kept), "v0.2.0:changes", "v0.3.0:changes", "v0.9.0:replies")
    for tag, folder in kept.items():
        assert told[f"{tag}:replies"] == [tag[1:], rows(folder, "replies")]
    assert told["v0.9.0:replies"][0] == "DatasetNotFoundError" and "v0.9.0" in told["v0.9.0:replies"][1]
    assert {row["change"] for row in told["v0.2.0:changes"][1]} == {"released", "added"}
    changed = [row for row in told["v0.3.0:changes"][1] if row["table"] == "replies"]
    assert [(row["id"], row["field"], row["old"], row["new"]) for row in changed] == [
        (f"{LAKE}.x01b", "reply", "partial", "explicit"),
        (f"{LAKE}.x01b", "clarity", "ambivalent", "clear_reply"),
        (f"{LAKE}.x01b", "also", '["explicit"]', '["partial"]'),
    ]
    digests = {tag: read_manifest(folder)["digest"] for tag, folder in kept.items()}
    assert len(set(digests.values())) == 3

    recipe(publisher, kept)


RECIPE = """
from datasets import load_dataset
from huggingface_hub import snapshot_download

release = "0.2.0"
path = snapshot_download("onbackground/onbackground", repo_type="dataset", revision=f"v{release}")
turns = load_dataset(path, "turns", split="train")
assert str(turns.info.version) == release
"""
"""What README.md advises, word for word."""


def recipe(publisher: Publisher, kept: dict[str, Path]) -> None:
    """The recipe gives one release and no other, also where the network is down and another one was cached last."""
    runner = (
        "import sys\nimport datasets\ndatasets.disable_progress_bars()\nfor release in sys.argv[1:]:\n"
        f"    recipe = {RECIPE!r}.replace('onbackground/onbackground', {NAME!r}).replace('0.2.0', release)\n"
        "    try:\n        exec(recipe)\n        print(release, len(turns))\n"
        "    except Exception as error:\n        print(release, type(error).__name__)\n"
    )
    releases = ["0.3.0", "0.1.0", "0.2.0"]
    expected = [f"{release} {len(rows(kept[f'v{release}'], 'turns'))}" for release in releases]
    for more, unknown in (({}, "RevisionNotFoundError"), ({"HF_HUB_OFFLINE": "1"}, "LocalEntryNotFoundError")):
        asked = script(
            "-c",
            runner,
            *releases,
            "7.7.7",
            environment=publisher.environment | more,
            folder=publisher.desk.folder.parent,
        )
        assert asked.stdout.splitlines() == [*expected, f"7.7.7 {unknown}"], asked.stderr


def test_pushing_twice_and_asking_first(publisher, hub):
    """A dry run says what a push would do and writes nothing; a second push of the same release changes nothing."""
    asked = publisher.push("--dry-run")
    assert asked.returncode == 0
    assert asked.stdout.splitlines()[0] == f"would create the dataset {NAME}, private"
    assert asked.stdout.splitlines()[-3:-1] == [f"would switch the gate of {NAME} on", f"would publish {NAME}"]
    assert asked.stdout.splitlines()[-1] == "would tag that commit v0.1.0"
    assert not [request for request in hub.requests if request.split()[0] not in ("GET", "HEAD")]
    assert publisher.push().returncode == 0
    tags, head = hub.tags(NAME), hub.commit(NAME, "main")
    for words in ([], ["--dry-run"]):
        asked = publisher.push(*words)
        assert (asked.returncode, asked.stdout) == (
            0,
            f"{NAME}: v0.1.0 is released already, with the same files: nothing to do\n",
        )
        assert (hub.tags(NAME), hub.commit(NAME, "main")) == (tags, head)


@pytest.mark.parametrize("moment", ["store", "commit", "gate", "publish", "tag"])
def test_a_push_that_dies_halfway_leaves_no_tag_and_a_second_one_completes_it(publisher, hub, moment):
    child = subprocess.Popen(
        [sys.executable, "build.py", "--corpus", publisher.desk.folder, "--push", NAME],
        cwd=REPOSITORY,
        env=publisher.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )

    def die() -> None:
        child.kill()
        child.wait()
        raise ConnectionAbortedError

    hub.at[moment] = die
    if moment in ("gate", "publish"):  # the first and the second change of the settings
        calls = iter([lambda: None, die] if moment == "publish" else [die])
        hub.at = {"change_settings": lambda: next(calls)()}
    child.communicate(timeout=60)
    assert child.returncode == -9
    assert hub.tags(NAME) == {}
    hub.at.clear()
    asked = publisher.push()
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert listed(hub, "v0.1.0") == here(publisher.desk.out)
    assert hub.settings[NAME] == {"private": False, "gated": "auto"}


def test_a_dataset_is_private_until_its_gate_is_on(publisher, hub):
    seen = {}
    for moment in ("commit", "change_settings", "tag"):
        hub.at[moment] = lambda moment=moment: seen.setdefault(moment, dict(hub.settings[NAME]))
    asked = publisher.push()
    assert asked.returncode == 0, asked.stdout + asked.stderr
    private, public = {"private": True, "gated": False}, {"private": False, "gated": "auto"}
    assert seen == {"commit": private, "change_settings": private, "tag": public}
    assert [line.partition(" ")[0] for line in asked.stdout.splitlines()] == [
        *("created", "uploaded", "switched", "published", "tagged")
    ]


def test_a_public_dataset_without_a_gate_gets_one_before_anything_is_uploaded(publisher, hub):
    hub.create(NAME)
    seen = []
    hub.at["commit"] = lambda: seen.append(dict(hub.settings[NAME]))
    assert publisher.push().returncode == 0
    assert seen[0] == {"private": False, "gated": "auto"}


def test_what_is_not_gated_is_not_published(publisher, hub, monkeypatch):
    from hub import Handler

    monkeypatch.setattr(Handler, "change_settings", lambda self, **_: self.send({}))  # a Hub that does not listen
    asked = publisher.push()
    assert asked.returncode == 1 and f"does not say that the gate of {NAME} is on" in asked.stdout
    assert hub.settings[NAME]["private"] and hub.tags(NAME) == {}


def test_no_gate_only_where_dataset_yaml_says_so(publisher, hub):
    publisher.desk.change("dataset.yaml", r"^gate: >-\n(  .*\n)+", "")
    publisher.build()
    asked = publisher.push()
    assert asked.returncode == 1 and "dataset.yaml does not say whether it is gated" in asked.stdout
    assert hub.requests == []
    publisher.desk.change("dataset.yaml", r"\Z", "gate: null\n")
    publisher.build()
    assert publisher.push().returncode == 0
    assert hub.settings[NAME] == {"private": False, "gated": False}


def test_a_reader_without_consent_is_refused_and_told_what_to_do(publisher, hub):
    assert publisher.push().returncode == 0
    load = (
        "from huggingface_hub import snapshot_download\n"
        f"try:\n    print(len(snapshot_download({NAME!r}, repo_type='dataset', revision='v0.1.0')) > 0)\n"
        "except Exception as error:\n    print(type(error).__name__, error.response.status_code)\n"
    )

    def read(token: str) -> str:
        environment = publisher.environment | {"HF_TOKEN": token, "HF_HOME": str(publisher.desk.folder / token)}
        return script("-c", load, environment=environment).stdout.strip()

    assert read("hf_somebody") == "GatedRepoError 403"
    hub.agreed.add("hf_somebody")
    assert read("hf_somebody") == "True"
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert "if you get 401 or 403, agree to the terms on the page of the dataset, then log in" in " ".join(
        readme.split()
    )


def test_what_must_not_be_pushed(publisher, hub, tmp_path):
    out = publisher.desk.out

    def refused(reason: str) -> None:
        asked = publisher.push()
        assert asked.returncode == 1 and asked.stdout.startswith("build.py: not pushed: ") and reason in asked.stdout, (
            asked
        )
        assert hub.requests == []

    sound = shutil.copytree(out, tmp_path / "sound")
    (out / "data" / "turns" / "train-00000-of-00001.parquet").write_bytes(b"")
    refused(
        "data/turns/train-00000-of-00001.parquet: its SHA-256 is not the one in the manifest (and 1 more differences)"
    )
    publisher.desk.change("dataset.yaml", r"\Z", "# dirty\n")
    assert publisher.desk.build() == 0
    refused("it was built from uncommitted changes")
    publisher.desk.commit()
    assert publisher.desk.build("--include-drafts") == 0
    refused("it holds drafts")
    shutil.rmtree(publisher.desk.folder / ".git")
    assert publisher.desk.build() == 0
    refused("it is not known from which commit it was built")
    shutil.rmtree(out)
    shutil.copytree(sound, out)
    publisher.desk.commit()
    git(publisher.desk.folder, "tag", "v0.3.0")
    assert publisher.desk.build() == 0
    refused("is tagged v0.3.0, and the release says v0.1.0")
    shutil.rmtree(out)
    asked = publisher.push()
    assert asked.returncode == 2 and "is not a release" in asked.stderr


def test_a_tag_is_never_moved(publisher, hub):
    assert publisher.push().returncode == 0
    before = hub.tags(NAME)
    publisher.desk.add_lake()
    publisher.build()
    asked = publisher.push()
    assert asked.returncode == 1 and "has v0.1.0 already, with other rows" in asked.stdout
    publisher.desk.remove_lake()
    publisher.desk.change("dataset.yaml", "title: On Background", "title: On Deep Background")
    publisher.build()
    asked = publisher.push()
    assert asked.returncode == 1 and "has v0.1.0 already, with the same rows" in asked.stdout
    assert hub.tags(NAME) == before


def test_a_release_follows_the_newest_one_on_the_hub(publisher, hub, tmp_path):
    assert publisher.push().returncode == 0
    before = shutil.copytree(publisher.desk.out, tmp_path / "v0.1.0")
    publisher.desk.add_lake()
    publisher.desk.version("0.2.0")
    publisher.build()
    asked = publisher.push()
    assert asked.returncode == 1 and f"build it --against {NAME}@v0.1.0" in asked.stdout
    publisher.build("--against", before)
    assert publisher.push().returncode == 0
    publisher.desk.version("0.1.5")
    publisher.build()
    asked = publisher.push()
    assert asked.returncode == 1 and "has v0.2.0 already, and the release is 0.1.5" in asked.stdout


def test_what_is_only_on_the_hub_is_removed(publisher, hub):
    hub.create(NAME)
    import base64

    hub.write(
        NAME,
        [
            {"key": "header", "value": {"summary": "by hand"}},
            {"key": "file", "value": {"path": "old/notes.txt", "content": base64.b64encode(b"old").decode()}},
        ],
    )
    asked = publisher.push()
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert listed(hub, "v0.1.0") == here(publisher.desk.out)


def test_trouble_is_told_in_one_line(publisher, hub):
    publisher.environment |= {"HF_TOKEN": "hf_wrong"}
    asked = publisher.push()
    assert (
        asked.returncode == 2
        and "build.py: the Hub did not take the release: " in asked.stderr
        and "401" in asked.stderr
    )
    assert asked.stderr.count("\n") == 1 and not (hub.root / "datasets" / NAME).exists()
    asked = publisher.run("--push", "three/part/name")
    assert asked.returncode == 2 and asked.stderr.count("\n") == 1
    publisher.environment |= {"HF_ENDPOINT": "http://127.0.0.1:9"}
    for words in (("--push", NAME), ("--against", f"{NAME}@v0.1.0")):
        asked = publisher.run(*words)
        assert asked.returncode == 2 and asked.stderr.startswith("build.py: ") and asked.stderr.count("\n") == 1, asked


def test_a_hub_that_alters_files_gets_no_tag(publisher, hub, monkeypatch):
    write = Hub.write

    def altering(self, repository, operations):
        write(self, repository, operations)
        path = self.folder(repository) / "README.md"
        path.write_text(path.read_text() + "An advertisement.\n")
        git(self.folder(repository), "commit", "--quiet", "--all", "--message=more")
        return self.commit(repository, "HEAD")

    monkeypatch.setattr(Hub, "write", altering)
    asked = publisher.push()
    assert asked.returncode == 1 and "is not the release (README.md differs): no tag was set" in asked.stdout
    assert hub.tags(NAME) == {}
