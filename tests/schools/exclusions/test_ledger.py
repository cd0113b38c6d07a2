"""Proposing, deciding and cancelling through the pages: who may, what is refused, what is counted."""

import datetime as dt
from typing import Any

import pytest

from foundation.access.roles import Role
from schools.calendar.models import HalfTerm
from schools.exclusions.models import Exclusion, HalfDaysElsewhere
from schools.journal.models import AuditLine
from schools.leave.models import ExamEntry, ExamPaper
from schools.roll.models import Admission, Placement
from schools.staff.models import StaffDuty
from tests.schools.exclusions.keeping import MONDAY, Keeping
from tests.schools.registers.taking import at


def test_the_officer_proposes_and_the_headteacher_decides(keeping: Keeping) -> None:
    answer = keeping.propose()
    row = keeping.newest()
    assert answer.headers["location"] == f"/exclusions/{row.pk}/"
    assert row.decided_at is None
    assert "Not decided yet" in keeping.page(row)
    assert keeping.officer.post(f"/exclusions/{row.pk}/decide/").status_code == 404
    assert keeping.head.post(f"/exclusions/{row.pk}/decide/").status_code == 302
    with keeping.work():
        row.refresh_from_db()
        line = AuditLine.objects.get(act="exclusion.decided", about_id=str(row.pk))
    assert (row.decided_by, row.decided_as) == (line.person_name, "Headteacher")
    assert line.details == {"kind": "suspension", "half_days": 6, "in_term": 6, "trigger": "upto5"}
    assert "3 days in Autumn term 2026/27" in keeping.page(row)


def test_deciding_twice_says_so_and_changes_nothing(keeping: Keeping) -> None:
    row = keeping.exclude()
    again = keeping.head.post(f"/exclusions/{row.pk}/decide/", follow=True)
    assert "Somebody has decided on this already" in again.content.decode()


def test_a_proposal_that_is_dropped_was_never_one(keeping: Keeping) -> None:
    keeping.propose()
    row = keeping.newest()
    assert keeping.head.post(f"/exclusions/{row.pk}/drop/").status_code == 302
    assert keeping.officer.get(f"/exclusions/{row.pk}/").status_code == 404
    assert keeping.propose(row.pupil_id).status_code == 302


@pytest.mark.parametrize("role", [Role.ATTENDANCE_OFFICER, Role.SENIOR_LEADER, Role.SAFEGUARDING_LEAD])
def test_nobody_else_decides(keeping: Keeping, role: Role) -> None:
    keeping.propose()
    assert keeping.client(role).post(f"/exclusions/{keeping.newest().pk}/decide/").status_code == 404


def test_who_acts_as_head_decides_while_they_do(keeping: Keeping) -> None:
    keeping.propose()
    row = keeping.newest()
    acting = keeping.give_duty(Role.SENIOR_LEADER, StaffDuty.Duty.ACTING_HEAD)
    assert acting.post(f"/exclusions/{row.pk}/decide/").status_code == 302
    with keeping.work():
        StaffDuty.objects.update(ends_on=MONDAY - dt.timedelta(days=1))
    assert acting.post(f"/exclusions/{row.pk}/drop/").status_code == 404


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.RECEPTIONIST, Role.SCHOOL_GOVERNOR])
def test_who_may_not_see_them_finds_nothing(keeping: Keeping, role: Role) -> None:
    row = keeping.exclude()
    client = keeping.client(role)
    gone = client.get("/nothing/here/")
    for address in ("/exclusions/", f"/exclusions/{row.pk}/", f"/exclusions/pupil/{row.pupil_id}/new/"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, gone.content)


#: C 45-53 of bad input as the form sends them, with a word of what is said.
STOPS = [
    ({"first": "18/11/2026", "last": "16/11/2026"}, "before it starts"),
    ({"first": "15/11/2026"}, "when the school does not meet"),
    ({"reasons": []}, "No reason is chosen"),
    ({"reasons": ["PP", "PA", "BU", "TH"]}, "three at most"),
    ({"kind": "permanent"}, "has no last day"),
    ({"half_days": "5"}, "make 6"),
    ({"first": "20/08/2026", "last": "20/08/2026"}, "not on this school’s roll"),
    ({"first": "31/02/2026"}, "Enter"),
    ({"misses_exam": "on"}, "which exam or test"),
    ({"kind": "internal"}, "in which room"),
]


