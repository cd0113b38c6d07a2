"""The register's pages as the server makes them: who sees what, in which state, escaped and light."""

import gzip
import json
import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.calendar.models import NonSchoolDay
from schools.roll.models import GroupTutor, Pupil, RegistrationGroup
from tenants.trusts.scopes import school_work
from tests.journeys.classroom import THURSDAY, Classroom
from tests.schools.registers.asking import Clients, page_of
from tests.world import World, admit

pytestmark = pytest.mark.usefixtures("thursday_morning")


def test_the_list_says_what_is_missing_and_never_lists_an_empty_group(shared: Classroom, clients: Clients) -> None:
    with school_work(shared.school):
        RegistrationGroup.objects.create(academic_year=2026, name="9Empty", year_group="9")
    page = page_of(clients(Role.ATTENDANCE_OFFICER, shared), "/registers/")
    assert "<b>2 registers</b> are missing. 2 not open yet." in page
    assert page.count("autofocus") == 1
    assert "9Empty" not in page
    assert "Class Teacher" in page
    assert "Not open yet" in page
    assert "opens at 13:00" in page


def test_a_teacher_sees_their_own_groups_only(shared: Classroom, clients: Clients) -> None:
    page = page_of(clients(Role.CLASS_TEACHER, shared), "/registers/")
    assert "<b>1 register</b> is missing." in page
    assert not re.search(r"\b9B\b", page)  # a page’s own key may have these letters in it
    with school_work(shared.school):
        other = RegistrationGroup.objects.get(name="9B")
    page_of(clients(Role.CLASS_TEACHER, shared), f"/registers/{other.pk}/2026-11-19/am/", status=404)


def test_a_closed_day_is_one_calm_line(room: Classroom, clients: Clients) -> None:
    with school_work(room.school):
        NonSchoolDay.objects.create(date=THURSDAY, kind=NonSchoolDay.Kind.INSET)
    page = page_of(clients(Role.ATTENDANCE_OFFICER, room), "/registers/")
    assert "The school does not meet: INSET day." in page
    assert "autofocus" not in page


@pytest.mark.parametrize(("typed", "said"), [("18/11/2026", "Wednesday 18 November"), ("yesterday", "Wednesday 18")])
def test_another_day_can_be_asked_for_as_people_write_it(
    shared: Classroom, clients: Clients, typed: str, said: str
) -> None:
    assert said in page_of(clients(Role.ATTENDANCE_OFFICER, shared), f"/registers/?on={typed}")


def test_a_day_that_cannot_be_read_is_said_beside_its_box(shared: Classroom, clients: Clients) -> None:
    page = page_of(clients(Role.ATTENDANCE_OFFICER, shared), "/registers/?on=%3Cscript%3Ealert(1)")
    assert 'id="id_on_error"' in page
    assert "<script>alert" not in page


def test_the_next_register_to_take_follows_in_the_lists_order_and_among_ones_own(
    room: Classroom, clients: Clients
) -> None:
    """Forms 9B, 9C and 10A: after 9C comes 10A, then from the top again; one that is whole is passed over."""
    officer, teacher = clients(Role.ATTENDANCE_OFFICER, room), clients(Role.CLASS_TEACHER, room)
    with school_work(room.school):
        tenth = RegistrationGroup.objects.create(academic_year=2026, name="10A", year_group="10")
        (pupil,) = admit([("Zephyr", "Ada", "F")], birth=THURSDAY.replace(year=2012), group=tenth)

    def following(client: Client) -> str | None:
        facts = re.search(r'id="grid-facts"[^>]*>(.*?)</script>', page_of(client, room.path()))
        assert facts is not None
        told = json.loads(facts[1])["next"]
        return told and told[0]

    assert following(officer) == "10A, AM"
    assert following(teacher) is None  # who has no other group, and is told of none
    with school_work(room.school):
        GroupTutor.objects.create(group=tenth, staff=GroupTutor.objects.get(group=room.group).staff, starts_on=THURSDAY)
    assert following(teacher) == "10A, AM"
    assert (
        officer.post(
            f"/api/registers/{tenth.pk}/2026-11-19/am/",
            {
                "version": 0,
                "marks": [{"pupil": str(pupil.pk), "was": None, "code": "/", "minutes": None}],
            },
            content_type="application/json",
            headers={"idempotency-key": "one"},
        ).status_code
        == 200
    )
    assert following(officer) == "9B, AM"
    assert following(teacher) is None


