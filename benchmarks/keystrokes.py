"""How many keys the labels of one briefing take: typed as YAML, and in the page by keyboard alone.

The briefing is the example of docs/record.md. Both ways give the same record; a letter of the reader's own words
(reasons, names of events, an open question) counts as a key in both. Needs what `make test-browser` installs.
Usage: python benchmarks/keystrokes.py
"""

from __future__ import annotations

import difflib
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "review"), str(ROOT / "tests" / "browser")]


def typed_characters(before: str, after: str) -> int:
    """The characters of the lines that somebody types to make one text of the other, line ends included."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return sum(len(line) - 1 for line in lines if line.startswith("+ "))


def main() -> None:
    from browsing import FLAGS  # type: ignore[import-not-found]  # lies in tests/browser
    from hands import Hands, browsing, label_the_lake  # type: ignore[import-not-found]
    from playwright.sync_api import sync_playwright
    from test_working_page import LAKE, example, page_of, without_labels  # type: ignore[import-not-found]

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        typed = example(folder)
        after = (folder / LAKE).read_text(encoding="utf-8")
        without_labels(folder)
        before = (folder / LAKE).read_text(encoding="utf-8")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            with browsing(browser, page_of(folder)) as page:
                hands = Hands(page)
                label_the_lake(hands, typed)
            browser.close()
    asks = typed["exchanges"]["x01"]["asks"].values()
    own = [ask[key] for ask in asks for key in ("why", "asked") if key in ask]
    own += [event["what"] for event in typed["events"].values()] + [typed["review"]["open"][0]["question"]]
    words = sum(map(len, own))
    yaml = typed_characters(before, after)
    print(f"typed as YAML: {yaml:,} characters, of which {words} are the reader's own words")
    print(f"in the page:   {hands.count:,} keys, of which {words} are the reader's own words")
    print(
        f"all keys: {hands.count / yaml:.2f} of YAML; without own words: {(hands.count - words) / (yaml - words):.2f}"
    )


if __name__ == "__main__":
    main()
