"""Benchmarks are `bench_*.py`: `make bench` runs them, the tests do not.

They ask for `bench` and measure with it (`tests.benchmarks.measuring`). Nothing of the tests stands in what is timed: writes
are not watched, no school is handed on, and the database is durable.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import handed_on
from tests.benchmarks import last, machine
from tests.benchmarks.measuring import Bench
from tests.session_database import DURABLE
from tests.writes import Watch

#: Rounds are divided by this to try a benchmark out.
SHORTER = 20

RUN = pytest.StashKey[last.Run]()
BEGUN = pytest.StashKey[machine.Moment]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The words that `make bench ARGS=` takes."""
    group = parser.getgroup("benchmarks")
    group.addoption("--growth", action="store_true", help="measure what grows, and that alone: hours")
    group.addoption("--short", action="store_true", help="few rounds, to try a benchmark out")
    group.addoption("--keep", action="store_true", help="write the figures into tests/benchmarks/last.json")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a database that does not write to the disk: a commit would cost nothing there."""
    if not DURABLE:
        message = "benchmarks run on a durable cluster of their own: make bench ARGS=tests/benchmarks/bench_today.py"
        raise pytest.UsageError(message)
    config.stash[RUN] = last.Run()
    config.stash[BEGUN] = machine.moment()
    handed_on.ALWAYS_BUILT = (*handed_on.ALWAYS_BUILT, "tests/benchmarks/")
    said = ", ".join(f"{name} {value}" for name, value in machine.settings().items())
    print(f"PostgreSQL: {said}\nMachine: {', '.join(f'{name} {value}' for name, value in machine.described().items())}")
    print(f"Commit {machine.commit()}; at the start: {machine.between(config.stash[BEGUN], config.stash[BEGUN])}")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect benchmarks as if they were tests: each checks that the work it timed was done right."""
    named = parent.session.isinitpath(file_path)  # pytest itself collects a file that was asked for by name
    if file_path.suffix == ".py" and file_path.name.startswith("bench_") and not named:
        return pytest.Module.from_parent(parent, path=file_path)
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One tier or the other."""
    growth = config.getoption("growth")
    items[:] = [item for item in items if (item.get_closest_marker("growth") is not None) == growth]


@pytest.fixture(scope="session")
def writes(_database_open: None) -> Iterator[Watch]:
    """Nobody watches: it would be timed."""
    yield Watch()


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """What this test measures with; every act that it timed must be spoken of."""
    run, short = request.config.stash[RUN], request.config.getoption("short")
    stem = request.path.stem
    measured = Bench(stem, run.add, shorter=SHORTER if short else 1)
    yield measured
    if not request.session.testsfailed:
        measured.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What moved since the figures were last kept; the whole run's load; and whether these were kept."""
    run, write = config.stash[RUN], terminalreporter.write_line
    if not run.lines:
        return
    terminalreporter.section("figures")
    load = machine.between(config.stash[BEGUN], machine.moment())
    write(f"{len(run.lines)} figures of {machine.commit()}; all the while: {load}")
    if run.doubtful:
        write(
            f"{len(run.doubtful)} of them are doubtful, as others were at work; ratios of one run say more than times"
        )
    for sentence in last.moved(run, last.kept()):
        write(f"moved: {sentence}")
    if config.getoption("keep"):
        write(_kept(run, config, terminalreporter))


def _kept(run: last.Run, config: pytest.Config, reporter: pytest.TerminalReporter) -> str:
    ended = {kind: len(reporter.stats.get(kind, ())) for kind in ("failed", "error")}
    if any(ended.values()) or config.getoption("short"):
        return "kept nothing: a run that failed or was short says too little"
    part = config.option.keyword or config.option.markexpr or any("::" in one for one in config.args)
    whole = set() if part else {name.partition(":")[0] for name in run.lines}
    last.keep(run, whole=whole, tier="growth" if config.getoption("growth") else "", settings=machine.settings(),
              commit=machine.commit())  # fmt: skip
    return f"kept in {last.FILE.name}"
