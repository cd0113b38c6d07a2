"""What the guard tests look at: the tracked files of this checkout and the Python among them."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("platform/rollcall", "platform/foundation", "tenants", "schools", "trust_reporting", "integrations")


def tracked() -> list[Path]:
    """Every file in git's index that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def python_files(*folders: str) -> list[Path]:
    """The Python files under these folders, whether git knows them yet or not."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "node_modules" not in path.parts]


def product() -> list[Path]:
    """The product's own Python, without its migrations."""
    return [path for path in python_files(*SOURCES) if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[str]:
    """Every module that the file imports, and every name it takes from one, dotted; also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def named(path: Path) -> str:
    """The file as one would write it from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()
