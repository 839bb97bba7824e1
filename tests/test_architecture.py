"""The rooms of the package and the arrows between them: every import counts, those inside functions too."""

import ast
from pathlib import Path

from repository import REPOSITORY

PACKAGE = REPOSITORY / "onbackground"
ROOMS = (
    "languages",
    "findings.py",
    "engine.py",
    "dates.py",
    "parsing",
    "verbatim",
    "corpus",
    "record",
    "validation/rules",
    "validation",
    "drafting/limits.py",
    "drafting/pages",
    "drafting/lines",
    "drafting/cutting",
    "drafting/people",
    "drafting/writing",
    "drafting",
    "review",
    "release/tables",
    "release/files",
    "release/compare",
    "release/describe",
    "release/export",
    "release/site",
    "release",
    "cli",
    "__main__.py",
)
"""From the ground up: a room imports from itself and from the rooms before it."""


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(REPOSITORY).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules of the package that a file imports, anywhere in it."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            named.update(
                inner if (inner := f"{node.module}.{alias.name}") in known else str(node.module) for alias in node.names
            )
        elif isinstance(node, ast.Import):
            named.update(alias.name for alias in node.names)
    return {name for name in named if name in known}


def room(path: Path) -> str:
    """The innermost room of ROOMS that a file is in."""
    relative = path.relative_to(PACKAGE).as_posix()
    return max((one for one in ROOMS if relative == one or relative.startswith(one + "/")), key=len)


def arrows() -> list[tuple[str, str]]:
    known = modules()
    return [(name, other) for name, path in known.items() for other in imports(path, known)]


def test_every_module_is_in_a_room() -> None:
    outside = [name for name, path in modules().items() if path.parent != PACKAGE and not room(path)]
    assert outside == []
    assert {room(path) for name, path in modules().items() if name != PACKAGE.name} == set(ROOMS)


def test_arrows_run_one_way() -> None:
    known = modules()
    upward = [
        f"{name} imports {other}"
        for name, other in arrows()
        if ROOMS.index(room(known[other])) > ROOMS.index(room(known[name]))
    ]
    assert upward == []


def test_no_circle_of_modules() -> None:
    left = {name: set() for name in modules()}
    for name, other in arrows():
        left[name].add(other)
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}, "these modules import each other in a circle"


def test_no_two_test_files_have_one_name() -> None:
    """pytest imports a test file by its name alone."""
    names = [path.name for path in (REPOSITORY / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)
