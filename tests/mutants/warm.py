"""A process that has imported the product and its tests, with a database it can have back as it was.

For each mutant a child is forked. It puts the changed code in the place of the old, in memory alone, and runs the tests;
the checkout is never written, whoever is killed when. What a module computes as it is imported cannot be put in its place
afterwards: the child of such a mutant is a new process (`tests.mutants.hook`), with a database of its own.
"""

import contextlib
import functools
import gc
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql

from tests import session_database
from tests.mutants.mutations import Mutant
from tests.mutants.places import LEFT_OUT, ROOT, text_of
from tests.session_database import NAME, drop, info
from tests.writes import OURS

KEPT: Final = f"{NAME}{session_database.KEPT}"
#: The child could not do what it was made for: a fault of ours, not a test's.
BROKEN: Final = 99
QUIET: Final = ["-q", "-p", "no:cacheprovider", "-m", "not browser", *(f"--ignore={path}" for path in LEFT_OUT)]
#: The session's database is the parent's to make and to drop.
SHARED: Final = [*QUIET, "-p", "no:tests.session_database"]


@dataclass(frozen=True, slots=True)
class Ran:
    """How the tests of one mutant ended: `killed`, `survived` or `time` (which counts as killed), what failed, how long."""

    verdict: str
    failed: str
    seconds: float


def prepare(tests: Sequence[str]) -> None:
    """Make the world of the tests once, import these tests, and keep the database as it is then."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "rollcall.settings.test"
    import django

    django.setup()
    from django.db import connections

    from tests import world

    made = world.build_world()
    world.build_world = lambda: made
    with _output() as file:
        if pytest.main([*SHARED, "--collect-only", *tests]) != pytest.ExitCode.OK:
            message = f"The tests cannot be collected:\n{Path(file.name).read_text()[-3000:]}"
            raise SystemExit(message)
    connections.close_all()
    with _superuser() as superuser:
        superuser.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (KEPT, NAME))))


def end() -> None:
    """Drop both databases and let go of the cluster."""
    with _superuser() as superuser:
        drop(superuser, KEPT)
        drop(superuser, NAME)
    session_database.cluster.stop("test")


def in_child(work: Callable[[], int], *, limit: float) -> tuple[int | None, str]:
    """Do `work` in a fork, on the database as it was kept: its status, or None when it took longer, and what it printed."""
    _restore()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        child = os.fork()
        if child == 0:
            os.setsid()
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            status = BROKEN
            try:
                status = work()
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        ended = _await(child, limit)
        file.seek(0)
        return ended, file.read()


def asked(mutant: Mutant, source: str, tests: list[str], *, limit: float) -> Ran:
    """Run these tests on the mutant until one fails."""
    began = time.monotonic()
    changes = _changed_functions(mutant.path, source)
    if changes is None:
        status, said = _in_new_process(mutant, source, tests, limit=limit + 60)
    else:

        def work() -> int:
            changes.put()
            forget(tests)
            return int(pytest.main([*SHARED, "-x", "--no-header", *tests]))

        status, said = in_child(work, limit=limit)
    verdict = {None: "time", 0: "survived"}.get(status, "killed")
    # A file of tests that cannot be imported any more has noticed too: all were imported before anything was changed.
    unusable = status == pytest.ExitCode.USAGE_ERROR and "found no collectors" not in said
    if unusable or status in {BROKEN, pytest.ExitCode.NO_TESTS_COLLECTED}:
        message = f"{mutant.name}: the tests could not be run:\n{said[-2000:]}"
        raise SystemExit(message)
    named = [
        line
        for line in said.splitlines()
        if line.startswith(("FAILED tests", "ERROR tests", "ERROR: found no collectors"))
    ]
    failed = named[0] if named else said.strip()[-80:]
    return Ran(verdict, failed if verdict == "killed" else "", time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Changes:
    """New code by the functions that have the old, and new values by the private names of the module that hold the old."""

    functions: dict[tuple[str, int], types.CodeType]
    values: dict[str, Any]
    module: types.ModuleType

    def put(self) -> None:
        """Change this process for good. LookupError where it changes nothing: every test would pass."""
        for cache in caches():
            cache.cache_clear()  # what was worked out before the change
        changed = 0
        for one in _every(types.FunctionType):
            new = self.functions.get((one.__code__.co_qualname, one.__code__.co_firstlineno))
            if new is not None and one.__code__.co_filename == self.module.__file__:
                one.__code__ = new
                changed += 1
        if self.functions and not changed:
            message = f"No function of {self.module.__name__} stands where one was to be changed"
            raise LookupError(message)
        vars(self.module).update(self.values)


def forget(tests: Iterable[str]) -> None:
    """Have the files of these tests imported anew: some keep what the product has made for them as they are imported."""
    for path in {test.partition("::")[0] for test in tests}:
        sys.modules.pop(module_name(path), None)


def caches() -> list[Any]:
    """Every function of ours that remembers what it worked out."""
    return [one for one in _every(functools._lru_cache_wrapper) if one.__module__.partition(".")[0] in OURS]


def _every(kind: type) -> list[Any]:
    """Every object of a kind, and those that were put aside from the collector of garbage once the tests were loaded."""
    gc.unfreeze()
    found = [one for one in gc.get_objects() if type(one) is kind]
    gc.freeze()
    return found


def module_name(path: str) -> str:
    """The name a path is imported by."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _changed_functions(path: str, source: str) -> Changes | None:
    """What differs once the source is compiled; None when it can only be had by importing it anew.

    That is: a class's own fields, defaults, or a value that others may have taken over. A module that only runs of tests
    come to is imported here, before any child is forked; one that cannot be ends everything with its own error.
    """
    module = importlib.import_module(module_name(path))
    assert module.__file__ is not None
    old = compile(text_of(path), module.__file__, "exec", dont_inherit=True)
    new = compile(source, module.__file__, "exec", dont_inherit=True)
    before, after = dict(_codes(old)), dict(_codes(new))
    # Of modules and classes, with what they comprehend as they are imported.
    bodies = {place for place, code in before.items() if not code.co_flags & 0x1 or _at_import(code)}
    if before.keys() != after.keys():
        return None
    changed = {place: code for place, code in after.items() if code != before[place]}
    own = {place for place in bodies & changed.keys() if _own(before[place]) != _own(after[place])}
    functions = {place: code for place, code in changed.items() if place not in bodies}
    if not own:
        return Changes(functions, {}, module)
    if own != {("<module>", old.co_firstlineno)}:
        return None
    values = _values(new, module)
    return None if values is None else Changes(functions, values, module)