@pytest.mark.parametrize(("typed", "said"), STOPS, ids=[said for _, said in STOPS])
def test_what_is_refused_names_its_field_and_saves_nothing(keeping: Keeping, typed: dict[str, Any], said: str) -> None:
    pupil = keeping.pupil()
    answer = keeping.propose(pupil, **typed)
    assert answer.status_code == 422
    if said != "Enter":
        assert said in answer.content.decode()
    with keeping.work():
        assert not Exclusion.objects.filter(pupil=pupil).exists()


def test_overlap_is_refused_and_a_suspension_is_not_lengthened(keeping: Keeping) -> None:
    pupil = keeping.exclude().pupil_id
    refused = keeping.propose(pupil, first="18/11/2026", last="20/11/2026")
    assert "not lengthened" in refused.content.decode()
    assert keeping.propose(pupil, first="19/11/2026", last="20/11/2026").status_code == 302
    assert keeping.propose().status_code == 302


def test_day_46_is_refused_with_the_reason(keeping: Keeping) -> None:
    row = keeping.exclude(first="16/11/2026", last="16/11/2026")
    typed = {"academic_year": "2026", "school": "Old School", "half_days": "88", "source": "CTF of 2 November"}
    assert keeping.officer.post(f"/exclusions/{row.pk}/elsewhere/", typed).status_code == 302
    refused = keeping.propose(row.pupil_id, first="17/11/2026", last="17/11/2026")
    said = refused.content.decode()
    assert refused.status_code == 422
    assert "46 days in 2026/27" in said
    assert "44 days of them at other schools" in said
    with keeping.work():
        line = HalfDaysElsewhere.objects.get(pupil=row.pupil_id)
    assert "CTF of 2 November" in keeping.page(row)
    assert keeping.officer.post(f"/exclusions/{row.pk}/elsewhere/{line.pk}/take-back/").status_code == 302
    assert keeping.propose(row.pupil_id, first="17/11/2026", last="17/11/2026").status_code == 302


def test_the_preview_says_what_it_would_come_to_and_writes_nothing(keeping: Keeping) -> None:
    pupil = keeping.pupil()
    address = f"/exclusions/pupil/{pupil}/preview/"
    typed = keeping.typed(last="23/11/2026", reasons=[])
    said = keeping.officer.post(address, typed).content.decode()
    assert "6 days in Autumn term 2026/27" in said
    assert "6 days of 45" in said
    assert "Monday 23 November 2026, the sixth school day" in said
    against = keeping.officer.post(address, keeping.typed(last="22/11/2026")).content.decode()
    assert "when the school does not meet" in against
    assert "Choose the days" in keeping.officer.post(address, keeping.typed(first="")).content.decode()
    with keeping.work():
        assert not Exclusion.objects.filter(pupil=pupil).exists()


def test_cancelled_the_days_served_still_count(keeping: Keeping) -> None:
    row = keeping.exclude()
    keeping.made.set_clock(at(9, 30, on=MONDAY + dt.timedelta(days=1)))
    address = f"/exclusions/{row.pk}/cancel/"
    assert keeping.officer.get(address).status_code == 404
    past = keeping.head.post(address, {"back_on": "17/11/2026", "back_session": "1", "reason": "New facts"})
    assert "what was missed stays missed" in past.content.decode()
    without = keeping.head.post(address, {"back_on": "17/11/2026", "back_session": "2", "reason": ""})
    assert (without.status_code, "Say why" in without.content.decode()) == (422, True)
    done = keeping.head.post(address, {"back_on": "17/11/2026", "back_session": "2", "reason": "New facts"})
    assert done.status_code == 302
    said = keeping.page(row)
    assert "1.5 days in Autumn term 2026/27" in said
    assert "New facts" in said
    assert keeping.propose(row.pupil_id, first="18/11/2026").status_code == 302
    again = keeping.head.post(address, {"back_on": "18/11/2026", "back_session": "1", "reason": "Again"})
    assert "cancelled already" in again.content.decode()


