"""From briefing/1 to briefing/2, on the record as release 0.1.0 had it: only what must change does."""

from pathlib import Path

import pytest
from edited import REAL, edited

from onbackground.cli import migrate as cli
from onbackground.corpus.corpus import REPOSITORY, Corpus, Vocabulary
from onbackground.parsing import strict
from onbackground.record.migration import NotMigrated, migrate
from onbackground.record.seal import seals
from onbackground.validation.check import check_record

RELEASED = (Path(__file__).parent / "released-0.1.0.yaml").read_text(encoding="utf-8")
VOCABULARY = Corpus.at(REPOSITORY).vocabulary
MIGRATED = migrate(RELEASED, VOCABULARY)


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    lines = list(zip(before.splitlines(), after.splitlines(), strict=True))
    return [(old.strip(), new.strip()) for old, new in lines if old != new]


def test_only_what_must_change_changes():
    changes = changed_lines(RELEASED, MIGRATED)
    assert changes[0] == ("schema: briefing/1", "schema: briefing/2")
    statuses = [(old, new) for old, new in changes if "status: " in old]
    assert len(statuses) == 2 and all(old.replace("denied", "negated") == new for old, new in statuses)
    (reader,) = [new for old, new in changes if "by: annotation model" in old]
    assert "model: {name: null, version: null, because: " in reader
    seals_now = [old for old, _ in changes if "sha256:" in old]
    assert len(seals_now) == 5  # every layer but the exchanges, which look up nothing in the vocabulary
    assert len(changes) == 1 + 2 + 1 + 5


def test_the_migrated_record_is_clean_and_its_seals_hold():
    of_today = Corpus.at(REPOSITORY).listing("readings/2015")
    corpus = edited(REPOSITORY, {REAL: MIGRATED.encode(), **dict.fromkeys(of_today)})
    judged_since = ("OB516", "OB708")  # rules that came with briefing/2; the labels are as they were
    assert [one for one in check_record(corpus, REAL).findings if one.code not in judged_since] == []
    data = strict.load(MIGRATED)
    (one,) = data["review"]["passes"]
    assert one["seal"] == seals(data, one["layers"], VOCABULARY)


def test_migrated_twice_is_migrated_once():
    assert migrate(MIGRATED, VOCABULARY) == MIGRATED


def test_a_broken_seal_stays_broken():
    edited_after = RELEASED.replace("reply: dodging", "reply: deflection", 1)
    (one,) = strict.load(migrate(edited_after, VOCABULARY))["review"]["passes"]
    (before,) = strict.load(RELEASED)["review"]["passes"]
    assert one["seal"]["exchanges"] == before["seal"]["exchanges"]
    assert one["seal"] != seals(strict.load(migrate(edited_after, VOCABULARY)), one["layers"], VOCABULARY)


def test_what_breaks_the_older_format_is_not_migrated():
    with pytest.raises(NotMigrated, match="annotated"):
        migrate(RELEASED.replace("statements:", "annotated: {}\nstatements:", 1), Vocabulary())


def test_the_command(tmp_path, capsys):
    for name in ("vocabulary", "records/2015"):
        (tmp_path / name).mkdir(parents=True)
    record, broken = tmp_path / REAL, tmp_path / "records/2015/broken.yaml"
    record.write_text(RELEASED, encoding="utf-8")
    assert cli.main(["--corpus", str(tmp_path), "--dry-run"]) == 0
    assert "+schema: briefing/2" in capsys.readouterr().out
    assert record.read_text(encoding="utf-8") == RELEASED
    broken.write_text("schema: briefing/1\n", encoding="utf-8")
    assert cli.main(["--corpus", str(tmp_path)]) == 1
    assert f"{REAL}: migrated" in capsys.readouterr().out
    assert "schema: briefing/2" in record.read_text(encoding="utf-8")
    assert broken.read_text(encoding="utf-8") == "schema: briefing/1\n"
    assert cli.main(["--corpus", str(tmp_path / "records")]) == 2
