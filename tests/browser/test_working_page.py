"""Working in the page: labels from draft to signature, by mouse and by keyboard; blind; two windows; a changed file."""

import json
import re

import documents
import pytest
from axe_playwright_python.sync_playwright import Axe
from copies import PATH, copy, edit
from hands import Hands, also, browsing, downloaded, edits_of, label_the_lake, saved, serving, until

from onbackground.cli import draft, review, validate
from onbackground.corpus.corpus import Corpus
from onbackground.parsing import strict
from onbackground.record import schema
from onbackground.record.readings import turns_digest

LAKE = "records/2031/state-2031-04-02-lake-commission.yaml"
LABELS = ("exchanges", "outside_exchanges", "statements", "events", "mentions")


def example(folder):
    """The example of docs/record.md as files, and its record as data."""
    for block in documents.blocks("docs/record.md"):
        if block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(block.code, encoding="utf-8")
    return strict.load((folder / LAKE).read_text(encoding="utf-8"))


def without_labels(folder):
    """The example with everything that a reader adds taken out of its record, by hand."""
    typed = example(folder)
    text = (folder / LAKE).read_text(encoding="utf-8")
    start, end = text.index("\nexchanges:"), text.index("\nreview:")
    text = text[:start] + text[end:]
    text = re.sub(r"^principals: .*$", "principals: []", text, flags=re.M)
    text = re.sub(r"^subject: .*$", "subject: null", text, flags=re.M)
    text = re.sub(r"  open:\n.*", "  open: []\n", text, flags=re.S)
    (folder / LAKE).write_text(text, encoding="utf-8")
    return typed


def record(folder, path=LAKE):
    return strict.load((folder / path).read_text(encoding="utf-8"))


def page_of(folder, path=LAKE, *options):
    target = folder / "page.html"
    assert review.main([str(folder / path), "--corpus", str(folder), "--out", str(target), *options]) == 0
    return target


def apply(folder, edits, *options, path=LAKE):
    (folder / "edits.json").write_text(json.dumps(edits), encoding="utf-8")
    arguments = [str(folder / path), "--corpus", str(folder), "--apply", str(folder / "edits.json"), *options]
    return review.main(arguments)


WHY_A, WHY_B = "Will not discuss it.", "That they try, no more."


def test_a_draft_becomes_a_signed_record_in_under_200_presses(chromium, tmp_path, capsys):
    """The briefing of docs/record.md: drafted from its source, labelled, and signed, in the page that is served."""
    typed = example(tmp_path)
    source = tmp_path / typed["source"].get("path", f"sources/2031/{typed['id']}.txt")
    (tmp_path / "published.txt").write_bytes(source.read_bytes())
    source.unlink()
    (tmp_path / LAKE).unlink()
    assert draft.main([str(tmp_path / "published.txt"), "--corpus", str(tmp_path)]) == 0
    with serving(Corpus.at(tmp_path), LAKE) as address, browsing(chromium, address) as page:
        hands = Hands(page)
        hands.press("h", "1", "2", "Tab", "Tab", "1", "Enter")  # principals and topics
        hands.click("#t03 .s")
        hands.press(",", "q", "7")
        hands.type(WHY_A)
        hands.press(",", ",", "q", *also(typed["exchanges"]["x01"]["asks"]["x01b"]), "4")
        hands.type(WHY_B)
        hands.choose("t02", "The two", "ministers")
        hands.press("e")
        hands.type("their meeting")
        hands.press("2", "1", "2", "Enter", "1", "Shift+D")
        hands.type("today")
        hands.choose("t02", "agreed", "tomorrow")
        hands.press("e")
        hands.type("the next one")
        hands.press("2", "1", "2", "Enter", "4")
        hands.click("#t02 .s[data-n='1']")
        hands.press("s", "2", "2", "1", "2", "Enter", "2", "1", "Shift+H")
        hands.click("#t02 .s[data-n='2']")
        hands.press("s", "3", "1", "2", "3")
        hands.click("#t04 .s")
        hands.press("s", "5", "1", "Enter", "3")
        hands.choose("t02", "two", "ministers")
        hands.press("m", "1", "2", "Enter", "Escape")
        hands.click("#t02 .l-redactions")
        hands.press("Enter", "1", "Enter", "Escape")
        hands.press("h", "Tab", "1", "Escape", "Escape")  # the subject
        for turn in ("t01", "t02", "t03", "t04"):
            hands.click(f"[data-read={turn}]")
        saved(page)
        hands.press("!")
        for box in page.locator("[name=layers]").all():
            box.check()
            hands.count += 1
        hands.click("[name=by]")
        hands.type("roe")
        page.wait_for_selector(".passes")
        page.locator("[name=status]").select_option("reviewed")
        hands.count += 2
        saved(page)
        assert page.locator("#findings").inner_text() == ""
    now = record(tmp_path)
    print(f"\n{hands.count} presses from draft to signature")
    assert hands.count < 200
    assert [one["by"] for one in now["review"]["passes"]] == ["roe"] and now["review"]["status"] == "reviewed"
    for layer in LABELS:
        assert without_prose(now[layer]) == without_prose(typed[layer]), layer
    assert validate.main([str(tmp_path / LAKE), "--corpus", str(tmp_path)]) == 0


