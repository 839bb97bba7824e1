"""What the tests of releases share: a corpus in a git repository, its builds, and the invented second briefing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from onbackground.cli import build
from onbackground.corpus.corpus import Corpus
from onbackground.parsing import strict
from onbackground.record import seal
from onbackground.release.files import manifest

REPOSITORY = Path(__file__).resolve().parent.parent
FIRST_RECORD = "records/2015/state-2015-09-27-kerry-lavrov.yaml"
INVENTED = REPOSITORY / "tests" / "records" / "valid"
LAKE = "state-2031-04-02-lake-commission"
LAKE_RECORD = f"records/2031/{LAKE}.yaml"


REVIEWED = """review:
  status: reviewed
  passes:
    - {{by: some-maintainer, kind: human, date: "{date}", layers: [header], seal: null}}
  open: []
"""


class Desk:
    """A corpus like the repository's, in a folder and a git repository of its own, and the releases built from it.

    Without `readings` its record is signed once, by somebody who is invented, and builds in a third of the time.
    """

    def __init__(self, folder: Path, readings: bool = False):
        self.folder = folder
        self.signed: set[str] = set()
        folder.mkdir(parents=True)
        for name in ("records", "sources", "vocabulary", *(["readings"] if readings else [])):
            shutil.copytree(REPOSITORY / name, folder / name)
        shutil.copy(REPOSITORY / "dataset.yaml", folder)
        (folder / ".gitignore").write_text("/dist/\n")
        self.change("dataset.yaml", r"^version: .*$", 'version: "0.1.0"')
        dataset = folder / "dataset.yaml"  # the reasons are those of the repository's last release
        dataset.write_text(re.sub(r"^why:\n(?:  .*\n)+", "", dataset.read_text(encoding="utf-8"), flags=re.M), "utf-8")
        if not readings:
            record = (folder / FIRST_RECORD).read_text(encoding="utf-8")
            for name in Corpus.at(folder).vocabulary.entities:
                if name not in record:  # only a reading uses it
                    self.change("vocabulary/entities.yaml", rf"^  {name}:\n(?:    .*\n)+", "")
            self.sign(FIRST_RECORD, "2015-09-28")

    @property
    def out(self) -> Path:
        return self.folder / "dist" / "onbackground"

    def build(self, *arguments: object) -> int:
        """Run build.py on this corpus in this process: its exit code."""
        return build.main(["--corpus", str(self.folder), *map(str, arguments)])

    def release(self, to: str, *arguments: object) -> Path:
        """Build, which must go well, and keep a copy of the release."""
        assert self.build(*arguments) == 0
        kept = self.folder.parent / to
        shutil.copytree(self.out, kept)
        return kept

    def change(self, path: str, pattern: str, replacement: str) -> None:
        """Replace what a pattern finds once or more in a file; it must be there."""
        file = self.folder / path
        before = file.read_text(encoding="utf-8")
        after, found = re.subn(pattern, lambda match: match.expand(replacement), before, flags=re.M)
        assert found, f"{path} holds no {pattern}"
        file.write_text(self._sealed(after) if path in self.signed else after, encoding="utf-8")

    def sign(self, path: str, date: str) -> None:
        """Give a record one pass, which is signed anew whenever the record changes."""
        readers = self.folder / "vocabulary/readers.yaml"
        if "some-maintainer" not in readers.read_text(encoding="utf-8"):
            self.change("vocabulary/readers.yaml", r"\Z", "  some-maintainer: {name: A, kind: human, model: null}\n")
        self.signed.add(path)
        self.change(path, r"^review:(.|\n)*\Z", REVIEWED.format(date=date))

    def version(self, version: str) -> None:
        self.change("dataset.yaml", r"^version: .*$", f'version: "{version}"')

    def add_lake(self) -> None:
        """Add the invented briefing on the Lake Commission with the entries that it needs."""
        for path in (LAKE_RECORD, f"sources/2031/{LAKE}.txt"):
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(INVENTED / path, self.folder / path)
        for vocabulary, names in {"entities": ("jane-roe", "li-wei"), "topics": ("water-treaties",)}.items():
            path = f"vocabulary/{vocabulary}.yaml"
            entries = (INVENTED / path).read_text(encoding="utf-8")
            lines = "".join(re.search(rf"^  {name}: .*\n", entries, re.M)[0] for name in names)
            self.change(path, r"\Z", lines.replace("\\", r"\\"))
        self.sign(LAKE_RECORD, "2031-04-05")

    def remove_lake(self, topics: tuple[str, ...] = ("water-treaties",)) -> None:
        """Remove that briefing and its entries, as if it had never been."""
        for path in (LAKE_RECORD, f"sources/2031/{LAKE}.txt"):
            (self.folder / path).unlink()
        for vocabulary, names in {"entities": ("jane-roe", "li-wei"), "topics": topics}.items():
            for name in names:
                self.change(f"vocabulary/{vocabulary}.yaml", rf"^  {name}: .*\n", "")

    def _sealed(self, text: str) -> str:
        """A record with one pass, signed as record and vocabulary are now."""
        data = strict.load(text)
        layers = seal.present_layers(data)
        vocabulary = Corpus.at(self.folder).vocabulary
        said = ", ".join(f'{layer}: "{digest}"' for layer, digest in seal.seals(data, layers, vocabulary).items())
        return re.sub(
            r"layers: \[[^\]]*\],\s+seal: (null|\{[^}]*\})", f"layers: [{', '.join(layers)}], seal: {{{said}}}", text
        )

    def commit(self, message: str = "Records") -> None:
        """Commit everything to the corpus' own git repository."""
        if not (self.folder / ".git").exists():
            git(self.folder, "init", "--quiet", "--initial-branch=main")
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "--quiet", "--allow-empty", "-m", message)


def git(folder: Path, *arguments: str) -> str:
    person = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@localhost",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@localhost",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True, env=os.environ | person
    ).stdout.strip()


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table of a release."""
    return [row for path in manifest.data_files(folder, table) for row in pq.read_table(path).to_pylist()]


def script(
    *arguments: object, environment: dict[str, str] | None = None, folder: Path = REPOSITORY
) -> subprocess.CompletedProcess:
    """Run Python in a process of its own, output as text."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, cwd=folder, env=environment, timeout=120
    )
