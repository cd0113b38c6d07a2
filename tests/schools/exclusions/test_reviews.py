"""After the board: waived, applied in time or too late, reviewed; and a name that leaves the roll only then."""

import datetime as dt

import pytest
from django.test import Client

from foundation.access.roles import Role
from schools.exclusions.models import Exclusion
from schools.journal.models import AuditLine
from schools.registers.models import Plan
from schools.roll.models import Admission
from schools.staff.models import StaffDuty
from tests.schools.exclusions.keeping import Keeping
from tests.schools.registers.taking import at


@pytest.fixture
def clerk(keeping: Keeping) -> Client:
    with keeping.work():
        has = StaffDuty.objects.filter(duty="clerk").exists()
    return keeping.client(Role.RECEPTIONIST) if has else keeping.give_duty(Role.RECEPTIONIST, StaffDuty.Duty.CLERK)


def declined(keeping: Keeping, clerk: Client) -> Exclusion:
    """A permanent exclusion that the board upheld, of which the parents were told on the 16th."""
    row = keeping.exclude(kind="permanent", last="")
    decision = {"decision": "declined", "decided_on": "16/11/2026", "because": "On the evidence."}
    assert clerk.post(f"/exclusions/{row.pk}/board/decision/", decision).status_code == 302
    typed = {"how": "letter", "day": "16/11/2026", "time": "08:30", "whom": "Ms Canary", "words": "As sent."}
    assert keeping.officer.post(f"/exclusions/{row.pk}/notices/parents/decided/", typed).status_code == 302
    return row


def leaves(keeping: Keeping, row: Exclusion, day: str) -> str:
    """What is said when the office takes the name off on ground (o); empty when it may."""
    typed = {"last_day": day, "ground": "o", "note": "", "destination": ""}
    answer = keeping.officer.post(f"/pupils/{row.pupil_id}/roll/leave/", typed)
    return "" if answer.status_code in {200, 302} else answer.content.decode()


def step(clerk: Client, row: Exclusion, name: str, on: str, **more: str) -> str:
    answer = clerk.post(f"/exclusions/{row.pk}/review/", {"step": name, "on": on, "members": "3"} | more)
    return "" if answer.status_code == 302 else answer.content.decode()


def quashed(keeping: Keeping, clerk: Client) -> Exclusion:
    """One that the review panel sent back to the board, on 9 December."""
    row = declined(keeping, clerk)
    keeping.made.set_clock(at(9, 0, on=dt.date(2026, 11, 20)))
    assert step(clerk, row, "applied", "20/11/2026") == ""
    keeping.made.set_clock(at(8, 30, on=dt.date(2026, 12, 9)))
    assert step(clerk, row, "quashed", "09/12/2026") == ""
    return row


def test_the_name_stays_until_the_review_is_over(keeping: Keeping, clerk: Client) -> None:
    row = declined(keeping, clerk)
    assert "Monday 7 December 2026" in keeping.page(row, clerk)
    assert "until 07/12/2026" in leaves(keeping, row, "16/11/2026")
    keeping.made.set_clock(at(9, 0, on=dt.date(2026, 11, 20)))
    assert step(clerk, row, "applied", "20/11/2026", sen_expert="on") == ""
    assert "Friday 11 December 2026" in keeping.page(row, clerk)
    assert "has not ended" in leaves(keeping, row, "20/11/2026")
    keeping.made.set_clock(at(9, 0, on=dt.date(2026, 12, 9)))
    assert step(clerk, row, "quashed", "09/12/2026") == ""
    assert "has not reconsidered" in leaves(keeping, row, "09/12/2026")
    assert step(clerk, row, "again_declined", "09/12/2026", because="On the evidence.") == ""
    assert leaves(keeping, row, "09/12/2026") == ""


def test_reinstated_when_reconsidered_the_pupil_is_back_and_all_are_told_anew(keeping: Keeping, clerk: Client) -> None:
    row = quashed(keeping, clerk)
    again = {"because": "The panel was right.", "back_on": "10/12/2026"}
    assert "Say from which day" in step(clerk, row, "again_reinstated", "09/12/2026", because="The panel was right.")
    assert "board’s reasons" in step(clerk, row, "again_reinstated", "09/12/2026", back_on="10/12/2026")
    early = step(clerk, row, "again_reinstated", "09/12/2026", because="It was right.", back_on="08/12/2026")
    assert "before the board decided" in early
    told = 'Parents</td> <td data-l="Of">the board’s decision</td> <td data-l="State">'
    assert f'{told}<span class="tag sent">' in keeping.page(row)
    assert step(clerk, row, "again_reinstated", "09/12/2026", **again) == ""
    with keeping.work():
        row.refresh_from_db()
        ahead = Plan.objects.filter(source="suspension", source_id=row.pk, date__gte=dt.date(2026, 12, 9))
        assert set(ahead.values_list("date", "session")) == {(dt.date(2026, 12, 9), 1), (dt.date(2026, 12, 9), 2)}
    assert (row.back_on, row.back_session) == (dt.date(2026, 12, 10), 1)
    said = keeping.page(row)
    assert f'{told}<span class="tag now">' in said
    assert "9 December 2026: directed reinstatement. The panel was right." in said
    draft = keeping.officer.get(f"/exclusions/{row.pk}/notices/parents/decided/").content.decode()
    assert "It directed reinstatement. Its reasons are: The panel was right." in draft
    assert "is back from the morning of 10 December 2026" in draft
    assert "independent review" not in draft
    assert "recorded already" in step(clerk, row, "again_declined", "09/12/2026", because="No.")
    assert "has reinstated the pupil" in leaves(keeping, row, "09/12/2026")


