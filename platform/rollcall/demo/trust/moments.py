"""The clock of the process that makes the trust, set to the moments at which its people did what they did."""

import contextlib
import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone


@contextlib.contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    """Set the clock of this process, while it makes the trust: what is made then says so."""
    before = settings.CLOCK_AHEAD
    settings.CLOCK_AHEAD = moment - timezone.now()
    try:
        yield
    finally:
        settings.CLOCK_AHEAD = before
