"""What a person may not enter comes in by no file unseen: dates that cannot be, numbers, minutes, registers not open yet."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from foundation.audit.actors import SYSTEM
from foundation.london import LONDON
from integrations.sims.stand_in import MarkRow, write_marks_csv
from schools.calendar.models import HalfTerm, SessionTimes
from schools.intake.models import ImportProblem, ImportRun
from schools.registers.models import Mark
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from schools.roll.operations.admissions import Joiner, Start, admit_pupil, change_upn
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import AS_AT, START, apply, asides, check, imported, receive, rows, upn
from tests.schools.intake.test_held_back import codes, roll_of

FIELD = "Date of Admission"


def said(school: School, run: ImportRun, code: str) -> list[str]:
    """What the problems of a kind say, words and remedy."""
    with school_work(school):
        return [f"{each.words} {each.remedy}" for each in ImportProblem.objects.filter(run=run, code=code)]


@pytest.mark.parametrize(
    ("starts_on", "code"),
    [
        (dt.date(2062, 9, 1), "admitted_far_ahead"),
        (AS_AT + dt.timedelta(days=367), "admitted_far_ahead"),
        (AS_AT + dt.timedelta(days=366), ""),
        (dt.date(2012, 9, 1), "admitted_before_birth"),
        (dt.date(2014, 3, 1), "admitted_before_birth"),
    ],
)
def test_an_admission_that_cannot_be_is_held_back(
    school: School, tmp_path: Path, starts_on: dt.date, code: str
) -> None:
    child, other = rows(2)
    run = imported(school, roll_of(tmp_path, [replace(child, starts_on=starts_on), other]))
    assert [each for each in codes(run) if each.startswith("admitted")] == ([code] if code else [])
    with school_work(school):
        assert Pupil.objects.filter(upn=child.upn).exists() is not bool(code)


def test_who_has_no_date_of_admission_is_asked_about_though_others_have_one(school: School, tmp_path: Path) -> None:
    child, other = rows(2)
    run = imported(school, roll_of(tmp_path, [replace(child, starts_on=None), other]))
    assert "no_admission_date" in codes(run)


def test_a_number_given_as_its_own_former_one_is_that_of_one_pupil(school: School, tmp_path: Path) -> None:
    child, other = rows(2)
    run = imported(school, roll_of(tmp_path, [replace(child, former_upn=child.upn), other]))
    assert "same_pupil" not in codes(run)
    with school_work(school):
        assert Pupil.objects.filter(upn__in=(child.upn, other.upn)).count() == 2


def test_a_year_group_far_from_age_is_pointed_out(school: School, tmp_path: Path) -> None:
    pupils = [replace(row, year_group=year) for row, year in zip(rows(4), ("8", "9", "10", "6"), strict=True)]
    run = check(school, receive(school, roll_of(tmp_path, pupils)))
    assert said(school, run, "far_from_age") == [
        f"Year {year} is 2 years {out} that of the pupil's age, which is Year 8. It is used as it is. "
        "Check the year group and the date of birth, and correct whichever is wrong."
        for year, out in ((10, "above"), (6, "below"))
    ]


def test_a_year_group_of_who_is_too_old_for_any_is_pointed_out(school: School, tmp_path: Path) -> None:
    """A birth of 2007 for one of 2014; X is a year group for no age."""
    pupils = [
        replace(row, birth=dt.date(2007, 3, 1), year_group=year) for row, year in zip(rows(2), ("7", "X"), strict=True)
    ]
    run = check(school, receive(school, roll_of(tmp_path, pupils)))
    (words,) = said(school, run, "far_from_age")
    assert words.startswith("Year 7 is far from the pupil's age: nobody who was 19 on 31 August is in a year group.")


def test_one_child_under_two_numbers_is_asked_about(school: School, tmp_path: Path) -> None:
    one, other = rows(2)
    twice = replace(one, upn=upn(8), surname=one.surname.upper())
    run = imported(school, roll_of(tmp_path, [one, other, twice]))
    assert len(said(school, run, "two_numbers")) == 2
    with school_work(school):
        assert list(Pupil.objects.values_list("upn", flat=True)) == [other.upn]
    renamed = replace(one, upn=upn(8), former_upn=one.upn, surname="Fenn")
    run = imported(school, roll_of(tmp_path, [one, other, renamed]))
    assert len(said(school, run, "same_pupil")) == 1
    with school_work(school):
        assert set(Pupil.objects.values_list("upn", "surname")) == {(other.upn, other.surname), (upn(8), "Fenn")}


def test_another_child_under_a_number_that_is_held_is_asked_about(school: School, tmp_path: Path) -> None:
    one, other = rows(2)
    imported(school, roll_of(tmp_path, [one, other]))
    stranger = replace(one, surname="Thorn", forename="Ivo", birth=dt.date(2014, 6, 3))
    run = imported(school, roll_of(tmp_path, [stranger, other]))
    assert codes(run)["other_person"] == "quarantine"
    assert run.summary["roll"]["missing"] == 0
    with school_work(school):
        assert Pupil.objects.get(upn=one.upn).surname == one.surname


def test_a_pupil_joined_by_hand_and_then_sent_with_a_number(school: School, tmp_path: Path) -> None:
    child, other = rows(2)
    with school_work(school):
        group = RegistrationGroup.objects.create(academic_year=2026, name="7B", year_group="7")
        joiner = Joiner(surname=child.surname, forename=child.forename, birth=child.birth, sex="F")
        start = Start(starts_on=dt.date(2026, 10, 1), group=group)
        pupil = admit_pupil(joiner, start, today=dt.date(2026, 10, 1), by=SYSTEM)
    files = roll_of(tmp_path, [replace(child, starts_on=dt.date(2026, 10, 1)), other])
    run = check(school, receive(school, files))
    (words,) = said(school, run, "same_person")
    assert "Change the number" in words
    assert "Former UPN" not in words
    assert run.summary["roll"]["missing"] == 0
    with school_work(school):
        change_upn(pupil, child.upn, today=dt.date(2026, 10, 2), by=SYSTEM)
        change_upn(pupil, upn(7), today=dt.date(2026, 10, 3), by=SYSTEM)
        change_upn(pupil, upn(8), today=dt.date(2026, 10, 4), by=SYSTEM)
    # The file still has the first number, which is two numbers back: it is that pupil's all the same.
    assert imported(school, files).summary["roll"]["new"] == 1
    with school_work(school):
        assert Pupil.objects.get(surname=child.surname).upn == upn(8)


def test_minutes_are_those_of_a_late_mark_on_its_side_of_the_close(school: School, tmp_path: Path) -> None:
    child, path = rows(1)[0], tmp_path / "marks.csv"
    imported(school, roll_of(tmp_path, rows(2)))
    with school_work(school):
        SessionTimes.objects.create(valid_from=START, session=1, opens_at=dt.time(8, 45), closes_after=20)
    days = [dt.date(2026, 9, day) for day in (14, 15, 16, 17, 18, 21)]
    given = [("L", 90), ("U", 3), ("/", 5), ("L", 20), ("U", 21), ("U", 4)]
    write_marks_csv(path, [MarkRow(child.upn, on, 1, code, late) for on, (code, late) in zip(days, given, strict=True)])
    run = imported(school, {"marks": path})
    told = {code: said(school, run, code) for code in ("late_outside", "late_inside", "minutes_not_late")}
    assert [len(each) for each in told.values()] == [1, 1, 1]
    assert told["late_outside"][0].startswith("A mark has minutes late (14/09/2026: 90) and the code L")
    assert told["late_inside"][0].startswith("2 marks have minutes late (the first 15/09/2026: 3) and the code U")
    assert "The minutes are left out and the mark is used." in told["minutes_not_late"][0]
    with school_work(school):
        assert list(Mark.objects.order_by("date").values_list("code", "minutes")) == [
            ("L", 90),
            ("U", 3),
            ("/", None),
            ("L", 20),
            ("U", 21),
            ("U", 4),
        ]


def test_a_mark_before_its_register_opens_is_set_aside(school: School, tmp_path: Path) -> None:
    child, path = rows(1)[0], tmp_path / "marks.csv"
    imported(school, roll_of(tmp_path, rows(2)))
    with school_work(school):
        for session, opens_at in ((1, dt.time(8, 45)), (2, dt.time(13))):
            SessionTimes.objects.create(valid_from=START, session=session, opens_at=opens_at, closes_after=20)
    write_marks_csv(path, [MarkRow(child.upn, AS_AT, 1, "/"), MarkRow(child.upn, AS_AT, 2, "\\")])

    def sent(hour: int) -> ImportRun:
        return check(school, receive(school, {"marks": path}, now=dt.datetime.combine(AS_AT, dt.time(hour), LONDON)))

    assert codes(sent(9)) == {"ahead": "quarantine"}
    assert sent(9).summary["marks"] | {"pupils": 0} == {"pupils": 0, "new": 1, "changed": 0, "same": 0, "set_aside": 1}
    assert sent(14).summary["marks"]["new"] == 2
    assert asides(school) == {}


def test_what_is_planned_for_a_register_that_has_not_opened_stays_planned(school: School, tmp_path: Path) -> None:
    """A mark of this afternoon came this morning and is set aside: nobody has taken that register, nor this morning's."""
    path, eve = tmp_path / "marks.csv", AS_AT - dt.timedelta(days=1)
    imported(school, roll_of(tmp_path, rows(2)))
    with school_work(school):
        for session, opens_at in ((1, dt.time(8, 45)), (2, dt.time(13))):
            SessionTimes.objects.create(valid_from=START, session=session, opens_at=opens_at, closes_after=20)
    slots = [(on, session) for on in (eve, AS_AT) for session in (1, 2)]
    write_marks_csv(path, [MarkRow(row.upn, *slot, "C1") for row in rows(2) for slot in slots])
    imported_at(school, {"marks": path}, AS_AT + dt.timedelta(days=1))

    def counted(*given: tuple[dt.date, int]) -> set[tuple[dt.date, int]]:
        with school_work(school):
            Mark.objects.update(planned=True)
        write_marks_csv(path, [MarkRow(row.upn, *slot, "C1") for row in rows(2) for slot in given])
        at = dt.datetime.combine(AS_AT, dt.time(10), LONDON)
        apply(school, check(school, receive(school, {"marks": path}, now=at)))
        with school_work(school):
            return set(Mark.objects.filter(planned=False).values_list("date", "session"))

    assert counted((AS_AT, 2)) == set()
    assert counted((eve, 2), (AS_AT, 2)) == {(eve, 1), (eve, 2)}
    assert counted((eve, 1), (AS_AT, 1), (AS_AT, 2)) == {(eve, 1), (eve, 2), (AS_AT, 1)}


