"""How much of a finished record a draft proposes: python benchmarks/proposals.py SOURCE RECORD VOCABULARY"""

from __future__ import annotations

import argparse
import difflib
import functools
import operator
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from onbackground.corpus.corpus import Vocabulary
from onbackground.drafting.draft import draft
from onbackground.drafting.lines.sentences import sentences
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.writing.proposals import propose
from onbackground.parsing import strict
from onbackground.parsing.yaml_text import flow
from onbackground.record.migration import migrate

LAYERS = ("exchanges", "statements", "events", "mentions")


def layer_of(lines: list[str]) -> Any:
    """The data of proposed lines."""
    return strict.load("\n".join(lines)) if lines else {}


def overlap(one: str, other: str) -> float:
    """How much two quotes share, of the shorter one, in words."""
    matcher = difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(
        1, min(len(one.split()), len(other.split()))
    )


def scored(name: str, wanted: list[Any], given: list[Any], same: Callable[[Any, Any], bool]) -> str:
    """Recall and precision of proposals, each matched once."""
    left = list(given)
    hits = 0
    for one in wanted:
        match = next((other for other in left if same(one, other)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    recall = hits / len(wanted) if wanted else 0.0
    precision = hits / len(given) if given else 0.0
    return f"{name:22} {len(wanted):4} there, {len(given):4} proposed, recall {recall:.2f}, precision {precision:.2f}"


def pairs_of_turns(data: dict[str, Any]) -> list[tuple[list[str], list[str]]]:
    return [(one["question"], one["answer"]) for one in data.get("exchanges", {}).values()]


def asks(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (ask.get("turn", one["question"][0]), ask["quote"])
        for one in data.get("exchanges", {}).values()
        for ask in one["asks"].values()
    ]


def follows(data: dict[str, Any]) -> list[tuple[str, str]]:
    exchanges = data.get("exchanges", {})
    turns = {name: one["question"][0] for name, one in exchanges.items()}
    return [
        (one["question"][0], turns.get(one["follows"], one["follows"])) for one in exchanges.values() if one["follows"]
    ]


def pairs(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (turn, str(surface), str(entity))
        for turn, found in data.get("mentions", {}).items()
        for surface, entity in found
    ]


def topics_of(*records: dict[str, Any]) -> list[list[tuple[str, str, str]]]:
    """Of a record and its draft: turn, words and topic of the statements that both have, where there is a topic."""
    found = [
        [(one["turn"], one["quote"], one["topic"]) for one in data.get("statements", {}).values()] for data in records
    ]
    return [[one for one in found[n] if one[2] and any(near(one, other) for other in found[1 - n])] for n in (0, 1)]


def anchors(data: dict[str, Any]) -> list[list[tuple[str, str]]]:
    return [[(one["turn"], one["quote"]) for one in event["anchors"]] for event in data.get("events", {}).values()]


def quotes(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["turn"], one["quote"]) for one in data.get("statements", {}).values()]


def held(data: dict[str, Any], record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The sentences that hold a statement: each once, with its turn."""
    found: dict[tuple[str, str], None] = {}
    for turn, quote in quotes(data):
        for paragraph in record["turns"][turn]["text"].split("\n"):
            found.update({(turn, one): None for one in sentences(paragraph) if quote in one})
    return list(found)


def new(data: dict[str, Any], entities: dict[str, Any], known: Iterable[str]) -> dict[str, set[str]]:
    """Of each entity that a record links and that was not known before: its id and the words that name it."""
    words: dict[str, set[str]] = {}
    for _, surface, entity in pairs(data):
        if entity in entities and entity not in known:
            words.setdefault(entity, {entity, entities[entity]["name"]}).add(surface)
    return words


def stubs(proposed: Mapping[str, Any]) -> list[set[str]]:
    """Of each proposed entity: its id, its name and its aliases."""
    return [{name, str(one["name"]), *one.get("aliases", ())} for name, one in proposed.items()]


def named_alike(one: set[str], other: set[str]) -> bool:
    return any(word == name or word.endswith(f" {name}") for word in one for name in other)


def near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two start with the same turn and much the same words of it."""
    return one[0] == other[0] and overlap(one[1], other[1]) >= 0.6


def typed(wanted: Iterable[Any], given: Iterable[Any], same: Callable[[Any, Any], bool]) -> int:
    """Characters of what a record has and its proposal does not: each laid against the proposal for the same words.

    Words are typed whole. Ids are not counted (`draft.py --renumber` gives them), and neither is what is deleted.
    """
    left = list(given)
    total = 0
    for one in wanted:
        match = next((other for other in left if same(one, other)), None)
        if match is not None:
            left.remove(match)
        old, new = ([] if part is None else re.findall(r"[\w’-]+|\W", flow(part)) for part in (match, one))
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        total += sum(len("".join(new[j1:j2])) for tag, _, _, j1, j2 in matcher.get_opcodes() if tag != "equal")
    return total


def same_in(layer: str, one: Any, other: Any) -> bool:
    """Whether a proposal of a layer is for the same words as what the record has."""
    if layer == "exchanges":
        return bool(one["question"] == other["question"])
    if layer == "statements":
        return near((one["turn"], one["quote"]), (other["turn"], other["quote"]))
    if layer == "events":
        return any(
            near((a["turn"], a["quote"]), (b["turn"], b["quote"])) for a in one["anchors"] for b in other["anchors"]
        )
    return bool(one[0] == other[0])


def show(name: str, wanted: list[Any], given: list[Any], same: Callable[[Any, Any], bool]) -> None:
    """Print what a record has and no proposal, and the other way round."""
    for one in wanted:
        if not any(same(one, other) for other in given):
            print(f"missed {name}: {one}")
    for other in given:
        if not any(same(one, other) for one in wanted):
            print(f"too much {name}: {other}")


def parts_of(name: str, data: dict[str, Any]) -> list[Any]:
    """What a layer consists of; of mentions, those of a turn."""
    layer = data.get(name) or {}
    return [[turn, found] for turn, found in layer.items()] if name == "mentions" else list(layer.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("record", type=Path)
    parser.add_argument("vocabulary", type=Path, help="a folder with entities.yaml and topics.yaml")
    parser.add_argument("--before", type=Path, help="the same folder before the record needed new entities")
    parser.add_argument("--show", action="store_true", help="print what was missed and what was too much")
    options = parser.parse_args()
    entities, topics = (
        strict.load((options.vocabulary / f"{name}.yaml").read_text("utf-8"))[name] for name in ("entities", "topics")
    )
    vocabulary = Vocabulary(entities, topics)
    gold = strict.load(migrate(options.record.read_text("utf-8"), vocabulary))
    made = draft(read_page(options.source.name, options.source.read_bytes()), options.source.name, vocabulary)
    given: dict[str, Any] = {}
    for name, lines in propose(made.record, entities, topics=topics).items():
        if name != "entities":
            given |= layer_of(lines)
    on_topic = topics_of(gold, given)
    rows: list[tuple[str, list[Any], list[Any], Callable[[Any, Any], bool]]] = [
        ("exchanges", pairs_of_turns(gold), pairs_of_turns(given), operator.eq),
        ("asks", asks(gold), asks(given), lambda one, other: one[0] == other[0] and overlap(one[1], other[1]) >= 0.9),
        ("follows", follows(gold), follows(given), operator.eq),
        ("statements", quotes(gold), quotes(given), near),
        ("sentences that hold", held(gold, made.record), held(given, made.record), operator.eq),
        ("topics of statements", on_topic[0], on_topic[1], lambda one, other: near(one, other) and one[2] == other[2]),
        ("events", anchors(gold), anchors(given), lambda one, other: any(near(a, b) for a in one for b in other)),
        ("mentions", pairs(gold), pairs(given), operator.eq),
    ]
    left = {
        name: typed(parts_of(name, gold), parts_of(name, given), functools.partial(same_in, name)) for name in LAYERS
    }
    if options.before:
        known = strict.load((options.before / "entities.yaml").read_text("utf-8"))["entities"]
        proposed = layer_of(
            [line[2:] for line in propose(made.record, known).get("entities", []) if line.startswith("#   ")]
        )
        wanted = new(gold, entities, known)
        rows.append(("new entities", list(wanted.values()), stubs(proposed), named_alike))
        left["entities"] = typed(
            [{"name": entities[name]["name"], "type": entities[name]["type"]} for name in wanted],
            proposed.values(),
            lambda one, other: named_alike({one["name"]}, {other["name"]}),
        )
    for row in rows:
        print(scored(*row))
    for name, count in left.items():
        print(f"still to type: {name:10} {count}")
    print(f"still to type: {sum(left.values())}")
    for row in rows if options.show else ():
        show(*row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
