"""Make a valid corpus of N invented records, the same one each time: python benchmarks/generate.py N DIR

Size and shape follow real briefings: about 47 kB of YAML a record, every layer, a source beside each record and one
vocabulary for all. The words are nobody's: names are made of syllables, sentences of a few patterns.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

CONSONANTS = ("b", "br", "d", "dr", "f", "g", "gr", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z")
VOWELS = ("a", "e", "i", "o", "u")
SYLLABLES = [c + v for c in CONSONANTS for v in VOWELS]
KINDS = ("state", "person", "organisation", "place", "agreement")
TOPICS = (
    "water",
    "grain",
    "border",
    "fishing",
    "railway",
    "customs",
    "energy",
    "visa",
    "harbour",
    "satellite",
    "prisoner",
    "loan",
    "election",
    "ceasefire",
    "mining",
    "refugee",
    "climate",
    "airspace",
    "textile",
    "timber",
)
REPLIES = (
    "explicit",
    "implicit",
    "general",
    "partial",
    "deflection",
    "dodging",
    "declining",
    "ignorance",
    "clarification",
)
NOUNS = (
    "quota",
    "treaty",
    "timetable",
    "convoy",
    "inspection",
    "commission",
    "protocol",
    "corridor",
    "tariff",
    "mandate",
    "registry",
    "observer mission",
    "working group",
    "joint statement",
    "technical annex",
    "review clause",
)
VERBS = (
    "discussed",
    "welcomed",
    "postponed",
    "defended",
    "rejected",
    "clarified",
    "reopened",
    "supported",
    "questioned",
    "described",
    "accepted",
    "suspended",
)
TIMES = (
    "in the first round",
    "over the past weeks",
    "at the ministerial level",
    "before the summer recess",
    "under the present mandate",
    "in a constructive way",
    "without going into numbers",
    "for the better part of an hour",
    "as we’ve said from this podium",
    "with our partners in the region",
)
ENDS = (
    "and that’s where we are",
    "and we’ll keep at it",
    "but there is work left to do",
    "and nobody left the table",
    "which is not a small thing",
    "though I wouldn’t overstate it",
    "and the experts will take it from there",
    "so the door is open",
    "and I’d leave it at that",
    "because the alternative is worse",
)


sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from onbackground.corpus.corpus import Corpus, Vocabulary  # noqa: E402
from onbackground.parsing import strict  # noqa: E402
from onbackground.record.seal import seals  # noqa: E402


class Entity(NamedTuple):
    id: str
    name: str
    kind: str


def entities_for(records: int) -> list[Entity]:
    """The entities of a corpus of that many records: names that no other begins or nearly equals."""
    wanted = 60 + records // 20
    chosen = random.Random("entities")
    seen: set[str] = set()
    made: list[Entity] = []
    while len(made) < wanted:
        word = "".join(chosen.choice(SYLLABLES) for _ in range(4))
        forms = {word, f"{word[:6]}…", *(word[:n] + word[n + 1 :] for n in range(len(word)))}
        if forms & seen:
            continue
        seen |= forms
        kind = KINDS[len(made) % len(KINDS)]
        second = {"state": "ia", "person": "", "organisation": " Council", "place": " Pass", "agreement": " Accord"}[
            kind
        ]
        first = chosen.choice(SYLLABLES).capitalize() + "n " if kind == "person" else ""
        made.append(Entity(f"{word}-{kind}", f"{first}{word.capitalize()}{second}", kind))
    return made


class Sentence(NamedTuple):
    text: str
    named: tuple[Entity, ...]


def _sentence(r: random.Random, around: list[Entity], n: int) -> Sentence:
    one, two = r.sample(around, 2)
    text = (
        f"The {r.choice(NOUNS)} between {one.name} and {two.name} was {r.choice(VERBS)} {r.choice(TIMES)}, "
        f"item {n} on our list, {r.choice(ENDS)}."
    )
    return (
        Sentence(text, (one, two))
        if r.random() < 0.6
        else Sentence(
            f"I’d say that on item {n} the {r.choice(NOUNS)} was {r.choice(VERBS)} {r.choice(TIMES)}, {r.choice(ENDS)}.",
            (),
        )
    )


def _question(r: random.Random, around: list[Entity], n: int) -> Sentence:
    one = r.choice(around)
    return Sentence(
        f"And on item {n}, has {one.name} {r.choice(VERBS)} the {r.choice(NOUNS)} {r.choice(TIMES)}?", (one,)
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def record_of(number: int, entities: list[Entity], vocabulary: Vocabulary = Vocabulary()) -> tuple[str, str, str]:
    """The id, the YAML and the source of record `number`, sealed with that vocabulary."""
    r = random.Random(f"record {number}")
    day = date(2040, 1, 1) + timedelta(days=number % 3650)
    slug = f"{TOPICS[number % len(TOPICS)]}-{number}"
    identifier = f"state-{day.isoformat()}-{slug}"
    around = [entities[(number + 7 * n) % len(entities)] for n in range(12)]
    around = list(dict.fromkeys(around))
    topics = [f"{TOPICS[number % len(TOPICS)]}-talks", f"{TOPICS[(number + 1) % len(TOPICS)]}-talks"]
    title = f"Background Briefing on the {TOPICS[number % len(TOPICS)].capitalize()} Talks, Session {number}"
    printed_day = f"{day:%B} {day.day}, {day.year}"
    source = [title, "", "State Department Official", "Hotel Example", "Example City", printed_day, ""]
    turns: list[str] = []
    statements: list[str] = []
    events: list[str] = []
    mentions: list[str] = []
    exchanges: list[str] = []
    counter = [0]

    def speak(turn: int, speaker: str, label: str, paragraphs: list[list[Sentence]]) -> None:
        lines = []
        for p, paragraph in enumerate(paragraphs):
            lines += [""] * bool(p) + ["      " + sentence.text for sentence in paragraph]
            printed = " ".join(sentence.text for sentence in paragraph)
            source.append(f"{label}:\u00a0 {printed}" if p == 0 else printed)
            source.append("")
        turns.append(f"  t{turn:02}:\n    speaker: {speaker}\n    text: >-\n" + "\n".join(lines))
        named = [f"[{_quoted(e.name)}, {e.id}]" for paragraph in paragraphs for s in paragraph for e in s.named]
        if named:
            mentions.append(f"  t{turn:02}: [{', '.join(named)}]")

    def fresh() -> int:
        counter[0] += 1
        return counter[0]

    def state(turn: int, sentence: Sentence, speaker: str, voice: str) -> None:
        own = voice in ("own", "premise")
        holder = speaker if own else r.choice(around).id
        kind = (
            r.choice(("position", "commitment", "claim", "forecast", "nondisclosure")[: 5 if turn == 2 else 4])
            if voice != "premise"
            else "claim"
        )
        target = sentence.named[0].id if sentence.named else "null"
        statements.append(
            f"  s{len(statements) + 1:02}: {{turn: t{turn:02}, kind: {kind}, voice: {voice}, holder: [{holder}], target: {target},\n"
            f"        topic: {r.choice(topics)}, stance: {r.choice(('favorable', 'unfavorable', 'neutral'))}, "
            f"quote: {_quoted(sentence.text)}}}"
        )

    moderator = "withheld"
    opening = Sentence("Good morning, everyone, and thank you for joining us.", ())
    ground = Sentence("This is on background, attributable to a Senior State Department Official.", ())
    over = Sentence("With that, [Senior State Department Official].", ())
    speak(1, "mod", "MODERATOR", [[opening, ground, over]])
    thanks = Sentence("Thank you, [Moderator].", ())
    paragraphs = [[thanks]] + [
        [_sentence(r, around, fresh()) for _ in range(r.randint(3, 6))] for _ in range(r.randint(5, 8))
    ]
    tomorrow = Sentence(f"The two sides agreed to meet again tomorrow on item {fresh()}.", ())
    paragraphs.append([tomorrow])
    speak(2, "sdo", "SENIOR STATE DEPARTMENT OFFICIAL", paragraphs)
    for paragraph in paragraphs[1:-1]:
        for sentence in paragraph:
            if r.random() < 0.5:
                state(2, sentence, "sdo", r.choice(("own", "own", "reported")))
    events.append(
        f"  e01: {{what: {_quoted('another meeting of session ' + str(number))}, kind: consult, actors: [{around[0].id}, {around[1].id}],\n"
        f'        date: "{day + timedelta(days=1)}", basis: resolved, status: scheduled,\n'
        f"        anchors: [{{turn: t02, quote: {_quoted(tomorrow.text)}}}]}}"
    )
    turn = 3
    for x in range(1, r.randint(15, 19)):
        asks = [_question(r, around, fresh()) for _ in range(r.randint(1, 3))]
        lead = [_sentence(r, around, fresh()) for _ in range(r.randint(0, 1))]
        speak(turn, "press", "QUESTION", [lead + asks])
        for sentence in lead:
            state(turn, sentence, "press", "premise")
        answer = [[_sentence(r, around, fresh()) for _ in range(r.randint(2, 4))] for _ in range(r.randint(1, 2))]
        speak(turn + 1, "sdo", "SENIOR STATE DEPARTMENT OFFICIAL", answer)
        state(turn + 1, answer[0][0], "sdo", r.choice(("own", "own", "reported")))
        if x % 3 == 0:
            quote = answer[0][-1].text
            events.append(
                f"  e{len(events) + 1:02}: {{what: {_quoted(f'matter {x} of session {number}')}, kind: {r.choice(('agree', 'consult', 'request', 'null'))}, "
                f"actors: [{r.choice(around).id}],\n        date: null, basis: none, status: {r.choice(('ongoing', 'possible', 'called_for'))}, "
                f"anchors: [{{turn: t{turn + 1:02}, quote: {_quoted(quote)}}}]}}"
            )
        lines = [
            f"  x{x:02}:",
            f"    question: [t{turn:02}]",
            f"    answer: [t{turn + 1:02}]",
            f"    follows: {f'x{x - 1:02}' if x > 1 and r.random() < 0.3 else 'null'}",
            "    asks:",
        ]
        for letter, ask in zip("abc", asks):
            reply = r.choice(REPLIES)
            lines += [
                f"      x{x:02}{letter}:",
                f"        quote: {_quoted(ask.text)}",
                f"        reply: {reply}",
                f"        why: {_quoted(f'The answer to item {x}{letter} names the matter and leaves the rest to the experts.')}",
            ]
        exchanges.append("\n".join(lines))
        turn += 2
    closing = Sentence("Thank you all.", ())
    speak(turn, "mod", "MODERATOR", [[closing]])
    text = "\n".join(source)
    digest = hashlib.sha256(text.encode()).hexdigest()
    layers = "[header, turns, exchanges, statements, events, mentions]"
    yaml = f"""# yaml-language-server: $schema=../../schema/briefing.schema.json
