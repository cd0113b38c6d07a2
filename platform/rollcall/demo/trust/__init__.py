"""The invented trust of the demo: children, rolls and two years of registers, from one seed.

The generator (`invention.invent`) is plain Python and needs no database; `build` puts what it makes into one.
"""

import datetime as dt
from collections.abc import Callable


def build(say: Callable[[str], None]) -> tuple[dt.date, dt.datetime | None]:
    """Make the invented trust where it is not there yet; `say` is told of each step. The owner's login.

    Returns the day it was made for and the moment of the newest entry in any school's registers.
    """
    from rollcall.demo.trust.building import build as build_in_database  # noqa: PLC0415 - the rest needs no Django

    return build_in_database(say)


def play(made_for: dt.date, say: Callable[[str], None]) -> None:
    """Play its cast, once: letters that went by email are among it, so that who carries them is to be known before."""
    from rollcall.demo.trust.building import play_cast  # noqa: PLC0415

    play_cast(made_for, say)
