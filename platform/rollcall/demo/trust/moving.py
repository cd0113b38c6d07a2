"""Ada, who began the demo's school year at Cedar and goes on with it at Alder, both of them of one trust.

At Cedar she attended 74 of 164 sessions, at Alder 178 of 192: so it stands from July on. On an earlier day the year so far
is parted between the two in that proportion, and she attended as large a share of each part as the days let.
Played once at each school; the worker then carries what Cedar counted to Alder, where somebody has to confirm it.
"""

import datetime as dt
from typing import Final, NamedTuple

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.upns import check_letter
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import officer
from rollcall.demo.trust.at_work import signed as signed_by
from schools.calendar.models import NonSchoolDay
from schools.calendar.queries import school_calendar, year_of, year_starts
from schools.calendar.rules.school_calendar import DayOff
from schools.calendar.rules.sessions import SESSIONS
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import open_case, set_stage
from schools.cases.rules.opening import Kind
from schools.registers.models import Entry, Register
from schools.registers.operations import copy_marks, marks_changed, open_entry, refresh_weeks
from schools.roll.models import Pupil, RegistrationGroup
from schools.roll.operations.admissions import Joiner, Start, admit_pupil
from schools.roll.operations.leavers import Leaving, remove_from_roll
from schools.roll.queries.signing import Signature
from schools.roll.tasks import tell_of_schools
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.moving"
FORM_THERE, FORM_HERE = "9N", "9A"
#: Of an authority that no other invented child's UPN is of.
_UPN_BODY: Final = "993999917001"
_DAY: Final = dt.timedelta(days=1)


class Part(NamedTuple):
    """A school's part of the year: how many sessions it held of Ada, and to how many of them she came."""

    possible: int
    attended: int


THERE, HERE = Part(164, 74), Part(192, 178)


def days_there(days: tuple[dt.date, ...]) -> tuple[dt.date, ...]:
    """Of the school days of a year so far, those of the first part: as many as the story's, or their proportion."""
    whole = (THERE.possible + HERE.possible) // 2
    return days[: round(min(len(days), whole) * THERE.possible / (THERE.possible + HERE.possible))]


def codes_of(days: tuple[dt.date, ...], part: Part, away: str) -> list[tuple[dt.date, int, str]]:
    """Each session of the days: present, or away for so large a share as the story has it, evenly through them."""
    slots = [(day, session) for day in days for session in SESSIONS]
    missed = len(slots) - round(len(slots) * part.attended / part.possible)
    return [
        (
            day,
            session,
            away if (place + 1) * missed // len(slots) > place * missed // len(slots) else "/\\"[session - 1],
        )
        for place, (day, session) in enumerate(slots)
    ]


def play(old: School, new: School, on: dt.date, *, now: dt.datetime) -> bool:
    """Have her go from one to the other; whether that was still to be done. Nothing in the first days of a year."""
    with school_work(old):
        days = days_there(school_calendar().school_days(year_starts(year_of(on)), on - _DAY))
    if not days:
        return False
    tell_of_schools(old.trust, [])
    return any([_leave(old, new, days, on, now), _join(old, new, days[-1] + _DAY, on, now)])


def _leave(old: School, new: School, days: tuple[dt.date, ...], on: dt.date, now: dt.datetime) -> bool:
    with school_work(old, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return False
        signed = signed_by(officer())
        pupil = _admit(FORM_THERE, days[0], on, signed.by)
        _mark(pupil, codes_of(days, THERE, "O"), signed, now)
        case = open_case(
            pupil,
            kind=Kind.ATTENDANCE,
            because="Away most afternoons since the first week.",
            act=Act(signed, now),
        )
        for stage in ("listen", "support"):
            # The head of year, whom the policy names, and the officer are of one mind.
            act = Act(signed, now, frozenset({Role.ATTENDANCE_OFFICER, Role.HEAD_OF_YEAR}))
            set_stage(case, to=stage, because="As the policy has it", act=act)
        leaving = Leaving(last_day=days[-1], ground="a", destination=new.name, destination_school=new.pk)
        remove_from_roll(pupil, leaving, today=days[-1], by=signed.by)
        filling.done(PLAYED, old)
    return True


def _join(old: School, new: School, from_day: dt.date, on: dt.date, now: dt.datetime) -> bool:
    with school_work(new, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return False
        signed = signed_by(officer())
        days = school_calendar().school_days(from_day, on - _DAY)
        shut = set(
            NonSchoolDay.objects.filter(kind=DayOff.UNPLANNED, date__range=(from_day, on - _DAY)).values_list(
                "date", flat=True
            )
        )
        held = tuple(day for day in days if day not in shut)
        pupil = _admit(FORM_HERE, days[0] if days else on, on, signed.by, came_from=old)
        codes = codes_of(held[: HERE.possible // 2], HERE, "I")
        codes += [(day, session, "Y4") for day in sorted(shut) for session in SESSIONS]
        here = Register.objects.filter(group__name=FORM_HERE, group__academic_year=year_of(on), date=on, session=1)
        codes += [(on, 1, "/")] if here.exists() else []
        _mark(pupil, codes, signed, now)
        filling.done(PLAYED, new)
    return True


def _admit(form: str, starts_on: dt.date, on: dt.date, by: Actor, *, came_from: School | None = None) -> Pupil:
    group = RegistrationGroup.objects.get(name=form, academic_year=year_of(on))
    joiner = Joiner(
        surname="Lovell",
        forename="Ada",
        birth=dt.date(year_of(on) - 14, 12, 10),
        sex="F",
        upn=check_letter(_UPN_BODY) + _UPN_BODY,
    )
    start = Start(
        starts_on=starts_on,
        group=group,
        last_school=came_from.name if came_from else "",
        last_school_id=came_from.pk if came_from else None,
    )
    return admit_pupil(joiner, start, today=on, by=by)


def _mark(pupil: Pupil, codes: list[tuple[dt.date, int, str]], signed: Signature, now: dt.datetime) -> None:
    entry = open_entry(by=signed.by, position=signed.position, source=Entry.Source.PAGE, staff_id=signed.staff, at=now)
    copy_marks(entry, [(pupil.key, day, session, code, None) for day, session, code in codes])
    days = {day for day, _, _ in codes}
    if days:
        refresh_weeks(min(days), max(days), pupil_keys={pupil.key})
        marks_changed(days, pupils={pupil.key})
