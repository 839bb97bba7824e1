"""draft.py: what it writes, what it refuses, and what it never touches."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from repository import run

from onbackground.corpus import catalogue, writing
from onbackground.corpus.corpus import Corpus
from onbackground.drafting import intake
from onbackground.drafting.draft import Chosen
from onbackground.drafting.intake import Intake, sources_of, table, take_all
from onbackground.drafting.pages.fetch import Answer
from onbackground.drafting.pages.page import MAX_BYTES
from onbackground.parsing import strict
from onbackground.record import schema
from onbackground.validation.check import check_record

PAGES = Path(__file__).with_name("pages")
BRIEFING = """Press Briefing on the Lighthouse
Nora Vale, Spokesman
Washington, DC
March 4, 2091

MS. VALE:  Good morning. It is lit.

QUESTION:  Since when?

MS. VALE:  Since “six.”
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    for folder in ("records", "sources", "vocabulary"):
        (tmp_path / "corpus" / folder).mkdir(parents=True)
    (tmp_path / "corpus/vocabulary/entities.yaml").write_text("schema: entities/1\nentities: {}\n")
    (tmp_path / "corpus/vocabulary/topics.yaml").write_text("schema: topics/1\ntopics: {}\n")
    return Corpus.at(tmp_path / "corpus")


def files(corpus: Corpus) -> set[str]:
    return {
        path.relative_to(corpus.root).as_posix()
        for path in corpus.root.rglob("*")
        if path.is_file() and "vocabulary" not in path.parts
    }


def put(tmp_path: Path, name: str, content: str | bytes) -> str:
    path = tmp_path / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return str(path)


def test_a_text_becomes_source_byte_for_byte_and_a_valid_record(tmp_path: Path, corpus: Corpus) -> None:
    content = ("\ufeff" + BRIEFING).replace("\n", "\r\n").encode("utf-8")
    outcome = Intake(corpus).take(put(tmp_path, "lighthouse.txt", content))
    assert (outcome.result, outcome.detail) == ("drafted", "unknown-2091-03-04-lighthouse")
    assert files(corpus) == {
        "records/2091/unknown-2091-03-04-lighthouse.yaml",
        "sources/2091/unknown-2091-03-04-lighthouse.txt",
    }
    assert (corpus.root / corpus.source_path(outcome.detail)).read_bytes() == content
    assert check_record(corpus, f"records/2091/{outcome.detail}.yaml").findings == []
    record = strict.load((corpus.root / f"records/2091/{outcome.detail}.yaml").read_text("utf-8"))
    assert record["source"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert "publisher" in {question["about"] for question in record["review"]["open"]}


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_line_ends_of_any_kind_are_read_and_kept(tmp_path: Path, corpus: Corpus, end: str) -> None:
    content = BRIEFING.replace("\n", end).encode("utf-8")
    outcome = Intake(corpus).take(put(tmp_path, "lighthouse.txt", content))
    assert outcome.result == "drafted", outcome.detail
    assert (corpus.root / corpus.source_path(outcome.detail)).read_bytes() == content
    record = f"records/2091/{outcome.detail}.yaml"
    assert check_record(corpus, record).findings == []
    turns = strict.load((corpus.root / record).read_text("utf-8"))["turns"]
    assert [turn["text"] for turn in turns.values()] == ["Good morning. It is lit.", "Since when?", "Since “six.”"]


def test_a_page_without_a_title_has_none_and_asks(tmp_path: Path, corpus: Corpus) -> None:
    untitled = "March 4, 2091\n\n12:40 p.m. EST\n" + BRIEFING.partition("March 4, 2091\n")[2]
    outcome = Intake(corpus).take(put(tmp_path, "lighthouse.txt", untitled))
    assert outcome.result == "drafted", outcome.detail
    record = strict.load((corpus.root / f"records/2091/{outcome.detail}.yaml").read_text("utf-8"))
    assert record["title"] is None and record["date"] == "2091-03-04"
    assert "title" in {question["about"] for question in record["review"]["open"]}


@pytest.mark.parametrize(
    "page", sorted(path.name for path in PAGES.iterdir() if not path.name.endswith((".expected.yaml",)))
)
def test_every_page_becomes_a_record_without_findings(tmp_path: Path, corpus: Corpus, page: str) -> None:
    dated = tmp_path / f"2090-01-02-{page}"
    dated.write_bytes((PAGES / page).read_bytes())
    outcome = Intake(corpus).take(str(dated))
    expected = (PAGES / page).with_suffix(".expected.yaml")
    if expected.exists() and "refused" in strict.load(expected.read_text("utf-8")):
        assert outcome.result == "refused"
        return
    assert outcome.result == "drafted", outcome.detail
    assert (
        check_record(
            corpus, f"records/{corpus.source_path(outcome.detail).split('/')[1]}/{outcome.detail}.yaml"
        ).findings
        == []
    )


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, corpus: Corpus) -> None:
    source = put(tmp_path, "a.txt", BRIEFING)
    Intake(corpus).take(source)
    once = {name: (corpus.root / name).read_bytes() for name in files(corpus)}
    for name in once:
        (corpus.root / name).unlink()
    Intake(corpus).take(source)
    assert {name: (corpus.root / name).read_bytes() for name in files(corpus)} == once