def without_prose(value):
    """Labels, words of the transcript and links: without what each reader says in words of their own."""
    if isinstance(value, dict):
        return {key: without_prose(one) for key, one in value.items() if key not in ("why", "what", "asked")}
    return value


def test_by_keyboard_alone_the_record_is_that_which_was_typed_by_hand(chromium, tmp_path, capsys):
    """No mouse, no server: the page's file of edits, applied, gives the record that somebody typed."""
    typed = without_labels(tmp_path)
    with browsing(chromium, page_of(tmp_path)) as page:
        hands = Hands(page)
        label_the_lake(hands, typed)
        assert page.locator("#missing-count").inner_text() == "0"
        print(f"\n{hands.count} keys, the reader's own words letter by letter")
        made = edits_of(page)
    assert apply(tmp_path, made) == 0
    now = record(tmp_path)
    now["review"]["passes"] = typed["review"]["passes"]
    for key in typed:
        assert now[key] == typed[key], key
    assert validate.main([str(tmp_path / LAKE), "--corpus", str(tmp_path)]) == 0


def test_by_mouse(chromium, tmp_path):
    corpus = copy(tmp_path)
    with browsing(chromium, page_of(tmp_path, PATH)) as page:
        hands = Hands(page)
        hands.choose("t02", "The lights", "on.")
        assert page.locator("#makers").is_visible()
        page.locator("#makers button", has_text="statement").click()
        page.locator(".choices li", has_text="what is said to be so").click()
        page.locator(".choices li", has_text="the speaker's own").click()
        page.locator("#suggestions li").first.click()
        page.locator(".choices li", has_text="neither, or not shown").click()
        page.locator(".card.picked .actions button", has_text="edit").click()
        page.locator("[data-field=hedged] dt button").click()
        page.locator("#flag").click()
        made = edits_of(page)
    added = {"turn": "t02", "quote": "The lights stay on.", "kind": "claim", "voice": "own", "holder": ["official"],
             "topic": "harbour-lights", "stance": "neutral", "hedged": True}  # fmt: skip
    (one,) = made["edits"]
    assert one["at"] == ["statements", "s05"] and {key: one["new"].get(key) for key in added} == added
    assert apply(tmp_path, made, path=PATH) == 0 and corpus


def test_words_that_stand_twice_are_lengthened_and_an_earlier_name_is_asked_for_first(chromium, tmp_path):
    copy(tmp_path)
    edit(tmp_path, ("    text: Thank you.\n", "    text: Thank you, and thank you. Thank you.\n"))
    source = tmp_path / "sources/2011/state-2011-09-14-harbour-lights.txt"
    assert source.exists()
    with browsing(chromium, page_of(tmp_path, PATH)) as page:
        hands = Hands(page)
        hands.choose("t05", "Thank you.", "you.")
        page.keyboard.press("m")
        assert "also occurs earlier" in page.locator("#said").inner_text() or page.locator(".card.picked").count()
        hands.choose("t05", "thank", "you.")
        page.keyboard.press("s")
        quote = page.locator(".card.picked .quote").inner_text()
        assert "Thank you, and thank you. Thank you.".count(quote) == 1


