"""How far the registers have come: the newest session in which anybody has a mark."""

import datetime as dt

from schools.registers.models import Mark


def newest_session(today: dt.date) -> tuple[dt.date, int] | None:
    """The last session, not after today, in which any mark stands that is not just planned; None before the first."""
    marks = Mark.objects.filter(date__lte=today, planned=False).order_by("-date", "-session")
    return marks.values_list("date", "session").first()


def marked_through(today: dt.date) -> dt.date | None:
    """The date of that session."""
    newest = newest_session(today)
    return newest[0] if newest else None
