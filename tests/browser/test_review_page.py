"""The page in a real browser: reading, finding one's way, layers, print, accessibility, a long briefing."""

import json

import long_briefing
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import NARROW, WIDE
from copies import PATH, copy
from markupsafe import Markup

from onbackground.cli import review
from onbackground.corpus.corpus import Corpus
from onbackground.parsing import strict
from onbackground.review.changes import changes
from onbackground.review.page import fill
from onbackground.validation import check


def write(corpus, target, *options):
    arguments = [str(corpus.root / PATH), "--corpus", str(corpus.root), "--out", str(target), *options]
    assert review.main(arguments) == 0
    return target


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    return write(copy(folder), folder / "page.html")


@pytest.fixture(scope="session")
def broken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    broken = (
        ('redactions:\n  "[Moderator]": mod\n', "redactions: {}\n"),
        ('"I will not go into who pays."', '"I will not go in to who pays."'),
        ("reply: declining", "reply: declinning"),
    )
    return write(copy(folder, *broken), folder / "page.html")


@pytest.fixture(scope="session")
def long(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    record = long_briefing.write(folder, 300)
    corpus = Corpus.at(folder)
    assert check.check_record(corpus, corpus.record_paths()[0]).findings == []
    assert review.main([str(record), "--corpus", str(folder), "--out", str(folder / "page.html")]) == 0
    return folder / "page.html"


def piece(page, entry):
    return page.locator(f"[data-a~='{entry}']").first


def card(page, entry):
    return page.locator(f"#card-{entry}")


def picked(page):
    return page.locator(".card.picked").evaluate_all("cards => cards.map(card => card.dataset.card)")


def in_view(locator):
    """Whether what is drawn at the middle of the element is the element: on screen, and nothing lies over it."""
    return locator.evaluate("""element => { const box = element.getClientRects()[0];
        const there = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
        return there !== null && (element.contains(there) || there.contains(element)); }""")


def test_the_transcript_is_there_word_for_word(opened, small):
    page = opened(small)
    turns = page.locator(".text[data-turn]").evaluate_all(
        "all => all.map(text => [text.dataset.turn, [...text.querySelectorAll('p:not(.skip)')].map(p => p.textContent).join('\\n')])"
    )
    wanted = strict.load((small.parent / PATH).read_text(encoding="utf-8"))["turns"]
    assert dict(turns) == {name: turn["text"] for name, turn in wanted.items()}


def test_pressing_words_brings_their_entry_and_a_link_brings_the_words(opened, long):
    page = opened(long)
    words = piece(page, "s030")
    words.scroll_into_view_if_needed()
    words.click()
    assert picked(page)[0] in ("s030", "e010") and in_view(page.locator(".card.picked"))
    page.locator("#filter").fill("s031")
    page.locator("#outline-list [data-pick=s031]").click()
    assert picked(page) == ["s031"] and in_view(piece(page, "s031")) and in_view(card(page, "s031"))
    background = "piece => getComputedStyle(piece).backgroundColor"
    assert page.locator(".a.picked").first.evaluate(background) != "rgba(0, 0, 0, 0)"
    page.evaluate("scrollTo(0, 0)")
    card(page, "s031").locator(".quote button").click()
    assert in_view(piece(page, "s031"))


def test_pressing_again_goes_through_what_covers_the_same_words(opened, small):
    page = opened(small)
    words = page.locator("[data-a='s02 s01 e01']")
    seen = []
    for _ in range(4):
        words.click()
        seen += picked(page)
    assert seen == ["e01", "s01", "s02", "e01"]


def test_the_panel_follows_the_sentence_and_shows_nothing_where_nothing_is(opened, small):
    page = opened(small)
    page.locator("#t04 .s").first.click()
    first = page.locator("#groups h3").first.text_content()
    assert first == "This sentence of t04"
    page.locator("#t05 .s").first.click()
    assert page.locator("#groups .card").count() == 0 and "Nothing in t05" in page.locator("#groups").inner_text()


def test_layers_switch_off_and_on_and_are_remembered(opened, small):
    page = opened(small)
    line = "piece => getComputedStyle(piece).getPropertyValue('--st').trim()"
    assert piece(page, "s03").evaluate(line) != "transparent"
    page.get_by_role("button", name="statements").click()
    assert piece(page, "s03").evaluate(line) == "transparent"
    assert page.locator("[data-switch=statements]").get_attribute("aria-pressed") == "false"
    page.reload()
    assert page.locator("[data-switch=statements]").get_attribute("aria-pressed") == "false"
    page.keyboard.press("2")
    assert piece(page, "s03").evaluate(line) != "transparent"
    for key in "123456":
        page.keyboard.press(key)
    page.locator("#t02 .s").first.click()
    assert page.locator(".card").count() == 0


def bare(page):
    return [text.strip() for text in page.locator(".s.bare").all_text_contents()]


def test_sentences_that_no_layer_touches_are_found_when_asked_for(opened, small):
    page = opened(small)
    found = [
        "Good evening.",
        'Our official speaks on background, <script>document.title = "run"</script> as the label on the screen says.',
        "Thank you, [Moderator].",
        "The lights stay on.",
        "Thank you.",
    ]
    assert bare(page) == found
    mark = "sentence => getComputedStyle(sentence, '::before').borderLeftStyle"
    assert page.locator(".s.bare").first.evaluate(mark) != "dotted"
    page.keyboard.press("u")
    assert page.locator(".s.bare").first.evaluate(mark) == "dotted"
    page.keyboard.press("u")
    assert page.locator(".s.at").text_content().startswith("Our official")
    for key in "234":
        page.keyboard.press(key)
    assert bare(page) == ["Thank you."], "asks are only in what reporters say: no answer counts as untouched by them"


def test_the_keyboard_goes_through_sentences_turns_and_entries(opened, small):
    page = opened(small)
    seen = []
    for key in "jnj":
        page.keyboard.press(key)
        seen += picked(page)
    page.keyboard.press("k")
    assert len(set(seen)) == 3 and picked(page) == [seen[1]]
    page.keyboard.press("Escape")
    assert picked(page) == []
    place = "[document.querySelector('.turn.here').id, document.querySelector('.s.now').dataset.n].join(' ')"
    page.locator("#t01 .s").first.click()
    steps = []
    for key in ("]", "ArrowDown", "ArrowUp", "ArrowUp", "["):
        page.keyboard.press(key)
        steps.append(page.evaluate(place))
    assert steps == ["t02 0", "t02 1", "t02 0", "t01 1", "t01 0"]
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("j")
    assert picked(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()


def test_typing_is_no_command(opened, small):
    page = opened(small)
    page.get_by_label("Name").fill("")
    page.get_by_label("Name").press_sequentially("jku 1 x")
    page.locator("#filter").press_sequentially("xz1")
    assert picked(page) == [] and page.locator("[data-switch=exchanges]").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gone declining", ["x01a"]),
        ("also", ["x01b"]),
        ("open", ["s02"]),
        ("vale statements", ["s01"]),
        ("e01 unread", ["s01", "s02", "s04", "e01"]),
        ("no such thing", []),
    ],
)
def test_the_filter_finds_by_label_layer_and_fact(opened, small, words, found):
    page = opened(small)
    page.keyboard.press("/")
    page.keyboard.type(words)
    shown = page.locator("#outline-list [data-pick] b").all_text_contents()
    assert set(found) <= set(shown) and (found or not shown)
    if len(found) == 1:
        assert shown == found
        page.keyboard.press("Enter")
        assert picked(page) == found
        page.keyboard.press("j")
        assert picked(page) == found


