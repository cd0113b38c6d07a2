"""The one way to time: what is ours and its yardstick take turns, and every line says what was found right.

    page = Act("the page", lambda: browser.ask("GET", "/today/"), right=holding(b"data-act", 40))
    bench.turns("Today through granian", page, one_read, rounds=100)
    bench.line("the page, in one-read pages", page, one_read, aim=12)

An act cannot be made without saying what is right of its answer, nor a line without its yardstick; fewer than five
rounds are refused, and so is an act that was timed and of which no line speaks. What an answer is judged by is outside
what is timed. Figures are medians; a ratio says how many times the yardstick, less is better, and beside it stands
where the middle half of its rounds lay. An aim that is missed is said, and fails nothing.
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import fmean, median, quantiles
from typing import Any, Final, Generic, TypeVar

from tests.benchmarks import machine
from tests.benchmarks.machine import Load

LEAST_ROUNDS: Final = 5
#: How many of a unit a millisecond is.
UNITS: Final = {"s": 0.001, "ms": 1.0, "us": 1000.0}

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Act(Generic[T]):
    """Something that is timed. `right` says of each round's answer what was found right, or raises AssertionError.

    `before` prepares a round and is not timed. `each` alike things are done in a round: figures are of one of them.
    `times` takes from the answer the milliseconds that count, where the answer itself tells them; `clock` is
    `time.process_time` where the processor's time of this process is meant.
    """

    name: str
    run: Callable[[], T]
    right: Callable[[T], str]
    before: Callable[[], object] | None = None
    each: int = 1
    times: Callable[[T], Sequence[float]] | None = None
    clock: Callable[[], float] = time.perf_counter


@dataclass(frozen=True)
class Taken:
    """An act's rounds, each with its milliseconds, what was last found right of it, and the load meanwhile."""

    rounds: list[list[float]]
    right: str
    load: Load

    @property
    def all(self) -> list[float]:
        return [one for each in self.rounds for one in each]

    @property
    def median(self) -> float:
        return median(self.all)

    @property
    def p95(self) -> float:
        return slowest(self.all)

    @property
    def a_second(self) -> float:
        """How many one after the other would be done in a second."""
        return 1000 / fmean(self.all)


@dataclass(frozen=True)
class Line:
    """One figure, as it is printed and kept: times in its unit, the ratio to its yardstick, the load it was taken under.

    A quantity that is no time has no p95, and a yardstick and ratio only where there is something to set it beside.
    """

    ours: float
    p95: float | None
    beside: str
    yardstick: float | None
    yardstick_p95: float | None
    ratio: float | None
    unit: str
    right: str
    others: float


def slowest(times: Sequence[float]) -> float:
    """What nineteen of twenty keep within."""
    return sorted(times)[ceil(0.95 * len(times)) - 1]


def exactly(expected: object, what: str) -> Callable[[object], str]:
    """Right is this answer and no other: `exactly(30, "marks saved")`."""

    def judge(answer: object) -> str:
        assert answer == expected, f"{answer!r} is not {expected!r}: {what}"
        return f"{expected:,} {what}" if isinstance(expected, int) else what

    return judge


def holding(part: bytes, times: int, what: str = "") -> Callable[[bytes], str]:
    """Right is a body that holds a part so many times."""

    def judge(body: bytes) -> str:
        assert body.count(part) == times, f"{body.count(part)} times {part!r}, not {times}: {body[:300]!r}"
        return f"200, {times:,} {what or part.decode()}"

    return judge


def naming(parts: Sequence[str], what: str) -> Callable[[bytes], str]:
    """Right is a body that holds every one of these."""

    def judge(body: bytes) -> str:
        text = body.decode()
        lacking = [part for part in parts if part not in text]
        assert not lacking, f"{len(lacking)} of {len(parts)} {what} are not there, such as {lacking[0]!r}: {text[:300]}"
        return f"200, {len(parts):,} {what}"

    return judge


def rows(rights: Sequence[object], what: str) -> Callable[[Sequence[object]], str]:
    """Right is an answer with the same members in the same order."""

    def judge(answer: Sequence[object]) -> str:
        assert list(answer) == list(rights), f"{len(answer)} {what} are not the {len(rights)} that are right"
        return f"{len(rights):,} {what}, all equal"

    return judge


