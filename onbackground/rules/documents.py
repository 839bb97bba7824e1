"""OB91x: documents that quote figures of the corpus."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground import figures
from onbackground.corpus import Corpus
from onbackground.findings import Problem, did_you_mean, rule
from onbackground.rules.whole import Placed, Summary

DOCUMENTS = ("DATASHEET.md",)


@rule("OB911")
def stale_figure(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A figure in a document is not the figure of the records.

    Figures stand between markers and are written by build.py; nobody types them.

    Breaks:
        <!-- figure: turns -->17<!-- /figure -->         (the records have 18)
    Mended:
        <!-- figure: turns -->18<!-- /figure -->
    """
    if not all(summary.complete for summary in summaries):
        return
    known = figures.totals((summary.counts for summary in summaries), corpus.vocabulary)
    for name in DOCUMENTS:
        if not corpus.has(name):
            continue
        text = corpus.read(name).decode("utf-8", errors="replace")
        for match, figure in figures.markers(text):
            position = (text.count("\n", 0, match.start("value")) + 1, match.start("value") - text.rfind("\n", 0, match.start("value")))
            if figure not in known:
                yield Placed(name, Problem((), f"there is no figure “{figure}”", did_you_mean(figure, known), position=position))
            elif match["value"] != f"{known[figure]:,}":
                yield Placed(name, Problem((), f"{figure}: the document says {match['value'] or 'nothing'}, the records say {known[figure]:,}", "build.py writes it", position=position))
