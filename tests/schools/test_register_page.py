"""The registers' pages as the server makes them: who sees what, in which state, escaped, light, and saved as a form too."""

import datetime as dt
import gzip
import json
import re
import uuid
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.calendar.models import NonSchoolDay
from schools.registers.facts import Reach, grid_facts
from schools.registers.models import Entry, MarkVersion
from schools.registers.queries.sheets import Timetable, sheet
from schools.registers.rules.codes import codes
from schools.registers.rules.entering import Hand, Standing, cell_refusal, codes_on
from schools.registers.rules.spoken import _WORDS
from schools.roll.models import DualRegistration, Pupil, RegistrationGroup
from tenants.trusts.scopes import school_work
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, ahead, classroom
from tests.world import World

MONDAY = dt.date(2026, 11, 16)


@pytest.fixture(scope="module")
def shared(world: World) -> Classroom:
    """A class nobody saves anything in."""
    return classroom(world)


@pytest.fixture
def room(world: World) -> Classroom:
    return classroom(world)


Clients = Callable[[Role, Classroom], Client]


@pytest.fixture
def client_of(world: World) -> Clients:
    return lambda role, room: world.client(world.person(role, room.school), room.school)


@pytest.fixture(autouse=True)
def _thursday_morning() -> object:
    with override_settings(CLOCK_AHEAD=ahead(MORNING)):
        yield


def text(client: Client, path: str, *, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.getvalue().decode()


# --- the day's list --------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_missing_and_never_lists_an_empty_group(shared: Classroom, client_of: Clients) -> None:
    with school_work(shared.school):
        RegistrationGroup.objects.create(academic_year=2026, name="9Empty", year_group="9")
    page = text(client_of(Role.ATTENDANCE_OFFICER, shared), "/registers/")
    assert "<b>2 registers</b> are missing. 2 not open yet." in page
    assert page.count("autofocus") == 1
    assert "9Empty" not in page
    assert "Class Teacher" in page
    assert "Not open yet" in page
    assert "opens at 13:00" in page


def test_a_teacher_sees_their_own_groups_only(shared: Classroom, client_of: Clients) -> None:
    page = text(client_of(Role.CLASS_TEACHER, shared), "/registers/")
    assert "<b>1 register</b> is missing." in page
    assert "9B" not in page
    with school_work(shared.school):
        other = RegistrationGroup.objects.get(name="9B")
    text(client_of(Role.CLASS_TEACHER, shared), f"/registers/{other.pk}/2026-11-19/am/", status=404)


def test_a_closed_day_is_one_calm_line(room: Classroom, client_of: Clients) -> None:
    with school_work(room.school):
        NonSchoolDay.objects.create(date=THURSDAY, kind=NonSchoolDay.Kind.INSET)
    page = text(client_of(Role.ATTENDANCE_OFFICER, room), "/registers/")
    assert "The school does not meet: INSET day." in page
    assert "autofocus" not in page


@pytest.mark.parametrize(("typed", "said"), [("18/11/2026", "Wednesday 18 November"), ("yesterday", "Wednesday 18")])
def test_another_day_can_be_asked_for_as_people_write_it(
    shared: Classroom, client_of: Clients, typed: str, said: str
) -> None:
    assert said in text(client_of(Role.ATTENDANCE_OFFICER, shared), f"/registers/?on={typed}")


def test_a_day_that_cannot_be_read_is_said_beside_its_box(shared: Classroom, client_of: Clients) -> None:
    page = text(client_of(Role.ATTENDANCE_OFFICER, shared), "/registers/?on=%3Cscript%3Ealert(1)")
    assert 'id="id_on_error"' in page
    assert "<script>alert" not in page


# --- the grid's page -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["2026-11-19/AM", "2026-11-19/1", "2026-02-30/am", "2026-11-21/am", "19-11-2026/am"]
)
def test_what_is_no_session_is_no_address(shared: Classroom, client_of: Clients, address: str) -> None:
    client = client_of(Role.ATTENDANCE_OFFICER, shared)
    text(client, f"/registers/{shared.group.pk}/{address}/", status=404)
    text(client, f"/registers/{shared.group.pk}/{address}/form/", status=404)


