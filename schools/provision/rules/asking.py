"""What a provider is written when it is asked about a day. It names no pupil: the page behind the link does.

When it is asked, and how often, is the product's own: once as the school's morning session opens, and once more for a
session in which somebody is still not confirmed.
"""

import datetime as dt
from typing import Final

#: When a school that has entered no session times asks its providers.
USUALLY_AT: Final = dt.time(8, 45)


def subject_of(school: str) -> str:
    """An email's subject: it names nobody."""
    return f"{school}: who came to you today?"


def words_of(school: str, *, ring: str, address: str, chased: bool) -> str:
    """What a message says."""
    begin = "we have not heard yet who came to you today" if chased else "please tell us who comes to you today"
    call = ring or "the school"
    return (
        f"{school}: {begin}. This page takes your answer, until midnight: {address} If it does not open, ring {call}. "
        "Thank you."
    )
