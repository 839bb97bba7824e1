"""The order of the keys of a record."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.findings import Problem, Stage, record_rule
from onbackground.record import schema
from onbackground.record.record import Record

ORDER = {key: n for n, key in enumerate(schema.text("briefing")["properties"])}


@record_rule("OB207", reads=(), stage=Stage.SCHEMA)
def keys_out_of_order(record: Record) -> Iterator[Problem]:
    """The keys of a record are not in their order.

    Every record has its keys in the same order, which docs/record.md shows. So readers find them, and a comparison
    of two versions shows what changed and not what moved.

    Wrong:
        publisher: state-dept
        language: en
    Right:
        language: en
        publisher: state-dept
    """
    latest = -1
    for key in record.data:
        place = ORDER.get(key, latest)
        if place < latest:
            before = next(other for other, n in ORDER.items() if n > place and other in record.data)
            yield Problem(
                (key,), f"{key} comes after keys that belong after it", f"it belongs before {before}", key=True
            )
            return
        latest = place
