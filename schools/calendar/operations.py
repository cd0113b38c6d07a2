"""What follows from a change of the calendar."""

import datetime as dt

from schools.journal.operations import promise

#: The outbox topic that says half-terms or closures changed from a day on.
CALENDAR_CHANGED = "calendar.changed"


def calendar_changed(since: dt.date) -> None:
    """Promise that figures which count sessions will follow. `since` is the earliest day on which anything differs."""
    promise(CALENDAR_CHANGED, {"from": since.isoformat()})
