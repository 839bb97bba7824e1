"""See onbackground/cli/draft.py."""

import sys

from onbackground.cli.draft import main

if __name__ == "__main__":
    sys.exit(main())