schema: briefing/2
id: {identifier}
title: {_quoted(title)}
series: background-briefing
byline: State Department Official
date: "{day}"
place: {{as_printed: Example City, city: Example City, country: null}}
venue: Hotel Example
language: en
publisher: state-dept
source:
  url: https://example.org/briefings/{number}
  retrieved: "{day + timedelta(days=2)}"
  sha256: {digest}
  rights: public-domain
ground_rules:
  attribution: background
  attribute_to: Senior State Department Official
  embargo: null
  basis: {{turn: t01, quote: {_quoted(ground.text)}}}
principals: [{around[0].id}, {around[1].id}]
subject: e01
topics: [{", ".join(topics)}]

participants:
  mod: {{role: moderator, label: MODERATOR, identity: {moderator}}}
  sdo: {{role: briefer, label: SENIOR STATE DEPARTMENT OFFICIAL, identity: withheld}}
  press: {{role: reporter, label: QUESTION, identity: unidentified}}

redactions:
  "[Moderator]": mod
  "[Senior State Department Official]": sdo

turns:
{chr(10).join(turns)}

skips: []
sic: []

exchanges:
{chr(10).join(exchanges)}
outside_exchanges: [t01, t02, t{turn:02}]

statements:
{chr(10).join(statements)}

events:
{chr(10).join(events)}

