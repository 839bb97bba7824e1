"""OB40x: turns, their speakers and labels, and the order of ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from onbackground.findings import Cause, Path, Problem, Stage, did_you_mean, record_rule
from onbackground.parsing.problems import BIDIRECTIONAL, INVISIBLE
from onbackground.record.ids import letters_of, retired_ids
from onbackground.record.record import Record, plain_spaces, view
from onbackground.validation.rules.names import absent_participant, signed_layers
from onbackground.validation.rules.paragraphs import paragraphs_differ


@record_rule("OB401", reads=("turns", "participants"))
def unknown_speaker(record: Record) -> Iterator[Problem]:
    """A turn's speaker is not among the participants.

    Wrong:
        t02: {speaker: sd0, text: "Thank you."}
    Right:
        t02: {speaker: sdo, text: "Thank you."}
    """
    for turn_id, turn in record.turns.items():
        if turn["speaker"] not in record.participants:
            yield Problem(
                ("turns", turn_id, "speaker"),
                f"there is no participant “{turn['speaker']}”",
                did_you_mean(turn["speaker"], record.participants),
                cause=absent_participant(record, turn["speaker"]),
            )


@lru_cache(maxsize=10_000)
def number_of(identifier: str) -> tuple[int, str]:
    """What ids are sorted by: their number, then their letters, the shorter first: x01z comes before x01aa."""
    digits = identifier[1:].rstrip("abcdefghijklmnopqrstuvwxyz")
    letters = identifier[1 + len(digits) :]
    return int(digits), f"{len(letters)}{letters}"


def _plainly_ascend(ids: list[str]) -> bool:
    """Whether ids ascend and have one length: then the order of their numbers is that of their letters."""
    return len({*map(len, ids)}) < 2 and ids == sorted({*ids})


@record_rule("OB402", reads=("turns", "exchanges", "statements", "events", "mentions"))
def ids_not_ascending(record: Record) -> Iterator[Problem]:
    """Ids of a layer do not ascend.

    Turns, exchanges, asks, statements and events are numbered as they are given, upwards. A new entry takes the
    next free number; nothing is renumbered, because ids are cited.

    Wrong:
        t02: {speaker: sdo, text: "Yes."}
        t01: {speaker: mod, text: "Good morning."}
    Right:
        t01: {speaker: mod, text: "Good morning."}
        t02: {speaker: sdo, text: "Yes."}
    """
    layers: list[tuple[Path, list[str]]] = [
        ((name,), list(record.ids(name))) for name in ("turns", "exchanges", "statements", "events")
    ]
    layers += [(("exchanges", x, "asks"), list(exchange["asks"])) for x, exchange in record.layer("exchanges").items()]
    for at, ids in layers:
        if _plainly_ascend(ids):
            continue
        highest = (0, "")
        for n, identifier in enumerate(ids):
            number = number_of(identifier)
            if number <= highest:
                early = ids[n - 1]  # alone too high, if what follows goes on from before it
                alone = ids[n + 1 :] and number_of(ids[n + 1]) <= highest and (n < 2 or number_of(ids[n - 2]) < number)
                yield Problem(
                    (*at, early if alone else identifier),
                    f"{early} comes before a lower id" if alone else f"{identifier} comes after a higher id",
                    "bring the entries into the order of their ids; a new one takes the next free number",
                    key=True,
                    doubts=(at,) if at == ("turns",) else (),
                )
                break
            highest = number
    before = 0
    for turn_id in () if _plainly_ascend(list(record.layer("mentions"))) else record.layer("mentions"):
        if number_of(turn_id)[0] < before:
            yield Problem(
                ("mentions", turn_id),
                f"the mentions of {turn_id} come after those of a later turn",
                "bring them into the order of the turns",
                key=True,
            )
            break
        before = number_of(turn_id)[0]


@record_rule("OB403", reads=("turns",))
def unlabelled_without_reason(record: Record) -> Iterator[Problem]:
    """A turn without a printed label does not say how its speaker is known.

    Who speaks an unlabelled turn is our reading, so the record quotes the words that show it.

    Wrong:
        t01: {speaker: mod, label: null, text: "I’ll be moderating."}
    Right:
        t01: {speaker: mod, label: null, because: "I’ll be moderating", text: "I’ll be moderating."}
    """
    for turn_id, turn in record.turns.items():
        if turn.get("label", "") is None and "because" not in turn:
            yield Problem(
                ("turns", turn_id, "label"),
                f"{turn_id} has no label and does not say how its speaker is known",
                "add `because:` with words of the turn that show who speaks",
                key=True,
            )


@record_rule("OB404", reads=("turns", "participants"))
def needless_label(record: Record) -> Iterator[Problem]:
    """A turn repeats the label of its speaker.

    A turn's own `label` says that it is printed with another label than the participant's, or with none. The
    same label again says nothing, and hides the turns where it differs.

    Wrong:
        t04: {speaker: press, label: QUESTION, text: "When?"}
    Right:
        t04: {speaker: press, text: "When?"}
    """
    for turn_id, turn in record.turns.items():
        speaker = record.participants.get(turn["speaker"])
        if speaker and turn.get("label") is not None and turn["label"] == speaker["label"]:
            yield Problem(
                ("turns", turn_id, "label"),
                f"{turn['label']} is already the label of {turn['speaker']}",
                "remove it",
                key=True,
            )


@record_rule("OB408", reads=("turns", "participants"))
def label_of_another(record: Record) -> Iterator[Problem]:
    """A turn's own label is another speaker's.

    `label` keeps a label that is misprinted or longer than usual. If it is nearly the label of somebody else,
    the speaker is wrong.

    Wrong:
        t04: {speaker: sdo, label: QUESTON, text: "When?"}        (press is QUESTION)
    Right:
        t04: {speaker: press, label: QUESTON, text: "When?"}
    """
    for turn_id, name in record.mislabelled.items():
        yield Problem(
            ("turns", turn_id, "speaker"),
            f"“{record.turns[turn_id]['label']}” is nearly the label of {name}, not that of "
            f"{record.turns[turn_id]['speaker']}",
            f"speaker: {name}",
        )


_SWALLOWED = re.compile(r"(?:^|[.?!)”] |\n)([A-Z][A-Z’'.&-]*+(?: [A-Z][A-Z’'.&-]*+){0,7} ?):(?= |\n|$)")


@record_rule("OB405", reads=("turns", "participants"), waivable=True)
def label_inside_a_turn(record: Record) -> Iterator[Problem]:
    """A speaker’s label is inside the text of a turn.

    Two turns have run together: what the second speaker says is put into the mouth of the first.

    Wrong:
        text: We will see. QUESTION: When?
    Right:
        t04: {speaker: sdo, text: "We will see."}
        t05: {speaker: press, text: "When?"}
    """
    labels = {participant["label"] for participant in record.participants.values()}
    for turn_id, text in record.texts.items():
        if ":" not in text:
            continue
        for match in _SWALLOWED.finditer(text):
            if match[1] in labels:
                yield Problem(
                    ("turns", turn_id, "text"),
                    f"the label “{match[1]}” is inside {turn_id}",
                    "make a turn of its own of what follows",
                    offset=match.start(1),
                    doubts=(("turns", turn_id), ("turns", next_id(turn_id))),
                )


@record_rule("OB406", reads=("turns", "participants", "redactions"), waivable=True)
def idle_participant(record: Record) -> Iterator[Problem]:
    """A participant never speaks, and no bracket stands for him or her.

    Wrong:
        participants:
          sdo2: {role: briefer, label: OFFICIAL TWO, identity: withheld}      (no turn of sdo2)
    Right:
        (the line removed)
    """
    if record.lost or None in record.speakers.values():
        return
    used = {turn["speaker"] for turn in record.turns.values()}
    for stands_for in record.layer("redactions").values():
        used.update([stands_for] if isinstance(stands_for, str) else stands_for if isinstance(stands_for, list) else ())
    for name in record.participants:
        if name not in used:
            yield Problem(
                ("participants", name),
                f"{name} neither speaks nor is masked by a bracket",
                "remove it, or correct the speaker of a turn",
                key=True,
            )


@record_rule("OB407", reads=("retired", "turns", "exchanges", "statements", "events"))
def retired_id_in_use(record: Record) -> Iterator[Problem]:
    """An id is in use although it was withdrawn.

    An id that was cited once must never mean something else.

    Wrong:
        retired: [s07]
        statements:
          s07: …
    Right:
        retired: [s07]
        statements:
          s08: …
    """
    retired = retired_ids(record.data)
    if not retired:
        return
    asks = {
        ask: ("exchanges", x, "asks", ask)
        for x, exchange in record.layer("exchanges").items()
        for ask in exchange["asks"]
    }
    for identifier in retired:
        for name in ("turns", "exchanges", "statements", "events"):
            if identifier in record.layer(name):
                yield Problem(
                    (name, identifier),
                    f"{identifier} was withdrawn and cannot be used again",
                    "take the next free number",
                    key=True,
                    shown=("retired",) if name in signed_layers(record) else None,
                )
        if identifier in asks:
            yield Problem(
                asks[identifier],
                f"{identifier} was withdrawn and cannot be used again",
                "take the next free letter",
                key=True,
            )


@record_rule("OB409", reads=("turns",), waivable=True)
def invisible_in_text(record: Record) -> Iterator[Problem]:
    """A text holds an invisible character that the eye cannot check.

    Zero-width spaces and joiners, soft hyphens and bidirectional marks come with copied pages. Where the source
    has them they stay, under a waiver; typed by accident they break every quote over them.

    Wrong:
        text: "We will​ see."        (a zero-width space after “will”)
    Right:
        text: "We will see."
    """
    if record.reads_exactly:
        assert record.source is not None  # it reads as this
        if record.source.usual:
            return
    for turn_id, text in record.texts.items():
        match = _INVISIBLE.search(text)
        if match:
            yield Problem(
                ("turns", turn_id, "text"),
                f"{turn_id} has an invisible character, U+{ord(match[0]):04X}",
                "delete it; if the source has it, waive the rule",
                offset=match.start(),
            )


_INVISIBLE = re.compile(f"[{INVISIBLE}{BIDIRECTIONAL}]")


def _ragged(texts: Iterable[str]) -> bool:
    """Whether a text begins or ends with white space."""
    listed = list(texts)
    return listed != list(map(str.strip, listed))


@record_rule(
    "OB410",
    reads=("place", "turns", "participants", "exchanges", "statements", "events", "sic", "ground_rules", "mentions"),
)
def white_space_at_the_ends(record: Record) -> Iterator[Problem]:
    """White space at the ends of a text, a quote, a label or a mention, or an empty paragraph.

    It comes from `>` instead of `>-`, from two blank lines in a row, or from a quote that was copied with the
    space beside it. Nobody sees it, and it moves every offset after it.

    Wrong:
        x01b: {quote: " will they meet?", …}
    Right:
        x01b: {quote: "will they meet?", …}
    """
    for turn_id, turn in () if record.reads_exactly else record.turns.items():
        text = turn["text"]
        if text != text.strip():
            yield Problem(
                ("turns", turn_id, "text"),
                f"the text of {turn_id} begins or ends with white space",
                "text: >- (with the hyphen) leaves none",
            )
        elif "\n\n" in text and not any(problem.at[1] == turn_id for problem in paragraphs_differ(record)):
            yield Problem(
                ("turns", turn_id, "text"),
                f"{turn_id} has an empty paragraph",
                "one blank line between paragraphs, not two",
                offset=text.index("\n\n"),
            )
    for at, _, words, _, _ in record.places:
        if words != words.strip():
            yield Problem(at, "the quote begins or ends with white space", "quote the words alone")
    for at, value in _labels_and_header(record):
        if value != plain_spaces(value).strip():
            name = " of ".join(str(step) for step in reversed(at) if step not in ("participants",))
            yield Problem(
                at,
                f"{name} has an odd space: at an end, two in a row, or a no-break space",
                "one plain space between words",
                doubts=(at[:2],),
            )
    surfaces = (surface for mentions in record.mentions.values() for surface, _ in mentions)
    for turn_id, mentions in record.mentions.items() if _ragged(surfaces) else ():
        for n, (surface, _) in enumerate(mentions):
            if surface != surface.strip():
                yield Problem(
                    ("mentions", turn_id, n, 0), "the mention begins or ends with white space", "give the words alone"
                )


def _labels_and_header(record: Record) -> Iterator[tuple[Path, str]]:
    """The short texts, most of them printed in the source, with the path to each."""
    for key in ("title", "byline", "venue"):
        if isinstance(record.data.get(key), str):
            yield (key,), record.data[key]
    for whole, keys in (("ground_rules", ("attribute_to", "embargo")), ("place", ("as_printed", "city"))):
        yield from (((whole, key), words) for key in keys if (words := (record.data.get(whole) or {}).get(key)))
    for name, event in record.layer("events").items():
        yield ("events", name, "what"), event["what"]
    for name, participant in record.participants.items():
        for key in ("label", "name"):
            if participant.get(key):
                yield ("participants", name, key), participant[key]
    for turn_id, turn in record.turns.items():
        if turn.get("label"):
            yield ("turns", turn_id, "label"), turn["label"]


@record_rule("OB436", reads=("turns",), stage=Stage.TEXT)
def odd_space_in_text(record: Record) -> Iterator[Problem]:
    """A turn has a space that a reader cannot see: two in a row, one at the end of a line, or a no-break space.

    Spaces of every kind and number in the source are one plain space in the record. Other spaces would go into the
    data, and a search for the words would not find them.

    Wrong:
        text: It was very  much a working session.
    Right:
        text: It was very much a working session.
    """
    if not record.has_odd_space:
        return
    for turn_id, turn in record.turns.items():
        match = _ODD_SPACE.search(turn["text"].strip())
        if match:
            offset = match.start() + len(turn["text"]) - len(turn["text"].lstrip())
            yield Problem(
                ("turns", turn_id, "text"),
                f"{turn_id} has {_space_name(match[0])}",
                "write one plain space",
                offset=offset,
                cause=Cause(("odd space",)),
            )


_ODD_SPACE = re.compile(r"[^\S \n]+| {2,}| +(?=\n)|(?<=\n) +")


def _space_name(found: str) -> str:
    if found.strip(" "):
        character = found.strip(" ")[0]
        return f"a {unicodedata.name(character, 'control character').lower()} (U+{ord(character):04X})"
    return "two spaces in a row" if len(found) > 1 else "a space at the end of a line"


MANY_MOVED = 3
"""From how many quotes on that are found in another turn the turns are thought to be renumbered."""


@view
def moved_turns(record: Record) -> dict[str, str]:
    """Turns that quotes name, and the turn that has their words instead: of records whose turns were renumbered."""
    moved: dict[str, str] = {}
    for at, turn, words, start, _ in record.places:
        if start >= 0 or turn is None or at[0] == "exchanges":
            continue
        having = [name for name, text in record.texts.items() if words in text]
        if len(having) == 1 and moved.setdefault(turn, having[0]) != having[0]:
            return {}
    shifts = {int(now[1:]) - int(before[1:]) for before, now in moved.items()}
    return moved if len(moved) >= MANY_MOVED and len(shifts) < len(moved) else {}


@record_rule("OB437", reads=("turns", "statements", "events", "sic", "ground_rules"))
def turns_renumbered(record: Record) -> Iterator[Problem]:
    """The turns were given other numbers.

    Quotes name a turn, and their words are in another one each time. Ids are cited, so they never change: a turn that
    is added takes the next free number, and one that is removed leaves a gap, which `retired` lists.

    Wrong:
        t06: {speaker: sdo, text: "Yes."}        (it was t05, and all that quotes it says t05)
    Right:
        t05: {speaker: sdo, text: "Yes."}
    """
    moved = moved_turns(record)
    if moved:
        before, now = min(moved.items(), key=lambda pair: int(pair[1][1:]))
        yield Problem(
            ("turns", now),
            f"from here on the turns have new numbers: the words quoted from {before} are in {now}",
            f"{before}: give the turns their numbers back",
            key=True,
            doubts=(("turns",),),
        )


def next_id(turn: str) -> str:
    """The id of the turn after a turn."""
    return f"t{int(turn[1:]) + 1:02}"


@record_rule("OB431", reads=("turns", "exchanges", "statements", "events", "retired"))
def number_left_out(record: Record) -> Iterator[Problem]:
    """A number is left out, and `retired` does not list it.

    Ids are given upwards without gaps. Where one was withdrawn, `retired` says so, so that a gap is not a loss
    that nobody noticed.

    Wrong:
        retired: []
        statements:
          s06: …
          s08: …
    Right:
        retired: [s07]
        statements:
          s06: …
          s08: …
    """
    retired = retired_ids(record.data).keys() | record.lost
    for layer in ("turns", "exchanges", "statements", "events"):
        ids = list(record.ids(layer))
        if not ids or number_of(ids[-1])[0] == len(ids):
            continue  # as many as the last one counts
        before = 0
        for identifier in ids:
            number = number_of(identifier)[0]
            absent = [f"{identifier[0]}{n:02}" for n in range(before + 1, min(number, before + 1000))]
            absent = [name for name in absent if name not in retired and name not in record.ids(layer)]
            if absent:
                yield Problem(
                    (layer, identifier),
                    f"{absent[0]} is missing before {identifier}",
                    f"retired: [{', '.join(absent[:4])}] if it was withdrawn; else the entry was lost",
                    key=True,
                    rests_on=tuple((layer, name) for name in absent),
                    doubts=tuple((layer, name) for name in absent),
                    shown=("retired",) if retired and layer in signed_layers(record) else None,
                )
            before = max(before, number)
    for name, exchange in record.layer("exchanges").items():
        asks = exchange["asks"]
        if next(reversed(asks), "") == f"{name}{letters_of(len(asks) - 1)}":
            continue  # as many as the last one counts
        last = ""
        for ask_id in asks:
            letters = ask_id.removeprefix(name)
            if len(letters) == 1:
                absent = [
                    f"{name}{chr(n)}"
                    for n in range(ord(last or "`") + 1, ord(letters))
                    if f"{name}{chr(n)}" not in retired and f"{name}{chr(n)}" not in exchange["asks"]
                ]
                if absent:
                    yield Problem(
                        ("exchanges", name, "asks", ask_id),
                        f"{absent[0]} is missing before {ask_id}",
                        f"retired: [{', '.join(absent[:4])}] if it was withdrawn; else the entry was lost",
                        key=True,
                    )
                last = max(last, letters)
