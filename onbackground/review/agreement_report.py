"""Agreement and differences as text for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onbackground.findings import counted
from onbackground.record.differences import Difference
from onbackground.review.agreement import FEW, Agreement, FieldAgreement, KindAgreement

Listed = tuple[str, list[Difference]]
"""A briefing and the differences of its readings."""


def as_data(found: list[Agreement], listed: Iterable[Listed]) -> dict[str, Any]:
    """Everything as plain data. `few` marks a field with too few labels for its coefficients to say much."""
    return {
        "schema": "agreement/1",
        "agreement": [
            {
                "between": one.between,
                "pairs": one.pairs,
                "briefings": one.briefings,
                "units": [
                    {
                        **kind._asdict(),
                        "f1": kind.f1,
                        "f1_exact": kind.f1_exact,
                        "fields": [{**field._asdict(), "few": field.few} for field in kind.fields],
                    }
                    for kind in one.kinds
                ],
            }
            for one in found
        ],
        "differences": [
            {"briefing": briefing, **one._asdict()} for briefing, differences in listed for one in differences
        ],
    }


def as_text(found: list[Agreement], listed: Iterable[Listed]) -> str:
    """The agreement as a table for each pair of kinds of readers, then every difference with both sides."""
    lines: list[str] = []
    for one in found:
        lines.append(f"{one.between}: {'; '.join(one.pairs)} ({counted(len(one.briefings), 'briefing')})")
        for kind in one.kinds:
            lines += _kind(kind)
    if not found:
        lines.append("there are no two readings to compare")
    for briefing, differences in listed:
        lines += ["", f"{briefing}: {counted(len(differences), 'difference')}"]
        for difference in differences:
            lines += _difference(difference)
    return "\n".join(lines)


def _kind(kind: KindAgreement) -> list[str]:
    split = f", {kind.split} cut differently" if kind.split else ""
    lines = [
        f"  {kind.kind}: {kind.first} and {kind.second} marked, {kind.overlapping} of common words"
        f" (F1 {_number(kind.f1)}), {kind.exact} of the same (F1 {_number(kind.f1_exact)}){split};"
        f" alpha of marked characters {_number(kind.alpha_u)}"
    ]
    return [*lines, *(_field(field) for field in kind.fields)]


def _field(field: FieldAgreement) -> str:
    said = f"    {field.field:<12} {field.n:>4} compared   equal {_number(field.equal)}"
    if field.acceptable is not None:
        said += f"   acceptable {_number(field.acceptable)}"
    if field.few:
        return f"{said}   too few for a coefficient (under {FEW})"
    low, high = field.interval or (None, None)
    return f"{said}   kappa {_number(field.kappa)}   alpha {_number(field.alpha)} [{_number(low)}, {_number(high)}]"


def _difference(one: Difference) -> list[str]:
    lines = [f"  {one.unit} {one.field}" + (f" (overlaps {', '.join(one.overlaps)})" if one.overlaps else "")]
    for reader, value in one.was.items():
        quote = f" – “{one.quotes[reader]}”" if one.quotes.get(reader) and value != one.quotes.get(reader) else ""
        lines.append(f"    {reader}: {_value(value)}{quote}")
        if one.whys.get(reader):
            lines.append(f"      {one.whys[reader]}")
    return lines


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    return {None: "–", True: "true", False: "false"}.get(value, str(value))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
