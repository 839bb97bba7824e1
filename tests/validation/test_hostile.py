"""Broken and hostile input: a finding or one line, in bounded time and memory, and the other records are still checked."""

import os
import resource
import shutil
import subprocess
import sys

import pytest
from edited import BASE, DRAFT, ODD, VALID, check_all, edited, text_of
from repository import REPOSITORY
from timing import at_most

from onbackground.corpus.corpus import Corpus
from onbackground.validation import batch, check

BASE_TEXT = text_of(BASE)
ODD_TEXT = text_of(ODD)
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


def replaced(old, new):
    assert BASE_TEXT.count(old) >= 1
    return BASE_TEXT.replace(old, new, 1).encode()


CONTENTS = {
    "not UTF-8": (BASE_TEXT.encode("cp1252", "replace"), {"OB102"}),
    "not UTF-8 in a comment": (BASE_TEXT.encode() + b"# caf\xe9 \x91 \xc3a\xa9\n", {"OB102"}),
    "UTF-16": (BASE_TEXT.encode("utf-16"), {"OB102"}),
    "byte-order mark": (b"\xef\xbb\xbf" + BASE_TEXT.encode(), {"OB103"}),
    "NUL": (replaced("Hotel", "Hot\0el"), {"OB103"}),
    "Windows line ends": (BASE_TEXT.replace("\n", "\r\n").encode(), {"OB103"}),
    "old Macintosh line ends": (BASE_TEXT.replace("\n", "\r").encode(), {"OB103"}),
    "next line": (replaced("Hotel", "Hot\u0085el"), {"OB103"}),
    "line separator": (replaced("Hotel", "Hot\u2028el"), {"OB103"}),
    "bidirectional control": (replaced("Hotel", "Hot\u202eel"), {"OB103"}),
    "bidirectional isolate": (replaced("Hotel", "Hot\u2066el"), {"OB103"}),
    "encoded surrogate": (replaced("Hotel", "HotXel").replace(b"HotX", b"Hot\xed\xa0\x80"), {"OB102"}),
    "escaped surrogate": (replaced("venue: Hotel Example", 'venue: "\\ud83d"'), {"OB104"}),
    "escaped NUL": (replaced("venue: Hotel Example", 'venue: "a\\0b"'), {"OB103"}),
    "escaped terminal control": (replaced("venue: Hotel Example", 'venue: "\\e[31m"'), {"OB103"}),
    "empty file": (b"", {"OB112"}),
    "white space": (b"   \n\n  \n", {"OB112"}),
    "comment": (b"# nothing\n", {"OB112"}),
    "list at the top": (b"- a\n- b\n", {"OB112"}),
    "text at the top": (b"hello\n", {"OB112"}),
    "null at the top": (b"null\n", {"OB112"}),
    "JSON": (b'{"schema": "briefing/2"}', {"OB202"}),
    "20,000 levels of brackets": (b"a: " + b"[" * 20_000, {"OB111", "OB104"}),
    "20,000 levels of braces": (b"a: " + b"{a: " * 20_000, {"OB111", "OB104"}),
    "20,000 levels of dashes": (b"a:\n " + b"- " * 20_000 + b"x\n", {"OB111", "OB104"}),
    "300 closed levels": (b"a: " + b"[" * 300 + b"b" + b"]" * 300 + b"\n", {"OB111"}),
    "2,000 levels of keys": ("\n".join(" " * n + "a:" for n in range(2_000)).encode(), {"OB111"}),
    "alias bomb": (BOMB.encode(), {"OB106"}),
    "recursive alias": (b"a: &a [*a]\n", {"OB106"}),
    "Python tag": (b"a: !!python/object/apply:os.system [echo]\n", {"OB107"}),
    "merge key": (b"a: &x {b: c}\nd: {<<: *x}\n", {"OB106", "OB107"}),
    "several documents": (BASE_TEXT.encode() + b"---\n" + BASE_TEXT.encode(), {"OB109"}),
    "document end": (BASE_TEXT.encode() + b"...\n%YAML 1.1\n---\nx\n", {"OB109"}),
    "not a number": (replaced("venue: Hotel Example", "venue: .nan"), {"OB113"}),
    "infinity": (replaced("venue: Hotel Example", "venue: -.inf"), {"OB113"}),
    "50,000 digits": (replaced("venue: Hotel Example", "venue: " + "9" * 50_000), {"OB113"}),
    "a key of a megabyte": (("k" * 1_000_000 + ": x\n").encode(), {"OB104", "OB201", "OB202"}),
    "a line of three megabytes": (replaced("Hotel", "H" * 3_000_000), {"OB304"}),
    "100,000 unknown keys": ("".join(f"k{n}: x\n" for n in range(100_000)).encode(), {"OB201", "OB202"}),
    "40,000 unknown entities": (
        replaced(
            "principals: [jane-roe, li-wei]", "principals: [" + ", ".join(f"jane-roe-{n}" for n in range(40_000)) + "]"
        ),
        {"OB604"},
    ),
    "20,000 asks that are nowhere": (
        replaced(
            "      x01b:",
            "".join(
                f'      x01{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}: {{quote: "not said {n}", reply: partial, why: "x"}}\n'
                for n in range(26 * 26)
            )
            + "      x01b:",
        ),
        {"OB601", "OB402", "OB515"},
    ),
    "30,000 statements that are nowhere": (
        replaced(
            "\nevents:",
            "".join(
                f'  s{n:05}: {{turn: t04, kind: claim, voice: own, holder: [sdo], target: null, topic: null, stance: neutral, quote: "x {n}"}}\n'
                for n in range(3, 30_000)
            )
            + "\nevents:",
        ),
        {"OB601"},
    ),
    "../ in the id": (replaced("id: state-2031-04-02-lake-commission", "id: ../../../../etc/passwd"), {"OB205"}),
    "an absolute id": (replaced("id: state-2031-04-02-lake-commission", "id: /etc/passwd"), {"OB205"}),
    "another id": (replaced("id: state-2031-04-02-lake-commission", "id: state-2031-04-02-../../x"), {"OB205"}),
    "a newline in the id": (
        replaced("id: state-2031-04-02-lake-commission", 'id: "state-2031-04-02-lake-commission\\n"'),
        {"OB205"},
    ),
    "turns without anything": (
        replaced("speaker: mod\n    label: null", "speaker: mod").replace(b"turns:\n", b"turns: {}\nturnz:\n"),
        {"OB201", "OB206"},
    ),
    "a turn of white space": (
        replaced("text: Did they settle the fishing quota, and will they meet?", 'text: "   "'),
        {"OB303", "OB410"},
    ),
    "a text of one letter": (
        replaced("text: Did they settle the fishing quota, and will they meet?", "text: x"),
        {"OB303"},
    ),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_broken_content_is_found_in_bounded_time(name):
    content, codes = CONTENTS[name]
    with at_most(20):
        found = check_all(
            edited(VALID, {BASE: content, DRAFT: text_of(DRAFT).replace("Grain moves.", "Grain moved.").encode()})
        )
    of_base = {finding.code for finding in found if finding.path == BASE}
    assert of_base and of_base <= codes, of_base
    assert [finding.code for finding in found if finding.path == DRAFT] == ["OB303"]  # the others are still checked
    assert {finding.path for finding in found} == {BASE, DRAFT}


@pytest.fixture
def corpus(tmp_path):
    """A copy of the valid corpus on disk."""
    return Corpus.at(shutil.copytree(VALID, tmp_path / "corpus"))


def codes_of(corpus):
    return {(finding.path.rsplit("/", 1)[-1], finding.code) for finding in check_all(corpus)}


def test_a_folder_named_like_a_record(corpus):
    (corpus.root / "records/2031/a-2031-01-01-b.yaml").mkdir()
    assert codes_of(corpus) == {("a-2031-01-01-b.yaml", "OB101")}


def test_links_that_lead_out_of_the_corpus(corpus, tmp_path):
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: word\n")
    (corpus.root / "records/2031/a-2031-01-01-b.yaml").symlink_to(outside)
    (corpus.root / "records/2030").symlink_to(tmp_path, target_is_directory=True)
    (corpus.root / "records/2031/c-2031-01-01-d.yaml").symlink_to("c-2031-01-01-d.yaml")
    (corpus.root / "records/2031/e-2031-01-01-f.yaml").symlink_to("nowhere")
    found = check_all(corpus)
    assert {(f.path.rsplit("/", 1)[-1], f.code) for f in found} == {
        ("a-2031-01-01-b.yaml", "OB101"),
        ("2030", "OB115"),
        ("c-2031-01-01-d.yaml", "OB101"),
        ("e-2031-01-01-f.yaml", "OB101"),
    }
    assert not any("secret" in f"{f.message}{f.hint}" for f in found)


def test_a_pipe_is_not_waited_for(corpus):
    os.mkfifo(corpus.root / "records/2031/a-2031-01-01-b.yaml")
    assert codes_of(corpus) == {("a-2031-01-01-b.yaml", "OB101")}


def test_names_that_are_no_text(corpus):
    folder = os.fsencode(corpus.root / "records/2031")
    for name in (b"\xff\xfe.yaml", b"a\nb.yaml", b"a\x1b[31m.yaml"):
        with open(folder + b"/" + name, "w") as file:
            file.write("x: y\n")
    found = check_all(corpus)
    assert {finding.code for finding in found} == {"OB115"} and len(found) == 3
    assert all(finding.path.isprintable() for finding in found)
    printed = subprocess.run(
        [sys.executable, "validate.py", "--corpus", corpus.root], cwd=REPOSITORY, capture_output=True
    )
    assert printed.returncode == 1 and b"Traceback" not in printed.stderr and b"\x1b" not in printed.stdout


def test_a_record_that_is_deleted_while_it_is_read(corpus, monkeypatch):
    paths = corpus.record_paths()
    (corpus.root / ODD).unlink()
    monkeypatch.setattr(Corpus, "record_paths", lambda self, chosen=(): paths)
    found = batch.check_all(corpus, paths, jobs=1, use_cache=False)
    assert [(finding.path, finding.code) for finding in found] == [(ODD, "OB101")]


def test_a_record_that_may_not_be_read(corpus, monkeypatch):
    def refused(path, flags, *rest, _open=os.open):
        if str(path).endswith(ODD):
            raise PermissionError(13, "Permission denied")
        return _open(path, flags, *rest)

    monkeypatch.setattr(os, "open", refused)
    found = check_all(corpus)
    assert [(finding.path, finding.code) for finding in found] == [(ODD, "OB101")]
    assert "Permission denied" in found[0].message


def test_a_file_of_200_megabytes_is_not_read(corpus):
    with open(corpus.root / BASE, "ab") as file:
        file.truncate(200 * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with at_most(5):
        assert codes_of(corpus) == {(BASE.rsplit("/", 1)[-1], "OB114")}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # kilobytes


@pytest.mark.parametrize(
    ("content", "code", "file"),
    [
        (b"\xff\xfe", "OB301", "yaml"),
        (b"", "OB302", "txt"),
        (b"x" * 5_000_000, "OB301", "yaml"),
        (b"x " * 1_000_000, "OB302", "txt"),
    ],
)
def test_a_broken_source(corpus, content, code, file):
    (corpus.root / "sources/2031/state-2031-04-02-lake-commission.txt").write_bytes(content)
    with at_most(20):
        assert codes_of(corpus) == {(f"state-2031-04-02-lake-commission.{file}", code)}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"entities: 3\n", b"schema: entities/1\nentities:\n  Jane: {}\n", b"\xff", b"a: &a [*a]\n"]
)
def test_a_broken_vocabulary_is_said_once(corpus, content):
    (corpus.root / "vocabulary/entities.yaml").write_bytes(content)
    assert {name for name, _ in codes_of(corpus)} == {"entities.yaml"}


def test_vocabularies_that_are_not_there(corpus):
    for file in (corpus.root / "vocabulary").iterdir():
        file.unlink()
    assert codes_of(corpus) == {("entities.yaml", "OB101"), ("topics.yaml", "OB101")}


def test_every_line_of_a_record_left_out_or_doubled_is_no_crash():
    for path in (BASE, ODD):
        lines = text_of(path).split("\n")
        for n in range(len(lines)):
            for changed in (
                lines[:n] + lines[n + 1 :],
                lines[: n + 1] + lines[n:],
                [*lines[:n], lines[n][2:], *lines[n + 1 :]],
            ):
                check.check_record(edited(VALID, {path: "\n".join(changed).encode()}), path)
