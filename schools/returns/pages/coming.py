"""What is not due yet and may become so: an illness or a run of absence a few days short."""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.ui.numbers import counted, short_date
from foundation.ui.numbers import days as half_days
from schools.calendar.queries import school_calendar
from schools.returns.models import Return
from schools.returns.queries.absences import watched
from schools.returns.queries.illness import illness_of
from schools.returns.rules.attendance import runs_from
from schools.returns.rules.kinds import OPEN, Kind, State
from schools.returns.rules.runs import TEN_DAYS, TEN_DAYS_SESSIONS, runs, ten_day_codes
from schools.roll.models import Pupil

#: Runs of so many sessions are shown before they are ten school days.
NEAR_RUN = TEN_DAYS_SESSIONS - 6


@dataclass(frozen=True, slots=True)
class Coming:
    """A pupil who may have a return within days, and what of."""

    pupil: uuid.UUID
    key: int
    name: str
    words: str
    order: int


def coming(today: dt.date) -> list[Coming]:
    """Pupils near ten days without leave, or near fifteen of illness, and of whom nothing waits; the nearest first."""
    calendar = school_calendar()
    mine = watched(calendar, today, {today: None}, among=None)
    rows = Return.objects.filter(kind__in=(Kind.ATTENDANCE, Kind.SICKNESS), pupil__key__in=[one.key for one in mine])
    told = list(rows.values_list("pupil_id", "kind", "state", "starts_on"))
    waits = {(pupil, kind) for pupil, kind, state, _ in told if state in OPEN}
    found: list[tuple[uuid.UUID, int, str, int]] = []
    held = calendar.sessions(runs_from(calendar, today), today)
    for one in mine:
        if not one.on_roll or not one.of_age(today):
            continue
        settled = [
            on
            for pupil, kind, state, on in told
            if pupil == one.id and kind == Kind.SICKNESS and state in (State.SENT, State.NOT_NEEDED)
        ]
        asked = illness_of(one, calendar, today, settled)
        if asked is not None and asked.near and (one.id, Kind.SICKNESS) not in waits:
            words = f"{half_days(asked.sessions)} school days of illness this year; asked about at 15"
            found.append((one.id, one.key, words, 30 - asked.sessions))
        run = next(iter(reversed(runs(held, one.marks, ten_day_codes()))), None)
        if run is not None and run.open and not run.is_ten_days and run.sessions >= NEAR_RUN:
            in_a_row = f"{counted(run.days, 'school day')} in a row without leave since {short_date(run.first)}"
            words = f"{in_a_row}; told at {TEN_DAYS}"
            found.append((one.id, one.key, words, TEN_DAYS_SESSIONS - run.sessions))
    names = {row.pk: str(row) for row in Pupil.objects.filter(pk__in=[pupil for pupil, *_ in found])}
    lines = [Coming(pupil, key, names[pupil], words, order) for pupil, key, words, order in found]
    return sorted(lines, key=lambda line: (line.order, line.name))
