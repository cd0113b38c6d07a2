"""Looking for what the authority has to be told: when something changes, and each night, because days pass by themselves."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from foundation.london import LONDON
from schools.journal.operations import promise_at
from schools.returns.operations.absences import look_at_marks
from schools.returns.operations.moves import look_at_moves

#: Outbox topic: a night has come, and a return may have become due by the day alone ({"date"}).
NIGHT: Final = "returns.night"
AT: Final = dt.time(5, 30)


def look_at_roll(*, now: dt.datetime, today: dt.date) -> None:
    """The roll has changed: look at joiners and leavers, and see to it that the next night is looked at."""
    look_at_moves(now, today)
    look_next_night(today)


def look_at_changed_marks(pupils: Collection[int] | None, *, now: dt.datetime, today: dt.date) -> None:
    """Marks of these pupils have changed, or of any: look at them, and see to it that the next night is looked at."""
    look_at_marks(now, today, among=pupils)
    look_next_night(today)


def look_at_everything(*, now: dt.datetime, today: dt.date) -> None:
    """A night has come: days pass by themselves, and runs, illnesses and spells with them."""
    look_at_moves(now, today)
    look_at_marks(now, today)
    look_next_night(today)


def look_next_night(today: dt.date) -> None:
    """Have the next night looked at: once, whoever asks."""
    night = today + dt.timedelta(days=1)
    payload = {"date": night.isoformat()}
    promise_at(NIGHT, payload, key=night.isoformat(), at=dt.datetime.combine(night, AT, LONDON))
