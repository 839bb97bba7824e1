"""The dataset card: README.md of a release, which `datasets` reads for configs, features and info."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import yaml

from onbackground.corpus.dataset import LICENSES, Dataset
from onbackground.release.files.parquet import card_features
from onbackground.release.tables import DEFAULT, TABLES


class TableSize(NamedTuple):
    """How large a table is: rows, bytes in memory as Arrow, bytes as Parquet files."""

    rows: int
    bytes: int
    file_bytes: int


SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
)


class _Dumper(yaml.SafeDumper):
    """Writes the column `n` with quotation marks: unquoted, YAML 1.1 knows it as a word for false."""


_Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("[yYnN]"), list("yYnN"))


def write_card(dataset: Dataset, sizes: dict[str, TableSize], reader_kinds: Iterable[str], data_digest: str) -> str:
    """The card as text.

    The digest of the data files stands in every description: `datasets` caches a local folder by its card alone,
    and must not answer a rebuild with the rows before it.
    """
    front = yaml.dump(
        _front_matter(dataset, sizes, sorted(set(reader_kinds)), data_digest),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    return f"---\n{front}---\n\n{_body(dataset, sizes)}"


def _front_matter(dataset: Dataset, sizes: dict[str, TableSize], kinds: list[str], digest: str) -> dict[str, Any]:
    rows = sizes[DEFAULT].rows
    creators = {"human": "expert-generated", "model": "machine-generated"}
    configs = []
    infos = []
    for name in TABLES:
        configs.append(
            {
                "config_name": name,
                "version": dataset.version,
                **({"default": True} if name == DEFAULT else {}),
                "data_files": [{"split": "train", "path": f"data/{name}/train-*.parquet"}],
            }
        )
        size = sizes[name]
        infos.append(
            {
                "config_name": name,
                "description": f"{dataset.title}, {name} ({TABLES[name].row_is}), release {dataset.version}. "
                f"Files sha256: {digest}",
                "citation": dataset.bibtex,
                "homepage": dataset.homepage,
                "license": dataset.license.lower(),
                "features": card_features(name),
                "splits": [{"name": "train", "num_bytes": size.bytes, "num_examples": size.rows}],
                "download_size": size.file_bytes,
                "dataset_size": size.bytes,
            }
        )
    return {
        "pretty_name": dataset.title,
        "license": dataset.license.lower(),
        "language": dataset.language,
        "annotations_creators": [creators[kind] for kind in kinds],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "multilinguality": ["monolingual" if len(dataset.language) == 1 else "multilingual"],
        "size_categories": [next((label for limit, label in SIZES if rows < limit), "n>100M")],
        "task_categories": ["text-classification", "question-answering", "token-classification"],
        "tags": dataset.keywords,
        **_gate(dataset),
        "configs": configs,
        "dataset_info": infos,
    }


def _gate(dataset: Dataset) -> dict[str, Any]:
    """What the Hub shows before it gives access, and what must be ticked there."""
    if dataset.gate is None:
        return {}
    return {
        "extra_gated_heading": f"Before you use {dataset.title}",
        "extra_gated_prompt": dataset.gate,
        "extra_gated_fields": {"I agree": "checkbox"},
        "extra_gated_button_content": "Agree and get access",
    }


HEADINGS = {
    "uses": "What it is for",
    "collection": "How it was collected",
    "annotation": "How it was annotated",
    "limitations": "What it cannot show",
    "biases": "Biases",
    "personal_information": "Personal information",
    "social_impact": "Social impact",
    "maintenance": "Maintenance",
}
"""The keys of `responsible_use` in dataset.yaml, and the headings of their sections, in order."""

EMPTY_CHANGES = """
While `changes` has no rows, `load_dataset` reads it with `streaming=True` only: a split without rows is an error to it.
"""


def _body(dataset: Dataset, sizes: dict[str, TableSize]) -> str:
    tables = "\n".join(
        f"| `{name}`{' (default)' if name == DEFAULT else ''} | {TABLES[name].row_is} | {sizes[name].rows:,} |"
        for name in TABLES
    )
    place = dataset.repository or "PATH/TO/THIS/FOLDER"
    forbidden = f"\n## What it must not be used for\n\n{dataset.gate}\n" if dataset.gate else ""
    sections = "".join(
        f"\n## {heading}\n\n{dataset.responsible_use[key]}\n"
        for key, heading in HEADINGS.items()
        if key in dataset.responsible_use
    )
    return f"""# {dataset.title}

{dataset.description}

Release {dataset.version} of {dataset.date}.

| config | a row is | rows |
|---|---|---|
{tables}
{EMPTY_CHANGES if not sizes["changes"].rows else ""}
```python
from datasets import load_dataset

replies = load_dataset("{place}", split="train")
turns = load_dataset("{place}", "turns", split="train")
```

For every span in every table, `text[start:end]` of the turn named in `turn_id` is the quote. Offsets count Unicode
code points.
{forbidden}{sections}
## Checking and citing it

`release.json` holds the digest of this release over the canonical form of its rows; the folder is a BagIt bag
(`bagit.py --validate`, or `sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt`). `CHANGELOG.md` and the table
`changes` say what changed since the release before.

```bibtex
{dataset.bibtex}
```

The annotations are under {LICENSES[dataset.license].name} ({dataset.license}). The rights of each transcript are in the
column `rights` of `briefings`.
"""
