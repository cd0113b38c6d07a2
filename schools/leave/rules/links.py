"""What a parent is written who is sent a link to ask for leave. It names no child: the page does, once it is proven."""

import datetime as dt

from foundation.ui.numbers import middle_date


def subject_of(school: str) -> str:
    """An email's subject: it names nobody."""
    return f"{school}: asking for leave of absence"


def words_of(school: str, *, ring: str, address: str, until: dt.date) -> str:
    """What the message says."""
    call = ring or "the school"
    return (
        f"{school}: you can ask for leave of absence on this page, once, until {middle_date(until)}: {address} "
        f"If it does not open, or you did not expect this, ring {call}."
    )
