"""The clock of code N: when the fifth school day after its session has ended, an N becomes O by rule [R10(7)-(9)].

Its moment stands in the due list, put there when marks change, and again when the calendar does. When it has come the rule
is asked again, as the calendar is then: what is not over yet gets its new moment. What the calendar cannot tell, what is
in a year whose registers are closed, and what somebody has put back to N is left as it is, and is on the lists of people.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import connections

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from schools.calendar.queries import closed_years, school_calendar
from schools.journal.operations import promise, promise_at, record
from schools.registers.models import Entry
from schools.registers.operations.bulk import lock_weeks, marks_changed, moment_after
from schools.registers.queries.unexplained import ON_THE_CLOCK, clocks_running
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.unexplained import AFTER_THE_CLOCK, CLOCK_REASON, n_clock, runs_out_at

#: Outbox topic: the last day of a date's N's may have ended. Payload `date`.
N_CLOCK: Final = "registers.n_clock"
#: As what the system signs.
POSITION: Final = "Code N clock"


def start_clocks(dates: Iterable[dt.date] | None, *, now: dt.datetime) -> None:
    """Have the N's of these dates, or of all, looked at when their last day has ended, or at once where it has already.

    Safe to repeat: a date has one row of the due list for each day on which it may fall due.
    """
    running = clocks_running(dates)
    if not running:
        return
    calendar, closed = school_calendar(), closed_years()
    for on, entered in running.items():
        due = n_clock(calendar, on, on).due
        if due is None or calendar.year_of(on) in closed:
            continue
        payload, at = {"date": on.isoformat()}, runs_out_at(due, entered)
        if at <= now:
            promise(N_CLOCK, payload)
        else:
            promise_at(N_CLOCK, payload, key=f"{on} {max(due, entered)}", at=at)


def end_clocks(dates: Collection[dt.date], *, now: dt.datetime) -> int:
    """Amend to O every N of these dates whose last day has ended; how many.

    N and O are both unauthorised absence, so no total changes and no week is counted again.
    """
    if not dates:
        return 0
    # Held as by any amendment: a register or an import under way is saved first, and what it explains is no N any more.
    lock_weeks(min(dates), max(dates))
    calendar, closed, today = school_calendar(), closed_years(), local(now).date()
    over = [
        on
        for on in sorted(set(dates))
        if n_clock(calendar, on, max(on, today)).overdue and calendar.year_of(on) not in closed
    ]
    ended = _amended(over, now=now) if over else []
    if ended:
        days = sorted({on for _, on, _ in ended})
        details = {"dates": [on.isoformat() for on in days], "marks": len(ended), "entry": ended[0][2]}
        record("n_clock.ended", about=("registers", today), by=SYSTEM, details=details)
        marks_changed(days, pupils={key for key, _, _ in ended})
    start_clocks(set(dates) - set(over), now=now)
    return len(ended)


#: What was entered today stands until the day is over (`runs_out_at`). Where nothing is left to do there is no entry.
_AMEND = f"""
    WITH over AS (
        SELECT mark.pupil_key, mark.date, mark.session FROM {ON_THE_CLOCK}
           AND mark.date = ANY(%(dates)s) AND entry.at < %(today)s
    ), made AS (
        INSERT INTO registers_entry (at, by_name, by_position, source, idempotency_key)
        SELECT %(at)s, %(by)s, %(position)s, %(source)s, '' WHERE EXISTS (SELECT FROM over)
        RETURNING id
    ), put AS (
        UPDATE registers_mark AS mark SET code = %(code)s, entry_id = made.id FROM over, made
         WHERE mark.pupil_key = over.pupil_key AND mark.date = over.date AND mark.session = over.session
        RETURNING mark.pupil_key, mark.date, mark.session, mark.entry_id
    ), kept AS (
        INSERT INTO registers_markversion (pupil_key, date, session, entry_id, old_code, new_code, reason)
        SELECT pupil_key, date, session, entry_id, %(was)s, %(code)s, %(reason)s FROM put
    )
    SELECT pupil_key, date, entry_id FROM put
"""  # noqa: S608 - our own words


def _amended(dates: list[dt.date], *, now: dt.datetime) -> list[tuple[int, dt.date, int]]:
    """Entry, marks and a version of each by one statement. The pupil, the date and the entry of every mark."""
    values: dict[str, Any] = {
        "dates": dates,
        "today": dt.datetime.combine(local(now).date(), dt.time(), LONDON),
        "at": moment_after(dates, now),
        "by": SYSTEM.name,
        "position": POSITION,
        "source": Entry.Source.SYSTEM.value,
        "was": NO_REASON_YET,
        "code": AFTER_THE_CLOCK,
        "reason": CLOCK_REASON,
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_AMEND, values)
        return list(cursor.fetchall())
