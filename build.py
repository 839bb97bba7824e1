"""Validate the corpus and build its dataset. Exit 0 built, 1 findings or refused (nothing is written), 2 usage."""

import sys

from onbackground.release import commands

if __name__ == "__main__":
    sys.exit(commands.main())
