"""How many small changes of the code do its tests notice? `make mutants`.

Each mutant is one change: an operator, a limit, a condition, a branch that is left out. It is tried in a process of its
own, forked once the libraries are loaded, which runs the tests of the room until the first fails. What no test
notices is printed. Which mutants are tried is chosen by a seed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "onbackground"
LOADED = (
    "pytest",
    "yaml",
    "jsonschema",
    "jsonschema_rs",
    "orjson",
    "ryml",
    "re2",
    "pyarrow",
    "hypothesis",
    "lxml.html",
)
"""The libraries that every child would load again."""

REWRITTEN = "ignore::pytest.PytestAssertRewriteWarning"
"""Plugins that were loaded before the fork are not rewritten by pytest, which does not matter here."""

SECONDS = 180
"""After so long a mutant counts as noticed: it does not end."""

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
}


class Mutant(NamedTuple):
    """One change: the module, the line, what is changed into what, and how to change a tree of that module."""

    path: Path
    line: int
    said: str
    node: int
    change: str


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            before = ast.unparse(node)
            after = ast.unparse(_changed(copy.deepcopy(node), change))
            yield Mutant(path, getattr(node, "lineno", 0), f"{before[:90]} -> {after[:90]}", number, change)


def _changes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        yield from (f"operator {n}" for n, one in enumerate(node.ops) if type(one) in SWAPPED)
    elif isinstance(node, ast.BoolOp) or (isinstance(node, ast.BinOp) and type(node.op) in SWAPPED):
        yield "operator"
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield "negate"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "drop not"
    elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        yield "constant"
    elif (isinstance(node, ast.Expr) and isinstance(node.value, (ast.Yield, ast.YieldFrom))) or isinstance(
        node, (ast.Continue, ast.Break)
    ):
        yield "leave out"


def _changed(node: ast.AST, change: str) -> ast.AST:
    """The node after the change; the node itself is changed, too, unless another takes its place."""
    if isinstance(node, ast.Compare):
        n = int(change.split()[1])
        node.ops[n] = SWAPPED[type(node.ops[n])]()  # type: ignore[call-overload]
    elif isinstance(node, (ast.BoolOp, ast.BinOp)):
        node.op = SWAPPED[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.UnaryOp):
        return node.operand
    elif isinstance(node, ast.Constant):
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1  # type: ignore[operator]
    else:
        return ast.Pass()
    return node


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST):
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else self.generic_visit(node)


def code_of(mutant: Mutant) -> ast.AST:
    """The tree of the module with the change in it."""
    tree = ast.parse(mutant.path.read_text(encoding="utf-8"))
    node = next(node for number, node in enumerate(ast.walk(tree)) if number == mutant.node)
    changed = _changed(node, mutant.change)
    whole = _Replace(node, changed).visit(tree) if changed is not node else tree
    return ast.fix_missing_locations(whole)


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module of the package from a tree."""

    def __init__(self, name: str, path: Path, tree: ast.AST):
        self._name, self._path, self._tree = name, path, tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._tree, str(self._path), "exec"), module.__dict__)  # type: ignore[call-overload]


def fail(tests: list[str], mutant: Mutant | None = None) -> bool:
    """Whether a test fails, or none ends, with the mutant in place of its module; without one, as the code is."""
    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException):
            os.setpgid(0, 0)
            if mutant is not None:
                name = ".".join(mutant.path.relative_to(REPOSITORY).with_suffix("").parts)
                sys.meta_path.insert(0, _Loader(name, mutant.path, code_of(mutant)))
            status = _run(tests, _codes(mutant))
        os._exit(status)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _codes(mutant: Mutant | None) -> list[str]:
    """The codes of rules that the module of a mutant names: tests with one of them in their name are run first."""
    return sorted(set(re.findall(r"\bOB\d{3}\b", mutant.path.read_text(encoding="utf-8")))) if mutant else []


def _run(tests: list[str], first: list[str]) -> int:
    import pytest

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-W", REWRITTEN, *tests]
    if first and pytest.main([*options, "-k", " or ".join(first)]) == pytest.ExitCode.TESTS_FAILED:
        return 1
    return int(pytest.main(options) != 0)


def main(arguments: list[str] | None = None, show: Callable[[str], None] = print) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("code", nargs="+", help="modules or folders of the package, such as validation/rules")
    parser.add_argument("--tests", nargs="+", required=True, help="the tests of that room")
    parser.add_argument("--number", type=int, default=200, help="how many mutants to try (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: 1)")
    parser.add_argument("--at-least", type=float, default=0.9, help="the share that must be noticed (default: 0.9)")
    options = parser.parse_args(arguments)
    files = sorted(
        path
        for name in options.code
        for path in ((PACKAGE / name).rglob("*.py") if (PACKAGE / name).is_dir() else [PACKAGE / name])
    )
    every = [mutant for path in files for mutant in mutants_of(path)]
    chosen = sorted(random.Random(options.seed).sample(every, min(options.number, len(every))))
    for name in LOADED:
        with suppress(ImportError):
            importlib.import_module(name)
    if fail(options.tests):
        show("the tests fail before anything is changed")
        return 2
    survivors = []
    for mutant in chosen:
        if not fail(options.tests, mutant):
            survivors.append(mutant)
            show(f"not noticed: {mutant.path.relative_to(REPOSITORY)}:{mutant.line}: {mutant.said}")
    noticed = 1 - len(survivors) / len(chosen)
    show(f"{noticed:.1%} of {len(chosen)} mutants (of {len(every):,}; seed {options.seed}) noticed")
    return int(noticed < options.at_least)


if __name__ == "__main__":
    sys.exit(main())
