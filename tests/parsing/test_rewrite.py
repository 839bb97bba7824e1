"""A YAML text changed at its place: it reads as wanted, and everything else in it stands as before."""

import copy
import difflib

import pytest
from edited import BASE, DRAFT, ODD, REAL, text_of
from hypothesis import given, settings
from hypothesis import strategies as st

from onbackground.parsing import strict
from onbackground.parsing.rewrite import CannotRewrite, rewrite

ALL_STYLES = """# top
a: plain   # kept
"b": "quoted \\u2013 text"
c: 'it''s'
empty:
null_: null
flow: {x: 1, e: [p, q,
       r], z: {k: v}}   # after flow
list:
  # about the first
  - one
  - {k: v, w: "x"}
  - k: v
    text: >-
      First sentence.
      Second sentence.

      New paragraph.
  # about the last
  - [m, o]
compact:
- a: 1
  b: 2
- 3
none: {}
nothing: []
deep:
    x01:
        asks:
            x01a: {quote: "did they?", reply: partial}   # first

            x01b: {quote: "will they?", reply: explicit}
    x02: {asks: {}}
literal: |-
  One line.
  Another.
last: end"""

TEXTS = {"styles": ALL_STYLES, **{path: text_of(path) for path in (BASE, ODD, DRAFT, REAL)}}

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(0, 99),
        st.sampled_from(
            ["no", "2031-04-02", "12:30", "", " x ", "a: b", "# c", "it’s", "say “yes”? {no}", "- x", "two\nlines"]
        ),
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["x01", "k", "quote", "no", "a b"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def containers(data):
    found = [data]
    for inner in data.values() if isinstance(data, dict) else data:
        if isinstance(inner, dict | list):
            found += containers(inner)
    return found


@st.composite
def edits(draw):
    """A text, and its data after one to four random changes anywhere in it."""
    text = TEXTS[draw(st.sampled_from(list(TEXTS)))]
    wanted = copy.deepcopy(strict.load(text))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(containers(wanted)))
        kind = draw(st.sampled_from(["set", "add", "remove"]))
        value = draw(VALUES)
        if isinstance(place, list):
            at = draw(st.integers(0, len(place)))
            if kind == "add" or at == len(place):
                place.insert(at, value)
            elif kind == "set":
                place[at] = value
            else:
                del place[at]
        elif kind == "add" or not place:
            key = draw(st.sampled_from(["x77", "new", "hedged", "a key"]))
            order = list(place.items())
            order.insert(draw(st.integers(0, len(order))), (key, value))
            place.clear()
            place.update(order)
        else:
            key = draw(st.sampled_from(list(place)))
            if kind == "set":
                place[key] = value
            else:
                del place[key]
    return text, wanted


@settings(max_examples=400, deadline=None)
@given(edits())
def test_random_edits_read_as_wanted(edit):
    text, wanted = edit
    changed = rewrite(text, wanted)
    assert strict.load(changed) == wanted
    assert rewrite(changed, wanted) == changed


def changed_lines(before, after):
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_a_label_is_one_line_and_everything_else_is_kept():
    text = TEXTS[BASE]
    wanted = strict.load(text)
    wanted["exchanges"]["x01"]["asks"]["x01a"]["reply"] = "dodging"
    changed = changed_lines(text, rewrite(text, wanted))
    assert len(changed) == 2 and changed[0].replace("declining", "dodging")[1:] == changed[1][1:]


SMALLEST = {
    "an entry of a list over two lines": (
        lambda d: d["flow"]["e"].remove("q"),
        "-flow: {x: 1, e: [p, q,|+flow: {x: 1, e: [p,",
    ),
    "a line of a list": (lambda d: d["list"].pop(0), "-  - one"),
    "a new line of a list": (lambda d: d["list"].insert(1, {"k": "no"}), '+  - {k: "no"}'),
    "an ask goes": (
        lambda d: d["deep"]["x01"]["asks"].pop("x01a"),
        '-            x01a: {quote: "did they?", reply: partial}   # first',
    ),
    "an ask comes": (
        lambda d: d["deep"]["x01"]["asks"].update(x01c={"quote": "and?", "reply": "general"}),
        '+            x01c: {quote: "and?", reply: general}',
    ),
    "a key comes": (
        lambda d: d["deep"]["x01"]["asks"]["x01b"].update(also=["implicit"]),
        '-            x01b: {quote: "will they?", reply: explicit}|'
        '+            x01b: {quote: "will they?", reply: explicit, also: [implicit]}',
    ),
    "single quotation marks": (lambda d: d.update(c="it's his"), "-c: 'it''s'|+c: 'it''s his'"),
    "a value where none was": (lambda d: d.update(empty="full"), "-empty:|+empty: full"),
    "Norway": (lambda d: d.update(a="no"), '-a: plain   # kept|+a: "no"   # kept'),
    "the key beside a dash": (lambda d: d["compact"][0].pop("a"), "-- a: 1|-  b: 2|+- b: 2"),
    "the first entry of a layer": (
        lambda d: d["none"].update(x01={"asks": {"x01a": {"quote": "q"}}}),
        "-none: {}|+none:|+  x01:|+    asks:|+      x01a: {quote: q}",
    ),
    "a sentence of a block": (
        lambda d: d["list"][2].update(text="First sentence. Third sentence. Second sentence.\nNew paragraph."),
        "+      Third sentence.",
    ),
}


@pytest.mark.parametrize("name", SMALLEST)
def test_the_change_is_the_smallest(name):
    change, lines = SMALLEST[name]
    wanted = strict.load(ALL_STYLES)
    change(wanted)
    assert changed_lines(ALL_STYLES, rewrite(ALL_STYLES, wanted)) == lines.split("|")


def test_a_layer_that_loses_its_last_entry_stays_as_an_empty_one():
    wanted = strict.load(ALL_STYLES)
    wanted["deep"] = {}
    found = changed_lines(ALL_STYLES, rewrite(ALL_STYLES, wanted))
    assert [line for line in found if line.startswith("+")] == ["+deep: {}"]


def test_comments_stay():
    text = ALL_STYLES
    wanted = strict.load(text)
    wanted["list"] = [wanted["list"][-1]]
    wanted["flow"]["z"]["k"] = "w"
    changed = rewrite(text, wanted)
    for comment in ("# top", "# kept", "# after flow", "# about the first", "# about the last"):
        assert comment in changed


def test_what_no_text_can_say_is_refused():
    with pytest.raises(CannotRewrite):
        rewrite(ALL_STYLES, strict.load(ALL_STYLES) | {"a": "tab\there"})
    with pytest.raises(strict.Unreadable):
        rewrite("a: [", {"a": []})
