"""The long tier: every trial many times over, its figures written into docs/reliability.md.

    make faults ARGS="--seed 7"
    make faults ARGS="--seed 7 --scale 0.1"      # a tenth of each, and the page is left as it is
    make faults ARGS="--day"                     # the whole day alone
    make faults ARGS="--replays"                 # stages decided again from what was kept, alone

Ends with status 1 when a trial found anything, or a planted fault was not found.
"""

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

from tests.faults import report
from tests.faults.day.long import long_day
from tests.faults.ground import Ground, ground
from tests.faults.pairs import pairs, side_by_side
from tests.faults.striking import Outcome, cut_commits, kill_database, kill_web
from tests.rules.engine.pupil_years import differing

#: How many random pupil-years are decided and decided again.
PUPIL_YEARS = 10_000

Run = Callable[..., Outcome]
#: A trial, how many faults in all, and in how many schools at once.
Trial = tuple[Run, int, int]
#: What is planted in which trial, how often it is tried, and the findings one of which must come of it.
Planted = tuple[Run, int, str, set[str]]

TRIALS: list[Trial] = [(kill_web, 500, 2), (cut_commits, 500, 2), (pairs, 1000, 2), (side_by_side, 200, 1)]
CONTROLS: list[Planted] = [
    (kill_web, 8, "halves", {"half", "lost"}),
    (kill_web, 8, "forgetful", {"key"}),
    (cut_commits, 10, "swallow", {"lost"}),
    (pairs, 10, "deaf", {"overwritten"}),
    (pairs, 10, "blind", {"overwritten"}),
    (pairs, 20, "unlocked", {"version"}),
    (side_by_side, 10, "overwriting", {"week"}),
]
#: These kill the database, so they have one of their own.
MORTAL: list[Trial] = [(kill_database, 200, 1)]
MORTAL_CONTROLS: list[Planted] = [(kill_database, 6, "unhurried", {"lost"})]


def main() -> int:
    """Run all: the long row of the web server's deaths beside everything else. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of faults; below 1 no page is written")
    parser.add_argument("--day", action="store_true", help="the whole day alone")
    parser.add_argument("--replays", action="store_true", help="the replays of decisions alone")
    asked = parser.parse_args()
    replayed = True if asked.day else _replays(asked)
    if asked.replays:
        return int(not replayed)
    sound = True if asked.day else _trials(asked)
    return int(not (_whole_day(asked) and sound and replayed))


def _replays(asked: argparse.Namespace) -> bool:
    """Random pupil-years, decided, and decided again from what was kept of each."""
    began, count = time.monotonic(), round(PUPIL_YEARS * asked.scale)
    other = differing(asked.seed, count)
    _say(
        f"replays: {count:,} pupil-years in {time.monotonic() - began:.0f} s, {len(other)} came out otherwise {other[:20]}"
    )
    return not other


def _whole_day(asked: argparse.Namespace) -> bool:
    lived = long_day(seed=asked.seed, scale=asked.scale)
    _say(lived.text)
    if asked.scale >= 1:
        report.write(lived.text, begin=report.DAY_BEGIN, end=report.DAY_END)
    return lived.sound


def _trials(asked: argparse.Namespace) -> bool:
    began = time.monotonic()
    found: list[report.Control] = []
    outcomes: list[Outcome] = []
    with _ground(TRIALS, CONTROLS) as place, _ground(MORTAL, MORTAL_CONTROLS) as mortal:
        with ThreadPoolExecutor(1) as hand:
            longest = hand.submit(_trial, place, asked, *TRIALS[0])
            for ground_, trials, controls in ((place, TRIALS[1:], CONTROLS), (mortal, MORTAL, MORTAL_CONTROLS)):
                found += [_control(ground_, asked.seed, *control) for control in controls]
                outcomes += [_trial(ground_, asked, *trial) for trial in trials]
            outcomes.insert(0, longest.result())
        machine = report.machine(place)
    seconds = time.monotonic() - began
    _say(f"seed {asked.seed}, {seconds / 60:.0f} min")
    text = report.figures(outcomes, found, machine, seed=asked.seed, seconds=seconds)
    _say(text)
    if asked.scale >= 1:
        report.write(text)
    return not any(outcome.findings for outcome in outcomes) and all(control.caught for control in found)


def _ground(trials: list[Trial], controls: list[Planted]) -> AbstractContextManager[Ground]:
    """A cluster with a school for each lane and control."""
    return ground(len(controls) + sum(lanes for _, _, lanes in trials))


def _control(place: Ground, seed: int, run: Run, count: int, planted: str, wanted: set[str]) -> report.Control:
    outcome = run(place, seed=seed, count=count, planted=planted)
    control = report.Control(planted, outcome.name, count, outcome.kinds(), bool(wanted & outcome.kinds().keys()))
    _say(f"planted {planted}: {'caught' if control.caught else 'MISSED'}, {dict(outcome.kinds())}")
    return control


def _trial(place: Ground, asked: argparse.Namespace, run: Run, count: int, lanes: int) -> Outcome:
    """In so many schools at once, each with its share and a seed of its own."""
    share = max(1, round(count * asked.scale / lanes))
    with ThreadPoolExecutor(lanes) as hands:
        first, *others = [
            one.result()
            for one in [hands.submit(run, place, seed=asked.seed * 100 + lane, count=share) for lane in range(lanes)]
        ]
    for other in others:
        first.add(other)
    _say(f"{first.name}: {first.faults} in {first.seconds:.0f} s, {first.saves} saves, {dict(first.fell)}")
    for finding in first.findings[:20]:
        _say(f"  {finding}")
    return first


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
