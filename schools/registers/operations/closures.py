"""Closing the school unexpectedly, as one act, and undoing it as one.

The act enters the closure in the calendar and Y4 for everybody on roll, before a register opens too; the rules say what
becomes of what stands there already (`schools.registers.rules.closures`). Undone, a cell that nobody has touched since
goes back to what it was, be that a missing mark in a register that has shut; what was changed meanwhile is a person's to
look at. Everything is done under the week's lock, so registers under way are saved first or find the school closed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connections

from foundation.database.hiding import whole_lists
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from foundation.refusals import Overtaken, Refused
from schools.calendar.models import NonSchoolDay
from schools.calendar.operations import enter_day_off, remove_day_off
from schools.calendar.queries import closed_years, school_calendar
from schools.journal.operations import record
from schools.registers.models import Closure, Entry
from schools.registers.operations.bulk import day_changed, lock_weeks, marks_changed, moment_after
from schools.registers.operations.keys import answered, remember
from schools.registers.operations.settling import follow_day
from schools.registers.queries.closures import ClosedCell, DayCell, cells_of, day_cells
from schools.registers.rules.asks import digest
from schools.registers.rules.closures import (
    Effect,
    becomes,
    day_refusal,
    effect_on,
    may_be_undone,
    sessions_of,
    unplanned_refusal,
    year_refusal,
)
from schools.roll.queries.signing import Signature

#: Put into the version of a cell that goes back, before the reason for undoing the closure.
UNDONE = "Closure undone: "


@dataclass(frozen=True, slots=True)
class Closing:
    """An unplanned closure as asked for. `key` makes it one act however often it is sent."""

    on: dt.date
    session: int | None
    reason: str
    key: str

    def fingerprint(self) -> bytes:
        return digest(["closure", self.on.isoformat(), self.session, self.reason])


@dataclass(frozen=True, slots=True)
class ClosurePlan:
    """What a closure would do to each cell of the day."""

    on: dt.date
    sessions: tuple[int, ...]
    cells: tuple[tuple[DayCell, Effect], ...]

    @property
    def written(self) -> list[tuple[DayCell, str]]:
        """The cells it writes into, each with the code."""
        return [(cell, code) for cell, effect in self.cells if (code := becomes(cell.mark, effect)) is not None]

    @property
    def pupils(self) -> int:
        return len({cell.key for cell, _ in self.cells})

    def count(self, session: int) -> Counter[Effect]:
        """How often it has each effect in a session."""
        return Counter(effect for cell, effect in self.cells if cell.session == session)


@dataclass(frozen=True, slots=True)
class ClosureDone:
    """What came of an act: the save, and how many marks it wrote or put back, and how many it left."""

    entry: int
    marks: int
    left: int


@whole_lists()
def plan_closure(on: dt.date, session: int | None, *, today: dt.date) -> ClosurePlan:
    """What closing the school then would do. Refused where it cannot be closed."""
    fault = day_refusal(school_calendar(), closed_years(), on, session) or unplanned_refusal(on, today)
    if fault is not None:
        raise Refused.because(fault)
    sessions = sessions_of(session)
    cells = day_cells(on, sessions)
    return ClosurePlan(
        on,
        sessions,
        tuple((cell, effect_on(cell.mark, on, elsewhere=cell.elsewhere, awaited=cell.awaited)) for cell in cells),
    )


@whole_lists()
def close_school(closing: Closing, *, signed: Signature, now: dt.datetime) -> ClosureDone:
    """Enter the closure and what it makes of the marks, signed by whoever does it. The same key is answered again."""
    on, fingerprint = closing.on, closing.fingerprint()
    lock_weeks(on, on)
    before = answered(closing.key, signed.by, fingerprint)
    if before is not None:
        return ClosureDone(**before)
    plan = plan_closure(on, closing.session, today=_day(now))
    enter_day_off(on, closing.session, kind=NonSchoolDay.Kind.UNPLANNED, note=closing.reason)
    entry = _close(plan, _Signing(signed, moment_after([on], now), closing.key))
    closure = Closure.objects.create(date=on, session=closing.session, reason=closing.reason, entry_id=entry)
    done = ClosureDone(entry, len(plan.written), len(plan.cells) - len(plan.written))
    _follow("closure.entered", closure, done, signed, {cell.key for cell, _ in plan.written})
    remember(closing.key, signed.by, fingerprint, asdict(done))
    return done


@whole_lists()
def undo_closure(closure: Closure, *, reason: str, key: str, signed: Signature, now: dt.datetime) -> ClosureDone:
    """Take a closure back: its day, and every cell that still stands as it left it. `left` counts the others."""
    fingerprint = digest(["closure undone", str(closure.pk), reason])
    lock_weeks(closure.date, closure.date)
    before = answered(key, signed.by, fingerprint)
    if before is not None:
        return ClosureDone(**before)
    closure.refresh_from_db(fields=["undone"])
    check_undoing(closure, today=_day(now))
    day = standing_day(closure)
    if day is None or not remove_day_off(day):
        raise Overtaken("The calendar no longer holds this closure. Look at the closures again.", code="gone")
    cells = cells_of(closure)
    back = [cell for cell in cells if cell.kept]
    entry = _put_back(closure, back, f"{UNDONE}{reason}", _Signing(signed, moment_after([closure.date], now), key))
    Closure.objects.filter(pk=closure.pk).update(undone_id=entry)
    # What was planned, or withdrawn, while the school was closed.
    follow_day(closure.date, signed=signed, now=now, places=[(one.key, closure.date, one.session) for one in back])
    done = ClosureDone(entry, len(back), len(cells) - len(back))
    _follow("closure.undone", closure, done, signed, {cell.key for cell in back})
    remember(key, signed.by, fingerprint, asdict(done))
    return done


def check_undoing(closure: Closure, *, today: dt.date) -> None:
    """Refused where a closure can no longer be undone as one act."""
    if closure.undone_id is not None:
        raise Refused("This closure has been undone already.", code="undone_already")
    if fault := year_refusal(school_calendar(), closed_years(), closure.date):
        raise Refused.because(fault)
    if not may_be_undone(_day(closure.entry.at), closure.date, today):
        raise Refused(
            "A closure is undone as one act on its own day, or on the day it was entered.",
            code="too_late_to_undo",
            remedy="Now its registers are amended, with a reason.",
        )


def standing_day(closure: Closure) -> NonSchoolDay | None:
    """The calendar's row of a closure, while it stands."""
    return NonSchoolDay.objects.filter(
        date=closure.date, session=closure.session, kind=NonSchoolDay.Kind.UNPLANNED
    ).first()


