"""Ten thousand random schools, everything that leaves each of them solved for what is hidden: nothing may be found."""

import random
import time

from tests.trust_reporting.invented import leaving, school_of
from tests.trust_reporting.solver import solve

SCHOOLS = 10_000
#: Other schools than those that are solved each time the tests run.
FIRST = 1_000_000


def test_nothing_hidden_of_ten_thousand_schools_is_found() -> None:
    began, hidden, found = time.perf_counter(), 0, {}
    for seed in range(FIRST, FIRST + SCHOOLS):
        school = leaving(*school_of(random.Random(seed)))
        hidden += sum(value is None for value in school.cells.values())
        if given_away := solve(school):
            found[seed] = given_away
    seconds = time.perf_counter() - began
    print(f"\n{SCHOOLS:,} random schools, {hidden:,} hidden numbers: {len(found)} schools solved, in {seconds:,.0f} s.")
    assert found == {}
