"""`onbackground build`, from a checkout."""

import sys

from onbackground.cli.main import run

if __name__ == "__main__":
    sys.exit(run("build", sys.argv[1:]))
