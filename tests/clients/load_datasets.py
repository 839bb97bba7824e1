"""Load every config of a release, and every table as raw Parquet, with the version of `datasets` that is here."""

import glob
import json
import sys
import tempfile
from pathlib import Path

import datasets

datasets.disable_progress_bar()
release = Path(sys.argv[1])
sizes = {name: table["rows"] for name, table in json.loads((release / "release.json").read_text())["tables"].items()}
names = datasets.get_dataset_config_names(str(release))
assert set(names) == {name for name, rows in sizes.items() if rows}, names
with tempfile.TemporaryDirectory() as cache:
    for name in names:
        loaded = datasets.load_dataset(str(release), name, split="train", cache_dir=cache)
        files = sorted(glob.glob(str(release / "data" / name / "*.parquet")))
        raw = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=cache)
        read = datasets.Dataset.from_parquet(files, cache_dir=cache)
        assert len(loaded) == len(raw) == len(read) == sizes[name], name
        assert loaded.column_names == raw.column_names == read.column_names, name
        assert list(loaded) == list(raw) == list(read), name
    assert len(datasets.load_dataset(str(release), split="train", cache_dir=cache)) == sizes["replies"]
print(f"datasets {datasets.__version__}: {len(names)} tables, by config and as raw Parquet")