def test_a_record_is_never_overwritten(tmp_path: Path, corpus: Corpus) -> None:
    Intake(corpus).take(put(tmp_path, "a.txt", BRIEFING))
    before = {name: (corpus.root / name).read_bytes() for name in files(corpus)}
    outcome = Intake(corpus).take(put(tmp_path, "b.txt", BRIEFING.replace("lit", "out")))
    assert outcome.result == "refused" and "that record exists" in outcome.detail
    assert {name: (corpus.root / name).read_bytes() for name in files(corpus)} == before


def test_a_source_of_another_text_is_never_overwritten(tmp_path: Path, corpus: Corpus) -> None:
    put(corpus.root.parent, "../corpus/sources/2091/unknown-2091-03-04-lighthouse.txt", "something else")
    outcome = Intake(corpus).take(put(tmp_path, "a.txt", BRIEFING))
    assert outcome.result == "refused" and "another text" in outcome.detail
    assert files(corpus) == {"sources/2091/unknown-2091-03-04-lighthouse.txt"}


def test_a_text_that_is_recorded_already_is_named(tmp_path: Path, corpus: Corpus) -> None:
    source = put(tmp_path, "a.txt", BRIEFING)
    Intake(corpus).take(source)
    outcome = Intake(corpus, Chosen(id="state-2091-03-04-other")).take(source)
    assert outcome.result == "refused" and "already recorded as unknown-2091-03-04-lighthouse" in outcome.detail


def test_two_sources_with_one_id(tmp_path: Path, corpus: Corpus) -> None:
    sources = [put(tmp_path, "a.txt", BRIEFING), put(tmp_path, "b.txt", BRIEFING.replace("lit", "out"))]
    outcomes = take_all(Intake(corpus), list(sources_of(sources, corpus)))
    assert [outcome.result for outcome in outcomes] == ["drafted", "refused"]
    assert "a.txt" in outcomes[1].detail and "--id" in outcomes[1].detail
    assert Intake(corpus, Chosen(id="state-2091-03-04-lighthouse-2")).take(sources[1]).result == "drafted"


NO_TRANSCRIPTS = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n", "is empty"),
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "picture.html": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
    "half.txt": (b"\xff\xfeQ\0U", "utf-16"),
    "words.txt": (b"Just words.", "only 2 words"),
    "essay.txt": (
        "The lighthouse stands on the rock. It has stood there long.\n\n" * 20,
        "no line begins with a speaker",
    ),
    "notice.txt": (
        "Background Briefing on the Lake\nMarch 4, 2091\n\nWHO: Senior officials\nWHAT: A background briefing by "
        "telephone\n"
        "WHEN: March 5, 2091, 10:00 a.m.\n\nReporters who wish to take part should RSVP to the press office. The "
        "dial-in number will follow.\n",
        "notice",
    ),
    "header.html": (
        "<html><head><title>Briefing</title></head><body><h1>Briefing</h1><p>March 4, 2091</p></body></html>",
        "only",
    ),
    "nothing.html": ("<html><body><script>1</script></body></html>", "without text"),
    "dates.txt": (BRIEFING.replace("March 4, 2091", "Spring"), "no date"),
}


@pytest.mark.parametrize("name", NO_TRANSCRIPTS)
def test_what_is_no_transcript_is_refused_with_a_reason(tmp_path: Path, corpus: Corpus, name: str) -> None:
    content, reason = NO_TRANSCRIPTS[name]
    outcome = Intake(corpus).take(put(tmp_path, name, content))
    assert outcome.result == "refused" and reason in outcome.detail and "\n" not in outcome.detail
    assert files(corpus) == set()


