"""Leave asked for by the school's form, decided by whom the law lets decide, and what the registers have of it."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.access.roles import Role
from schools.journal.models import AuditLine
from schools.letters.models import Letter
from schools.roll.operations.contacts import set_restriction
from schools.staff.models import StaffDuty, StaffMember
from tenants.trusts.scopes import school_work
from tests.schools.leave.asking import FATHER, FRIDAY, HEAD, MONDAY, OFFICER, TEACHER, Asking, asking
from tests.schools.registers.taking import THURSDAY
from tests.schools.roll.acts import BY
from tests.world import World


@pytest.fixture
def leave(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    return asking(world, monkeypatch)


def words(response: object) -> str:
    return str(response.content.decode())  # type: ignore[attr-defined]


def test_leave_is_asked_for_granted_and_stands_in_the_registers(leave: Asking) -> None:
    assert leave.ask().status_code == 302
    assert (leave.request.state, leave.request.applicant, leave.request.lives_with) == ("waiting", "Dawn Brown", True)
    assert leave.said() == ""
    assert leave.decide().status_code == 302
    assert leave.said() == "20A C* 20P C* 23A C* 23P C*"
    row = leave.request
    assert (row.state, row.decided_by, row.decided_position) == ("granted", row.decided_by, "Headteacher")
    with school_work(leave.taking.school):
        lines = AuditLine.objects.filter(act__startswith="leave.").order_by("pk")
        assert [(line.act, line.details["code"], line.details["sessions"]) for line in lines] == [
            ("leave.asked", "C", 4),
            ("leave.decided", "C", 4),
        ]
        assert not any("funeral" in str(line.details) for line in lines)


def letters(leave: Asking) -> list[Letter]:
    with school_work(leave.taking.school):
        return list(Letter.objects.order_by("drafted_at"))


def test_a_decision_drafts_a_letter_to_who_asked_which_says_what_was_granted(leave: Asking) -> None:
    leave.ask()
    leave.decide(ends_on=f"{FRIDAY:%d/%m/%Y}", why="The funeral is on that day.")
    (letter,) = letters(leave)
    assert (letter.kind, letter.to_name, letter.state) == ("leave_decision", "Dawn Brown", "draft")
    assert "for 20 November to 23 November 2026" in letter.body
    assert "Leave is granted for 20 November 2026, and not for the rest." in letter.body
    assert "The funeral is on that day." in letter.body
    assert "Decision about leave" in leave.page()


def test_who_must_not_be_contacted_is_not_written_to_and_the_decision_stands(leave: Asking) -> None:
    leave.ask()
    with school_work(leave.taking.school):
        set_restriction(leave.kai.contacts.get(contact__name="Dawn Brown"), "do_not_contact", starts_on=THURSDAY, by=BY)
    assert leave.decide("refuse").status_code == 302
    assert (leave.request.state, letters(leave)) == ("refused", [])


def test_evidence_is_kept_with_its_request_and_opened_by_who_sees_leave(leave: Asking) -> None:
    leave.ask()
    path = f"/leave/{leave.request.pk}/files/"
    sent = SimpleUploadedFile("letter.txt", b"An appointment on Friday.", content_type="text/plain")
    assert leave.client(TEACHER).post(path, {"evidence": sent}).status_code == 404
    sent.seek(0)
    assert leave.client().post(path, {"evidence": sent}).status_code == 302
    assert "letter.txt" in leave.page()
    assert leave.client().post(path, {}).status_code == 422


def test_a_part_is_granted_and_the_rest_stays_out_of_the_registers(leave: Asking) -> None:
    leave.ask()
    assert leave.decide(ends_on=f"{FRIDAY:%d/%m/%Y}", ends_session="1").status_code == 302
    assert leave.said() == "20A C*"
    assert "granted in part" in leave.page()


def test_a_day_off_that_is_taken_back_is_leave_like_any_other(leave: Asking) -> None:
    leave.day_off(MONDAY)
    leave.ask(ends_on=f"{MONDAY + dt.timedelta(days=1):%d/%m/%Y}")
    leave.decide()
    assert leave.said() == "20A C* 20P C* 24A C* 24P C*"
    assert "4 sessions" in leave.page()
    leave.meet(MONDAY)
    assert leave.said() == "20A C* 20P C* 23A C* 23P C* 24A C* 24P C*"


def test_refused_leave_plans_nothing_and_needs_words(leave: Asking) -> None:
    leave.ask()
    response = leave.decide("refuse", why=" ")
    assert (response.status_code, "Write why it is refused" in words(response)) == (422, True)
    assert leave.decide("refuse").status_code == 302
    assert (leave.request.state, leave.said()) == ("refused", "")


def test_only_the_head_decides_and_whom_the_head_has_named_while_they_are_named(leave: Asking) -> None:
    leave.ask()
    assert leave.decide(role=OFFICER).status_code == 404
    assert leave.decide(role=TEACHER).status_code == 404
    with school_work(leave.taking.school):
        teacher = StaffMember.objects.get(person_id=leave.taking.people[Role.CLASS_TEACHER])
        named = {"post": teacher, "duty": StaffDuty.Duty.LEAVE_DECIDER}
        duty = StaffDuty.objects.create(**named, starts_on=THURSDAY + dt.timedelta(days=1))
    assert leave.decide(role=TEACHER).status_code == 404
    with school_work(leave.taking.school):
        StaffDuty.objects.filter(pk=duty.pk).update(starts_on=THURSDAY)
    assert "To decide" in leave.page(TEACHER, "/leave/")
    assert leave.decide(role=TEACHER).status_code == 302
    assert leave.request.state == "granted"


def test_who_is_named_to_decide_is_named_by_the_head_alone(leave: Asking) -> None:
    with school_work(leave.taking.school):
        post = StaffMember.objects.get(person_id=leave.taking.people[Role.CLASS_TEACHER])
    form = {"duty": "leave_decider", "starts_on": f"{THURSDAY:%d/%m/%Y}"}
    assert leave.client(OFFICER).post(f"/staff/{post.pk}/duties/", form).status_code in (404, 422)
    with school_work(leave.taking.school):
        assert not StaffDuty.objects.exists()


def test_exceptional_leave_is_asked_for_by_a_parent_the_pupil_lives_with(leave: Asking) -> None:
    response = leave.ask(applicant=str(leave.contact(FATHER).pk))
    assert (response.status_code, "normally lives with" in words(response)) == (422, True)
    by_name = leave.ask(applicant="by_name", applicant_name="An uncle")
    assert by_name.status_code == 422
    assert leave.requests() == []
    # An appointment may be told of by anybody.
    assert leave.ask(applicant="by_name", applicant_name="An uncle", ground="medical", ends_on="").status_code == 302
    assert (leave.request.applicant, leave.request.lives_with) == ("An uncle", False)


def test_it_is_not_granted_once_it_has_begun_unless_the_school_has_chosen_so(leave: Asking) -> None:
    leave.ask()
    leave.at(9, 30, FRIDAY)
    response = leave.decide()
    assert (response.status_code, "after the fact" in words(response)) == (422, True)
    assert "regulation 11 binds maintained schools" in words(response)
    assert (leave.request.state, leave.said()) == ("waiting", "")
    # The part that is still to come may be granted.
    assert leave.decide(starts_on=f"{MONDAY:%d/%m/%Y}").status_code == 302
    assert leave.said() == "23A C* 23P C*"


def test_where_the_school_has_chosen_so_leave_is_granted_after_it_began(leave: Asking) -> None:
    leave.ask()
    leave.at(9, 30, FRIDAY)
    assert leave.client(OFFICER).post("/leave/policy/", {"review_weeks": "6"}).status_code == 404
    assert leave.client(HEAD).post("/leave/policy/", {"review_weeks": "6"}).status_code == 302
    assert leave.decide().status_code == 302
    assert leave.said() == "20A C 20P C* 23A C* 23P C*"


def test_what_needs_no_grant_is_recorded_at_once(leave: Asking) -> None:
    assert leave.ask(ground="religious", ends_on="", reason="Eid").status_code == 302
    assert (leave.request.state, leave.said()) == ("recorded", "20A R* 20P R*")
    assert leave.decide().status_code == 422


def test_a_second_request_for_the_same_time_is_told_and_so_is_a_second_decision(leave: Asking) -> None:
    leave.ask()
    response = leave.ask(ends_on="")
    assert (response.status_code, "waiting already" in words(response) or "to decide already" in words(response)) == (
        422,
        True,
    )
    leave.decide()
    again = leave.decide("refuse")
    assert (again.status_code, "granted already" in words(again)) == (422, True)
    assert leave.request.state == "granted"


def test_brothers_and_sisters_are_asked_for_at_once_and_decided_apart(leave: Asking) -> None:
    assert leave.ask(also=[str(leave.mia.pk)]).status_code == 302
    kai, mia = leave.requests()
    assert (kai.together, {kai.state, mia.state}) == (mia.together, {"waiting"})
    leave.decide()
    assert [one.state for one in leave.requests()] == ["granted", "waiting"]
    assert leave.said(leave.mia) == ""
    page = leave.page(path=f"/leave/{mia.pk}/")
    assert "asked for at once, granted" in page


def test_leave_withdrawn_leaves_the_registers_ahead_and_what_was_entered_stays(leave: Asking) -> None:
    leave.ask()
    leave.decide()
    leave.at(9, 30, FRIDAY)
    leave.take("C", FRIDAY)
    path = f"/leave/{leave.request.pk}/withdraw/"
    assert leave.client().post(path, {"why": ""}).status_code == 422
    answer = leave.client().post(path, {"why": "The mother rang: they go at Easter"}, follow=True)
    assert "tell the family" not in words(answer)
    assert (leave.request.state, leave.said()) == ("withdrawn", "20A C")
    assert "The mother rang: they go at Easter" in leave.page()
    assert [one.state for one in letters(leave)] == ["withdrawn"], "its letter had not left"
    assert leave.client().post(path, {"why": "Again"}).status_code == 422


CANNOT_BE: list[tuple[dict[str, Any], str]] = [
    ({"ground": ""}, "Choose what it is for."),
    ({"ground": "holiday"}, "Select a valid choice"),
    ({"starts_on": ""}, "Give the first day."),
    ({"starts_on": "soon"}, "not a date"),
    ({"ends_on": "18/11/2026"}, "ends before it begins"),
    ({"starts_on": "21/11/2026", "ends_on": "22/11/2026"}, "holds no session then"),
    ({"reason": ""}, "Write the reason"),
    ({"reason": "a\x00b"}, "Null characters"),
    ({"reason": "x" * 2001}, "at most 2000 characters"),
    ({"applicant": "by_name"}, "Write their name."),
    ({"applicant": "00000000-0000-7000-8000-000000000000"}, "Choose one of the list."),
    ({"asked_on": "20/11/2026"}, "asked for today or before"),
    ({"ground": "not_required"}, "not of compulsory school age"),
    ({"ground": "study"}, "agreed for exams"),
    ({"also": ["00000000-0000-7000-8000-000000000000"]}, "Select a valid choice"),
]


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(leave: Asking) -> None:
    for typed, said in CANNOT_BE:
        response = leave.ask(**typed)
        assert (response.status_code, said in words(response)) == (422, True), typed
    assert leave.requests() == []


def test_whom_it_is_for_is_found_by_a_part_of_the_name_and_named_in_no_address(leave: Asking) -> None:
    found = leave.client().post("/leave/whom/", {"who": "9b"})
    assert (found.status_code, f"/leave/for/{leave.kai.pk}/" in words(found)) == (200, True)
    nobody = leave.client().post("/leave/whom/", {"who": "zzz"})
    assert "Nobody on roll is called that" in words(nobody)
