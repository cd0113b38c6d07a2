"""The published and the whole-roll basis (A5), and the same question asked by date of birth."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui import numbers
from schools.calendar.rules.academic_year import academic_year_of
from schools.registers.rules.basis import (
    Basis,
    age_at_31_august,
    counts,
    counts_on_published,
    leaving_age_births,
    published_births,
)
from schools.registers.rules.totals import Totals, is_persistent

HALF_TERM_6 = date(2026, 6, 1)
births = st.dates(date(2004, 1, 1), date(2023, 12, 31))
days = st.dates(date(2024, 9, 1), date(2027, 8, 31))
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


@pytest.mark.parametrize(
    ("birth", "published"),
    [
        (date(2021, 9, 1), False),  # Reception
        (date(2020, 8, 31), True),  # the youngest in Year 1
        (date(2009, 9, 1), True),  # the oldest in Year 11
        (date(2009, 8, 31), False),  # Year 12
    ],
)
def test_ages_5_to_15_are_published(birth: date, published: bool) -> None:
    on = date(2025, 11, 20)
    assert counts_on_published(birth, on) is published
    assert counts(Basis.PUBLISHED, birth, on) is published
    assert counts(Basis.WHOLE_ROLL, birth, on) is True


def test_fifteen_year_olds_leave_at_half_term_6() -> None:
    assert counts_on_published(YEAR_11, date(2026, 5, 31), second_half_of_summer=HALF_TERM_6)
    assert not counts_on_published(YEAR_11, HALF_TERM_6, second_half_of_summer=HALF_TERM_6)
    assert counts_on_published(date(2011, 3, 1), HALF_TERM_6, second_half_of_summer=HALF_TERM_6)


def test_without_the_schools_dates_the_spring_bank_holiday_cuts() -> None:
    assert counts_on_published(YEAR_11, date(2026, 5, 24))
    assert not counts_on_published(YEAR_11, date(2026, 5, 25))


def test_a_cut_of_another_year_is_an_error() -> None:
    with pytest.raises(ValueError, match="academic year"):
        counts_on_published(YEAR_11, date(2026, 6, 8), second_half_of_summer=date(2025, 6, 2))


def test_a5_year_11() -> None:
    to_may = [("I", date(2026, 5, 20))] * 24 + [("P", date(2026, 5, 20))] * 276
    after = [("S", date(2026, 6, 10))] * 30 + [("P", date(2026, 6, 10))] * 10
    register = to_may + after
    verdicts = {}
    for basis in Basis:
        total = Totals.of(
            mark for mark in register if counts(basis, YEAR_11, mark[1], second_half_of_summer=HALF_TERM_6)
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


@given(births, days)
def test_asking_by_date_of_birth_gives_the_same_answer(birth: date, on: date) -> None:
    year = academic_year_of(on)
    cut = date(year + 1, 6, 1)
    first, last = published_births(year)
    oldest_first, oldest_last = leaving_age_births(year)
    leaving = oldest_first <= birth <= oldest_last
    expected = first <= birth <= last and not (leaving and on >= cut)
    assert counts_on_published(birth, on, second_half_of_summer=cut) is expected


@given(st.integers(2015, 2040))
def test_the_fifteen_year_olds_are_one_year_of_births(year: int) -> None:
    first, last = leaving_age_births(year)
    assert first.replace(year=first.year + 1) == last + timedelta(days=1)
    assert published_births(year)[0] == first
