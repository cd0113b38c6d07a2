"""Dates as people type them."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.refusals import Malformed
from foundation.ui.dates import read_date
from foundation.ui.numbers import long_date, middle_date, short_date

TODAY = date(2026, 11, 19)  # a Thursday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22/10", date(2026, 10, 22)),
        ("22 oct", date(2026, 10, 22)),
        ("22nd of October", date(2026, 10, 22)),
        ("22 October 2026", date(2026, 10, 22)),
        ("  22.10.26 ", date(2026, 10, 22)),
        ("2026-10-22", date(2026, 10, 22)),
        ("22-10-2026", date(2026, 10, 22)),
        ("4 Sept", date(2026, 9, 4)),
        ("10 jan", date(2027, 1, 10)),  # the nearest one
        ("3/4/2015", date(2015, 4, 3)),  # the day comes first
        ("29 feb", date(2028, 2, 29)),
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 18)),
        ("next Thursday", date(2026, 11, 26)),
        ("last thursday", date(2026, 11, 12)),
        ("next mon", date(2026, 11, 23)),
        ("Monday", date(2026, 11, 16)),
    ],
)
def test_a_date_is_read(text: str, day: date) -> None:
    assert read_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text", ["31/02/2026", "2026-13-01", "soon", "12", "22 octember", "0/0", "99/99/99", "", "22/10/2026/4"]
)
def test_what_is_no_date_is_refused_with_what_to_type_instead(text: str) -> None:
    with pytest.raises(Malformed, match=r"22/10/2026"):
        read_date(text, today=TODAY)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_date_we_write_can_be_typed_back(day: date) -> None:
    assert read_date(middle_date(day), today=TODAY) == day
    assert read_date(day.isoformat(), today=TODAY) == day
    assert read_date(f"{day:%d/%m/%Y}", today=TODAY) == day
    assert long_date(day).endswith(middle_date(day))


@given(st.dates(TODAY - timedelta(days=180), TODAY + timedelta(days=180)))
def test_a_date_without_a_year_is_the_nearest(day: date) -> None:
    assert read_date(short_date(day), today=TODAY) == day


@given(st.text(max_size=30))
def test_nothing_typed_is_a_fault_of_ours(text: str) -> None:
    with contextlib.suppress(Malformed):
        assert isinstance(read_date(text, today=TODAY), date)
