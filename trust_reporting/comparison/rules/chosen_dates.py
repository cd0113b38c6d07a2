"""Dates a person chooses in place of a published period: read as people type them, and within one academic year.

Sessions are published by date, so rates can be summed over any dates. Persistent absence cannot: it is counted pupil by
pupil over whole periods inside each school, and a trust never holds a pupil's sessions.
"""

import datetime as dt

from foundation.refusals import Malformed, Refused
from foundation.ui.dates import read_date
from foundation.ui.numbers import middle_date
from foundation.ui.numbers import span as said_span
from schools.calendar.rules.academic_year import academic_year_ends, academic_year_opens, week_start

#: First and last date, both included.
Span = tuple[dt.date, dt.date]

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


def read_span(first: str, last: str, *, today: dt.date) -> Span:
    """The dates typed, of which the last may be left empty for today. Refused when they are no span of the past."""
    if not first.strip():
        raise Refused("Type the first date too, or empty both for a whole period.")
    span = _read("From", first, today), _read("To", last, today) if last.strip() else today
    for name, date in zip(("From", "To"), span, strict=True):
        if date > today:
            raise Refused(
                f"{name}: {middle_date(date)} is still to come, so there are no marks of it. "
                "Type a date up to today, with its year."
            )
    if span[1] < span[0]:
        raise Refused(
            f"The dates end on {middle_date(span[1])}, before they begin on {middle_date(span[0])}. Change one of them."
        )
    return span


def _read(name: str, text: str, today: dt.date) -> dt.date:
    try:
        return read_date(text, today=today)
    except Malformed as fault:
        raise Malformed(f"{name}: {fault.words}") from None


def academic_years_holding(span: Span) -> tuple[int, ...]:
    """The academic years that dates may lie in whole: two in August, when some schools have opened for the next.

    Refused for dates of two academic years: the pupils, their year groups and the published counts are others.
    """
    found = tuple(
        year
        for year in (span[0].year - 1, span[0].year)
        if academic_year_opens(year) <= span[0] and span[1] <= academic_year_ends(year)
    )
    if not found:
        raise Refused(
            f"{said_span(*span)} lies in two academic years. Choose dates within one, from September to August."
        )
    return found


def weeks_within(span: Span) -> tuple[Span | None, tuple[Span, ...]]:
    """The first and last Monday of the weeks that lie whole in these dates, and the dates at either end that do not.

    Each date is in one of the weeks or in one of the ends. None and the dates themselves where they hold no whole week.
    """
    first, last = span
    monday, after = week_start(first + _WEEK - _DAY), week_start(last + _DAY)
    if after <= monday:
        return None, (span,)
    ends = ((first, monday - _DAY), (after, last))
    return (monday, after - _WEEK), tuple(end for end in ends if end[0] <= end[1])
