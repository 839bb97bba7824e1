"""Files with very many of one thing: the time that a check takes grows with their number, not with its square."""

from collections.abc import Callable
from functools import partial

import pytest
from edited import BASE, VALID, edited, text_of
from timing import least

from onbackground.validation import check

WAIVER = "  - {{code: OB608, at: t{n}, because: because of {n}}}\n"
STATEMENT = (
    "  s{n}: {{turn: t04, kind: claim, voice: own, holder: [sdo], target: null, topic: null, stance: neutral, "
    'quote: "x {n}"}}\n'
)
ASK = (
    "  x{n}:\n    question: [t03]\n    answer: [t04]\n    follows: null\n    asks:\n"
    '      x{n}a: {{quote: "will they meet?", reply: partial, why: because of {n}}}\n'
)
EVENT = (
    "  e{n}: {{what: talks {n}, kind: consult, actors: [jane-roe], date: null, basis: none, status: occurred, "
    'anchors: [{{turn: t02, quote: "x {n}"}}]}}\n'
)
TURN = "  t{n}:\n    speaker: mod\n    text: word {n}\n"


def under(key: str, entry: str, n: int) -> str:
    """The valid record with so many entries under a key, in place of its own, or added at the end of the layers."""
    text = text_of(BASE)
    whole = f"{key}:\n" + "".join(entry.format(n=number) for number in range(100, n + 100))
    if key == "turns":
        return text.replace("\n\nsic:", whole.removeprefix("turns:") + "\nsic:", 1)
    if f"\n{key}:" not in text:
        return text.replace("\nreview:", f"\n{whole}\nreview:", 1)
    before, _, rest = text.partition(f"\n{key}:")
    return f"{before}\n{whole}\n{rest[rest.index(chr(10) * 2) :].lstrip()}"


MANY: dict[str, Callable[[int], str]] = {
    "waivers": lambda n: under("waivers", WAIVER, n),
    "redactions": lambda n: under("redactions", '  "[Moderator {n}]": mod\n', n),
    "skips": lambda n: under("skips", '  - {{before: t04, text: "skip {n}", reason: furniture}}\n', n),
    "statements": lambda n: under("statements", STATEMENT, n),
    "turns": lambda n: under("turns", TURN, n),
    "exchanges": lambda n: under("exchanges", ASK, n).replace("outside_exchanges:", "\noutside_exchanges:", 1),
    "events": lambda n: under("events", EVENT, n),
}


@pytest.mark.parametrize("name", MANY)
def test_the_time_is_not_that_of_the_square(name: str, mutations: int) -> None:
    few, factor = 200, 8 if mutations < 1000 else 50
    corpora = [edited(VALID, {BASE: MANY[name](n).encode()}) for n in (few, few * factor)]
    assert all(check.check_record(corpus, BASE).findings for corpus in corpora)
    taken: list[list[float]] = []
    while len(taken) < 5 and not (
        taken and taken[-1][1] < 3 * factor * taken[-1][0]
    ):  # a busy machine gets another try
        taken.append([least(partial(check.check_record, corpus, BASE), times=2) for corpus in corpora])
    assert taken[-1][1] < 3 * factor * taken[-1][0], taken
