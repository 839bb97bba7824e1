"""The seal: canonical form, what breaks it and what does not."""

import hashlib
from copy import deepcopy

import pytest
import rfc8785
from copies import FOLDER, PATH
from hypothesis import given
from hypothesis import strategies as st

from onbackground.corpus.corpus import Corpus, Vocabulary
from onbackground.parsing import strict
from onbackground.record.record import LAYERS
from onbackground.record.seal import canonical, present_layers, seals

TEXT = (FOLDER / PATH).read_text(encoding="utf-8")

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(json_values)
def test_canonical_form_is_that_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_keys_are_sorted_by_utf_16_code_units():
    # U+10000 is written with surrogates, which sort before U+E000; by code points it would come last.
    assert canonical({"\ue000": 1, "\U00010000": 2}) == '{"\U00010000":2,"\ue000":1}'.encode()


def test_a_whole_number_is_the_same_however_it_is_written():
    assert canonical({"paragraph": 2.0}) == canonical({"paragraph": 2})
    with pytest.raises(ValueError, match="not a whole number"):
        canonical(2.5)


def test_digest_by_hand():
    data = {"source": {"sha256": "ab"}, "events": {}}
    by_hand = hashlib.sha256(b'{"content":{"events":{}},"layer":"events","source":"ab"}').hexdigest()
    assert seals(data, ["events"], Vocabulary()) == {"events": f"sha256:{by_hand}"}


VOCABULARY = Corpus.at(FOLDER).vocabulary


def sealed(text: str, vocabulary: Vocabulary = VOCABULARY) -> dict[str, str]:
    data = strict.load(text)
    return seals(data, present_layers(data), vocabulary)


def changed_by(old: str, new: str, text: str = TEXT) -> set[str]:
    assert text.count(old) == 1
    before, after = sealed(text), sealed(text.replace(old, new))
    return {layer for layer in LAYERS if before.get(layer) != after.get(layer)}


def test_layout_comments_and_order_of_keys_break_nothing():
    assert changed_by("skips:\n  - {after: t05,", "# the end\nskips:\n    -   {after:   t05,") == set()
    assert changed_by('{turn: t02, quote: "We are please with"', '{quote: "We are please with", turn: "t02"') == set()


@pytest.mark.parametrize(
    ("old", "new", "layers"),
    [
        ("venue: Pier House", "venue: Pier Hall", {"header"}),
        ("role: moderator", "role: staff", {"turns"}),
        ("The lights stay on.", "The lights stay out.", {"turns"}),
        ('reading: "We are pleased with"', "reading: null", {"turns"}),
        ("reply: declining", "reply: dodging", {"exchanges"}),
        ("outside_exchanges: [t01, t02, t05]", "outside_exchanges: [t01, t02]", {"exchanges"}),
        ("kind: nondisclosure", "kind: claim", {"statements"}),
        ('date: "2012-21"', 'date: "2012-22"', {"events"}),
        ("[Minister Reed, tomas-reed]", "[Minister Reed, ~]", {"mentions"}),
        ("status: draft", "status: reviewed", set()),
    ],
)
def test_an_edit_changes_the_digest_of_its_layer_and_no_other(old, new, layers):
    assert changed_by(old, new) == layers


def test_another_source_changes_every_digest():
    digest = strict.load(TEXT)["source"]["sha256"]
    assert changed_by(digest, "f" * 64) == set(LAYERS)


def test_a_waiver_belongs_to_the_layers_that_have_its_place():
    waivers = 'waivers: [{code: OB503, at: x01, because: "x"}]\nreview:\n'
    assert changed_by("review:\n", waivers) == {"exchanges"}
    assert changed_by("at: x01", "at: s01", TEXT.replace("review:\n", waivers)) == {"exchanges", "statements"}
    two = TEXT.replace(
        "review:\n", 'waivers: [{code: OB503, at: x01, because: "x"}, {code: OB513, at: x01, because: "y"}]\nreview:\n'
    )
    turned = TEXT.replace(
        "review:\n", 'waivers: [{code: OB513, at: x01, because: "y"}, {code: OB503, at: x01, because: "x"}]\nreview:\n'
    )
    assert sealed(two) == sealed(turned) != sealed(TEXT)


def test_a_layer_that_was_not_read_is_not_one_that_is_empty():
    read = sealed("source: {sha256: ab}\nstatements: {}\nturns: {}\n")
    assert set(read) == {"header", "turns", "statements"}


def test_layers_are_sealed_in_canonical_form_whatever_their_keys():
    keys = ["[\ue000]", "[\U0001f600]", "[é]", "[Moderator]", "[\ufb33]"]
    layer = {
        "turns": {"t01": {"speaker": "mod", "text": "5.30 e1, 1.5"}},
        "redactions": dict.fromkeys(keys),
        "skips": [{"before": "t01", "paragraph": 2.0, "text": "x", "reason": "other"}],
        "source": {"sha256": "0"},
    }
    for part in (layer, {"turns": layer["turns"], "source": layer["source"]}):
        content = {
            "layer": "turns",
            "content": {key: part[key] for key in ("redactions", "turns", "skips") if key in part},
            "source": "0",
        }
        digest = hashlib.sha256(rfc8785.dumps(content)).hexdigest()
        assert seals(part, ["turns"], Vocabulary()) == {"turns": f"sha256:{digest}"}


@pytest.mark.parametrize(
    ("entry", "key", "value", "layers"),
    [
        ("tomas-reed", "name", "Tom Reed", {"header", "statements", "events", "mentions"}),
        ("tomas-reed", "qid", "Q1", {"header", "statements", "events", "mentions"}),
        ("harbour-lights", "definition", "Everything but the harbour lights.", {"header", "statements"}),
        ("tomas-reed", "checked", "2026-11-23", set()),
    ],
)
def test_another_meaning_of_an_entry_changes_the_digests_of_the_layers_that_use_it(entry, key, value, layers):
    changed = Vocabulary(deepcopy(VOCABULARY.entities), deepcopy(VOCABULARY.topics))
    {**changed.entities, **changed.topics}[entry][key] = value
    before, after = sealed(TEXT), sealed(TEXT, changed)
    assert {layer for layer in LAYERS if before[layer] != after[layer]} == layers


def test_two_people_who_change_places_change_the_digests():
    swapped = Vocabulary(deepcopy(VOCABULARY.entities), VOCABULARY.topics)
    one, other = [name for name, entry in swapped.entities.items() if entry["type"] == "person"][:2]
    swapped.entities[one], swapped.entities[other] = swapped.entities[other], swapped.entities[one]
    assert sealed(TEXT, swapped)["mentions"] != sealed(TEXT)["mentions"]
