"""What is planned makes nobody absent and no register sent: it waits until somebody takes the register."""

import datetime as dt
import re

import pytest

from foundation.access.roles import Role
from schools.calendar.models import NonSchoolDay
from schools.registers.models import MarkVersion
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World

EVE, FRIDAY = THURSDAY - dt.timedelta(days=1), THURSDAY + dt.timedelta(days=1)
TEACHER, OFFICER = Role.CLASS_TEACHER, Role.ATTENDANCE_OFFICER


@pytest.fixture
def morning(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """The class's register in which study leave was planned for everybody the evening before, open at 08:55."""
    morning = taking(world, monkeypatch, now=at(18, on=EVE))
    assert morning.save(*(morning.mark(place, "S") for place in range(6))).status_code == 200
    morning.set_clock(at(8, 55))
    return morning


def test_a_register_of_plans_alone_is_missing_and_not_sent(morning: Taking) -> None:
    day = morning.clients[OFFICER].get("/registers/").content.decode()
    assert set(re.findall(r'class="tag (\w+)"', day)) == {"missing", "off"}
    assert "6 planned, to confirm" in day
    week = morning.clients[OFFICER].get("/week/").content.decode()
    assert "Every register is in" not in week
    assert "6 pupils</a> are absent" not in week


def test_before_it_opens_such_a_register_is_not_sent_either(morning: Taking) -> None:
    morning.set_clock(at(7))
    day = morning.clients[OFFICER].get("/registers/").content.decode()
    assert set(re.findall(r'class="tag (\w+)"', day)) == {"off"}


def test_what_is_open_now_comes_before_what_is_late(morning: Taking) -> None:
    morning.set_clock(at(13, 5))
    page = morning.clients[OFFICER].get("/registers/").content.decode()
    assert re.findall(r"<td>(AM|PM)</td>", page[page.index("Missing registers") :])[:2] == ["PM", "AM"]


def test_its_missing_marks_are_asked_about_and_its_absences_are_not(morning: Taking) -> None:
    def shown(question: str) -> int:
        page = morning.clients[OFFICER].get("/week/", {"show": question, "at": f"{THURSDAY}-am"}).content.decode()
        return len(re.findall(r'<th scope="row"><a', page))

    assert (shown("missing"), shown("absent"), shown("S")) == (6, 0, 6)


def test_a_plan_is_drawn_and_said_as_one_and_missed_by_nobody(morning: Taking) -> None:
    page = morning.clients[TEACHER].get(f"/registers/{morning.group}/{THURSDAY}/am/").content.decode()
    assert page.count("Thursday AM, S, study leave, planned, to confirm") == 6
    assert page.count('class="mk a planned">S') == 6
    assert set(re.findall(r'<td class="tot">(.*?)</td>', page)) == {"–"}
    morning.save(morning.mark(0, "/", was="S"), role=TEACHER, version=1)
    page = morning.clients[TEACHER].get(f"/registers/{morning.group}/{THURSDAY}/am/").content.decode()
    assert "planned, to confirm" not in page
    assert re.findall(r'<td class="tot">(.*?)</td>', page).count("1") == 5


def test_a_register_with_some_plans_says_both_what_is_missing_and_what_is_planned(morning: Taking) -> None:
    morning.set_clock(at(18, on=THURSDAY))
    morning.save(morning.mark(0, "C"), on=FRIDAY)
    morning.set_clock(at(8, 55, on=FRIDAY))
    day = morning.clients[OFFICER].get("/registers/").content.decode()
    assert "5 of 6 marks, 1 planned, to confirm, open until 09:10" in day
    week = morning.clients[OFFICER].get("/week/").content.decode()
    assert 'data-gone="morning register missing"' not in week  # six rows are too few for words along a column
    assert week.count('class="has out"') == 0, "nobody is out while nobody has taken the register"


def test_an_absence_on_a_day_closed_since_is_in_no_total(morning: Taking) -> None:
    morning.save(morning.mark(0, "I", was="S"), role=TEACHER, version=1)
    with school_work(morning.school):
        NonSchoolDay.objects.create(date=THURSDAY, kind="inset")
    page = morning.clients[TEACHER].get(f"/registers/{morning.group}/{FRIDAY}/am/").content.decode()
    assert set(re.findall(r'<td class="tot">(.*?)</td>', page)) == {"–"}
    assert "Thursday PM, no session" in page


def test_as_at_a_plan_that_nobody_confirmed_counts_neither_then_nor_now(morning: Taking) -> None:
    morning.set_clock(at(18))
    address = f"/pupils/{morning.pupils[0]}/as-at/"
    page = morning.clients[OFFICER].get(address, {"at": "19/11/2026 12:00"}).content.decode()
    assert re.findall(r"<td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>", page)[1] == ("0", "0")
    morning.save(morning.mark(0, "S", was="S"), version=1)
    page = morning.clients[OFFICER].get(address, {"at": "19/11/2026 12:00"}).content.decode()
    assert re.findall(r"<td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>", page)[1][1] == "1"


def test_the_plain_form_confirms_plans(morning: Taking) -> None:
    page = morning.clients[TEACHER].get(morning.form()).content.decode()
    assert page.count("planned, to confirm") >= 6
    sent = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', page))
    assert morning.clients[TEACHER].post(morning.form(), sent).status_code == 302
    assert morning.week_sums() == {"authorised": 6}


def test_a_form_that_does_not_say_what_was_seen_overwrites_nothing(morning: Taking) -> None:
    sent = {"version": "1", "key": "a" * 8, f"code-{morning.pupils[0]}": "/"}
    assert morning.clients[TEACHER].post(morning.form(), sent).status_code == 409
    assert morning.marks()[0, THURSDAY, 1] == ("S", None)


def test_a_refusal_over_marks_of_several_people_names_none_of_them_for_all(morning: Taking) -> None:
    """S was planned last evening by the officer, N entered now by the teacher: one name and time would be wrong for one."""
    morning.save(morning.mark(1, "N", was="S"), role=TEACHER, version=1)
    detail = morning.save(morning.mark(0, "/"), morning.mark(1, "/"), version=1).json()["detail"]
    assert detail.startswith("Others changed 2 of the same marks. ")
    detail = morning.save(morning.mark(0, "/"), version=1).json()["detail"]
    assert "(yesterday 18:00)" in detail


def test_to_plan_what_somebody_else_has_planned_meanwhile_is_no_conflict(morning: Taking) -> None:
    assert morning.save(morning.mark(0, "S"), role=TEACHER).status_code == 200
    assert morning.week_sums() == {"authorised": 6}


def test_who_may_not_take_yesterdays_register_does_not_by_confirming(morning: Taking) -> None:
    morning.set_clock(at(11, on=FRIDAY))
    answer = morning.save(morning.mark(0, "S", was="S"), role=TEACHER, version=1)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "may_not_amend")
    assert morning.week_sums() == {}
    assert morning.save(morning.mark(0, "S", was="S"), version=1).status_code == 200
    assert morning.week_sums() == {"authorised": 6}
    with school_work(morning.school):
        assert not MarkVersion.objects.exclude(reason=None).exists()  # nothing that stood in the register was amended


def test_a_teacher_who_takes_it_late_puts_right_what_was_planned(morning: Taking) -> None:
    """A plan is no entry yet: what takes its place is a first mark, not an amendment."""
    morning.set_clock(at(9, 30))
    assert morning.save(morning.mark(0, "/", was="S"), role=TEACHER, version=1).status_code == 200
    assert morning.week_sums() == {"present": 1, "authorised": 5}
    assert {row["reason"] for row in morning.versions()} == {None}


def test_the_interface_tells_what_is_planned(morning: Taking) -> None:
    assert {mark["planned"] for mark in morning.read()["marks"]} == {True}
    answer = morning.save(morning.mark(0, "S", was="S"), role=TEACHER, version=1).json()
    assert {mark["planned"] for mark in answer["marks"]} == {False}
