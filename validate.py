"""`onbackground validate`, from a checkout."""

import sys

from onbackground.cli.main import run

if __name__ == "__main__":
    sys.exit(run("validate", sys.argv[1:]))
