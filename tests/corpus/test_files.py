"""The four ways of reading the files of a corpus: one protocol, the same answers."""

import os
import pickle
import shutil
from pathlib import Path

import pytest
from edited import BASE, ODD, VALID, check_all

from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.corpus.files import Files, LocalFiles, Overlay, Recording
from onbackground.corpus.remote import UrlFiles
from onbackground.findings import Unreadable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VALID, tmp_path / "corpus"))


@pytest.fixture(params=["local", "URL", "overlay", "recording"])
def files(request: pytest.FixtureRequest, folder: Path) -> Files:
    local = LocalFiles(folder)
    made = {
        "local": lambda: local,
        "URL": lambda: UrlFiles(f"file://{folder}"),
        "overlay": lambda: Overlay(local, {}),
        "recording": lambda: Recording(local),
    }
    return made[request.param]()


def test_all_read_and_list_the_same(files: Files, folder: Path) -> None:
    assert files.read(BASE) == (folder / BASE).read_bytes()
    assert files.has(BASE)
    (folder / "records/2031/.hidden.yaml").write_text("x: y\n")
    on_disk = [path.relative_to(folder).as_posix() for path in (folder / "records").rglob("*") if path.is_file()]
    assert files.listing("records") == sorted(path for path in on_disk if "/." not in path)
    assert files.listing("nowhere") == []


def test_all_refuse_what_is_not_there_or_too_large(files: Files, folder: Path) -> None:
    assert not files.has("records/2031/gone.yaml") and not files.has("records/2031")
    with pytest.raises(Unreadable) as gone:
        files.read("records/2031/gone.yaml")
    assert [problem.code for problem in gone.value.problems] == ["OB101"]
    size = (folder / BASE).stat().st_size
    assert len(files.read(BASE, size)) == size
    with pytest.raises(Unreadable) as large:
        files.read(BASE, size - 1)
    assert [problem.code for problem in large.value.problems] == ["OB114"]


def test_all_can_be_handed_to_another_process(files: Files) -> None:
    assert pickle.loads(pickle.dumps(files)).read(BASE) == files.read(BASE)


def test_an_overlay_replaces_adds_and_takes_away(folder: Path) -> None:
    new = "records/2031/new.yaml"
    files = Overlay(LocalFiles(folder), {BASE: b"changed", new: b"added", ODD: None})
    assert files.read(BASE) == b"changed" and files.read(new) == b"added"
    assert files.has(new) and not files.has(ODD)
    assert new in files.listing("records") and ODD not in files.listing("records")
    assert new not in files.listing("sources")
    with pytest.raises(Unreadable, match="no such file"):
        files.read(ODD)
    with pytest.raises(Unreadable, match="7 bytes"):
        files.read(BASE, 6)
    assert files.under.read(BASE) == (folder / BASE).read_bytes() != b"changed"


def test_a_recording_keeps_what_was_read(folder: Path) -> None:
    files = Recording(LocalFiles(folder))
    content = files.read(BASE)
    (folder / BASE).write_bytes(b"changed meanwhile")
    assert files.contents == {BASE: content}


def test_a_corpus_with_changed_files_is_checked_as_if_they_were_on_disk(folder: Path) -> None:
    """One finding in the edited record; without the record, one for the source that it leaves behind."""
    corpus = Corpus.at(folder)
    worse = corpus.read(BASE).replace(b"the fishing quota", b"a fishing quota", 1)
    assert {finding.path for finding in check_all(corpus.with_files({BASE: worse}))} == {BASE}
    assert "OB907" in {finding.code for finding in check_all(corpus.with_files({ODD: None}))}
    assert check_all(corpus) == []


def test_a_corpus_at_a_url_has_no_folder(folder: Path) -> None:
    corpus = Corpus.at(f"file://{folder}")
    assert not corpus.is_local and corpus.record_paths() == Corpus.at(folder).record_paths()
    assert corpus.record_paths([BASE, "records/2031/"]) == Corpus.at(folder).record_paths([folder / "records/2031"])
    with pytest.raises(UsageError, match="not a folder on this machine"):
        _ = corpus.root
    with pytest.raises(UsageError, match="no such record or folder"):
        corpus.record_paths(["records/1999"])
    with pytest.raises(UsageError, match="never written"):
        Corpus.to_write(f"file://{folder}")


@pytest.mark.parametrize("url", ["file:///nowhere/at/all", "nosuchprotocol://x/y", "zip://::/nowhere.zip"])
def test_a_url_that_holds_no_corpus_is_one_clear_line(url: str) -> None:
    with pytest.raises(UsageError, match=r"cannot be opened|is not a corpus"):
        Corpus.at(url)


