"""Ten thousand random schools, everything that leaves each of them solved for what is hidden: nothing may be found."""

import random

import pytest

from tests.benchmarks.measuring import Bench
from tests.trust_reporting.invented import leaving, school_of
from tests.trust_reporting.solver import solve

SCHOOLS = 10_000
#: Other schools than those that are solved each time the tests run.
FIRST = 1_000_000


@pytest.mark.growth
def test_nothing_hidden_of_ten_thousand_schools_is_found(bench: Bench) -> None:
    hidden, found = 0, {}
    for seed in range(FIRST, FIRST + SCHOOLS):
        school = leaving(*school_of(random.Random(seed)))
        hidden += sum(value is None for value in school.cells.values())
        if given_away := solve(school):
            found[seed] = given_away
    said = f"{hidden:,} hidden numbers of {SCHOOLS:,} random schools, of which none is found"
    bench.quantity("schools of which a hidden number is found", len(found), "schools", most=0, right=said)
    assert found == {}
