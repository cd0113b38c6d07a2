"""The officer's list and totals: figures, basis, who sees them, and how many queries they cost."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from schools.journal.models import AuditLine, Shown
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry, refresh_weeks
from schools.roll.models import Pupil
from tenants.memberships.models import Membership
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work
from tests.world import SINCE, World, host_of, signed_in

NOON = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def school(world: World) -> Iterator[School]:
    """Five pupils with ten sessions each: 0, 1, 5 and 10 missed, and one in Reception's age; one with no mark at all."""
    school = world.another_school(filled=True)
    with identity_work():
        Membership.objects.create(
            person=world.person(Role.ATTENDANCE_OFFICER, world.alder),
            role=Role.ATTENDANCE_OFFICER,
            school=school,
            starts_on=SINCE,
        )
    days = [dt.date(2026, 9, day) for day in (2, 3, 4, 7, 8)]
    slots = [(day, session) for day in days for session in (1, 2)]
    missed = {1: 0, 2: 1, 3: 5, 4: 10, 5: 2}
    with school_work(school):
        Pupil.objects.filter(key=5).update(birth=dt.date(2021, 10, 1))
        entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
        copy_marks(
            entry,
            (
                (key, day, session, ("O" if key == 4 else "I") if number < absent else "/\\"[session - 1], None)
                for key, absent in missed.items()
                for number, (day, session) in enumerate(slots)
            ),
        )
        refresh_weeks(days[0], days[-1])
    yield school


def html_of(world: World, school: School, path: str, role: Role = Role.ATTENDANCE_OFFICER) -> str:
    with time_machine.travel(NOON, tick=False):
        client = signed_in(world.person(role, world.alder), host_of(school))
        response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def get(world: World, school: School, path: str) -> str:
    return words(html_of(world, school, path))


def listed(world: World, school: School, path: str) -> list[int]:
    """The compact keys of those whom the page lists, in its order."""
    with school_work(school):
        known = {str(pupil): key for pupil, key in Pupil.objects.values_list("id", "key")}
    return [known[pupil] for pupil in re.findall(r'name="pupil" value="([^"]+)"', html_of(world, school, path))]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_list_adds_sessions_and_counts_persistent_absence(world: World, school: School) -> None:
    page = get(world, school, "/pupils/")
    # Published basis: pupils 1 to 4 (40 possible, 16 missed); pupil 5 is 4 years old, pupil 6 has no session.
    assert "60.0%" in page
    assert "24 sessions attended ÷ 40 possible" in page
    assert re.search(r"3 \(75\.0%\) are persistently absent, 2 of them severely", page)
    assert "2: outside the basis, or with no possible session yet" in page


def test_the_whole_roll_counts_everyone(world: World, school: School) -> None:
    page = get(world, school, "/pupils/?basis=whole")
    assert "32 sessions attended ÷ 50 possible" in page
    assert re.search(r"4 \(80\.0%\) are persistently absent", page)


@pytest.mark.parametrize(
    ("query", "shown"), [("", 6), ("?show=severe", 2), ("?show=persistent", 3), ("?show=nonsense", 6), ("?year=10", 0)]
)
def test_the_list_narrows(world: World, school: School, query: str, shown: int) -> None:
    assert len(listed(world, school, f"/pupils/{query}")) == shown