@dataclass
class Bench:
    """What one test measures: `turns`, then a `line` for each figure."""

    name: str
    record: Callable[[str, Line], None]
    #: Round counts are divided by this; figures of such a run are for trying a benchmark out.
    shorter: int = 1
    _taken: dict[int, tuple[Act[Any], Taken]] = field(default_factory=dict)
    _said: set[int] = field(default_factory=set)

    def turns(self, title: str, *acts: Act[Any], rounds: int, warm: int = 2) -> None:
        """Let the acts take turns, each round another first. Raises ValueError for fewer than two or than five rounds."""
        if rounds < LEAST_ROUNDS or len(acts) < 2:
            message = f"{title}: at least {LEAST_ROUNDS} rounds and two acts, ours and a yardstick"
            raise ValueError(message)
        rounds, warm = max(LEAST_ROUNDS, rounds // self.shorter), max(1, warm // self.shorter)
        taken: dict[int, list[list[float]]] = {id(act): [] for act in acts}
        said: dict[int, str] = {}
        begun = machine.moment()
        for number in range(-warm, rounds):
            first = number % len(acts)
            for act in (*acts[first:], *acts[:first]):
                times, said[id(act)] = _round(act)
                if number >= 0:
                    taken[id(act)].append(times)
        load = machine.between(begun, machine.moment())
        for act in acts:
            self._taken[id(act)] = (act, Taken(taken[id(act)], said[id(act)], load))
        print(f"\n{title} ({rounds} rounds in turn; {load})")

    def of(self, act: Act[Any]) -> Taken:
        """What the turns gave of this act. Raises KeyError before they were taken."""
        return self._taken[id(act)][1]

    def line(
        self,
        name: str,
        ours: Act[Any],
        beside: Act[Any],
        *,
        unit: str = "ms",
        aim: float | None = None,
        most: float | None = None,
        note: str = "",
    ) -> None:
        """Say a figure. `aim` is the most it should be of its yardstick, `most` the most it should be in its unit."""
        mine, theirs, of_unit = self.of(ours), self.of(beside), UNITS[unit]
        self._said |= {id(ours), id(beside)}
        ratio = mine.median / theirs.median
        low, high = spread(mine, theirs)
        wish = aimed(ratio, aim, "") + aimed(mine.median * of_unit, most, f" {unit}")
        line = Line(
            mine.median * of_unit, mine.p95 * of_unit, beside.name, theirs.median * of_unit, theirs.p95 * of_unit, ratio,
            unit, _both(mine.right, theirs.right), mine.load.others + mine.load.stolen,
        )  # fmt: skip
        self.record(f"{self.name}: {name}", line)
        print(
            f"  {name:<44} {line.ours:>9.1f} {unit:<2} p95 {line.p95:>9.1f} {ratio:>8.2f} times ({low:.2f} to {high:.2f})"
            f" {beside.name} {line.yardstick:.1f} {unit} p95 {line.yardstick_p95:.1f}{wish}"
            f"; right: {line.right}{f'; {note}' if note else ''}"
        )

    def quantity(
        self,
        name: str,
        value: float,
        unit: str,
        *,
        right: str,
        most: float | None = None,
        beside: tuple[str, float] | None = None,
        aim: float | None = None,
    ) -> None:
        """Say something that is counted or weighed: beside a yardstick, or with the most that it should be.

        Raises ValueError for one with neither.
        """
        if most is None and beside is None:
            message = f"{name} needs a yardstick or the most that it should be"
            raise ValueError(message)
        yardstick = beside[1] if beside else None
        ratio = value / yardstick if yardstick else None
        line = Line(value, None, beside[0] if beside else "", yardstick, None, ratio, unit, right, 0.0)
        self.record(f"{self.name}: {name}", line)
        against = f" {ratio:>8.2f} times {beside[0]} {yardstick:,.1f} {unit}" if beside and ratio is not None else ""
        wish = aimed(value, most, f" {unit}") + (aimed(ratio, aim, "") if ratio is not None else "")
        print(f"  {name:<44} {value:>9,.1f} {unit}{against}{wish}; right: {right}")

    def close(self) -> None:
        """AssertionError for an act that was timed and of which nothing was said."""
        silent = [act.name for key, (act, _) in self._taken.items() if key not in self._said]
        assert not silent, f"timed, and no line says what came of it: {silent}"


def _round(act: Act[Any]) -> tuple[list[float], str]:
    if act.before is not None:
        act.before()
    begun = act.clock()
    answer = act.run()
    took = (act.clock() - begun) * 1000
    said = act.right(answer)
    assert said, f"{act.name}: nothing is said to be right"
    return [one / act.each for one in (act.times(answer) if act.times else [took])], said


def spread(ours: Taken, theirs: Taken) -> tuple[float, float]:
    """Between which ratios the middle half of the rounds lay, each beside the yardstick's time in that same round."""
    ratios = [median(mine) / median(other) for mine, other in zip(ours.rounds, theirs.rounds, strict=True)]
    low, _, high = quantiles(ratios, n=4)
    return low, high


def aimed(value: float, aim: float | None, unit: str) -> str:
    if aim is None:
        return ""
    return f"; aim {aim:g}{unit}" + (", MISSED" if value > aim else "")


def _both(ours: str, theirs: str) -> str:
    return ours if ours == theirs else f"{ours} (yardstick: {theirs})"


def say(text: str) -> None:
    """Print what belongs to no figure, such as a plan."""
    print(text, file=sys.stdout)