def test_an_archive_that_is_damaged_is_one_clear_line(folder: Path, tmp_path: Path) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "corpus"), "zip", folder)).read_bytes()
    at = packed.index(BASE.encode()) + 200
    (tmp_path / "cut.zip").write_bytes(packed[:3000])
    (tmp_path / "flipped.zip").write_bytes(packed[:at] + bytes(200) + packed[at + 200 :])
    with pytest.raises(UsageError, match="cannot be opened: File is not a zip file"):
        Corpus.at(f"zip://::{tmp_path}/cut.zip")
    (found,) = check_all(Corpus.at(f"zip://::{tmp_path}/flipped.zip"))
    assert (found.path, found.code) == (BASE, "OB101") and "decompressing" in found.message


def test_a_corpus_behind_a_link_is_the_corpus(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS /tmp is a link, and so is the folder of many a home directory."""
    link = tmp_path / "link"
    link.symlink_to(tmp_path, target_is_directory=True)
    direct = tmp_path / "direct"
    direct.symlink_to(folder, target_is_directory=True)
    for there in (link / "corpus", direct):
        corpus = Corpus.at(there)
        every = corpus.record_paths()
        for choice in (there, there / "records", folder / "records", tmp_path):
            assert corpus.record_paths([choice]) == every, choice
        assert corpus.record_paths([there / BASE]) == corpus.record_paths([folder / BASE]) == [BASE]
        monkeypatch.chdir(there / "records")
        assert corpus.record_paths(["."]) == every
        assert corpus.record_paths(["2031/" + BASE.rsplit("/", 1)[-1]]) == [BASE]
        monkeypatch.chdir("/")
        assert corpus.record_paths([BASE]) == [BASE]


def test_paths_outside_of_records_are_refused(folder: Path, tmp_path: Path) -> None:
    corpus = Corpus.at(folder)
    (tmp_path / "other.yaml").write_text("x: y\n")
    for choice in (tmp_path / "other.yaml", folder / "vocabulary", folder / "records" / ".." / "sources"):
        with pytest.raises(UsageError, match="is not in"):
            corpus.record_paths([choice])
    with pytest.raises(UsageError, match="no such file or folder"):
        corpus.record_paths([folder / "records/2031/none.yaml"])


@pytest.fixture
def ignores_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows: a file is found whatever letters of its name are capitals. Listings have the real name."""

    def found(path: object) -> str:
        """The path as it is on the disk."""
        real = "/"
        for part in [part for part in os.fspath(path).split("/") if part]:
            names = listdir(real) if os.path.isdir(real) else []
            real = os.path.join(real, next((one for one in names if one.casefold() == part.casefold()), part))
        return real

    listdir, opened, exists, is_file, lstat = os.listdir, os.open, os.path.exists, Path.is_file, os.lstat
    monkeypatch.setattr(os, "open", lambda path, *more, **named: opened(found(path), *more, **named))
    monkeypatch.setattr(os.path, "exists", lambda path: exists(found(path)))
    monkeypatch.setattr(Path, "is_file", lambda path: is_file(Path(found(path))))
    monkeypatch.setattr(os, "lstat", lambda path, **named: lstat(found(path), **named))


@pytest.mark.usefixtures("ignores_case")
def test_a_source_with_other_capital_letters_is_found_where_the_file_system_hides_it(folder: Path) -> None:
    corpus = Corpus.at(folder)
    assert check_all(corpus) == []
    source = folder / corpus.source_of(BASE)
    os.rename(source, source.with_name("State-2031-04-02-lake-commission.txt"))
    corpus = Corpus.at(folder)
    assert not corpus.has(corpus.source_of(BASE))
    with pytest.raises(Unreadable, match=r"is named sources/2031/State-2031-04-02-lake-commission\.txt"):
        corpus.read(corpus.source_of(BASE))
    assert "OB301" in {finding.code for finding in check_all(corpus) if finding.path == BASE}
    os.rename(folder / "vocabulary", folder / "Vocabulary")
    with pytest.raises(Unreadable, match=r"is named Vocabulary/topics\.yaml"):
        Corpus.at(folder).read("vocabulary/topics.yaml")


@pytest.mark.usefixtures("ignores_case")
def test_a_file_that_is_new_since_its_folder_was_listed_is_read(folder: Path) -> None:
    files = LocalFiles(folder)
    assert files.read(BASE)
    (folder / "records/2031/new.yaml").write_text("x: y\n", encoding="utf-8")
    assert files.read("records/2031/new.yaml") == b"x: y\n"


def test_without_o_nofollow_links_are_looked_for_first(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where os has neither O_NOFOLLOW nor O_NONBLOCK."""
    monkeypatch.setattr("onbackground.corpus.files._NO_LINK", 0)
    monkeypatch.setattr("onbackground.corpus.files._OPEN", os.O_RDONLY)
    (tmp_path / "secret").write_text("secret: word\n", encoding="utf-8")
    (folder / "records/2031/out.yaml").symlink_to(tmp_path / "secret")
    (folder / "records/2031/in.yaml").symlink_to(folder / BASE)
    files = LocalFiles(folder)
    assert files.read("records/2031/in.yaml") == files.read(BASE)
    with pytest.raises(Unreadable, match="leads out of the corpus"):
        files.read("records/2031/out.yaml")
