"""Words that the records of a corpus link, and to which entity: what a reader linked once is proposed again."""

from __future__ import annotations

import re

from onbackground.corpus.corpus import Corpus
from onbackground.drafting import limits
from onbackground.findings import Unreadable
from onbackground.parsing import strict

_MENTIONS = re.compile(r"^mentions:\n(?:[ #].*\n|\n)*", re.M)


def links_of(corpus: Corpus) -> dict[str, str]:
    """Words (with a capital letter) that the newest records link to one entity and to no other, and its id."""
    found: dict[str, set[str | None]] = {}
    for path in sorted(corpus.record_paths(), reverse=True)[: limits.RECORDS_WITH_LINKS]:
        try:
            layer = _MENTIONS.search(corpus.read(path).decode("utf-8", "replace"))
        except Unreadable:
            continue  # validate.py says what is wrong with it
        data = strict.read(layer[0])[0] if layer else None
        for mentions in ((data or {}).get("mentions") or {}).values():
            for surface, entity in (pair for pair in mentions or () if isinstance(pair, list) and len(pair) == 2):
                if isinstance(surface, str) and any(map(str.isupper, surface)):
                    found.setdefault(surface, set()).add(entity if isinstance(entity, str) else None)
    return {surface: str(*ids) for surface, ids in found.items() if len(ids) == 1 and None not in ids}
