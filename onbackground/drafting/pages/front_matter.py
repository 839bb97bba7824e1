"""Front matter: the metadata that a file prints above its text, between lines of dashes."""

from __future__ import annotations

import re

from onbackground.drafting import limits
from onbackground.drafting.pages.page import Page
from onbackground.parsing import strict
from onbackground.verbatim.reproduce import fold

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_DATES = ("date", "published_time", "published", "publication_date", "datum", "fecha")
_ADDRESSES = ("source_url", "url", "link", "permalink", "canonical_url")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The plain values of the front matter, as text, and what stands below it; no values where there is none.

    Front matter is written by all kinds of tools: what is no YAML is read line by line.
    """
    found = _FRONT_MATTER.match(text)
    if not found or len(found["yaml"]) > limits.CHARACTERS_OF_FRONT_MATTER:
        return {}, text.removeprefix("\ufeff")
    values, _ = strict.read("\n".join(found["yaml"].splitlines()))
    if values is None:
        lines = (
            re.match(r"(?P<key>[\w-]+):[ \t]*(?P<quote>['\"]?)(?P<value>.*?)(?P=quote)[ \t]*$", line)
            for line in found["yaml"].splitlines()
        )
        values = {line["key"]: line["value"] for line in lines if line}
    return {key: str(value) for key, value in values.items() if isinstance(value, (str, int))}, text[found.end() :]


def described(page: Page, values: dict[str, str]) -> Page:
    """A page with what metadata (by their usual names) say of it: title, day, address, language, tags."""
    address = (values[key] for key in _ADDRESSES if values.get(key, "").startswith(("http://", "https://")))
    return page._replace(
        titles=(fold(values["title"]),) if values.get("title") else (),
        dated=tuple(values[key] for key in _DATES if values.get(key)),
        url=page.url or next(address, None),
        language=values.get("lang") or values.get("language"),
        about=values.get("tags", ""),
    )
