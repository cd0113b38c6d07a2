"""Figures in words."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui import numbers


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (135751, 145979, "93.0%"),
        (1, 8, "12.5%"),
        (1, 16, "6.3%"),  # 6.25 goes up
        (3, 16, "18.8%"),  # 18.75 goes up, and half-even would agree; the line above would not
        (0, 100, "0.0%"),
        (1, 3, "33.3%"),
        (9995, 10000, "100.0%"),
        (0, 0, "n/a"),
    ],
)
def test_a_rate_has_one_decimal_rounded_half_up_and_is_never_a_false_nought(
    numerator: int, denominator: int, text: str
) -> None:
    assert numbers.percent(numerator, denominator) == text


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_a_rate_is_what_decimal_arithmetic_rounds_half_up(numerator: int, denominator: int, places: int) -> None:
    # 60 digits are far more than a quotient of such numbers needs to fall on the right side of a half.
    with localcontext() as context:
        context.prec = 60
        expected = (Decimal(100 * numerator) / denominator).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert numbers.rate(numerator, denominator, places) == expected


@pytest.mark.parametrize(
    ("part", "whole", "places", "text"),
    [(20, 201, 1, "10.0"), (37, 380, 2, "9.74"), (1, 16, 1, "6.3"), (1, 8, 0, "13"), (1, 2000, 1, "0.1")],
)
def test_half_goes_up_and_as_many_places_are_shown_as_were_asked_for(
    part: int, whole: int, places: int, text: str
) -> None:
    assert str(numbers.rate(part, whole, places)) == text
    assert numbers.percent(part, whole, places) == f"{text}%"


def test_what_has_no_end_holds_from_its_first_day() -> None:
    assert numbers.lasting(date(2026, 9, 2), None) == "from 2 September 2026"
    assert numbers.lasting(date(2026, 9, 2), date(2026, 10, 23)) == "2 September to 23 October 2026"


def test_no_denominator_no_rate() -> None:
    assert numbers.rate(0, 0) is None


@pytest.mark.parametrize(("part", "whole", "places"), [(-1, 5, 1), (1, -5, 1), (1, 5, -1)])
def test_counts_that_cannot_be_are_refused(part: int, whole: int, places: int) -> None:
    for said in (numbers.rate, numbers.percent):
        with pytest.raises(ValueError, match=f"0 or more; got {part} of {whole}"):
            said(part, whole, places)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 sessions (0 days)"),
        (1, "1 session (½ day)"),
        (2, "2 sessions (1 day)"),
        (3, "3 sessions (1½ days)"),
        (10, "10 sessions (5 days)"),
        (145979, "145,979 sessions (72,989½ days)"),
    ],
)
def test_sessions_have_their_days_beside_them(count: int, text: str) -> None:
    assert numbers.sessions_and_days(count) == text


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        ("0.9", "+0.9 points"),
        ("-0.94", "−0.9 points"),
        ("1.0", "+1.0 point"),
        ("0", "0.0 points"),
        ("-0.04", "0.0 points"),
    ],
)
def test_a_difference_has_its_sign_unless_it_rounds_to_nought(difference: str, text: str) -> None:
    assert numbers.points(Decimal(difference)) == text


def test_dates_and_times_as_they_are_said() -> None:
    day = date(2026, 11, 19)
    assert numbers.long_date(day) == "Thursday 19 November 2026"
    assert numbers.short_date(date(2026, 9, 2)) == "2 Sep"
    assert numbers.span(date(2026, 9, 2), date(2026, 10, 23)) == "2 September to 23 October 2026"
    assert numbers.span(date(2026, 12, 7), date(2027, 1, 8)) == "7 December 2026 to 8 January 2027"
    summer = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
    assert numbers.clock(summer) == "07:00"  # London is an hour ahead of UTC in June
    assert numbers.as_at(summer, date(2026, 6, 1)) == "07:00"
    assert numbers.as_at(summer, date(2026, 6, 2)) == "yesterday 07:00"
    assert numbers.as_at(summer, day) == "1 Jun 07:00"
    assert numbers.to_the_second(summer) == "1 June 2026, 07:00"
    assert numbers.to_the_second(summer.replace(second=5)) == "1 June 2026, 07:00:05"
    with pytest.raises(ValueError, match="time zone"):
        numbers.clock(datetime(2026, 6, 1, 6, 0))  # noqa: DTZ001 - the fault under test


def test_counts_with_their_nouns() -> None:
    assert numbers.counted(1, "pupil") == "1 pupil"
    assert numbers.counted(1186, "pupil") == "1,186 pupils"
    assert numbers.counted(2, "child", "children") == "2 children"
    assert [numbers.in_words(n) for n in (0, 2, 9, 10)] == ["no", "two", "nine", "10"]
