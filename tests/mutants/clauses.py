"""What may be changed in SQL: a comparison, a part of an AND, a bound, an order, a default.

Statements stand in strings as a person laid them out, so they are read by their words: a clause ends where its line, its
bracket or the next clause says so. Whatever is no SQL after a change is refused by the database, and so found.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

Change = tuple[int, str, str]

_WORDS: Final = re.compile(
    r"\b(SELECT|FROM|WHERE|JOIN|GROUP BY|ORDER BY|UPDATE|INSERT INTO|DELETE FROM|RETURNING|AND)\b"
)
_SIDE: Final = r"[\w.%(){}\[\]:\"'*]+"
_COMPARED: Final = re.compile(rf"({_SIDE} )(<=|>=|<>|<|>)( {_SIDE})")
_COMPARED_TO: Final = {"<=": "<", ">=": ">", "<": "<=", ">": ">=", "<>": "="}
_EQUAL: Final = re.compile(rf"\b(?:ON|WHERE|AND|OR|WHEN)\s+(?:NOT\s+)?\(?({_SIDE} = {_SIDE})")
_BETWEEN: Final = re.compile(r"\b(?!NOT\b)([\w.%()]+)\s+BETWEEN\s+(\S+)\s+AND\s+([\w.%()]+(?:::\w+)?)")
_TERM_ENDS: Final = re.compile(r"\b(AND|OR|GROUP BY|ORDER BY|THEN|RETURNING|LIMIT|LEFT JOIN|JOIN|FOR)\b|\n(?!\s*=)|\"")
_KEYS: Final = re.compile(r"ORDER BY\s+((?:[\w.]+(?:\s+DESC)?)(?:,\s*[\w.]+(?:\s+DESC)?)*)")
_POSITIONS: Final = re.compile(r"(?:GROUP|ORDER) BY[\d, ]+")
_NUMBER: Final = re.compile(r"(?<![\w.%$\[\"'])(\d+)(?![\w.%\]\"'])")
#: Words and what stands in their place.
_SWAPS: Final = (
    (re.compile(r"\bIS NOT NULL\b"), "IS NULL"),
    (re.compile(r"\bIS NULL\b"), "IS NOT NULL"),
    (re.compile(r"\bIS NOT DISTINCT FROM\b"), "IS DISTINCT FROM"),
    (re.compile(r"\bIS DISTINCT FROM\b"), "IS NOT DISTINCT FROM"),
    (re.compile(r"\bNOT EXISTS\b"), "EXISTS"),
    (re.compile(r"\bNOT(?= \()"), ""),
    (re.compile(r"\bLEFT JOIN\b"), "JOIN"),
    (re.compile(r"\bDISTINCT\b(?! ON| FROM)"), ""),
    (re.compile(r"\bUNION ALL\b"), "UNION"),
    (re.compile(r"\bmin(?=\()"), "max"),
    (re.compile(r"\bmax(?=\()"), "min"),
    (re.compile(r"\bbool_or(?=\()"), "bool_and"),
    (re.compile(r"\bbool_and(?=\()"), "bool_or"),
    (re.compile(r"\btrue\b"), "false"),
    (re.compile(r"\bfalse\b"), "true"),
    (re.compile(r"'\[\]'"), "'[)'"),
    (re.compile(r"(?<=, )''(?=\))"), "'?'"),
)


def is_sql(node: ast.AST) -> bool:
    """Whether a string is a statement or a part of one."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    else:
        return False
    return bool(_WORDS.search(text))


def changes(text: str) -> Iterator[Change]:
    """Each change of a statement's source: where, what stands there, and what would."""
    between = [match.span() for match in _BETWEEN.finditer(text)]
    yield from _terms(text, between)
    for match in _BETWEEN.finditer(text):
        value, low, high = match.groups()
        yield match.start(), match.group(), f"({value} > {low} AND {value} <= {high})"
        yield match.start(), match.group(), f"({value} >= {low} AND {value} < {high})"
    for match in _COMPARED.finditer(text):
        left, operator, right = match.groups()
        yield match.start(), match.group(), f"{left}{_COMPARED_TO[operator]}{right}"
    for match in _EQUAL.finditer(text):
        yield match.start(1), match.group(1), match.group(1).replace(" = ", " <> ")
    for match in _KEYS.finditer(text):
        for key in re.finditer(r"[\w.]+(?:\s+DESC)?", match.group(1)):
            other = re.sub(r"\s+DESC$", "", key.group())
            yield match.start(1) + key.start(), key.group(), other if other != key.group() else f"{other} DESC"
    positions = [match.span() for match in _POSITIONS.finditer(text)]
    for match in _NUMBER.finditer(text):
        if not _inside(match.start(), positions):
            yield match.start(), match.group(), str(int(match.group()) + 1)
    for pattern, new in _SWAPS:
        for match in pattern.finditer(text):
            yield match.start(), match.group(), new


def _terms(text: str, between: list[tuple[int, int]]) -> Iterator[Change]:
    """Each part of an AND left out, and the first of a WHERE."""
    for match in re.finditer(r"\b(AND|WHERE)\s+", text):
        if _inside(match.start(), between):
            continue
        end = _end_of_term(text, match.end(), between)
        term = text[match.end() : end].rstrip()
        if term and term != "true":
            yield match.end(), term, "true"


def _end_of_term(text: str, start: int, between: list[tuple[int, int]]) -> int:
    depth, at = 0, start
    while at < len(text):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]},"[: 4 if depth == 0 else 3]:
            if depth == 0:
                return at
            depth -= 1
        elif depth == 0 and not _inside(at, between) and _TERM_ENDS.match(text, at):
            return at
        at += 1
    return at


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)
