"""Pages with code and its output: run the Python of a page in order, and put what it shows into the text beneath.

    python tests/notebook.py docs/questions.md README.md

A ```text block right after a ```python block holds what the last line of the code shows; other blocks stay as they are.
The code is run in the current folder, which must have dist/onbackground. `<!-- answers: DIGEST -->` says for which
data the answers are, so that a new record does not make a page wrong before it is written anew for a release.
"""

from __future__ import annotations

import ast
import json
import pprint
import re
import sys
from pathlib import Path
from typing import Any

PAIR = re.compile(r"^```python\n(?P<code>.*?)^```$(?P<text>\n\n```text\n.*?^```$)?", re.S | re.M)
WIDTH, ROWS, CELL = 116, 12, 60


MARK = re.compile(r"<!-- answers: (?P<digest>\w+) -->")


def data_digest() -> str:
    """What the answers depend on: the beginning of the digest of the release in dist/onbackground."""
    about = json.loads(Path("dist/onbackground/release.json").read_text(encoding="utf-8"))
    return str(about["digest"])[:16]


def outputs(page: str) -> list[str]:
    """The first line of each output of a page."""
    return [block["text"].split("\n")[3].split("  ")[0][:20] for block in PAIR.finditer(page) if block["text"]]


def filled(page: str) -> str:
    """A page with the output of its code as it is now."""
    names: dict[str, Any] = {}
    page = MARK.sub(f"<!-- answers: {data_digest()} -->", page)

    def run(block: re.Match[str]) -> str:
        shown = _run(block["code"], names)
        said = f"```python\n{block['code']}```"
        return f"{said}\n\n```text\n{shown}\n```" if block["text"] else said

    return PAIR.sub(run, page)


def _run(code: str, names: dict[str, Any]) -> str:
    """Run code; what its last line shows if that is an expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<page>", "exec"), names)
    return _shown(eval(ast.unparse(last), names)) if last else ""


def _shown(value: Any) -> str:
    """A value as people read it: a data frame or a column with its first rows, anything else as Python writes it."""
    if not hasattr(value, "to_string"):
        return pprint.pformat(value, width=WIDTH, sort_dicts=False)
    options = {"max_rows": ROWS} if value.ndim == 1 else {"max_rows": ROWS, "max_colwidth": CELL, "line_width": WIDTH}
    text: str = value.map(_cut).to_string(**options) if value.ndim == 1 else value.to_string(**options)
    return "\n".join(line.rstrip() for line in text.splitlines())


def _cut(value: Any) -> Any:
    """A long text or list, cut as a data frame would cut it."""
    text = str(value)
    return f"{text[: CELL - 3]}..." if isinstance(value, (str, list)) and len(text) > CELL else value


def main() -> int:
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
