"""Entering a day on which the school does not meet, known beforehand, and taking it back: INSET and planned closures.

# is never a pupil's mark, so such a day is refused while any mark stands in it that somebody entered. What plans have put
there goes, and stands again when the day is taken back.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.refusals import Overtaken, Refused
from schools.calendar.models import NonSchoolDay
from schools.calendar.operations import enter_day_off, remove_day_off
from schools.calendar.queries import closed_years, school_calendar
from schools.calendar.rules.school_calendar import DayOff
from schools.journal.operations import record
from schools.registers.operations.bulk import day_changed, lock_weeks
from schools.registers.operations.keys import answered, remember
from schools.registers.operations.settling import follow_day
from schools.registers.queries.closures import marks_in
from schools.registers.rules.asks import digest
from schools.registers.rules.closures import PLANNED, day_refusal, marks_refusal, sessions_of, year_refusal
from schools.roll.queries.signing import Signature


@dataclass(frozen=True, slots=True)
class DayOffAsk:
    """A day off as asked for. `key` makes it one act however often it is sent."""

    on: dt.date
    session: int | None
    kind: DayOff
    note: str
    key: str

    def fingerprint(self) -> bytes:
        return digest(["day off", self.on.isoformat(), self.session, self.kind, self.note])


def check_day_off(ask: DayOffAsk) -> None:
    """Refused where the day cannot be entered as things stand."""
    fault = day_refusal(school_calendar(), closed_years(), ask.on, ask.session)
    fault = fault or marks_refusal(*marks_in(ask.on, sessions_of(ask.session)))
    if fault is not None:
        raise Refused.because(fault)


def add_day_off(ask: DayOffAsk, *, signed: Signature, now: dt.datetime) -> uuid.UUID:
    """Enter it. The same key is answered again. The key of the calendar's row."""
    if ask.kind not in PLANNED:
        raise Refused("Choose an INSET day or a planned closure.", field="kind")
    fingerprint = ask.fingerprint()
    lock_weeks(ask.on, ask.on)
    before = answered(ask.key, signed.by, fingerprint)
    if before is not None:
        return uuid.UUID(before["day"])
    check_day_off(ask)
    day = enter_day_off(ask.on, ask.session, kind=NonSchoolDay.Kind(ask.kind), note=ask.note)
    _follow("day_off.entered", day, signed, now)
    remember(ask.key, signed.by, fingerprint, {"day": str(day.pk)})
    return day.pk


def take_back(day: NonSchoolDay, *, signed: Signature, now: dt.datetime) -> None:
    """Let the school meet after all: its sessions are due, and their registers to be taken."""
    if DayOff(day.kind) not in PLANNED:
        raise Refused("Only an INSET day or a planned closure is taken back here.", code="not_planned")
    lock_weeks(day.date, day.date)
    if fault := year_refusal(school_calendar(), closed_years(), day.date):
        raise Refused.because(fault)
    if not remove_day_off(day):
        raise Overtaken("Somebody has taken this day back already.", code="gone")
    _follow("day_off.removed", day, signed, now)


def _follow(act: str, day: NonSchoolDay, signed: Signature, now: dt.datetime) -> None:
    follow_day(day.date, signed=signed, now=now)
    day_changed(day.date)
    details = {"date": day.date.isoformat(), "session": day.session, "kind": day.kind}
    record(act, about=("day_off", day.pk), by=signed.by, details=details)
