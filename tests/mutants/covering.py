"""Which tests run which lines, seen once with coverage.py and kept in `.test/` until a module or a test changes.

Making it takes about as long as those tests do; a run that is broken off goes on from what it had.
"""

import ast
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import coverage
import pytest

from tests.mutants import warm
from tests.mutants.mutations import Mutant
from tests.mutants.places import LEFT_OUT, ROOT, modules, text_of

KEPT: Final = ROOT / ".test" / "mutants.json"
LONGEST: Final = 3 * 3600.0
#: So many files of tests are run at once.
BATCH: Final = 8


class _Contexts:
    """A pytest plugin that tells coverage whose lines are run. What a fixture runs, or a file as it is imported, is put down
    to the whole file.
    """

    def __init__(self, measured: coverage.Coverage) -> None:
        self._measured = measured
        self._caches = warm.caches()
        self.seconds: dict[str, float] = defaultdict(float)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, Any, Any]:
        self._measured.switch_context(collector.nodeid if isinstance(collector, pytest.Module) else "")
        for one in self._caches:
            one.cache_clear()
        report = yield
        self._measured.switch_context("")
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._measured.switch_context(item.nodeid.partition("::")[0])
        for one in self._caches:
            one.cache_clear()  # or what is worked out once would be the first test's alone

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        self._measured.switch_context(item.nodeid.partition("[")[0])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self) -> None:
        self._measured.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid.partition("[")[0]] += report.duration


@dataclass
class Map:
    """By path of a module, by line: the tests and whole files of tests that run it. And how long each test took."""

    lines: dict[str, dict[str, list[str]]]
    seconds: dict[str, float]

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that run the changed line, by file, the shortest first.

        Of a statement on several lines it is the nearest above that is seen to run. A line that runs as its module is
        imported is no test's: its tests are those of the functions that name what it makes, in whichever module, or of
        the whole module and of its namesakes where nothing names it.
        """
        function = _function_of(mutant)
        found: set[str] = set()
        if function:
            above = (set(self._of_lines(mutant.path, [line])) for line in range(mutant.line, function.start - 1, -1))
            found = next(filter(None, above), None) or set(self._of_lines(mutant.path, function))
        if not found and (not function or self._runs_at_import(mutant)):
            found = {test for path, lines in _naming(mutant) for test in self._of_lines(path, lines)}
            found = found or self._of_module(mutant.path)
        alone = {test for test in found if "::" in test}
        for file in found - alone:
            alone |= {test for test in self.seconds if test.startswith(f"{file}::")}
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in sorted(alone, key=lambda test: self.seconds.get(test, 0)):
            by_file[test.partition("::")[0]].append(test)
        return [test for file in sorted(by_file, key=lambda file: self.took(by_file[file])) for test in by_file[file]]

    def _of_module(self, path: str) -> set[str]:
        """The tests that run any of its lines, and the files that are named as it is: what it makes as it is imported
        may be in other hands when they run.
        """
        named = f"test_{Path(path).stem}.py"
        files = {test.partition("::")[0] for test in self.seconds}
        running = {test for tests in self.lines.get(path, {}).values() for test in tests}
        return running | {file for file in files if Path(file).name == named}

    def _runs_at_import(self, mutant: Mutant) -> bool:
        """Whether its function makes something of its module: called there, and in no test."""
        return bool(_derived(ast.parse(text_of(mutant.path)), mutant.scope) - {mutant.scope})

    def took(self, tests: list[str]) -> float:
        """How many seconds these tests took with nothing changed."""
        return sum(self.seconds.get(test, 0) for test in tests)

    def _of_lines(self, path: str, lines: Iterable[int]) -> Iterator[str]:
        own = self.lines.get(path, {})
        for line in lines:
            yield from own.get(str(line), ())


def covering(places: Sequence[str], say: Callable[[str], None]) -> Map:
    """The map of the files of tests at these places, made anew where a module or, for that file, a test has changed."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    sources = _digest(modules())
    known: dict[str, dict[str, Any]] = kept["files"] if kept.get("sources") == sources else {}
    files = {path: _digest([path]) for path in _test_files(places)}
    stale = [path for path, digest in files.items() if known.get(path, {}).get("digest") != digest]
    for start in range(0, len(stale), BATCH):
        batch = stale[start : start + BATCH]
        say(f"mapping {batch[0]} and after it ({start} of {len(stale)} done)")
        for path, seen in _mapped(batch).items():
            known[path] = {"digest": files[path], **seen}
        KEPT.write_text(json.dumps({"sources": sources, "files": known}))
    lines: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    seconds: dict[str, float] = {}
    for one in (known[path] for path in files):
        seconds |= one["seconds"]
        for path, by_line in one["lines"].items():
            for line, tests in by_line.items():
                lines[path][line] += tests
    return Map(lines, seconds)


