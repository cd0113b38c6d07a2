"""Closing an academic year's registers, and opening one again. No law sets the day; the school decides."""

import datetime as dt

from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.calendar.operations import note_closed, note_opened
from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_ends, academic_year_label, academic_year_opens
from schools.journal.operations import record
from schools.registers.operations.bulk import lock_weeks
from schools.registers.operations.n_clock import start_clocks


def close_year(academic_year: int, *, by: Actor, now: dt.datetime, today: dt.date) -> None:
    """From now on nobody enters or amends a mark of that year. Closing a closed year changes nothing.

    Refused while the year runs: its registers are still being taken.
    """
    _, last = school_calendar().year_span(academic_year)
    if today <= last:
        runs = f"{academic_year_label(academic_year)} runs until {last.day} {last:%B}"
        raise Refused(f"{runs}; a year is closed after it has ended.")
    # Saves hold their week: those under way end first, those that come later find the year closed.
    lock_weeks(academic_year_opens(academic_year), academic_year_ends(academic_year))
    if note_closed(academic_year, by=by, now=now):
        record("year.closed", about=("academic_year", academic_year), by=by)


def open_year(academic_year: int, *, reason: str, by: Actor, now: dt.datetime) -> None:
    """Let marks of a closed year be amended again, the clock of code N among those who amend. The reason is kept.

    An open year stays as it is.
    """
    if not reason.strip():
        raise Refused("Say why the year is opened again, in a few words.", field="reason")
    if note_opened(academic_year, reason=reason.strip(), by=by, now=now):
        record("year.opened", about=("academic_year", academic_year), by=by)
        start_clocks(None, now=now)
