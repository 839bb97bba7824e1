"""The language of a text: the one whose common words it uses, what the page declares, or not known."""

from __future__ import annotations

import re

from onbackground.drafting import limits
from onbackground.languages import languages

UNKNOWN = "und"
"""BCP 47 for a language that is not determined."""


def language_of(text: str, declared: str | None) -> str:
    """The language whose common words make up enough of a text; else the declared one, else `und`."""
    words = re.findall(r"\w+", text.lower())[: limits.WORDS_OF_A_SAMPLE]
    shares = sorted(
        ((sum(word in known["common"] for word in words), tag) for tag, known in languages().items()), reverse=True
    )
    (most, tag), (second, _) = shares[:2]
    if words and most >= len(words) * limits.SHARE_OF_COMMON_WORDS and most > second:
        return tag
    declared = (declared or "").strip().replace("_", "-")
    if re.fullmatch(r"[a-zA-Z]{2,3}(?:-[A-Za-z0-9]{2,8})*", declared) and not declared.lower().startswith("en"):
        head, *rest = declared.split("-")
        return "-".join((head.lower(), *rest))
    return UNKNOWN
