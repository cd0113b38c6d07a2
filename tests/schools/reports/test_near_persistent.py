"""The worklist at the persistent absence line: the worked figures, its sort, who sees whom, and its file."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.journal.models import AuditLine, Shown
from schools.pupils.pages.list_columns import COLUMNS as LIST_COLUMNS
from schools.pupils.pages.pupil_list import PupilLine
from schools.pupils.pages.sorting import Column, Sort
from schools.registers.models import Entry, Mark
from schools.registers.rules.outlook import Prospect
from schools.registers.rules.pupil_standing import PupilStanding
from schools.registers.rules.totals import Totals
from schools.reports.pages.near_persistent import COLUMNS, near_sort, outlook_of
from schools.roll.models import GroupTutor, Pupil, RegistrationGroup, YearLead
from schools.roll.queries import OnRoll
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.pupils.years import FIRST, add_pupil, school_days, set_year_of_380, slots, write_marks, year_of
from tests.world import World, host_of, signed_in

#: The 121st school day: 240 sessions of the year's 380 lie before it, 140 are left.
TODAY = school_days(FIRST, dt.date(2027, 7, 21))[120]
NOON = dt.datetime.combine(TODAY, dt.time(8, 0), tzinfo=dt.UTC)
#: Forename: possible and absent.
WORKED = {"Nine": (100, 9), "Thirteen": (120, 13), "Ten": (100, 10), "Thirtyseven": (240, 37), "Thirtyeight": (240, 38)}
BIRTH = dt.date(2013, 3, 14)


@pytest.fixture(scope="module")
def school(world: World) -> Iterator[School]:
    """A school with a year of 380 sessions and the pupils of the worked examples, one of them in another group."""
    school = world.another_school(filled=True)
    set_year_of_380(school)
    for role in (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER, Role.HEAD_OF_YEAR, Role.SCHOOL_GOVERNOR):
        world.employ(role, school)
    codes = {}
    with school_work(school):
        group = RegistrationGroup.objects.get()
        other = RegistrationGroup.objects.create(academic_year=2026, name="8A", year_group="8")
        for forename, (possible, absent) in WORKED.items():
            place = other if forename == "Ten" else group
            codes[add_pupil(forename, "=Line", place, birth=BIRTH).key] = year_of(possible, absent)
        teacher = world.person(Role.CLASS_TEACHER, school)
        head = world.person(Role.HEAD_OF_YEAR, school)
        staff = {row.person_id: row for row in StaffMember.objects.all()}
        GroupTutor.objects.create(group=other, staff=staff[teacher.pk], starts_on=FIRST)
        YearLead.objects.create(year_group="9", staff=staff[head.pk], starts_on=FIRST)
    write_marks(school, codes)
    yield school


def client_of(world: World, school: School, role: Role) -> Client:
    return signed_in(world.person(role, school), host_of(school))


def get(world: World, school: School, path: str, role: Role = Role.ATTENDANCE_OFFICER) -> str:
    with time_machine.travel(NOON, tick=False):
        response = client_of(world, school, role).get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def listed(html: str) -> list[str]:
    """The forenames on the list, in its order."""
    return re.findall(r"data-name>=Line, (\w+)<", html)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def row_of(html: str, forename: str) -> str:
    rows = re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    return words(next(row for row in rows if f"=Line, {forename}<" in row))


def test_each_pupil_of_the_worked_examples_is_said_exactly(world: World, school: School) -> None:
    page = get(world, school, "/pupils/near/")
    assert "2 more sessions to PA" in row_of(page, "Nine")
    assert re.search(r"9 sessions, 4½ 100 9\.0% 140", row_of(page, "Nine"))
    assert "PA; leaves after 11 attended sessions" in row_of(page, "Thirteen")
    assert "PA; leaves after 1 attended session" in row_of(page, "Ten")
    assert "PA; leaves after 131 attended sessions" in row_of(page, "Thirtyseven")
    assert "cannot finish below PA" in row_of(page, "Thirtyeight")
    assert "3 persistently absent can still recover, 1 is near it, and 1 cannot finish the year below it" in words(page)


def test_one_pupil_stands_in_one_way_wherever_it_is_said(world: World, school: School) -> None:
    """A list of pupils that said "leaves after 43" would send somebody to promise what the year is too short for."""
    near, pupils = get(world, school, "/pupils/near/"), get(world, school, "/pupils/")
    for forename, said in (
        ("Nine", "2 more sessions to PA"),
        ("Ten", "PA; leaves after 1 attended session"),
        ("Thirtyeight", "cannot finish below PA"),
    ):
        assert said in row_of(near, forename)
        assert said in row_of(pupils, forename)
    with school_work(school):
        cannot = Pupil.objects.get(surname="=Line", forename="Thirtyeight").pk
    for page in (pupils, get(world, school, f"/pupils/{cannot}/"), get(world, school, f"/pupils/{cannot}/why/")):
        assert "leaves after" not in (row_of(page, "Thirtyeight") if page is pupils else words(page))
    assert "annot finish below PA" in words(get(world, school, f"/pupils/{cannot}/"))


def test_who_can_still_recover_comes_first(world: World, school: School) -> None:
    page = get(world, school, "/pupils/near/")
    assert listed(page) == ["Ten", "Thirteen", "Thirtyseven", "Nine", "Thirtyeight"]
    assert re.search(r'<th scope="col" aria-sort="ascending"><a href="[^"]*">Can still recover', page)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("-absent", ["Thirtyeight", "Thirtyseven", "Thirteen", "Ten", "Nine"]),
        ("rate", ["Nine", "Ten", "Thirteen", "Thirtyseven", "Thirtyeight"]),
        ("name", ["Nine", "Ten", "Thirteen", "Thirtyeight", "Thirtyseven"]),
        ("-name", ["Thirtyseven", "Thirtyeight", "Thirteen", "Ten", "Nine"]),
        ("nonsense", ["Ten", "Thirteen", "Thirtyseven", "Nine", "Thirtyeight"]),
    ],
)
def test_the_columns_sort(world: World, school: School, sort: str, order: list[str]) -> None:
    assert listed(get(world, school, f"/pupils/near/?sort={sort}")) == order


def test_each_figure_opens_its_explanation(world: World, school: School) -> None:
    with school_work(school):
        ids = dict(Pupil.objects.filter(surname="=Line").values_list("forename", "id"))
    why = words(get(world, school, f"/pupils/{ids['Nine']}/why/"))
    assert "9 sessions (4½ days) missed ÷ 100 possible" in why
    assert "2 more sessions to PA: 11 of 102 would be 10.8%" in why
    cannot = words(get(world, school, f"/pupils/{ids['Thirtyeight']}/why/"))
    assert "38 of 380 is 10.0%; the most that can be missed and still end below is 37" in cannot
    assert "leaves after 11 attended sessions: 13 of 131 is 9.9%" in words(
        get(world, school, f"/pupils/{ids['Thirteen']}/why/")
    )


def test_the_pupils_own_page_says_the_same(world: World, school: School) -> None:
    with school_work(school):
        ids = dict(Pupil.objects.filter(surname="=Line").values_list("forename", "id"))
    nine = words(get(world, school, f"/pupils/{ids['Nine']}/"))
    assert re.search(r"To persistent absence 2 more.* sessions to PA: 11 of 102 would be 10\.8%", nine)
    assert "Cannot finish below PA" in words(get(world, school, f"/pupils/{ids['Thirtyeight']}/"))
    assert "cannot finish below PA: 38 of 380 in the year is 10.0% at best" in words(
        get(world, school, f"/pupils/{ids['Thirtyeight']}/")
    )
    assert "PA; leaves after 131 attended sessions" in words(get(world, school, f"/pupils/{ids['Thirtyseven']}/"))


def test_what_is_planned_ahead_is_neither_missed_nor_gone(world: World, fresh_school: object) -> None:
    school = fresh_school(filled=True)  # type: ignore[operator]
    set_year_of_380(school)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    with school_work(school):
        pupil = add_pupil("Ahead", "=Line", RegistrationGroup.objects.get(), birth=BIRTH)
    write_marks(school, {pupil.key: year_of(240, 36)})
    with school_work(school):
        entry = Entry.objects.order_by("-id")[0].pk
        for on, session in slots(school_days(FIRST, dt.date(2027, 7, 21)))[240:244]:
            Mark.objects.create(pupil_key=pupil.key, date=on, session=session, code="C", entry_id=entry, planned=True)
    row = row_of(get(world, school, "/pupils/near/"), "Ahead")
    assert re.search(r"36 sessions, 18 240 15\.0% 140", row), row
    page = words(get(world, school, f"/pupils/{pupil.pk}/"))
    assert "204 of 240 possible sessions" in page
    html = get(world, school, f"/pupils/{pupil.pk}/")
    assert "AM C, leave, exceptional (planned); PM C, leave, exceptional (planned)" in html


def test_a_class_teacher_sees_their_own_group_and_a_head_of_year_their_own_year(world: World, school: School) -> None:
    assert listed(get(world, school, "/pupils/near/", Role.CLASS_TEACHER)) == ["Ten"]
    assert listed(get(world, school, "/pupils/near/", Role.HEAD_OF_YEAR)) == [
        "Thirteen",
        "Thirtyseven",
        "Nine",
        "Thirtyeight",
    ]
    for path in ("/pupils/", "/pupils/?show=near&basis=whole"):
        assert set(listed(get(world, school, path, Role.CLASS_TEACHER))) <= {"Ten"}
    assert '<option value="9">' not in get(world, school, "/pupils/near/", Role.CLASS_TEACHER)


def test_no_pupil_out_of_reach_opens(world: World, school: School) -> None:
    with school_work(school):
        ids = dict(Pupil.objects.filter(surname="=Line").values_list("forename", "id"))
    with time_machine.travel(NOON, tick=False):
        client = client_of(world, school, Role.CLASS_TEACHER)
        for act in ("", "why/", "as-at/?at=today", "marks/2026-11-19/"):
            assert client.get(f"/pupils/{ids['Ten']}/{act}").status_code == 200
            assert client.get(f"/pupils/{ids['Nine']}/{act}").status_code == 404


def test_the_ticked_are_saved_as_a_file_that_no_spreadsheet_runs(world: World, school: School) -> None:
    with school_work(school):
        ids = dict(Pupil.objects.filter(surname="=Line").values_list("forename", "id"))
    chosen = {"pupil": [str(ids["Nine"]), str(ids["Ten"]), "nonsense"]}
    with time_machine.travel(NOON, tick=False):
        client = client_of(world, school, Role.CLASS_TEACHER)
        officer = client_of(world, school, Role.ATTENDANCE_OFFICER)
        body = officer.post("/pupils/near/chosen.csv", chosen).content.decode("utf-8-sig")
        own = client.post("/pupils/near/chosen.csv", chosen).content.decode("utf-8-sig")
        whole = officer.post("/pupils/near/chosen.csv").content.decode("utf-8-sig")
    rows = body.splitlines()
    assert [row.split(",")[1].strip(' "') for row in rows[1:]] == ["Ten", "Nine"]
    assert rows[1].startswith(
        '"\'=Line, Ten","Year 8","8A",10,"5",100,"10.0%",140,"PA; leaves after 1 attended session"'
    )
    assert "Nine" not in own
    assert len(own.splitlines()) == 2
    assert len(whole.splitlines()) == 6
    with school_work(school):
        line = AuditLine.objects.filter(act="near_list.downloaded").order_by("id").first()
        files = set(Shown.objects.filter(about_id__startswith="file").values_list("about_id", flat=True))
    assert line.details == {"pupils": 2}
    assert files == {"file show=near"}, "the pupils' histories name the worklist, not the whole school"


def test_the_worklist_costs_the_same_queries_whatever_its_length(world: World, school: School) -> None:
    """Recorded: 1 for who is asking, 12 for list, the next meeting, frame and journal, and the ends of two transactions."""
    with time_machine.travel(NOON, tick=False):
        client = client_of(world, school, Role.ATTENDANCE_OFFICER)
        client.get("/pupils/near/")
        with CaptureQueriesContext(connections[ALIAS]) as seen:
            client.get("/pupils/near/")
    assert len(seen) == 17, [row["sql"][:90] for row in seen.captured_queries]


# --- the sort, of any list ---------------------------------------------------------------------------------------------


@st.composite
def lines(draw: st.DrawFn) -> PupilLine:
    possible = draw(st.integers(0, 60))
    absent = draw(st.integers(0, possible))
    key = draw(st.integers(1, 10_000))
    name = draw(st.sampled_from(["a", "b", "c"]))
    pupil = OnRoll(None, key, name, name, BIRTH, FIRST, None, "9", "9B")  # type: ignore[arg-type]
    totals = Totals(present=possible - absent, authorised=absent)
    return PupilLine(pupil, "Year 9", PupilStanding(totals, draw(st.integers(0, 60))))


@given(
    st.lists(lines(), max_size=20, unique_by=lambda line: line.pupil.key),
    st.sampled_from([COLUMNS, LIST_COLUMNS]),
    st.data(),
    st.booleans(),
)
def test_every_sort_keeps_everybody_and_settles_equals_by_name(
    rows: list[PupilLine], columns: tuple[Column, ...], data: st.DataObject, descending: bool
) -> None:
    """Who has nothing in the column comes last, whichever way it is sorted."""
    column = data.draw(st.sampled_from([column for column in columns if column.by]))
    sort = Sort(columns, column.by, descending)
    ordered = sort.order(rows)
    assert sorted(map(id, ordered)) == sorted(map(id, rows))
    assert sort.order(list(reversed(ordered))) == ordered
    keys = [column.key(line) for line in ordered]
    having = [key for key in keys if key is not None]
    assert keys == [*sorted(having, reverse=descending), *[None] * (len(keys) - len(having))]


@given(st.lists(lines(), max_size=20))
def test_nobody_who_cannot_recover_stands_above_somebody_who_can(rows: list[PupilLine]) -> None:
    outlooks = [outlook_of(line) for line in near_sort().order(rows)]
    kinds = [outlook.prospect for outlook in outlooks]
    assert kinds == sorted(kinds)
    can = [outlook.distance for outlook in outlooks if outlook.prospect is Prospect.CAN_RECOVER]
    assert can == sorted(can)