def test_nothing_is_lost_by_a_reload_and_everything_can_be_taken_back(chromium, tmp_path):
    copy(tmp_path)
    with browsing(chromium, page_of(tmp_path, PATH)) as page:
        page.locator("#t04 .s").first.click()
        page.keyboard.press("o")
        page.keyboard.type("what was meant")
        page.keyboard.press("Enter")
        page.locator("#filter").fill("s03")
        page.keyboard.press("Enter")
        page.keyboard.press("x")
        before = edits_of(page)["edits"]
        assert {edit["op"] for edit in before} == {"set", "remove"}
        page.reload()
        assert edits_of(page)["edits"] == before
        page.keyboard.press("Escape")
        page.locator("#changes button", has_text="undo all").click()
        assert page.locator("#download").count() == 0
        page.keyboard.press("z")
        assert edits_of(page)["edits"] == before
        page.keyboard.press("y")
        assert page.locator("#download").count() == 0


def test_two_windows_of_the_same_page_agree(chromium, tmp_path):
    copy(tmp_path)
    with browsing(chromium, page_of(tmp_path, PATH)) as first:
        second = first.context.new_page()
        second.goto(first.url)
        first.locator("#filter").fill("s03")
        first.keyboard.press("Enter")
        first.keyboard.press("x")
        until(second, "!document.querySelector('[data-a~=s03]')")
        second.locator("#filter").fill("s04")
        second.keyboard.press("Enter")
        second.keyboard.press("x")
        until(first, "!document.querySelector('[data-a~=s04]')")
        assert sorted(edit["at"][1] for edit in edits_of(first)["edits"]) == ["s03", "s04"]


def test_what_was_done_on_an_earlier_state_of_the_file_can_be_taken_over(chromium, tmp_path):
    copy(tmp_path)
    with browsing(chromium, page_of(tmp_path, PATH)) as page:
        for name in ("s03", "s04"):
            page.locator("#filter").fill(name)
            page.keyboard.press("Enter")
            page.keyboard.press("x")
        edit(tmp_path, ("kind: nondisclosure", "kind: claim"))
        page_of(tmp_path, PATH)
        page.reload()
        note = page.locator("#earlier")
        assert "2 changes" in note.inner_text() and "1 of them do not fit" in note.inner_text()
        note.locator("button", has_text="take over").click()
        assert [edit["at"][1] for edit in edits_of(page)["edits"]] == ["s03"] and note.inner_text() == ""


def test_a_blind_reading_is_a_file_without_anything_seen(chromium, tmp_path):
    copy(tmp_path)
    (tmp_path / "docs").mkdir()
    with browsing(chromium, page_of(tmp_path, PATH, "--blind")) as page:
        shown = page.evaluate("document.documentElement.outerHTML")
        before = record(tmp_path, PATH)
        secrets = [ask["why"] for ask in before["exchanges"]["x01"]["asks"].values()]
        secrets += [one["what"] for one in before["events"].values()] + [before["review"]["open"][0]["question"]]
        assert (
            not [one for one in secrets if one in shown] and page.locator("[data-a~=s01], [data-a~=e01]").count() == 0
        )
        hands = Hands(page)
        hands.click("#t03 .s")
        hands.press(",", "q", "6")
        hands.type("Never on it.")
        hands.click("#t04 .s")
        hands.press("s", "3", "1", "Enter", "Enter", "3")
        page.locator("[name=by]").fill("Li Wei")
        page.locator("[name=layers][value=events]").check()
        page.locator("[name=layers][value=mentions]").uncheck()
        reading = strict.load(downloaded(page, lambda: page.locator("#hand-in").click()))
    assert reading["by"] == "Li Wei" and reading["saw"] == ["source", "turns"] and reading["events"] == {}
    assert reading["read"]["source"] == before["source"]["sha256"] and "mentions" not in reading
    (ask,) = reading["exchanges"]["x01"]["asks"].values()
    assert ask["reply"] == "dodging" and reading["statements"]["s01"]["stance"] == "neutral"
    assert schema.check("reading", reading | {"seal": "sha256:" + "0" * 64}) == []


