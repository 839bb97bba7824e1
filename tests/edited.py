"""Corpora with some files replaced in memory, so that a test edits one file and copies nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from onbackground.corpus.corpus import REPOSITORY, Corpus
from onbackground.findings import Finding
from onbackground.validation import batch
from onbackground.validation.check import EVERY_CODE

TESTS = Path(__file__).resolve().parent
VALID = TESTS / "records" / "valid"
BASE = "records/2031/state-2031-04-02-lake-commission.yaml"
ODD = "records/2031/state-2031-05-06-harbour-dues.yaml"
DRAFT = "records/2031/white-house-2031-06-07-grain-call.yaml"
REAL = "records/2015/state-2015-09-27-kerry-lavrov.yaml"


def edited(root: Path, changed: Mapping[str, bytes | None]) -> Corpus:
    """The corpus in a folder with other contents of some files, by their path from the root."""
    return replace(Corpus.at(root), named=None).with_files(changed)


def text_of(path: str) -> str:
    """The text of a file of the valid corpus or, where it has none of that name, of the repository."""
    root = VALID if (VALID / path).exists() else REPOSITORY
    return (root / path).read_text(encoding="utf-8")


def check_all(corpus: Corpus, select: tuple[str, ...] = EVERY_CODE) -> list[Finding]:
    """Everything that is found in a corpus: in this process, and nothing remembered."""
    return batch.check_all(corpus, corpus.record_paths(), select, jobs=1, use_cache=False)


def findings(path: str, text: str | bytes) -> list[Finding]:
    """Everything that is found in the corpus of a file once the file has another text."""
    content = text.encode() if isinstance(text, str) else text
    root = VALID if (VALID / path).exists() else REPOSITORY
    corpus = edited(root, {path: content})
    return check_all(corpus)
