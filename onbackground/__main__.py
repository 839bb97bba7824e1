"""`python -m onbackground` is `onbackground`."""

import sys

from onbackground.cli.main import main

sys.exit(main())
