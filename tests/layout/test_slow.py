"""The list of slow tests names tests that are there, each with its time and its reason."""

import ast
import tomllib

import pytest

from tests.layout.tree import ROOT

SLOW = tomllib.loads((ROOT / "tests/slow.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_test_is_there_and_has_its_reason(name: str) -> None:
    file, _, test = name.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert SLOW[name]["seconds"] > 20
    assert SLOW[name]["reason"].endswith(".")
