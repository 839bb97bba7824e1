"""From briefing/1 to briefing/2: only what the newer format asks for is changed.

- `schema` names the newer format.
- The status `denied` of an event is called `negated`: it means that something is said not to have happened.
- A pass of a model says which model it was. The older format did not ask, so name and version are null, with a reason.
- A seal that held is taken again over the same labels, since it now covers the vocabulary too; one that was broken
  stays broken.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from onbackground.corpus.corpus import Vocabulary
from onbackground.findings import Problem
from onbackground.parsing import strict
from onbackground.parsing.rewrite import rewrite
from onbackground.record import schema
from onbackground.record.seal import seals

OLD, NEW = "briefing/1", "briefing/2"
BECAUSE = "The record was signed in the format briefing/1, which did not ask."


class NotMigrated(Exception):
    """The record is not one of the older format; `problems` says what is wrong with it."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(problem.message for problem in problems[:3]))
        self.problems = problems


def migrate(text: str, vocabulary: Vocabulary) -> str:
    """The text of a record in the format briefing/2; of one that has it already, the same text.

    Raises strict.Unreadable for a text that breaks the strict YAML of the project, NotMigrated where it breaks the
    schema of briefing/1, rewrite.CannotRewrite where the text cannot be changed at its place.
    """
    data = strict.load(text)
    if data.get("schema") == NEW:
        return text
    problems = schema.check("briefing-1", data)
    if problems:
        raise NotMigrated(problems)
    return rewrite(text, migrated(data, vocabulary))


def migrated(data: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The data of a record of the older format, as the newer one has them."""
    wanted = deepcopy(data)
    wanted["schema"] = NEW
    for event in wanted.get("events", {}).values():
        if event["status"] == "denied":
            event["status"] = "negated"
    passes = []
    for one in wanted["review"]["passes"]:
        if one["seal"]:
            held = seals(data, one["seal"], Vocabulary())
            now = seals(wanted, one["seal"], vocabulary)
            one["seal"] = {layer: now[layer] if seal == held[layer] else seal for layer, seal in one["seal"].items()}
        if one["kind"] == "model":
            unknown = {"name": None, "version": None, "because": BECAUSE}
            one = {"by": one["by"], "kind": one["kind"], "model": unknown, **one}
        passes.append(one)
    wanted["review"]["passes"] = passes
    return wanted
