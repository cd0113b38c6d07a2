"""After leave was decided: refused and taken, beyond the grant, and a pupil who does not come back."""

import datetime as dt

import pytest

from schools.leave.models import Enquiry, LeaveRequest, WithoutLeave
from schools.registers.models import MarkVersion
from tenants.trusts.scopes import school_work
from tests.schools.leave.asking import FRIDAY, HEAD, MONDAY, Asking, asking
from tests.world import World

DAY = dt.timedelta(days=1)


@pytest.fixture
def leave(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    return asking(world, monkeypatch)


def away(leave: Asking, *sessions: str, answer: str = "holiday") -> int:
    form = {"session": list(sessions), "answer": answer}
    return int(leave.client().post(f"/leave/{leave.requests()[0].pk}/away/", form).status_code)


def absent(leave: Asking, on: dt.date, code: str = "N") -> None:
    """The register of a day's morning, taken at nine with this code for the pupil."""
    leave.at(9, 0, on)
    leave.take(code, on)


def test_refused_and_taken_is_offered_on_the_day_and_a_person_makes_it_g(leave: Asking) -> None:
    leave.ask()
    leave.decide("refuse")
    assert "Away without leave" not in leave.page(path="/leave/")
    absent(leave, FRIDAY)
    assert leave.said() == "20A N"
    assert "refused and away" in leave.today()
    assert "Sessions with no reason yet" in leave.page()
    leave.at(9, 30, FRIDAY)
    assert away(leave, f"{FRIDAY} am") == 302
    assert leave.said() == "20A G"
    with school_work(leave.taking.school):
        newest = MarkVersion.objects.filter(pupil_key=leave.kai.key).latest("entry_id")
        assert (newest.old_code, newest.new_code) == ("N", "G")
        assert newest.reason == "Leave for 20 November to 23 November 2026 was refused, and the pupil was away."
        assert [(one.date, one.session, one.answer) for one in WithoutLeave.objects.all()] == [(FRIDAY, 1, "holiday")]
    assert "refused and away" not in leave.today()


def test_what_was_something_else_is_asked_about_no_more_and_keeps_its_mark(leave: Asking) -> None:
    leave.ask()
    leave.decide("refuse")
    absent(leave, FRIDAY)
    assert away(leave, f"{FRIDAY} am", answer="otherwise") == 302
    assert leave.said() == "20A N"
    assert "refused and away" not in leave.today()
    # A second answer changes nothing, and neither does one about a session nobody asks about.
    assert away(leave, f"{FRIDAY} am") == 302
    assert away(leave, f"{MONDAY} am", "2026-11-31 am", "x") == 302
    assert leave.said() == "20A N"


def test_nobody_is_asked_about_who_came_or_has_a_reason(leave: Asking) -> None:
    leave.ask()
    leave.decide("refuse")
    absent(leave, FRIDAY, "I")
    absent(leave, MONDAY, "/")
    assert "refused and away" not in leave.today()


def test_what_runs_on_beyond_the_grant_is_offered_too(leave: Asking) -> None:
    leave.ask()
    leave.decide()
    absent(leave, MONDAY, "C")
    tuesday = MONDAY + DAY
    absent(leave, tuesday)
    assert "beyond the grant" in leave.today()
    assert away(leave, f"{tuesday} am") == 302
    assert leave.marks()[tuesday, 1] == "G"


def not_back(leave: Asking) -> str:
    page = leave.today()
    return page if "Not back from leave" in page else ""


def test_ten_school_days_after_leave_without_a_return_are_raised_until_the_pupil_comes(leave: Asking) -> None:
    leave.ask(ends_on="")
    leave.decide()
    # Friday 20 November: the tenth school day is Friday 4 December, and it is raised on the day after.
    leave.at(9, 0, dt.date(2026, 12, 4))
    assert not not_back(leave)
    leave.at(9, 0, dt.date(2026, 12, 7))
    assert not_back(leave)
    assert "ground (h)" in leave.page()
    leave.take("/", dt.date(2026, 12, 7))
    assert not not_back(leave)


def test_enquiries_are_kept_and_the_question_is_closed_with_what_is_known(leave: Asking) -> None:
    leave.ask(ends_on="")
    leave.decide()
    leave.at(9, 0, dt.date(2026, 12, 7))
    path = f"/leave/{leave.request.pk}"
    bad = leave.client().post(f"{path}/enquiry/", {"made": "authority", "on": "08/12/2026", "words": "Rang"})
    assert bad.status_code == 422
    form = {"made": "authority", "on": "07/12/2026", "words": "Rang the authority: they visit on Tuesday"}
    assert leave.client().post(f"{path}/enquiry/", form).status_code == 302
    assert "1 enquiry, with the authority" in leave.today()
    assert (
        leave.client().post(f"{path}/settle/", {"why": "In Leeds, with a place at a school there"}).status_code == 302
    )
    assert not not_back(leave)
    assert leave.client().post(f"{path}/settle/", {"why": "Again"}).status_code == 422
    with school_work(leave.taking.school):
        assert [one.made for one in Enquiry.objects.all()] == ["authority"]
        assert LeaveRequest.objects.get().settled_by


def test_today_says_what_is_to_decide_and_when_it_has_begun(leave: Asking) -> None:
    leave.ask()
    assert "begins soon" in leave.today()
    leave.at(9, 0, FRIDAY)
    assert "has begun" in leave.today(HEAD)
