"""Read every table of a release with the library that is here: pandas, Polars or DuckDB."""

import importlib
import json
import sys
from pathlib import Path

release, library = Path(sys.argv[1]), sys.argv[2]
tables = json.loads((release / "release.json").read_text())["tables"]
used = importlib.import_module(library)
for name, table in tables.items():
    folder = release / "data" / name
    if library == "pandas":
        frame = used.read_parquet(folder)
        rows, columns = len(frame), list(frame.columns)
    elif library == "polars":
        frame = used.read_parquet(folder / "*.parquet")
        rows, columns = frame.height, frame.columns
    else:
        frame = used.sql(f"FROM '{folder}/*.parquet'")
        rows, columns = len(frame.fetchall()), frame.columns
    assert (rows, columns) == (table["rows"], list(table["columns"])), name
print(f"{library} {used.__version__}: {len(tables)} tables")