def test_the_list_is_shown_a_page_at_a_time_and_each_page_writes_down_whom_it_showed(
    world: World, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schools.pupils.views.pupils.PUPILS_A_PAGE", 4)
    assert len(listed(world, school, "/pupils/?sort=-absent")) == 4
    assert len(listed(world, school, "/pupils/?sort=-absent&page=2")) == 2
    last = get(world, school, "/pupils/?sort=-absent&page=2")
    assert "5 to 6 of 6" in last
    assert "24 sessions attended ÷ 40 possible" in last, "the figures are of everybody, whatever page is shown"
    with school_work(school):
        shown = Shown.objects.filter(about_id="", what=Shown.What.LIST).values_list("pupil_keys", flat=True)
        assert {(1, 2, 3, 4), (5, 6)} <= {tuple(keys) for keys in shown}


def test_the_list_sorts_by_its_columns_with_those_it_says_nothing_of_last(world: World, school: School) -> None:
    def keys(sort: str) -> list[int]:
        return listed(world, school, f"/pupils/?sort={sort}")

    # 1 to 4 missed 0, 1, 5 and 10; 6 has no session, and the basis leaves 5 out.
    assert keys("-absent")[:4] == [4, 3, 2, 1]
    assert keys("rate")[:4] == [4, 3, 2, 1]
    assert keys("-rate")[:4] == [1, 2, 3, 4]
    assert {*keys("rate")[4:]} == {*keys("-rate")[4:]} == {5, 6}


def test_the_list_and_the_ticked_are_saved_as_a_file(world: World, school: School) -> None:
    with school_work(school):
        ids = dict(Pupil.objects.values_list("key", "id"))
    with time_machine.travel(NOON, tick=False):
        officer = signed_in(world.person(Role.ATTENDANCE_OFFICER, world.alder), host_of(school))
        whole = officer.post("/pupils/chosen.csv?sort=-absent").content.decode("utf-8-sig").splitlines()
        ticked = {"pupil": [str(ids[3]), "nonsense"]}
        one = officer.post("/pupils/chosen.csv?show=persistent", ticked).content.decode("utf-8-sig").splitlines()
    assert len(whole) == 7
    assert ',0,10,"0.0%",10,10,0,' in whole[1]
    assert len(one) == 2
    assert ',5,10,"50.0%",5,0,0,' in one[1]
    assert one[1].endswith('"ages 5 to 15, as published","2026-09-08"')
    with school_work(school):
        line = AuditLine.objects.filter(act="pupil_list.downloaded").order_by("-id")[0]
        assert line.details == {"pupils": 1}
        assert Shown.objects.filter(about_id="file show=persistent", pupil_keys=[3]).exists()


def test_a_pupils_totals_explain_themselves(world: World, school: School) -> None:
    with school_work(school):
        keys = dict(Pupil.objects.values_list("key", "id"))
    page = get(world, school, f"/pupils/{keys[2]}/")
    assert "9 attended ÷ 10 possible" in page
    assert "Persistently absent : no longer so after 1 more attended session" in page
    assert "Severely absent" in get(world, school, f"/pupils/{keys[3]}/")
    assert "no rate to show" in get(world, school, f"/pupils/{keys[6]}/")


def test_missing_marks_are_counted_as_neither(world: World, school: School) -> None:
    with school_work(school):
        key = Pupil.objects.get(key=6).pk
    assert "10 sessions (5 days) of this year on roll hold no mark" in get(world, school, f"/pupils/{key}/")


def test_a_governor_does_not_find_the_pages(world: World) -> None:
    client = world.client(world.person(Role.SCHOOL_GOVERNOR, world.alder), world.alder)
    with school_work(world.alder):
        known = Pupil.objects.first().pk
    refused = client.get("/pupils/")
    assert refused.status_code == 404
    assert client.get(f"/pupils/{known}/").content == client.get(f"/pupils/{uuid.uuid4()}/").content == refused.content


def test_the_list_costs_the_same_queries_whatever_its_length(world: World, school: School) -> None:
    """Recorded: 1 for who is asking, 12 for the page, its frame and line in the journal, the ends of two transactions."""
    client = signed_in(world.person(Role.ATTENDANCE_OFFICER, world.alder), host_of(school))
    with time_machine.travel(NOON, tick=False):
        client.get("/pupils/")
        with CaptureQueriesContext(connections[ALIAS]) as seen:
            client.get("/pupils/")
    assert len(seen) == 15, [row["sql"][:90] for row in seen.captured_queries]