@pytest.mark.parametrize(
    "address", ["2026-11-19/AM", "2026-11-19/1", "2026-02-30/am", "2026-11-21/am", "19-11-2026/am"]
)
def test_what_is_no_session_is_no_address(shared: Classroom, clients: Clients, address: str) -> None:
    client = clients(Role.ATTENDANCE_OFFICER, shared)
    for form in ("", "form/"):
        page = page_of(client, f"/registers/{shared.group.pk}/{address}/{form}", status=404)
        assert shared.pupils[0].surname not in page


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
    shared: Classroom, clients: Clients, address: str, said: str, leads_to: list[str]
) -> None:
    client = clients(Role.ATTENDANCE_OFFICER, shared)
    for form in ("", "form/"):
        page = page_of(client, f"/registers/{shared.group.pk}/{address}/{form}", status=404)
        assert said in page
        links = re.findall(r'href="/registers/[0-9a-f-]{36}/([0-9-]+/[ap]m)/"', page)
        assert links == leads_to


def test_a_day_without_a_register_tells_nothing_of_a_group_one_may_not_see(shared: Classroom, clients: Clients) -> None:
    with school_work(shared.school):
        other = RegistrationGroup.objects.get(name="9B")
    page = page_of(clients(Role.CLASS_TEACHER, shared), f"/registers/{other.pk}/2026-11-21/am/", status=404)
    assert page == page_of(clients(Role.CLASS_TEACHER, shared), "/nowhere/", status=404)


def test_the_register_leads_to_how_it_stood(shared: Classroom, clients: Clients) -> None:
    page = page_of(clients(Role.ATTENDANCE_OFFICER, shared), shared.path())
    assert f'<a href="/registers/{shared.group.pk}/2026-11-19/as-at/">As it stood</a>' in page


def test_names_are_escaped_in_cells_facts_and_form(room: Classroom, clients: Clients) -> None:
    with school_work(room.school):
        Pupil.objects.filter(pk=room.pupils[0].pk).update(surname='</script><b>"x"', forename="<i>'y'")
    client = clients(Role.ATTENDANCE_OFFICER, room)
    for path in (room.path(), room.path() + "form/"):
        page = page_of(client, path)
        assert "<b>" not in page.partition("<tbody>")[2].partition("</table>")[0]
        assert "</script><b>" not in page
        assert "<i>" not in page
    assert "&lt;i&gt;" in page_of(client, room.path())


def test_a_cell_is_said_as_it_stands(shared: Classroom, clients: Clients) -> None:
    page = page_of(clients(Role.CLASS_TEACHER, shared), shared.path())
    (row,) = re.findall(r'<tr data-pupil="[0-9a-f-]{36}" data-spoken="Hodan Abdi">(.*?)</tr>', page)
    assert "Abdi, Hodan" in row[: row.index("</th>")]
    said = re.findall(r'<td[^>]* aria-label="([^"]*)"', row)
    assert len(said) == 10
    assert said[6] == "Thursday AM, missing"
    assert said[8] == "Friday AM, not yet due"


def test_who_may_only_look_gets_no_bar_and_no_form(shared: Classroom, clients: Clients) -> None:
    client = clients(Role.HEADTEACHER, shared)
    page = page_of(client, shared.path())
    assert "data-bar" not in page
    assert "You may see this register." in page
    page_of(client, shared.path() + "form/", status=404)


def test_the_page_is_light_and_asks_the_database_as_often_for_any_class(
    shared: Classroom, clients: Clients, world: World
) -> None:
    client = clients(Role.ATTENDANCE_OFFICER, shared)
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
