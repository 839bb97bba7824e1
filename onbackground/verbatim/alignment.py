"""Where a record and its source part, and what the text of each turn is in the source.

The words of the record's body are laid against those of the source (a patience diff: words that are found once
on both sides hold the rest in place), so that each difference is found where it is, whatever stands before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from onbackground.dates import printed_dates
from onbackground.findings import Path
from onbackground.verbatim.diff import Change, changes
from onbackground.verbatim.reproduce import (
    Piece,
    body_pieces,
    body_text,
    fold,
    header_fields,
    header_length,
    header_skips,
)


class Difference(NamedTuple):
    """Where record and source part: the place in the record, the character there, and both sides from there on.

    `kind`: text, label, missing (a stretch of the source before the turn at `at`), tail (after its end), extra
    (not in the source), moved (`source` says where to), swapped (`record` names the other turn). `more` counts
    further differences in that turn.
    """

    kind: str
    at: Path
    offset: int | None
    record: str
    source: str
    more: int = 0


class Alignment(NamedTuple):
    """A record's body laid against its source.

    `header` counts the characters of the folded source before the first turn. `restored` has the text of each
    edited turn as the source has it; `lost` the turns that the source has and the record has not; `unsure` those
    whose printed label is not their speaker's. `exact`: the body has the characters and the paragraphs of the source.
    """

    header: int
    differences: tuple[Difference, ...] = ()
    restored: Mapping[str, str] = MappingProxyType({})
    lost: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    exact: bool = False


def align(record: dict[str, Any], lines: str, printed: str) -> Alignment:
    """Lay the turns and skips of a record against its source: its folded paragraphs as lines, and as it was printed."""
    turns = record["turns"]
    typed, skips = record, list(record.get("skips") or [])
    if any(
        skip.get("before", skip.get("after")) not in turns or skip.get("paragraph", 0) > _paragraphs(turns, skip)
        for skip in skips
    ):
        record = record | {"skips": list(_placed(skips, turns))}
    body = body_text(body_pieces(record), lines)
    before = len(lines) - len(body)
    if lines.endswith(body) and (not before or lines[before - 1] == "\n"):
        return _whole_lines(record, lines.replace("\n", " "), printed, before)._replace(exact=True)
    source = lines.replace("\n", " ")
    length = header_length(record, source)
    if length is None:
        compared = _compared(record, source)
        return _swapped(typed, source, compared.differences) or compared
    return _whole_lines(record, source, printed, length)


def _paragraphs(turns: dict[str, Any], skip: dict[str, Any]) -> int:
    """How many paragraphs the turn of a skip has."""
    text: str = turns[skip.get("before") or skip["after"]]["text"]
    return text.count("\n") + 1


def _placed(skips: list[dict[str, Any]], turns: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Skips whose turn or paragraph does not exist, put to the one that is nearest by its number."""
    numbers = sorted(map(_number, turns))
    for skip in skips:
        key = "before" if "before" in skip else "after"
        if skip[key] in turns:
            yield (
                skip | {"paragraph": min(skip["paragraph"], _paragraphs(turns, skip))} if "paragraph" in skip else skip
            )
        if skip[key] in turns or "paragraph" in skip:
            continue
        wanted = _number(skip[key])
        near = (
            ([n for n in numbers if n > wanted] or numbers[-1:])[0]
            if key == "before"
            else ([n for n in numbers if n < wanted] or numbers[:1])[-1]
        )
        name = next(turn for turn in turns if _number(turn) == near)
        yield {key: name, "text": skip["text"], "reason": skip["reason"]}


