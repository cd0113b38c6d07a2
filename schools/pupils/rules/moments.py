"""A date and time as people type them: "19 nov 09:30", "19/11/2026 9.30", "2026-11-19T09:30:20", "yesterday 4pm", "today".

Pure: `today` is passed in. Times are the school's, in London. A day without a time is the end of that day. When the
clocks go back an hour happens twice, and the second is meant: everything done by that time of either is then included.
"""

import datetime as dt
import re

from foundation.london import LONDON
from foundation.refusals import Malformed
from foundation.ui.dates import read_date

_TIME = re.compile(
    r"(?:[\s,]+(?:at\s+)?|(?<=\d)t(?=\d))(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*(am|pm)?$|[\s,]+(?:at\s+)?(\d{1,2})\s*(am|pm)$"
)
_UNREADABLE = "That is not a time we can read. Type the date and time like 19/11/2026 09:30 or 19 November 9.30."
_END_OF_DAY = dt.time(23, 59, 59, 999_999)
#: The longest way to write a moment is half of this. Longer text is not looked through: it would take its square.
_LONGEST = 60


def read_moment(text: str, *, today: dt.date) -> dt.datetime:
    """The moment `text` means on `today`. Malformed, with words for who typed it, when it is none."""
    typed = " ".join(text.lower().split())
    if len(typed) > _LONGEST:
        raise Malformed(_UNREADABLE)
    found = _TIME.search(typed)
    if found is None:
        return dt.datetime.combine(read_date(typed, today=today), _END_OF_DAY, LONDON)
    return _combined(read_date(typed[: found.start()], today=today), _time(found))


def _time(found: re.Match[str]) -> dt.time:
    hour, half = int(found[1] or found[5]), found[4] or found[6]
    if half is not None:
        if not 1 <= hour <= 12:
            raise Malformed(_UNREADABLE)
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return dt.time(hour, int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        raise Malformed(_UNREADABLE) from None


def _combined(day: dt.date, time: dt.time) -> dt.datetime:
    moment = dt.datetime.combine(day, time, LONDON).replace(fold=1)
    if moment.astimezone(dt.UTC).astimezone(LONDON).time() != time:
        raise Malformed("There is no such time on that day: the clocks went forward over it.")
    return moment