def test_findings_are_links_and_a_label_nobody_knows_is_shown_in_its_place(opened, broken):
    page = opened(broken)
    count = len(page.locator("#findings li").all())
    assert page.locator("#finding-count").inner_text() == str(count) and count >= 3
    page.locator("#findings li", has_text="declinning").locator("button").click()
    assert picked(page) == ["x01a"]
    assert card(page, "x01a").locator(".wrong").inner_text() == "declinning"
    assert card(page, "x01b").count() == 1
    for _ in range(count):
        page.keyboard.press("f")
        assert in_view(page.locator(".finding.at, .findings .at").first)
    assert "correct the findings first" in page.locator("#signoff").inner_text()


def test_null_is_shown_as_null(opened, small):
    page = opened(small)
    page.keyboard.press("j")
    page.locator("#t02 .a[data-a~='s01']").first.click()
    assert "null" in page.locator("#groups").inner_text() or page.locator(".null").count()


def test_what_was_read_is_kept_until_the_turn_changes(opened, tmp_path):
    corpus = copy(tmp_path)
    target = write(corpus, tmp_path / "page.html")
    page = opened(target)
    page.locator("[data-read=t01]").check()
    page.keyboard.press("]")
    page.keyboard.press("r")
    assert page.locator("#read-count").text_content() == "2/5 read"
    assert page.locator(".turn.here").get_attribute("id") == "t03"
    page.reload()
    ticked = "ticks => ticks.map(tick => tick.dataset.read)"
    assert page.locator("[data-read]:checked").evaluate_all(ticked) == ["t01", "t02"]
    text = (tmp_path / PATH).read_text(encoding="utf-8")
    changed = text.replace('stance: favorable,\n        quote: "We are', 'stance: neutral,\n        quote: "We are')
    (tmp_path / PATH).write_text(changed, encoding="utf-8")
    write(corpus, target)
    page.reload()
    assert page.locator("[data-read]:checked").evaluate_all(ticked) == ["t01"]


