"""Would the tests notice? One thing at a time is changed in what counts, keeps and decides, and its tests are run.

    make mutants                                              # 200, at least 40 of them in SQL
    make mutants ARGS="--sample 50 --seed 8"
    make mutants ARGS="--at schools/registers/rules/slots.py:90"   # every change of one line
    make mutants ARGS="--under schools/registers/rules --tests tests/rules"

Each is killed (a test fails), survives, or is known to be no change at all: `equivalent.toml` names those, and why.
The checkout is never written. Ends with status 1 when fewer than 95 in 100 are killed.
"""

import argparse
import hashlib
import signal
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Final

from tests.mutants import covering, warm
from tests.mutants.mutations import Mutant, mutants_of
from tests.mutants.places import TESTS, modules, text_of

IN_SQL: Final = 0.2
WANTED: Final = 95


def main() -> int:
    """Try them all. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--sample", type=int, default=200, help="how many, a fifth of them in SQL at least")
    parser.add_argument("--at", action="append", default=[], metavar="FILE:LINE", help="every change of a line instead")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin none after so long")
    parser.add_argument(
        "--first", type=int, default=1, help="begin with this one of the sample, after a run broken off"
    )
    parser.add_argument("--tests", nargs="+", default=[], help="ask these alone: files and folders, or single tests")
    parser.add_argument("--under", default="", help="take the sample from modules whose path begins so")
    asked = parser.parse_args()
    chosen = [mutant for place in asked.at for mutant in at(place)] or sample(
        asked.sample, asked.seed, under=asked.under
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the databases are dropped then, too
    warm.prepare(asked.tests or TESTS)
    try:
        return _try(chosen, asked)
    finally:
        warm.end()


def at(place: str) -> list[Mutant]:
    """Every change of a line, or of a whole file when no line is named."""
    path, _, line = place.partition(":")
    return [mutant for mutant in mutants_of(path) if not line or mutant.line == int(line)]


def sample(size: int, seed: int, *, under: str = "") -> list[Mutant]:
    """So many, dealt by their names: a change of the sources takes out what it changes and leaves the others in."""

    def dealt(mutant: Mutant) -> bytes:
        return hashlib.sha256(f"{seed} {mutant.name}".encode()).digest()

    every = sorted((one for path in modules() if path.startswith(under) for one in mutants_of(path)), key=dealt)
    in_sql = [mutant for mutant in every if mutant.in_sql][: round(size * IN_SQL)]
    rest = [mutant for mutant in every if mutant not in in_sql]
    return sorted(in_sql + rest[: size - len(in_sql)], key=dealt)


def _try(chosen: list[Mutant], asked: argparse.Namespace) -> int:
    known = equivalents()
    single = any("::" in test for test in asked.tests)
    seen = None if single else covering.covering(asked.tests or TESTS, _say)
    counted: Counter[str] = Counter()
    began = time.monotonic()
    for number, mutant in list(enumerate(chosen, 1))[asked.first - 1 :]:
        if time.monotonic() - began > asked.minutes * 60:
            break
        tests = seen.tests_of(mutant) if seen else asked.tests
        limit = 60 + 5 * (seen.took(tests) if seen else 60)
        verdict, words = _one(mutant, known, tests, limit)
        counted[verdict] += 1
        counted["in SQL"] += mutant.in_sql
        _say(f"{number:4} {verdict:10} {mutant.path}:{mutant.line} {mutant.said}  {words}")
    tried = sum(counted[verdict] for verdict in ("killed", "survived", "equivalent"))
    real = counted["killed"] + counted["survived"]
    share = 100 * counted["killed"] / real if real else 100.0
    _say(
        f"seed {asked.seed}: {tried} tried, {counted['in SQL']} of them in SQL; {counted['killed']} killed,"
        f" {counted['survived']} survived, {counted['equivalent']} change nothing: {share:.1f} % killed"
    )
    return int(share < WANTED)


def _one(mutant: Mutant, known: dict[str, str], tests: list[str], limit: float) -> tuple[str, str]:
    if mutant.name in known:
        return "equivalent", known[mutant.name]
    if not tests:
        return "survived", "no test runs it"
    source = mutant.apply(text_of(mutant.path))
    ran = warm.asked(mutant, source, tests, limit=limit)
    if ran.verdict == "survived":
        return "survived", f"({len(tests)} tests, {ran.seconds:.0f} s)"
    return "killed", f"{ran.failed.split(' - ')[0] or 'took too long'} ({ran.seconds:.0f} s)"


def equivalents() -> dict[str, str]:
    """Why each change that is none is none, by its name."""
    listed = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text(encoding="utf-8"))
    return {name: reason for name, reason in listed.items() if isinstance(reason, str)}


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
