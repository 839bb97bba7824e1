"""The language of a text: English, what the page declares, or not known."""

from __future__ import annotations

import re

_ENGLISH = frozenset("the of to and in that is we you it for on this are".split())
_SAMPLE = 4000
UNKNOWN = "und"
"""BCP 47 for a language that is not determined."""


def language_of(text: str, declared: str | None) -> str:
    """`en` where the common words of English make up a tenth of the words; else the declared language, else `und`."""
    words = re.findall(r"\w+", text.lower())[:_SAMPLE]
    if words and sum(word in _ENGLISH for word in words) >= len(words) / 10:
        return "en"
    tag = (declared or "").strip().replace("_", "-")
    if re.fullmatch(r"[a-zA-Z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) and not tag.lower().startswith("en"):
        head, *rest = tag.split("-")
        return "-".join((head.lower(), *rest))
    return "en" if len(words) < 40 else UNKNOWN
