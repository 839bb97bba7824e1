"""OB5xx: exchanges, asks and replies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.findings import Cause, Path, Problem, record_rule, shorten
from onbackground.record.record import Record, view
from onbackground.validation.rules.leftovers import is_placeholder

READS = ("turns", "participants", "exchanges")
_QUESTION = re.compile(r"(?:^|(?<=[.!?…] )|(?<=\n))[^.!?…\n]*\?")


@view
def _turn_lists(record: Record) -> list[tuple[tuple[str | int, ...], str]]:
    """The question and answer turns of all exchanges, each with the path to it."""
    return [
        (("exchanges", name, part, n), turn_id)
        for name, exchange in record.layer("exchanges").items()
        for part in ("question", "answer")
        for n, turn_id in enumerate(exchange[part])
    ]


@view
def _ask_spans(record: Record) -> dict[str, list[tuple[int, int, str, str]]]:
    """Where the asks of each turn are in it: start, end, exchange, ask."""
    spans: dict[str, list[tuple[int, int, str, str]]] = {}
    for at, turn, words, start, _ in record.places:
        if at[0] == "exchanges" and turn is not None and start >= 0:
            spans.setdefault(turn, []).append((start, start + len(words), str(at[1]), str(at[3])))
    return spans


_WANTED = {"question": "reporter", "answer": "briefer"}


def _of_another_role(record: Record, part: str) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """The question turns that are no reporter's, or the answer turns that are no briefer's: path, turn, role."""
    for at, turn_id in _turn_lists(record) if _slips(record) else ():
        role = record.roles.get(turn_id)
        if at[2] == part and role not in (None, _WANTED[part]):
            yield at, turn_id, role


@view
def _slips(record: Record) -> list[tuple[str, str]]:
    """The turns that exchanges name by mistake, each with its exchange: absent, or of the wrong speaker."""
    roles = record.roles
    return [
        (str(at[1]), turn_id)
        for at, turn_id in _turn_lists(record)
        if turn_id not in roles or roles[turn_id] not in (None, _WANTED[str(at[2])])
    ]


@record_rule("OB501", reads=("turns", "exchanges", "outside_exchanges"))
def exchange_of_unknown_turn(record: Record) -> Iterator[Problem]:
    """An exchange names a turn that does not exist.

    Wrong:
        question: [t30]        (the last turn is t18)
    Right:
        question: [t03]
    """
    outside = [
        (("outside_exchanges", n), turn_id) for n, turn_id in enumerate(record.data.get("outside_exchanges") or ())
    ]
    for at, turn_id in (*_turn_lists(record), *outside):
        if turn_id not in record.turns and turn_id not in record.lost:
            yield Problem(
                at,
                f"there is no turn {turn_id}",
                f"the last turn is {list(record.turns)[-1]}",
                rests_on=(("turns", turn_id),),
                doubts=(at[:2],) if at[0] == "exchanges" else (),
                cause=Cause(("turns", turn_id)),
            )


@record_rule("OB502", reads=READS)
def question_not_by_reporter(record: Record) -> Iterator[Problem]:
    """A question turn is not a reporter's.

    Wrong:
        question: [t02]        (t02 is the briefer's)
    Right:
        question: [t03]
    """
    for at, turn_id, role in _of_another_role(record, "question"):
        yield Problem(
            at,
            f"{turn_id} is a question here, but its speaker is a {role}",
            "question turns are reporters’; a call on a reporter is in outside_exchanges",
            rests_on=_speaker_of(record, turn_id),
            doubts=(at[:2],),
            cause=_wrong_role(record, turn_id, "reporter"),
        )


def _speaker_of(record: Record, turn_id: str) -> tuple[Path, ...]:
    """The places that tell who speaks a turn."""
    return (("turns", turn_id), ("participants", str(record.speakers.get(turn_id))))


MANY_TURNS = 3
"""From how many turns on in a place of another role the role of the participant is thought to be wrong."""


def _wrong_role(record: Record, turn_id: str, wanted: str) -> Cause:
    """What may be behind several turns that are in a place of another role: the role of their speaker."""
    speaker = str(record.speakers.get(turn_id))
    message = f"{speaker} is a {record.roles.get(turn_id)}, but {{n}} exchanges have {speaker} as a {wanted}"
    return Cause(("role", speaker), ("participants", speaker, "role"), message, f"role: {wanted}", many=MANY_TURNS)


@record_rule("OB503", reads=READS, waivable=True)
def answer_not_by_briefer(record: Record) -> Iterator[Problem]:
    """An answer turn is not a briefer's.

    Where a moderator really answers, a waiver says so; mostly the turn is misplaced or its speaker wrong.

    Wrong:
        answer: [t05]          (t05 is the moderator's)
    Right:
        answer: [t04]
    """
    for at, turn_id, role in _of_another_role(record, "answer"):
        yield Problem(
            at,
            f"{turn_id} is an answer here, but its speaker is a {role}",
            "answer turns are briefers’",
            rests_on=_speaker_of(record, turn_id),
            doubts=(at[:2],),
            cause=_wrong_role(record, turn_id, "briefer"),
        )


@record_rule("OB504", reads=("turns", "participants", "outside_exchanges"), whole=("exchanges",))
def turn_in_no_exchange(record: Record) -> Iterator[Problem]:
    """A turn is in no exchange and not declared outside.

    Every turn is read: it belongs to a question and its answer, or `outside_exchanges` says that it does not.

    Wrong:
        outside_exchanges: [t01]           (t02 is in no exchange)
    Right:
        outside_exchanges: [t01, t02]
    """
    if "exchanges" not in record.data and "outside_exchanges" not in record.data:
        return
    placed = {turn_id for _, turn_id in _turn_lists(record)} | set(record.data.get("outside_exchanges") or ())
    slips = len(_slips(record))  # each is in the place of another turn, which is not a second mistake
    for turn_id in [turn_id for turn_id in record.turns if turn_id not in placed][slips:]:
        at = _where_it_belongs(record, turn_id, placed)
        yield Problem(
            at,
            f"{turn_id} is in no exchange and not in outside_exchanges",
            "add it to the exchange it belongs to, or to outside_exchanges",
            key=True,
            shown=_behind_all(record, turn_id) if at[0] == "turns" else None,
            rests_on=(("turns", turn_id),),
            doubts=(("turns", turn_id),),
            cause=Cause(("in no exchange",)),
        )


def _behind_all(record: Record, turn_id: str) -> Path | None:
    """Where the turns outside should stand, or the exchange of a turn before which every exchange begins."""
    exchanges = record.layer("exchanges")
    if "outside_exchanges" not in record.data:
        return ("exchanges", list(exchanges)[-1])
    last = all(int(exchange["question"][0][1:]) < int(turn_id[1:]) for exchange in exchanges.values())
    return ("outside_exchanges",) if last else None


def _where_it_belongs(record: Record, turn_id: str, placed: set[str]) -> Path:
    """The place to which a turn in no exchange is to be added: an answer, the turns outside; else the turn itself."""
    before = [
        name
        for name, exchange in record.layer("exchanges").items()
        if int(exchange["question"][0][1:]) < int(turn_id[1:])
    ]
    previous = f"t{int(turn_id[1:]) - 1:02}"
    asking = previous in record.turns and previous not in placed  # the whole exchange is not there
    if record.roles.get(turn_id) == "briefer" and before and not asking:
        return ("exchanges", before[-1], "answer")
    asked = [name for name, exchange in record.layer("exchanges").items() if previous in exchange["question"]]
    if record.roles.get(turn_id) == "reporter" and asked:
        return ("exchanges", asked[0], "question")
    if "outside_exchanges" in record.data and "?" not in record.texts[turn_id]:
        return ("outside_exchanges",)
    return ("turns", turn_id)


@record_rule("OB505", reads=("turns", "participants", "exchanges", "outside_exchanges"))
def turn_in_two_places(record: Record) -> Iterator[Problem]:
    """A turn has two places.

    A turn that is declared outside is in no exchange; a question turn is in one exchange only, and not its own
    answer.

    Wrong:
        outside_exchanges: [t01, t03]      (t03 is the question of x01)
    Right:
        outside_exchanges: [t01]
    """
    slips = {turn_id for _, turn_id in _slips(record)}
    first: dict[str, tuple[str | int, ...]] = {}
    for at, turn_id in _turn_lists(record):
        if turn_id in slips:
            continue
        before = first.setdefault(turn_id, at)
        if before is not at and "question" in (before[2], at[2]):
            yield Problem(
                at,
                f"{turn_id} is already in {before[1]}",
                "a question turn belongs to one exchange",
                doubts=(at[:2],),
            )
    for n, turn_id in enumerate(record.data.get("outside_exchanges") or ()):
        if turn_id in first:
            yield Problem(
                ("outside_exchanges", n),
                f"{turn_id} is in {first[turn_id][1]}, so it is not outside",
                "remove it in one of the two places",
            )


@record_rule("OB506", reads=("turns", "exchanges", "outside_exchanges"))
def follows_nothing_earlier(record: Record) -> Iterator[Problem]:
    """An exchange follows up something that is not earlier.

    It can follow up an earlier exchange, or an earlier turn that is in no exchange, such as an opening statement.

    Wrong:
        x02: {…, follows: x05}
    Right:
        x02: {…, follows: x01}
    """
    earlier: list[str] = []
    order = {turn_id: n for n, turn_id in enumerate(record.turns)}
    for name in record.ids("exchanges"):
        exchange = record.layer("exchanges").get(name, {"follows": None, "question": []})
        follows = exchange["follows"]
        if follows is None or follows in earlier:
            earlier.append(name)
            continue
        asked = min((order.get(turn_id, len(order)) for turn_id in exchange["question"]), default=len(order))
        if follows in (record.data.get("outside_exchanges") or ()) and order.get(follows, asked) < asked:
            follows = None
        if follows is not None and follows not in record.lost:
            if follows in order and follows not in (record.data.get("outside_exchanges") or ()):
                reason = "is part of an exchange: name the exchange"
            else:
                known = follows in record.ids("exchanges") or follows in order
                reason = "does not come before it" if known else "does not exist"
            yield Problem(
                ("exchanges", name, "follows"),
                f"{name} follows up {follows}, which {reason}",
                f"an earlier exchange: {', '.join(earlier[-4:])}" if earlier else "null: nothing comes before",
                rests_on=(("exchanges", follows), ("turns", follows)),
            )
        earlier.append(name)


@record_rule("OB507", reads=("exchanges",))
def ask_of_another_exchange(record: Record) -> Iterator[Problem]:
    """An ask's id does not begin with its exchange's.

    Wrong:
        x02:
          asks:
            x01b: …
    Right:
        x02:
          asks:
            x02a: …
    """
    for name, exchange in record.layer("exchanges").items():
        others = {ask_id.rstrip("abcdefghijklmnopqrstuvwxyz") for ask_id in exchange["asks"]}
        if len(others) == 1 and name not in others and (other := others.pop()) not in record.ids("exchanges"):
            yield Problem(
                ("exchanges", name),
                f"{name} holds the asks of {other}",
                f"{other}: ids never change; a new exchange takes the next free number",
                key=True,
                doubts=(("exchanges",),),
            )
            continue
        for ask_id in exchange["asks"]:
            if ask_id.rstrip("abcdefghijklmnopqrstuvwxyz") != name:
                yield Problem(
                    ("exchanges", name, "asks", ask_id),
                    f"{ask_id} is an ask of {name}",
                    f"{name}a, {name}b …",
                    key=True,
                )


@record_rule("OB508", reads=READS)
def ask_outside_its_questions(record: Record) -> Iterator[Problem]:
    """An ask is outside of its exchange’s question turns.

    Wrong:
        x01: {question: [t03], …, asks: {x01a: {quote: "words of t05", …}}}
    Right:
        x02: {question: [t05], …, asks: {x02a: {quote: "words of t05", …}}}
    """
    doubtful = {exchange_id for exchange_id, _ in _slips(record)}
    for exchange_id, ask_id, ask, turn in record.asks():
        if exchange_id in doubtful:
            continue
        questions = record.data["exchanges"][exchange_id]["question"]
        at = ("exchanges", exchange_id, "asks", ask_id)
        if turn is not None and turn not in questions:
            yield Problem(
                (*at, "turn"),
                f"{turn} is not a question turn of {exchange_id}",
                "its question turns: " + ", ".join(questions),
            )
        elif turn is None:
            having = [q for q in questions if ask["quote"] in record.texts[q]]
            elsewhere = [t for t, text in record.texts.items() if ask["quote"] in text]
            if len(having) > 1:
                yield Problem(
                    (*at, "quote"),
                    f"several question turns have this quote: {', '.join(having)}",
                    "say which with `turn:`",
                    doubts=(("exchanges", exchange_id),),
                )
            elif elsewhere:
                yield Problem(
                    (*at, "quote"),
                    f"the ask is in {elsewhere[0]}, which is not a question turn of {exchange_id}",
                    "move the ask, or add the turn to `question`",
                )


@record_rule("OB509", reads=("turns", "exchanges"))
def asks_overlap(record: Record) -> Iterator[Problem]:
    """Two asks share words.

    Each ask is one thing asked, so the words of one are not the words of another.

    Wrong:
        x01a: {quote: "Did they settle the quota, and will they meet?", …}
        x01b: {quote: "will they meet?", …}
    Right:
        x01a: {quote: "Did they settle the quota", …}
        x01b: {quote: "will they meet?", …}
    """
    for spans in _ask_spans(record).values():
        turn_spans = sorted(spans)
        reaching = turn_spans[0]
        for span in turn_spans[1:]:
            if span[0] < reaching[1]:
                (_, earlier), (exchange_id, ask_id) = sorted((reaching[2:], span[2:]))
                yield Problem(
                    ("exchanges", exchange_id, "asks", ask_id, "quote"),
                    f"{ask_id} shares words with {earlier}",
                    "end the one before the other begins",
                )
            reaching = max(reaching, span, key=lambda one: one[1])


@record_rule("OB510", reads=READS, whole=("exchanges",), waivable=True)
def question_nobody_covers(record: Record) -> Iterator[Problem]:
    """A question that no ask covers.

    A sentence of a reporter that ends in a question mark asks something; if it does not (“Can you hear me?”), a
    waiver on the turn says so.

    Wrong:
        t03: {speaker: press, text: "Will they meet? And where?"}
        x01a: {quote: "Will they meet?", …}
    Right:
        x01a: {quote: "Will they meet?", …}
        x01b: {quote: "And where?", …}
    """
    if "exchanges" not in record.data:
        return
    covered = {turn: [span[:2] for span in spans] for turn, spans in _ask_spans(record).items()}
    for exchange_id, _, ask, turn in record.asks():
        if turn is None:  # it is said elsewhere that the ask is in the wrong place
            elsewhere = next((name for name, text in record.texts.items() if ask["quote"] in text), None)
            if elsewhere:
                start = record.texts[elsewhere].find(ask["quote"])
                covered.setdefault(elsewhere, []).append((start, start + len(ask["quote"])))
            else:
                for asked in record.data["exchanges"][exchange_id]["question"]:
                    covered.setdefault(asked, []).append((0, len(record.texts.get(asked, ""))))
    for turn_id, text in record.texts.items():
        if "?" not in text or record.roles[turn_id] != "reporter":
            continue
        spans = covered.get(turn_id, ())
        if spans and text.count("?") == sum(text.count("?", *span) for span in spans):
            continue  # every question mark is an ask's
        for match in _QUESTION.finditer(text):
            if not any(first < match.end() and match.start() < last for first, last in spans):
                asks = _asks_of(record, turn_id)
                yield Problem(
                    asks or ("turns", turn_id, "text"),
                    f"no ask covers this question of {turn_id}: “{shorten(match[0].strip())}”",
                    f"add an ask, or waive it at {turn_id} with the reason",
                    offset=None if asks else match.start(),
                    rests_on=(("turns", turn_id),),
                    cause=Cause(("not asked", turn_id)),
                )


def _asks_of(record: Record, turn_id: str) -> Path:
    """The end of the asks of the exchange that has a turn as its question; empty where none has."""
    for name, exchange in record.layer("exchanges").items():
        if turn_id in exchange["question"]:
            last = next(reversed(exchange["asks"]))
            return ("exchanges", name, "asks", last, next(reversed(exchange["asks"][last])))
    return ()


@record_rule("OB511", reads=("turns", "exchanges"))
def answer_before_question(record: Record) -> Iterator[Problem]:
    """An answer comes before its question.

    Wrong:
        x02: {question: [t05], answer: [t04], …}
    Right:
        x02: {question: [t05], answer: [t06], …}
    """
    for name, exchange in record.layer("exchanges").items():
        asked = min((int(turn_id[1:]) for turn_id in exchange["question"]), default=0)
        for n, turn_id in enumerate(exchange["answer"]):
            if int(turn_id[1:]) < asked:
                yield Problem(
                    ("exchanges", name, "answer", n),
                    f"{turn_id} comes before the question of {name}",
                    "an answer follows its question",
                )


@record_rule("OB512", reads=("exchanges",))
def also_the_same(record: Record) -> Iterator[Problem]:
    """`also` repeats the reply.

    Wrong:
        reply: partial
        also: [partial]
    Right:
        reply: partial
        also: [explicit]
    """
    for exchange_id, exchange in record.layer("exchanges").items():
        for ask_id, ask in exchange["asks"].items():
            if ask["reply"] in ask.get("also", ()):
                yield Problem(
                    ("exchanges", exchange_id, "asks", ask_id, "also"),
                    f"“{ask['reply']}” is the reply already",
                    "name another label that could be defended, or remove it",
                )


@record_rule("OB513", reads=("exchanges", "outside_exchanges", "turns"), waivable=True)
def reply_without_answer(record: Record) -> Iterator[Problem]:
    """An ask is labelled as answered, but nobody answers.

    Without an answer turn there is nothing that could be explicit, partial or declined: the only label is
    `dodging`, the ask is not taken up.

    Wrong:
        x03: {question: [t09], answer: [], …, asks: {x03a: {quote: "When?", reply: explicit, …}}}
    Right:
        x03: {question: [t09], answer: [t10], …, asks: {x03a: {quote: "When?", reply: explicit, …}}}
    """
    placed = {turn_id for _, turn_id in _turn_lists(record)} | set(record.data.get("outside_exchanges") or ())
    for exchange_id, exchange in record.layer("exchanges").items():
        if exchange["answer"]:
            continue
        following = f"t{max(int(turn[1:]) for turn in exchange['question']) + 1:02}"
        if following in record.turns and following not in placed:
            continue  # the answer was forgotten here, and is missed as a turn in no exchange
        for ask_id, ask in exchange["asks"].items():
            if ask["reply"] != "dodging":
                yield Problem(
                    ("exchanges", exchange_id, "asks", ask_id, "reply"),
                    f"{exchange_id} has no answer turn, yet the reply is “{ask['reply']}”",
                    "add the answer turns, or reply: dodging",
                    cause=Cause(("no answer", exchange_id)),
                )


@record_rule("OB514", reads=("exchanges",))
def exchanges_out_of_order(record: Record) -> Iterator[Problem]:
    """Exchanges are not in the order of their questions.

    Wrong:
        x01: {question: [t07], …}
        x02: {question: [t03], …}
    Right:
        x01: {question: [t03], …}
        x02: {question: [t07], …}
    """
    latest = (0, "")
    for name, exchange in record.layer("exchanges").items():
        asked = min(int(turn[1:]) for turn in exchange["question"])
        if asked < latest[0]:
            yield Problem(
                ("exchanges", name, "question"),
                f"the question of {name} comes before that of {latest[1]}",
                "number exchanges in the order of their questions",
                rests_on=(("exchanges", latest[1]),),
            )
        latest = max(latest, (asked, name))


@record_rule("OB515", reads=("exchanges",))
def why_copied(record: Record) -> Iterator[Problem]:
    """Two asks have the same reason.

    `why` says what in this answer makes this reply. The same sentence twice was copied with its ask and not yet
    written anew.

    Wrong:
        x01a: {…, why: "Says that quotas will not be discussed."}
        x01b: {…, why: "Says that quotas will not be discussed."}
    Right:
        x01a: {…, why: "Says that quotas will not be discussed."}
        x01b: {…, why: "Says that both agreed to try."}
    """
    first: dict[str, str] = {}
    for exchange_id, exchange in record.layer("exchanges").items():
        for ask_id, ask in exchange["asks"].items():
            why = " ".join(ask["why"].casefold().split())
            if first.setdefault(why, ask_id) != ask_id and not is_placeholder(why):
                yield Problem(
                    ("exchanges", exchange_id, "asks", ask_id, "why"),
                    f"{first[why]} has the same reason, word for word",
                    f"say what the answer to {ask_id} does",
                    cause=Cause(("why", why)),
                )


@record_rule("OB516", reads=("exchanges", "statements"), waivable=True)
def withheld_without_declining(record: Record) -> Iterator[Problem]:
    """An answer announces that something is withheld, and no ask of the exchange is declined.

    Where a statement of an answer turn is a `nondisclosure`, `declining` is the reply to one of the asks, or another
    label that can be defended (`also`). If what is withheld was not asked for, a waiver says so.

    Wrong:
        x01a: {…, reply: deflection, also: [dodging], …}
        s03: {turn: t04, kind: nondisclosure, …, quote: "I won’t get into quotas."}          (t04 answers x01)
    Right:
        x01a: {…, reply: deflection, also: [dodging, declining], …}
    """
    withheld = {
        statement["turn"]: name
        for name, statement in record.layer("statements").items()
        if statement["kind"] == "nondisclosure" and statement["quote"] in record.texts.get(statement["turn"], "")
    }
    announced = {}
    for name, exchange in record.layer("exchanges").items():
        said = [withheld[turn] for turn in exchange["answer"] if turn in withheld]
        if said and "declining" not in {
            label for ask in exchange["asks"].values() for label in (ask["reply"], *ask.get("also", ()))
        }:
            announced[name] = said[0]
    left_out = {one.at[1] for one in question_nobody_covers(record)} if announced else ()
    for name, said_in in announced.items():
        if name not in left_out:
            yield Problem(
                ("exchanges", name, "asks"),
                f"{said_in} announces a withholding in the answer of {name}, but no ask of {name} is declined",
                "add declining to `also` of the ask, or look again at the kind of the statement",
                key=True,
            )
