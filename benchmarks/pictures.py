"""The pictures of the documents, as Chromium draws them: the page of a draft, and a page of the site. Run: make pictures"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

import demo  # noqa: E402
from documents import blocks  # type: ignore[import-not-found]  # a helper of the tests  # noqa: E402
from repository import copy_corpus  # type: ignore[import-not-found]  # noqa: E402

from onbackground.cli import draft, review  # noqa: E402

PICTURES = REPOSITORY / "docs/pictures"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        corpus = copy_corpus(Path(folder) / "corpus")
        transcript = corpus / "ferry.txt"
        transcript.write_text(next(b.code for b in blocks("docs/first-briefing.md") if b.file == "ferry.txt"), "utf-8")
        draft.main([str(transcript), "--publisher", "lake-commission", "--corpus", str(corpus)])
        (record,) = corpus.glob("records/2031/*.yaml")
        review.main([str(record), "--corpus", str(corpus), "--out", str(corpus / "page.html")])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 760})
        page.goto((corpus / "page.html").as_uri())
        page.keyboard.press("a")
        page.screenshot(path=PICTURES / "first-briefing.png")
        demo.build_site(Path(folder) / "site", records=30)
        page.set_viewport_size({"width": 1200, "height": 760})
        page.goto(next(Path(folder).glob("site/v*/state-*.html")).as_uri())
        page.screenshot(path=PICTURES / "site.png")
        browser.close()


if __name__ == "__main__":
    main()