def _whole_lines(record: dict[str, Any], source: str, printed: str, length: int) -> Alignment:
    """The alignment of a record whose body is the end of its source: is all before it a header?

    A header ends with a line, so words between a line's beginning and the first turn are words of that turn; and
    where the first turn is not t01, it is t01 that was left out.
    """
    seen = 0
    for line in printed.split("\n"):
        if seen >= length:
            break
        line_start, seen = seen, seen + len(fold(line)) + bool(line.strip())
    first = next(iter(record["turns"]))
    piece = next(body_pieces(record))
    if seen > length:
        if record["turns"][first]["speaker"] not in record["participants"]:
            return Alignment(line_start)
        stretch = source[line_start:length].rstrip()
        difference = Difference("text", piece.at, 0, fold(piece.text)[:40], source[line_start : length + 40])
        return Alignment(
            line_start, (difference,), {first: f"{stretch} {record['turns'][first]['text']}"} if piece.turn else {}
        )
    number = min(map(_number, record["turns"]))
    if number > 1:
        end = _end_of_header(record, source[:length])
        if end < length - 1:
            return Alignment(
                end + 1,
                (Difference("missing", piece.at, None, "", source[end:length].strip()),),
                lost=frozenset(f"t{n:02}" for n in range(1, number)),
            )
    return Alignment(length)


# --- Two turns that changed places -----------------------------------------------------------------------------


def _swapped(record: dict[str, Any], source: str, differences: tuple[Difference, ...]) -> Alignment | None:
    """The alignment of a record that is its source once two turns near a difference, or their texts, change places."""
    names = list(record["turns"])
    in_order = sorted(names, key=_number)
    if in_order != names:
        length = header_length(record | {"turns": {name: record["turns"][name] for name in in_order}}, source)
        if length is not None:
            return Alignment(length)
    touched = [names.index(str(difference.at[1])) for difference in differences[:4] if difference.at[0] == "turns"]
    pairs = dict.fromkeys(
        pair for n in touched for pair in ((n, n + 1), (n - 1, n), (n, n + 2), (n - 2, n), (n + 1, n + 2))
    )
    for one, other in pairs:
        if not 0 <= one < other < len(names):
            continue
        here, there = names[one], names[other]
        for whole in (True, False):
            turns = dict(record["turns"])
            turns[here], turns[there] = (
                (turns[there], turns[here])
                if whole
                else (turns[here] | {"text": turns[there]["text"]}, turns[there] | {"text": turns[here]["text"]})
            )
            length = header_length(record | {"turns": turns}, source)
            if length is None:
                continue
            difference = Difference("swapped", ("turns", here), None, there, here)
            restored = {name: turns[name]["text"] for name in (here, there)}
            return Alignment(length, (difference,), restored, unsure=frozenset((here, there)))
    return None


def _number(turn_id: str) -> int:
    return int(turn_id[1:])


# --- Words -----------------------------------------------------------------------------------------------------


class Word(NamedTuple):
    """One printed word of the record: its piece, where it stands in the piece's text (None: in its label)."""

    text: str
    piece: int
    start: int | None
    end: int


def _words(pieces: list[Piece], source: str) -> list[Word]:
    words: list[Word] = []
    for n, piece in enumerate(pieces):
        if piece.label:
            label = fold(piece.label)
            printed = label + ":" if label + ":" in source or label + " " not in source else label
            words += [Word(word, n, None, 0) for word in printed.split()]
        words += [
            Word(unicodedata.normalize("NFC", match[0]), n, match.start(), match.end())
            for match in re.finditer(r"\S+", piece.text)
        ]
    return words


# --- Changes to differences ------------------------------------------------------------------------------------


