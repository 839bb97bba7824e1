"""The dataset card: README.md of a release, which `datasets` reads for configs, features and info."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import yaml

from onbackground.corpus.dataset import LICENSES, Dataset
from onbackground.release.describe import columns
from onbackground.release.files.parquet import card_features
from onbackground.release.tables import DEFAULT, TABLES
from onbackground.release.tables.column import Table


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


class Readers(NamedTuple):
    """Who read the briefings of a release: how many a person read, how many only models, and how many were settled.

    `adjudicated` are those that two readers read apart and whose differences were settled. `models` are the names of
    the models, as far as they are known.
    """

    briefings: int = 0
    by_people: int = 0
    by_models: int = 0
    adjudicated: int = 0
    models: frozenset[str] = frozenset()

    def with_record(self, data: dict[str, Any]) -> Readers:
        """These and one more record."""
        passes = data["review"]["passes"]
        kinds = {one["kind"] for one in passes}
        names = {model["name"] for one in passes if (model := one.get("model")) and model["name"]}
        one = Readers(
            1,
            "human" in kinds,
            kinds == {"model"},
            data["review"]["status"] == "adjudicated",
            frozenset(names),
        )
        return Readers.total([self, one])

    @classmethod
    def total(cls, several: Iterable[Readers]) -> Readers:
        """Several of them together."""
        every = list(several)
        return cls(
            sum(one.briefings for one in every),
            sum(one.by_people for one in every),
            sum(one.by_models for one in every),
            sum(one.adjudicated for one in every),
            frozenset().union(*(one.models for one in every)),
        )

    @property
    def kinds(self) -> list[str]:
        """The kinds of reader that there are, sorted."""
        return [kind for kind, count in (("human", self.by_people), ("model", self.by_models)) if count]

    def in_words(self) -> str:
        """What can be said of the reading of the briefings, and no more."""
        many = self.briefings != 1
        parts = [f"{self.briefings:,} briefing{'s' if many else ''}"]
        if self.by_people:
            parts.append(f"{self.by_people:,} of them read by at least one person")
        if self.by_models:
            models = f" ({', '.join(sorted(self.models))})" if self.models else ""
            parts.append(f"{self.by_models:,} of them read by a language model only{models}")
        if self.adjudicated:
            parts.append(f"{self.adjudicated:,} read twice, with the differences settled")
        return ", ".join(parts) + "."


def write_card(
    dataset: Dataset,
    sizes: dict[str, TableSize],
    readers: Readers,
    data_digest: str,
    tables: dict[str, Table],
    documents: Iterable[str] = (),
) -> str:
    """The card as text. `tables` are those of the corpus, `documents` those beside it in the release.

    Every description has the digest of the data files: `datasets` caches a local folder by its card alone,
    and must not answer a rebuild with the rows before it.
    """
    front = yaml.dump(
        _front_matter(dataset, sizes, readers, data_digest),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    return f"---\n{front}---\n\n{_body(dataset, sizes, readers, tables, set(documents))}"


def _front_matter(dataset: Dataset, sizes: dict[str, TableSize], readers: Readers, digest: str) -> dict[str, Any]:
    creators = {"human": "expert-generated", "model": "machine-generated"}
    loadable = [name for name, size in sizes.items() if size.rows]  # `datasets` cannot load a table without rows
    return {
        "pretty_name": dataset.title,
        "license": dataset.license.lower(),
        "language": dataset.language,
        "annotations_creators": [creators[kind] for kind in readers.kinds],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "multilinguality": ["monolingual" if len(dataset.language) == 1 else "multilingual"],
        "size_categories": [next((label for limit, label in SIZES if sizes[DEFAULT].rows < limit), "n>100M")],
        "task_categories": ["text-classification", "question-answering", "token-classification"],
        "tags": dataset.keywords,
        **_gate(dataset),
        "configs": [_config(dataset, name) for name in loadable],
        "dataset_info": [_info(dataset, name, sizes[name], digest) for name in loadable],
    }


def _config(dataset: Dataset, name: str) -> dict[str, Any]:
    return {
        "config_name": name,
        "version": dataset.version,
        **({"default": True} if name == DEFAULT else {}),
        "data_files": [{"split": "train", "path": f"data/{name}/train-*.parquet"}],
    }


def _info(dataset: Dataset, name: str, size: TableSize, digest: str) -> dict[str, Any]:
    about = f"{dataset.title}, {name} ({TABLES[name].row_is}), release {dataset.version}. Files sha256: {digest}"
    return {
        "config_name": name,
        "description": about,
        "citation": dataset.bibtex,
        "homepage": dataset.homepage,
        "license": dataset.license.lower(),
        "features": card_features(name),
        "splits": [{"name": "train", "num_bytes": size.bytes, "num_examples": size.rows}],
        "download_size": size.file_bytes,
        "dataset_size": size.bytes,
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

LINKS = {
    "datasheet": "DATASHEET.md",
    "annotation guide": "docs/annotation-guide.md",
    "format of a record": "docs/record.md",
    "terms": "LICENSE-DATA",
}
"""What the first lines link, where the release has it."""


def _body(
    dataset: Dataset, sizes: dict[str, TableSize], readers: Readers, tables: dict[str, Table], documents: set[str]
) -> str:
    configs = "\n".join(
        f"| `{name}`{' (default)' if name == DEFAULT else ''} | {TABLES[name].row_is} | {sizes[name].rows:,} |"
        for name in TABLES
    )
    empty = [f"`{name}`" for name, size in sizes.items() if not size.rows]
    left_out = f"\nNo config, because they have no rows: {', '.join(empty)}.\n" if empty else ""
    place = dataset.repository or "PATH/TO/THIS/FOLDER"
    links = [f"[{name}]({path})" for name, path in LINKS.items() if path in documents]
    links += [f"[code]({dataset.code})"] if dataset.code else []
    linked = f"\n{' · '.join(links)}" if links else ""
    forbidden = f"\n## What it must not be used for\n\n{dataset.gate}\n" if dataset.gate else ""
    gated = (
        "If you get 401 or 403: agree to the terms on the page of the dataset, then log in with `hf auth login`.\n"
        if dataset.gate
        else ""
    )
    sections = "".join(
        f"\n## {heading}\n\n{dataset.responsible_use[key]}\n"
        for key, heading in HEADINGS.items()
        if key in dataset.responsible_use
    )
    return f"""# {dataset.title}

{readers.in_words()}{linked}

{dataset.description}

Release {dataset.version} of {dataset.date}.

| config | a row is | rows |
|---|---|---|
{configs}
{left_out}
```python
from datasets import load_dataset

replies = load_dataset("{place}", split="train")
turns = load_dataset("{place}", "turns", split="train")
```

{gated}For every span in every table, `text[start:end]` of its turn is the quote, in Unicode code points. The end of
this page and the table `codebook` say what every column and every label means.
{forbidden}{sections}
## Checking and citing it

The folder is a BagIt bag: check it with `bagit.py --validate` or
`sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt`. `release.json` has a digest of the rows. `CHANGELOG.md` and
the table `changes` say what changed since the last release.

```bibtex
{dataset.bibtex}
```

The annotations are under {LICENSES[dataset.license].name} ({dataset.license}). The column `rights` of `briefings` has
the rights of each transcript.

{columns.as_markdown(tables)}"""
