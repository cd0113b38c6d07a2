"""INSET days and planned closures: entered over no mark, taken back, and never in a year that is closed."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.calendar.models import ClosedYear, NonSchoolDay
from schools.calendar.queries import school_calendar
from schools.journal.models import AuditLine, OutboxRow
from schools.journal.tasks import drain
from schools.registers.operations.saving import Ask, AskedChange, save_register
from schools.registers.queries.closures import days_off
from schools.registers.rules.entering import NO_MARK, CellMark
from schools.roll.models import RegistrationGroup
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work, trust_work
from tests.at_once import at_once
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World
from trust_reporting.figures.models import YearPublication

OFFICER, HEAD, TEACHER = Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.CLASS_TEACHER
FORM = {"on": "26 Nov 2026", "session": "day", "kind": "inset", "note": "Safeguarding training"}


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """08:55 on Thursday 19 November 2026."""
    return taking(world, monkeypatch)


def enter(school: Taking, *, role: Role = OFFICER, **typed: str) -> Any:
    """Confirm an INSET day on Thursday week: the response."""
    form = FORM | {"key": uuid.uuid4().hex} | typed
    return school.clients[role].post("/closures/add/", form | {"confirmed": "yes"})


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.getvalue().decode())


def days(school: Taking) -> list[tuple[str, int | None, str, str]]:
    with school_work(school.school):
        rows = NonSchoolDay.objects.values_list("date", "session", "kind", "note")
        return [(on.isoformat(), session, kind, note) for on, session, kind, note in rows]


def test_it_is_shown_with_what_it_changes_and_then_entered(school: Taking) -> None:
    shown = words(school.clients[OFFICER].post("/closures/add/", FORM | {"key": "k"}))
    assert "Close the school on Thursday 26 November 2026?" in shown
    assert "AM and PM of Thursday 26 November 2026" in shown
    held, then = re.search(r"(\d+) sessions \([^)]*\) instead of (\d+) sessions", shown).groups()  # type: ignore[union-attr]
    assert int(held) == int(then) - 2
    assert "2 registers not taken" in shown
    assert days(school) == [], "nothing has changed yet"
    assert enter(school, key="k").status_code == 302
    assert enter(school, key="k").status_code == 302, "sent twice it is one act"
    assert days(school) == [("2026-11-26", None, "inset", "Safeguarding training")]
    with school_work(school.school):
        assert AuditLine.objects.filter(act="day_off.entered").count() == 1
        assert dict(OutboxRow.objects.values_list("topic", "payload")) == {
            "calendar.changed": {"dates": ["2026-11-26"]}
        }
    assert "Safeguarding training" in words(school.clients[HEAD].get("/closures/"))
    register = school.clients[OFFICER].get(f"/registers/?on={FORM['on']}")
    assert "The school does not meet: INSET day." in words(register)


def test_a_day_off_on_the_first_day_of_the_year_is_one_of_the_year(school: Taking) -> None:
    with school_work(school.school):
        calendar = school_calendar()
        first = calendar.half_terms[0].starts_on
        for on in (first - dt.timedelta(days=1), first):
            NonSchoolDay.objects.create(date=on, kind="inset")
        assert [day.date for day in days_off(calendar, calendar.half_terms[0].academic_year)] == [first]


def test_the_trusts_calendar_follows(school: Taking) -> None:
    school.save(school.mark(0, "/"))
    enter(school)
    drain(str(school.school.pk))
    with trust_work(school.school.trust):
        year = YearPublication.objects.get(school_id=school.school.pk)
    assert year.calendar["days_off"] == [["2026-11-26", None, "inset", "Safeguarding training"]]


@pytest.mark.parametrize(("when", "stand"), [("today", "1 mark stands"), ("26 Nov 2026", "all of them only planned")])
def test_it_is_refused_over_marks_with_their_number_and_what_to_do(school: Taking, when: str, stand: str) -> None:
    school.save(school.mark(0, "I"))
    school.save(school.mark(1, "C"), school.mark(2, "C"), on=THURSDAY.replace(day=26))
    for confirmed in ({}, {"confirmed": "yes"}):
        refused = school.clients[OFFICER].post("/closures/add/", FORM | {"on": when, "key": "k"} | confirmed)
        assert refused.status_code == 422
        assert stand in words(refused)
        assert "Clear what is planned in the registers." in words(refused)
        assert 'id="id_on_error"' in words(refused)
    assert days(school) == []
    assert enter(school, on=when, session="2").status_code == 302, "the afternoon holds none"


def test_a_register_saved_at_the_same_moment_is_seen(school: Taking) -> None:
    """The closure waits for the save that is under way, and is then refused over its mark."""
    change = AskedChange(1, school.pupils[0], NO_MARK, CellMark("/"))
    officer = Signature(Actor(school.people[OFFICER], "Officer"), "Attendance officer")

    def save() -> None:
        group = RegistrationGroup.objects.get()
        ask = Ask(0, (change,), "s")
        save_register(group=group, on=THURSDAY, session=1, ask=ask, signed=officer, may_amend=True, now=at(8, 55))

    refused = at_once(school.school, save, lambda: enter(school, on="today"))
    assert refused.status_code == 422
    assert "1 mark stands" in words(refused)


def test_taken_back_its_registers_are_due_again(school: Taking) -> None:
    enter(school, session="1", kind="closure", note="Polling station")
    with school_work(school.school):
        day = NonSchoolDay.objects.get()
    address = f"/closures/{day.pk}/remove/"
    shown = words(school.clients[HEAD].get(address))
    assert "Planned closure on the morning of Thursday 26 November 2026." in shown
    assert "1 register to be taken" in shown
    assert school.clients[HEAD].post(address).status_code == 302
    assert days(school) == []
    assert school.clients[HEAD].post(address).status_code == 404, "there is nothing to take back any more"
    with school_work(school.school):
        assert AuditLine.objects.filter(act="day_off.removed").count() == 1
        assert OutboxRow.objects.filter(topic="calendar.changed", handler="figures").count() == 2


def test_a_closed_year_is_refused_both_ways(school: Taking) -> None:
    enter(school)
    with school_work(school.school):
        day = NonSchoolDay.objects.get()
        ClosedYear.objects.create(academic_year=2026, closed_at=at(7), closed_by="Head")
    for refused in (enter(school, on="27 Nov 2026"), school.clients[HEAD].post(f"/closures/{day.pk}/remove/")):
        assert refused.status_code == 422
        assert "Ask the headteacher to open the year again first." in words(refused)
    assert len(days(school)) == 1
    assert f"/closures/{day.pk}/remove/" not in words(school.clients[HEAD].get("/closures/"))


def test_bank_holidays_come_with_the_calendar_and_stay(school: Taking) -> None:
    with school_work(school.school):
        day = NonSchoolDay.objects.create(date=THURSDAY.replace(day=27), kind="bank_holiday", note="Bank holiday")
    assert "27 November 2026" in words(school.clients[HEAD].get("/closures/"))
    assert school.clients[HEAD].post(f"/closures/{day.pk}/remove/").status_code == 404
    assert enter(school, kind="bank_holiday").status_code == 422
    assert len(days(school)) == 1


def test_nobody_else_may(school: Taking) -> None:
    assert enter(school, role=TEACHER).status_code == 404
    assert days(school) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"on": ""}, "on"),
        ({"on": "the 40th"}, "on"),
        ({"on": "22 Nov 2026"}, "on"),
        ({"on": "29 Oct 2026"}, "on"),
        ({"session": ""}, "session"),
        ({"kind": ""}, "kind"),
        ({"kind": "unplanned"}, "kind"),
        ({"note": "x" * 201}, "note"),
        ({"note": "\x00"}, "note"),
    ],
)
def test_bad_input_is_refused_beside_its_field(school: Taking, typed: dict[str, str], field: str) -> None:
    for confirmed in ({}, {"confirmed": "yes"}):
        answer = school.clients[OFFICER].post("/closures/add/", FORM | {"key": "k"} | typed | confirmed)
        assert answer.status_code == 422
        assert re.findall(r'class="field bad".*?name="(\w+)"', words(answer)) == [field]
    assert days(school) == []
