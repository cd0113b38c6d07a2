"""When a session's register opens, and for how long, from which day on."""

import datetime as dt
from typing import NamedTuple


class SessionTimes(NamedTuple):
    """The times of one session from a day on; the newest that begin by a date hold for it [R10, WT26].

    `closes_after` are the minutes the register stays open, at most 30; `needs_minutes` is whether a late mark says how many.
    """

    session: int
    valid_from: dt.date
    opens_at: dt.time
    closes_after: int
    needs_minutes: bool = True