def _compared(record: dict[str, Any], source: str) -> Alignment:
    pieces = list(body_pieces(record))
    words = _words(pieces, source)
    theirs = source.split(" ")
    first_of = [0] * (len(pieces) + 1)
    for n in range(len(words) - 1, -1, -1):
        first_of[words[n].piece] = n
    first_of[len(pieces)] = len(words)
    labels = {fold(piece.label) for piece in pieces if piece.label}
    boundaries = set(first_of)
    ours = [word.text for word in words]
    found = [_slid(change, ours, theirs, boundaries) for change in changes(ours, theirs)]

    header, found = _cut_header(record, found, theirs, labels)
    found = [change for change in found if not _only_a_colon(change, words, theirs)]
    known = record["participants"]
    strangers = {
        turn for turn, value in record["turns"].items() if value["speaker"] not in known and "label" not in value
    }
    differences: list[Difference] = []
    edits: dict[int, list[Change]] = {}
    lost: set[str] = set()
    unsure: set[str] = set(strangers)
    for change in found:
        a, b, c, d = change
        n = words[a].piece if a < len(words) else len(pieces)
        stretch = " ".join(theirs[c:d])
        if a == b and a in boundaries:
            turn = pieces[n].turn if n < len(pieces) else ""
            if turn in strangers and pieces[n].at[0] == "turns" and d - c <= 10:
                continue
            last = next((k for k in range(n - 1, -1, -1) if pieces[k].turn), None)
            if last is not None and not _begins_with_label(stretch, labels):
                end = pieces[last].start + len(pieces[last].text)
                differences.append(Difference("tail", pieces[last].at, end, "", stretch))
                edits.setdefault(last, []).append(change)
            elif (n < len(pieces) and pieces[n].turn) or last is None:
                differences.append(Difference("missing", pieces[n].at, None, "", stretch))
            else:
                end = pieces[last].start + len(pieces[last].text)
                differences.append(Difference("missing", pieces[last].at, end, "", stretch))
            lost |= _between(record, pieces, n)
            continue
        if c == d and a in boundaries and b in boundaries:
            differences.append(
                Difference("extra", pieces[n].at, pieces[n].start, pieces[n].text, " ".join(theirs[c : c + 12]))
            )
            continue
        differences.append(_difference(change, words, theirs, pieces[n]))
        for touched in {words[k].piece for k in range(a, max(b, a + 1))}:
            edits.setdefault(touched, []).append(change)
            if differences[-1].kind == "label" and pieces[touched].turn:
                unsure.add(pieces[touched].turn)
    differences = _moved(differences, pieces)
    of_turn: dict[str, list[int]] = {}
    for n, piece in enumerate(pieces):
        of_turn.setdefault(piece.turn, []).append(n)
    restored = {
        turn: _restored(of_turn[turn], pieces, words, theirs, edits)
        for turn in {pieces[n].turn for n in edits if pieces[n].at[0] == "turns"}
    }
    return Alignment(header, tuple(_one_a_turn(differences)), restored, frozenset(lost), frozenset(unsure))


def _moved(differences: list[Difference], pieces: list[Piece]) -> list[Difference]:
    """Of a skip that the source has in another place only that: not what is too much here and missing there."""
    texts = {piece.at: fold(piece.text) for piece in pieces if piece.at[0] == "skips"}
    kept = list(differences)
    for extra in differences:
        text = texts.get(extra.at)
        there = next((one for one in kept if one.kind in ("missing", "tail") and one.source == text), None)
        if extra.kind == "extra" and there:
            kept.remove(there)
            where = f"before {there.at[1]}" if there.offset is None else f"after {there.at[1]}"
            kept[kept.index(extra)] = extra._replace(kind="moved", source=where)
    return kept


_FARTHEST = 11
"""Words by which a stretch is moved at most."""


def _slid(change: Change, ours: list[str], theirs: list[str], boundaries: set[int]) -> Change:
    """A stretch that is only added or only left out, moved so that it begins where a piece begins, if it can be."""
    a, b, c, d = change
    if (a < b) == (c < d):
        return change
    for _ in range(_FARTHEST):
        if a in boundaries and b in boundaries:
            return a, b, c, d
        if (
            (a < b and (a == 0 or ours[a - 1] != ours[b - 1]))
            or (c < d and (c == 0 or theirs[c - 1] != theirs[d - 1]))
            or not (a and c)
        ):
            break
        a, b, c, d = a - 1, b - 1, c - 1, d - 1
    return (a, b, c, d) if a in boundaries and b in boundaries else change


def _cut_header(
    record: dict[str, Any], found: list[Change], theirs: list[str], labels: set[str]
) -> tuple[int, list[Change]]:
    """The length of the header block, and the changes without it. It ends after the last header field or date."""
    if not found or found[0][0] != 0 or found[0][2] != 0:
        return 0, found
    a, b, _, d = found[0]
    block = " ".join(theirs[:d])
    end = _end_of_header(record, block)
    size = block.count(" ", 0, end + 1) if end < len(block) else d
    if (
        a == b
        and size < d
        and not _begins_with_label(" ".join(theirs[size:d]), labels)
        and min(map(_number, record["turns"])) == 1
    ):
        size = d
    length = len(" ".join(theirs[:size])) + (size > 0)
    return length, ([] if a == b and size == d else [(a, b, size, d)]) + found[1:]


