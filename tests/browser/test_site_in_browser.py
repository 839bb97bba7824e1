"""The site in a browser, from the disk: search, filters, citing, keyboard and phone."""

from __future__ import annotations

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import NARROW
from releases import LAKE, Desk

from onbackground.release import site
from onbackground.release.files.reading import Release


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("site") / "corpus")
    desk.add_lake()
    return Release.at(desk.release("release"))


@pytest.fixture(scope="module")
def folder(release, tmp_path_factory):
    return site.build(release, tmp_path_factory.mktemp("sites") / "site")


def test_search_finds_a_phrase(opened, folder, release):
    page = opened(folder / "search.html")
    page.get_by_label("Words or a phrase").fill("few questions")
    page.keyboard.press("Enter")
    right = [row["id"] for row in release.rows("turns") if "few questions" in row["text"].lower()]
    texts = sum(len(release.rows(name)) for name in ("turns", "replies", "events"))
    page.wait_for_function("document.getElementById('count').textContent.includes(' of ')")
    assert page.locator("#count").inner_text() == f"{len(right)} of {texts} texts"
    page.locator("#found a").first.click()
    assert page.url.endswith("#" + right[0].partition(".")[2])


@pytest.mark.parametrize(
    ("table", "picked"),
    [
        ("replies", {"clarity": "ambivalent", "also": "deflection"}),
        ("statements", {"voice": "own", "kind": "claim", "attribution": "background"}),
        ("events", {"status": "occurred"}),
    ],
)
def test_a_filter_counts_as_pandas(opened, folder, release, table, picked):
    briefings = {row["id"]: row for row in release.rows("briefings")}
    frame = pd.DataFrame(release.rows(table))
    frame["attribution"] = [briefings[name]["attribution"] for name in frame.briefing_id]
    for column, value in picked.items():
        frame = frame[[value == cell or (isinstance(cell, list) and value in cell) for cell in frame[column]]]
    page = opened(folder / "explore.html")
    page.get_by_role("button", name=table).click()
    for column, value in picked.items():
        page.locator(f"select[name={column}]").select_option(value)
    assert page.locator("#count").inner_text().startswith(f"{len(frame)} of ")
    page.reload()  # the choice is in the address
    assert page.locator("#count").inner_text().startswith(f"{len(frame)} of ")


def test_a_row_is_cited_with_its_digest(opened, folder):
    page = opened(folder / f"{LAKE}.html")
    button = page.locator("#x01a button.cite")
    button.focus()
    page.keyboard.press("Enter")
    text = page.locator("dialog pre").inner_text()
    assert f"{LAKE}.x01a" in text and "@misc{" in text and '"type": "dataset"' in text
    assert button.get_attribute("data-digest") in text
    page.keyboard.press("Escape")
    page.locator("#x01a button.wrong").focus()
    page.keyboard.press("Enter")
    assert '"schema": "edits/1"' in page.locator("dialog pre").inner_text()


def test_a_layer_stays_switched_off(opened, folder):
    page = opened(folder / f"{LAKE}.html")
    page.get_by_role("button", name="mentions").click()
    assert page.locator(".card.mentions").first.is_hidden()
    page.reload()
    assert page.locator(".card.mentions").first.is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", [f"{LAKE}.html", "index.html", "explore.html", "search.html", "pictures.html", "labels.html"]
)
def test_axe_finds_nothing(opened, folder, name, scheme):
    page = opened(folder / name, color_scheme=scheme)
    found = Axe().run(page, options={"preload": False})  # axe would read the style sheet by a request
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", [f"{LAKE}.html", "index.html", "explore.html", "pictures.html"])
def test_a_phone_scrolls_one_way(opened, folder, name):
    page = opened(folder / name, viewport=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
