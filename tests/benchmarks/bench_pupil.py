"""The pupil page with a whole year behind it and that of a case of four months, the lists of a large school, and a year as
it stood at a moment.

Each is a whole request through granian, beside the one-read page and its own statements run bare.
"""

import datetime as dt
import uuid

import pytest
from django.test import override_settings

from foundation.access.roles import Role
from schools.cases.models import Case
from schools.cases.operations.acting import Act as Doing
from schools.cases.operations.cases import open_case
from schools.cases.operations.work import add_task, end_task, write_note
from schools.cases.rules.opening import Kind
from schools.cases.rules.tasks import TaskKind
from schools.registers.models import Mark
from schools.registers.queries.as_at import marks_as_at
from schools.registers.queries.versions import versions_of
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffDuty
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.benchmarks.pages import as_it_is, measure
from tests.benchmarks.serving import browser_of, granian, settled
from tests.journeys.classroom import ahead
from tests.schools.pupils.years import FIRST, LAST, school_days, slots, write_marks
from tests.schools.roll.acts import BY
from tests.world import World

PUPILS = 1500
TODAY = dt.date(2027, 7, 1)
NOON = dt.datetime.combine(TODAY, dt.time(12, 0), tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school of 1,500 with a year to 1 July, one pupil in twelve persistently absent or near it."""
    school = world.another_school(filled=True)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    with school_work(school):
        group = RegistrationGroup.objects.get()
        Pupil.objects.bulk_create(
            Pupil(
                surname=f"Many{number}",
                forename="Pupil",
                sort_name=f"many{number:04d} pupil",
                birth=dt.date(2013, 3, 14),
                sex="F",
            )
            for number in range(PUPILS)
        )
        pupils = list(Pupil.objects.filter(surname__startswith="Many"))
        Admission.objects.bulk_create(Admission(pupil=pupil, starts_on=FIRST) for pupil in pupils)
        Placement.objects.bulk_create(
            Placement(pupil=pupil, year_group="9", group=group, starts_on=FIRST) for pupil in pupils
        )
        keys = list(Pupil.objects.order_by("key").values_list("key", flat=True))
    wanted = slots(school_days(FIRST, min(TODAY, LAST)))
    plain = {slot: "/\\"[slot[1] - 1] for slot in wanted}
    away = [dict.fromkeys(wanted[offset::9], "I") for offset in range(9)]
    write_marks(school, {key: plain | away[key % 9] if key % 12 == 0 else plain for key in keys})
    settled(school)
    return school


def opened_case(school: School, pupil: uuid.UUID) -> Case:
    """A case of four months about a pupil, with a note and a task for every third day and half of the tasks done."""
    opened = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
    signed = Signature(BY, Role.ATTENDANCE_OFFICER.label)
    with school_work(school):
        case = open_case(
            Pupil.objects.get(pk=pupil), kind=Kind.ATTENDANCE, because="Away often", act=Doing(signed, opened)
        )
        for day in range(0, 120, 3):
            act = Doing(signed, opened + dt.timedelta(days=day))
            write_note(case, words="Rang; they said that things are better.", restricted=False, act=act)
            due = act.today + dt.timedelta(days=5)
            task = add_task(
                case, kind=TaskKind.TASK, what="Ring again", due_on=due, duty=StaffDuty.Duty.ATTENDANCE_LEAD, act=act
            )
            if day % 2:
                end_task(task, move="finish", answer="They answered.", act=act)
    return case


def test_pages(world: World, school: School, bench: Bench) -> None:
    with school_work(school):
        pupil = Pupil.objects.filter(surname__startswith="Many").order_by("key")[7]
    case = opened_case(school, pupil.pk)
    name = pupil.surname
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)
    with override_settings(CLOCK_AHEAD=ahead(NOON)), granian(NOON) as port:
        pages = [
            as_it_is(client, "pupil page", f"/pupils/{pupil.pk}/", name, least=1),
            as_it_is(client, "its case", f"/cases/{case.pk}/", "Ring again", least=20),
            as_it_is(client, "a mark's history", f"/pupils/{pupil.pk}/marks/2026-09-02/", name, least=1),
            as_it_is(client, "year as at a moment", f"/pupils/{pupil.pk}/as-at/?at=1+march+2027", "<td", least=1),
            as_it_is(client, "Near, of 1,500", "/pupils/near/", "Many", least=50),
            as_it_is(client, "Pupils, of 1,500", "/pupils/", "Many", least=50),
        ]
        who = browser_of(client, port, school)
        measure(bench, "Pages of pupils through granian", who, client, str(school.schema_name), pages, rounds=25)


def test_the_record(school: School, bench: Bench) -> None:
    due = slots(school_days(FIRST, TODAY))
    with school_work(school):
        key = Pupil.objects.filter(surname__startswith="Many").order_by("key")[7].key
        now = Act(
            "the marks as they stand",
            lambda: {(one.date, one.session): one.code for one in Mark.objects.filter(pupil_key=key)},
            right=lambda found: exactly(len(due), "marks")(len(found)),
        )
        then = Act(
            "marks as at a moment",
            lambda: marks_as_at([key], FIRST, LAST, NOON),
            right=lambda found: exactly(len(due), "marks")(len(found)),
        )
        every = Act(
            "every version",
            lambda: list(versions_of(key, FIRST, LAST)),
            right=lambda found: exactly(len(due), "versions")(len(found)),
        )
        bench.turns(f"The record of one pupil's year among {PUPILS:,}", now, then, every, rounds=30)
    bench.line("marks as at a moment", then, now)
    bench.line("every version of the year", every, now)
