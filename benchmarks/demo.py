"""The pages of an invented corpus: what a site looks like when it is full.

    python benchmarks/demo.py DIR [--records N]

Every briefing on them is invented (benchmarks/generate.py), and the title on every page says so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from generate import generate

from onbackground.cli import build

DATASET = """\
schema: dataset/1
name: invented
title: Invented briefings, an example
description: Invented briefings. They show what the pages of a full corpus look like.
version: "0.0.1"
date: "2026-11-26"
license: CC0-1.0
language: [en]
homepage: https://example.org/invented
repository: null
authors: [{name: nobody}]
doi: null
"""


def build_site(site: Path, records: int) -> int:
    """Write the pages of a corpus of so many invented records; the exit code of the build."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, release = Path(folder) / "corpus", Path(folder) / "release"
        generate(records, corpus)
        (corpus / "dataset.yaml").write_text(DATASET, encoding="utf-8")
        built = build.main(["--corpus", str(corpus), "--out", str(release), "--include-drafts"])
        return built or build.main(["--site", str(site), "--from", str(release)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, metavar="DIR")
    parser.add_argument("--records", type=int, default=30)
    options = parser.parse_args()
    return build_site(options.site, options.records)


if __name__ == "__main__":
    sys.exit(main())
