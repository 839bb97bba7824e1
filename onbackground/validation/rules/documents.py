"""OB91x: documents that quote the corpus, and the list of withdrawn records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onbackground.corpus import dataset
from onbackground.corpus.corpus import WITHDRAWN, Corpus
from onbackground.findings import Placed, Problem, Unreadable, corpus_rule, did_you_mean
from onbackground.parsing import strict
from onbackground.record import figures, schema
from onbackground.record.summary import Summary

DOCUMENTS = ("DATASHEET.md",)
READ = (*DOCUMENTS, dataset.CITATION_FILE, "CHANGELOG.md")
"""The documents that are read and written by build.py."""


def _marked_figures(corpus: Corpus) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    """Every marked figure of the documents: the document, the figure's name and value, line and column."""
    for name in DOCUMENTS:
        if corpus.has(name):
            text = corpus.read(name).decode("utf-8", errors="replace")
            for match, figure in figures.markers(text):
                start = match.start("value")
                yield name, figure, match["value"], (text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))


@corpus_rule("OB913")
def withdrawn_but_present(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A record is listed as withdrawn, and is there.

    A withdrawn record keeps its id for ever, as a tombstone with a reason; the record itself is removed.

    Wrong:
        withdrawn:
          state-2031-04-02-lake-commission: {…}     (records/2031/state-2031-04-02-lake-commission.yaml is there)
    Right:
        (the record removed, or the entry)
    """
    listed = _valid(corpus, WITHDRAWN, "withdrawn")
    present = {path.rsplit("/", 1)[-1].removesuffix(".yaml"): path for path in corpus.record_paths()}
    for identifier in listed["withdrawn"] if listed else ():
        if identifier in present:
            said = f"{present[identifier]} is there, although it is withdrawn"
            yield Placed(
                WITHDRAWN,
                Problem(("withdrawn", identifier), said, "remove the record and its source, or this entry", key=True),
            )


@corpus_rule("OB914")
def unknown_figure(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A marker in a document names a figure that nobody counts.

    Wrong:
        <!-- figure: utterances -->18<!-- /figure -->
    Right:
        <!-- figure: turns -->18<!-- /figure -->
    """
    known = figures.totals((summary.counts for summary in summaries), corpus.vocabulary)
    for name, figure, _, position in _marked_figures(corpus):
        if figure not in known:
            hint = did_you_mean(figure, known)
            yield Placed(name, Problem((), f"there is no figure “{figure}”", hint, position=position))


def _valid(corpus: Corpus, path: str, schema_name: str) -> dict[str, Any] | None:
    """The data of a file of the corpus; None where there is none, or none that satisfy their schema."""
    if not corpus.has(path):
        return None
    try:
        data, problems = strict.read(strict.decode(corpus.read(path)))
    except Unreadable:
        return None
    return None if problems or schema.check(schema_name, data, corpus.vocabulary.terms.words) else data
