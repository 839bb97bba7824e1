"""Which conditions of some modules were true and which false, and which problems were made, while their code ran."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple, TypeVar

Value = TypeVar("Value")
NOTE = "_note_of_a_test"


class Place(NamedTuple):
    """A condition or a call of Problem: the module's file, where it is in it, and its code."""

    file: str
    line: int
    column: int
    code: str


class Conditions(ast.NodeTransformer):
    """Notes the conditions of `if`, `while`, `and`, `or`, `not` and comprehensions, and the calls of Problem."""

    def __init__(self) -> None:
        self.was: dict[Place, set[bool]] = {}
        """What each condition was."""
        self.made: dict[Place, set[bool]] = {}
        """Each call of Problem; empty where it was not made."""
        self._file = ""

    @contextmanager
    def watched(self, modules: Iterable[ModuleType]) -> Iterator[None]:
        """Exchange the code of every function of the modules for code that notes its conditions.

        A module whose functions are not what its file says is left as it is: benchmarks/mutants.py changed it.
        """
        old: list[tuple[FunctionType, CodeType]] = []
        for module in modules:
            path = str(module.__file__)
            self._file = Path(path).name
            text = Path(path).read_text(encoding="utf-8")
            functions = [f for f in gc.get_objects() if type(f) is FunctionType and f.__code__.co_filename == path]
            written = set(_codes(compile(text, path, "exec", dont_inherit=True)))
            if any(function.__code__ not in written for function in functions):
                continue
            tree = ast.fix_missing_locations(self.visit(ast.parse(text)))
            codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(compile(tree, path, "exec"))}
            setattr(module, NOTE, self._note)
            for function in functions:
                old.append((function, function.__code__))
                function.__code__ = codes[function.__code__.co_qualname, function.__code__.co_firstlineno]
        try:
            yield
        finally:
            for function, code in old:
                function.__code__ = code

    def _note(self, place: tuple[Any, ...], value: Value) -> Value:
        (self.was if Place(*place) in self.was else self.made)[Place(*place)].add(bool(value))
        return value

    def _noting(self, found: dict[Place, set[bool]], node: ast.expr, changed: ast.AST) -> ast.expr:
        place = Place(self._file, node.lineno, node.col_offset, ast.unparse(node)[:100])
        found.setdefault(place, set())
        noting = ast.Call(ast.Name(NOTE, ast.Load()), [ast.Constant(tuple(place)), changed], [])
        return ast.copy_location(noting, node)

    def _condition(self, node: ast.expr) -> ast.expr:
        """A condition that is noted: one of several parts by its parts."""
        if isinstance(node, ast.BoolOp):
            node.values = [self._condition(value) for value in node.values]
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = self._condition(node.operand)
        else:
            return self._noting(self.was, node, self.visit(node))
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        is_problem = isinstance(node.func, ast.Name) and node.func.id == "Problem"
        changed = self.generic_visit(node)
        return self._noting(self.made, node, changed) if is_problem else node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        node.values = [*map(self._condition, node.values[:-1]), self.visit(node.values[-1])]
        return node

    def _visit_test(self, node: Any) -> Any:
        test, node.test = node.test, ast.Constant(None)
        self.generic_visit(node)
        node.test = self._condition(test)
        return node

    visit_If = visit_While = visit_IfExp = _visit_test

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        ifs, node.ifs = node.ifs, []
        self.generic_visit(node)
        node.ifs = [self._condition(one) for one in ifs]
        return node


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)
