"""Who published a page: its address, its header, its words; and the day that its address names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from rfc3986_validator import validate_rfc3986

from onbackground.corpus import terms
from onbackground.drafting.lines.tables import Row, read_rows
from onbackground.record.references import namesake_id

PUBLISHERS: tuple[tuple[str, str, str], ...] = (
    # host or part of it, publisher, prefix of the id
    ("whitehouse", "white-house", "white-house"),
    ("usembassy.gov", "us-embassy", "usembassy"),
    ("usmission.gov", "us-mission", "usmission"),
    ("fpc.state.gov", "state-dept", "state"),
    ("state.gov", "state-dept", "state"),
    ("defense.gov", "defense-dept", "defense"),
    ("defenselink.mil", "defense-dept", "defense"),
    ("war.gov", "defense-dept", "defense"),
    ("treasury.gov", "treasury-dept", "treasury"),
    ("justice.gov", "justice-dept", "justice"),
    ("dhs.gov", "homeland-security-dept", "dhs"),
    ("hhs.gov", "health-dept", "hhs"),
    ("cdc.gov", "cdc", "cdc"),
    ("nasa.gov", "nasa", "nasa"),
    ("ustr.gov", "ustr", "ustr"),
    ("federalreserve.gov", "federal-reserve", "fed"),
    ("un.org", "united-nations", "un"),
    ("nato.int", "nato", "nato"),
    ("gov.uk", "uk-government", "uk"),
    ("europa.eu", "european-union", "eu"),
    ("mid.ru", "russia-foreign-ministry", "mid"),
    ("fmprc.gov.cn", "china-foreign-ministry", "fmprc"),
)


class Sign(NamedTuple):
    """Words that name a publisher. `proves`: in a header they leave no doubt; otherwise a reader is asked."""

    row: Row
    publisher: str
    proves: bool


SIGNS = tuple(
    Sign(Row(pattern, example, not_this), publisher, proves == "yes")
    for publisher, proves, pattern, example, not_this in read_rows(Path(__file__).with_name("publishers.tsv"))
)
"""In this order: the first that a text shows decides. Those from NASA on count in headers only."""
_IN_HEADERS_ONLY = next(n for n, sign in enumerate(SIGNS) if sign.publisher == "nasa")
_ARCHIVE = re.compile(r"^https?://(?:web\.archive\.org|webarchive\.\w+\.\w+)/web/\d+(?:\w\w_)?/(?P<url>.+)$")


def usable_url(address: str | None) -> str | None:
    """An address as a URI (RFC 3986), characters that a URI cannot hold escaped; None where it is none."""
    if not address:
        return None
    for url in (address.strip(), quote(address.strip(), safe="%/:=&?~#+!$,;'@()*[]")):
        if url.startswith(("http://", "https://")) and validate_rfc3986(url) and url.isascii():
            return url
    return None


def original_url(url: str) -> str:
    """The address of the page that an address of a web archive keeps; any other address as it is."""
    found = _ARCHIVE.match(url)
    return found["url"] if found else url


def host_of(url: str | None) -> str:
    """The host of an address, of the page that is kept where it is one of a web archive; empty where it has none."""
    try:
        return (urlsplit(original_url(url or "")).hostname or "").lower()
    except ValueError:
        return ""


class Publisher(NamedTuple):
    """Who published a page (None: unknown), and whether address or header prove it; else a reader is asked."""

    name: str | None
    proved: bool = False
    declared: terms.Publisher | None = None
    """What the corpus declares about this publisher."""


def publisher_of(
    url: str | None,
    header: str,
    page: str = "",
    speech: str = "",
    declared: Mapping[str, terms.Publisher] = MappingProxyType({}),
) -> Publisher:
    """The publisher's slug: from the address, else from the header, the page around it, the first words.

    Publishers that the corpus declares come first. A host that is not known and not of the United States beats all
    words: they may be about anybody.
    """
    host = host_of(url)
    for slug, one in declared.items():
        of_host = any(host == known or host.endswith("." + known) for known in one.hosts)
        if of_host or re.search(rf"(?<!\w){re.escape(one.name)}(?!\w)", header, re.I):
            return Publisher(slug, True, one)
    for part, publisher, _ in PUBLISHERS if host else ():
        if host == part or host.endswith("." + part) or ("." not in part and part in host and _is_american(host)):
            return Publisher(publisher, True)
    if host and _is_foreign(host):
        return Publisher(_named_by(host))
    for where, signs in ((header, SIGNS), *(() if host else ((page, SIGNS), (speech, SIGNS[:_IN_HEADERS_ONLY])))):
        for sign in signs:
            if sign.row.compiled.search(where):
                return Publisher(sign.publisher, sign.proves and where is header)
    return Publisher(_named_by(host) if host else None)


def _is_american(host: str) -> bool:
    return host.endswith((".gov", ".mil"))


def _is_foreign(host: str) -> bool:
    """Whether a host is one of another country, or of several."""
    end = host.rsplit(".", 1)[-1]
    return (len(end) == 2 and end != "us") or end == "int"


_SECOND_LEVEL = frozenset("ac co com edu gob gouv gov go gv net or org".split())
"""What stands between a name and the country in many hosts: `go.jp`, `gov.au`."""


def _named_by(host: str) -> str | None:
    """The name in a host: `example` of `www.example.co.uk`."""
    if re.fullmatch(r"[\d.]+|.*:.*", host):
        return None
    labels = [label for label in host.removeprefix("www.").split(".") if label]
    while len(labels) > 1 and (len(labels) > 2 or labels[-2] not in _SECOND_LEVEL):
        labels.pop()
        if labels[-1] not in _SECOND_LEVEL:
            break
    return namesake_id(labels[-1]) or None if labels else None


_AMERICAN = frozenset(("white-house", "us-embassy", "us-mission", "cdc", "nasa", "ustr", "federal-reserve"))


def rights_of(publisher: Publisher, address: str | None) -> str:
    """`us-government-work` where host or header prove an office of the United States as publisher, else `unknown`."""
    if publisher.declared and publisher.declared.rights:
        return publisher.declared.rights
    host = host_of(address)
    american = (publisher.name or "").endswith("-dept") or publisher.name in _AMERICAN
    proved = _is_american(host) or (publisher.proved and american and not _is_foreign(host))
    return "us-government-work" if proved else "unknown"


def prefix_of(publisher: str) -> str:
    """The publisher's part of an id."""
    return next((prefix for _, known, prefix in PUBLISHERS if known == publisher), publisher)


_IN_PATH = (
    re.compile(
        r"(?<!\d)(?P<year>19[5-9]\d|20\d\d)[-_/.]?(?P<month>0[1-9]|1[0-2])[-_/.]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<month>0[1-9]|1[0-2])[-_/.](?P<day>0[1-9]|[12]\d|3[01])[-_/.](?P<year>19[5-9]\d|20\d\d)(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<short>\d\d)[-_/.]?(?P<month>0[1-9]|1[0-2])[-_/.]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?P<short>\d\d)(?!\d)"),
)


def date_in_address(address: str) -> str | None:
    """The day (YYYY-MM-DD) in a file name or the path of an address; None where it has none or only year and month."""
    path = original_url(address).partition("://")[2].partition("/")[2] if "://" in address else PurePath(address).name
    for pattern in _IN_PATH:
        found = pattern.search(path)
        if found:
            year = found.groupdict().get("year") or str(
                (1900 if int(found["short"]) > 50 else 2000) + int(found["short"])
            )
            return f"{year}-{found['month']}-{found['day']}"
    return None
