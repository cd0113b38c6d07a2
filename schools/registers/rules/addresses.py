"""The date and session in the address of a register, read strictly: a register that is guessed at is the wrong one."""

import datetime as dt
import re
from typing import Final

from foundation.refusals import Malformed
from schools.calendar.rules.sessions import AM, PM

SESSIONS_NAMED: Final = {"am": AM, "pm": PM}
SESSION_WORDS: Final = {session: word for word, session in SESSIONS_NAMED.items()}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_slot(date: str, session: str) -> tuple[dt.date, int]:
    """The date (2026-11-19) and session ("am", "pm") of an address. Malformed says in its field which is wrong."""
    return read_day(date), read_session(session)


def read_day(text: str) -> dt.date:
    """The date of an address, as 2026-11-19 and in no other way."""
    if _ISO.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise Malformed(
                f"There is no day {text}. Check the month and the day.", code="address", field="date"
            ) from None
    raise Malformed("The date in the address is not one we read: write it as 2026-11-19.", code="address", field="date")


def read_session(text: str) -> int:
    """The session of an address, "am" or "pm" and nothing near it."""
    try:
        return SESSIONS_NAMED[text]
    except KeyError:
        raise Malformed(
            "The session in the address is am or pm, in small letters.", code="address", field="session"
        ) from None
