"""Rows of two releases side by side: columns, streams, and a comparison with the plain way."""

import random
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onbackground.corpus.corpus import UsageError
from onbackground.release.compare import rows as comparing
from onbackground.release.compare.meaning import is_same
from onbackground.release.compare.rows import Change, compare


def write(
    folder: Path, table: str, columns: dict[str, list], name: str = "train-00000-of-00001", group: int = 3
) -> None:
    path = folder / "data" / table / f"{name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path, row_group_size=group)


def briefing(day: int) -> str:
    return f"state-2031-01-{day:02}-lake"


def events(**columns: list) -> dict[str, list]:
    ids = [f"{briefing(day)}.e0{n}" for day in (1, 2) for n in (1, 2)]
    return {
        "id": ids,
        "briefing_id": [one.partition(".")[0] for one in ids],
        "what": list("abcd"),
        "quotes": [["x"]] * 4,
        **columns,
    }


def both(tmp_path: Path, old: dict[str, list], new: dict[str, list]) -> list[Change]:
    write(tmp_path / "old", "events", old)
    write(tmp_path / "new", "events", new)
    return list(compare(tmp_path / "old", tmp_path / "new", ["events"]))


STATUS = ["occurred", "negated", "occurred", "possible"]


def test_a_renamed_column_is_told_from_a_dropped_and_an_added_one(tmp_path):
    found = both(tmp_path, events(status=STATUS), events(state=STATUS))
    assert found == [Change("events", None, "column_renamed", "state", "status", "state")]
    found = both(tmp_path, events(status=STATUS), events(mood=["up", "down", "up", "up"]))
    assert found == [
        Change("events", None, "column_dropped", "status", "string", None),
        Change("events", None, "column_added", "mood", None, "string"),
    ]


def test_a_renamed_column_with_a_changed_value(tmp_path):
    old = {name: values * 5 for name, values in events(status=STATUS).items()}
    old["id"] = [f"{briefing(1)}.e{n:02}" for n in range(20)]
    old["briefing_id"] = [briefing(1)] * 20
    new = {"state" if name == "status" else name: values for name, values in old.items()}
    new["state"] = ["scheduled", *old["status"][1:]]
    assert both(tmp_path, old, new) == [
        Change("events", None, "column_renamed", "state", "status", "state"),
        Change("events", f"{briefing(1)}.e00", "changed", "state", "occurred", "scheduled"),
    ]


@pytest.mark.parametrize("empty", [False, None])
def test_empty_columns_are_no_evidence_of_a_renaming(tmp_path, empty):
    column = pa.array([empty] * 4, pa.bool_())
    kinds = [change.change for change in both(tmp_path, events(hedged=column), events(ironic=column))]
    assert kinds == ["column_dropped", "column_added"]


def test_the_right_one_of_two_columns_is_the_renamed_one(tmp_path):
    old = events(status=STATUS, part=["morning", None, "night", None])
    new = events(time_of_day=["morning", None, "night", None], state=STATUS)
    renamed = {(change.old, change.new) for change in both(tmp_path, old, new)}
    assert renamed == {("status", "state"), ("part", "time_of_day")}


def test_columns_of_another_type(tmp_path):
    found = both(tmp_path, events(n=[1, 2, 3, 4]), events(n=["1", "2", "3", "4"]))
    assert found == [Change("events", None, "column_retyped", "n", "int64", "string")]


def test_the_order_of_columns_is_no_change(tmp_path):
    columns = events(status=STATUS)
    assert both(tmp_path, columns, dict(reversed(columns.items()))) == []


def test_tables_that_come_and_go(tmp_path):
    write(tmp_path / "old", "events", events())
    write(tmp_path / "new", "turns", events())
    assert list(compare(tmp_path / "old", tmp_path / "new", ["turns", "events", "marks"])) == [
        Change("turns", None, "table_added"),
        Change("events", None, "table_dropped"),
    ]


def test_values_as_text(tmp_path):
    found = both(tmp_path, events(actors=[["a"], [], None, ["b"]]), events(actors=[["a", "c"], [], None, None]))
    assert [(change.old, change.new) for change in found] == [('["a"]', '["a","c"]'), ('["b"]', None)]


def test_rows_out_of_order_are_refused(tmp_path):
    columns = {name: values[2:] + values[:2] for name, values in events().items()}
    with pytest.raises(UsageError, match="are not in the order of the briefings"):
        both(tmp_path, columns, events())


def test_the_order_is_that_of_the_records_paths(tmp_path):
    """records/2031/a-b.yaml sorts before records/2031/a.yaml, although the id a sorts before a-b."""
    ids = ["state-2031-01-01-lake-two", "state-2031-01-01-lake"]
    columns = {"id": [f"{one}.e01" for one in ids], "briefing_id": ids, "what": ["a", "b"], "quotes": [["x"]] * 2}
    assert both(tmp_path, columns, columns) == []


