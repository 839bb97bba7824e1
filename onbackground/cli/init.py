"""Make a corpus of your own: folders, vocabularies, settings and schemas, ready to validate and build.

Run it again in the same folder to bring schema/ up to date; your files stay as they are. Exit 0; 2 usage.
"""

import argparse
import sys
from pathlib import Path

from onbackground.corpus.corpus import UsageError
from onbackground.record.start import start


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="onbackground init", description=__doc__)
    parser.add_argument(
        "folder", nargs="?", default=".", type=Path, metavar="DIR", help="the folder (default: this one)"
    )
    options = parser.parse_args(arguments)
    try:
        written = start(options.folder)
    except (UsageError, OSError) as error:
        print(f"onbackground init: {error}", file=sys.stderr)
        return 2
    there = options.folder.resolve() == Path.cwd()
    files = f"{len(written)} file{'' if len(written) == 1 else 's'} written"
    print(f"{options.folder.resolve()}: {files if written else 'everything is there already'}")
    print(f"Next: {'' if there else f'cd {options.folder}, then '}onbackground draft TRANSCRIPT")
    return 0


if __name__ == "__main__":
    sys.exit(main())
