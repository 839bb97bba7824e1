"""The labels of a page, as `learn_labels` has found them: which line begins with one, and which paragraph holds one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onbackground.drafting import limits
from onbackground.drafting.cutting.run_together import SENTENCE_END
from onbackground.drafting.lines.label import Reading, is_of_press, label_key, read_label
from onbackground.drafting.pages.blocks import ends_sentence
from onbackground.verbatim.reproduce import fold

_TITLED = re.compile(r"(?:MR|MS|MRS|DR)\. (?:[A-Z][A-Z’'-]+ ?){1,2}(?<! )")
"""A title and a name in capitals: before a colon it is a label even where it stands once."""
_RUN_TOGETHER = re.compile(rf"(?:^|{SENTENCE_END} )(?:(?P<capitals>[A-Z][^:a-z]{{0,60}}):(?= |$)|Q(?= [A-Z“\"(—–-]))")


@dataclass(frozen=True)
class Labels:
    """The labels of one page: which readings of its lines are labels, as the page as a whole shows.

    `known` are keys (see `label_key`); `printed` those in capitals and with a colon, as printed; `bare` keys of those
    that stand on lines of their own; `marks` says what else ends them (stopped, dashed). `why` has the reason
    for which each that looks like a label is one, or is none, by key.
    """

    known: frozenset[str]
    printed: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def nobody_answers(self) -> bool:
        """Whether only reporters have a label: what follows a question is the answer to it."""
        return bool(self.known) and all(is_of_press(key) for key in self.known)

    def read(self, line: str, lead: str = "") -> Reading | None:
        """The label of a line at which a paragraph begins; None where it has none."""
        reading = read_label(line, lead)
        if reading and self._believes(reading):
            return reading
        return self._without_colon(line)

    def read_inside(self, line: str, before: str, width: int) -> Reading | None:
        """The label of a line within a wrapped block, where most lines only continue the one before.

        A letter and one space may be words (`1600 Q Street`): a label where the line before ends its sentence, or early
        in its `width`.
        """
        reading = read_label(line)
        if reading is None or not self._believes(reading) or is_heading(reading):
            return None
        if reading.kind == "letter" and reading.label[-1:].isalnum() and line[reading.end - 2 : reading.end] == "Q ":
            return reading if ends_sentence(before) or len(before.rstrip()) < limits.EARLY_END * width else None
        if reading.capitals or reading.kind == "role":
            return reading
        return reading if reading.colon and reading.kind in ("surname", "honorific") and ends_sentence(before) else None

    def run_together(self, text: str) -> list[tuple[str | None, str]]:
        """A folded paragraph cut where a known label stands behind the end of a sentence: (label or None, text) each.

        Some copies lose the break between two turns: `We will see. QUESTION: When?`. Within a sentence the same
        words are no label: `he told MS. ROE: no`.
        """
        if " Q " not in text and (":" not in text or not self.printed):
            return [(None, text)]
        parts: list[tuple[str | None, str]] = []
        label, start = None, 0
        for match in _RUN_TOGETHER.finditer(text):
            found = match["capitals"] or "Q"
            if (
                found in self.printed
                or _TITLED.fullmatch(found)
                or (match["capitals"] is None and match.start() and "q" in self.known)
            ):
                parts.append((label, text[start : max(start, match.start())]))
                label, start = found, match.end() + 1
        return [*parts, (label, text[start:])]

    def _believes(self, reading: Reading) -> bool:
        if reading.stopped and "stopped" not in self.marks:  # a name called out in speech, or a misprint
            return self._is_misprint(reading)
        if reading.dashed and "dashed" not in self.marks:
            return False
        return label_key(reading.label) in (self.bare if reading.kind == "bare" else self.known)

    def _is_misprint(self, reading: Reading) -> bool:
        """Whether a label ends with a stop by mistake: `MS. DORN.` on a page that prints `MR. ZELLER:`."""
        return bool(_TITLED.fullmatch(reading.label.rstrip("."))) and any(map(_TITLED.fullmatch, self.printed))

    def _without_colon(self, line: str) -> Reading | None:
        """A known label in capitals whose colon was lost or mistyped: `MODERATOR  Thank you`, `QUESTION; And`."""
        found = re.match(r"\s*(?P<label>[A-Z][A-Z.’' -]*[A-Z])(?P<mark>[;.,]?)(?P<gap>\s+|$)(?=[A-Z“\"(—–-]|$)", line)
        if (
            found
            and len(found["label"]) > 4
            and label_key(found["label"]) in self.known
            and not line[found.end() :].isupper()
        ):
            return Reading(fold(found["label"] + found["mark"]), found.end("gap"), "capitals", True)
        return None


def is_heading(reading: Reading) -> bool:
    """Whether a label fills its line and is not in capitals: as often a line of a header as a label."""
    return reading.kind == "bare" and not reading.capitals
