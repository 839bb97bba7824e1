"""On Background: reviewed records of press briefings. One program; each command has a --help of its own."""

from __future__ import annotations

import importlib
import sys

COMMANDS = {
    "init": "make a corpus of your own, ready to validate and build",
    "draft": "turn a published transcript into a draft record",
    "validate": "check records against the schema, their sources and the rules",
    "review": "read a record beside its source, and sign what was read",
    "build": "build the dataset, compare, verify and publish it",
    "migrate": "rewrite records of an earlier format in the present one",
}
_EXTRAS = {"draft": "draft", "review": "review", "build": "build"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command that the first argument names. 0 done; 1 findings or refused; 2 usage."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in ("-h", "--help"):
        listed = "\n".join(f"  {name:<10} {about}" for name, about in COMMANDS.items())
        print(f"usage: onbackground COMMAND ...\n\n{__doc__}\n\n{listed}")
        return 0 if words else 2
    name, *rest = words
    if name not in COMMANDS:
        print(f"onbackground: there is no command {name!r}; there are {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    return run(name, rest)


def run(name: str, arguments: list[str]) -> int:
    """Run one command. A package that is not installed is one line that says how to get it."""
    try:
        code: int = importlib.import_module(f"onbackground.cli.{name}").main(arguments)
        return code
    except KeyboardInterrupt:  # while modules are imported; afterwards it is the command's
        print(f"onbackground {name}: stopped", file=sys.stderr)
        return 130
    except ImportError as error:
        if (error.name or "").partition(".")[0] in ("", "onbackground"):
            raise
        package = str(error.name).partition(".")[0]
        extra = f"pip install 'onbackground[{_EXTRAS[name]}]'" if name in _EXTRAS else f"pip install {package}"
        print(f"onbackground {name} needs the package {package}: {extra}, or in a checkout: make", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
