"""The dataset card: README.md of a release, which `datasets` reads for configs, features and info."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import yaml

from onbackground.release.dataset import LICENSE_NAMES, Dataset
from onbackground.release.parquet import card_features
from onbackground.tables import DEFAULT, TABLES


class TableSize(NamedTuple):
    """How large a table is: rows, bytes in memory as Arrow, bytes as Parquet files, and the files' digest."""

    rows: int
    bytes: int
    file_bytes: int


ABOUT = {
    "replies": "one ask and how it was answered", "briefings": "one briefing", "turns": "one turn",
    "statements": "one statement", "events": "one event as of speaking time", "mentions": "one mention of one entity",
    "marks": "one redaction, stage note or oddity", "entities": "one entity",
    "changes": "one changed row since the release before",
}
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
         (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"))


def write_card(dataset: Dataset, sizes: dict[str, TableSize], reader_kinds: Iterable[str], data_digest: str) -> str:
    """The card as text.

    The digest of the data files stands in every description: `datasets` caches a local folder by its card alone,
    and must not answer a rebuild with the rows before it.
    """
    front = yaml.safe_dump(_front_matter(dataset, sizes, sorted(set(reader_kinds)), data_digest), sort_keys=False,
                           allow_unicode=True, width=100)
    return f"---\n{front}---\n\n{_body(dataset, sizes)}"


def _front_matter(dataset: Dataset, sizes: dict[str, TableSize], kinds: list[str], digest: str) -> dict[str, Any]:
    rows = sizes[DEFAULT].rows
    creators = {"human": "expert-generated", "model": "machine-generated"}
    configs = []
    infos = []
    for name in TABLES:
        configs.append({"config_name": name, "version": dataset.version, **({"default": True} if name == DEFAULT else {}),
                        "data_files": [{"split": "train", "path": f"data/{name}/train-*.parquet"}]})
        size = sizes[name]
        infos.append({
            "config_name": name,
            "description": f"{dataset.title}, {name} ({ABOUT[name]}), release {dataset.version}. Files sha256: {digest}",
            "citation": dataset.bibtex, "homepage": dataset.homepage, "license": dataset.license.lower(),
            "features": card_features(name),
            "splits": [{"name": "train", "num_bytes": size.bytes, "num_examples": size.rows}],
            "download_size": size.file_bytes, "dataset_size": size.bytes,
        })
    return {
        "pretty_name": dataset.title, "license": dataset.license.lower(), "language": dataset.language,
        "annotations_creators": [creators[kind] for kind in kinds], "language_creators": ["found"],
        "source_datasets": ["original"], "multilinguality": ["monolingual" if len(dataset.language) == 1 else "multilingual"],
        "size_categories": [next((label for limit, label in SIZES if rows < limit), "n>100M")],
        "task_categories": ["text-classification", "question-answering", "token-classification"],
        "tags": dataset.keywords, "configs": configs, "dataset_info": infos,
    }


def _body(dataset: Dataset, sizes: dict[str, TableSize]) -> str:
    tables = "\n".join(f"| `{name}`{' (default)' if name == DEFAULT else ''} | {ABOUT[name]} | {sizes[name].rows:,} |" for name in TABLES)
    return f"""# {dataset.title}

{dataset.description}

Release {dataset.version} of {dataset.date}.

| config | a row is | rows |
|---|---|---|
{tables}

```python
from datasets import load_dataset

replies = load_dataset("{dataset.repository or 'PATH/TO/THIS/FOLDER'}", split="train")
turns = load_dataset("{dataset.repository or 'PATH/TO/THIS/FOLDER'}", "turns", split="train")
```

For every span in every table, `text[start:end]` of the turn named in `turn_id` is the quote. Offsets count Unicode
code points.

## What it must not be used for

Officials who spoke on background were promised that they would not be named. Do not use this dataset to guess or to
infer who a withheld speaker is, alone or together with other data, and do not publish such a guess. Labels say how a
text reads; they are no judgement on the honesty of a person.

## Licence and citation

The annotations are under {LICENSE_NAMES[dataset.license]} ({dataset.license}). The rights of each transcript are in the
column `rights` of `briefings`.

```bibtex
{dataset.bibtex}
```
"""
