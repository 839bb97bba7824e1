"""The review page in a real browser: pick, scroll, switch, keyboard, print, accessibility, and a long briefing."""

import json

import long_briefing
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import NARROW, WIDE, chromium, opened  # noqa: F401 (fixtures)
from copies import PATH, copy

from onbackground.cli import review
from onbackground.corpus.corpus import Corpus
from onbackground.validation import check


def write(corpus, target, *changes):
    assert review.main([str(corpus.root / PATH), "--corpus", str(corpus.root), "--out", str(target)]) == 0
    return target


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    return write(copy(folder), folder / "page.html")


@pytest.fixture(scope="session")
def broken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    changes = (
        ('redactions:\n  "[Moderator]": mod\n', "redactions: {}\n"),
        ('"I will not go into who pays."', '"I will not go in to who pays."'),
    )
    return write(copy(folder, *changes), folder / "page.html")


@pytest.fixture(scope="session")
def long(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    record = long_briefing.write(folder, 300)
    corpus = Corpus.at(folder)
    assert check.check_record(corpus, corpus.record_paths()[0]).findings == []
    assert review.main([str(record), "--corpus", str(folder), "--out", str(folder / "page.html")]) == 0
    return folder / "page.html"


def piece(page, annotation):
    return page.locator(f"[data-a~='{annotation}']").first


def card(page, annotation):
    return page.locator(f"#{annotation}")


def picked(page):
    return page.locator(".card.picked").evaluate_all("cards => cards.map(card => card.id)")


def in_view(locator):
    """Whether what is drawn at the middle of the element is the element: on screen, and nothing lies over it."""
    return locator.evaluate("""element => { const box = element.getClientRects()[0];
        const there = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
        return there !== null && (element.contains(there) || there.contains(element)); }""")


def test_picking_words_brings_their_card_and_the_other_way_round(opened, long):
    page = opened(long)
    assert not in_view(card(page, "s030"))
    words = piece(page, "s030")
    words.scroll_into_view_if_needed()
    words.click()
    assert picked(page) == ["s030"] and in_view(card(page, "s030"))
    assert (
        page.locator(".a.picked").first.evaluate("piece => getComputedStyle(piece).backgroundColor")
        != "rgba(0, 0, 0, 0)"
    )
    card(page, "s031").click()
    assert picked(page) == ["s031"] and in_view(piece(page, "s031"))
    page.evaluate("scrollTo(0, 0)")
    assert not in_view(piece(page, "s031"))
    page.locator("#s031 .id").click()
    assert in_view(piece(page, "s031"))


def test_pressing_again_goes_through_what_covers_the_same_words(opened, small):
    page = opened(small)
    words = page.locator("[data-a='s02 s01 e01']")
    seen = []
    for _ in range(4):
        words.click()
        seen += picked(page)
    assert seen == ["e01", "s01", "s02", "e01"]


def test_layers_switch_off_and_on(opened, small):
    page = opened(small)
    line = "piece => getComputedStyle(piece).getPropertyValue('--st').trim()"
    assert piece(page, "s03").evaluate(line) != "transparent"
    assert card(page, "s03").is_visible()
    page.get_by_role("button", name="statements").click()
    assert piece(page, "s03").evaluate(line) == "transparent"
    assert not card(page, "s03").is_visible() and card(page, "e01").is_visible()
    assert page.locator("[data-switch=statements]").get_attribute("aria-pressed") == "false"
    page.keyboard.press("2")
    assert card(page, "s03").is_visible()
    for key in "123456":
        page.keyboard.press(key)
    assert page.locator(".card:visible").count() == 0


def test_sentences_that_no_layer_touches_stand_out(opened, small):
    page = opened(small)
    bare = page.locator(".s.bare")
    assert [text.strip() for text in bare.all_text_contents()] == [
        "Good evening.",
        'Our official speaks on background, <script>document.title = "run"</script> as the label on the screen says.',
        "The lights stay on.",
        "Thank you.",
    ]
    background = "sentence => getComputedStyle(sentence).backgroundColor"
    assert bare.first.evaluate(background) != page.locator(".s:not(.bare)").first.evaluate(background)
    page.keyboard.press("u")
    page.keyboard.press("u")
    assert page.locator(".s.at").text_content().startswith("Our official")
    page.keyboard.press("5")
    assert page.locator("#bare-count").text_content() == "5"


def test_the_keyboard_goes_through_the_annotations(opened, small):
    page = opened(small)
    order = page.locator(".card").evaluate_all("cards => cards.map(card => card.id)")
    seen = []
    for key in "jnj":
        page.keyboard.press(key)
        seen += picked(page)
    assert seen == order[:3]
    page.keyboard.press("k")
    assert picked(page) == [order[1]] == [page.evaluate("document.activeElement.id")]
    page.keyboard.press("Escape")
    assert picked(page) == []
    assert page.locator(".turn.here").get_attribute("id") == "t02"
    page.keyboard.press("]")
    assert page.locator(".turn.here").get_attribute("id") == "t03"
    page.keyboard.press("[")
    assert page.locator(".turn.here").get_attribute("id") == "t02"
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("j")
    assert picked(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()


def test_typing_a_name_is_no_command(opened, small):
    page = opened(small)
    page.get_by_label("Name").fill("")
    page.get_by_label("Name").press_sequentially("jku 1")
    assert picked(page) == [] and page.locator("[data-switch=exchanges]").get_attribute("aria-pressed") == "true"


def test_a_definition_is_a_hover_a_focus_or_a_press_away(opened, small):
    page = opened(small)
    tip, term = page.locator("#tip"), page.locator("#x01a .term").first
    assert not tip.is_visible()
    term.hover()
    assert tip.text_content() == "decliningacknowledges the question and refuses (clear non reply)"
    page.mouse.move(2, 400)
    assert not tip.is_visible()
    term.focus()
    assert tip.is_visible()
    box = tip.bounding_box()
    assert (
        box["x"] >= 0
        and box["x"] + box["width"] <= WIDE["width"]
        and box["y"] >= 0
        and box["y"] + box["height"] <= WIDE["height"]
    )
    phone = opened(small, viewport=NARROW, has_touch=True, is_mobile=True)
    piece(phone, "x01a").tap()
    phone.locator("#x01a .term").first.tap()
    assert "refuses" in phone.locator("#tip").text_content() and phone.locator("#tip").is_visible()


def test_findings_stand_at_their_place(opened, broken):
    page = opened(broken)
    assert page.locator("[data-jump=finding]").inner_text().split() == [
        "findings",
        str(page.locator("p[data-finding]").count()),
    ]
    codes = []
    for _ in range(page.locator("p[data-finding]").count()):
        page.keyboard.press("f")
        codes.append(page.locator("p[data-finding].at b").text_content())
        assert in_view(page.locator("p[data-finding].at"))
    assert set(codes) >= {"OB411", "OB601"}
    assert "cannot be signed" in page.locator("#signoff").text_content()


def test_what_was_read_is_kept_until_the_turn_changes(chromium, opened, tmp_path):
    corpus = copy(tmp_path)
    target = write(corpus, tmp_path / "page.html")
    page = opened(target)
    page.locator("[data-read=t01]").check()
    page.keyboard.press("]")
    page.keyboard.press("r")
    assert page.locator("#read-count").text_content() == "2/5 read"
    assert page.locator(".turn.here").get_attribute("id") == "t03"
    page.reload()
    assert page.locator("[data-read]:checked").evaluate_all("ticks => ticks.map(tick => tick.dataset.read)") == [
        "t01",
        "t02",
    ]
    text = (tmp_path / PATH).read_text(encoding="utf-8")
    (tmp_path / PATH).write_text(
        text.replace('stance: favorable,\n        quote: "We are', 'stance: neutral,\n        quote: "We are'),
        encoding="utf-8",
    )
    write(corpus, target)
    page.reload()
    assert page.locator("[data-read]:checked").evaluate_all("ticks => ticks.map(tick => tick.dataset.read)") == ["t01"]


def test_without_a_store_the_page_works_all_the_same(chromium, small):
    context = chromium.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no store'); } })")
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(small.as_uri())
    page.locator("[data-read=t01]").check()
    assert page.locator("#read-count").text_content() == "1/5 read" and errors == []
    context.close()


def test_the_command_that_signs_is_exact(opened, small):
    page = opened(small)
    page.get_by_label("turns (", exact=False).check()
    page.get_by_label("events (", exact=False).check()
    page.get_by_label("Name").fill("Jane O'Roe")
    page.get_by_label("Kind").select_option("model")
    command = " ".join(page.locator("#command").text_content().split())
    assert command.startswith("python review.py /") and command.endswith(
        "--sign-off --by 'Jane O'\\''Roe' --kind model --layers turns,events"
    )
    page.locator("#copy").click()
    page.wait_for_function("['copied', 'selected'].includes(document.getElementById('copy').textContent)")


def test_a_script_in_the_transcript_does_not_run(opened, small):
    assert opened(small).title() == "Background Briefing on the Harbour Lights – review"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing(opened, broken, viewport, scheme):
    page = opened(broken, viewport=viewport, color_scheme=scheme)
    for state in ("as opened", "picked", "help"):
        if state == "picked":
            page.keyboard.press("j")
            page.locator("#x01a .term").first.focus()
        elif state == "help":
            page.keyboard.press("?")
        violations = Axe().run(page).response["violations"]
        assert [
            (one["id"], node["html"][:120], node["failureSummary"]) for one in violations for node in one["nodes"]
        ] == [], state


def test_axe_finds_nothing_in_a_page_of_changes(opened, tmp_path):
    from onbackground.parsing import strict
    from onbackground.review.changes import changes
    from onbackground.review.page import fill

    before = strict.load((copy(tmp_path).root / PATH).read_text(encoding="utf-8"))
    after = json.loads(json.dumps(before).replace("stay on", "stay out"))
    found = list(changes(before, after))
    (tmp_path / "changes.html").write_text(
        fill("changes.html.j2", path=PATH, since="HEAD", title="x", layers={"turns": found}), encoding="utf-8"
    )
    for scheme in ("light", "dark"):
        assert Axe().run(opened(tmp_path / "changes.html", color_scheme=scheme)).response["violations"] == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_is_wider_than_the_screen(opened, broken, viewport):
    page = opened(broken, viewport=viewport)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_on_a_phone_the_words_stay_in_view_above_their_card(opened, long):
    page = opened(long, viewport=NARROW)
    for _ in range(12):
        page.keyboard.press("j")
    name = picked(page)[0]
    assert in_view(piece(page, name)) and in_view(card(page, name))


def test_on_paper_there_is_the_text_with_marks_and_every_card(opened, small):
    page = opened(small)
    page.keyboard.press("2")
    page.keyboard.press("2")
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible() and not page.locator("#sign").is_visible()
    assert page.locator(".card:visible").count() == page.locator(".card").count()
    marks = page.locator("[data-ends]").evaluate_all(
        "all => all.map(piece => getComputedStyle(piece, '::after').content)"
    )
    assert '" s02"' in marks or '" s01 e01"' in marks
    assert len(page.pdf()) > 10_000


BOUND_OPEN, BOUND_FRAME = 4000, 100
"""Milliseconds: until the page answers, and for the slowest twentieth of frames; several times what was measured."""


def test_a_briefing_of_300_turns_opens_and_scrolls_smoothly(opened, long, record_property):
    page = opened(long)
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    frames = page.evaluate("""() => new Promise(done => { const times = []; let last = performance.now();
        function frame(now) { times.push(now - last); last = now; scrollBy(0, 160); times.length < 180 ? requestAnimationFrame(frame) : done(times.slice(1)); }
        requestAnimationFrame(frame); })""")
    step = page.evaluate("""() => { const start = performance.now();
        for (let n = 0; n < 10; n++) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
        document.body.offsetHeight; return (performance.now() - start) / 10; }""")
    frames.sort()
    slow = frames[int(len(frames) * 0.95)]
    print(
        f"\n{page.locator('*').count():,} elements; ready after {ready:.0f} ms; frames: median {frames[len(frames) // 2]:.1f} ms, "
        f"95th percentile {slow:.1f} ms; a step by key {step:.1f} ms"
    )
    assert page.evaluate("scrollY") > 10_000
    assert ready < BOUND_OPEN and slow < BOUND_FRAME and step < BOUND_FRAME
