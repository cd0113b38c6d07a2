"""`platform/` is a folder of ours and a module of Python's: it must never become a package.

With an `__init__.py` it would shadow the standard module, which celery and sentry-sdk import, for every program that
is started in the top folder.
"""

import subprocess
import sys
import tomllib

import pytest

from tests.layout.tree import ROOT, SOURCES


def test_the_folder_is_no_package():
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert not list((ROOT / "platform").glob("*.py"))


@pytest.mark.parametrize("start", [["-c"], ["-m", "timeit", "-n", "1", "-r", "1"]])
def test_python_s_own_platform_is_found_from_the_top_folder(start):
    lesson = "import platform; print(platform.system()); import rollcall, foundation, schools"
    ran = subprocess.run(
        [sys.executable, *start, lesson],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT}/platform"},
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split()[0] in ("Linux", "Darwin")


def test_what_is_built_is_what_there_is():
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    wheel = tools["hatch"]["build"]["targets"]["wheel"]
    assert tuple(wheel["packages"]) == SOURCES
    assert wheel["dev-mode-dirs"] == [".", "platform"]
    # With "platform" in it, ruff would no longer warn of modules named like Python's own.
    assert tools["ruff"]["src"] == ["."]
    roots = {path.split("/")[-1] for path in SOURCES}
    assert set(tools["importlinter"]["root_packages"]) == roots == set(tools["mypy"]["packages"])


def test_the_project_package_is_empty():
    assert (ROOT / "platform" / "rollcall" / "__init__.py").read_text(encoding="utf-8") == ""
