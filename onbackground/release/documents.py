"""The documents of a release, and those of the corpus that a release brings up to date."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from onbackground.corpus import writing
from onbackground.corpus.corpus import Corpus
from onbackground.corpus.dataset import CITATION_FILE, Dataset
from onbackground.record import figures
from onbackground.record.summary import Summary
from onbackground.release.compare.ledger import Ledger
from onbackground.release.compare.previous import LICENSE_TEXT
from onbackground.release.describe import card, changelog, croissant, datacite, said
from onbackground.release.files import manifest
from onbackground.release.tables import tables_with
from onbackground.validation.rules.documents import DOCUMENTS

COPIED = (LICENSE_TEXT, "DATASHEET.md", "docs/annotation-guide.md", "docs/record.md")
"""The documents of a corpus that its releases take along, where it has them."""


class Facts(NamedTuple):
    """What documents say of a build: how large its tables are, who read its records, what changed, what it holds."""

    sizes: dict[str, card.TableSize]
    readers: card.Readers
    ledger: Ledger
    include_drafts: bool


def write(corpus: Corpus, dataset: Dataset, folder: Path, facts: Facts, history: str) -> None:
    """Write the documents of a release into its folder, the manifests last. `history` is its CHANGELOG.md."""
    described = tables_with(corpus.vocabulary.terms)
    copied = [name for name in COPIED if corpus.has(name)]
    for name in copied:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(corpus.read(name))
    row_counts = {name: size.rows for name, size in facts.sizes.items()}
    tables = manifest.tables_of(folder)
    before = facts.ledger.previous
    previous = {"version": before.version, "digest": before.digest} if before else None
    commit = manifest.source_commit(corpus.root) if corpus.is_local else str(corpus.place)
    release = manifest.describe(dataset, tables, commit, previous, facts.include_drafts)
    texts = {
        said.CARD: card.write_card(dataset, facts.sizes, facts.readers, _data_digest(tables), described, copied),
        CITATION_FILE: dataset.citation_cff,
        said.DATACITE: manifest.as_json(datacite.record(dataset, before.version if before else None)),
        croissant.FILE: manifest.as_json(croissant.describe(dataset, tables, facts.readers, described)),
        said.CHANGELOG: history,
        said.CHANGES: manifest.as_json(changelog.as_data(dataset, facts.ledger, row_counts)),
        manifest.FILE: manifest.as_json(release),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    manifest.write_bag(folder, dataset)


def history(corpus: Corpus, dataset: Dataset, facts: Facts) -> str:
    """CHANGELOG.md of a release."""
    counts = {name: size.rows for name, size in facts.sizes.items()}
    return changelog.updated(_changelog_before(corpus, facts.ledger), dataset, facts.ledger, counts)


def update_corpus(corpus: Corpus, dataset: Dataset, history: str, summaries: list[Summary]) -> None:
    """Bring the documents of the corpus to what the release says: changelog, citation, figures.

    They are the last release's, and are written in the release's own commit only. Does nothing at a URL.
    """
    if not corpus.is_local:
        return
    known = figures.totals((summary.counts for summary in summaries), corpus.vocabulary)
    for name in DOCUMENTS:
        if corpus.has(name):
            writing.write(corpus.root, name, figures.fill(corpus.read(name).decode(), known))
    writing.write(corpus.root, CITATION_FILE, dataset.citation_cff)
    writing.write(corpus.root, said.CHANGELOG, history)


def _changelog_before(corpus: Corpus, ledger: Ledger) -> str:
    """CHANGELOG.md of the corpus; that of the release before where the corpus has none of it."""
    own = corpus.read(said.CHANGELOG).decode() if corpus.has(said.CHANGELOG) else ""
    if ledger.previous and not changelog.tells_of(own, ledger.previous.version):
        kept = ledger.previous.folder / said.CHANGELOG
        return kept.read_text(encoding="utf-8") if kept.is_file() else own
    return own


def _data_digest(tables: dict[str, Any]) -> str:
    """SHA-256 over the SHA-256 and the paths of all data files of a release."""
    lines = (f"{entry['sha256']}  {entry['path']}\n" for table in tables.values() for entry in table["files"])
    return hashlib.sha256("".join(lines).encode()).hexdigest()
