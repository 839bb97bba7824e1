"""What JSON Schema cannot say: one small file a family, one function a rule.

A rule takes a record (or, in `whole`, the summaries of all) and yields problems. It stays silent about what
another rule reports, so that one mistake gives one finding. Importing this package fills the registry.
"""

from onbackground.rules import (anonymity, brackets, documents, events, exchanges, paragraphs, place, quotes, review, seals,
                                source, statements, turns, whole)

__all__ = ["anonymity", "brackets", "documents", "events", "exchanges", "paragraphs", "place", "quotes", "review", "seals",
           "source", "statements", "turns", "whole"]