def test_a_huge_file_is_refused_unread(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    outcome = Intake(corpus).take(str(path))
    assert outcome.result == "refused" and f"{MAX_BYTES:,}" in outcome.detail


def test_a_folder_goes_on_after_a_bad_file_and_ends_with_a_table(tmp_path: Path, corpus: Corpus) -> None:
    for n in range(12):
        put(tmp_path, f"deep/{n:02}.txt", BRIEFING.replace("March 4", f"March {n + 1}") if n % 3 else "no transcript")
    put(tmp_path, "deep/report.ppt", b"slides")
    put(tmp_path, "deep/.hidden.txt", BRIEFING)
    outcomes = take_all(Intake(corpus), list(sources_of([str(tmp_path / "in")], corpus)))
    assert [outcome.result for outcome in outcomes].count("drafted") == 8
    printed = table(outcomes)
    assert printed.endswith("8 drafted, 4 refused, 1 skipped\n")
    assert printed.count("\n") == 14


def test_a_failed_write_leaves_nothing(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place = writing.Held.replace

    def fails_at_the_record(self: writing.Held, content: bytes) -> None:
        if b"briefing/" in content:
            raise writing.NotWritten("records/x.yaml cannot be written: No space left on device")
        put_in_place(self, content)

    monkeypatch.setattr(writing.Held, "replace", fails_at_the_record)
    outcome = Intake(corpus).take(put(tmp_path, "a.txt", BRIEFING))
    assert outcome[1:3] == ("refused", "records/x.yaml cannot be written: No space left on device")
    assert files(corpus) == set()


def test_the_command(tmp_path: Path, corpus: Corpus) -> None:
    good, bad = put(tmp_path, "a.txt", BRIEFING), put(tmp_path, "b.txt", "no transcript")
    done = run("draft.py", "--corpus", corpus.root, "--publisher", "state-dept", good)
    assert (done.returncode, done.stderr) == (0, "")
    told = "drafted  a.txt  state-2091-03-04-lighthouse (0% of its words in skips)\n1 drafted, 0 refused, 0 skipped\n"
    told += "Next: python review.py "
    assert done.stdout.startswith(told)
    assert run("draft.py", "--corpus", corpus.root, bad).returncode == 1
    for arguments in (
        ["nowhere.txt"],
        ["--corpus", tmp_path / "nowhere", good],
        ["--id", "state-2091-03-04-a", good, bad],
        ["ftp://example.org/a"],
        ["--date", "4 March", good],
        ["--id", "Lake", good],
        [],
    ):
        failed = run("draft.py", *arguments)
        assert failed.returncode == 2 and failed.stdout == "" and "Traceback" not in failed.stderr
    dated = run(
        "draft.py",
        "--corpus",
        corpus.root,
        "--date",
        "2091-05-06",
        put(tmp_path, "c.txt", BRIEFING.replace("March 4, 2091", "Spring")),
    )
    assert "unknown-2091-05-06-lighthouse" in dated.stdout


# --- Tables, and rows of the catalogue ---------------------------------------------------------------------------


def test_each_row_of_a_table_is_a_briefing(tmp_path: Path, corpus: Corpus) -> None:
    turns = "MS. VALE: Good morning. It is lit.\nQUESTION: Since when?\nMS. VALE: Since six."
    other = turns.replace("lit", "out").replace("six", "one")
    rows = f'date,title,text,url\n2091-03-04,Briefing on the Lighthouse,"{turns}",\n2091-03-05,Briefing on the Harbour,"{other}",\n'
    table_of_two = put(tmp_path, "rows.csv", rows)
    sources = list(sources_of([table_of_two], corpus))
    assert sources == [(f"{table_of_two}#1", None), (f"{table_of_two}#2", None)]
    outcomes = take_all(Intake(corpus, Chosen(publisher="lakeland")), sources)
    assert [(one.result, one.detail) for one in outcomes] == [
        ("drafted", "lakeland-2091-03-04-lighthouse"),
        ("drafted", "lakeland-2091-03-05-harbour"),
    ]
    dated = take_all(Intake(corpus, Chosen(date="2091-03-07")), sources)
    assert [one.result for one in dated] == ["refused", "refused"] and "leave --date out" in dated[0].detail


def test_a_table_without_transcripts_is_refused_once(tmp_path: Path, corpus: Corpus) -> None:
    outcomes = take_all(Intake(corpus), list(sources_of([put(tmp_path, "rows.csv", "a,b\n1,2\n3,4\n")], corpus)))
    assert [one.result for one in outcomes] == ["refused"] and "column of transcripts" in outcomes[0].detail


def test_the_id_of_a_known_briefing_is_its_address_and_the_two_are_linked(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://lakeland.example/lighthouse"
    columns = list(schema.text("catalogue")["items"]["properties"])
    cells = dict.fromkeys(columns, "x") | {"id": "2021-03-04-lighthouse", "url": url, "briefing_id": ""}
    before = f"{','.join(columns)}\n{','.join(cells.values())}\n"
    (corpus.root / "catalogue").mkdir()
    (corpus.root / catalogue.FILE).write_text(before, encoding="utf-8")
    monkeypatch.setattr(
        intake, "fetch", lambda address: Answer(BRIEFING.replace("2091", "2021").encode(), "utf-8", address)
    )
    sources = list(sources_of(["2021-03-04-lighthouse"], corpus))
    assert sources == [(url, None)]
    made = take_all(Intake(corpus), sources)[0]
    assert made.result == "drafted", made.detail
    assert (corpus.root / catalogue.FILE).read_text(encoding="utf-8") == before[:-1] + made.detail + "\n"
    again = take_all(Intake(corpus), list(sources_of(["2021-03-04-lighthouse"], corpus)))[0]
    assert again.result == "skipped" and made.detail in again.detail


def test_the_table_shows_the_share_of_words_in_skips(tmp_path: Path, corpus: Corpus) -> None:
    outcomes = take_all(Intake(corpus), [(put(tmp_path, "a.txt", BRIEFING), None)])
    assert re.search(r"^drafted  a\.txt  \S+ \(\d+% of its words in skips\)$", table(outcomes), re.M)
