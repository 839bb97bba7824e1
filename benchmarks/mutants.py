"""How many small changes of the code do its tests notice? `make mutants`.

Each mutant is one change: an operator, a limit, a condition, a branch that is left out. Which are tried is chosen by a
seed. First quickly: in forks of a pytest session that has collected its tests, the code of the functions is exchanged,
and the tests that run most lines near the change come first. What passes there (a value of a module cannot be exchanged
so) is tried again in a process that imports the changed module. What no test notices is printed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pickle
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "onbackground"
LOADED = (
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

NEAR, LINES = 12, 100
"""Lines so near to a change count for a test that runs them; the line of the change itself counts for so many."""

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


def forked(work: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """What a function returns in a process of its own; None if that process dies or does not end in time."""
    with tempfile.TemporaryFile() as answer:
        child = os.fork()
        if child == 0:
            status = 1
            with suppress(BaseException):
                os.setpgid(0, 0)
                pickle.dump(work(), answer)
                answer.flush()
                status = 0
            os._exit(status)
        deadline = time.monotonic() + seconds
        done = status = 0
        while not done and time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            time.sleep(0.01)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        if not done:
            os.waitpid(child, 0)
        answer.seek(0)
        return pickle.load(answer) if done and not status else None


def fails(tests: list[str], mutant: Mutant | None = None, *plugins: object) -> int:
    """What pytest returns with the mutant in place of its module; without one, as the code is."""
    if mutant is not None:
        name = ".".join(mutant.path.relative_to(REPOSITORY).with_suffix("").parts)
        sys.meta_path.insert(0, _Loader(name, mutant.path, code_of(mutant)))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-W", REWRITTEN, *tests], plugins=list(plugins)))


class Quick:
    """A plugin of pytest that runs the tests for each mutant in a fork of the session, most telling tests first."""

    def __init__(self, mutants: list[Mutant]):
        self._mutants = mutants
        self.noticed: list[Mutant] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        start = time.monotonic()
        lines = forked(lambda: self._lines(session), float("inf"))
        if lines is None:
            raise pytest.UsageError("the tests fail before anything is changed")
        seconds = 10 + 2 * (time.monotonic() - start)
        for mutant in self._mutants:
            near = [_near(mutant, lines[number, str(mutant.path)]) for number in range(len(session.items))]
            order = sorted(range(len(near)), key=lambda number: -near[number])
            items = [session.items[number] for number in order if near[number]]
            if forked(partial(_noticed, session, items, mutant), seconds) is not False:
                self.noticed.append(mutant)
        return True

    def _lines(self, session: pytest.Session) -> dict[tuple[int, str], set[int]] | None:
        """The lines of the mutants' modules that each test runs; None if one fails."""
        paths = {str(mutant.path) for mutant in self._mutants}
        found: dict[tuple[int, str], set[int]] = defaultdict(set)
        number = 0

        def trace(frame: FrameType, event: str, _: object) -> Any:
            if frame.f_code.co_filename not in paths:
                return None
            found[number, frame.f_code.co_filename].add(frame.f_lineno)
            return trace

        sys.settrace(trace)
        for item, after in zip(session.items, [*session.items[1:], None]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            number += 1
        sys.settrace(None)
        return None if session.testsfailed else found


def _near(mutant: Mutant, lines: set[int]) -> int:
    """How much a test that runs these lines of the mutant's module says about it; 0: nothing."""
    return sum(abs(mutant.line - line) < NEAR for line in lines) + LINES * (mutant.line in lines)


def _noticed(session: pytest.Session, items: list[pytest.Item], mutant: Mutant) -> bool:
    try:
        _exchange(mutant)
    except ValueError:  # the function has other variables now
        return False
    return _fail(session, items)


def _fail(session: pytest.Session, items: Sequence[pytest.Item]) -> bool:
    for item, after in zip(items, [*items[1:], None]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if session.testsfailed:
            return True
    return False


def _exchange(mutant: Mutant) -> None:
    """Give each function of the module its code after the change. Raises ValueError where that is not possible."""
    changed: dict[tuple[str, int], CodeType] = {}
    codes = [compile(code_of(mutant), str(mutant.path), "exec")]  # type: ignore[call-overload]
    while codes:
        code = codes.pop()
        changed[code.co_qualname, code.co_firstlineno] = code
        codes += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename == str(mutant.path):
            one.__code__ = changed.get((one.__code__.co_qualname, one.__code__.co_firstlineno), one.__code__)


def noticed_quickly(tests: list[str], mutants: list[Mutant]) -> list[Mutant] | None:
    """The mutants that a test notices in the quick way; None if the tests fail before anything is changed."""
    quick = Quick(mutants)
    return quick.noticed if fails(tests, None, quick) == 0 else None


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
    noticed_already = forked(lambda: noticed_quickly(options.tests, chosen), float("inf"))
    if noticed_already is None:
        show("the tests fail before anything is changed")
        return 2
    survivors = []
    for mutant in chosen:
        if mutant not in noticed_already and forked(partial(fails, options.tests, mutant)) == 0:
            survivors.append(mutant)
            show(f"not noticed: {mutant.path.relative_to(REPOSITORY)}:{mutant.line}: {mutant.said}")
    noticed = 1 - len(survivors) / len(chosen)
    show(f"{noticed:.1%} of {len(chosen)} mutants (of {len(every):,}; seed {options.seed}) noticed")
    return int(noticed < options.at_least)


if __name__ == "__main__":
    sys.exit(main())
