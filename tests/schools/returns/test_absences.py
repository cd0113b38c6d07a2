"""Ten continuous days, the school's measure, and illness that comes to fifteen days: found, followed, let go."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from schools.absence.models import Attempt, FirstDay
from schools.calendar.models import HalfTerm, NonSchoolDay
from schools.calendar.queries import school_calendar
from schools.registers.models import Mark
from schools.returns.models import Return, ReturnSettings
from schools.returns.operations.absences import HELD_TO_MARKS, look_at_marks
from schools.roll.models import Admission, Pupil
from schools.roll.operations.families import set_household
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.returns.conftest import DAY, NOON, TODAY, returns_of, work
from tests.schools.roll.acts import BY
from tests.trust_reporting.registers import amend, mark

MONTH_END = "2026-11-30"


def absent(code: str, days: int, *, until: dt.date = TODAY, key: int = 1) -> None:
    """Whole school days of a code, the last on `until`."""
    held = school_calendar().school_days(dt.date(2026, 9, 2), until)[-days:]
    mark({(key, on, session): code for on in held for session in (1, 2)})


def found(school: School) -> list[tuple[str, str, str]]:
    work(school)
    return returns_of(school)


def test_the_tenth_day_in_a_row_is_told_at_once(school: School) -> None:
    with school_work(school):
        absent("O", 10)
    assert found(school) == [("attendance", "detected", TODAY.isoformat())]
    with school_work(school):
        row = Return.objects.get()
        fields = row.facts["fields"]
        assert (fields["began"], fields["days"], fields["codes"]) == ("2026-11-06", "10", "O")
        assert fields["grounds"] == "10 continuous school days"
        assert look_at_marks(NOON, TODAY)["raised"] == 0


def test_how_often_the_family_was_tried_goes_out_and_what_was_said_does_not(school: School, officer: Client) -> None:
    with school_work(school):
        absent("N", 10)
        day = FirstDay.objects.create(pupil=Pupil.objects.get(key=1), date=TODAY, session=1, opens_at=NOON)
        for number in range(2):
            said = {"note": "He is in Leeds.", "by_name": "x", "by_position": "x", "key": str(number)}
            Attempt.objects.create(day=day, at=NOON, channel="call", outcome="no_answer", **said)
    work(school)
    with school_work(school):
        key = Return.objects.get().pk
    page = officer.get(f"/returns/{key}/").content.decode()
    assert "2 calls (last 19 November 2026)" in page
    assert "Leeds" not in page


def test_nine_days_are_not(school: School) -> None:
    with school_work(school):
        absent("O", 9)
    assert found(school) == []


@pytest.mark.parametrize("birth", [dt.date(2010, 3, 14), dt.date(2021, 12, 1)])
def test_only_pupils_of_compulsory_school_age_are_returned(school: School, birth: dt.date) -> None:
    with school_work(school):
        Pupil.objects.filter(key=1).update(birth=birth)
        absent("O", 10)
        absent("I", 16, until=TODAY - 21 * DAY)
    assert found(school) == []


def test_what_was_to_be_told_of_a_pupil_stands_when_they_have_left_the_roll_or_the_age_since(school: School) -> None:
    last, after = dt.date(2027, 6, 25), dt.date(2027, 6, 30)
    with school_work(school):
        absent("O", 10, until=last)
        absent("O", 10, until=last, key=2)
        absent("I", 15, until=last, key=3)
        Pupil.objects.exclude(key=2).update(birth=dt.date(2011, 3, 14))
        look_at_marks(NOON, last)
        Return.objects.filter(pupil__key=1).update(state="sent", sent_on=last, approved_at=NOON)
        Admission.objects.filter(pupil__key=2).update(ends_on=last, leaving_ground="a")
        mark({(key, on, s): "/" for key in (1, 3) for on in (after - DAY, after) for s in (1, 2)})
        assert look_at_marks(NOON, after)["moved"] == 0
        states = Return.objects.order_by("pupil__key").values_list("kind", "state", "overtaken_because")
        assert list(states) == [
            ("attendance", "sent", ""),
            ("attendance", "detected", ""),
            ("sickness", "detected", ""),
        ]


def test_absence_counts_from_the_day_a_pupil_is_of_compulsory_school_age(school: School) -> None:
    with school_work(school):
        Pupil.objects.filter(key=1).update(birth=dt.date(2021, 12, 1))
        held = school_calendar().school_days(dt.date(2026, 12, 7), dt.date(2027, 1, 14))
        mark({(1, on, session): "O" for on in held for session in (1, 2)})
        look_at_marks(NOON, dt.date(2027, 1, 14))
        assert not Return.objects.exists(), "nine of the days are from 31 December on"
        mark({(1, dt.date(2027, 1, 15), session): "O" for session in (1, 2)})
        look_at_marks(NOON, dt.date(2027, 1, 15))
        assert Return.objects.get().facts["fields"]["days"] == "10"


def test_the_measure_counts_from_that_day_too(school: School) -> None:
    with school_work(school):
        ReturnSettings.objects.create(percent=50, least=1, by_name="x")
        Pupil.objects.filter(key=1).update(birth=dt.date(2021, 12, 1))
        held = school_calendar().school_days(dt.date(2026, 12, 7), dt.date(2026, 12, 18))
        mark({(1, on, session): "/" for on in held for session in (1, 2)})
        mark({(1, dt.date(2027, 1, 4), session): "C" for session in (1, 2)})
        look_at_marks(NOON, dt.date(2027, 1, 4))
        assert (Return.objects.get().facts["missed"], Return.objects.get().facts["possible"]) == (2, 2)


def test_a_school_that_tells_with_the_period_has_until_its_end(school: School) -> None:
    with school_work(school):
        ReturnSettings.objects.create(ten_days_at_once=False, by_name="x")
        absent("O", 10)
    assert found(school) == [("attendance", "detected", MONTH_END)]


def test_a_reason_found_lets_it_go_and_one_lost_brings_it_back(school: School) -> None:
    with school_work(school):
        absent("O", 10)
    work(school)
    with school_work(school):
        amend({(1, dt.date(2026, 11, 12), 1): "I"})
    assert [state for _, state, _ in found(school)] == ["retreated"]
    with school_work(school):
        amend({(1, dt.date(2026, 11, 12), 1): "O"})
    assert [state for _, state, _ in found(school)] == ["detected"]


def test_a_day_on_which_the_school_did_not_meet_is_no_school_day(school: School) -> None:
    with school_work(school):
        absent("O", 10)
    work(school)
    with school_work(school):
        NonSchoolDay.objects.create(date=dt.date(2026, 11, 12), kind="closure")
        look_at_marks(NOON, TODAY)
        assert Return.objects.get().state == "retreated"


def test_what_was_sent_and_does_not_hold_any_more_is_put_right(school: School) -> None:
    with school_work(school):
        absent("O", 10)
        look_at_marks(NOON, TODAY)
        Return.objects.update(state="sent", sent_on=TODAY, approved_at=NOON)
        amend({(1, dt.date(2026, 11, 12), 1): "/"})
    work(school)
    with school_work(school):
        assert Return.objects.get().overtaken_because


def test_a_run_that_goes_on_is_told_again_only_with_the_next_period(
    school: School, noon: time_machine.Traveller
) -> None:
    with school_work(school):
        absent("O", 10)
        look_at_marks(NOON, TODAY)
        Return.objects.update(state="sent", sent_on=TODAY, approved_at=NOON)
        days = school_calendar().school_days(TODAY + DAY, dt.date(2026, 12, 2))
        mark({(1, on, session): "O" for on in days for session in (1, 2)})
        look_at_marks(NOON, dt.date(2026, 11, 30))
        assert Return.objects.count() == 1
        look_at_marks(NOON, dt.date(2026, 12, 2))
        assert list(Return.objects.order_by("due_on").values_list("due_on", flat=True)) == [
            TODAY,
            dt.date(2026, 12, 31),
        ]


def test_the_new_school_year_lets_nothing_of_the_last_one_go(school: School) -> None:
    july = dt.date(2027, 7, 21)
    with school_work(school):
        absent("O", 10, until=july)
        absent("N", 10, until=july, key=2)
        absent("I", 15, until=july, key=3)
        look_at_marks(NOON, july)
        Return.objects.filter(pupil__key=1).update(state="sent", sent_on=july, approved_at=NOON)
        assert look_at_marks(NOON, dt.date(2027, 9, 1)) == dict.fromkeys(
            ("raised", "moved", "retreated", "overtaken"), 0
        )
        states = Return.objects.order_by("pupil__key").values_list("kind", "state")
        assert list(states) == [("attendance", "sent"), ("attendance", "detected"), ("sickness", "detected")]
        amend({(2, july, 1): "/"})
        assert look_at_marks(NOON, dt.date(2027, 9, 1))["retreated"] == 1, "and its marks are still looked at"


def test_a_run_goes_on_over_the_summer(school: School) -> None:
    july, september = dt.date(2027, 7, 21), dt.date(2027, 9, 3)
    with school_work(school):
        HalfTerm.objects.create(
            academic_year=2027, number=1, starts_on=dt.date(2027, 9, 2), ends_on=dt.date(2027, 10, 22)
        )
        for key in (1, 2):
            absent("O", 8, until=july, key=key)
        mark({(key, dt.date(2027, 9, 2), s): "O" for key in (1, 2) for s in (1, 2)} | {(2, september, 1): "/"})
        look_at_marks(NOON, september)
        assert not Return.objects.exists()
        mark({(1, september, 1): "O", (1, september, 2): "O", (2, september, 2): "O"})
        look_at_marks(NOON, september)
        row = Return.objects.get()
        assert (row.pupil.key, row.starts_on, row.due_on) == (1, dt.date(2027, 7, 12), september)
        assert row.facts["fields"]["days"] == "10"


def test_the_school_s_measure_puts_pupils_on_the_period_s_return(school: School) -> None:
    with school_work(school):
        held = school_calendar().school_days(dt.date(2026, 11, 2), TODAY)
        for key, missed in ((1, 3), (2, 1)):
            codes = ["C"] * missed + ["/"] * (len(held) - missed)
            mark(
                {
                    (key, on, s): "\\" if (code, s) == ("/", 2) else code
                    for on, code in zip(held, codes, strict=True)
                    for s in (1, 2)
                }
            )
        look_at_marks(NOON, TODAY)
        assert not Return.objects.exists(), "no measure is stated"
        ReturnSettings.objects.create(percent=20, by_name="x")
        look_at_marks(NOON, TODAY)
        row = Return.objects.get()
        assert (row.pupil.key, row.due_on.isoformat(), row.facts["missed"]) == (1, MONTH_END, 6)
        assert row.facts["fields"]["grounds"] == "fails to attend regularly"


def test_the_year_s_first_week_counts_to_the_measure_though_its_monday_is_not_of_the_year(school: School) -> None:
    with school_work(school):
        ReturnSettings.objects.create(percent=80, least=1, by_name="x")
        absent("C", 2, until=dt.date(2026, 9, 3))
        look_at_marks(NOON, dt.date(2026, 9, 4))
        assert Return.objects.get().facts["missed"] == 4


@pytest.mark.parametrize(("stated", "told"), [((2026, 10, 31), [1, 2]), ((2026, 11, 1), [1])])
def test_late_marks_of_a_period_that_is_over_are_told_too_by_the_measure_that_held(
    school: School, stated: tuple[int, int, int], told: list[int]
) -> None:
    october = dt.date(2026, 10, 23)
    with school_work(school):
        ReturnSettings.objects.create(percent=20, by_name="x", at=dt.datetime(*stated, tzinfo=dt.UTC))
        absent("O", 10, until=october)
        absent("C", 10, until=october, key=2)
        for _ in range(2):
            look_at_marks(NOON, TODAY)
        rows = Return.objects.order_by("pupil__key").values_list("pupil__key", "due_on")
        assert list(rows) == list(zip(told, (october, dt.date(2026, 10, 31)), strict=False))


def test_periods_before_returns_were_made_here_are_not_looked_at(school: School) -> None:
    with school_work(school):
        ReturnSettings.objects.create(since=dt.date(2026, 11, 1), by_name="x")
        absent("O", 10, until=dt.date(2026, 10, 23))
        look_at_marks(NOON, TODAY)
        assert not Return.objects.exists()


def test_an_interval_agreed_anew_ends_the_earlier_period_the_day_before(school: School) -> None:
    with school_work(school):
        since = dt.date(2026, 10, 1)
        ReturnSettings.objects.create(since=since, by_name="x", at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
        week = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
        ReturnSettings.objects.create(since=since, interval="week", by_name="x", at=week)
        absent("O", 10, until=dt.date(2026, 11, 6))
        look_at_marks(NOON, TODAY)
        row = Return.objects.get()
        assert (row.facts["from"], row.facts["to"], row.due_on) == ("2026-11-01", "2026-11-08", dt.date(2026, 11, 6))


def test_a_new_ground_after_it_was_sent_is_told_within_the_period(school: School) -> None:
    with school_work(school):
        absent("O", 10)
        look_at_marks(NOON, TODAY)
        Return.objects.update(state="sent", sent_on=TODAY, approved_at=NOON)
        ReturnSettings.objects.create(percent=20, by_name="x")
        for _ in range(2):
            look_at_marks(NOON, TODAY)
        assert sorted(Return.objects.values_list("state", flat=True)) == ["detected", "sent"]


# Sickness


def test_fifteen_days_of_illness_ask_whether_it_is_one_need(school: School, officer: Client) -> None:
    with school_work(school):
        absent("I", 14, until=TODAY - DAY)
    assert found(school) == []
    with school_work(school):
        absent("I", 1)
        set_household(Pupil.objects.get(key=1), from_day=TODAY, address="1 Mill Lane", by=BY)
    assert found(school) == [("sickness", "detected", TODAY.isoformat())]
    with school_work(school):
        key = Return.objects.get().pk
    page = officer.get(f"/returns/{key}/").content.decode()
    assert "Is it one health need?" in page
    typed = {"one_need": "yes", "until": "1 December", "evidence": ""}
    refused = officer.post(f"/returns/{key}/approve/", typed)
    assert refused.status_code == 422
    assert "Say whether medical evidence is held" in refused.content.decode()
    assert officer.post(f"/returns/{key}/approve/", typed | {"evidence": "yes"}).status_code == 302
    with school_work(school):
        values = Return.objects.get().values
        assert (values["began"], values["until"], values["days"]) == ("2026-10-23", "2026-12-01", "15")


def test_many_small_ills_need_none_and_are_not_asked_about_twice(school: School, officer: Client) -> None:
    with school_work(school):
        for until in (dt.date(2026, 9, 18), dt.date(2026, 10, 9), dt.date(2026, 11, 13)):
            absent("I", 5, until=until)
            after = school_calendar().school_days(until + DAY, until + 5 * DAY)[0]
            mark({(1, after, 1): "/"})
    assert found(school) == [("sickness", "detected", TODAY.isoformat())]
    with school_work(school):
        key = Return.objects.get().pk
    assert officer.post(f"/returns/{key}/", {"one_need": "no"}).status_code == 302
    with school_work(school):
        absent("I", 1)
    assert [state for _, state, _ in found(school)] == ["not_needed"]


def test_a_decision_about_an_illness_is_remembered_all_year(school: School) -> None:
    february = dt.date(2027, 2, 12)
    with school_work(school):
        absent("I", 5, until=dt.date(2026, 9, 18))
        mark({(1, dt.date(2026, 9, 21), 1): "/"})
        absent("I", 10)
        look_at_marks(NOON, TODAY)
        Return.objects.update(state="not_needed", ended_at=NOON, ended_because="Several ills.")
        mark({(1, TODAY + DAY, 1): "/"})
        absent("I", 1, until=february)
        look_at_marks(NOON, february)
        assert Return.objects.count() == 1


def test_what_was_sent_two_months_ago_is_not_held_to_the_marks_any_more(school: School) -> None:
    with school_work(school):
        absent("O", 10)
        look_at_marks(NOON, TODAY)
        Return.objects.update(state="sent", sent_on=TODAY, approved_at=NOON)
        amend({(1, dt.date(2026, 11, 12), 1): "/"})
        look_at_marks(NOON, TODAY + HELD_TO_MARKS + DAY)
        assert not Return.objects.get().overtaken_because
        look_at_marks(NOON, TODAY + HELD_TO_MARKS)
        assert Return.objects.get().overtaken_because


def test_planned_illness_is_looked_at_before_it_has_been_missed(school: School) -> None:
    with school_work(school):
        absent("I", 5)
        ahead = school_calendar().school_days(TODAY + DAY, dt.date(2026, 12, 3))
        assert len(ahead) == 10
        mark({(1, on, session): "I" for on in ahead for session in (1, 2)})
        Mark.objects.filter(date__gt=TODAY).update(planned=True)
        look_at_marks(NOON, TODAY)
        row = Return.objects.get()
        assert (row.kind, row.facts["ahead"], row.facts["fields"]["days"]) == ("sickness", 20, "5")
        Mark.objects.filter(date__gt=TODAY).delete()
        look_at_marks(NOON, TODAY)
        assert Return.objects.get().state == "retreated"


def test_what_is_near_is_shown_beforehand_and_nothing_waits(school: School, officer: Client) -> None:
    with school_work(school):
        absent("I", 14)
        absent("N", 8, key=2)
    work(school)
    page = officer.get("/returns/").content.decode()
    assert "14 school days of illness this year; asked about at 15" in page
    assert "8 school days in a row without leave since 10 Nov; told at 10" in page
    assert returns_of(school) == []


def test_an_illness_a_doctor_foresees_is_raised_by_hand_and_stands(school: School, officer: Client) -> None:
    with school_work(school):
        pupil = Pupil.objects.get(key=1)
    page = f"/returns/sickness/{pupil.pk}/"
    assert officer.post(page, {"began": "23 November", "until": "20 November"}).status_code == 422
    assert officer.post(page, {"began": "23 November", "until": "18 December"}).status_code == 302
    assert officer.post(page, {"began": "23 November", "until": "18 December"}).status_code == 422
    with school_work(school):
        look_at_marks(NOON, TODAY)
        row = Return.objects.get()
        assert (row.state, row.typed, row.due_on) == ("drafted", {"until": "2026-12-18"}, TODAY)
    assert "Returns to the authority" in officer.get(f"/pupils/{pupil.pk}/").content.decode()
