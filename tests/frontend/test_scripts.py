"""The scripts' own tests, `*.test.ts` here: bundled as the build bundles, and run by the build's Node. No browser.

Each file is a test of its own; what failed in it is named. To run one: `pytest tests/frontend -k saving`.
"""

import re
import subprocess
from pathlib import Path

import pytest

from foundation.ui.frontend import build as module

HERE = Path(__file__).parent
TESTS = sorted(HERE.rglob("*.test.ts"))


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests with what they import: a module of their own each."""
    module.build()  # the packages are there
    folder = tmp_path_factory.mktemp("scripts")
    module._run(
        [
            module._tool("esbuild"),
            *map(str, TESTS),
            "--bundle",
            "--platform=node",
            "--format=esm",
            "--sourcemap=inline",
            "--out-extension:.js=.mjs",
            "--entry-names=[name]",
            f"--outdir={folder}",
            "--log-level=warning",
        ],
        "A test of the scripts could not be bundled.",
    )
    return folder


def test_they_have_no_type_error(bundles: Path) -> None:
    module._run([module._tool("tsc"), "--project", str(HERE / "tsconfig.json")], "A test has a type error.")


@pytest.mark.parametrize("file", TESTS, ids=lambda path: path.name.removesuffix(".test.ts"))
def test_scripts(bundles: Path, file: Path) -> None:
    command = (module._node() / "bin" / "node", "--enable-source-maps", "--test", "--test-reporter=tap")
    done = subprocess.run(
        [*command, bundles / f"{file.stem}.mjs"], capture_output=True, text=True, check=False, timeout=120
    )
    failed = re.findall(r"^ *not ok \d+ - (.+)$", done.stdout, re.MULTILINE)
    passed = int((re.findall(r"^# pass (\d+)$", done.stdout, re.MULTILINE) or [0])[0])
    if failed or done.returncode or not passed:
        pytest.fail(
            f"{file.name}: {'; '.join(failed) or 'nothing was tried'}\n\n{done.stdout}{done.stderr}", pytrace=False
        )
