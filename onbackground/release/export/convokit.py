"""ConvoKit: a briefing is a conversation, a turn an utterance, and what was asked and answered its metadata.

The format is that of ConvoKit 3: utterances.jsonl, and speakers, conversations, corpus and index as JSON.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from onbackground.release.files.reading import Record, Release

UTTERANCE = ("n", "date", "role", "identity", "label", "label_inferred")
CONVERSATION = ("title", "series", "date", "place", "country", "publisher", "attribution", "attribute_to", "topics")
REPLY = ("id", "ask", "reply", "clarity", "also")


def write(release: Release, out: Path) -> None:
    """Write a corpus that `convokit.Corpus(filename=out)` loads."""
    asked: dict[str, list[Record]] = {}
    answered: dict[str, list[Record]] = {}
    answers: dict[str, str] = {}
    for reply in release.rows("replies"):
        shown = {name: reply[name] for name in REPLY}
        asked.setdefault(reply["ask_turn"], []).append(shown)
        for turn in reply["answer_turns"]:
            answered.setdefault(turn, []).append(shown)
            answers.setdefault(turn, reply["question_turns"][-1])
    speakers: dict[str, Record] = {}
    meta_of_turns: Record = {}
    turns = release.by("turns", "briefing_id")
    with open(out / "utterances.jsonl", "w", encoding="utf-8", newline="\n") as file:
        for briefing, spoken in turns.items():
            before = None
            for turn in spoken:
                speaker = turn["speaker_id"] or f"{briefing}.{turn['role']}"
                speakers[speaker] = {"role": turn["role"], "identity": turn["identity"], "briefing_id": briefing}
                meta_of_turns = {
                    **{name: turn[name] for name in UTTERANCE},
                    "asks": asked.get(turn["id"], []),
                    "replies": answered.get(turn["id"], []),
                }
                utterance = {
                    "id": turn["id"],
                    "conversation_id": briefing,
                    "text": turn["text"],
                    "speaker": speaker,
                    "meta": meta_of_turns,
                    "reply-to": answers.get(turn["id"], before),
                    "timestamp": turn["n"],
                    "vectors": [],
                }
                file.write(json.dumps(utterance, ensure_ascii=False) + "\n")
                before = turn["id"]
    mix: dict[str, Counter[str]] = {}
    for reply in release.rows("replies"):
        mix.setdefault(reply["briefing_id"], Counter())[reply["reply"]] += 1
    conversations = {
        row["id"]: {
            **{name: row[name] for name in CONVERSATION},
            "replies": dict(sorted(mix.get(row["id"], {}).items())),
        }
        for row in release.rows("briefings")
    }
    _dump(out / "speakers.json", _with_meta(speakers))
    _dump(out / "conversations.json", _with_meta(conversations))
    _dump(
        out / "corpus.json", {name: release.about[name] for name in ("title", "version", "date", "license", "digest")}
    )
    _dump(
        out / "index.json",
        {
            "utterances-index": _index([meta_of_turns]),
            "speakers-index": _index(speakers.values()),
            "conversations-index": _index(conversations.values()),
            "overall-index": {name: ["<class 'str'>"] for name in ("title", "version", "date", "license", "digest")},
            "version": 1,
            "vectors": [],
        },
    )


def _with_meta(entries: dict[str, Record]) -> Record:
    return {name: {"meta": meta, "vectors": []} for name, meta in entries.items()}


def _index(metas: Any) -> dict[str, list[str]]:
    """For each field of metadata the Python types of its values, as ConvoKit writes them."""
    types: dict[str, set[str]] = {}
    for meta in metas:
        for name, value in meta.items():
            types.setdefault(name, set()).add(str(type(value)))
    return {name: sorted(kinds) for name, kinds in types.items()}


def _dump(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
