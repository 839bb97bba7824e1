"""Pictures of a release as SVG with the table that each was drawn from. The same rows give the same bytes."""

from __future__ import annotations

import hashlib
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from onbackground.release.files.reading import Record, Release

INK, RULE = "#010203", "#040506"
"""Stand-ins that become `currentColor` and a soft line, so that a picture follows light and dark pages."""
SERIES = ("#2f6fb7", "#d08a1d", "#3b9a6d", "#8d62bd", "#c8504a", "#6f7f8f", "#b0789a", "#7a8a2e", "#4aa3b5")
Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: intervals are 95 % Wilson intervals."""
MOST_PAIRS, MOST_EVENTS = 20, 80


class Picture(NamedTuple):
    """A picture: its anchor, its title, what it shows, the SVG (None: too little to draw), and the table beneath it."""

    id: str
    title: str
    about: str
    svg: str | None
    head: list[str]
    rows: list[list[Any]]


def pictures(release: Release) -> list[Picture]:
    """Every picture that the tables of a release feed."""
    drawn: list[Callable[[Release], Picture]] = [
        _replies,
        _timeline,
        _talk,
        _together,
        _masks,
        *([_agreement] if "agreement" in release.tables else []),
        *([_known, _where] if "catalogue" in release.tables else []),
    ]
    return [draw(release) for draw in drawn]


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share (E. B. Wilson, 1927)."""
    share = part / whole
    middle = share + Z * Z / (2 * whole)
    half = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    return max(0.0, (middle - half) / (1 + Z * Z / whole)), min(1.0, (middle + half) / (1 + Z * Z / whole))


@contextmanager
def _drawing(width: float, height: float, into: list[str]) -> Iterator[Axes]:
    """Axes to draw on; the SVG goes into the list."""
    settings: dict[Any, Any] = {
        "date.converter": "concise",
        "svg.fonttype": "none",
        "svg.hashsalt": "onbackground",
        "font.family": "sans-serif",
        "font.size": 10,
        **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
        "axes.edgecolor": RULE,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        yield axes
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor").replace(RULE, "var(--rule)")
    svg = svg.replace('<style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style>', "")
    into.append(_with_own_ids(svg, hashlib.sha256(svg.encode()).hexdigest()[:8]))


def _with_own_ids(svg: str, prefix: str) -> str:
    """An SVG whose ids are unique in a page of several: those that nothing refers to are left out."""
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda found: f' id="{prefix}-{found[1]}"' if found[1] in used else "", svg)
    svg = re.sub(r'(url\(#|href="#)([^)"]+)', rf"\g<1>{prefix}-\g<2>", svg)
    return svg.replace("<svg ", '<svg role="img" aria-hidden="true" ', 1)


def _replies(release: Release) -> Picture:
    """The mix of replies under each ground rule."""
    counts: dict[str, Counter[str]] = {}
    for row in release.rows("replies"):
        counts.setdefault(row["attribution"] or "unknown", Counter())[row["reply"]] += 1
    labels = [label for label, _ in sum(counts.values(), Counter()).most_common()]
    table: list[list[Any]] = []
    svg: list[str] = []
    rules = sorted(counts)
    if counts:
        with _drawing(7.5, 0.6 + 0.32 * len(labels) * len(rules), svg) as axes:
            ticks = []
            for n, rule in enumerate(rules):
                total = counts[rule].total()
                for m, label in enumerate(labels):
                    y = -(n * (len(labels) + 1) + m)
                    part = counts[rule][label]
                    low, high = wilson(part, total)
                    axes.barh(y, part / total, color=SERIES[n % len(SERIES)], height=0.7)
                    axes.plot([low, high], [y, y], color=INK, linewidth=1)
                    ticks.append((y, f"{label}, {rule}" if len(rules) > 1 else label))
                    table.append([rule, label, part, total, f"{part / total:.2f}", f"{low:.2f} to {high:.2f}"])
            axes.set_yticks([y for y, _ in ticks], [name for _, name in ticks])
            axes.set_xlim(0, 1)
            axes.set_xlabel("share of asks, with 95 % Wilson interval")
    return Picture(
        "reply-mix",
        "How questions are answered",
        "The share of each reply label among the asks, by ground rule. The line is the 95 % Wilson interval; it counts "
        "asks as if they were independent, which asks of one briefing are not.",
        svg[0] if svg else None,
        ["ground rule", "reply", "asks", "of", "share", "95 % interval"],
        table,
    )


def _timeline(release: Release) -> Picture:
    """Events: when they were spoken of, and when they happen."""
    events = [row for row in release.rows("events") if row["date_start"]]
    events.sort(key=lambda row: (row["briefing_date"], row["date_start"], row["id"]))
    shown = events[:MOST_EVENTS]
    statuses = sorted({row["status"] for row in events})
    svg: list[str] = []
    if shown:
        with _drawing(7.5, 0.9 + 0.17 * len(shown), svg) as axes:
            for n, row in enumerate(shown):
                spoken, first, last = (np.datetime64(row[name]) for name in ("briefing_date", "date_start", "date_end"))
                color = SERIES[statuses.index(row["status"]) % len(SERIES)]
                axes.plot(np.array([first, last + 1]), [-n, -n], color=color, linewidth=5, solid_capstyle="butt")
                axes.plot(np.array([spoken]), [-n], marker="|", color=INK, markersize=8)
            axes.set_yticks([])
            for n, status in enumerate(statuses):
                axes.plot([], [], color=SERIES[n % len(SERIES)], linewidth=5, label=status)
            axes.legend(frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1))
    return Picture(
        "timeline",
        "Events: spoken of and happening",
        "Each line is a dated event, as the briefing placed it in time; the mark is the day of the briefing."
        + (f" The first {MOST_EVENTS} of {len(events)} are drawn." if len(events) > MOST_EVENTS else ""),
        svg[0] if svg else None,
        ["event", "spoken of", "from", "to", "status"],
        [[row["what"], row["briefing_date"], row["date_start"], row["date_end"], row["status"]] for row in events],
    )


