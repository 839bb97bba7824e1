"""Whatever is done to the text of the turns is found where it was done, once."""

import itertools
import re

import pytest
from edited import BASE, ODD, REAL, findings, text_of

from onbackground.parsing import strict
from onbackground.parsing.locator import Locator


class Turns:
    """The turns of a record's file as blocks of lines, to be edited."""

    def __init__(self, path):
        self.path = path
        self.lines = text_of(path).split("\n")
        located = Locator("\n".join(self.lines))
        self.data = strict.load("\n".join(self.lines))
        names = list(self.data["turns"])
        starts = [located.position(("turns", name), key=True)[0] - 1 for name in names]
        end = self.lines.index("", starts[-1])
        self.blocks = dict(zip(names, zip(starts, [*starts[1:], end])))

    def spoken(self, name):
        """The numbers of the lines that hold a turn's words, and where the words begin in each."""
        start, end = self.blocks[name]
        first = next(n for n in range(start, end) if self.lines[n].lstrip().startswith("text:"))
        for n in range(first, end):
            line = self.lines[n]
            begin = line.index("text:") + 6 if n == first else len(line) - len(line.lstrip())
            if line[begin:].strip() and not re.fullmatch(r"[>|]-?", line[begin:].strip()):
                yield n, begin

    def found_in(self, lines, first, last):
        """Assert that the edited file gives one finding, between the first and the last line (0-based)."""
        found = findings(self.path, "\n".join(lines))
        assert len(found) == 1 and first <= found[0].line - 1 <= last, found
        return found[0]


def _edited(lines, first, last, new):
    return lines[:first] + new + lines[last:]


@pytest.mark.parametrize("path", [REAL, BASE, ODD])
def test_one_changed_character_is_found_at_its_place(path):
    turns = Turns(path)
    for name in turns.data["turns"]:
        for n, begin in turns.spoken(name):
            line = turns.lines[n]
            for column in range(begin + len(name), len(line), 59):
                if line[column].isalpha() and "\\" not in line[max(0, column - 6) : column]:
                    other = "x" if line[column] != "x" else "y"
                    new = line[:column] + other + line[column + 1 :]
                    found = turns.found_in(_edited(turns.lines, n, n + 1, [new]), n, n)
                    assert (found.code, found.column) == ("OB303", column + 1)


@pytest.mark.parametrize("path", [REAL, BASE, ODD])
def test_a_straight_apostrophe_is_found_at_its_place(path):
    turns = Turns(path)
    for name in turns.data["turns"]:
        for n, begin in turns.spoken(name):
            column = turns.lines[n].find("’", begin)
            if column >= 0 and "'" not in turns.lines[n]:
                new = turns.lines[n][:column] + "'" + turns.lines[n][column + 1 :]
                found = turns.found_in(_edited(turns.lines, n, n + 1, [new]), n, n)
                assert (found.code, found.column) == ("OB303", column + 1)
                assert "curly apostrophe" in found.hint and "straight apostrophe" in found.hint


@pytest.mark.parametrize("path", [REAL, BASE])
def test_a_dropped_sentence_is_found_beside_it(path):
    turns = Turns(path)
    for name in turns.data["turns"]:
        spoken = list(turns.spoken(name))
        for n, _ in spoken if len(spoken) > 1 else ():
            assert turns.found_in(_edited(turns.lines, n, n + 1, []), n - 2, n + 1).code == "OB303"


@pytest.mark.parametrize("path", [REAL, BASE, ODD])
def test_a_dropped_turn_is_found_where_it_was(path):
    turns = Turns(path)
    for _name, (start, end) in turns.blocks.items():
        assert turns.found_in(_edited(turns.lines, start, end, []), start - 1, start).code == "OB303"


@pytest.mark.parametrize("path", [REAL, BASE, ODD])
def test_a_swapped_pair_of_turns_is_found_there(path):
    turns = Turns(path)
    names = list(turns.blocks)
    for one, other in itertools.pairwise(names):
        (a, b), (_, c) = turns.blocks[one], turns.blocks[other]
        lines = turns.lines
        assert turns.found_in(_edited(lines, a, c, lines[b:c] + lines[a:b]), a, c).code == "OB402"
        under_each_others_ids = lines[a : a + 1] + lines[b + 1 : c] + lines[b : b + 1] + lines[a + 1 : b]
        assert turns.found_in(_edited(lines, a, c, under_each_others_ids), a, c).code == "OB303"


@pytest.mark.parametrize("path", [REAL, BASE, ODD])
def test_a_wrong_speaker_is_found_at_the_speaker(path):
    turns = Turns(path)
    for name, turn in turns.data["turns"].items():
        if turn.get("label", "") is None:
            continue  # printed without a label: nothing in the text says who speaks
        start, end = turns.blocks[name]
        for other in {*turns.data["participants"], "somebody"} - {turn["speaker"]}:
            block = [
                line.replace(f"speaker: {turn['speaker']}", f"speaker: {other}") for line in turns.lines[start:end]
            ]
            found = turns.found_in(_edited(turns.lines, start, end, block), start, end)
            assert found.code in ("OB303", "OB401", "OB408") and turns.lines[found.line - 1].lstrip().startswith(
                "speaker:"
            )


def test_a_quote_moved_to_another_turn_is_found_at_the_quote():
    turns = Turns(REAL)
    moved = 0
    for n, line in enumerate(turns.lines):
        match = re.match(r"  s\d\d: \{turn: (t\d\d), ", line)
        if not match or "voice: premise" in line:
            continue
        # to another turn of the same speaker, so that nothing but the quote is wrong
        speaker = turns.data["turns"][match[1]]["speaker"]
        other = next(t for t, turn in turns.data["turns"].items() if turn["speaker"] == speaker and t != match[1])
        new = line.replace(match[1], other, 1)
        found = turns.found_in(_edited(turns.lines, n, n + 1, [new]), n, n + 2)
        assert found.code == "OB601" and match[1] in found.message, found
        moved += 1
    assert moved > 30
