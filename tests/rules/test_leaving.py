"""Sessions of the week, and the day on which a name may leave the roll."""

import datetime as dt

import pytest

from schools.roll.rules.leaving import last_day_refusal
from schools.roll.rules.week_slots import SLOTS, slot_label, slot_of, slots_label

TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)


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
