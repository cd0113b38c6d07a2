"""Telephone numbers, sessions of the week, and the day on which a name may leave the roll."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.refusals import Malformed
from schools.roll.rules.leaving import last_day_refusal
from schools.roll.rules.phones import parse_phone
from schools.roll.rules.week_slots import SLOTS, slot_label, slot_of, slots_label

TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("07700 900123", "+447700900123"),
        ("(01632) 960 123", "+441632960123"),
        ("016977 2123", "+44169772123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("+44 7700-900123", "+447700900123"),
        ("0033 1 23 45 67 89", "+33123456789"),
        ("  +353 1 234 5678 ", "+35312345678"),
    ],
)
def test_a_number_is_kept_as_typed_with_its_digits(typed: str, digits: str) -> None:
    phone = parse_phone(typed)
    assert phone.digits == digits
    assert phone.typed == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ring after five",
        "7700 900123",
        "07700 90012",
        "07700 9001234",
        "00",
        "+44 77009001234",
        "+1",
        "07700 900123 x12",
        "+" + "1" * 16,
        "0" * 41,
        "٠٧٧٠٠٩٠٠١٢٣",
        "077\x00900123",
    ],
)
def test_what_cannot_be_dialled_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Malformed, match="number"):
        parse_phone(typed)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with contextlib.suppress(Malformed):
        assert parse_phone(text).digits[0] == "+"


def test_the_ten_sessions_of_a_week() -> None:
    monday = dt.date(2026, 11, 16)
    numbered = [slot_of(monday + n * DAY, session) for n in range(5) for session in (1, 2)]
    assert numbered == list(SLOTS)
    assert slot_of(monday + 5 * DAY, 1) is None
    assert slot_label(4) == "Tuesday PM"
    assert slots_label([10, 3, 4]) == "Tuesday, Friday PM"
    with pytest.raises(ValueError, match="11"):
        slot_label(11)


@pytest.mark.parametrize(
    ("last_day", "recorded", "allowed"),
    [
        (TODAY, None, True),
        (TODAY + DAY, None, True),
        (TODAY - DAY, None, False),
        (TODAY - 2 * DAY, TODAY - 3 * DAY, True),
        (TODAY - 3 * DAY, TODAY - 3 * DAY, True),
        (TODAY - 4 * DAY, TODAY - 3 * DAY, False),
        (TODAY - DAY, TODAY + 9 * DAY, False),
        (TODAY, TODAY + 9 * DAY, True),
    ],
)
def test_deletion_is_not_retrospective(last_day: dt.date, recorded: dt.date | None, allowed: bool) -> None:
    words = last_day_refusal(last_day, starts_on=dt.date(2026, 9, 2), today=TODAY, recorded=recorded)
    assert (words is None) == allowed
    assert allowed or "not retrospective" in str(words)


def test_nobody_leaves_before_joining() -> None:
    words = last_day_refusal(TODAY, starts_on=TODAY + DAY, today=TODAY)
    assert words is not None
    assert "before the starting day" in words
