"""Rows of a school are held so that others may still write rows about them (FOR NO KEY UPDATE).

PostgreSQL takes a lock on the row that a new row refers to. A plain FOR UPDATE keeps it waiting: an import that holds every
pupil would stop first-day contact, and two officers at one family would wait for each other. Nobody changes a key.
"""

import ast

from tests.layout.tree import product


def test_whoever_holds_a_row_lets_rows_about_it_be_written() -> None:
    held = [
        (path, call)
        for path, tree in ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in product())
        if "schools" in path.parts
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "select_for_update"
    ]
    assert len(held) > 30
    # What is passed over where somebody holds it, nobody waits for.
    fine = {"no_key", "skip_locked"}
    assert not [f"{path}:{call.lineno}" for path, call in held if not fine & {word.arg for word in call.keywords}]
