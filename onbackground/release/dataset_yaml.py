"""Load dataset.yaml of a corpus."""

from __future__ import annotations

from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.corpus.dataset import FILE, Dataset
from onbackground.findings import Finding
from onbackground.validation.check import check_file


def load(corpus: Corpus) -> tuple[Dataset | None, list[Finding]]:
    """The dataset of a corpus, and what is wrong with its dataset.yaml; None where anything is.

    Raises UsageError where it has none.
    """
    if not corpus.has(FILE):
        raise UsageError(f"{corpus.place} has no {FILE}: `onbackground init` makes one")
    data, findings = check_file(corpus, FILE, "dataset")
    if data is None or findings:
        return None, findings
    return Dataset.of(data), []
