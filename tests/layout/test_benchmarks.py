"""Benchmarks cannot flatter: nothing is measured without a yardstick, a check and rounds enough, and what moved is said."""

import ast
import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import last
from tests.benchmarks.last import Run
from tests.benchmarks.machine import Load, Moment, between
from tests.benchmarks.measuring import Act, Bench, Line, exactly
from tests.layout.tree import ROOT

FILES = sorted((ROOT / "tests/benchmarks").glob("bench_*.py"))
LINE = Line(30.0, 40.0, "one-read page", 3.0, 4.0, 10.0, "ms", "30 rows", 0.0)


ONE_ROW = exactly(1, "row")


def act(name: str, *milliseconds: float, right: Callable[[object], str] = ONE_ROW) -> Act[object]:
    """An act that tells its own times, one a round; the warm round has the first."""
    times = iter([milliseconds[0], *milliseconds])
    return Act(name, lambda: 1, right=right, times=lambda _: [next(times)])


@pytest.fixture
def run() -> Run:
    return Run()


@pytest.fixture
def bench(run: Run) -> Bench:
    return Bench("bench_here", run.add)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_benchmark_measures_by_the_one_way(file: Path) -> None:
    importlib.import_module(f"tests.benchmarks.{file.stem}")  # names nothing that the product no longer has
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tests = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    assert tests
    for test in tests:
        assert "bench" in {one.arg for one in (*test.args.args, *test.args.kwonlyargs)}, test.name


def test_a_line_is_the_median_of_turns_beside_its_yardstick(
    bench: Bench, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = act("ours", 10, 12, 11, 90, 9), act("theirs", 2, 2, 2, 2, 2)
    bench.turns("Here", ours, theirs, rounds=5, warm=1)
    bench.line("ours beside theirs", ours, theirs, aim=5)
    bench.close()
    line = run.lines["bench_here: ours beside theirs"]
    assert (line.ours, line.p95, line.yardstick, line.ratio) == (11, 90, 2, 5.5)
    said = capsys.readouterr().out
    assert "5.50 times" in said
    assert "aim 5, MISSED" in said
    assert "right: 1 row" in said


def test_turns_are_taken_with_another_first_each_round(bench: Bench) -> None:
    order: list[str] = []
    acts = [Act(name, lambda name=name: order.append(name), right=lambda _: "told") for name in "ab"]
    bench.turns("Here", *acts, rounds=6, warm=1)
    assert "".join(order) in ("ba" + "abba" * 3, "ab" + "baab" * 3)


def test_what_would_flatter_is_refused(bench: Bench) -> None:
    one, two = act("one", 1), act("two", 1)
    with pytest.raises(ValueError, match="two acts"):
        bench.turns("Alone", one, rounds=5)
    with pytest.raises(ValueError, match="at least 5 rounds"):
        bench.turns("Too few", one, two, rounds=4)
    with pytest.raises(ValueError, match="yardstick"):
        bench.quantity("Weight", 1, "kB", right="200")
    with pytest.raises(AssertionError, match="nothing is said to be right"):
        bench.turns("Silent", act("one", 1, 1, 1, 1, 1, right=lambda _: ""), two, rounds=5)
    with pytest.raises(AssertionError, match="is not 2"):
        bench.turns("Wrong", act("one", 1, right=exactly(2, "rows")), two, rounds=5)


def test_what_was_timed_and_not_told_of_is_refused(bench: Bench) -> None:
    one, two, three = (act(name, *[1] * 5) for name in ("one", "two", "three"))
    bench.turns("Here", one, two, three, rounds=5, warm=1)
    bench.line("one beside two", one, two)
    with pytest.raises(AssertionError, match="three"):
        bench.close()


def test_what_moved_by_more_than_a_fifth_is_told(run: Run) -> None:
    before = {name: {"ours": 30.0, "ratio": 10.0, "others": 0.0, "commit": "abc"} for name in ("a", "b", "c", "gone")}
    before["none"] = before["a"] | {"ratio": None, "ours": 0}
    for name, ratio in {"a": 12.1, "b": 11.9, "c": 8.2, "new": 50.0}.items():
        run.add(name, replace(LINE, ratio=ratio))
    run.add("none", replace(LINE, ratio=None, ours=1))
    assert [sentence.partition(":")[0] for sentence in last.moved(run, before)] == ["a", "c", "none"]


def test_keeping_drops_the_lines_of_a_file_that_no_longer_tells_them(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "last.json"
    for names, whole in ((["bench_a: old", "bench_b: stays"], {"bench_a", "bench_b"}), (["bench_a: new"], {"bench_a"})):
        run.lines = dict.fromkeys(names, LINE)
        last.keep(run, whole=whole, tier="", settings={"fsync": "on"}, commit="abc", path=path)
    assert sorted(last.kept(path)) == ["bench_a: new", "bench_b: stays"]
    assert json.loads(path.read_text())["settings"] == {"fsync": "on"}


def test_what_others_took_of_the_processors_makes_figures_doubtful() -> None:
    begun = Moment(altogether=100, idle=50, stolen=0, ours=10)
    quiet = between(begun, Moment(altogether=110, idle=55, stolen=0, ours=14.5))
    busy = between(begun, Moment(altogether=110, idle=52, stolen=1, ours=14))
    assert not quiet.doubtful
    assert (round(busy.others, 2), round(busy.stolen, 2), busy.doubtful) == (0.3, 0.1, True)
    assert "DOUBTFUL" in str(busy)
    assert "DOUBTFUL" not in str(Load(0.05, 0.01, 0.4))