def _bars(names: list[str], values: list[float], label: str) -> str | None:
    svg: list[str] = []
    if names:
        with _drawing(7.5, 0.7 + 0.28 * len(names), svg) as axes:
            axes.barh([-n for n in range(len(names))], values, color=SERIES[0], height=0.7)
            axes.set_yticks([-n for n in range(len(names))], names)
            axes.set_xlabel(label)
    return svg[0] if svg else None


def _talk(release: Release) -> Picture:
    letters: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    for row in release.rows("turns"):
        letters[row["role"]] += len(row["text"])
        turns[row["role"]] += 1
    table: list[list[Any]] = [
        [role, turns[role], count, f"{count / letters.total():.3f}"] for role, count in letters.most_common()
    ]
    return Picture(
        "talk",
        "Who talks how much",
        "Characters spoken by role, as a share of all.",
        _bars([row[0] for row in table], [row[2] / letters.total() for row in table], "share of characters"),
        ["role", "turns", "characters", "share"],
        table,
    )


def _together(release: Release) -> Picture:
    names = {row["id"]: row["name"] for row in release.rows("entities")}
    pairs: Counter[tuple[str, str]] = Counter()
    for mentions in release.by("mentions", "turn_id").values():
        pairs.update(combinations(sorted({row["entity"] for row in mentions if row["entity"]}), 2))
    common = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    table = [[names.get(one, one), names.get(other, other), count] for (one, other), count in common]
    shown = common[:MOST_PAIRS]
    return Picture(
        "together",
        "Who is named with whom",
        "Pairs of entities that are mentioned in one turn, by the number of such turns."
        + (f" The first {MOST_PAIRS} are drawn." if len(table) > MOST_PAIRS else ""),
        _bars(
            [f"{names.get(one, one)} – {names.get(other, other)}" for (one, other), _ in shown],
            [count for _, count in shown],
            "turns",
        ),
        ["entity", "entity", "turns"],
        table[:500],
    )


def _masks(release: Release) -> Picture:
    turns = {name: len(rows) for name, rows in release.by("turns", "briefing_id").items()}
    masks = Counter(row["briefing_id"] for row in release.rows("marks") if row["kind"] == "redaction")
    per = Counter(
        {briefing: round(masks[briefing] / count, 4) for briefing, count in turns.items()},
    )
    spread = Counter(f"{math.floor(value * 10) / 10:.1f}" for value in per.values())
    shown = sorted(spread.items())
    return Picture(
        "masks",
        "Masks in the text",
        "Bracketed stand-ins for a name, per turn of a briefing; the picture counts briefings by that figure.",
        _bars([f"{low} to under {float(low) + 0.1:.1f}" for low, _ in shown], [n for _, n in shown], "briefings"),
        ["briefing", "masks", "turns", "per turn"],
        [[name, masks[name], turns[name], per[name]] for name in sorted(turns)],
    )


def _agreement(release: Release) -> Picture:
    rows = release.rows("agreement")
    head = list(release.tables["agreement"])
    drawn = [row for row in rows if row["alpha"] is not None]
    return Picture(
        "agreement",
        "Agreement between readers, field by field",
        "Krippendorff's alpha over the units that both readers have; see the datasheet for how units are matched.",
        _bars([_agreement_name(row) for row in drawn], [row["alpha"] for row in drawn], "alpha"),
        head,
        [[row[name] for name in head] for row in rows],
    )


def _agreement_name(row: Record) -> str:
    return " ".join(str(row[name]) for name in ("between", "unit", "field") if row[name])


def _known(release: Release) -> Picture:
    rows = release.rows("catalogue")
    known = Counter(row["date"][:4] for row in rows)
    recorded = Counter(row["date"][:4] for row in rows if row["briefing_id"])
    years = sorted(known)
    svg: list[str] = []
    if years:
        with _drawing(7.5, 3, svg) as axes:
            axes.bar(years, [known[year] for year in years], color=SERIES[5], label="known")
            axes.bar(years, [recorded[year] for year in years], color=SERIES[1], label="recorded here")
            axes.tick_params(axis="x", rotation=90)
            axes.legend(frameon=False)
    return Picture(
        "known",
        "Known briefings by year, and what is recorded",
        "Rows of the catalogue. It is incomplete and uneven: what is not there may still exist.",
        svg[0] if svg else None,
        ["year", "known", "recorded"],
        [[year, known[year], recorded[year]] for year in years],
    )


def _where(release: Release) -> Picture:
    rows = release.rows("catalogue")
    known = Counter(country for row in rows for country in row["countries"])
    recorded = Counter(country for row in rows if row["briefing_id"] for country in row["countries"])
    common = sorted(known.items(), key=lambda item: (-item[1], item[0]))
    shown = common[:MOST_PAIRS]
    return Picture(
        "known-where",
        "Known briefings by the countries in their titles",
        f"Countries by ISO 3166-1 code. {sum(not row['countries'] for row in rows)} titles name none.",
        _bars([country for country, _ in shown], [count for _, count in shown], "known briefings"),
        ["country", "known", "recorded"],
        [[country, count, recorded[country]] for country, count in common],
    )
