"""Part-time timetables: agreed with a parent, planned to their end and no longer, reviewed, extended, ended (AO-3's Sam)."""

import datetime as dt
from typing import Any

import pytest

from foundation.access.roles import Role
from schools.leave.models import LeadTask, PartTimeReview, PartTimeTimetable
from schools.letters.models import Letter
from schools.returns.models import Return
from tenants.trusts.scopes import school_work
from tests.schools.leave.asking import FATHER, FRIDAY, HEAD, MONDAY, MOTHER, OFFICER, TEACHER, Asking, asking
from tests.schools.registers.taking import THURSDAY, at
from tests.world import World

DAY = dt.timedelta(days=1)
#: Thursday PM and Friday AM.
SLOTS = ["8", "9"]
END = FRIDAY + 7 * DAY


@pytest.fixture
def sam(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    return asking(world, monkeypatch)


def typed(sam: Asking, **other: Any) -> dict[str, Any]:
    form = {
        "contact": str(sam.contact(MOTHER).pk),
        "agreed_on": f"{THURSDAY:%d/%m/%Y}",
        "purpose": "A return after illness",
        "wider_plan": "Individual health care plan of November",
        "slots": SLOTS,
        "hours": "20.5",
        "starts_on": f"{THURSDAY:%d/%m/%Y}",
        "ends_on": f"{END:%d/%m/%Y}",
        "reviews": f"{MONDAY:%d/%m/%Y}, {END:%d/%m/%Y}",
    }
    return form | other


def agree(sam: Asking, role: Role = OFFICER, **other: Any) -> Any:
    return sam.client(role).post(f"/leave/part-time/for/{sam.kai.pk}/", typed(sam, **other))


def timetable(sam: Asking) -> PartTimeTimetable:
    with school_work(sam.taking.school):
        return PartTimeTimetable.objects.get()


def reviews(sam: Asking) -> list[PartTimeReview]:
    with school_work(sam.taking.school):
        return list(PartTimeReview.objects.order_by("due_on", "pk"))


def post(sam: Asking, act: str, form: dict[str, Any], role: Role = OFFICER) -> Any:
    return sam.client(role).post(f"/leave/part-time/{timetable(sam).pk}/{act}", form)


def extension(**other: Any) -> dict[str, Any]:
    form = {
        "held_on": "30/11/2026",
        "with_parent": "on",
        "note": "Better; a fourth week",
        "ends_on": "11/12/2026",
        "reviews": "11/12/2026",
    }
    return form | other


AGREED = "19P C2* 20A C2* 26P C2* 27A C2*"


def test_it_is_agreed_with_a_parent_and_planned_to_its_end_and_no_day_longer(sam: Asking) -> None:
    assert agree(sam).status_code == 302
    assert sam.said() == AGREED
    row = timetable(sam)
    assert (row.agreed_with, str(row.hours), row.slot_words) == (MOTHER, "20.50", "Thursday PM, Friday AM")
    page = sam.page(path=f"/leave/part-time/{row.pk}/")
    assert "20.5" in page
    assert "Thursday PM, Friday AM" in sam.page(path="/leave/part-time/")


def test_a_day_off_that_is_taken_back_is_part_time_like_any_other(sam: Asking) -> None:
    sam.day_off(FRIDAY)
    agree(sam)
    assert sam.said() == "19P C2* 26P C2* 27A C2*"
    sam.meet(FRIDAY)
    assert sam.said() == AGREED


def test_sams_plan_ended_yesterday_it_is_expired_and_goes_on_only_with_a_note_and_a_new_end(sam: Asking) -> None:
    agree(sam)
    monday = END + 3 * DAY
    sam.at(9, 30, monday)
    assert sam.said() == AGREED
    today = sam.today()
    assert "expired" in today
    assert "Review, then extend or end it" in today
    for missing, said in [
        ({"note": " "}, "Write what the review found"),
        ({"ends_on": ""}, "Give the new last day"),
        ({"ends_on": f"{END:%d/%m/%Y}"}, "lies after"),
        ({"reviews": ""}, "required"),
    ]:
        response = post(sam, "extend/", extension(**missing))
        assert (response.status_code, said in response.content.decode()) == (422, True), missing
    assert sam.said() == AGREED
    assert post(sam, "extend/", extension()).status_code == 302
    # From today on: what passed since the old end stays what it was.
    assert sam.said() == f"{AGREED} 3P C2* 4A C2* 10P C2* 11A C2*"
    assert timetable(sam).ends_on == dt.date(2026, 12, 11)
    assert "expired" not in sam.today()
    assert [one.held_on for one in reviews(sam) if one.dropped_at is None] == [monday, None]


def test_the_authority_is_told_once_and_the_parent_has_a_letter_for_what_was_agreed_each_time(sam: Asking) -> None:
    agree(sam)
    with school_work(sam.taking.school):
        (notice,) = Return.objects.filter(kind="part_time")
        assert notice.facts["fields"]["hours"] == "20.5"
    sam.at(9, 30, END + 3 * DAY)
    assert post(sam, "extend/", extension()).status_code == 302
    with school_work(sam.taking.school):
        assert [one.facts["fields"]["ends_on"] for one in Return.objects.filter(kind="part_time")] == ["2026-12-11"]
        letters = list(Letter.objects.order_by("drafted_at"))
    assert [one.state for one in letters] == ["withdrawn", "draft"], "the first had not left"
    bodies = [one.body for one in letters]
    assert ["27 November 2026" in body for body in bodies] == [True, False]
    assert "11 December 2026" in bodies[1]


def test_what_never_began_is_told_to_nobody(sam: Asking) -> None:
    agree(sam)
    never = {"last_day": "18/11/2026", "words": "It never began"}
    assert post(sam, "end/", never).status_code == 302
    with school_work(sam.taking.school):
        (notice,), (letter,) = Return.objects.filter(kind="part_time"), Letter.objects.all()
        assert (notice.state, letter.state) == ("retreated", "withdrawn")


def test_of_what_ends_early_it_is_said_that_the_family_has_a_letter_and_the_authority_is_told_what_was_agreed(
    sam: Asking,
) -> None:
    agree(sam)
    with school_work(sam.taking.school):
        Letter.objects.filter(state="draft").update(state="printed", approved_at=at(8))
    sam.at(9, 30, FRIDAY)
    assert post(sam, "end/", {"last_day": "20/11/2026", "words": "Well again"}).status_code == 302
    assert "What was agreed has gone to the family already: tell them." in sam.page(path="/leave/part-time/")
    with school_work(sam.taking.school):
        assert Return.objects.get(kind="part_time").state == "detected"


def test_days_between_the_end_and_an_extension_are_not_c2_whatever_is_done_later(sam: Asking) -> None:
    agree(sam, ends_on=f"{FRIDAY:%d/%m/%Y}", reviews=f"{FRIDAY:%d/%m/%Y}")
    sam.at(9, 30, FRIDAY + 10 * DAY)
    assert post(sam, "extend/", extension()).status_code == 302
    dates = {on for on, _ in sam.marks()}
    assert THURSDAY + 7 * DAY not in dates
    assert FRIDAY + 7 * DAY not in dates
    with school_work(sam.taking.school):
        row = PartTimeTimetable.objects.get()
    # Ending it withdraws what is ahead and fills no gap.
    end = post(sam, "end/", {"last_day": "04/12/2026", "words": "Back in full from Monday"})
    assert end.status_code == 302
    assert {on for on, _ in sam.marks()} == {THURSDAY, FRIDAY, dt.date(2026, 12, 3), dt.date(2026, 12, 4)}
    assert row.pk == timetable(sam).pk


def test_an_overdue_review_is_on_today_each_day_and_changes_no_code(sam: Asking) -> None:
    agree(sam)
    for on in (MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 3 * DAY):
        sam.at(9, 30, on)
        assert "review overdue" in sam.today()
        assert sam.said() == AGREED
    first = reviews(sam)[0]
    bad = post(sam, f"reviews/{first.pk}/", {"held_on": f"{MONDAY:%d/%m/%Y}", "note": ""})
    assert bad.status_code == 422
    good = {"held_on": f"{MONDAY:%d/%m/%Y}", "with_parent": "on", "note": "Sleeping better"}
    assert post(sam, f"reviews/{first.pk}/", good).status_code == 302
    assert "review overdue" not in sam.today()
    assert post(sam, f"reviews/{first.pk}/", good).status_code == 422
    assert sam.said() == AGREED


def test_the_lead_is_asked_to_tell_whoever_works_with_the_pupil_and_nobody_else_is_shown_that(sam: Asking) -> None:
    agree(sam)
    assert "whom to tell" in sam.today(HEAD)
    assert "whom to tell" not in sam.today(OFFICER)
    path = f"/leave/part-time/{timetable(sam).pk}/"
    assert "Whom to tell" in sam.page(HEAD, path)
    assert "Whom to tell" not in sam.page(OFFICER, path)
    assert post(sam, "told/", {}).status_code == 404
    assert post(sam, "told/", {}, HEAD).status_code == 302
    assert "whom to tell" not in sam.today(HEAD)
    with school_work(sam.taking.school):
        assert LeadTask.objects.get().done_by


CANNOT_BE: list[tuple[dict[str, Any], str]] = [
    ({"slots": []}, "Choose the sessions"),
    ({"slots": [str(slot) for slot in range(1, 11)]}, "expected at no session"),
    ({"slots": ["11"]}, "Select a valid choice"),
    ({"purpose": ""}, "required"),
    ({"wider_plan": " "}, "required"),
    ({"hours": "0"}, "more than 0"),
    ({"hours": "x"}, "Enter a number"),
    ({"starts_on": "18/11/2026"}, "agreed before it begins"),
    ({"ends_on": ""}, "required"),
    ({"ends_on": "18/11/2026"}, "ends before it begins"),
    ({"reviews": "soon"}, "not a date"),
    ({"reviews": "01/02/2027"}, "outside the agreed time"),
    ({"agreed_on": "20/11/2026"}, "agreed today or before"),
]


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(sam: Asking) -> None:
    for form, said in CANNOT_BE:
        response = agree(sam, **form)
        assert (response.status_code, said in response.content.decode()) == (422, True), form
    father = agree(sam, contact=str(sam.contact(FATHER).pk))
    assert (father.status_code, "Choose one of the list." in father.content.decode()) == (422, True)
    with school_work(sam.taking.school):
        assert not PartTimeTimetable.objects.exists()
    assert sam.said() == ""


def test_a_pupil_has_one_at_a_time_and_only_who_keeps_leave_agrees_one(sam: Asking) -> None:
    assert agree(sam, TEACHER).status_code == 404
    agree(sam)
    again = agree(sam)
    assert (again.status_code, "that nobody has ended" in again.content.decode()) == (422, True)
    assert post(sam, "end/", {"last_day": "18/11/2026", "words": "It never began"}).status_code == 302
    assert sam.said() == ""
    assert agree(sam).status_code == 302
