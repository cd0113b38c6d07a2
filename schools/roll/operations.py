"""What follows from a change of the roll."""

import datetime as dt

from schools.journal.operations import promise

#: The outbox topic that says the roll changed from a day on; whoever counts by pupil counts again.
ROLL_CHANGED = "roll.changed"


def roll_changed(since: dt.date) -> None:
    """Promise that figures which count pupils will follow. `since` is the earliest day on which anything differs."""
    promise(ROLL_CHANGED, {"from": since.isoformat()})