@pytest.mark.parametrize(
    ("address", "said", "leads_to"),
    [
        ("2026-11-21/am", "Saturday 21 November 2026 is not a school day.", ["2026-11-20/am", "2026-11-23/am"]),
        ("2026-11-22/pm", "Sunday 22 November 2026 is not a school day.", ["2026-11-23/pm", "2026-11-20/pm"]),
        ("2026-02-30/am", "There is no day 2026-02-30.", ["2026-11-19/am", "2026-11-18/am"]),
        ("19-11-2026/am", "write it as 2026-11-19.", ["2026-11-19/am", "2026-11-18/am"]),
        ("0001-01-01/am", "No register is kept of 0001.", ["2026-11-19/am", "2026-11-18/am"]),
        ("9999-12-31/pm", "No register is kept of 9999.", ["2026-11-19/pm", "2026-11-18/pm"]),
    ],
)
def test_a_day_without_a_register_says_why_and_leads_to_the_nearest(
    shared: Classroom, client_of: Clients, address: str, said: str, leads_to: list[str]
) -> None:
    client = client_of(Role.ATTENDANCE_OFFICER, shared)
    for form in ("", "form/"):
        page = text(client, f"/registers/{shared.group.pk}/{address}/{form}", status=404)
        assert said in page
        links = re.findall(r'href="/registers/[0-9a-f-]{36}/([0-9-]+/[ap]m)/"', page)
        assert links == leads_to


def test_a_day_without_a_register_tells_nothing_of_a_group_one_may_not_see(
    shared: Classroom, client_of: Clients
) -> None:
    with school_work(shared.school):
        other = RegistrationGroup.objects.get(name="9B")
    page = text(client_of(Role.CLASS_TEACHER, shared), f"/registers/{other.pk}/2026-11-21/am/", status=404)
    assert page == text(client_of(Role.CLASS_TEACHER, shared), "/nowhere/", status=404)


def test_the_register_leads_to_how_it_stood(shared: Classroom, client_of: Clients) -> None:
    page = text(client_of(Role.ATTENDANCE_OFFICER, shared), shared.path())
    assert f'<a href="/registers/{shared.group.pk}/2026-11-19/as-at/">As it stood</a>' in page


def test_names_are_escaped_in_cells_facts_and_form(room: Classroom, client_of: Clients) -> None:
    with school_work(room.school):
        Pupil.objects.filter(pk=room.pupils[0].pk).update(surname='</script><b>"x"', forename="<i>'y'")
    client = client_of(Role.ATTENDANCE_OFFICER, room)
    for path in (room.path(), room.path() + "form/"):
        page = text(client, path)
        assert "<b>" not in page.partition("<tbody>")[2].partition("</table>")[0]
        assert "</script><b>" not in page
        assert "<i>" not in page
    assert "&lt;i&gt;" in text(client, room.path())


def test_a_cell_is_said_as_it_stands(shared: Classroom, client_of: Clients) -> None:
    page = text(client_of(Role.CLASS_TEACHER, shared), shared.path())
    assert 'aria-label="Hodan Abdi, Thursday AM, missing"' in page
    assert 'aria-label="Hodan Abdi, Friday AM, not yet due"' in page


def test_who_may_only_look_gets_no_bar_and_no_form(shared: Classroom, client_of: Clients) -> None:
    client = client_of(Role.HEADTEACHER, shared)
    page = text(client, shared.path())
    assert "data-bar" not in page
    assert "You may see this register." in page
    text(client, shared.path() + "form/", status=404)


def test_the_page_is_light_and_asks_the_database_as_often_for_any_class(
    shared: Classroom, client_of: Clients, world: World
) -> None:
    client = client_of(Role.ATTENDANCE_OFFICER, shared)
    with school_work(shared.school):
        small = RegistrationGroup.objects.get(name="9B")
    counts = []
    for group in (small.pk, shared.group.pk, small.pk, shared.group.pk):
        with CaptureQueriesContext(connections[ALIAS]) as asked:
            response = client.get(f"/registers/{group}/2026-11-19/am/")
        counts.append(len(asked))
    body = response.getvalue()
    body = gzip.decompress(body) if response.get("Content-Encoding") == "gzip" else body
    assert len(set(counts[2:])) == 1, counts
    assert len(gzip.compress(body)) < 30_000
    assert "style=" not in body.decode()


