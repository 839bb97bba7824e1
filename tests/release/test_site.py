"""The site of a release: every id is one element, nothing leaves the folder, the same bytes twice."""

from __future__ import annotations

import html.parser
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from releases import LAKE, Desk

from onbackground.cli import build
from onbackground.corpus.corpus import UsageError
from onbackground.release import site
from onbackground.release.files.reading import Release
from onbackground.release.site.pictures import wilson


class Page(html.parser.HTMLParser):
    """The ids of a page, and what it links to or loads."""

    def __init__(self, text: str):
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and found.get("rel") != "noreferrer":
            self.links.append(found["href"])
        elif tag in ("script", "img", "link", "iframe", "source"):
            self.loads += [found[name] for name in ("src", "href") if name in found]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    desk = Desk(tmp_path_factory.mktemp("site") / "corpus")
    desk.add_lake()
    return Release.at(desk.release("release"))


@pytest.fixture(scope="module")
def folder(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sites") / "site"
    assert build.main(["--site", str(out), "--from", str(release.folder)]) == 0
    return out / f"v{release.version}"


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Page]:
    return {
        path.relative_to(folder).as_posix(): Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")
    }


def test_each_row_is_an_element_of_exactly_one_page(release: Release, pages: dict[str, Page]) -> None:
    rows = Counter(row["id"] for name in release.tables if name != "changes" for row in release.rows(name))
    briefings = {row["id"] for row in release.rows("briefings")}
    shown: Counter[str] = Counter()
    for path, page in pages.items():
        assert max(Counter(page.ids).values(), default=1) == 1, path
        own = path.removesuffix(".html")
        for one in page.ids:
            shown[f"{own}.{one}" if own in briefings and one != own else one] += 1
    assert {name: shown[name] for name in rows} == dict.fromkeys(rows, 1)


def test_every_link_leads_to_a_page_and_an_element(pages: dict[str, Page], folder: Path) -> None:
    for path, page in pages.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            assert not parts.scheme and not parts.netloc, f"{path} asks {link}"
            target = (folder / path).parent / unquote(parts.path) if parts.path else folder / path
            assert target.resolve().is_file(), f"{path} leads to {link}"
            if parts.fragment and target.resolve().is_relative_to(folder):
                assert unquote(parts.fragment) in pages[target.resolve().relative_to(folder).as_posix()].ids, link


def test_no_style_or_script_asks_the_network(folder: Path) -> None:
    for path in [*folder.glob("*.css"), *folder.glob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|import\(", text), path


def test_the_same_bytes_twice_and_other_releases_stay(release: Release, folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "site" / "v0.0.9"
    old.mkdir(parents=True)
    (tmp_path / "site" / "onbackground-site.json").write_text("{}")
    again = site.build(release, tmp_path / "site")
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert all((folder / file).read_bytes() == (again / file).read_bytes() for file in files)
    front = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(v[\d.]+)/index.html"', front) == [f"v{release.version}", "v0.0.9"]


def test_a_folder_that_is_something_else_is_left_alone(release: Release, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not a site"):
        site.build(release, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_transcript_is_there_word_for_word(release: Release, folder: Path) -> None:
    text = (folder / f"{LAKE}.html").read_text(encoding="utf-8")
    shown = re.findall(r'<p class="text">(.*?)</p>', text, re.S)
    plain = [re.sub(r"<[^>]+>", "", one) for one in shown]
    turns = [row["text"] for row in release.rows("turns") if row["briefing_id"] == LAKE]
    assert [html.parser.unescape(one) for one in plain] == turns


def test_wilson_interval() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.27753), abs=1e-4)
    assert wilson(2, 9) == pytest.approx((0.06323, 0.54741), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.72247, 1.0), abs=1e-4)