def _codes(code: types.CodeType) -> Iterator[tuple[tuple[str, int], types.CodeType]]:
    yield (code.co_qualname, code.co_firstlineno), code
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _codes(inner)


def _at_import(code: types.CodeType) -> bool:
    """Whether it is a comprehension that no function holds: it is run once, and nobody has it any more."""
    return code.co_name.endswith(("comp>", "<genexpr>")) and "<locals>" not in code.co_qualname


def _own(code: types.CodeType) -> tuple[object, ...]:
    """A body without the functions in it."""
    constants = [one for one in code.co_consts if not isinstance(one, types.CodeType)]
    return code.co_code, [(type(one), one) for one in constants], code.co_names


def _values(code: types.CodeType, module: types.ModuleType) -> dict[str, Any] | None:
    """The private values of a module that come out otherwise; None when others than plain private ones do."""
    fresh: dict[str, Any] = {
        "__name__": module.__name__,
        "__file__": module.__file__,
        "__package__": module.__package__,
    }
    exec(code, fresh)
    found = {}
    for name, value in vars(module).items():
        if isinstance(value, str | int | tuple | frozenset | list | dict) and repr(fresh.get(name)) != repr(value):
            if not name.startswith("_") or name.startswith("__"):
                if name.startswith("__"):
                    continue
                return None
            found[name] = fresh[name]
    return found or None


def _in_new_process(mutant: Mutant, source: str, tests: list[str], *, limit: float) -> tuple[int | None, str]:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        changed = Path(folder) / "changed.py"
        changed.write_text(source, encoding="utf-8")
        environment = os.environ | {"MUTANT": f"{module_name(mutant.path)}={changed}"}
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            environment.pop(name, None)
        child = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-p", "tests.mutants.hook", *QUIET, "-x", "--no-header", *tests],
            cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
        status = _await(child.pid, limit)
        file.seek(0)
        return status, file.read()


def _await(child: int, limit: float) -> int | None:
    """The status of a child that leads a session of its own; it is ended with all it started when its time is over."""
    deadline = time.monotonic() + limit
    try:
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
    except BaseException:
        _kill(child)
        raise
    _kill(child)
    return None


def _kill(child: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _restore() -> None:
    with _superuser() as superuser:
        superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        superuser.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(NAME), sql.Identifier(session_database.cluster.OWNER), sql.Identifier(KEPT)
            )
        )
        superuser.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(NAME)))
        superuser.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO PUBLIC").format(sql.Identifier(NAME)))


def _superuser() -> "contextlib.AbstractContextManager[psycopg.Connection[Any]]":
    return psycopg.connect(info.superuser_url, autocommit=True)


@contextlib.contextmanager
def _output() -> Iterator[Any]:
    """What is printed meanwhile goes to a file."""
    with tempfile.NamedTemporaryFile("w+", encoding="utf-8") as file:
        before = os.dup(1)
        os.dup2(file.fileno(), 1)
        try:
            yield file
        finally:
            sys.stdout.flush()
            os.dup2(before, 1)
            os.close(before)
