"""See onbackground/cli/validate.py."""

import sys

from onbackground.cli.validate import main

if __name__ == "__main__":
    sys.exit(main())
