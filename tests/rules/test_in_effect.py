"""Which version of the trust's and which override of the school's decide on a day."""

from datetime import date

import pytest

from schools.policy.rules.in_effect import Pair, pair_on, pairs

SEPTEMBER, OCTOBER, NOVEMBER, JANUARY = (
    date(2026, 9, 1), date(2026, 10, 5), date(2026, 11, 2), date(2027, 1, 4)
)  # fmt: skip
VERSIONS = {3: SEPTEMBER, 4: JANUARY}
OVERRIDES = {1: OCTOBER}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 31), None),
        (SEPTEMBER, Pair(SEPTEMBER, 3)),
        (date(2026, 10, 4), Pair(SEPTEMBER, 3)),
        (OCTOBER, Pair(OCTOBER, 3, 1)),
        (date(2027, 1, 3), Pair(OCTOBER, 3, 1)),
        (JANUARY, Pair(JANUARY, 4, 1)),
    ],
)
def test_the_newest_that_have_begun_decide(day: date, expected: Pair | None) -> None:
    assert pair_on(day, VERSIONS, OVERRIDES) == expected


def test_each_pair_that_ever_decides_is_there_once_in_the_order_of_the_days() -> None:
    assert pairs(VERSIONS, OVERRIDES) == [Pair(SEPTEMBER, 3), Pair(OCTOBER, 3, 1), Pair(JANUARY, 4, 1)]


def test_a_version_that_begins_before_an_earlier_one_leaves_that_no_day() -> None:
    assert pairs({3: SEPTEMBER, 4: JANUARY, 5: NOVEMBER}, {}) == [Pair(SEPTEMBER, 3), Pair(NOVEMBER, 5)]
    assert pair_on(JANUARY, {3: SEPTEMBER, 4: JANUARY, 5: NOVEMBER}, {}) == Pair(NOVEMBER, 5)


def test_lines_of_before_the_first_version_wait_for_it() -> None:
    assert pairs({1: OCTOBER}, {1: SEPTEMBER}) == [Pair(OCTOBER, 1, 1)]
    assert pairs({}, {1: SEPTEMBER}) == []