def test_what_the_review_panel_decided_is_not_withdrawn_and_days_keep_their_order(
    keeping: Keeping, clerk: Client
) -> None:
    row = quashed(keeping, clerk)
    assert "that stands" in step(clerk, row, "withdrawn", "09/12/2026")
    assert "has not reconsidered" in leaves(keeping, row, "09/12/2026")
    assert "(19/11/2026) would lie before the application" in step(clerk, row, "begins", "19/11/2026")
    assert "would lie before the review" in step(clerk, row, "begins", "10/12/2026")
    assert step(clerk, row, "begins", "02/12/2026") == ""
    assert "(01/12/2026) would lie before the review" in step(clerk, row, "upheld", "01/12/2026")
    # Recorded wrongly, and put right: the line says what it was.
    assert step(clerk, row, "recommended", "08/12/2026") == ""
    with keeping.work():
        line = AuditLine.objects.filter(act="exclusion.review_noted", about_id=str(row.pk)).latest("id")
    assert line.details == {"step": "outcome", "on": "2026-12-08", "outcome": "recommended", "was": "quashed"}
    assert "would lie before the review panel" in step(clerk, row, "again_declined", "07/12/2026", because="No.")
    assert step(clerk, row, "again_declined", "08/12/2026", because="No.") == ""
    assert "has reconsidered" in step(clerk, row, "upheld", "09/12/2026")


def test_waived_or_too_late(keeping: Keeping, clerk: Client) -> None:
    row, late = declined(keeping, clerk), declined(keeping, clerk)
    assert step(clerk, row, "waived", "16/11/2026") == ""
    assert leaves(keeping, row, "16/11/2026") == ""
    keeping.made.set_clock(at(9, 0, on=dt.date(2026, 12, 8)))
    assert "must be rejected" in step(clerk, late, "applied", "08/12/2026")
    assert leaves(keeping, late, "08/12/2026") == ""


def test_a_waiver_is_taken_back_and_a_claim_of_discrimination_keeps_the_way_open(
    keeping: Keeping, clerk: Client
) -> None:
    row = declined(keeping, clerk)
    assert "No waiver is recorded" in step(clerk, row, "unwaived", "16/11/2026")
    assert step(clerk, row, "waived", "16/11/2026") == ""
    assert "will not apply" in step(clerk, row, "applied", "16/11/2026")
    assert step(clerk, row, "unwaived", "16/11/2026") == ""
    assert "until 07/12/2026" in leaves(keeping, row, "16/11/2026")
    assert "No claim of discrimination" in step(clerk, row, "claim_ended", "16/11/2026")
    keeping.made.set_clock(at(9, 0, on=dt.date(2026, 12, 8)))
    assert step(clerk, row, "claim", "04/12/2026") == ""
    assert "claim of discrimination is pending" in leaves(keeping, row, "08/12/2026")
    # Recorded in error, it moves no day; made after all, it does.
    assert step(clerk, row, "unclaimed", "08/12/2026") == ""
    assert "must be rejected" in step(clerk, row, "applied", "08/12/2026")
    assert step(clerk, row, "claim", "04/12/2026") == ""
    assert step(clerk, row, "claim_ended", "07/12/2026") == ""
    assert "determined 7 December 2026" in keeping.page(row, clerk)
    assert step(clerk, row, "applied", "08/12/2026") == ""


def test_ground_o_without_an_exclusion_or_a_decision(keeping: Keeping, clerk: Client) -> None:
    suspended = keeping.exclude()
    assert "No permanent exclusion" in leaves(keeping, suspended, "16/11/2026")
    permanent = keeping.exclude(kind="permanent", last="")
    assert "has not decided" in leaves(keeping, permanent, "16/11/2026")
    assert "declined to reinstate" in step(clerk, permanent, "waived", "16/11/2026")
    assert "Only a permanent exclusion" in step(clerk, suspended, "waived", "16/11/2026")
    with keeping.work():
        assert not Admission.objects.filter(pupil=permanent.pupil_id, ends_on__isnull=False).exists()
