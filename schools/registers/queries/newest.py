"""How far the registers have come: the newest session in which anybody has a mark.

A session that the school was unexpectedly closed for is passed over: it is marked at one stroke, also hours or days
before its time, and says nothing of the sessions before it.
"""

import datetime as dt

from django.db.models import QuerySet

from schools.registers.models import Mark
from schools.registers.rules.codes import UNEXPECTEDLY_CLOSED


def newest_session(today: dt.date) -> tuple[dt.date, int] | None:
    """The last session, not after today, in which any mark stands that is not just planned; None before the first."""
    return _newest(Mark.objects.filter(date__lte=today))


def newest_taken_between(first: dt.date, last: dt.date) -> tuple[dt.date, int] | None:
    """The same among these dates, both included, whatever the day."""
    return _newest(Mark.objects.filter(date__range=(first, last)))


def _newest(marks: "QuerySet[Mark]") -> tuple[dt.date, int] | None:
    taken = marks.filter(planned=False).exclude(code=UNEXPECTEDLY_CLOSED).order_by("-date", "-session")
    return taken.values_list("date", "session").first()


def marked_through(today: dt.date) -> dt.date | None:
    """The date of that session."""
    newest = newest_session(today)
    return newest[0] if newest else None