def test_a_school_that_opens_in_august_begins_its_year_then(fresh_school: Callable[[], School], tmp_path: Path) -> None:
    school, opens = fresh_school(), dt.date(2026, 8, 27)
    with school_work(school):
        HalfTerm.objects.create(academic_year=2026, number=1, starts_on=opens, ends_on=dt.date(2026, 10, 23))
    child = replace(rows(1)[0], starts_on=dt.date(2025, 9, 1))
    before = replace(child, year_group="6", group="6A")
    imported_at(school, roll_of(tmp_path, [before]), dt.date(2026, 7, 10))
    imported_at(school, roll_of(tmp_path, [child]), dt.date(2026, 8, 28))
    with school_work(school):
        places = Placement.objects.order_by("starts_on").values_list(
            "year_group", "group__name", "group__academic_year", "starts_on", "ends_on"
        )
        assert list(places) == [
            ("6", "6A", 2025, dt.date(2025, 9, 1), dt.date(2026, 8, 26)),
            ("7", "7B", 2026, opens, None),
        ]
        assert Admission.objects.count() == 1
        seven = RegistrationGroup.objects.get(name="7B")
        joiner = Joiner(surname="New", forename="Noor", birth=dt.date(2015, 3, 1), sex="F")
        admit_pupil(joiner, Start(starts_on=opens, group=seven), today=opens, by=SYSTEM)


def imported_at(school: School, files: dict[str, Path], as_at: dt.date) -> None:
    apply(school, check(school, receive(school, files, as_at)))
