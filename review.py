"""See onbackground/cli/review.py."""

import sys

from onbackground.cli.review import main

if __name__ == "__main__":
    sys.exit(main())
