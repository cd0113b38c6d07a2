"""The published and the whole-roll basis (A5), and the same question asked by date of birth."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui import numbers
from schools.registers.rules.basis import Basis, counted_births, leaving_age_births, published_births
from schools.registers.rules.totals import Totals, is_persistent
from schools.roll.rules.ages import age_at_31_august

HALF_TERM_6 = date(2026, 6, 1)
YEAR_11 = date(2010, 3, 1)


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (date(2021, 8, 31), 5),
        (date(2021, 9, 1), 4),
        (date(2010, 9, 1), 15),
        (date(2010, 8, 31), 16),
        (date(2026, 9, 1), -1),
    ],
)
def test_age_at_31_august_2026(birth: date, age: int) -> None:
    assert age_at_31_august(birth, 2026) == age


def counted(birth: date, half_term: int) -> bool:
    first, last = counted_births(2025, half_term)
    return first <= birth <= last


@pytest.mark.parametrize(
    ("birth", "published"),
    [
        (date(2020, 9, 1), False),  # Reception
        (date(2020, 8, 31), True),  # the youngest in Year 1
        (date(2009, 9, 1), True),  # the oldest in Year 11
        (date(2009, 8, 31), False),  # Year 12
    ],
)
def test_ages_5_to_15_are_published(birth: date, published: bool) -> None:
    assert counted(birth, 2) is published


def test_fifteen_year_olds_leave_at_half_term_6() -> None:
    assert counted(YEAR_11, 5)
    assert not counted(YEAR_11, 6)
    assert not counted(date(2010, 8, 31), 6)
    assert counted(date(2010, 9, 1), 6)
    assert counted(date(2020, 8, 31), 6)


def test_a5_year_11() -> None:
    to_may = [("I", date(2026, 5, 20))] * 24 + [("P", date(2026, 5, 20))] * 276
    after = [("S", date(2026, 6, 10))] * 30 + [("P", date(2026, 6, 10))] * 10
    register = to_may + after
    verdicts = {}
    for basis in Basis:
        total = Totals.of(
            mark
            for mark in register
            if basis is Basis.WHOLE_ROLL or counted(YEAR_11, 6 if mark[1] >= HALF_TERM_6 else 5)
        )
        verdicts[basis] = (
            total.absence,
            total.possible,
            str(numbers.rate(total.absence, total.possible, 2)),
            is_persistent(total.absence, total.possible),
        )
    assert verdicts == {
        Basis.PUBLISHED: (24, 300, "8.00", False),
        Basis.WHOLE_ROLL: (54, 340, "15.88", True),
    }


@given(st.integers(2015, 2040))
def test_the_fifteen_year_olds_are_one_year_of_births(year: int) -> None:
    first, last = leaving_age_births(year)
    assert first.replace(year=first.year + 1) == last + timedelta(days=1)
    assert published_births(year)[0] == first