def test_without_a_store_the_page_works_all_the_same(chromium, small):
    context = chromium.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no store'); } })")
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(small.as_uri())
    page.locator("[data-read=t01]").check()
    page.locator("#t04 .s").first.click()
    page.keyboard.press("s")
    page.keyboard.press("1")
    assert page.locator("#download").count() == 0 and page.locator(".card.incomplete").count() == 1 and errors == []
    context.close()


def test_the_command_that_signs_is_exact_and_is_not_there_without_a_name(opened, small):
    page = opened(small)
    page.locator("[name=layers][value=turns]").check()
    assert "NAME" not in page.locator("#signoff").inner_text() and page.locator("#sign-command code").count() == 0
    page.locator("[name=layers][value=events]").check()
    page.get_by_label("Name").fill("Jane O'Roe")
    page.get_by_label("Kind").select_option("model")
    command = " ".join(page.locator("#sign-command code").text_content().split())
    assert command.endswith("--sign-off --by 'Jane O'\\''Roe' --kind model --layers turns,events")
    page.locator("#sign-command button").click()
    page.wait_for_function(
        "['copied', 'selected'].includes(document.querySelector('#sign-command button').textContent)"
    )
    assert "turns are not marked as read" in page.locator("#unread").inner_text()


def test_the_status_that_must_follow_is_said(opened, small):
    page = opened(small)
    for box in page.locator("[name=layers]").all():
        box.check()
    page.get_by_label("Name").fill("roe")
    assert "status can be set to reviewed" in page.locator("#unread").inner_text()


def test_a_script_in_the_transcript_does_not_run(opened, small):
    page = opened(small)
    assert page.title() == "Background Briefing on the Harbour Lights – review"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing(opened, broken, viewport, scheme):
    page = opened(broken, viewport=viewport, color_scheme=scheme)
    for state in ("as opened", "picked", "labels", "links", "help"):
        if state == "picked":
            page.locator("#t03 .a").first.click()
        elif state == "labels":
            page.keyboard.press("Enter")
        elif state == "links":
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
            page.keyboard.press("h")
        elif state == "help":
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
            page.keyboard.press("?")
        violations = Axe().run(page).response["violations"]
        shown = [(one["id"], node["html"][:120], node["failureSummary"]) for one in violations for node in one["nodes"]]
        assert shown == [], state


def test_axe_finds_nothing_in_a_page_of_changes(opened, tmp_path):
    before = strict.load((copy(tmp_path).root / PATH).read_text(encoding="utf-8"))
    after = json.loads(json.dumps(before).replace("stay on", "stay out"))
    found = list(changes(before, after))
    (tmp_path / "changes.html").write_text(
        fill("changes.html.j2", Markup(""), path=PATH, since="HEAD", title="x", layers={"turns": found}),
        encoding="utf-8",
    )
    for scheme in ("light", "dark"):
        assert Axe().run(opened(tmp_path / "changes.html", color_scheme=scheme)).response["violations"] == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_is_wider_than_the_screen(opened, broken, viewport):
    page = opened(broken, viewport=viewport)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_on_a_phone_the_tools_are_in_reach_and_the_words_stay_above_their_entry(opened, long):
    page = opened(long, viewport=NARROW, has_touch=True, is_mobile=True)
    for _ in range(12):
        page.keyboard.press("j")
    name = picked(page)[0]
    assert in_view(piece(page, name)) and in_view(card(page, name))
    page.locator("#outline-toggle").tap()
    assert in_view(page.locator("#filter"))
    for tool in page.locator(".tools > *").all():
        tool.scroll_into_view_if_needed()
        assert in_view(tool) and tool.bounding_box()["height"] >= 24


def test_on_paper_there_is_the_text_with_marks_and_every_entry_with_its_words(opened, small):
    page = opened(small)
    page.emulate_media(media="print")
    page.wait_for_selector(".printed-entry")
    assert not page.locator(".bar").is_visible() and not page.locator("#sign").is_visible()
    table = page.locator("#printed").inner_text()
    assert "“I will not go into who pays.”" in table and "nondisclosure" in table and "e02" in table
    marks = page.locator("[data-ends]").evaluate_all("all => all.map(one => getComputedStyle(one, '::after').content)")
    assert '" s02"' in marks or '" s01 e01"' in marks
    assert len(page.pdf()) > 10_000


BOUND_OPEN, BOUND_FRAME = 4000, 100
"""Milliseconds: until the page answers, and for the slowest twentieth of frames; several times what was measured."""


def test_a_briefing_of_300_turns_opens_and_scrolls_smoothly(opened, long):
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
