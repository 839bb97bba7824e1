"""docs/first-briefing.md: its commands run in the order of the page and print what it shows; its keys label and sign."""

import re
import shlex
from pathlib import Path

import pytest
from documents import Block, blocks, read
from hands import Hands, browsing, saved, serving
from repository import copy_corpus

from onbackground.cli import main as program
from onbackground.corpus.corpus import Corpus

PAGE = "docs/first-briefing.md"


def commands() -> list[tuple[str, list[str]]]:
    """The commands of the page, each with the lines that it is shown to print."""
    found = []
    for block in blocks(PAGE, "console"):
        first, *shown = block.code.splitlines()
        found.append((first.removeprefix("$ python "), shown))
    return found


def named(name: str) -> Block:
    return next(block for block in blocks(PAGE) if block.file == name)


def run(corpus: Path, command: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    script, *words = shlex.split(command)
    placed = [str(corpus / word) if (corpus / word).is_file() else word for word in words]
    capsys.readouterr()
    code = program.run(script.removesuffix(".py"), [*placed, "--corpus", str(corpus)])
    return code, capsys.readouterr().out.splitlines()


def label(hands: Hands, keys: list[str]) -> None:
    """Completes the entry that is open: numbers choose, words are a reason; without either, what is offered is taken."""
    for key in keys:
        hands.press(key) if key.isdigit() else hands.type(key)
    hands.press(*([] if keys else ["Enter", "Enter"]))


def test_from_a_transcript_to_a_signed_record(chromium, tmp_path, capsys):
    corpus = copy_corpus(tmp_path / "corpus")
    draft, page_of, check, wrong = commands()
    (corpus / "ferry.txt").write_text(named("ferry.txt").code, encoding="utf-8")
    code, told = run(corpus, draft[0], capsys)
    assert code == 0 and told[: len(draft[1])] == draft[1]

    path = re.search(r"records/\S+\.yaml", page_of[0])[0]
    with (
        serving(Corpus.at(corpus), path) as address,
        browsing(chromium, address, viewport={"width": 1300, "height": 900}) as page,
    ):
        hands = Hands(page)
        hands.press("a")
        tools, told = page.locator(".tools").evaluate(
            "(one) => [one.scrollWidth - one.clientWidth, one.nextSibling.innerText]"
        )
        assert tools <= 1, f"tools are out of sight beside “{told}”"
        for n, line in enumerate(named("labels.txt").code.splitlines()):
            entry, *keys = re.split(r" {2,}", line)
            if n:
                hands.press("Escape", "i")
            page.wait_for_selector(f".card.picked#card-{entry}")
            label(hands, keys)
        saved(page)
        assert page.locator("#missing-count").inner_text() == "0"
        for box in page.locator("[data-read], [name=layers]").all():
            box.check()
        page.locator("[name=by]").fill("roe")
        page.locator("#sign button[type=submit]").click()
        page.wait_for_selector(".passes")
        page.locator("[name=status]").select_option("reviewed")
        saved(page)

    assert run(corpus, check[0], capsys) == (0, check[1])
    record = corpus / path
    record.write_text(record.read_text(encoding="utf-8").replace("get ahead of", "go ahead of", 1), encoding="utf-8")
    assert run(corpus, wrong[0], capsys) == (1, wrong[1])


def test_every_picture_is_there():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", read(PAGE))
    assert pictures
    for picture in pictures:
        assert (Path(__file__).parents[2] / "docs" / picture).read_bytes().startswith(b"\x89PNG")
