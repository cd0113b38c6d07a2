"""Notices with their clocks, the board's receipt and decision by the clerk, representations, and what waits on Today."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from foundation.access.roles import Role
from schools.calendar.rules.sessions import AM, PM
from schools.exclusions.models import Board, BoardReport, Exclusion, Notice, SixthDay
from schools.exclusions.queries.board import parents_told_on
from schools.registers.models import Mark
from schools.returns.models import Return
from schools.roll.models import Household, HouseholdPupil, Pupil
from schools.staff.models import StaffDuty, StaffNotice
from tests.schools.exclusions.keeping import MONDAY, Keeping
from tests.schools.registers.taking import at


@pytest.fixture
def clerk(keeping: Keeping) -> Client:
    with keeping.work():
        if StaffDuty.objects.filter(duty="clerk").exists():
            return keeping.client(Role.RECEPTIONIST)
    return keeping.give_duty(Role.RECEPTIONIST, StaffDuty.Duty.CLERK)


def tell(keeping: Keeping, row: Exclusion, to: str, about: str = "excluded", **more: Any) -> int:
    typed = {"how": "letter", "day": "16/11/2026", "time": "08:30", "whom": "Ms Canary", "words": "As sent."}
    by = keeping.client(Role.SAFEGUARDING_LEAD) if to == "lead" else keeping.officer
    return by.post(f"/exclusions/{row.pk}/notices/{to}/{about}/", typed | more).status_code


def today_of(keeping: Keeping, row: Exclusion, role: Role = Role.ATTENDANCE_OFFICER) -> list[str]:
    """What Today says waits of one exclusion."""
    said = keeping.client(role).get("/today/?all=exclusions").content.decode()
    lines = re.findall(r"<tr.*?</tr>", said, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines if str(row.pk) in line]


def test_each_notice_is_owed_until_it_is_recorded_as_it_must_be(keeping: Keeping) -> None:
    row = keeping.exclude()
    draft = keeping.officer.get(f"/exclusions/{row.pk}/notices/parents/excluded/").content.decode()
    assert "You may make representations" in draft
    assert "Physical assault against a pupil" in draft
    assert any("Parents: the exclusion" in line for line in today_of(keeping, row))
    assert tell(keeping, row, "parents", how="phone") == 302
    assert "still to be sent" in keeping.page(row)
    assert tell(keeping, row, "parents") == 302
    assert tell(keeping, row, "authority") == 302
    waits = today_of(keeping, row)
    assert not any("Parents" in line or "authority" in line for line in waits)
    # Up to five days the board is told by the end of the term.
    assert "by the end of term" in keeping.page(row)
    with keeping.work():
        notice = Notice.objects.filter(exclusion=row, to="parents", how="letter").get()
    assert (notice.words, notice.given_at) == ("As sent.", at(8, 30, on=MONDAY))


def test_what_the_lead_tells_stands_for_every_child_alike_and_names_nobody(keeping: Keeping) -> None:
    row = keeping.exclude()
    assert "Others, by the safeguarding lead" in keeping.page(row)
    assert not any("Others" in line for line in today_of(keeping, row))
    assert any("Others" in line for line in today_of(keeping, row, Role.SAFEGUARDING_LEAD))
    address = f"/exclusions/{row.pk}/notices/lead/excluded/"
    assert keeping.officer.get(address).status_code == 404
    assert tell(keeping, row, "lead", whom="Sam Social", words="CP plan") == 302
    with keeping.work():
        notice = Notice.objects.get(exclusion=row, to="lead")
    assert (notice.whom, notice.words, notice.proof) == ("", "", "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "17/11/2026"}, "still to come"),
        ({"day": "15/11/2026"}, "before the headteacher decided"),
        ({"whom": ""}, "who was told"),
        ({"words": ""}, "as they went out"),
        ({"time": "half nine"}, "as 14:05"),
    ],
)
def test_what_cannot_be_is_refused(keeping: Keeping, typed: dict[str, str], said: str) -> None:
    row = keeping.exclude()
    plain = {"how": "letter", "day": "16/11/2026", "time": "08:30", "whom": "Ms Canary", "words": "As sent."}
    answer = keeping.officer.post(f"/exclusions/{row.pk}/notices/parents/excluded/", plain | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_no_notice_of_a_proposal_nor_of_what_is_not_owed(keeping: Keeping) -> None:
    keeping.propose()
    assert tell(keeping, keeping.newest(), "parents") == 422
    row = keeping.exclude()
    assert tell(keeping, row, "parents", "cancelled") == 422
    assert tell(keeping, row, "home_authority") == 422
    assert tell(keeping, row, "nobody") == 404


def test_a_pupil_of_18_is_told_beside_the_parents(keeping: Keeping) -> None:
    younger, pupil = keeping.exclude(), keeping.pupil()
    assert tell(keeping, younger, "pupil") == 422
    with keeping.work():
        Pupil.objects.filter(pk=pupil).update(birth=dt.date(2008, 11, 16))
    row = keeping.exclude(pupil)
    draft = keeping.officer.get(f"/exclusions/{row.pk}/notices/pupil/excluded/").content.decode()
    assert "You may make representations" in draft
    assert "your child" not in draft
    assert any("The pupil, who is 18: the exclusion" in line for line in today_of(keeping, row))
    assert tell(keeping, row, "pupil", how="in_person") == 302
    assert any("The pupil, who is 18" in line for line in today_of(keeping, row))
    assert tell(keeping, row, "pupil") == 302
    assert not any("The pupil" in line for line in today_of(keeping, row))


def test_the_home_authority_is_told_too(keeping: Keeping) -> None:
    row = keeping.exclude()
    with keeping.work():
        home = Household.objects.create(address="1 Low Street")
        HouseholdPupil.objects.create(household=home, pupil=row.pupil, starts_on=dt.date(2026, 9, 2))
    typed = {"authority": "Westmoor"}
    assert keeping.officer.post(f"/exclusions/{row.pk}/home-authority/", typed).status_code == 302
    assert "Home local authority, Westmoor" in keeping.page(row)
    assert tell(keeping, row, "home_authority") == 302


def test_the_clerk_records_receipt_and_the_deadline_runs_from_then(keeping: Keeping, clerk: Client) -> None:
    row = keeping.exclude(first="02/09/2026", last="23/09/2026")
    assert any("Governing board" in line for line in today_of(keeping, row))
    assert tell(keeping, row, "board") == 302
    with keeping.work():
        notice = StaffNotice.objects.get(kind="exclusion_board", address=f"/exclusions/{row.pk}/")
    assert "Canary" not in notice.address
    assert any("receipt" in line for line in today_of(keeping, row))
    address = f"/exclusions/{row.pk}/board/received/"
    assert keeping.head.post(address, {"received_on": "16/11/2026"}).status_code == 404
    assert clerk.post(address, {"received_on": "13/11/2026"}).status_code == 422
    assert clerk.post(address, {"received_on": "16/11/2026"}).status_code == 302
    said = keeping.page(row, clerk)
    assert "More than 15 days in the term" in said
    assert "Monday 7 December 2026" in said
    keeping.made.set_clock(at(8, 30, on=dt.date(2026, 12, 8)))
    assert "missed; it stays to be met" in keeping.page(row)
    assert any("deadline missed" in line for line in today_of(keeping, row))


def test_representations_oblige_the_board_between_5_and_15_days(keeping: Keeping, clerk: Client) -> None:
    row = keeping.exclude(first="09/11/2026", last="16/11/2026")
    assert "need not meet" in keeping.page(row)
    typed = {"received_on": "16/11/2026", "from_whom": "Ms Canary", "words": "It was not him.", "remote": "on"}
    seeing = keeping.client(Role.SENIOR_LEADER)
    assert "board/representation/" not in keeping.page(row, seeing)
    assert seeing.post(f"/exclusions/{row.pk}/board/representation/", typed).status_code == 404
    assert clerk.get(f"/exclusions/{row.pk}/board/representation/").status_code == 200
    assert keeping.officer.post(f"/exclusions/{row.pk}/board/representation/", typed).status_code == 302
    said = keeping.page(row)
    assert "within 50 school days" in said
    assert "It was not him." in said


def decide(clerk: Client, row: Exclusion, decision: str, **more: str) -> Any:
    typed = {"decision": decision, "decided_on": "16/11/2026", "because": "On the evidence."}
    return clerk.post(f"/exclusions/{row.pk}/board/decision/", typed | more)


def test_the_board_reinstates_and_what_is_to_come_is_given_back(keeping: Keeping, clerk: Client) -> None:
    row = keeping.exclude(kind="permanent", last="")
    assert "how many" not in keeping.page(row)
    assert "Say from which day" in decide(clerk, row, "reinstated").content.decode()
    assert "must decide" in decide(clerk, row, "considered").content.decode()
    assert "before the board decided" in decide(clerk, row, "reinstated", back_on="13/11/2026").content.decode()
    assert decide(clerk, row, "reinstated", back_on="18/11/2026").status_code == 302
    assert decide(clerk, row, "declined").status_code == 422
    said = keeping.page(row)
    assert "directed reinstatement" in said
    assert 'Parents</td> <td data-l="Of">the board’s decision' in said
    late = keeping.head.post(
        f"/exclusions/{row.pk}/cancel/", {"back_on": "18/11/2026", "back_session": "1", "reason": "Late"}
    )
    assert "can no longer be cancelled" in late.content.decode()
    with keeping.work():
        row.refresh_from_db()
    assert row.back_on == dt.date(2026, 11, 18)


def test_e_entered_before_the_board_s_direction_was_is_named_until_it_is_amended(
    keeping: Keeping, clerk: Client
) -> None:
    keeping.made.set_clock(at(9, 0, on=MONDAY + dt.timedelta(days=1)))
    row = keeping.exclude(first="17/11/2026", last="24/11/2026")
    typed = {"received_on": "17/11/2026", "from_whom": "Ms Canary", "words": "It was not him."}
    assert clerk.post(f"/exclusions/{row.pk}/board/representation/", typed).status_code == 302
    assert decide(clerk, row, "reinstated", decided_on="17/11/2026", back_on="17/11/2026").status_code == 302
    said = re.sub(r"<[^>]+>", "", keeping.page(row))
    assert "The registers have E since the pupil is back." in said
    assert "Tue 17 Nov morning. What had been entered stays" in said
    assert any("E though back" in line for line in today_of(keeping, row))
    with keeping.work():
        assert Return.objects.get(about=f"exclusion:{row.pk}").facts["fields"]["half_days"] == "0"
        Mark.objects.filter(pupil_key=row.pupil.key).update(code="/")
    assert "since the pupil is back" not in keeping.page(row)
    assert not any("E though back" in line for line in today_of(keeping, row))
    # What was missed before the pupil was back, and what is missed by another exclusion since, is E as it should be.
    with keeping.work():
        Mark.objects.filter(pupil_key=row.pupil.key).update(code="E")
        Exclusion.objects.filter(pk=row.pk).update(back_session=PM)
    assert "since the pupil is back" not in keeping.page(row)
    with keeping.work():
        Exclusion.objects.filter(pk=row.pk).update(back_session=AM)
    assert "since the pupil is back" in keeping.page(row)
    keeping.exclude(row.pupil_id, first="17/11/2026", last="17/11/2026")
    assert "since the pupil is back" not in keeping.page(row)


def test_a_meeting_whose_time_has_come_ends_cancelling_though_no_decision_is_recorded(
    keeping: Keeping, clerk: Client
) -> None:
    row = keeping.exclude(kind="permanent", last="")
    meets = {"day": "16/11/2026", "time": "14:00", "place": "Library"}
    assert clerk.post(f"/exclusions/{row.pk}/board/meeting/", meets).status_code == 302
    keeping.made.set_clock(at(14, 0, on=MONDAY))
    cancel, address = {"back_on": "17/11/2026", "back_session": "1", "reason": "Late"}, f"/exclusions/{row.pk}/cancel/"
    assert "can no longer be cancelled" in keeping.head.post(address, cancel).content.decode()
    # It did not meet after all.
    assert clerk.post(f"/exclusions/{row.pk}/board/meeting/", meets | {"day": "20/11/2026"}).status_code == 302
    assert keeping.head.post(address, cancel).status_code == 302


def test_five_days_or_fewer_are_only_considered(keeping: Keeping, clerk: Client) -> None:
    row = keeping.exclude()
    assert "no power over reinstatement" in decide(clerk, row, "declined").content.decode()
    with_a_day = decide(clerk, row, "considered", back_on="17/11/2026")
    assert "Only a reinstatement has a day" in with_a_day.content.decode()
    assert decide(clerk, row, "considered").status_code == 302


def test_a_decision_after_the_deadline_is_valid_and_shown_as_late(keeping: Keeping, clerk: Client) -> None:
    row = keeping.exclude(kind="permanent", last="")
    clerk.post(f"/exclusions/{row.pk}/board/received/", {"received_on": "16/11/2026"})
    keeping.made.set_clock(at(8, 30, on=dt.date(2026, 12, 8)))
    assert decide(clerk, row, "declined", decided_on="08/12/2026").status_code == 302
    assert "decided after it; the decision is valid" in keeping.page(row)
    assert tell(keeping, row, "parents", "decided", day="08/12/2026") == 302
    with keeping.work():
        assert parents_told_on(Board.objects.get(exclusion=row)) == dt.date(2026, 12, 8)


def test_nobody_was_told_of_anything_before_it_happened(keeping: Keeping, clerk: Client) -> None:
    row, cancelled = keeping.exclude(kind="permanent", last=""), keeping.exclude()
    keeping.made.set_clock(at(12, 0, on=dt.date(2026, 11, 18)))
    assert decide(clerk, row, "declined", decided_on="18/11/2026").status_code == 302
    typed = {"back_on": "19/11/2026", "back_session": "1", "reason": "New facts"}
    assert keeping.head.post(f"/exclusions/{cancelled.pk}/cancel/", typed).status_code == 302
    assert tell(keeping, row, "parents", "decided", day="17/11/2026", time="23:59") == 422
    assert tell(keeping, cancelled, "parents", "cancelled", day="18/11/2026", time="11:59") == 422
    assert tell(keeping, cancelled, "parents", "cancelled", day="18/11/2026", time="12:00") == 302
    # The clock of a review runs from the first that was in writing, in whatever order they are recorded.
    keeping.made.set_clock(at(12, 0, on=dt.date(2026, 11, 20)))
    for day, how in (("20/11/2026", "letter"), ("18/11/2026", "phone"), ("19/11/2026", "email")):
        assert tell(keeping, row, "parents", "decided", day=day, how=how) == 302
    with keeping.work():
        assert parents_told_on(Board.objects.get(exclusion=row)) == dt.date(2026, 11, 19)


def test_all_are_told_of_a_cancellation_and_the_term_is_reported(keeping: Keeping) -> None:
    row = keeping.exclude()
    typed = {"back_on": "17/11/2026", "back_session": "1", "reason": "New facts"}
    keeping.head.post(f"/exclusions/{row.pk}/cancel/", typed)
    draft = keeping.officer.get(f"/exclusions/{row.pk}/notices/parents/cancelled/").content.decode()
    assert "New facts" in draft
    assert "meeting with the headteacher" in draft
    assert tell(keeping, row, "parents", "cancelled") == 302
    assert keeping.officer.post("/exclusions/terms/2026-9/report/", {"given_on": "16/11/2026"}).status_code == 404
    assert keeping.officer.post("/exclusions/terms/2026-1/report/", {"given_on": "16/11/2026"}).status_code == 302
    with keeping.work():
        report = BoardReport.objects.get()
    assert report.cancelled >= 1
    assert "Told to the board on 16 November 2026" in keeping.officer.get("/exclusions/").content.decode()


def test_a_sixth_day_with_nothing_arranged_is_on_today_each_day(keeping: Keeping) -> None:
    row = keeping.exclude(last="24/11/2026")
    found: Callable[[], bool] = lambda: any("day six" in line for line in today_of(keeping, row))  # noqa: E731
    assert found()
    keeping.made.set_clock(at(8, 30, on=dt.date(2026, 11, 23)))
    assert found()
    sixth = f"/exclusions/{row.pk}/sixth-day/"
    keeping.officer.post(sixth, {"provider": "Bridge", "starts_on": "24/11/2026"})
    assert found()
    keeping.officer.post(sixth, {"provider": "Oak", "starts_on": "23/11/2026"})
    assert not found()
    # Oak falls through: taken back, it is arranged no more.
    with keeping.work():
        line = SixthDay.objects.get(exclusion=row, provider="Oak")
    assert keeping.officer.post(f"{sixth}{line.pk}/take-back/").status_code == 302
    assert keeping.officer.post(f"{sixth}{line.pk}/take-back/", follow=True).status_code == 200
    assert found()
    assert "Oak" not in keeping.page(row)


def test_the_authority_s_return_is_queued_by_the_decision_and_goes_with_a_cancellation(keeping: Keeping) -> None:
    def fields(row: Exclusion) -> dict[str, str]:
        with keeping.work():
            found: dict[str, str] = Return.objects.get(about=f"exclusion:{row.pk}").facts["fields"]
        return found

    keeping.propose()
    proposed = keeping.newest()
    with keeping.work():
        assert not Return.objects.filter(about=f"exclusion:{proposed.pk}").exists()
    row = keeping.exclude(last="23/11/2026", reasons=["PP", "BU"])
    assert fields(row) == {
        "type": "SUSP",
        "first_day": "2026-11-16",
        "last_day": "2026-11-23",
        "half_days": "12",
        "reasons": "PP;BU",
        "term_total": "12",
        "year_total": "12",
        "day_6": "",
    }
    keeping.officer.post(f"/exclusions/{row.pk}/sixth-day/", {"provider": "Bridge", "starts_on": "23/11/2026"})
    assert fields(row)["day_6"] == "Bridge from 23/11/2026"
    lunch, permanent = keeping.exclude(kind="lunchtime"), keeping.exclude(kind="permanent", last="")
    assert (fields(lunch)["type"], fields(permanent)["type"]) == ("LNCH", "PERM")
    assert (fields(permanent)["last_day"], fields(permanent)["half_days"]) == ("", "")
    inside = keeping.exclude(kind="internal", room="R4", reasons=[])
    typed = {"back_on": "17/11/2026", "back_session": "1", "reason": "New facts"}
    keeping.head.post(f"/exclusions/{row.pk}/cancel/", typed)
    with keeping.work():
        assert not Return.objects.filter(about=f"exclusion:{inside.pk}").exists()
        told = {one.about: one for one in Return.objects.filter(kind__in=("suspension", "permanent"))}
    ended = told[f"exclusion:{row.pk}"]
    assert (ended.state, ended.ended_because) == ("retreated", "The exclusion was cancelled.")
    assert told[f"exclusion:{permanent.pk}"].kind == "permanent"
    assert told[f"exclusion:{permanent.pk}"].state == "detected"


def test_the_pupil_s_page_has_the_totals_for_who_may_see_them(keeping: Keeping) -> None:
    row = keeping.exclude()
    said = keeping.officer.get(f"/pupils/{row.pupil_id}/").content.decode()
    assert "3 days in Autumn term 2026/27" in said
    assert f"/exclusions/pupil/{row.pupil_id}/new/" in said
    tutor = keeping.client(Role.CLASS_TEACHER).get(f"/pupils/{row.pupil_id}/")
    assert tutor.status_code == 200
    assert "exclusion" not in tutor.content.decode().lower()
