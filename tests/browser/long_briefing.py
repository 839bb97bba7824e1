"""A briefing of many turns, all of it invented, with every layer: for measuring how the page copes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml

ID = "state-2031-11-05-long-night"
WHAT = ("the lights", "the dredging", "the ferries", "the customs sheds", "the pilots", "the tolls", "the moorings")


class _Plain(yaml.SafeDumper):
    """Writes no anchors and aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write(folder: Path, number: int) -> Path:
    """A corpus in a folder with one record of so many turns; returns the path of the record."""
    record: dict = {
        "schema": "briefing/2",
        "id": ID,
        "title": "Background Briefing on a Long Night",
        "series": "background-briefing",
        "byline": None,
        "date": "2031-11-05",
        "place": None,
        "venue": None,
        "language": "en",
        "publisher": "harbour-office",
        "source": {"url": None, "retrieved": None, "sha256": "", "rights": "unknown"},
        "ground_rules": {"attribution": None, "attribute_to": None, "embargo": None, "basis": None},
        "principals": ["anna-vale"],
        "subject": None,
        "topics": ["harbour-lights"],
        "participants": {
            "official": {"role": "briefer", "label": "OFFICIAL", "identity": "withheld"},
            "press": {"role": "reporter", "label": "QUESTION", "identity": "unidentified"},
        },
        "redactions": {},
        "skips": [],
        "sic": [],
        "exchanges": {},
        "outside_exchanges": [],
        "statements": {},
        "events": {},
        "mentions": {},
        "review": {"status": "draft", "passes": [], "open": []},
    }
    turns: dict[str, tuple[str, list[str]]] = {}
    for n in range(1, number // 2 + 1):
        what, asked, answered = WHAT[n % len(WHAT)], f"t{2 * n - 1:03}", f"t{2 * n:03}"
        turns[asked] = "press", [f"On {what}, what did Minister Vale say in round {n}, and when will the work begin?"]
        turns[answered] = (
            "official",
            [
                f"Minister Vale said in round {n} that {what} come first.",
                f"We expect the work of round {n} to begin soon, if the money is found.",
                f"I will not say more about {what}.",
                "It was a long evening, and the room was cold.",
            ],
        )
        record["exchanges"][f"x{n:03}"] = {
            "question": [asked],
            "answer": [answered],
            "follows": None,
            "asks": {
                f"x{n:03}a": {
                    "quote": f"what did Minister Vale say in round {n}",
                    "reply": "explicit",
                    "why": f"Says what was said in round {n}.",
                },
                f"x{n:03}b": {
                    "quote": "when will the work begin?",
                    "reply": "general",
                    "also": ["declining"],
                    "why": f"Soon, under a condition, in round {n}.",
                },
            },
        }
        common = {
            "turn": answered,
            "voice": "own",
            "holder": ["official"],
            "target": f"e{n:03}",
            "topic": "harbour-lights",
            "stance": "neutral",
        }
        record["statements"] |= {
            f"s{3 * n - 2:03}": common
            | {"kind": "claim", "quote": f"Minister Vale said in round {n} that {what} come first."},
            f"s{3 * n - 1:03}": common
            | {
                "kind": "forecast",
                "conditional": True,
                "quote": f"We expect the work of round {n} to begin soon, if the money is found.",
            },
            f"s{3 * n:03}": common | {"kind": "nondisclosure", "quote": f"I will not say more about {what}."},
        }
        record["events"][f"e{n:03}"] = {
            "what": f"work of round {n}",
            "kind": None,
            "actors": [],
            "date": None,
            "basis": "none",
            "status": "possible",
            "anchors": [
                {"turn": answered, "quote": f"the work of round {n} to begin soon"},
                {"turn": asked, "quote": "when will the work begin"},
            ],
        }
        record["mentions"][asked] = [["Minister Vale", "anna-vale"]]
        record["mentions"][answered] = [["Minister Vale", "anna-vale"]]
    labels = {"official": "OFFICIAL", "press": "QUESTION"}
    source = (
        f"{record['title']}\nNovember 5, 2031\n\n"
        + "\n\n".join(f"{labels[speaker]}: {' '.join(sentences)}" for speaker, sentences in turns.values())
        + "\n"
    )
    record["source"]["sha256"] = hashlib.sha256(source.encode()).hexdigest()
    said = "turns:\n"
    for name, (speaker, sentences) in turns.items():
        said += f"  {name}:\n    speaker: {speaker}\n    text: >-\n" + "".join(
            f"      {sentence}\n" for sentence in sentences
        )
    text = yaml.dump(record, Dumper=_Plain, sort_keys=False, allow_unicode=True)
    text = text.replace("skips: []\n", said + "skips: []\n")
    files = {
        f"sources/2031/{ID}.txt": source,
        f"records/2031/{ID}.yaml": text,
        "vocabulary/entities.yaml": "schema: entities/1\nentities:\n  anna-vale: {name: Anna Vale, type: person, qid: null, qid_basis: null, checked: null}\n"
        "  harbour-office: {name: Harbour Office, type: organisation, qid: null, qid_basis: null, checked: null}\n",
        "vocabulary/topics.yaml": 'schema: topics/1\ntopics:\n  harbour-lights: {name: Harbour lights, definition: "The lights and all that hangs on them."}\n',
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    return folder / f"records/2031/{ID}.yaml"
