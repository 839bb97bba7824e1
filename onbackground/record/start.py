"""A corpus of one's own: folders, vocabularies, settings and schemas, ready to validate and build."""

from __future__ import annotations

import datetime
import json
import re
from importlib import metadata
from pathlib import Path

from onbackground.corpus import writing
from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.record import schema

TEMPLATE = Path(__file__).with_name("template")
PLACES = {
    "dataset.yaml": "dataset.yaml",
    "entities.yaml": "vocabulary/entities.yaml",
    "topics.yaml": "vocabulary/topics.yaml",
    "terms.yaml": "vocabulary/terms.yaml",
    "README.md": "README.md",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "editorconfig": ".editorconfig",
    "extensions.json": ".vscode/extensions.json",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "workflow.yml": ".github/workflows/validate.yml",
}
"""The files of the template, and where they go."""


def start(folder: Path) -> list[str]:
    """Make the corpus in `folder`, which may exist; the paths that were written, relative to it.

    Files that are there stay as they are. The schemas are written anew if they differ: they are for editors.
    Raises UsageError where `folder` cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, not a folder")
    written = []
    root = folder.resolve()
    for place in ("records", "sources"):
        root.joinpath(place).mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", root.name.lower()).strip("-") or "briefings"
    said = {
        "name": name,
        "title": re.sub(r"[-_]+", " ", name).capitalize(),
        "date": datetime.date.today().isoformat(),
        "version": version(),
    }
    wanted = {place: (TEMPLATE / file).read_text(encoding="utf-8") for file, place in PLACES.items()}
    wanted |= {"records/.gitkeep": "", "sources/.gitkeep": ""}
    for place, text in wanted.items():
        if not (root / place).exists():
            for key, value in said.items():
                text = text.replace("{{" + key + "}}", value)
            writing.write(root, place, text)
            written.append(place)
    words = Corpus.at(root).vocabulary.terms.words
    for file in sorted(schema.FOLDER.glob("*.schema.json")):
        place, content = f"schema/{file.name}", file.read_bytes()
        if words:
            whole = schema.with_words(file.name.partition(".")[0], json.loads(content), words)
            content = (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()
        if not (root / place).exists() or (root / place).read_bytes() != content:
            writing.write(root, place, content)
            written.append(place)
    return written


def version() -> str:
    """The version of this program."""
    try:
        return metadata.version("onbackground")
    except metadata.PackageNotFoundError:  # a checkout that is not installed
        found = re.search(r'^version = "(.*)"$', (schema.FOLDER.parent / "pyproject.toml").read_text("utf-8"), re.M)
        return found[1] if found else "0"
