"""A child of Alder whom nobody can find, at day 17 of the 20 of ground (i): the case, and what school and authority asked.

Played by the acts that people would have done, on the school days on which they would have done them. The authority's search
of its records has no answer yet, and some enquiries of the first days were never made: the checklist says so.
"""

import datetime as dt
from typing import Final

from foundation.audit.actors import Actor
from foundation.database.dated import holds_on
from foundation.london import LONDON
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import officer as attendance_officer
from rollcall.demo.trust.returning import plain, stand
from schools.calendar.queries import school_calendar
from schools.calendar.rules.sessions import AM
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.missing.operations.searching import begin, enquire, set_last_seen
from schools.missing.rules.enquiries import Result, Side
from schools.registers.models import Mark
from schools.registers.operations import marks_changed
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.searching"
#: Whole school days of O until yesterday.
AWAY: Final = 17
_BACK: Final = dt.timedelta(days=60)
_DAY: Final = dt.timedelta(days=1)
_SCHOOL, _AUTHORITY = Side.SCHOOL, Side.AUTHORITY
#: On which school day of the run: the kind, whose it was, who made it, whom they asked, what came of it.
ENQUIRIES: Final = (
    (1, "contacts", _SCHOOL, "Ana Whitlock", "Rang both numbers and wrote to the email we hold.", Result.NOTHING,
     "The mobile is switched off, the other number is no longer in use, and the email came back."),
    (3, "visit", _SCHOOL, "Ana Whitlock and Tess Holloway", "Two of us at the flat, at 8.40 and again at 16.10.",
     Result.NOTHING, "Nobody answered. Post in the letter box; curtains open; no car."),
    (4, "people", _SCHOOL, "The form tutor", "Asked the two friends and the tutor.", Result.LEAD,
     "A friend says the family spoke of an aunt in Westmoor."),
    (6, "school", _SCHOOL, "Ana Whitlock", "Rang the admissions teams of three schools in Westmoor.", Result.NOTHING,
     "None of them has had an application."),
    (8, "elsewhere", _AUTHORITY, "L. Okafor, children missing education", "Asked Westmoor’s team for missing children.",
     Result.NOTHING, "Not known to them under this name or birth date."),
    (13, "home", _AUTHORITY, "L. Okafor, children missing education", "Went to the flat with the housing officer.",
     Result.NOTHING, "The flat is let to somebody else since the 10th. No forwarding address."),
    (15, "records", _AUTHORITY, "L. Okafor, children missing education", "Housing, benefits, health and admissions.",
     Result.WAITING, ""),
)  # fmt: skip


def play(school: School, on: dt.date, *, now: dt.datetime) -> bool:
    """Have the child be away and looked for; whether that was still to be done. Not in the first weeks of a year."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return False
        held = school_calendar().school_days(on - _BACK, on - _DAY)[-AWAY:]
        pupil = next((one for one in plain(on) if held and _was_here(one, held[0] - _DAY)), None)
        if len(held) == AWAY and pupil is not None:
            officer = attendance_officer()
            _away(pupil, held, on, officer, now)
            before = school_calendar().school_days(held[0] - _BACK, held[0] - _DAY)
            signed = Signature(Actor(officer.person_id, officer.name), officer.position, officer.pk)
            _looked_for(pupil, held, before[-1] if before else held[0] - _DAY, signed)
        filling.done(PLAYED, school)
    return True


def _was_here(pupil: Pupil, day: dt.date) -> bool:
    return pupil.admissions.filter(holds_on(day)).exists()


def _away(pupil: Pupil, held: tuple[dt.date, ...], on: dt.date, officer: StaffMember, now: dt.datetime) -> None:
    stand(pupil, "O", held, officer, now)
    if Mark.objects.filter(pupil_key=pupil.key, date=on, session=AM).exists():
        stand(pupil, "O", (on,), officer, now, sessions=(AM,))
    marks_changed([on], pupils={pupil.key})


def _looked_for(pupil: Pupil, held: tuple[dt.date, ...], seen_on: dt.date, signed: Signature) -> None:
    def act(day: int) -> Act:
        return Act(signed, dt.datetime.combine(held[day - 1], dt.time(15, 20), LONDON))

    because = "Did not come on the first day, and neither parent can be reached. Never away without a word before."
    case: Case = begin(pupil, first_day=held[0], because=because, act=act(2), owner=_owner(signed))
    set_last_seen(case, on=seen_on, words="At the gate with the mother, by the tutor.", act=act(2))
    for day, kind, side, who, words, result, came in ENQUIRIES:
        enquire(
            case,
            kind=kind,
            side=side,
            on=held[day - 1],
            who=who,
            words=words,
            result=result,
            came=came,
            act=act(max(day, 2)),
        )


def _owner(signed: Signature) -> StaffMember:
    assert signed.staff is not None
    return StaffMember.objects.get(pk=signed.staff)
