"""What JSON Schema cannot say: one small file a family, one function a rule.

A rule takes a record (or, in `corpus_wide`, the summaries of all) and yields problems. It stays silent about what
another rule reports, so that one mistake gives one finding. Importing this package fills the registry.
"""

from onbackground.validation.rules import (
    anonymity,
    brackets,
    documents,
    events,
    exchanges,
    paragraphs,
    file_place,
    quotes,
    passes,
    seals,
    source,
    statements,
    turns,
    corpus_wide,
)

__all__ = ["anonymity", "brackets", "documents", "events", "exchanges", "paragraphs", "file_place", "quotes", "passes", "seals",
           "source", "statements", "turns", "corpus_wide"]
