"""Bring records of an earlier format over to the present one. Exit 0; 1 some could not be; 2 usage."""

import argparse
import difflib
import sys

from onbackground.cli import shell
from onbackground.corpus import writing
from onbackground.corpus.corpus import Corpus
from onbackground.findings import Unreadable, printable
from onbackground.parsing import strict
from onbackground.parsing.rewrite import CannotRewrite
from onbackground.record.migration import NotMigrated, migrate


@shell.command("migrate")
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="onbackground migrate", description=__doc__)
    parser.add_argument("records", nargs="*", metavar="RECORD", help="files or folders (default: every record)")
    parser.add_argument("--corpus", metavar="DIR", help="folder with records/, sources/ and vocabulary/")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    options = parser.parse_args(arguments)
    corpus = Corpus.to_write(options.corpus)
    paths = corpus.record_paths(options.records)
    failed = [path for path in paths if not _migrate_one(corpus, path, options.dry_run)]
    return 1 if failed else 0


def _migrate_one(corpus: Corpus, path: str, dry_run: bool) -> bool:
    """Whether a record now has the present format."""
    try:
        with writing.held(corpus.root, path) as file:
            text = strict.decode(file.content or b"")
            changed = migrate(text, corpus.vocabulary)
            if changed != text and not dry_run:
                file.replace(changed.encode())
    except (Unreadable, NotMigrated, CannotRewrite) as error:
        print(f"{printable(path)}: not migrated: {printable(str(error))}", file=sys.stderr)
        return False
    if changed != text and dry_run:
        lines = text.splitlines(keepends=True), changed.splitlines(keepends=True)
        sys.stdout.writelines(difflib.unified_diff(*lines, path, path))
    elif changed != text:
        print(f"{printable(path)}: migrated")
    return True


if __name__ == "__main__":
    sys.exit(main())
