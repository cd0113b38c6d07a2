"""What may be changed in one module: a comparison, a bound, a constant or a clause, one at a time.

Python is read by `ast` and changed in its own text, at the exact place of one node. What is not behaviour is left alone:
words, annotations, decorators, and keywords that only check or print. SQL in strings is `tests.mutants.clauses`.
"""

import ast
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Final

from tests.mutants import clauses
from tests.mutants.places import text_of

#: Keywords whose value changes no answer: checks of lengths, how a value is printed, how a class is made.
NO_BEHAVIOUR: Final = {"strict", "repr", "compare", "slots", "frozen", "kw_only"}
_COMPARISONS: Final[dict[type[ast.cmpop], tuple[str, str]]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_CALLS: Final = {
    "max": "min",
    "min": "max",
    "any": "all",
    "all": "any",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "filter": "exclude",
    "exclude": "filter",
}
_LOOKUPS: Final = {"__lte": "__lt", "__lt": "__lte", "__gte": "__gt", "__gt": "__gte"}
_ORDERING: Final = {"order_by", "distinct"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `start` and `end` are offsets in the module's text; `scope` is the function or name it stands in."""

    path: str
    line: int
    scope: str
    start: int
    end: int
    old: str
    new: str
    in_sql: bool = False
    nth: int = 1

    @property
    def name(self) -> str:
        """The same as long as its function is: without a line, and numbered where a scope has the change twice."""
        return f"{self.path}::{self.said}"

    @property
    def said(self) -> str:
        """Where it stands in the module, and what becomes of what."""
        nth = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.scope}: {self.change}{nth}"

    @property
    def change(self) -> str:
        """What becomes of what, in a line."""
        return f"{' '.join(self.old.split())} -> {' '.join(self.new.split()) or 'nothing'}"

    def apply(self, text: str) -> str:
        """The module with the change, on as many lines as before."""
        return text[: self.start] + self.new + "\n" * (self.old.count("\n") - self.new.count("\n")) + text[self.end :]


def mutants_of(path: str, text: str | None = None) -> list[Mutant]:
    """Every change of one module, from its first line to its last. `text` is the file's."""
    found = sorted(
        set(_Reader(path, text_of(path) if text is None else text).all()),
        key=lambda mutant: (mutant.start, mutant.end, mutant.new),
    )
    seen: Counter[str] = Counter()
    numbered = []
    for mutant in found:
        seen[mutant.name] += 1
        numbered.append(replace(mutant, nth=seen[mutant.name]))
    return numbered


class _Reader:
    """Goes through a module once, knowing in which function or assignment it is."""

    def __init__(self, path: str, text: str) -> None:
        self._path, self._text = path, text
        self._lines = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]

    def all(self) -> Iterator[Mutant]:
        yield from self._walk(ast.parse(self._text), "")

    def _walk(self, node: ast.AST, scope: str) -> Iterator[Mutant]:
        for child in _behaviour(node):
            inner = _scope(child, scope)
            yield from self._changes(child, inner)
            if not clauses.is_sql(child):
                yield from self._walk(child, inner)

    def _changes(self, node: ast.AST, scope: str) -> Iterator[Mutant]:
        if isinstance(node, ast.expr) and clauses.is_sql(node):
            start, end = self._span(node)
            for at, old, new in clauses.changes(self._text[start:end]):
                yield self._mutant(scope, start + at, start + at + len(old), new, in_sql=True)
            return
        for kind, changes in _CHANGES.items():
            if isinstance(node, kind):
                for start, end, new in changes(self, node):
                    yield self._mutant(scope, start, end, new)

    def _mutant(self, scope: str, start: int, end: int, new: str, *, in_sql: bool = False) -> Mutant:
        line = bisect_right(self._starts, start)
        return Mutant(self._path, line, scope or "module", start, end, self._text[start:end], new, in_sql)

    def _offset(self, line: int, column: int) -> int:
        """`ast` counts bytes of a line; the text is counted in characters."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def _span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def compare(self, node: ast.Compare) -> Iterator[tuple[int, int, str]]:
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            old, new = _COMPARISONS[type(operator)]
            start, end = self._span(left)[0], self._span(right)[1]
            at, to = self._span(left)[1], self._span(right)[0]
            between = self._text[at:to].replace(old, new, 1)
            yield start, end, f"{self._text[start:at]}{between}{self._text[to:end]}"
            left = right

    def boolean(self, node: ast.BoolOp) -> Iterator[tuple[int, int, str]]:
        """`and` for `or`, and each operand left out."""
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        spans = [self._span(value) for value in node.values]
        for (start, at), (to, end) in pairwise(spans):
            between = self._text[at:to].replace(old, new, 1)
            yield start, end, f"{self._text[start:at]}{between}{self._text[to:end]}"
        neutral = "True" if old == "and" else "False"
        for (start, end), value in zip(spans, node.values, strict=True):
            if old == "and" or not isinstance(value, ast.Constant | ast.Tuple | ast.List | ast.Dict):
                yield *self._with_parentheses(start, end), neutral

    def _with_parentheses(self, start: int, end: int) -> tuple[int, int]:
        while self._text[start - 1] == "(" and self._text[end : end + 1] == ")":
            start, end = start - 1, end + 1
        return start, end

    def negation(self, node: ast.UnaryOp) -> Iterator[tuple[int, int, str]]:
        if isinstance(node.op, ast.Not):
            start, end = self._span(node)
            yield start, end, f"({self._text[self._span(node.operand)[0] : end]})".replace("()", "")

    def constant(self, node: ast.Constant) -> Iterator[tuple[int, int, str]]:
        start, end = self._span(node)
        if node.value is True or node.value is False:
            yield start, end, str(not node.value)
        elif isinstance(node.value, int):
            yield start, end, str(node.value + 1)

    def arithmetic(self, node: ast.BinOp) -> Iterator[tuple[int, int, str]]:
        """A day more for a day less."""
        if isinstance(node.op, ast.Add | ast.Sub) and (_is_amount(node.left) or _is_amount(node.right)):
            start, end = self._span(node)
            at, to = self._span(node.left)[1], self._span(node.right)[0]
            old, new = ("+", "-") if isinstance(node.op, ast.Add) else ("-", "+")
            between = self._text[at:to].replace(old, new, 1)
            yield start, end, f"{self._text[start:at]}{between}{self._text[to:end]}"

    def call(self, node: ast.Call) -> Iterator[tuple[int, int, str]]:
        """The greater for the lesser; a filter turned round, without one of its terms, or with another bound; an order."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        end = self._span(node.func)[1]
        if name in _CALLS:
            yield end - len(name), end, _CALLS[name]
        if name in _ORDERING and isinstance(node.func, ast.Attribute):
            yield from self._order(node, name)
        for keyword in node.keywords:
            yield from self._lookup(keyword)
            if name in {"filter", "exclude", "Q"}:
                start, stop = self._span(keyword)
                comma = self._text[stop : stop + 2] if self._text[stop] == "," else ""
                yield start, stop + len(comma.rstrip("\n")), ""

    def _order(self, node: ast.Call, name: str) -> Iterator[tuple[int, int, str]]:
        if name == "distinct":
            assert isinstance(node.func, ast.Attribute)
            yield self._span(node.func.value)[1], self._span(node)[1], ""
        for word in node.args:
            if name == "order_by" and isinstance(word, ast.Constant):
                start, end = self._span(word)
                old = str(word.value)
                yield start, end, f'"{old[1:]}"' if old.startswith("-") else f'"-{old}"'

    def _lookup(self, keyword: ast.keyword) -> Iterator[tuple[int, int, str]]:
        for old, new in _LOOKUPS.items():
            if keyword.arg and keyword.arg.endswith(old):
                start = self._span(keyword)[0]
                yield start, start + len(keyword.arg), keyword.arg.removesuffix(old) + new


_CHANGES: Final[dict[type[ast.AST], Callable[..., Iterator[tuple[int, int, str]]]]] = {
    ast.Compare: _Reader.compare,
    ast.BoolOp: _Reader.boolean,
    ast.UnaryOp: _Reader.negation,
    ast.Constant: _Reader.constant,
    ast.BinOp: _Reader.arithmetic,
    ast.Call: _Reader.call,
}


def _behaviour(node: ast.AST) -> Iterator[ast.AST]:
    """The children of a node that say what it does."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params", "format_spec"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_words(child):
                continue
            if isinstance(child, ast.keyword) and child.arg in NO_BEHAVIOUR:
                continue
            if isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING":
                continue
            yield child


def _is_words(node: ast.AST) -> bool:
    """A sentence: a docstring, or an f-string that is no SQL."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.JoinedStr) and not clauses.is_sql(node)


def _is_amount(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return called == "timedelta"
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _scope(node: ast.AST, scope: str) -> str:
    """The qualified name of the function a node opens, or of what a module or class assigns."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return f"{scope}.{node.name}" if scope else node.name
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and not scope:
        return target.id
    return scope
