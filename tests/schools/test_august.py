"""A school whose autumn opens on 27 August: its year begins there on pages, in forms, for joiners, groups and counts.

Statistics' own year and the age that they go by stay as they are: 1 September and 31 August.
"""

import datetime as dt
import re

import pytest
import time_machine

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.refusals import Refused
from schools.calendar.models import HalfTerm
from schools.calendar.queries import school_calendar, year_of, year_starts
from schools.calendar.rules.school_calendar import HalfTerm as Half
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry, refresh_weeks
from schools.registers.operations.closing import close_year
from schools.registers.queries.sessions_left import sessions_left
from schools.registers.queries.unexplained import standing_without_reason
from schools.registers.queries.years import years_of_registers
from schools.roll.models import Admission, GroupTutor, Placement, Pupil, RegistrationGroup
from schools.roll.pages.record import period
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import World

OPENS, FRIDAY = dt.date(2026, 8, 27), dt.date(2026, 8, 28)
NOON = dt.datetime(2026, 8, 28, 11, tzinfo=dt.UTC)
LAST_YEAR = dt.date(2025, 9, 3)


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """Two groups called 7B, last year's and this, and a pupil of each; the new one has been away for half of two days."""
    school = world.another_school()
    teacher = world.employ(Role.CLASS_TEACHER, school)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    with school_work(school):
        HalfTerm.objects.create(
            academic_year=2025, number=6, starts_on=dt.date(2026, 6, 1), ends_on=dt.date(2026, 7, 20)
        )
        HalfTerm.objects.create(academic_year=2026, number=1, starts_on=OPENS, ends_on=dt.date(2026, 10, 16))
        tutor = StaffMember.objects.create(person_id=teacher.pk, name="Tutor", starts_on=LAST_YEAR)
        for name, year, since in (("Old", 2025, LAST_YEAR), ("New", 2026, OPENS)):
            group = RegistrationGroup.objects.create(academic_year=year, name=f"7{name}", year_group="7")
            GroupTutor.objects.create(group=group, staff=tutor, starts_on=since)
            pupil = Pupil.objects.create(
                surname="Early", forename=name, sort_name=f"early {name}", birth=dt.date(2014, 9, 20), sex="F"
            )
            Admission.objects.create(pupil=pupil, starts_on=since)
            Placement.objects.create(pupil=pupil, group=group, year_group="7", starts_on=since)
        entry = open_entry(by=SYSTEM, position="Officer", source=Entry.Source.PAGE)
        copy_marks(
            entry,
            [
                (pupil.key, on, session, "N" if session == 1 else "\\", None)
                for on in (OPENS, FRIDAY)
                for session in (1, 2)
            ],
        )
        refresh_weeks(OPENS, FRIDAY)
    return school


def said(world: World, school: School, path: str, role: Role = Role.ATTENDANCE_OFFICER) -> str:
    with time_machine.travel(NOON, tick=False):
        answer = world.client(world.person(role, school), school).get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_pages_show_the_new_year_from_its_first_day(world: World, school: School) -> None:
    assert "Autumn term, week 1" in said(world, school, "/pupils/")
    assert "Early, New Year 7 7New 50.0%" in said(world, school, "/pupils/")
    assert "Early, New" in said(world, school, "/pupils/near/")
    assert "2 sessions (1 day) missed ÷ 4 possible" in said(world, school, f"/pupils/{_new(school)}/why/")
    assert "2026/27" in said(world, school, f"/pupils/{_new(school)}/")
    groups = said(world, school, "/groups/")
    assert "7New" in groups
    assert "7Old" not in groups


def test_forms_offer_the_new_year_s_groups_as_this_year_s(world: World, school: School) -> None:
    form = said(world, school, "/roll/join/")
    assert "7New (Year 7)" in form
    assert "7Old" not in form


def test_a_tutor_s_groups_of_the_year_that_is_over_are_out_of_reach(world: World, school: School) -> None:
    registers = said(world, school, "/registers/", Role.CLASS_TEACHER)
    assert "7New" in registers
    assert "7Old" not in registers


def test_counts_begin_with_the_year(school: School) -> None:
    with school_work(school):
        assert (year_of(OPENS - dt.timedelta(days=1)), year_of(OPENS)) == (2025, 2026)
        assert (year_starts(2026), year_starts(2027)) == (OPENS, dt.date(2027, 9, 1))
        key = Pupil.objects.get(forename="New").key
        assert standing_without_reason(FRIDAY, school_calendar()) == {key: {OPENS: [1], FRIDAY: [1]}}
        assert standing_without_reason(OPENS - dt.timedelta(days=1), school_calendar()) == {}
        running, over = years_of_registers(FRIDAY)
        assert (running.academic_year, running.marks, running.ended) == (2026, 4, False)
        assert (over.academic_year, over.marks, over.ended) == (2025, 0, True)
        assert sessions_left(school_calendar(), 2025, OPENS).dates == ()
        assert sessions_left(SchoolCalendar(()), 2026, OPENS).dates == (), "no year has been entered yet"
        assert period("year", FRIDAY).first == OPENS
        with pytest.raises(Refused, match="2025/26 runs until 26 August"):
            close_year(2025, by=SYSTEM, now=NOON, today=OPENS - dt.timedelta(days=1))


@pytest.mark.parametrize("opens", [dt.date(2026, 8, 3), OPENS, dt.date(2026, 9, 1), dt.date(2026, 9, 3)])
def test_every_day_is_of_the_year_whose_span_holds_it(opens: dt.date) -> None:
    calendar = SchoolCalendar((Half(2026, 1, opens, dt.date(2026, 10, 16)),))
    for day in range(120):
        on = dt.date(2026, 7, 1) + dt.timedelta(days=day)
        first, last = calendar.year_span(calendar.year_of(on))
        assert first <= on <= last
    assert calendar.year_of(opens) == 2026


def _new(school: School) -> str:
    with school_work(school):
        return str(Pupil.objects.get(forename="New").pk)
