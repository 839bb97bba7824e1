"""docs/first-briefing.md: its commands run in the order of the page, and print what it shows."""

import re
import shlex
from pathlib import Path

import pytest
from documents import Block, blocks, read
from repository import copy_corpus

from onbackground.cli import main as program

PAGE = "docs/first-briefing.md"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_corpus(tmp_path_factory.mktemp("first"))


def commands() -> list[tuple[str, list[str]]]:
    """The commands of the page, each with the lines that it is shown to print."""
    found = []
    for block in blocks(PAGE, "console"):
        first, *shown = block.code.splitlines()
        found.append((first.removeprefix("$ python "), shown))
    return found


def named(name: str) -> Block:
    return next(block for block in blocks(PAGE) if block.file == name)


def run(corpus: Path, command: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    script, *words = shlex.split(command)
    placed = [str(corpus / word) if (corpus / word).is_file() else word for word in words]
    capsys.readouterr()
    code = program.run(script.removesuffix(".py"), [*placed, "--corpus", str(corpus)])
    return code, capsys.readouterr().out


def test_from_a_transcript_to_a_signed_record(corpus, capsys):
    draft, page, check, wrong, sign = commands()
    (corpus / "ferry.txt").write_text(named("ferry.txt").code, encoding="utf-8")
    code, told = run(corpus, draft[0], capsys)
    assert code == 0 and told.splitlines()[: len(draft[1])] == draft[1]
    record = corpus / re.search(r"records/\S+\.yaml", page[0])[0]
    assert run(corpus, page[0], capsys)[0] == 0

    text = record.read_text(encoding="utf-8")
    start, end = text.index("# # Proposed exchanges"), text.index("\nreview:")
    labelled = text[:start] + named("exchanges.yaml").code + text[end:]
    record.write_text(labelled, encoding="utf-8")
    code, told = run(corpus, check[0], capsys)
    assert (code, told.splitlines()) == (0, check[1])

    record.write_text(labelled.replace("declining", "declinning"), encoding="utf-8")
    code, told = run(corpus, wrong[0], capsys)
    assert (code, told.splitlines()) == (1, wrong[1])

    record.write_text(labelled, encoding="utf-8")
    assert run(corpus, sign[0], capsys)[0] == 0
    signed = record.read_text(encoding="utf-8")
    assert signed.count("status: draft") == 1
    record.write_text(signed.replace("status: draft", "status: reviewed"), encoding="utf-8")
    code, told = run(corpus, check[0], capsys)
    assert (code, told.splitlines()) == (0, check[1])


def test_every_picture_is_there():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", read(PAGE))
    assert pictures
    for picture in pictures:
        assert (Path(__file__).parent.parent / "docs" / picture).read_bytes().startswith(b"\x89PNG")
