"""The pictures of the page in the documents: `make pictures` writes docs/pictures/ again, from invented briefings."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "review"), str(Path(__file__).parent)]

from browsing import FLAGS  # noqa: E402
from copies import PATH, copy  # noqa: E402
from hands import Hands, browsing  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from test_working_page import example, other_labels, page_of, reading_of, record  # noqa: E402

from onbackground.cli import review  # noqa: E402

TO = ROOT / "docs" / "pictures"
SIZE = {"width": 1280, "height": 760}


def reading(browser: Browser, folder: Path) -> None:
    """The page as one reads: words, and what is said of them."""
    example(folder)
    with browsing(browser, page_of(folder), viewport=SIZE) as page:
        page.locator("#t02 .a[data-a~=s01]").first.click()
        page.screenshot(path=str(TO / "page-reading.png"))


def labelling(browser: Browser, folder: Path) -> None:
    """A label is chosen: each with its definition and what it is easily taken for."""
    example(folder)
    with browsing(browser, page_of(folder), viewport=SIZE) as page:
        hands = Hands(page)
        hands.click("#t03 .a[data-a~=x01a]")
        hands.press("Enter", "Tab", "ArrowUp")
        page.screenshot(path=str(TO / "page-labels.png"))


def settling(browser: Browser, folder: Path) -> None:
    """Two readings differ: both labels, both reasons, and what decides."""
    copy(folder)
    before = record(folder, PATH)
    for by, saw, change in (("anna", ["source", "turns", "record"], dict), ("wei", ["source", "turns"], other_labels)):
        (folder / "reading.yaml").write_text(json.dumps(reading_of(before, by, saw, change)), encoding="utf-8")
        review.main([str(folder / PATH), "--corpus", str(folder), "--add-reading", str(folder / "reading.yaml")])
    with browsing(browser, page_of(folder, PATH, "--adjudicate"), wait=".difference", viewport=SIZE) as page:
        page.keyboard.press("2")
        page.screenshot(path=str(TO / "page-settling.png"))


def main() -> None:
    TO.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for make in (reading, labelling, settling):
            folder = Path(name) / make.__name__
            folder.mkdir()
            make(browser, folder)
        browser.close()


if __name__ == "__main__":
    main()