HOSTILE = "</script><script>document.title='ran'</script><!-- \" ' & <img src=x onerror=document.title='ran'>"


def test_a_hostile_record_is_shown_as_text(chromium, tmp_path):
    copy(tmp_path)
    edit(
        tmp_path,
        ("    text: Thank you.\n", "    text: " + json.dumps(HOSTILE) + "\n"),
        ("An attempt, not a date.", HOSTILE.replace('"', '\\"')),
    )
    with browsing(chromium, page_of(tmp_path, PATH)) as page:
        assert page.title() != "ran" and page.locator("#t05 .text p").text_content() == HOSTILE
        page.locator("#filter").fill("x01b")
        page.keyboard.press("Enter")
        assert HOSTILE in page.locator(".card.picked").text_content()
        assert page.locator("img").count() == 0
        page.wait_for_timeout(100)
        assert page.title() != "ran"


# --- Served ----------------------------------------------------------------------------------------------------------


def test_a_change_next_door_comes_here_and_is_never_overwritten(chromium, tmp_path):
    corpus = copy(tmp_path)
    with serving(corpus, PATH) as address, browsing(chromium, address) as page:
        edit(tmp_path, ("reply: declining", "reply: dodging"))
        until(page, "document.querySelector('#outline-list').textContent.includes('dodging')")
        page.locator("#filter").fill("s03")
        page.keyboard.press("Enter")
        page.keyboard.press("x")
        saved(page)
    text = (tmp_path / PATH).read_text(encoding="utf-8")
    assert "reply: dodging" in text and "s03:" not in text and "# nobody yet" in text


def test_findings_come_within_a_second_and_go_again(chromium, tmp_path):
    corpus = copy(tmp_path)
    with serving(corpus, PATH) as address, browsing(chromium, address) as page:
        page.locator("#filter").fill("x01a")
        page.keyboard.press("Enter")
        page.keyboard.press("x")
        until(page, "document.querySelector('#finding-count').textContent !== '0'", 2)
        assert "OB" in page.locator("#findings").inner_text()
        page.keyboard.press("z")
        until(page, "document.querySelector('#finding-count').textContent === '0'", 2)
    assert record(tmp_path, PATH)["exchanges"]["x01"]["asks"].keys() == {"x01a", "x01b"}


def test_what_is_incomplete_stays_in_the_page_and_what_is_typed_is_not_lost(chromium, tmp_path):
    corpus = copy(tmp_path)
    before = (tmp_path / PATH).read_bytes()
    with serving(corpus, PATH) as address, browsing(chromium, address) as page:
        page.locator("#t04 .s").first.click()
        page.keyboard.press("e")
        page.keyboard.type("half a na")
        edit(tmp_path, ('stance: favorable,\n        quote: "We are', 'stance: neutral,\n        quote: "We are'))
        until(page, "document.querySelector('#live').textContent.includes('changed')")
        page.keyboard.type("me")
        assert page.locator("#groups textarea").input_value() == "half a name"
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert "1 incomplete" in page.locator("#live").inner_text()
        page.reload()
        assert page.locator("#missing-count").inner_text() == "1"
    assert (tmp_path / PATH).read_bytes().count(b"e03") == 0 and before


def test_a_new_topic_and_a_new_entity_go_into_their_files(chromium, tmp_path):
    corpus = copy(tmp_path)
    with serving(corpus, PATH) as address, browsing(chromium, address) as page:
        hands = Hands(page)
        hands.press("h")
        hands.type("Harbour Guild")
        hands.press("ArrowDown", "Enter") if page.locator(".choices li.at b").count() == 0 else None
        page.locator(".choices li", has_text="a body with members").click()
        hands.press("Escape")
        saved(page)
    entities = strict.load((tmp_path / "vocabulary/entities.yaml").read_text(encoding="utf-8"))["entities"]
    assert entities["harbour-guild"]["type"] == "organisation"
    assert "harbour-guild" in record(tmp_path, PATH)["principals"]


