"""Make a corpus of your own: folders, vocabularies, settings and schemas, ready to validate and build.

Run it again in the same folder to bring schema/ up to date; your files stay as they are. Exit 0; 2 usage.
"""

import argparse
import sys
from pathlib import Path

from onbackground.cli import shell
from onbackground.findings import counted
from onbackground.record.start import start


@shell.command("init")
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="onbackground init", description=__doc__)
    parser.add_argument(
        "folder", nargs="?", default=".", type=Path, metavar="DIR", help="the folder (default: this one)"
    )
    options = parser.parse_args(arguments)
    written = start(options.folder)
    there = options.folder.resolve() == Path.cwd()
    told = f"{counted(len(written), 'file')} written" if written else "everything is there already"
    print(f"{options.folder.resolve()}: {told}")
    print(f"Next: {'' if there else f'cd {options.folder}, then '}onbackground draft TRANSCRIPT")
    return 0


if __name__ == "__main__":
    sys.exit(main())
