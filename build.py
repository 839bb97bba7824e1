"""See onbackground/cli/build.py."""

import sys

from onbackground.cli.build import main

if __name__ == "__main__":
    sys.exit(main())
