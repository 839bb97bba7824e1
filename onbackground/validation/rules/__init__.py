"""What JSON Schema cannot say: one small file a family, one function a rule.

A rule takes a record (or, in `corpus_wide`, the summaries of all) and yields problems. It stays silent about what
another rule reports, so that one mistake gives one finding. Importing this package fills the registry.
"""

from onbackground.validation.rules import (
    anonymity,
    brackets,
    catalogue,
    corpus_wide,
    documents,
    events,
    exchanges,
    file_place,
    keys,
    leftovers,
    names,
    paragraphs,
    passes,
    quotes,
    readings,
    seals,
    source,
    statements,
    turns,
)

__all__ = [
    "anonymity",
    "brackets",
    "catalogue",
    "corpus_wide",
    "documents",
    "events",
    "exchanges",
    "file_place",
    "keys",
    "leftovers",
    "names",
    "paragraphs",
    "passes",
    "quotes",
    "readings",
    "seals",
    "source",
    "statements",
    "turns",
]
