"""After a draft, a sign-off and a build the program says the next step, in one line."""

import shutil
from pathlib import Path

import pytest
from edited import BASE, VALID
from repository import REPOSITORY

from onbackground.cli import build, draft, review, validate

PAGE = "Press Call on the Ferry\nMay 2, 2031\n\nQUESTION: Is there a ferry?\n\nMR. LOW: There is one ferry.\n"
SIGN = ["--sign-off", "--by", "roe", "--kind", "human"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The valid corpus, one of its records a draft that nobody has signed."""
    folder = tmp_path / "corpus"
    shutil.copytree(VALID, folder)
    shutil.copy(REPOSITORY / "dataset.yaml", folder)
    text = (folder / BASE).read_text(encoding="utf-8")
    unsigned = text[: text.index("review:\n")] + "review:\n  status: draft\n  passes: []\n  open: []\n"
    (folder / BASE).write_text(unsigned, encoding="utf-8")
    return folder


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_after_a_draft(corpus, tmp_path, capsys):
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    assert draft.main([str(tmp_path / "page.txt"), "--corpus", str(corpus), "--id", "state-2031-05-02-ferry"]) == 0
    told = last_line(capsys)
    assert told.startswith(
        f"Next: python review.py records/2031/state-2031-05-02-ferry.yaml --corpus {corpus} --serve opens the page"
    )


def test_after_a_sign_off(corpus, capsys):
    record = [str(corpus / BASE), "--corpus", str(corpus)]
    assert review.main([*record, *SIGN, "--layers", "turns", "exchanges"]) == 0
    assert "statements" in last_line(capsys)
    assert review.main([*record, *SIGN, "--layers", "header", "statements", "events", "mentions"]) == 0
    told = last_line(capsys)
    assert told.startswith("Next: every layer is signed: set status: reviewed in ")
    assert told.endswith(f"python validate.py {BASE} --corpus {corpus}")


def test_the_queue_says_what_to_type(corpus, capsys):
    assert validate.main(["--queue", "--corpus", str(corpus)]) == 0
    assert f"python review.py {BASE} --corpus {corpus}\n" in capsys.readouterr().out


def test_what_a_finding_says_to_type(corpus, capsys):
    path = corpus / BASE
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft", "status: reviewed"), encoding="utf-8")
    assert validate.main(["--corpus", str(corpus)]) == 1
    assert f"sign the layer with python review.py --corpus {corpus}, or lower" in capsys.readouterr().out


def test_after_a_build(corpus, tmp_path, capsys):
    out = tmp_path / "release"
    assert build.main(["--corpus", str(corpus), "--out", str(out)]) == 0
    told = capsys.readouterr().out.splitlines()
    drafts = sum("status: draft" in path.read_text(encoding="utf-8") for path in corpus.glob("records/*/*.yaml"))
    left_out = "1 draft left out: sign it off" if drafts == 1 else f"{drafts} drafts left out: sign them off"
    assert drafts and told[-2] == f"{left_out}, or use --include-drafts"
    assert told[-1].startswith(f"Next: load_dataset('{out}')")