def _follow(act: str, closure: Closure, done: ClosureDone, signed: Signature, keys: set[int]) -> None:
    """What follows from either act: the weeks counted again, the audit line, the trust's figures."""
    day_changed(closure.date)
    details = {"date": closure.date.isoformat(), "session": closure.session, **asdict(done)}
    record(act, about=("closure", closure.pk), by=signed.by, details=details)
    if keys:
        marks_changed([closure.date], pupils=keys)


# The statements


_MADE = """
    made AS (
        INSERT INTO registers_entry (at, staff_id, by_name, by_position, source, idempotency_key)
        VALUES (%(at)s, %(staff)s, %(by)s, %(position)s, %(source)s, %(key)s)
        RETURNING id
    )
"""

_CLOSE = f"""
    WITH asked AS (
        SELECT * FROM unnest(%(keys)s::int[], %(sessions)s::smallint[], %(olds)s::text[], %(news)s::text[])
            AS asked(pupil_key, session, old_code, new_code)
    ), {_MADE}, put AS (
        INSERT INTO registers_mark AS mark (pupil_key, date, session, code, entry_id, planned)
        SELECT pupil_key, %(on)s, session, new_code, made.id, false FROM asked, made ORDER BY pupil_key, session
        ON CONFLICT (pupil_key, date, session) DO UPDATE
           SET code = excluded.code, minutes = NULL, entry_id = excluded.entry_id, planned = false
         WHERE mark.planned
        RETURNING pupil_key
    ), kept AS (
        INSERT INTO registers_markversion (pupil_key, date, session, entry_id, old_code, new_code)
        SELECT pupil_key, %(on)s, session, made.id, old_code, new_code FROM asked, made
    )
    SELECT made.id, (SELECT count(*) FROM put) FROM made
"""  # noqa: S608 - our own words


def _close(plan: ClosurePlan, signing: "_Signing") -> int:
    """Entry, marks and versions by one statement. The entry's key."""
    cells = plan.written
    return _written(
        _CLOSE,
        {
            "on": plan.on,
            "keys": [cell.key for cell, _ in cells],
            "sessions": [cell.session for cell, _ in cells],
            "olds": [cell.mark.code for cell, _ in cells],
            "news": [code for _, code in cells],
            **signing.values(),
        },
        len(cells),
    )


#: What stood there before a closure was nothing or a plan, so that is what comes back.
_PUT_BACK = f"""
    WITH asked AS (
        SELECT * FROM unnest(%(keys)s::int[], %(sessions)s::smallint[], %(olds)s::text[], %(news)s::text[])
            AS asked(pupil_key, session, old_code, new_code)
    ), {_MADE}, gone AS (
        DELETE FROM registers_mark AS mark USING asked
         WHERE asked.new_code IS NULL AND mark.pupil_key = asked.pupil_key AND mark.date = %(on)s
           AND mark.session = asked.session AND mark.entry_id = %(closed_by)s
        RETURNING mark.pupil_key
    ), put AS (
        UPDATE registers_mark AS mark SET code = asked.new_code, entry_id = made.id, planned = true FROM asked, made
         WHERE asked.new_code IS NOT NULL AND mark.pupil_key = asked.pupil_key AND mark.date = %(on)s
           AND mark.session = asked.session AND mark.entry_id = %(closed_by)s
        RETURNING mark.pupil_key
    ), kept AS (
        INSERT INTO registers_markversion (pupil_key, date, session, entry_id, old_code, new_code, reason)
        SELECT pupil_key, %(on)s, session, made.id, old_code, new_code, %(reason)s FROM asked, made
    )
    SELECT made.id, (SELECT count(*) FROM gone) + (SELECT count(*) FROM put) FROM made
"""  # noqa: S608 - our own words


def _put_back(closure: Closure, cells: Sequence[ClosedCell], reason: str, signing: "_Signing") -> int:
    """Entry, marks and versions by one statement. The entry's key."""
    return _written(
        _PUT_BACK,
        {
            "on": closure.date,
            "closed_by": closure.entry_id,
            "keys": [cell.key for cell in cells],
            "sessions": [cell.session for cell in cells],
            "olds": [cell.wrote for cell in cells],
            "news": [cell.before for cell in cells],
            "reason": reason,
            **signing.values(),
        },
        len(cells),
    )


@dataclass(frozen=True, slots=True)
class _Signing:
    """Who saves, when, and under which key."""

    signed: Signature
    at: dt.datetime
    key: str

    def values(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "staff": self.signed.staff,
            "by": self.signed.by.name,
            "position": self.signed.position,
            "source": Entry.Source.CLOSURE.value,
            "key": self.key,
        }


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()


def _written(statement: str, values: dict[str, Any], wanted: int) -> int:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        entry, written = cursor.fetchone()
    if written != wanted:
        raise Overtaken("Somebody changed a mark at this very moment. Nothing was done: try again.", code="superseded")
    return int(entry)