@pytest.mark.parametrize("wrong", ["server gone"])
def test_without_the_server_nothing_is_lost(chromium, tmp_path, wrong):
    corpus = copy(tmp_path)
    with serving(corpus, PATH) as address:
        manager = browsing(chromium, address)
        page = manager.__enter__()
    page.locator("#filter").fill("s03")
    page.keyboard.press("Enter")
    page.keyboard.press("x")
    until(page, "document.querySelector('#live').textContent.includes('does not answer')")
    kept = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.includes(':edit:')).map(([, value]) => value).join()"
    )
    assert "s03" in kept, wrong
    manager.__exit__(None, None, None)


# --- Settling ----------------------------------------------------------------------------------------------------------


def reading_of(data, by, saw, change):
    """A reading with the labels of a record, changed."""
    labels = json.loads(json.dumps({key: data[key] for key in (*LABELS, "subject", "topics", "principals")}))
    change(labels)
    texts = {name: turn["text"] for name, turn in data["turns"].items()}
    return {
        "schema": "reading/1", "briefing": data["id"], "by": by, "kind": "human", "model": None, "date": "2026-10-01",
        "guide": None, "saw": saw, "read": {"source": data["source"]["sha256"], "turns": turns_digest(texts)},
        **{key: labels[key] for key in LABELS},
    }  # fmt: skip


def other_labels(labels):
    labels["exchanges"]["x01"]["asks"]["x01a"]["reply"] = "dodging"
    labels["statements"]["s01"]["stance"] = "neutral"


def test_two_readings_are_settled_by_keys_and_the_record_follows(chromium, tmp_path, capsys):
    copy(tmp_path)
    before = record(tmp_path, PATH)
    for by, saw, change in (("roe", ["source", "turns", "record"], lambda labels: None),
                            ("wei", ["source", "turns"], other_labels)):  # fmt: skip
        (tmp_path / "reading.yaml").write_text(json.dumps(reading_of(before, by, saw, change)), encoding="utf-8")
        arguments = [str(tmp_path / PATH), "--corpus", str(tmp_path), "--add-reading", str(tmp_path / "reading.yaml")]
        assert review.main(arguments) == 0, capsys.readouterr()
    with browsing(chromium, page_of(tmp_path, PATH, "--adjudicate"), wait=".difference") as page:
        assert page.locator("#settled-count").inner_text() == "0/2 settled"
        assert page.locator("#hand-over").is_disabled()
        hands = Hands(page)
        hands.press("2", "g", "w")
        hands.type("The answer never takes it up.")
        page.reload()
        assert page.locator("#settled-count").inner_text() == "1/2 settled"
        hands.press("o")
        hands.type("unfavorable")
        hands.press("b", "w")
        hands.type("Both can be read so.")
        assert page.locator("#settled-count").inner_text() == "2/2 settled"
        assert Axe().run(page).response["violations"] == []
        page.locator("[name=by]").fill("anna")
        made = downloaded(page, lambda: page.locator("#hand-over").click())
    (tmp_path / "adjudication.yaml").write_text(made, encoding="utf-8")
    arguments = [str(tmp_path / PATH), "--corpus", str(tmp_path), "--adjudicate", str(tmp_path / "adjudication.yaml")]
    assert review.main(arguments) == 0, capsys.readouterr()
    now = record(tmp_path, PATH)
    assert now["exchanges"]["x01"]["asks"]["x01a"]["reply"] == "dodging"
    assert now["statements"]["s01"]["stance"] == "unfavorable"


def test_without_two_readings_there_is_nothing_to_settle(tmp_path, capsys):
    copy(tmp_path)
    assert review.main([str(tmp_path / PATH), "--corpus", str(tmp_path), "--adjudicate"]) == 1
    assert "two are needed" in capsys.readouterr().err
