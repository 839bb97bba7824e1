"""OB8xx: how far a record has been read, and what it declares about itself."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.findings import Problem, Stage, command, did_you_mean, reader_problem, record_rule
from onbackground.record.ids import local_ids
from onbackground.record.record import LAYERS, Record
from onbackground.validation.rules.names import behind_the_last

EVERY_LAYER = tuple(key for keys in LAYERS.values() for key in keys)


@record_rule("OB801", reads=("review", *EVERY_LAYER))
def status_without_passes(record: Record) -> Iterator[Problem]:
    """The status claims more reading than the passes show.

    `reviewed` and `adjudicated` need a pass over the header, the turns and every other layer that the record has.
    What else `adjudicated` needs is said at OB815.

    Wrong:
        review: {status: reviewed, passes: [], open: []}
    Right:
        review: {status: draft, passes: [], open: []}
    """
    review = record.data["review"]
    if review["status"] == "draft":
        return
    for layer, keys in LAYERS.items():
        if not any(key in record.data for key in keys):
            continue
        if not any(layer in one["layers"] for one in review["passes"]):
            yield Problem(
                ("review", "status"),
                f"“{review['status']}” needs a pass over {layer}; there is none",
                f"sign the layer with {command('review')}, or lower the status",
            )
            return


@record_rule("OB802", reads=("review", *EVERY_LAYER))
def pass_over_absent_layer(record: Record) -> Iterator[Problem]:
    """A pass signs a layer that the record does not have.

    An empty layer that was read is written as empty (`statements: {}`); an absent one was not read.

    Wrong:
        layers: [turns, events]          (the record has no `events`)
    Right:
        layers: [turns]
    """
    for n, one in enumerate(record.data["review"]["passes"]):
        for m, layer in enumerate(one["layers"]):
            if not any(key in record.data for key in LAYERS[layer]):
                yield Problem(
                    ("review", "passes", n, "layers", m),
                    f"the record has no {layer}",
                    f"read them and write {layer}: {{}} if there are none, or remove the layer here",
                )


@record_rule(
    "OB803", reads=("review", "participants", "redactions", "turns", "statements", "events"), whole=("exchanges",)
)
def open_question_about_nothing(record: Record) -> Iterator[Problem]:
    """An open question is about something that the record does not have.

    Wrong:
        open: [{about: x09a, question: "Is this a question?"}]
    Right:
        open: [{about: x01a, question: "Is this a question?"}]
    """
    known = local_ids(record)
    for n, question in enumerate(record.data["review"]["open"]):
        if question["about"] not in known and question["about"] not in record.broken:
            problem = Problem(
                ("review", "open", n, "about"),
                f"the record has nothing called “{question['about']}”",
                did_you_mean(question["about"], known),
                rests_on=tuple((layer, question["about"]) for layer in ("turns", "events")),
            )
            yield behind_the_last(record, question["about"], problem)


@reader_problem("OB804", stage=Stage.CONTENT)
def needless_waiver(waiver_index: int, code: str, at: str) -> Problem:
    """A waiver that waives nothing.

    What it excused is no longer so. An exception that is not needed hides the next mistake in that place.

    Wrong:
        waivers: [{code: OB608, at: t05, because: "…"}]          (OB608 finds nothing in t05)
    Right:
        waivers: []
    """
    return Problem(("waivers", waiver_index), f"{code} finds nothing at {at}: this waiver is not needed", "remove it")


@reader_problem("OB805", stage=Stage.CONTENT)
def waiver_not_possible(waiver_index: int, code: str, waivable: list[str]) -> Problem:
    """A waiver for a rule that does not exist or has no exceptions.

    Rules of judgement can be waived; that a quote is in its turn cannot. `validate.py --list-rules` marks
    those that can.

    Wrong:
        waivers: [{code: OB601, at: s03, because: "…"}]
    Right:
        (the quote corrected)
    """
    return Problem(("waivers", waiver_index, "code"), f"{code} cannot be waived", "can be: " + ", ".join(waivable))
