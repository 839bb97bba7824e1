"""Links that a pull request brings: nothing is read through them that is not in the corpus, nothing is written."""

from pathlib import Path

import pytest
from repository import copy_corpus

from onbackground.cli import build, draft, review, validate

RECORD = "records/2015/state-2015-09-27-kerry-lavrov.yaml"
SIGN = ("--sign-off", "--by", "Jane Roe", "--kind", "human")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus, and beside it folders of the user's own that look as the attacker wants them."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own/file").write_text("precious")
    (tmp_path / "corpus").mkdir()
    return copy_corpus(tmp_path / "corpus")


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def move_out(corpus: Path, name: str) -> None:
    """Put a file or folder of the corpus outside, and a link to it in its place."""
    (corpus / name).rename(corpus.parent / "own" / "moved")
    (corpus / name).symlink_to(corpus.parent / "own" / "moved")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("records", "records:1:1"),
        ("records/2015", "records/2015:1:1"),
        (RECORD, RECORD),
        ("sources", "sources/2015/"),
        ("sources/2015", "sources/2015/"),
        ("vocabulary", "vocabulary/entities.yaml"),
        ("vocabulary/topics.yaml", "vocabulary/topics.yaml"),
        ("dataset.yaml", "dataset.yaml"),
    ],
)
def test_what_lies_outside_is_not_read(corpus: Path, capsys: pytest.CaptureFixture[str], name: str, said: str) -> None:
    move_out(corpus, name)
    for command in (validate, build):
        assert command.main(["--corpus", str(corpus)]) == 1
        printed = capsys.readouterr().out
        assert said in printed and ("out of the corpus" in printed or "OB115" in printed), printed
    assert not (corpus / "dist/onbackground").exists()


@pytest.mark.parametrize("name", ["CITATION.cff", "DATASHEET.md", "CHANGELOG.md"])
def test_a_document_that_is_a_link_is_a_finding_and_not_overwritten(
    corpus: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (corpus / name).symlink_to(corpus.parent / "own/file")
    for command in (validate, build):
        assert command.main(["--corpus", str(corpus)]) == 1
        printed = capsys.readouterr().out
        assert name in printed and "OB101" in printed
    assert (corpus.parent / "own/file").read_text() == "precious"


@pytest.mark.parametrize("content", [b"x" * 5_000_000, b"\xff\xfe <!-- figure: turns -->"])
@pytest.mark.parametrize("name", ["CITATION.cff", "DATASHEET.md", "CHANGELOG.md"])
def test_a_document_that_cannot_be_read_is_a_finding(
    corpus: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    (corpus / name).write_bytes(content)
    for command in (validate, build):
        assert command.main(["--corpus", str(corpus)]) == 1
        assert f"{name}:" in capsys.readouterr().out
    assert (corpus / name).read_bytes() == content


@pytest.mark.parametrize(
    "name", ["CITATION.cff", "CHANGELOG.md", "dist", "dist/onbackground", "dist/.onbackground.lock"]
)
def test_build_writes_through_no_link(corpus: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (corpus / name).parent.mkdir(exist_ok=True)
    (corpus / name).symlink_to(corpus.parent / "own" / ("none" if "." in name else ""))
    before = state(corpus.parent / "own")
    assert build.main(["--corpus", str(corpus), "--against", "none"]) in (1, 2)
    said = capsys.readouterr()
    assert len((said.out + said.err).splitlines()) <= 6 and name.split("/")[-1] in said.out + said.err
    assert state(corpus.parent / "own") == before and (corpus / name).is_symlink()


@pytest.mark.parametrize("left", [".onbackground.old", ".onbackground.new-attack"])
def test_what_looks_like_a_left_over_of_a_build_leads_nowhere(corpus: Path, left: str) -> None:
    (corpus / "dist").mkdir()
    (corpus / "dist" / left).symlink_to(corpus.parent / "own")
    before = state(corpus.parent / "own")
    assert build.main(["--corpus", str(corpus)]) == 0
    assert state(corpus.parent / "own") == before
    assert (corpus / "dist/onbackground/release.json").is_file() and not (corpus / "dist/onbackground").is_symlink()


@pytest.mark.parametrize("name", ["review-pages", "review-pages/state-2015-09-27-kerry-lavrov.html"])
def test_a_review_page_is_written_through_no_link(corpus: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (corpus / name).parent.mkdir(exist_ok=True)
    (corpus / name).symlink_to(corpus.parent / "own" / ("file" if "." in name else ""))
    before = state(corpus.parent / "own")
    for arguments in ([], ["--out", str(corpus / "review-pages/state-2015-09-27-kerry-lavrov.html")]):
        assert review.main([str(corpus / RECORD), "--corpus", str(corpus), *arguments]) == 2
        said = capsys.readouterr()
        assert said.out == "" and said.err.count("\n") == 1 and "is a link" in said.err
    assert state(corpus.parent / "own") == before


@pytest.mark.parametrize("name", ["records/2015", RECORD])
def test_a_record_behind_a_link_is_not_signed(corpus: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    move_out(corpus, name)
    before = state(corpus.parent / "own")
    assert review.main([str(corpus / RECORD), *SIGN, "--corpus", str(corpus)]) in (1, 2)
    assert capsys.readouterr().err.count("\n") == 1
    assert state(corpus.parent / "own") == before


@pytest.mark.parametrize("name", ["sources", "records", "sources/2091", "records/2091"])
def test_a_draft_is_written_through_no_link(corpus: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    if (corpus / name).exists():
        move_out(corpus, name)
    else:
        (corpus / name).symlink_to(corpus.parent / "own")
    before = state(corpus)
    page = corpus.parent / "page.txt"
    page.write_text(
        "Background Briefing on the Lighthouse\n\nMarch 4, 2091\n\nMODERATOR: Good morning, everyone. We begin now.\n\n"
        "QUESTION: Who pays for the lighthouse?\n\nSENIOR OFFICIAL: The harbour pays for it, as it always did.\n"
    )
    assert draft.main([str(page), "--corpus", str(corpus), "--publisher", "state-dept"]) == 1
    assert "is a link" in capsys.readouterr().out
    assert state(corpus) == before
