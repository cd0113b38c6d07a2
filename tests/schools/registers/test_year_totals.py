"""Whose half-terms a pupil's year is made of on either basis, and what is left of it."""

import datetime as dt

import pytest

from schools.registers.queries.sessions_left import SessionsLeft
from schools.registers.queries.totals import on_basis
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals

YEAR = 2026
#: A present session in half-term 1, an absent one in half-term 6.
HALF_TERMS = {1: Totals(present=1), 6: Totals(unauthorised=1)}
AUTUMN, WHOLE_YEAR = HALF_TERMS[1], HALF_TERMS[1] + HALF_TERMS[6]


@pytest.mark.parametrize(
    ("birth", "published"),
    [
        (dt.date(2021, 9, 1), None),  # 4 on 31 August 2026: Reception
        (dt.date(2021, 8, 31), WHOLE_YEAR),  # 5
        (dt.date(2011, 9, 1), WHOLE_YEAR),  # 14
        (dt.date(2011, 8, 31), AUTUMN),  # 15: study leave
        (dt.date(2010, 9, 1), AUTUMN),  # 15 by a day
        (dt.date(2010, 8, 31), None),  # 16: sixth form
    ],
)
def test_the_basis_takes_a_pupil_s_half_terms_by_age_on_31_august(birth: dt.date, published: Totals | None) -> None:
    assert on_basis(HALF_TERMS, basis=Basis.PUBLISHED, birth=birth, academic_year=YEAR) == published
    assert on_basis(HALF_TERMS, basis=Basis.WHOLE_ROLL, birth=birth, academic_year=YEAR) == WHOLE_YEAR


FRIDAY, MONDAY = dt.date(2027, 5, 28), dt.date(2027, 6, 7)
#: Two sessions of half-term 5's last day and two of half-term 6's first.
LEFT = SessionsLeft(YEAR, (FRIDAY, FRIDAY, MONDAY, MONDAY), MONDAY, {7: (1, 2)})


@pytest.mark.parametrize(
    ("until", "left"),
    [
        (None, 4),
        (MONDAY, 4),
        (MONDAY - dt.timedelta(days=1), 2),
        (FRIDAY, 2),
        (FRIDAY - dt.timedelta(days=1), 0),
    ],
)
def test_both_sessions_of_the_last_day_on_roll_are_still_to_come(until: dt.date | None, left: int) -> None:
    assert LEFT.of(1, birth=dt.date(2014, 3, 1), until=until, basis=Basis.PUBLISHED) == left


def test_nothing_of_half_term_6_is_left_to_a_15_year_old_in_published_figures() -> None:
    for birth, published in ((dt.date(2011, 9, 1), 4), (dt.date(2011, 8, 31), 2)):
        assert LEFT.of(1, birth=birth, until=None, basis=Basis.PUBLISHED) == published
        assert LEFT.of(1, birth=birth, until=None, basis=Basis.WHOLE_ROLL) == 4


def test_a_session_that_is_marked_already_is_not_left() -> None:
    """One mark of half-term 5 and one of half-term 6 stand already; the other basis knows of the first alone."""
    assert LEFT.of(7, birth=dt.date(2014, 3, 1), until=None, basis=Basis.PUBLISHED) == 2
    assert LEFT.of(7, birth=dt.date(2011, 8, 31), until=None, basis=Basis.PUBLISHED) == 1
    gone = LEFT.of(7, birth=dt.date(2014, 3, 1), until=FRIDAY - dt.timedelta(days=1), basis=Basis.PUBLISHED)
    assert gone == 0, "a mark after the last day takes no session that is not there"
