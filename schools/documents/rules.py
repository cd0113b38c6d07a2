"""When a file is asked about again, and what is said of each state. Ours to choose, no law."""

import datetime as dt
from typing import Final

#: When a file that has not been heard of is looked for: the process that took it may have ended before it sent it on.
LOOKED_FOR_AFTER: Final = dt.timedelta(minutes=2)
_FIRST, _LONGEST = dt.timedelta(minutes=1), dt.timedelta(minutes=30)

#: What a person is told of a state, beside its name, and what they can do.
REMEDIES: Final = {
    "coming": "It can be opened in a moment.",
    "missing": "Send the file again. What it belongs to is saved.",
    "waiting": "It can be opened as soon as the virus scanner has looked at it.",
    "unscanned": "No virus scanner is in use here. Open it only if you know who sent it.",
    "refused": "Its contents were deleted. Ask whoever sent it for another copy.",
    "removed": "Its contents were deleted.",
}


def again_in(tries: int) -> dt.timedelta:
    """How long after so many vain tries the next is made: a minute, doubled each time, half an hour at most."""
    return min(_FIRST * (1 << min(tries - 1, 10)), _LONGEST)