# --- what the script is told -----------------------------------------------------------------------------------------


def test_the_grid_knows_which_sessions_are_due_at_another_school(room: Classroom) -> None:
    """Thursday afternoons there, from Thursday on: the one cell of this week, and none once it has ended."""
    with school_work(room.school):
        there = DualRegistration.objects.create(
            pupil=room.pupils[1], status="M", other_school="Fen School", slots=[2, 8], starts_on=THURSDAY
        )
        monday = THURSDAY - dt.timedelta(days=3)
        slots = Timetable.now(THURSDAY).week(monday, MORNING)
        assert grid_facts([sheet(room.group, slots)], slots, reach={})["elsewhere"] == [10 + 7]
        DualRegistration.objects.filter(pk=there.pk).update(starts_on=monday - dt.timedelta(days=9), ends_on=monday)
        assert grid_facts([sheet(room.group, slots)], slots, reach={})["elsewhere"] == [10 + 1]


@pytest.mark.parametrize("clock", [MORNING, MORNING.replace(hour=14), MORNING - dt.timedelta(days=800)])
def test_the_script_refuses_what_the_rules_refuse(shared: Classroom, clock: dt.datetime) -> None:
    """Every code of any date, in every session of a week, for a pupil of either age: the words are the rule's own."""
    monday = MONDAY - dt.timedelta(days=800 // 7 * 7) if clock.year < MONDAY.year else MONDAY
    with school_work(shared.school):
        slots = Timetable.now(monday + dt.timedelta(days=4)).week(monday, clock)
        facts = grid_facts([sheet(shared.group, slots)], slots, reach={shared.group.pk: Reach.AMEND})
    assert json.loads(json.dumps(facts)) == facts
    for slot, told in zip(slots, facts["slots"], strict=True):
        if slot.closed:
            assert facts["words"][told["closed"]] == slot.closed
            continue
        for birth, refused in zip((dt.date(2022, 5, 1), dt.date(2013, 3, 14)), told["refused"], strict=True):
            for code in {row.code for row in codes()}:
                minutes = 12 if code == "L" else None
                fault = cell_refusal(
                    slot, birth=birth, held=Standing(), asked=Standing(code, minutes), hand=Hand(may_amend=True)
                )
                words = facts["words"][refused[code]] if code in refused else None
                assert words == (fault.words if fault else None), (slot.name, code, birth)


def test_a_teacher_s_reach_ends_where_the_rules_end_it(shared: Classroom) -> None:
    later = MORNING + dt.timedelta(days=1)
    with school_work(shared.school):
        slots = Timetable.now(MONDAY + dt.timedelta(days=4)).week(MONDAY, later)
        facts = grid_facts([sheet(shared.group, slots)], slots, reach={})
    thursday, friday = facts["slots"][6], facts["slots"][8]
    assert "Only the attendance officer completes" in facts["words"][thursday["first"]]
    assert "Ask the attendance officer to amend" in facts["words"][thursday["change"]]
    assert "amended, never removed" in facts["words"][thursday["removal"]]
    assert (friday["first"], friday["change"], friday["removal"]) == (-1, -1, -1)
    assert facts["groups"][0]["reach"] == Reach.SEE


def test_every_current_code_has_words_of_its_own() -> None:
    assert {row.code for row in codes_on(THURSDAY)} <= set(_WORDS)


# --- the plain form --------------------------------------------------------------------------------------------------


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    body = page.partition('class="plain-register"')[2].partition("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def test_a_form_sent_twice_is_one_save(room: Classroom, client_of: Clients) -> None:
    client = client_of(Role.CLASS_TEACHER, room)
    sent = fields(text(client, room.path() + "form/")) | {f"code-{room.pupils[0].pk}": "/"}
    for _ in range(2):
        response = client.post(room.path() + "form/", sent)
        assert (response.status_code, response["Location"]) == (302, room.path() + "form/")
    with school_work(room.school):
        assert (Entry.objects.count(), MarkVersion.objects.count()) == (1, 1)
    assert "Saved 1 mark" in text(client, room.path() + "form/")


def test_another_s_change_is_shown_and_kept_unless_overruled(room: Classroom, client_of: Clients) -> None:
    teacher, officer = client_of(Role.CLASS_TEACHER, room), client_of(Role.ATTENDANCE_OFFICER, room)
    first, second = (f"code-{pupil.pk}" for pupil in room.pupils[:2])
    stale = fields(text(teacher, room.path() + "form/")) | {first: "N", second: "I"}
    officer.post(room.path() + "form/", fields(text(officer, room.path() + "form/")) | {first: "M"})
    response = teacher.post(room.path() + "form/", stale)
    page = response.getvalue().decode()
    assert response.status_code == 409
    assert "M, medical or dental. Save again to keep yours" in page
    assert room.marks() == {"Abdi": "M"}
    again = fields(page)
    assert (again[first], again[second]) == ("N", "I")
    assert teacher.post(room.path() + "form/", again).status_code == 302
    assert room.marks() == {"Abdi": "N", "Adeyemi": "I"}


@pytest.mark.parametrize(
    ("code", "minutes", "said"),
    [
        ("\\", "", "is for the PM register only"),
        ("L", "", "Say how many minutes late"),
        ("L", "99", "use U for a pupil"),
        ("L", "x", "Minutes late are a whole number."),
        ("L", "-1", "Minutes late are a whole number."),
        ("L", "٣", "Minutes late are a whole number."),
        ("I", "5", "Only L and U have minutes late"),
        ("<b>", "", "is not an attendance code."),
    ],
)
def test_what_is_wrong_is_beside_its_field_and_nothing_is_saved(
    shared: Classroom, client_of: Clients, code: str, minutes: str, said: str
) -> None:
    client = client_of(Role.CLASS_TEACHER, shared)
    pupil = shared.pupils[2].pk
    sent = fields(text(client, shared.path() + "form/")) | {f"code-{pupil}": code, f"minutes-{pupil}": minutes}
    sent[f"code-{shared.pupils[0].pk}"] = "N"
    response = client.post(shared.path() + "form/", sent)
    page = response.getvalue().decode()
    assert response.status_code == 422
    assert said in page
    assert f'aria-describedby="error-{pupil}"' in page
    assert "One thing to put right; nothing was saved" in page
    assert "<b>" not in page.partition("plain-register")[2].partition("</form>")[0]
    assert shared.marks() == {}


def test_an_amendment_without_a_reason_is_asked_for_one(room: Classroom, client_of: Clients) -> None:
    client = client_of(Role.ATTENDANCE_OFFICER, room)
    code = f"code-{room.pupils[0].pk}"
    client.post(room.path() + "form/", fields(text(client, room.path() + "form/")) | {code: "N"})
    with override_settings(CLOCK_AHEAD=ahead(MORNING.replace(hour=14))):
        sent = fields(text(client, room.path() + "form/")) | {code: "I"}
        response = client.post(room.path() + "form/", sent)
        assert response.status_code == 422
        assert 'id="reason_error"' in response.getvalue().decode()
        again = fields(response.getvalue().decode()) | {"reason": "Parent rang"}
        assert client.post(room.path() + "form/", again).status_code == 302
    assert room.marks() == {"Abdi": "I"}


def test_made_up_fields_do_nothing(shared: Classroom, client_of: Clients) -> None:
    """A pupil nobody knows, a version from nowhere, a key and a reason too long: refused, cut or ignored, never a fault."""
    client = client_of(Role.CLASS_TEACHER, shared)
    path = shared.path() + "form/"
    sent = fields(text(client, path))
    odd = {"version": "99", "key": "k" * 500, "reason": "x" * 20_000, "code-nobody": "N"}
    response = client.post(path, sent | odd)
    assert response.status_code == 302
    assert "Nothing was changed" in text(client, path)
    for more in ({f"code-{uuid.uuid4()}": "N"}, {f"code-{shared.pupils[0].pk}": "N"}):
        response = client.post(path, sent | odd | more)
        assert response.status_code == 422
        assert b"nothing was saved" in response.getvalue()
    assert shared.marks() == {}
