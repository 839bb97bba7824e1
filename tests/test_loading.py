"""docs/loading.md: its lines for Polars and DuckDB run, and give the answers that the records give to the questions."""

from __future__ import annotations

import ast
import math
from typing import Any

import duckdb
import polars as pl
import pytest
from documents import blocks
from test_readme import CHECKS, Records, corpus, records  # noqa: F401 - fixtures

PYTHON = [block.code for block in blocks("docs/loading.md", "python")]
PANDAS, CSV, POLARS, POLARS_ASKED, DUCKDB = PYTHON
DUCKDB_ASKED = next(block.code for block in blocks("docs/loading.md", "sql"))


def _questions_of(code: str) -> dict[str, str]:
    lines = code.splitlines()
    return {lines[node.lineno - 2].removeprefix("# "): ast.unparse(node) for node in ast.parse(code).body}


def _queries_of(code: str) -> dict[str, str]:
    parts = (part.strip().partition("\n") for part in code.split(";\n"))
    return {comment.removeprefix("-- "): query for comment, _, query in parts if query}


POLARS_QUESTIONS, DUCKDB_QUESTIONS = _questions_of(POLARS_ASKED), _queries_of(DUCKDB_ASKED)


def test_the_questions_are_those_of_readme() -> None:
    assert list(POLARS_QUESTIONS) == list(DUCKDB_QUESTIONS) == list(CHECKS)


def _rounded(value: Any) -> Any:
    """A value with lists as tuples and numbers to nine digits, for a comparison of sets."""
    if isinstance(value, (list, tuple)):
        return tuple(map(_rounded, value))
    return round(float(value), 9) if isinstance(value, float) or hasattr(value, "as_integer_ratio") else value


def _as_rows(expected: Any) -> set[Any]:
    """What the records say, as rows: a mapping from key to value, or a list of rows."""
    if isinstance(expected, dict):
        pairs = ((key if isinstance(key, tuple) else (key,), value) for key, value in expected.items())
        return {_rounded((*key, tuple(sorted(value)) if isinstance(value, list) else value)) for key, value in pairs}
    return {_rounded(row) for row in expected}


def _answer_rows(answer: list[tuple[Any, ...]], expected: Any) -> set[Any]:
    """Rows of an answer in the form of `_as_rows`: a list at the end of a pair is a bag of quotes, in any order."""
    if isinstance(expected, dict):
        answer = [(*row[:-1], tuple(sorted(row[-1])) if isinstance(row[-1], list) else row[-1]) for row in answer]
    return {_rounded(row) for row in answer}


@pytest.fixture(scope="module")
def frames(corpus) -> dict[str, Any]:  # noqa: F811
    names: dict[str, Any] = {}
    exec(POLARS, names)
    return names


@pytest.mark.parametrize("question", CHECKS)
def test_polars(question: str, frames: dict[str, Any], records: Records) -> None:  # noqa: F811
    expected = CHECKS[question][0](records)
    answer = eval(POLARS_QUESTIONS[question], dict(frames))
    rows = answer.rows() if isinstance(answer, pl.DataFrame) else answer
    if question == "How clear are answers under each ground rule?":
        rows = answer.select("attribution", "clarity", "share").rows()
    assert expected and _answer_rows(rows, expected) == _as_rows(expected)


@pytest.fixture(scope="module")
def base(corpus) -> Any:  # noqa: F811
    exec(DUCKDB, {})
    yield duckdb
    duckdb.close()


@pytest.mark.parametrize("question", CHECKS)
def test_duckdb(question: str, base: Any, records: Records) -> None:  # noqa: F811
    expected = CHECKS[question][0](records)
    answer = base.sql(DUCKDB_QUESTIONS[question]).fetchall()
    assert expected and _answer_rows(answer, expected) == _as_rows(expected)


def test_pandas_and_a_csv_that_keeps_lists_readable(corpus, tmp_path, monkeypatch) -> None:  # noqa: F811
    import json

    import pandas

    names: dict[str, Any] = {}
    exec(PANDAS, names)
    monkeypatch.chdir(tmp_path)
    exec(CSV, names)
    read = pandas.read_csv("statements.csv")
    assert [json.loads(one) for one in read.holders] == [list(one) for one in names["statements"].holders]
    assert len(read) == len(names["statements"]) and not math.isnan(read.start.sum())
