"""The demo's own day: a school day with its morning registers coming in, whatever the real hour.

Whoever looks at the demo on a Sunday night would find no register open. So the demo keeps a clock of its own
(`foundation.clock`): when it is ready for the first time it says 09:05 of the day the trust was made for, and then runs
at normal speed. A later start goes on from where the last one stopped, and never before the newest entry in a register:
no mark lies in the future. Sign-in, sessions and codes go by the real clock.

What a start needs to know is in a file beside the demo's other state: `{"day": ..., "reached": ...}`.
"""

import contextlib
import datetime as dt
import math
from pathlib import Path
from typing import Final

from foundation.london import LONDON
from foundation.refusals import Refused
from rollcall.demo.trust.calendars import YEARS, calendar_of
from rollcall.demo.trust.schools import SCHOOLS
from rollcall.servers import places

#: What the demo's clock says when the trust has just been made, and when its school day is over.
BEGINS: Final = dt.time(9, 5)
ENDS: Final = dt.time(16)
#: Whose school days the demo's day is one of.
LEADING_SCHOOL: Final = "alder"


def day_for(today: dt.date) -> dt.date:
    """The day a trust made on `today` is made for: today on a school day of Alder's, else the latest one before.

    Before the first school day of the two invented years, that one.
    """
    school = next(profile for profile in SCHOOLS if profile.slug == LEADING_SCHOOL)
    calendar = calendar_of(school.slug, school.authority.slug)
    first = dt.date(YEARS[0], 9, 1)
    held = calendar.school_days(first, max(first, today)) or calendar.school_days(first, dt.date(YEARS[0] + 1, 8, 31))
    return held[-1] if held[-1] <= today else held[0]


def beginning(day: dt.date) -> dt.datetime:
    """The first moment of the demo's clock."""
    return dt.datetime.combine(day, BEGINS, LONDON)


def resumed(day: dt.date, *, reached: dt.datetime | None, newest: dt.datetime | None) -> dt.datetime:
    """What the demo's clock says at a start.

    `reached` is where the last run stopped, `newest` when the newest entry of any register was made; None for neither.
    """
    return max(moment for moment in (beginning(day), reached, newest) if moment is not None)


def moved(day: dt.date, moment: dt.datetime, to: dt.time) -> dt.datetime:
    """The demo's clock put forward to an hour of its day. Refused when that hour has passed: no mark may lie ahead of it."""
    there = dt.datetime.combine(day, to, LONDON)
    if there < moment:
        message = (
            f"it is {moment.astimezone(LONDON):%H:%M} in the demo already, and its clock only goes forward. "
            "`rollcall demo --remove` and a start begin a new day."
        )
        raise Refused(message)
    return there


def seconds_ahead(moment: dt.datetime, *, now: dt.datetime) -> int:
    """How far the demo's clock must be ahead of the real one to say `moment` now, or behind (negative).

    Rounded up, so that it never says less.
    """
    return math.ceil((moment - now).total_seconds())


def is_over(day: dt.date, moment: dt.datetime) -> bool:
    """Whether the demo's school day has ended."""
    return moment >= dt.datetime.combine(day, ENDS, LONDON)


def in_words(moment: dt.datetime) -> str:
    """ "It is Friday 20 November 2026, 09:05 in the demo"."""
    there = moment.astimezone(LONDON)
    return f"It is {there:%A} {there.day} {there:%B %Y}, {there:%H:%M} in the demo"


# What one run leaves for the next


def _file(folder: Path) -> Path:
    return folder / "clock.json"


def keep(folder: Path, day: dt.date, reached: dt.datetime) -> None:
    """Note how far the clock of the demo in `folder` has come."""
    places.write_json(_file(folder), {"day": day.isoformat(), "reached": reached.isoformat()})


def kept(folder: Path) -> tuple[dt.date, dt.datetime] | None:
    """The demo's day and how far its clock has come; None when that is not known."""
    held = places.read_json(_file(folder))
    with contextlib.suppress(KeyError, TypeError, ValueError):
        reached = dt.datetime.fromisoformat(held["reached"])
        if reached.tzinfo is not None:
            return dt.date.fromisoformat(held["day"]), reached
    return None