def _end_of_header(record: dict[str, Any], block: str) -> int:
    """Where the last header field, header skip or date ends in the folded beginning of a source."""
    end = 0
    for _, value in (*header_fields(record), *header_skips(record)):
        at = block.find(fold(value))
        if at >= 0:
            end = max(end, at + len(fold(value)))
    for match, day in printed_dates(block[: end + 60]):
        if day == record.get("date"):
            end = max(end, match.end())
    return end


def _only_a_colon(change: Change, words: list[Word], theirs: list[str]) -> bool:
    """Whether a label is printed with its colon, with the colon apart or without one, which is all the same."""
    a, b, c, d = change
    if a == b:
        return theirs[c:d] == [":"] and a > 0 and words[a - 1].start is None
    return b == a + 1 and d == c + 1 and words[a].start is None and words[a].text.rstrip(":") == theirs[c].rstrip(":")


_LABEL = re.compile(r"[A-Z][A-Z’'.&-]*+(?: [A-Z][A-Z’'.&-]*+){0,7} ?(?:\([^)]{1,40}\) ?)?:(?: |$)|Q ")


def _begins_with_label(stretch: str, labels: set[str]) -> bool:
    return bool(_LABEL.match(stretch)) or any(stretch.startswith((label + ":", label + " ")) for label in labels)


def _difference(change: Change, words: list[Word], theirs: list[str], piece: Piece) -> Difference:
    """The difference that a change makes in a piece: in its label, or at one character of its text."""
    a, b, c, d = change
    window = slice(max(c - 4, 0), d + 4)
    before = [word.text for word in words[max(a - 4, 0) : a] if word.piece == words[a].piece]
    behind = [word.text for word in words[b : b + 4] if word.piece == words[a].piece]
    theirs_shown = " ".join(theirs[max(c - len(before), window.start) : d + len(behind)])
    ours_shown = " ".join([*before, *(word.text for word in words[a:b]), *behind])
    start = words[a].start
    if start is None:
        return Difference("label", piece.at, None, ours_shown, theirs_shown)
    if a == b:
        return Difference("text", piece.at, piece.start + start, ours_shown, theirs_shown)
    typed, printed = words[a].text, theirs[c] if c < d else ""
    same = 0
    while same < len(typed) and same < len(printed) and typed[same] == printed[same]:
        same += 1
    return Difference("text", piece.at, piece.start + start + same, ours_shown, theirs_shown)


def _between(record: dict[str, Any], pieces: list[Piece], n: int) -> set[str]:
    """The ids that are free between the turn before piece n and the turn at it: turns that were left out."""
    numbers = {_number(turn) for turn in record["turns"]}
    before = max((_number(piece.turn) for piece in pieces[:n] if piece.turn), default=0)
    behind = next((_number(piece.turn) for piece in pieces[n:] if piece.turn), max(numbers) + 20)
    return {f"t{number:02}" for number in range(before + 1, min(behind, before + 1000)) if number not in numbers}


def _restored(
    numbers: list[int], pieces: list[Piece], words: list[Word], theirs: list[str], edits: dict[int, list[Change]]
) -> str:
    """The text of a turn, of the pieces with these numbers, with the words of the source where they differ."""
    texts = []
    for n in numbers:
        text = pieces[n].text
        for a, b, c, d in reversed(edits.get(n, [])):
            inside = [word for word in words[a:b] if word.piece == n and word.start is not None]
            said = " ".join(theirs[c:d])
            if inside:
                text = text[: inside[0].start] + said + text[inside[-1].end :]
            elif a < len(words) and words[a].piece == n and words[a].start is not None:
                text = f"{text[: words[a].start]}{said} {text[words[a].start :]}"
            elif a == b:
                text = f"{text} {said}"
        texts.append(text)
    return "\n".join(texts)


def _one_a_turn(differences: list[Difference]) -> Iterator[Difference]:
    """The first difference of each turn or skip, with the number of those that follow in it."""
    by_place: dict[Path, list[Difference]] = {}
    for difference in differences:
        by_place.setdefault(difference.at, []).append(difference)
    for group in by_place.values():
        yield group[0]._replace(more=len(group) - 1)
