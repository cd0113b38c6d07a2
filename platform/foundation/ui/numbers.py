"""Figures in words: one place where counts, rates, sessions and days become text. Pure functions of integers and dates.

Rates are worked out on integers and rounded half up, once, here; everything before the page stays a count. A rate with
nothing to divide by is "n/a", never nought. A minus is the minus sign (U+2212), so that it lines up and is read aloud.
"""

from datetime import date, datetime
from decimal import Decimal

from foundation.london import LONDON

NOT_APPLICABLE = "n/a"
MINUS = "\N{MINUS SIGN}"
HALF = "\N{VULGAR FRACTION ONE HALF}"
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def rate(numerator: int, denominator: int, places: int = 1) -> Decimal | None:
    """Return 100 * numerator / denominator rounded half up to `places`, or None when there is nothing to divide by.

    Worked out on integers, so 1 of 16 at one place is 6.3, not the 6.2 of binary rounding. For showing, never for
    testing a threshold. Raises ValueError for a negative count: that is a fault in what was counted, not a figure.
    """
    if numerator < 0 or denominator < 0 or places < 0:
        message = f"a rate needs counts of 0 or more; got {numerator} of {denominator} to {places} places"
        raise ValueError(message)
    if denominator == 0:
        return None
    scaled = (2 * numerator * 100 * 10**places + denominator) // (2 * denominator)
    return Decimal(scaled).scaleb(-places)


def percent(numerator: int, denominator: int, places: int = 1) -> str:
    """Return a rate as "93.0%", or "n/a" when there is nothing to divide by."""
    value = rate(numerator, denominator, places)
    return NOT_APPLICABLE if value is None else f"{value}%"


def thousands(count: int) -> str:
    """Return a count with its thousands apart: 145,979."""
    return f"{count:,}".replace("-", MINUS)


def points(difference: Decimal, places: int = 1) -> str:
    """Return a difference between two rates, in percentage points with its sign: "+0.9 points", "−1.0 points"."""
    size = f"{abs(difference):.{places}f}"
    if Decimal(size) == 0:
        return f"{size} points"
    sign = "+" if difference > 0 else MINUS
    return f"{sign}{size} point{'' if Decimal(size) == 1 else 's'}"


def days(sessions: int) -> str:
    """Return school days as half days are said: two sessions make a day. 9 is "4½", 1 is "½"."""
    whole, half = divmod(sessions, 2)
    if not half:
        return thousands(whole)
    return f"{thousands(whole)}{HALF}" if whole else HALF


def sessions_and_days(sessions: int) -> str:
    """Return sessions with days beside them: "10 sessions (5 days)", "1 session (½ day)"."""
    session_word = "session" if sessions == 1 else "sessions"
    day_word = "day" if sessions in (1, 2) else "days"
    return f"{thousands(sessions)} {session_word} ({days(sessions)} {day_word})"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 pupil", "1,186 pupils". `many` when the plural is not the noun with an s."""
    return f"{thousands(count)} {one if count == 1 else many or one + 's'}"


def in_words(count: int) -> str:
    """Return a small count as a word ("two"); from ten on in figures."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else thousands(count)


def long_date(day: date) -> str:
    """Thursday 19 November 2026."""
    return f"{day:%A} {middle_date(day)}"


def middle_date(day: date) -> str:
    """19 November 2026."""
    return f"{day.day} {day:%B} {day.year}"


def short_date(day: date) -> str:
    """19 Nov."""
    return f"{day.day} {day:%b}"


def span(first: date, last: date) -> str:
    """Return a period: "2 September to 23 October 2026"; the first year only where it differs."""
    if first == last:
        return middle_date(first)
    start = f"{first.day} {first:%B}" if first.year == last.year else middle_date(first)
    return f"{start} to {middle_date(last)}"


def lasting(first: date, last: date | None) -> str:
    """Return how long something holds: its period, or "from 2 September 2026" while it has no end."""
    return f"from {middle_date(first)}" if last is None else span(first, last)


def clock(moment: datetime) -> str:
    """Return the time of day in London: 07:00. Raises ValueError for a moment without a zone: it could be any hour."""
    if moment.tzinfo is None:
        message = "a moment needs its time zone"
        raise ValueError(message)
    return f"{moment.astimezone(LONDON):%H:%M}"


def to_the_second(moment: datetime) -> str:
    """Return a moment in London as a record names it: "19 November 2026, 09:30", with the seconds where there are any."""
    there = moment.astimezone(LONDON)
    return f"{middle_date(there.date())}, {clock(moment)}{f':{there:%S}' if there.second else ''}"


def as_at(moment: datetime, today: date) -> str:
    """Return how old data is, as it is said on `today`: "07:00", "yesterday 07:00", "14 Nov 07:00"."""
    day = moment.astimezone(LONDON).date()
    age = (today - day).days
    if age == 0:
        return clock(moment)
    if age == 1:
        return f"yesterday {clock(moment)}"
    return f"{short_date(day) if day.year == today.year else middle_date(day)} {clock(moment)}"
