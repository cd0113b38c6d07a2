"""Which tests run which lines, seen once with coverage.py and kept in `.test/` until a module or a test changes."""

import ast
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import coverage
import pytest

from tests.mutants import warm
from tests.mutants.mutations import Mutant
from tests.mutants.places import LEFT_OUT, ROOT, TESTS, modules, text_of

KEPT: Final = ROOT / ".test" / "mutants.json"
LONGEST: Final = 3 * 3600.0


class _Contexts:
    """A pytest plugin that tells coverage whose lines are run. What a fixture runs is put down to its whole file."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self._measured = measured
        self.seconds: dict[str, float] = defaultdict(float)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._measured.switch_context(item.nodeid.partition("::")[0])

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

        A line that runs as its module is imported is no test's: its tests are those of the functions that name what it
        makes, in whichever module, or of the whole module where nothing names it.
        """
        found = set(self._of_lines(mutant.path, [mutant.line]))
        if not found:
            found = {test for path, lines in _naming(mutant) for test in self._of_lines(path, lines)}
        if not found:
            found = {test for tests in self.lines.get(mutant.path, {}).values() for test in tests}
        alone = {test for test in found if "::" in test}
        for file in found - alone:
            alone |= {test for test in self.seconds if test.startswith(f"{file}::")}
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in sorted(alone, key=lambda test: self.seconds.get(test, 0)):
            by_file[test.partition("::")[0]].append(test)
        return [test for file in sorted(by_file, key=lambda file: self.took(by_file[file])) for test in by_file[file]]

    def took(self, tests: list[str]) -> float:
        """How many seconds these tests took with nothing changed."""
        return sum(self.seconds.get(test, 0) for test in tests)

    def _of_lines(self, path: str, lines: list[int]) -> Iterator[str]:
        own = self.lines.get(path, {})
        for line in lines:
            yield from own.get(str(line), ())


def covering(say: Any) -> Map:
    """The map, made anew where a module has changed; where a file of tests has, for that file."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    sources = _digest(modules())
    if kept.get("sources") != sources:
        kept = {"sources": sources, "files": {}}
    files = {path: _digest([path]) for path in _test_files()}
    known = {path: one for path, one in kept["files"].items() if files.get(path) == one["digest"]}
    stale = [path for path in files if path not in known]
    for number, path in enumerate(stale, 1):
        say(f"mapping {path} ({number} of {len(stale)})")
        known[path] = {"digest": files[path], **_mapped(path)}
        KEPT.write_text(json.dumps({"sources": sources, "files": known}))
    lines: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    seconds: dict[str, float] = {}
    for one in known.values():
        seconds |= one["seconds"]
        for path, by_line in one["lines"].items():
            for line, tests in by_line.items():
                lines[path][line] += tests
    return Map(lines, seconds)


def _test_files() -> list[str]:
    found: list[Path] = []
    for place in TESTS:
        path = ROOT / place
        found += [path] if path.is_file() else path.rglob("test_*.py")
    return sorted({str(path.relative_to(ROOT)) for path in found} - set(LEFT_OUT))


def _digest(paths: list[str]) -> str:
    return hashlib.sha256("".join(text_of(path) for path in paths).encode()).hexdigest()


def _mapped(path: str) -> dict[str, Any]:
    """Run one file of tests in a child, and read what it saw."""
    result = ROOT / ".test" / "mutants.part.json"
    result.unlink(missing_ok=True)

    def work() -> int:
        measured = coverage.Coverage(data_file=None, include=[str(ROOT / module) for module in modules()])
        plugin = _Contexts(measured)
        measured.start()
        status = pytest.main([*warm.SHARED, "--no-header", path], plugins=[plugin])
        measured.stop()
        data = measured.get_data()
        lines = {
            str(Path(file).relative_to(ROOT)): {
                str(line): [context for context in contexts if context]
                for line, contexts in data.contexts_by_lineno(file).items()
                if any(contexts)
            }
            for file in data.measured_files()
        }
        result.write_text(json.dumps({"lines": lines, "seconds": plugin.seconds}))
        return 0 if status == pytest.ExitCode.NO_TESTS_COLLECTED else int(status)

    status, said = warm.in_child(work, limit=LONGEST)
    if status != 0:
        message = f"Tests must pass before they can notice anything:\n{said[-3000:]}"
        raise SystemExit(message)
    found: dict[str, Any] = json.loads(result.read_text())
    result.unlink()
    return found


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
