"""The id of a record: publisher, date and a short slug of the title, always the same for the same source."""

from __future__ import annotations

import re
import unicodedata

from onbackground.drafting.people.publishers import prefix_of
from onbackground.record.references import namesake_id

_STOP = frozenset(
    """
    a an the and or of on in at by with for to from into as is are be will his her their its our re via about
    regarding ahead before after during following between over under up upon background backgrounder briefing
    briefings briefer brief press call calls conference teleconference telephonic telephone special daily senior
    official officials officer officers administration state department dept u s us united states remarks
    readout read out transcript previewing preview previews office spokesperson spokesman spokeswoman deputy
    principal acting gaggle aboard air force one two three en route regular on-the-record record white house
    government session media reporters bilateral meeting meetings meets visit his trip travel travels upcoming
    ambassador january february march april may june july august september october november december jan feb mar
    apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday st nd rd am pm
    est edt
""".split()
)
_TITLES = frozenset(
    """
    secretary minister president chancellor premier advisor adviser director ambassador administrator envoy
    spokesperson mayor chair member governor senator""".split()
)
_BEFORE_RANK = frozenset(
    "foreign prime vice defense national security homeland economic press domestic policy special".split()
)
_DEMONYM = re.compile(r"(?:\w{3,}(?:ian|ish|ese|ean|can|i|ch)|German|Greek|Dutch|Thai|Swiss|Turkish)$")
_WORD = re.compile(r"[^\W_]+(?:[.’'‘][^\W_]+)*(?:-[^\W_]+)*(?:[’'‘](?!\w))?,?")
LONGEST_SLUG, MOST_WORDS = 40, 4


def record_id(publisher: str, date: str, title: str | None, series: str) -> str:
    """publisher-date-slug; the slug is what distinguishes the title, else the series."""
    slug = title_slug(title or "") or namesake_id(series) or "briefing"
    if series == "gaggle" and "gaggle" not in slug and slug.count("-") < 2:
        slug += "-gaggle"  # a name alone: the same person often briefs again on the same day
    return f"{prefix_of(publisher)}-{date}-{slug}"


def title_slug(title: str) -> str:
    """At most four words of a title that say what it is about: names without ranks, no dates, no words of the genre."""
    words = _WORD.findall(re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFKC", title)).replace("\u2060", ""))
    kept: list[str] = []
    n = 0
    while n < len(words):
        if _rank(words[n]):
            while (
                kept
                and n
                and words[n - 1] == kept[-1]
                and (_plain(kept[-1]) in _BEFORE_RANK or _DEMONYM.search(kept[-1]))
            ):
                kept.pop()
                n -= 1
                words.pop(n)
            n = _name_after(words, n + 1, kept)
            continue
        bare = _plain(words[n])
        if (
            bare
            and bare not in _STOP
            and not bare.replace("-", "").isdigit()
            and not re.fullmatch(r"\d+(?:st|nd|rd|th)", bare)
        ):
            kept.append(words[n])
        n += 1
    slug = ""
    for word in list(dict.fromkeys(_plain(word) for word in kept))[:MOST_WORDS]:
        longer = f"{slug}-{word}" if slug else word[:LONGEST_SLUG].rstrip("-")
        if len(longer) > LONGEST_SLUG:
            break
        slug = longer
    return slug


def _rank(word: str) -> bool:
    return word[:1].isupper() and _plain(word) in _TITLES and word[-1].isalpha() and not re.search(r"[’'‘]s$", word)


def _name_after(words: list[str], n: int, kept: list[str]) -> int:
    """Behind a rank: pass `of Homeland Security`, keep the last word of the name; gives where to go on."""
    run: list[str] = []
    while n < len(words) and len(run) < 7:
        word = words[n]
        if word in ("of", "for", "the"):
            n += 1
            continue
        if _plain(word) in _STOP or not word[:1].isupper() or _rank(word):
            break
        run.append(word)
        n += 1
        if re.search(r"[’'‘]s?,?$|,$", word):
            break
    if run:
        kept.append(run[-1])
    return n


def _plain(word: str) -> str:
    return namesake_id(re.sub(r"[’'‘]s?,?$|[.,’'‘]", "", word))