@pytest.mark.parametrize("seed", range(12))
def test_streams_find_what_the_plain_way_finds(tmp_path, seed):
    """Random edits, random row groups and shards: the same changes as from two dictionaries in memory."""
    chance = random.Random(seed)
    old: dict[str, dict] = {}
    for day in range(1, 20):
        for n in range(chance.randrange(6)):
            old[f"{briefing(day)}.e{n:02}"] = {"what": chance.choice("abc"), "quotes": ["x"] * chance.randrange(1, 3)}
    new = {key: dict(row) for key, row in old.items() if chance.random() > 0.1}
    for row in new.values():
        if chance.random() < 0.2:
            row["what"] = chance.choice("abc")
    for day in chance.sample(range(1, 25), 5):
        new.setdefault(f"{briefing(day)}.e09", {"what": "z", "quotes": ["x"]})
    for name, content in (("old", old), ("new", new)):
        ids = sorted(content)
        cut = chance.randrange(len(ids) + 1)
        for n, part in enumerate((ids[:cut], ids[cut:])):
            columns = {
                "id": pa.array(part, pa.string()),
                "briefing_id": pa.array([one.partition(".")[0] for one in part], pa.string()),
                "what": pa.array([content[one]["what"] for one in part], pa.string()),
                "quotes": pa.array([content[one]["quotes"] for one in part], pa.list_(pa.string())),
            }
            write(tmp_path / name, "events", columns, f"train-{n:05}-of-00002", chance.randrange(1, 9))
    expected = {(key, "added", None) for key in new.keys() - old.keys()}
    expected |= {(key, "retired", None) for key in old.keys() - new.keys()}
    expected |= {
        (key, "changed", field)
        for key in old.keys() & new.keys()
        for field in ("what", "quotes")
        if old[key][field] != new[key][field]
    }
    changes = compare(tmp_path / "old", tmp_path / "new", ["events"])
    found = [(change.id, change.change, change.field) for change in changes if change.change != "reused"]
    assert len(found) == len(set(found)) and set(found) == expected


def composed(first: list[Change], second: list[Change]) -> set[tuple]:
    """What two steps come to, one after the other: rows and fields, with the oldest old and the newest new."""
    rows = {c.id: c for c in first if c.change in ("added", "retired")}
    fields = {(c.id, c.field): (c.old, c.new) for c in first if c.change == "changed"}
    for change in second:
        before = rows.pop(change.id, None)
        if change.change == "changed" and before is None:
            old = fields.get((change.id, change.field), (change.old,))[0]
            fields[change.id, change.field] = (old, change.new)
        elif change.change == "changed":
            rows[change.id] = before  # it was added in the first step: its values are those of the second
        elif change.change == "retired" and before is None:
            rows[change.id] = change
            fields = {key: values for key, values in fields.items() if key[0] != change.id}
        elif change.change == "added" and before is None:
            rows[change.id] = change
    told = {(c.id, c.change, None) for c in rows.values()}
    return told | {(*key[:1], "changed", key[1], *values) for key, values in fields.items() if values[0] != values[1]}


@given(
    st.lists(
        st.dictionaries(
            st.tuples(st.integers(1, 4), st.integers(1, 3)),
            st.fixed_dictionaries({"what": st.sampled_from("abc"), "quotes": st.just(["x"])}),
            min_size=1,
        ),
        min_size=3,
        max_size=3,
    )
)
@settings(max_examples=60)
def test_a_comparison_is_the_composition_of_the_steps_between(states):
    """Ids do not come back after they went: what is gone in the second state is left out of the third."""
    gone = states[0].keys() - states[1].keys()
    states[2] = {key: row for key, row in states[2].items() if key not in gone} or {(9, 9): {"what": "a", "quotes": []}}
    with tempfile.TemporaryDirectory() as folder:
        for n, state in enumerate(states):
            ids = [f"{briefing(day)}.e{number:02}" for day, number in sorted(state)]
            columns = {
                "id": pa.array(ids, pa.string()),
                "briefing_id": pa.array([one.partition(".")[0] for one in ids], pa.string()),
                "what": pa.array([state[key]["what"] for key in sorted(state)], pa.string()),
                "quotes": pa.array([state[key]["quotes"] for key in sorted(state)], pa.list_(pa.string())),
            }
            write(Path(folder) / str(n), "events", columns)

        def step(old: int, new: int) -> list[Change]:
            found = compare(Path(folder) / str(old), Path(folder) / str(new), ["events"])
            return [change for change in found if change.change != "reused"]

        direct = {
            (c.id, c.change, c.field, c.old, c.new) if c.change == "changed" else (c.id, c.change, None)
            for c in step(0, 2)
        }
        assert direct == composed(step(0, 1), step(1, 2))


def test_equal_briefings_are_not_read_row_by_row(tmp_path, monkeypatch):
    monkeypatch.setattr(comparing, "_by_id", lambda rows: pytest.fail("an equal briefing was read row by row"))
    assert both(tmp_path, events(), events()) == []


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        ('{"ask":"will they meet?"}', '{"ask":"and will they meet?"}', True),
        ('{"ask":"will they meet?"}', '{"ask":"Did they settle"}', False),
        (
            '{"what":"talks","quotes":["the talks in Geneva"]}',
            '{"what":"Geneva round","quotes":["the talks in Geneva"]}',
            True,
        ),
        ('{"name":"Port Old","qid":"Q999999901"}', '{"name":"Neustadt","qid":"Q999999901"}', True),
        ('{"name":"Norland"}', '{"name":"Norland","qid":"Q999999902"}', True),
        ('{"name":"Norland"}', '{"name":"Sudland"}', False),
        ('{"text":"…"}', '{"text":"…"}', True),
        ('{"text":"…"}', '{"text":"—"}', False),
    ],
)
def test_what_keeps_the_meaning_of_an_id(before, now, same):
    assert is_same(before, now) is is_same(now, before) is same