def _test_files(places: Sequence[str]) -> list[str]:
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += [path] if path.is_file() else path.rglob("test_*.py")
    return sorted({str(path.relative_to(ROOT)) for path in found} - set(LEFT_OUT))


def _digest(paths: list[str]) -> str:
    return hashlib.sha256("".join(text_of(path) for path in paths).encode()).hexdigest()


def _mapped(paths: list[str]) -> dict[str, dict[str, Any]]:
    """Run some files of tests in a child, and read what each of them saw."""
    result = ROOT / ".test" / "mutants.part.json"
    result.unlink(missing_ok=True)

    def work() -> int:
        measured = coverage.Coverage(data_file=None, include=[str(ROOT / module) for module in modules()])
        plugin = _Contexts(measured)
        warm.forget(paths)
        measured.start()
        status = pytest.main([*warm.SHARED, "--no-header", *paths], plugins=[plugin])
        measured.stop()
        result.write_text(json.dumps(_by_file(paths, measured.get_data(), plugin.seconds)))
        return 0 if status == pytest.ExitCode.NO_TESTS_COLLECTED else int(status)

    status, said = warm.in_child(work, limit=LONGEST)
    if status != 0:
        message = f"Tests must pass before they can notice anything:\n{said[-3000:]}"
        raise SystemExit(message)
    found: dict[str, dict[str, Any]] = json.loads(result.read_text())
    result.unlink()
    return found


def _by_file(paths: list[str], data: coverage.CoverageData, seconds: dict[str, float]) -> dict[str, dict[str, Any]]:
    """What was measured, by file of tests: the tests by module and line, and their seconds."""
    found: dict[str, dict[str, Any]] = {
        path: {"lines": {}, "seconds": {test: took for test, took in seconds.items() if test.startswith(f"{path}::")}}
        for path in paths
    }
    for file in data.measured_files():
        module = str(Path(file).relative_to(ROOT))
        for line, contexts in data.contexts_by_lineno(file).items():
            for context in filter(None, contexts):
                by_line = found[context.partition("::")[0]]["lines"].setdefault(module, {})
                by_line.setdefault(str(line), []).append(context)
    return found


def _function_of(mutant: Mutant) -> range | None:
    """The lines of the innermost function a change stands in; None for what runs as the module is imported."""
    inside = [
        range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(ast.parse(text_of(mutant.path)))
        if isinstance(node, ast.FunctionDef) and node.body[0].lineno <= mutant.line <= (node.end_lineno or 0)
    ]
    return max(inside, key=lambda lines: lines.start, default=None)


def _naming(mutant: Mutant) -> Iterator[tuple[str, list[int]]]:
    """The lines of functions that name what the mutant's scope is, in modules where it can be known."""
    name = mutant.scope.partition(".")[0]
    for path in [mutant.path] if name.startswith("_") else modules():
        text = text_of(path)
        if name not in text:
            continue
        names = _derived(ast.parse(text), name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                said = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
                said |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
                if said & names:
                    yield path, list(range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1))


def _derived(tree: ast.Module, name: str) -> set[str]:
    """The name, and what the module makes of it as it is imported."""
    names = {name}
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        if names & {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names