mentions:
{chr(10).join(mentions)}

review:
  status: reviewed
  passes:
    - {{by: nobody, kind: model, model: {{name: generator, version: null, because: "A program, not a model."}},
       date: "{day + timedelta(days=3)}", layers: {layers},
       seal: {{PLACEHOLDER}}}}
  open: []
"""
    sealed = seals(strict.load(yaml.replace("{PLACEHOLDER}", "null")), layers.strip("[]").split(", "), vocabulary)
    digests = ",\n              ".join(f'{layer}: "{digest}"' for layer, digest in sealed.items())
    return identifier, yaml.replace("{PLACEHOLDER}", f"{{{digests}}}"), text


def _write_block(numbers: range, records: int, folder: Path) -> int:
    entities = entities_for(records)
    vocabulary = Corpus.at(folder).vocabulary
    size = 0
    for number in numbers:
        identifier, yaml, source = record_of(number, entities, vocabulary)
        year = identifier.split("-")[1]
        for kind, ending, text in (("records", "yaml", yaml), ("sources", "txt", source)):
            path = folder / kind / year
            path.mkdir(parents=True, exist_ok=True)
            (path / f"{identifier}.{ending}").write_text(text, encoding="utf-8", newline="\n")
        size += len(yaml.encode())
    return size


def generate(records: int, folder: Path, jobs: int = os.cpu_count() or 1) -> int:
    """Write a corpus of that many records into a folder. Returns the bytes of YAML in records/."""
    for name in ("vocabulary", "records"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    used = _used(records)
    lines = [
        "schema: entities/1",
        "entities:",
        "  state-dept: {name: Department of Examples, type: organisation, qid: null, qid_basis: null, checked: null}",
    ]
    lines += [
        f"  {e.id}: {{name: {_quoted(e.name)}, type: {e.kind}, qid: null, qid_basis: null, checked: null}}"
        for e in used
    ]
    (folder / "vocabulary" / "entities.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    topics = sorted({TOPICS[(n + k) % len(TOPICS)] for n in range(min(records, len(TOPICS))) for k in (0, 1)})
    lines = ["schema: topics/1", "topics:"] + [
        f"  {t}-talks: {{name: {t.capitalize()} talks, definition: {_quoted(f'Talks on {t} matters.')}}}"
        for t in topics
    ]
    (folder / "vocabulary" / "topics.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    block = max(1, min(500, -(-records // jobs)))
    blocks = [range(n, min(n + block, records)) for n in range(0, records, block)]
    if jobs == 1 or len(blocks) == 1:
        return sum(_write_block(numbers, records, folder) for numbers in blocks)
    with ProcessPoolExecutor(jobs) as pool:
        return sum(pool.map(_write_block, blocks, [records] * len(blocks), [folder] * len(blocks)))


def _used(records: int) -> Iterator[Entity]:
    """The entities that some record names: all of them, but in a corpus of a few records."""
    entities = entities_for(records)
    numbers = {(number + 7 * n) % len(entities) for number in range(min(records, len(entities))) for n in range(12)}
    named: set[str] = set()
    if records < len(entities):
        for number in range(records):
            text = record_of(number, entities)[1]
            named |= {entities[n].id for n in numbers if entities[n].id in text}
        return (entity for entity in entities if entity.id in named)
    return (entities[n] for n in sorted(numbers))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="DIR")
    options = parser.parse_args()
    size = generate(options.records, options.folder)
    print(
        f"{options.records:,} records, {size / 1e6:,.1f} MB of YAML, {size / max(options.records, 1) / 1e3:.1f} kB each, in {options.folder}",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