def days_elsewhere(keeping: Keeping, row: Exclusion, half_days: int, year: int) -> str:
    """Half-days at another school, written down; the address that takes them back."""
    typed = {"academic_year": str(year), "school": "Old School", "half_days": str(half_days), "source": "Its CTF"}
    assert keeping.officer.post(f"/exclusions/{row.pk}/elsewhere/", typed).status_code == 302
    with keeping.work():
        line = HalfDaysElsewhere.objects.get(pupil=row.pupil_id, taken_back_at=None)
    return f"/exclusions/{row.pk}/elsewhere/{line.pk}/take-back/"


def test_after_45_days_it_is_not_cancelled(keeping: Keeping) -> None:
    row = keeping.exclude(kind="permanent", last="")
    cancel = {"back_on": "17/11/2026", "back_session": "1", "reason": "New facts"}
    taken_back = days_elsewhere(keeping, row, 89, 2026)
    refused = keeping.head.post(f"/exclusions/{row.pk}/cancel/", cancel)
    assert "out for 45.5 days in a school year" in refused.content.decode()
    assert keeping.officer.post(taken_back).status_code == 302
    days_elsewhere(keeping, row, 88, 2026)
    assert keeping.head.post(f"/exclusions/{row.pk}/cancel/", cancel).status_code == 302


def test_the_45_days_of_the_year_in_which_it_began_stand_against_cancelling_too(keeping: Keeping) -> None:
    pupil = keeping.pupil()
    with keeping.work():
        first, last = dt.date(2026, 6, 1), dt.date(2026, 7, 21)
        summer = HalfTerm.objects.create(academic_year=2025, number=6, starts_on=first, ends_on=last)
        Admission.objects.filter(pupil=pupil).update(starts_on=first)
    keeping.made.set_clock(at(8, 30, on=dt.date(2026, 9, 2)))
    try:
        row = keeping.exclude(pupil, kind="permanent", first="20/07/2026", last="")
        days_elsewhere(keeping, row, 87, 2025)
        cancel = {"back_on": "03/09/2026", "back_session": "1", "reason": "New facts"}
        refused = keeping.head.post(f"/exclusions/{row.pk}/cancel/", cancel)
        assert "out for 45.5 days in a school year" in refused.content.decode()
    finally:
        with keeping.work():
            summer.delete()


def test_a_lunchtime_counts_half_a_day_and_an_internal_placement_none(keeping: Keeping) -> None:
    lunch = keeping.exclude(kind="lunchtime", last="17/11/2026")
    assert "1 day in Autumn term" in keeping.page(lunch)
    inside = keeping.exclude(kind="internal", room="R4", times="All day", support="Mentor", reasons=[])
    assert "marks stay present" in keeping.page(inside)
    assert "In the term, with it" not in keeping.page(inside)
    said = " ".join(keeping.officer.get("/exclusions/").content.decode().split())
    assert "<b>1</b> lunchtime suspension of 1 pupil." in said
    assert "<b>1</b> internal placement of 1 pupil." in said


def test_the_list_is_by_term(keeping: Keeping) -> None:
    row = keeping.exclude()
    assert str(row.pk) in keeping.officer.get("/exclusions/").content.decode()
    assert str(row.pk) not in keeping.officer.get("/exclusions/?term=2026-2").content.decode()
    assert keeping.officer.get("/exclusions/?term=nonsense").status_code == 200


def test_beside_an_exclusion(keeping: Keeping) -> None:
    row = keeping.exclude(last="23/11/2026")
    assert "Nothing is arranged from the sixth day" in keeping.page(row)
    sixth = {"provider": "The Bridge", "starts_on": "23/11/2026", "note": ""}
    assert keeping.officer.post(f"/exclusions/{row.pk}/sixth-day/", sixth).status_code == 302
    assert "Nothing is arranged" not in keeping.page(row)
    meeting = {"on": "24/11/2026", "held": "yes", "present": "Ms Canary", "agreed": "A mentor"}
    assert keeping.officer.post(f"/exclusions/{row.pk}/reintegration/", {**meeting, "agreed": ""}).status_code == 422
    assert keeping.officer.post(f"/exclusions/{row.pk}/reintegration/", meeting).status_code == 302
    assert "A mentor" in keeping.page(row)


