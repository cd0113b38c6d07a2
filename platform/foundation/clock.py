"""The clock people work by. Rules and operations read no clock: views, tasks and commands ask here and pass it on.

It is the real one, but for the demo, whose invented day begins in the middle of the morning's registers whenever it is
started (`CLOCK_AHEAD`). Sign-in and sessions always go by the real clock; an audit line has both.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The moment, with its zone."""
    ahead: dt.timedelta = settings.CLOCK_AHEAD
    return timezone.now() + ahead


def today() -> dt.date:
    """The date at the school."""
    return timezone.localdate(now())


def local(moment: dt.datetime) -> dt.datetime:
    """A moment as the school's wall clock shows it."""
    return timezone.localtime(moment)
