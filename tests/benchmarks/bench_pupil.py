"""The pupil page with a whole year behind it and that of a case of four months, the lists of a large school, and a year as
it stood at a moment.

Each beside a trivial page of the same stack that reads one row, in turn in this process, so that whatever else the
machine does falls on all alike. A page's own part is what it takes beyond that trivial page.
"""

import datetime as dt
import time
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from foundation.access.roles import Role
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import open_case
from schools.cases.operations.work import add_task, end_task, write_note
from schools.cases.rules.opening import Kind
from schools.cases.rules.tasks import TaskKind
from schools.registers.queries.as_at import marks_as_at
from schools.registers.queries.versions import versions_of
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffDuty
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.figures import line, middle, quarter
from tests.schools.pupils.years import FIRST, LAST, school_days, slots, write_marks
from tests.schools.roll.acts import BY
from tests.world import World, host_of, signed_in

ROUNDS = 30
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
    return school


def opened_case(school: School, pupil: uuid.UUID) -> Case:
    """A case of four months about a pupil, with a note and a task for every third day and half of the tasks done."""
    opened = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
    signed = Signature(BY, Role.ATTENDANCE_OFFICER.label)
    with school_work(school):
        case = open_case(
            Pupil.objects.get(pk=pupil), kind=Kind.ATTENDANCE, because="Away often", act=Act(signed, opened)
        )
        for day in range(0, 120, 3):
            act = Act(signed, opened + dt.timedelta(days=day))
            write_note(case, words="Rang; they said that things are better.", restricted=False, act=act)
            due = act.today + dt.timedelta(days=5)
            task = add_task(
                case, kind=TaskKind.TASK, what="Ring again", due_on=due, duty=StaffDuty.Duty.ATTENDANCE_LEAD, act=act
            )
            if day % 2:
                end_task(task, move="finish", answer="They answered.", act=act)
    return case


def milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def test_pages(world: World, school: School) -> None:
    with school_work(school):
        key = Pupil.objects.filter(surname__startswith="Many").order_by("key")[7].pk
    case = opened_case(school, key)
    with time_machine.travel(NOON, tick=False):
        client: Client = signed_in(world.person(Role.ATTENDANCE_OFFICER, school), host_of(school))
        paths = {
            "one-read page": f"/pupils/{key}/marks/2026-09-02/",
            "pupil page": f"/pupils/{key}/",
            "its case": f"/cases/{case.pk}/",
            "pupil's year as at a moment": f"/pupils/{key}/as-at/?at=1+march+2027",
            "worklist of 1,500": "/pupils/near/",
            "pupils' list of 1,500": "/pupils/",
        }
        sizes = {name: len(client.get(path).content) for name, path in paths.items()}
        assert b"half" in client.get(paths["pupil page"]).content
        assert client.get(paths["its case"]).content.count(b"Ring again") >= 20
        rounds: dict[str, list[float]] = {name: [] for name in paths}
        for _ in range(ROUNDS):
            for name, path in paths.items():
                rounds[name].append(milliseconds(lambda path=path: client.get(path)))
    trivial = next(iter(paths))
    print(f"\nPages of pupils (median of {ROUNDS} interleaved rounds, in process; yardstick: {trivial})")
    for name in list(paths)[1:]:
        note = f"{sizes[name] / 1000:.0f} kB; lowest quarter {quarter(rounds[name]):.1f} ms"
        print(line(name, middle(rounds[name]), middle(rounds[trivial]), unit="ms", note=note))
    beside = "pupil page"
    print(line(f"its case beside the {beside}", middle(rounds["its case"]), middle(rounds[beside]), unit="ms"))


def test_the_record(school: School) -> None:
    with school_work(school):
        key = Pupil.objects.filter(surname__startswith="Many").order_by("key")[7].key
        rounds: dict[str, list[float]] = {"now": [], "then": [], "versions": []}
        for _ in range(ROUNDS):
            rounds["then"].append(milliseconds(lambda: marks_as_at([key], FIRST, LAST, NOON)))
            rounds["versions"].append(milliseconds(lambda: versions_of(key, FIRST, LAST)))
            rounds["now"].append(milliseconds(lambda: Pupil.objects.filter(key=key).first()))
        found = marks_as_at([key], FIRST, LAST, NOON)
    assert len(found) == len(slots(school_days(FIRST, TODAY)))
    print(f"\nThe record of one pupil's year among {PUPILS:,} (median of {ROUNDS}; yardstick: one row by its key)")
    for name, words in (("then", "marks as at a moment"), ("versions", "every version of the year")):
        print(line(words, middle(rounds[name]), middle(rounds["now"]), unit="ms", note=f"{len(found)} marks"))
