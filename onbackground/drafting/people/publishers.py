"""Who published a page: its address, its header, its words; and the day that its address names."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote, urlsplit

from rfc3986_validator import validate_rfc3986

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
_TEXT_SIGNS: tuple[tuple[str, str], ...] = (
    (r"\bspokes\w+ for the secretary-general\b|\bunited nations correspondents\b", "united-nations"),
    (
        r"\bthe white house\b|james s\. brady|office of the press secretary|"
        r"\baboard air force one\b|(?<!pentagon )\bpress secretary\b",
        "white-house",
    ),
    (
        r"\bdepartment of state\b|state department|office of the spokes\w+|\bsenior state department official|"
        r"\bdpb\b|\bdaily press briefing\b|"
        r"\bdepartment (?:press briefing|spokes\w+)|foreign press center",
        "state-dept",
    ),
    (r"\bdepartment of defense\b|\bpentagon\b|\bdefense department\b|\bdod\b", "defense-dept"),
    (r"\bu\.?s\.? embassy\b|american embassy", "us-embassy"),
    (
        r"\bu\.?s\.? mission\b|\b(?:representative of the united states|"
        r"u\.?s\.? (?:permanent )?representative) to the united nations\b",
        "us-mission",
    ),
    (r"\bsecretary of state\b", "state-dept"),
    (r"\bsenior administration official", "white-house"),
    (r"\bnato (?:secretary general|spokes\w+|headquarters)\b", "nato"),
)
_HEADER_SIGNS: tuple[tuple[str, str], ...] = (
    (r"\bnasa (?:office|headquarters|press secretary|news|public affairs)\b", "nasa"),
    *_TEXT_SIGNS,
    (r"\bsecretary of defense\b|\bjoint chiefs of staff\b", "defense-dept"),
    (r"\b(?:department|secretary) of the treasury\b|\btreasury department\b", "treasury-dept"),
    (r"\b(?:department|secretary) of homeland security\b|\bdhs (?:secretary|press|spokes)", "homeland-security-dept"),
    (r"\bcenters for disease control\b|\bcdc (?:media|press|telebriefing|moderator)\b", "cdc"),
    (r"\b(?:department|secretary) of health and human services\b|\bhhs (?:media|press|secretary)\b", "health-dept"),
    (r"\bu\.?s\.? trade representative\b|\bunited states trade representative\b|\bby ustr\b", "ustr"),
    (r"\bfederal open market committee\b|\bfederal reserve\b", "federal-reserve"),
)
"""Offices of which other offices also speak: their names tell where they stand in a header."""
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


def publisher_of(url: str | None, header: str, page: str = "", speech: str = "") -> str | None:
    """The publisher's slug, or None: from the address, else from the header, the page around it, the first words."""
    host = host_of(url)
    if host:
        for part, publisher, _ in PUBLISHERS:
            if host == part or host.endswith("." + part) or ("." not in part and part in host):
                return publisher
    for where, signs in ((header, _HEADER_SIGNS), (page, _HEADER_SIGNS), (speech, _TEXT_SIGNS)):
        for pattern, publisher in signs:
            if re.search(pattern, where, re.I):
                return publisher
    if host:
        labels = (
            []
            if re.fullmatch(r"[\d.]+|.*:.*", host)
            else [label for label in host.removeprefix("www.").split(".") if label]
        )
        return slugged(labels[-2] if len(labels) > 1 else labels[0]) if labels else None
    return None


_AMERICAN = frozenset(("white-house", "us-embassy", "us-mission", "cdc", "nasa", "ustr"))


def rights_of(publisher: str | None, address: str | None) -> str:
    """`us-government-work` for what an office of the United States published; `unknown` for all else."""
    american = (publisher or "").endswith("-dept") or publisher in _AMERICAN
    return "us-government-work" if american or host_of(address).endswith((".gov", ".mil")) else "unknown"


def prefix_of(publisher: str) -> str:
    """The publisher's part of an id."""
    return next((prefix for _, known, prefix in PUBLISHERS if known == publisher), publisher)


def slugged(text: str) -> str:
    """Lower-case ASCII letters and digits with single hyphens between."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")


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
