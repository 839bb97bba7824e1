"""Validate the corpus and build its dataset. Exit 0 built, 1 findings (nothing is written), 2 usage."""

import argparse
import sys
from pathlib import Path

from onbackground import report
from onbackground.corpus import Corpus, UsageError
from onbackground.release import assemble, dataset


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__)
    parser.add_argument("--corpus", metavar="DIR", help="folder with records/, sources/, vocabulary/ and dataset.yaml")
    parser.add_argument("--out", metavar="DIR", type=Path, help="where to write (default: dist/NAME in the corpus)")
    parser.add_argument("--include-drafts", action="store_true", help="also records that are not yet reviewed")
    options = parser.parse_args(arguments)
    try:
        corpus = Corpus.at(options.corpus)
        described, findings = dataset.load(corpus)
        if described is None:
            sys.stdout.write(report.as_text(corpus, findings, 0))
            return 1
        out = options.out or corpus.root / "dist" / described.name
        built = assemble.build(corpus, described, out.absolute(), options.include_drafts)
    except (UsageError, OSError) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 2
    if built.folder is None:
        sys.stdout.write(report.as_text(corpus, built.findings, built.records))
        return 1
    print(f"{out}: {described.title} {described.version}")
    for name, size in built.sizes.items():
        print(f"  {name:<12}{size.rows:>10,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
