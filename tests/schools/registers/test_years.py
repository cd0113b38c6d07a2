"""Closing a year: the headteacher's act, after the year has ended, undone only with a reason; marks obey it at once."""

import datetime as dt

import pytest

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.refusals import Refused
from schools.calendar.models import ClosedYear
from schools.journal.models import AuditLine
from schools.registers.models import Mark
from schools.registers.operations.closing import close_year
from schools.registers.queries.years import years_of_registers
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World

HEAD = Role.HEADTEACHER


@pytest.fixture
def autumn_after(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """A year later, with one mark in the year that has ended."""
    school = taking(world, monkeypatch)
    school.save(school.mark(0, "N"))
    school.set_clock(at(10, on=dt.date(2027, 9, 6)))
    return school


def test_a_closed_year_is_read_and_not_amended(autumn_after: Taking) -> None:
    """Closed, a mark is refused with words that say whom to ask; opened again, it is amended."""
    head = autumn_after.clients[HEAD]
    assert 'href="/years/"' in head.get("/registers/").content.decode(), "the page is led to"
    assert 'href="/years/"' not in autumn_after.clients[Role.ATTENDANCE_OFFICER].get("/registers/").content.decode()
    page = head.get("/years/").content.decode()
    assert "2026/27" in page
    assert "Close 2026/27" in page
    assert head.post("/years/2026/close/").status_code == 302
    change = autumn_after.mark(0, "I", was="N")
    refused = autumn_after.save(change, version=1, reason="Letter found")
    assert refused.status_code == 422
    assert refused.json()["code"] == "year_closed"
    assert "headteacher" in refused.json()["detail"]
    assert autumn_after.read()["marks"][0]["code"] == "N"
    assert head.post("/years/2026/open/", {"reason": " "}).status_code == 422
    assert head.post("/years/2026/open/", {"reason": "Tribunal"}).status_code == 302
    assert autumn_after.save(change, version=1, reason="Letter found").status_code == 200
    with school_work(autumn_after.school):
        closing = ClosedYear.objects.get()
        assert (closing.opened_because, closing.opened_at) == ("Tribunal", at(10, on=dt.date(2027, 9, 6)))
        assert list(AuditLine.objects.filter(about_kind="academic_year").values_list("act", flat=True)) == [
            "year.closed",
            "year.opened",
        ]


def test_a_running_year_is_not_closed(autumn_after: Taking) -> None:
    """Its registers are still being taken; a year without a calendar is not there."""
    autumn_after.set_clock(at(10, on=THURSDAY))
    head = autumn_after.clients[HEAD]
    assert head.post("/years/2026/close/", follow=False).status_code == 302
    assert head.post("/years/2019/close/").status_code == 404
    with school_work(autumn_after.school):
        assert not ClosedYear.objects.exists()


def test_only_the_headteacher_closes(autumn_after: Taking) -> None:
    """To everybody else the page does not exist."""
    for role in (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER):
        assert autumn_after.clients[role].post("/years/2026/close/").status_code == 404


def test_a_year_is_over_the_day_after_its_last_and_counts_what_has_no_reason(autumn_after: Taking) -> None:
    """31 August still belongs to it; of its marks those with code N are unsettled."""
    last = dt.date(2027, 8, 31)
    with school_work(autumn_after.school):
        mark = Mark.objects.get()
        Mark.objects.create(pupil_key=autumn_after.keys[1], date=THURSDAY, session=1, code="/", entry_id=mark.entry_id)
        (running,) = years_of_registers(last)
        (over,) = years_of_registers(last + dt.timedelta(days=1))
        assert (running.marks, running.unsettled, running.ended) == (2, 1, False)
        assert over.ended
        assert years_of_registers(dt.date(2026, 8, 31)) == [], "a year that has not begun holds no register"
        assert len(years_of_registers(dt.date(2026, 9, 1))) == 1
        with pytest.raises(Refused, match="runs until 31 August"):
            close_year(2026, by=SYSTEM, now=at(10, on=last), today=last)
        close_year(2026, by=SYSTEM, now=at(10, on=last), today=last + dt.timedelta(days=1))
