"""What is a speaker label on a page: lines that look like one, and that the page as a whole uses as one.

A label stands at the start of a line. The same words inside a paragraph are no label, so only lines at which a
paragraph may begin are asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from onbackground.drafting.cutting.run_together import SENTENCE_END
from onbackground.drafting.lines.label import ASIDE, Reading, label_key, read_label, role_word, without_clock
from onbackground.drafting.lines.label_words import NOT_LABELS, ROLES
from onbackground.drafting.pages.blocks import Block, ends_sentence, first_lines
from onbackground.verbatim.reproduce import fold

_REPORTERS = frozenset(("q", "question"))
_LINES = frozenset(("operator", "coordinator"))
"""Who puts callers through."""
_OPENINGS = frozenset(
    """
    first second third fourth fifth firstly secondly thirdly finally last lastly also and but now look again well
    yes no then so this that point answer""".split()
)
_ADDRESS = re.compile(r"\W*(?:sir|madam|ma[’']am|thank you|good (?:morning|afternoon|evening)|hi|hello)\b", re.I)
_RUN_TOGETHER = re.compile(rf"(?:^|{SENTENCE_END} )(?:(?P<capitals>[A-Z][^:a-z]{{0,60}}):(?= |$)|Q(?= [A-Z“\"(—–-]))")


@dataclass(frozen=True)
class Labels:
    """The labels of one page: which readings of its lines are labels, as the page as a whole shows.

    `known` are keys (see `label_key`); `printed` those in capitals and with a colon, as printed; `bare` keys of those
    that stand on lines of their own; `stopped` says that a full stop ends the labels of the page.
    """

    known: frozenset[str]
    printed: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    stopped: bool = False

    @classmethod
    def of(cls, blocks: Iterable[Block]) -> Labels:
        """Learn the labels of a page from all lines at which paragraphs begin (from every line where few do)."""
        blocks = list(blocks)
        found = [(reading, line) for line, lead in first_lines(blocks) if (reading := read_label(line, lead))]
        if len(found) < 3:
            found = [
                (reading, line)
                for block in blocks
                for line in block.lines
                if (reading := read_label(line, block.lead if line is block.lines[0] else ""))
            ]
        stopped = _prints_stops([reading for reading, _ in found])
        found = [(reading, line) for reading, line in found if stopped or not reading.stopped]
        found = [(reading, line) for reading, line in found if not _is_title(reading, line, blocks[0].lines[0])]
        headed = sum(_is_heading(reading) and label_key(reading.label) in _REPORTERS for reading, _ in found) > 1
        found = [(reading, line) for reading, line in found if headed or not _is_heading(reading)]
        readings = [reading for reading, _ in found]
        bold = {
            label_key(reading.label)
            for block in blocks
            if block.lead
            and (reading := read_label(block.lines[0], block.lead))
            and fold(block.lead).rstrip(": ") == reading.label.rstrip(": ")
        }
        counts = Counter(label_key(reading.label) for reading in readings)
        kinds = {label_key(reading.label): reading for reading in readings}
        letters = sum(count for key, count in counts.items() if kinds[key].kind == "letter" and key != "a")
        known = {key for key, count in counts.items() if _believed(kinds[key], key, count, key in bold, counts)}
        known |= _callers(blocks, known, kinds, counts)
        known = {key for key in known if kinds[key].kind != "letter" or letters >= (1 if len(known) > 1 else 2)}
        known |= _in_dialogue(found, known)
        alone = Counter(label_key(reading.label) for reading in readings if reading.kind == "bare")
        bare = {key for key, count in alone.items() if key in known and count > 1}
        printed = {
            reading.label
            for reading in readings
            if reading.capitals and reading.colon and label_key(reading.label) in known
        }
        return cls(
            frozenset(known), frozenset(label for label in printed if label[-1:].isalnum()), frozenset(bare), stopped
        )

    @property
    def nobody_answers(self) -> bool:
        """Whether only reporters have a label: what follows a question is the answer to it."""
        return bool(self.known) and all(_asks(key) for key in self.known)

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
        if reading is None or not self._believes(reading) or _is_heading(reading):
            return None
        if reading.kind == "letter" and reading.label[-1:].isalnum() and line[reading.end - 1 : reading.end] == " ":
            return reading if ends_sentence(before) or len(before.rstrip()) < 0.7 * width else None
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
            if found in self.printed or (match["capitals"] is None and match.start() and "q" in self.known):
                parts.append((label, text[start : max(start, match.start())]))
                label, start = found, match.end() + 1
        return [*parts, (label, text[start:])]

    def _believes(self, reading: Reading) -> bool:
        if reading.stopped and not self.stopped:  # a name called out in speech
            return False
        return label_key(reading.label) in (self.bare if reading.kind == "bare" else self.known)

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


def _is_heading(reading: Reading) -> bool:
    """Whether a label fills its line and is not in capitals: as often a line of a header as a label."""
    return reading.kind == "bare" and not reading.capitals


def _asks(key: str) -> bool:
    return ROLES.get(key) == "reporter" or bool(re.fullmatch(r"q\d*", key))


def _is_title(reading: Reading, line: str, first: str) -> bool:
    """Whether the first line of a page only looks like a label: `Lake Council: Remarks by the Secretary`."""
    return (
        line is first
        and reading.kind in ("name", "surname", "honorific")
        and not (reading.capitals or ends_sentence(line))
    )


def _in_dialogue(found: list[tuple[Reading, str]], known: set[str]) -> set[str]:
    """Names that their place shows to be labels, however seldom they are printed.

    Where reporters have no label, or seldom, these are the names of reporters and papers: they ask, or whoever speaks
    most answers. Where reporters have one, the name behind it answers.
    """
    keys = [label_key(reading.label) for reading, _ in found]
    counts = Counter(keys)
    asking = [key for key in keys if key in known and _asks(key) and key != "follow-up"]
    speakers = Counter(key for key in keys if key in known and not _asks(key))
    main, often = next(iter(speakers.most_common(1)), (None, 0))
    main = main if often > 1 else None
    in_capitals = any(reading.capitals for (reading, _), key in zip(found, keys) if key == main)
    reporters = set(asking) if len(asking) * 3 >= often else set()
    if not reporters and (main is None or in_capitals):
        return set()
    believed: set[str] = set()
    for n, (reading, line) in enumerate(found):
        key, words = keys[n], keys[n].split()
        if key in known or not reading.colon or words[0] in _OPENINGS:
            continue
        if set(words) <= NOT_LABELS and reading.kind != "role":
            continue
        before, following = [None, *keys][n], [*keys, None][n + 1]
        asks = "?" in line or bool(_ADDRESS.match(line, reading.end))
        if not reporters:
            in_place = asks or following == main
        elif before in reporters | believed and _is_like_a_name(found[n - 1][0]):
            answered = following in speakers and not role_word(str(following).split())
            in_place = len(words) > 1 and (counts[key] > 1 or not answered)
        else:
            outlet = reading.label.endswith(")") and asks and not in_capitals
            in_place = outlet or (asks and before in (None, main) and following == main)
        if in_place:
            believed.add(key)
    return believed


def _is_like_a_name(reading: Reading) -> bool:
    """Whether a label is printed as names are: not in capitals, with a colon."""
    return reading.colon and (reading.kind == "letter" or not reading.capitals)


def _callers(blocks: list[Block], known: set[str], kinds: dict[str, Reading], counts: Counter[str]) -> set[str]:
    """The names before a colon that a page prints again, where it labels people by their names or has an operator."""
    if not any(kinds[key].kind in ("name", "surname") or key.split()[-1] in _LINES for key in known):
        return set()
    text = fold(" ".join(line for block in blocks for line in block.lines))
    names = {key: fold(ASIDE.sub(" ", reading.label)) for key, reading in kinds.items() if reading.kind == "name"}
    return {
        key
        for key, name in names.items()
        if counts[key] > 1 or len(re.findall(rf"\b{re.escape(name)}\b", text)) > counts[key]
    }


def _prints_stops(readings: list[Reading]) -> bool:
    """Whether a page ends its labels with a full stop: several do so, one of them again, and few with a colon."""
    stopped = [label_key(reading.label) for reading in readings if reading.stopped]
    colons = sum(reading.colon for reading in readings)
    return len(stopped) > max(2, colons, len(set(stopped)))


def _believed(reading: Reading, key: str, count: int, bold: bool, counts: Counter[str]) -> bool:
    """Whether a page that prints this reading `count` times means it as a label."""
    words = key.split()
    if reading.kind == "bare":
        return count >= 2
    if reading.kind == "letter":
        return key[:1] == "q" or any(other[:1] == "q" and len(other) < 4 for other in counts)
    if without_clock(reading.label) != reading.label:
        return True
    if all(word in NOT_LABELS for word in words):
        return count >= 3 or (reading.kind == "role" and count >= 2)
    if reading.capitals or reading.kind == "role":
        name = label_key(reading.label.partition(", ")[0]).split()  # without outlet or post
        return reading.kind != "capitals" or count >= 2 or (len(name) <= 4 and not set(words) & NOT_LABELS)
    reporters = any(other in _REPORTERS or other.split()[-1] in _LINES for other in counts)
    if reading.kind == "surname":
        titled = any(other.split()[0] in ("mr", "ms", "mrs", "dr") for other in counts)
        return bold or (count >= 3 and reporters and not titled and key not in _OPENINGS)
    if reading.kind == "honorific" and reporters:
        return True
    return bold or count >= (2 if reading.kind == "honorific" else 3)
