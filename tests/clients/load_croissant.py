"""Read every record set of a release with mlcroissant, all of them from one description."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import mlcroissant

release = Path(sys.argv[1])
tables = json.loads((release / "release.json").read_text())["tables"]
described = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
for name, table in tables.items():
    assert len(list(described.records(name))) == table["rows"], name
labels = [one.uuid for one in described.metadata.record_sets if one.uuid.startswith("labels-")]
assert all(list(described.records(one)) for one in labels) and labels
print(f"mlcroissant {version('mlcroissant')}: {len(tables)} tables and {len(labels)} sets of labels")
