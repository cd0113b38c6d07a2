"""Templates are read by people: no line of one is longer than a screen. `make lint` runs this file as a module."""

import sys
from pathlib import Path

from tests.layout.tree import named, tracked

LONGEST = 160


def templates() -> list[Path]:
    """Pages, parts and drawings, those of the tests too."""
    held = [path for path in tracked() if path.suffix in (".html", ".svg")]
    return [path for path in held if path.suffix == ".html" or "/templates/" in named(path)]


def long_lines(name: str, source: str) -> list[str]:
    """Where a line is too long: file, line and length."""
    lines = enumerate(source.splitlines(), 1)
    return [f"{name}:{number}: {len(line)} characters" for number, line in lines if len(line) > LONGEST]


def all_long_lines() -> list[str]:
    return [words for path in templates() for words in long_lines(named(path), path.read_text(encoding="utf-8"))]


def test_no_line_of_a_template_is_longer_than_a_screen():
    assert len(templates()) > 100
    assert all_long_lines() == []


def test_a_line_one_character_too_long_would_be_seen():
    assert long_lines("one.html", f"<p>\n{'’' * 160}\n{'’' * 161}\n</p>") == ["one.html:3: 161 characters"]


if __name__ == "__main__":
    sys.exit("\n".join(all_long_lines()) or None)