def test_settings_change_the_term(keeping: Keeping) -> None:
    assert keeping.officer.get("/exclusions/settings/").status_code == 404
    # Easter Sunday is 28 March 2027, and this school's fourth half-term goes on beyond it.
    with keeping.work():
        half_term = HalfTerm.objects.get(academic_year=2026, number=4)
        HalfTerm.objects.filter(pk=half_term.pk).update(ends_on=dt.date(2027, 4, 2))
    try:
        row = keeping.exclude(first="30/03/2027", last="30/03/2027")
        assert "1 day in Spring term 2026/27" in keeping.page(row)
        assert keeping.head.post("/exclusions/settings/", {"terms_by_dates": "on"}).status_code == 302
        assert keeping.head.get("/exclusions/settings/").status_code == 200
        assert "1 day in Summer term 2026/27" in keeping.page(row)
        assert keeping.head.post("/exclusions/settings/", {}).status_code == 302
        assert "1 day in Spring term 2026/27" in keeping.page(row)
    finally:
        with keeping.work():
            half_term.save()


def test_a_paper_within_makes_it_an_exam_and_a_mock_does_not(keeping: Keeping) -> None:
    pupil, other = keeping.pupil(), keeping.pupil()
    with keeping.work():
        about = {"date": MONDAY, "session": 1, "starts_at": dt.time(9), "minutes": 90}
        paper = ExamPaper.objects.create(code="8300/1F", title="Mathematics", kind="public", **about)
        mock = ExamPaper.objects.create(code="M1", title="Mock", kind="mock", **about)
        ExamEntry.objects.create(paper=paper, pupil_id=pupil)
        ExamEntry.objects.create(paper=mock, pupil_id=other)
    said = keeping.officer.post(f"/exclusions/pupil/{pupil}/preview/", keeping.typed()).content.decode()
    assert "Would miss a public exam" in said
    row = keeping.exclude(pupil)
    assert "8300/1F Mathematics, 16 November 2026" in keeping.page(row)
    assert "takes reasonable steps to meet before the exam" in keeping.page(row)
    plain = keeping.exclude(other)
    assert "takes reasonable steps" not in keeping.page(plain)
    # Whoever is entered after the decision misses the paper all the same, and whose entry is withdrawn misses none.
    with keeping.work():
        ExamEntry.objects.filter(paper=paper).update(pupil_id=other)
    assert "8300/1F Mathematics, 16 November 2026" in keeping.page(plain)
    assert "takes reasonable steps" in keeping.page(plain)
    assert "takes reasonable steps" not in keeping.page(row)
    with keeping.work():
        ExamPaper.objects.all().delete()


def test_a_head_of_year_reads_those_of_the_years_they_lead_and_changes_nothing(keeping: Keeping) -> None:
    mine, other = keeping.exclude(), keeping.exclude()
    with keeping.work():
        Placement.objects.filter(pupil=other.pupil_id).update(year_group="8")
    year = keeping.client(Role.HEAD_OF_YEAR)
    page = year.get("/exclusions/").content.decode()
    assert (f"/exclusions/{mine.pk}/" in page, f"/exclusions/{other.pk}/" in page) == (True, False)
    assert ("of the years you lead" in page, "told of this term" in page) == (True, False)
    assert [year.get(f"/exclusions/{row.pk}/").status_code for row in (mine, other)] == [200, 404]
    assert f"/exclusions/{mine.pk}/" in year.get(f"/pupils/{mine.pupil_id}/").content.decode()
    shown = year.get(f"/exclusions/{mine.pk}/").content.decode()
    assert "<form" not in shown.partition("<main")[2].partition("</main")[0]
    for act in ("cancel/", "files/", "letters/", "notices/parents/excluded/", "board/representation/", "sixth-day/"):
        assert year.get(f"/exclusions/{mine.pk}/{act}").status_code == 404
    assert year.get(f"/exclusions/pupil/{mine.pupil_id}/new/").status_code == 404
