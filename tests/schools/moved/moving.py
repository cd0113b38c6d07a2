"""Ada, who went to one school of Northfield and then to another: 74 of 164 sessions attended there, 178 of 192 here."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest

from foundation.access.roles import Role
from schools.calendar.queries import school_calendar
from schools.calendar.rules.sessions import SESSIONS
from schools.journal.operations import promise
from schools.journal.tasks import drain
from schools.moved.models import CarriedOver
from schools.moved.rules import offered
from schools.moved.rules.facts import OldNotice, OldStage
from schools.moved.rules.offered import CaseFacts
from schools.registers.operations import ROLL_CHANGED, refresh_weeks
from schools.roll.models import Admission, Contact, Pupil, PupilContact, YearLead
from schools.staff.models import StaffMember
from tenants.movers.models import Mover
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import enrol, keep_calendar, mark
from tests.world import HALF_TERMS, World

#: A permanent UPN, of nobody.
UPN = "H801200001001"
#: A day by which both have counted.
JULY = dt.datetime(2027, 7, 20, 12, 0, tzinfo=dt.UTC)
#: What is known of her case at the old school.
STAGE = OldStage("support", "Formal support", dt.date(2026, 11, 16))
NOTICE = OldNotice(dt.date(2026, 12, 1), 1, "paid in full", "mother")
LAST_DAY = HALF_TERMS[-1][2]
#: So many sessions of each school, and those of them that she was absent, without leave.
THERE, AWAY_THERE, HERE, AWAY_HERE = 164, 90, 192, 14


@dataclass
class Moving:
    """The old school and the new one, and Ada's rows in each."""

    old: School
    new: School
    key_at_old: int
    key_at_new: int

    def work(self) -> None:
        """Have the workers of both carry out what is promised, until nothing is."""
        for school in (self.old, self.new, self.old, self.new):
            drain(str(school.pk))


def moving(world: World, *, upn: str | None = UPN, goes: bool = True, comes: bool = True) -> Moving:
    """Two fresh schools, and Ada: `goes` when the old school wrote where to, `comes` when the new one wrote where from."""
    old, new = world.another_school(), world.another_school()
    with school_work(old):
        keep_calendar()
        days = school_calendar().school_days(HALF_TERMS[0][1], LAST_DAY)
    there, here = days[: THERE // 2], days[THERE // 2 : (THERE + HERE) // 2]
    with school_work(old):
        (at_old,) = enrol(starts_on=there[0], ends_on=there[-1])
        Pupil.objects.filter(key=at_old).update(upn=upn)
        Admission.objects.update(destination_school=new.pk if goes else None, destination=new.name)
        mark(_marks(at_old, there, AWAY_THERE))
        promise(ROLL_CHANGED, {"from": there[-1].isoformat()})
    with school_work(new):
        keep_calendar()
        (at_new,) = enrol(starts_on=here[0])
        Pupil.objects.filter(key=at_new).update(upn=upn, forename="Ada", surname="Moved")
        Admission.objects.update(last_school_id=old.pk if comes else None, last_school=old.name)
        mark(_marks(at_new, here, AWAY_HERE))
        promise(ROLL_CHANGED, {"from": here[0].isoformat()})
    return Moving(old, new, at_old, at_new)


def go_on(world: World, ada: Moving, days: int) -> School:
    """A third school, to which Ada goes on after so many days at the second; she is absent from none of its sessions."""
    third = world.another_school()
    with school_work(ada.new):
        spell = Admission.objects.get()
        held = school_calendar().school_days(spell.starts_on, LAST_DAY)
        spell.ends_on, spell.leaving_ground = held[days - 1], "a"
        spell.destination, spell.destination_school = third.name, third.pk
        spell.save()
        refresh_weeks(held[0], LAST_DAY, pupil_keys={ada.key_at_new})
        promise(ROLL_CHANGED, {"from": held[days].isoformat()})
    with school_work(third):
        keep_calendar()
        (key,) = enrol(starts_on=held[days])
        Pupil.objects.filter(key=key).update(upn=UPN)
        Admission.objects.update(last_school_id=ada.new.pk, last_school=ada.new.name)
        mark(_marks(key, held[days:], 0))
        promise(ROLL_CHANGED, {"from": held[days].isoformat()})
    return third


def _marks(key: int, days: tuple[dt.date, ...], away: int) -> dict[tuple[int, dt.date, int], str]:
    slots = [(key, day, session) for day in days for session in SESSIONS]
    return {slot: "O" if place < away else "/" if slot[2] == 1 else "\\" for place, slot in enumerate(slots)}


def carried_at(school: School) -> list[CarriedOver]:
    with school_work(school):
        return list(CarriedOver.objects.all())


def rows_from(school: School) -> list[Mover]:
    with trust_work(school.trust):
        return list(Mover.objects.filter(from_school=school.pk))


def come_with_a_case(world: World) -> Moving:
    """Ada carried over with a stage and a notice, her mother, and somebody for each role at her new school."""

    def known(pupils: Collection[UUID]) -> Mapping[UUID, CaseFacts]:
        return dict.fromkeys(pupils, CaseFacts(STAGE, (NOTICE,), (HALF_TERMS[0][1],)))

    made = moving(world)
    roles = (Role.ATTENDANCE_OFFICER, Role.HEAD_OF_YEAR, Role.CLASS_TEACHER, Role.SENIOR_LEADER)
    world.employ_all(roles, made.new)
    with school_work(made.new):
        mother = Contact.objects.create(name="Ida Moved")
        PupilContact.objects.create(
            pupil=Pupil.objects.get(), contact=mother, relationship="Mother", priority=1, starts_on=HALF_TERMS[0][1]
        )
        lead = StaffMember.objects.get(person_id=world.person(Role.HEAD_OF_YEAR, made.new).pk)
        YearLead.objects.create(staff=lead, year_group="9", starts_on=HALF_TERMS[0][1])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(offered, "_offered", [known])
        made.work()
    return made
