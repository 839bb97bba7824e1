"""What was asked, and how it was answered."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.record.labels import CLARITY, label_set
from onbackground.release.tables.column import FLOAT, INT, STRING, STRINGS, Column, Row, Table, tables_named
from onbackground.release.tables.readings import Matched, reply_columns
from onbackground.release.tables.view import View


def _replies(view: View) -> Iterator[Row]:
    attribution = view.data["ground_rules"]["attribution"]
    matched = Matched(view.record) if view.record.settlement.readings else None
    texts, exchanges = view.record.texts, view.record.layer("exchanges")
    for exchange_id, ask_id, ask, turn in view.record.asks():
        assert turn is not None, "the rules let no ask pass whose question turn is not known"
        exchange = exchanges[exchange_id]
        follows_table, follows = view.where(exchange["follows"]) if exchange["follows"] else (None, None)
        at = view.anchor(turn, ask["quote"])
        yield {
            "id": view.global_id(ask_id),
            "briefing_id": view.id,
            "exchange_id": view.global_id(exchange_id),
            "date": view.date,
            "attribution": attribution,
            "question_turns": view.global_ids(exchange["question"]),
            "answer_turns": view.global_ids(exchange["answer"]),
            "ask": at.quote,
            "asked": ask.get("asked"),
            "ask_turn": at.turn,
            "ask_start": at.start,
            "ask_end": at.end,
            "question": "\n".join(texts[t] for t in exchange["question"]),
            "answer": "\n".join(texts[t] for t in exchange["answer"]),
            "reply": ask["reply"],
            "clarity": CLARITY[ask["reply"]],
            "also": ask.get("also", []),
            "why": ask["why"],
            **reply_columns(matched, ask_id, ask),
            "follows": follows,
            "follows_table": follows_table,
            "fold": view.fold,
        }


REPLIES = Table(
    "replies",
    "one ask and how it was answered",
    {
        "id": Column(STRING, "The id of the ask: BRIEFING.x01a."),
        "briefing_id": Column(STRING, "The briefing in which it was asked.", leads_to="briefings"),
        "exchange_id": Column(
            STRING, "The exchange: all rows with this id were asked at one go and answered together."
        ),
        "date": Column(STRING, "The day of the briefing.", unit="ISO 8601 date"),
        "attribution": Column(
            STRING,
            "The ground rule announced for the briefing.",
            labels=label_set("attribution"),
            null="no ground rule was announced or printed",
        ),
        "question_turns": Column(STRINGS, "The turns in which the exchange is asked.", leads_to="turns"),
        "answer_turns": Column(
            STRINGS, "The turns that answer the exchange. Empty where nobody answers.", leads_to="turns"
        ),
        "ask": Column(STRING, "The words of the ask, as they stand in the turn named in ask_turn."),
        "asked": Column(
            STRING, "What is asked, as one line in the readers' words.", null="nobody has put it into words", note=True
        ),
        "ask_turn": Column(STRING, "The turn that has the words of the ask.", leads_to="turns"),
        "ask_start": Column(INT, "Where the ask starts in the text of ask_turn.", unit="Unicode code points from 0"),
        "ask_end": Column(INT, "Where the ask ends in the text of ask_turn.", unit="Unicode code points from 0"),
        "question": Column(STRING, "The texts of the question turns, a line break between two turns."),
        "answer": Column(STRING, "The texts of the answer turns, a line break between two turns."),
        "reply": Column(STRING, "How the answer takes the ask up.", labels=label_set("reply")),
        "clarity": Column(STRING, "How clear the reply is: the upper level over reply.", labels=label_set("clarity")),
        "also": Column(STRINGS, "Other replies that a careful reader could defend.", labels=label_set("reply")),
        "why": Column(STRING, "What in the answer makes the reply so, in one line.", note=True),
        "labels": Column(
            [
                {
                    "reader": Column(STRING, "The reading that has it, as in the table readings."),
                    "reply": Column(STRING, "The reply that this reader chose.", labels=label_set("reply")),
                }
            ],
            "What each reader chose before the readings were settled. Empty where no reading is kept.",
            note=True,
        ),
        "n_readers": Column(INT, "How many kept readings have this ask.", unit="readings", note=True),
        "soft_reply": Column(
            [
                {
                    "reply": Column(STRING, "A reply that a reader chose.", labels=label_set("reply")),
                    "share": Column(FLOAT, "The share of readers who chose it.", unit="0 to 1"),
                }
            ],
            "The replies that readers chose, with their shares. Empty where no reading is kept.",
            note=True,
        ),
        "acceptable": Column(
            STRINGS,
            "Every reply that can be defended: the settled one, also, and what a reader chose or accepts.",
            labels=label_set("reply"),
            note=True,
        ),
        "follows": Column(
            STRING,
            "The earlier exchange that this one follows up, or an earlier turn outside of exchanges.",
            leads_by="follows_table",
            null="it follows up nothing",
        ),
        "follows_table": Column(
            STRING,
            "The table that follows leads to.",
            labels=tables_named(
                **{"replies.exchange_id": "the rows of replies with that exchange_id", "turns": "a turn"}
            ),
            null="it follows up nothing",
        ),
        "fold": Column(INT, "The fold for cross-validation, equal for all rows of a briefing.", unit="0 to 9"),
    },
    _replies,
)
