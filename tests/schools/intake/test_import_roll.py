"""A roll beside the one held: pupils who move up, come, leave and come back."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from foundation.upns import check_letter
from integrations.sims.stand_in import MarkRow, write_marks_csv, write_roll_xml
from schools.intake.models import ImportChange, ImportRun
from schools.roll.models import Admission, Flag, FormerName, FormerUpn, Placement, Pupil, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import (
    AS_AT,
    START,
    apply,
    check,
    imported,
    receive,
    rows,
    upn,
    write,
)


def test_the_next_year_s_roll_moves_pupils_up_and_keeps_the_past(school: School, tmp_path: Path) -> None:
    before = [replace(row, year_group="6", group="6A", starts_on=dt.date(2024, 9, 2)) for row in rows(2)]
    now = [replace(row, starts_on=dt.date(2024, 9, 2)) for row in rows(2)]
    path = tmp_path / "roll.xml"
    write_roll_xml(path, before)
    apply(school, check(school, receive(school, {"roll": path}, dt.date(2026, 7, 10))))
    write_roll_xml(path, now)
    run = imported(school, {"roll": path})
    assert run.summary["roll"] == {"new": 0, "changed": 2, "same": 0, "missing": 0}
    with school_work(school):
        places = Placement.objects.filter(pupil__upn=now[0].upn).order_by("starts_on")
        assert [(row.year_group, row.group.name, row.starts_on, row.ends_on) for row in places if row.group] == [
            ("6", "6A", dt.date(2025, 9, 1), dt.date(2026, 8, 31)),
            ("7", "7B", dt.date(2026, 9, 1), None),
        ]
    older = check(school, receive(school, {"roll": path}, dt.date(2026, 7, 10)))
    assert older.status == ImportRun.Status.REFUSED
    assert [each["code"] for each in older.summary["problems"] if each["severity"] == "error"] == ["older_roll"]


def test_flags_start_and_end_by_the_day_of_the_roll(school: School, tmp_path: Path) -> None:
    child, path = rows(1)[0], tmp_path / "roll.xml"
    write_roll_xml(path, [child])
    imported(school, {"roll": path})
    write_roll_xml(path, [replace(child, flags=frozenset({"sen_k"}))])
    apply(school, check(school, receive(school, {"roll": path}, AS_AT + dt.timedelta(days=7))))
    with school_work(school):
        assert set(Flag.objects.values_list("kind", "starts_on", "ends_on")) == {
            ("fsm", dt.date(2026, 9, 2), AS_AT + dt.timedelta(days=6)),
            ("sen_k", AS_AT + dt.timedelta(days=7), None),
        }


def test_a_permanent_upn_takes_the_place_of_a_temporary_one(school: School, tmp_path: Path) -> None:
    body = "99140000001A"
    temporary = check_letter(body) + body
    child, path = rows(1)[0], tmp_path / "roll.xml"
    write_roll_xml(path, [replace(child, upn=temporary)])
    imported(school, {"roll": path})
    write_roll_xml(path, [child])
    asked = check(school, receive(school, {"roll": path}))
    assert asked.summary["roll"]["new"] == 0  # same name, birth and sex: asked about, not doubled
    assert {each["code"] for each in asked.summary["problems"]} >= {"same_person"}
    write_roll_xml(path, [replace(child, former_upn=temporary)])
    imported(school, {"roll": path})
    with school_work(school):
        assert list(Pupil.objects.values_list("upn", "former_upn")) == [(child.upn, temporary)]


def test_nobody_leaves_by_the_row_of_a_number_that_another_row_has_given_up(school: School, tmp_path: Path) -> None:
    """SIMS made another record when the child came back: the old one says that they left, the new one that they did not."""
    path, child = tmp_path / "roll.xml", replace(rows(1)[0], starts_on=dt.date(2025, 9, 1))
    other = rows(2)[1]
    write_roll_xml(path, [child, other])
    imported(school, {"roll": path})
    stale = replace(child, ends_on=dt.date(2026, 10, 2), ground="a")
    newer = replace(child, upn=rows(7)[6].upn, former_upn=child.upn, starts_on=dt.date(2026, 10, 12))
    for order in ([stale, newer, other], [newer, stale, other]):
        write_roll_xml(path, order)
        run = check(school, receive(school, {"roll": path}))
        assert {each["code"] for each in run.summary["problems"]} >= {"same_pupil", "admission_differs"}
        assert run.summary["roll"] == {"new": 0, "changed": 1, "same": 1, "missing": 0}
    apply(school, run)
    with school_work(school):
        (held,) = Pupil.objects.filter(surname=child.surname)
        assert (held.upn, held.former_upn) == (newer.upn, child.upn)
        assert list(Admission.objects.filter(pupil=held).values_list("starts_on", "ends_on")) == [
            (child.starts_on, None)
        ]


def test_a_file_is_no_door_round_what_a_ground_asks_for(school: School, tmp_path: Path) -> None:
    """The child stays on the roll, where somebody looks for them; what else the row says holds."""
    path, (child, other) = tmp_path / "roll.xml", rows(2)
    write_roll_xml(path, [child, other])
    imported(school, {"roll": path})
    left = {"ends_on": dt.date(2026, 10, 2), "forename": "Another"}
    write_roll_xml(path, [replace(child, ground="i", **left), replace(other, ground="a", **left)])
    run = check(school, receive(school, {"roll": path}))
    (problem,) = [each for each in run.summary["problems"] if each["severity"] == "quarantine"]
    assert (problem["code"], problem["count"]) == ("ground_refused", 1)
    apply(school, run)
    with school_work(school):
        spells = dict(Admission.objects.values_list("pupil__upn", "leaving_ground"))
        assert spells == {child.upn: "", other.upn: "a"}
        assert Pupil.objects.get(upn=child.upn).forename == "Another"


def test_a_leaving_that_is_recorded_here_is_not_asked_about_again_whatever_its_ground_asks_for_now(
    school: School, tmp_path: Path
) -> None:
    """Another system tells of every leaver in every file; only what it would change is judged."""
    path, child = tmp_path / "roll.xml", rows(1)[0]
    left = replace(child, ends_on=dt.date(2026, 10, 2), ground="i")
    write_roll_xml(path, [left])
    imported(school, {"roll": path})  # as it was before this school was here
    write_roll_xml(path, [replace(left, forename="Another", ends_on=dt.date(2026, 10, 5))])
    run = check(school, receive(school, {"roll": path}))
    assert [each for each in run.summary["problems"] if each["severity"] == "quarantine"] == []
    apply(school, run)
    with school_work(school):
        spell = Admission.objects.get()
        assert (spell.ends_on, spell.leaving_ground) == (dt.date(2026, 10, 5), "i")


def test_one_former_number_of_two_pupils_is_asked_about(school: School, tmp_path: Path) -> None:
    path, (child, one, two) = tmp_path / "roll.xml", rows(3)
    write_roll_xml(path, [child])
    imported(school, {"roll": path})
    write_roll_xml(path, [replace(row, former_upn=child.upn, surname=child.surname) for row in (one, two)])
    run = check(school, receive(school, {"roll": path}))
    assert run.summary["roll"] == {"new": 0, "changed": 0, "same": 0, "missing": 0}
    asked = {each["code"]: each["count"] for each in run.summary["problems"] if each["severity"] == "quarantine"}
    assert asked == {"former_twice": 2}


def test_every_number_that_files_have_replaced_stays_on_record_and_finds_marks(school: School, tmp_path: Path) -> None:
    """The one a file gave as former when the pupil was new here, and those that later files replaced."""
    path, marks, child = tmp_path / "roll.xml", tmp_path / "marks.csv", rows(1)[0]
    oldest, first, second, third = upn(6), child.upn, upn(7), upn(8)
    later = AS_AT + dt.timedelta(days=7)
    for row, on in (
        (replace(child, former_upn=oldest), AS_AT),
        (replace(child, former_upn=oldest, surname="Fenn"), AS_AT),
        (replace(child, upn=second, former_upn=first), AS_AT),
        (replace(child, upn=third, former_upn=second), later),
    ):
        write_roll_xml(path, [row])
        apply(school, check(school, receive(school, {"roll": path}, on)))
    with school_work(school):
        assert set(FormerUpn.objects.values_list("upn", "until")) == {
            (oldest, AS_AT),
            (first, AS_AT),
            (second, later),
        }
    bearing = {oldest: 1, first: 2}
    write_marks_csv(marks, [MarkRow(number, dt.date(2026, 9, 3), session, "I") for number, session in bearing.items()])
    run = check(school, receive(school, {"marks": marks}))
    assert run.summary["marks"]["new"] == 2
    with school_work(school):
        key = Pupil.objects.get().key
        assert set(ImportChange.objects.filter(run=run).values_list("upn", "pupil_key")) == {
            (oldest, key),
            (first, key),
        }


def test_marks_of_a_new_pupil_under_the_former_number_are_listed_by_name(school: School, tmp_path: Path) -> None:
    child = replace(rows(1)[0], former_upn=upn(7))
    run = check(school, receive(school, write(tmp_path, [child], {upn(7): {(START, 1): "/"}})))
    assert run.summary["marks"]["new"] == 1
    with school_work(school):
        lines = ImportChange.objects.filter(run=run, kind="first_marks").values_list("upn", "pupil")
        assert list(lines) == [(upn(7), "Marsh1, Ada")]


def test_who_came_back_is_not_held_back_by_the_row_of_the_spell_that_is_over(school: School, tmp_path: Path) -> None:
    """SIMS has no year and no form of a leaver any more. Where the pupil stood then is not made up."""
    path, (child, other) = tmp_path / "roll.xml", rows(2)
    over = replace(
        child, starts_on=dt.date(2024, 9, 2), ends_on=dt.date(2025, 2, 14), ground="f", year_group="", group=""
    )
    twice = replace(other, year_group="", group="", ground="f", flags=frozenset())
    gone = [
        replace(twice, starts_on=dt.date(2023, 9, 4), ends_on=dt.date(2024, 2, 9)),
        replace(twice, starts_on=dt.date(2024, 9, 2), ends_on=dt.date(2025, 2, 14)),
    ]
    write_roll_xml(path, [over, child, *gone])
    run = imported(school, {"roll": path})
    assert (run.summary["held_back"], run.summary["roll"]["new"]) == ({}, 2)
    with school_work(school):
        assert Admission.objects.count() == 4
        assert places_of(child.upn) == [("7", "7B", dt.date(2026, 9, 2), None)]
        assert places_of(other.upn) == []
    write_roll_xml(path, [over, child, replace(child, year_group="8", starts_on=dt.date(2025, 9, 1), ends_on=START)])
    assert check(school, receive(school, {"roll": path})).summary["held_back"] == {"roll": 1}


def test_a_joiner_of_next_september_is_placed_in_a_form_of_that_year(school: School, tmp_path: Path) -> None:
    opens, path, child = dt.date(2027, 9, 1), tmp_path / "roll.xml", rows(1)[0]
    joiner = replace(rows(2)[1], starts_on=opens, birth=dt.date(2015, 9, 20), year_group="7", group="7C")
    with school_work(school):
        RegistrationGroup.objects.create(academic_year=2027, name="7C", year_group="7")
        RegistrationGroup.objects.create(academic_year=2026, name="7B", year_group="7")
    write_roll_xml(path, [child, joiner])
    run = imported(school, {"roll": path})
    assert not {"new_forms", "far_from_age"} & {each["code"] for each in run.summary["problems"]}
    with school_work(school):
        (placed,) = Placement.objects.filter(pupil__upn=joiner.upn)
        assert placed.group is not None
        assert (placed.starts_on, placed.group.academic_year, placed.group.name) == (opens, 2027, "7C")


def test_a_name_that_a_file_changes_is_kept_as_a_former_one(school: School, tmp_path: Path) -> None:
    child, path = rows(1)[0], tmp_path / "roll.xml"
    for row in (child, child, replace(child, surname="Newfield", preferred="Kit"), replace(child, surname="Newfield")):
        write_roll_xml(path, [row])
        imported(school, {"roll": path})
    with school_work(school):
        assert list(FormerName.objects.values_list("surname", "preferred")) == [(child.surname, child.preferred)]


def test_a_pupil_missing_from_a_roll_stays_on_it(school: School, tmp_path: Path) -> None:
    path = tmp_path / "roll.xml"
    write_roll_xml(path, rows(3))
    imported(school, {"roll": path})
    write_roll_xml(path, rows(1))
    run = imported(school, {"roll": path})
    assert run.summary["roll"]["missing"] == 2
    assert {"missing_from_roll"} <= {each["code"] for each in run.summary["problems"]}
    with school_work(school):
        assert Admission.objects.filter(ends_on=None).count() == 3


def test_a_leaver_leaves_on_the_ground_and_comes_back_by_a_new_admission(school: School, tmp_path: Path) -> None:
    child, path = replace(rows(1)[0], starts_on=dt.date(2025, 9, 1)), tmp_path / "roll.xml"
    write_roll_xml(path, [child])
    imported(school, {"roll": path})
    gone = replace(child, ends_on=dt.date(2026, 10, 2), ground="a", leaving_note="Moved away")
    write_roll_xml(path, [gone])
    imported(school, {"roll": path})
    with school_work(school):
        assert list(Admission.objects.values_list("ends_on", "leaving_ground")) == [(dt.date(2026, 10, 2), "a")]
        assert [row.ends_on for row in Placement.objects.all()] == [dt.date(2026, 10, 2)]
    write_roll_xml(path, [gone, replace(child, starts_on=dt.date(2026, 10, 12))])
    imported(school, {"roll": path})
    with school_work(school):
        assert Admission.objects.count() == 2
        assert Placement.objects.filter(ends_on=None).get().starts_on == dt.date(2026, 10, 12)


def test_the_last_day_of_who_has_left_is_corrected_by_a_later_roll(school: School, tmp_path: Path) -> None:
    child, path = replace(rows(1)[0], starts_on=dt.date(2025, 9, 1), ground="a"), tmp_path / "roll.xml"
    for last in (dt.date(2026, 10, 2), dt.date(2026, 9, 30)):
        write_roll_xml(path, [replace(child, ends_on=last)])
        run = imported(school, {"roll": path})
        assert "left_here" not in {each["code"] for each in run.summary["problems"]}
        with school_work(school):
            assert Admission.objects.get().ends_on == last


def test_who_leaves_on_the_day_of_the_roll_is_still_on_it(school: School, tmp_path: Path) -> None:
    """The last day is a day on roll: the place stays open that day, and the flags of that day begin."""
    today, yesterday = rows(2)
    today = replace(today, starts_on=dt.date(2026, 9, 2), flags=frozenset(), ends_on=AS_AT, ground="a")
    yesterday = replace(yesterday, starts_on=dt.date(2026, 9, 2), ends_on=AS_AT - dt.timedelta(days=1), ground="a")
    path = tmp_path / "roll.xml"
    write_roll_xml(path, [replace(row, ends_on=None, ground="") for row in (today, yesterday)])
    imported(school, {"roll": path})
    flagged = [replace(row, flags=frozenset({"eal"})) for row in (today, yesterday)]
    write_roll_xml(path, flagged)
    imported(school, {"roll": path})
    with school_work(school):
        assert flags_of(today.upn) == {("eal", AS_AT, None)}
        assert flags_of(yesterday.upn) == set()


def test_a_pupil_removed_here_is_not_put_back_by_a_roll_that_has_not_heard(school: School, tmp_path: Path) -> None:
    child, path = replace(rows(1)[0], starts_on=dt.date(2025, 9, 1)), tmp_path / "roll.xml"
    write_roll_xml(path, [replace(child, ends_on=dt.date(2026, 10, 2), ground="a")])
    imported(school, {"roll": path})
    write_roll_xml(path, [child])
    run = imported(school, {"roll": path})
    assert "left_here" in {each["code"] for each in run.summary["problems"]}
    with school_work(school):
        assert Admission.objects.get().ends_on == dt.date(2026, 10, 2)
        assert Placement.objects.get().ends_on == dt.date(2026, 10, 2)


def test_a_leaver_told_of_late_keeps_no_place_after_the_last_day(school: School, tmp_path: Path) -> None:
    """Moved up on 1 September with everybody, and only then said to have left in the summer."""
    child, path = replace(rows(1)[0], starts_on=dt.date(2025, 9, 1)), tmp_path / "roll.xml"
    write_roll_xml(path, [replace(child, year_group="6", group="6A")])
    apply(school, check(school, receive(school, {"roll": path}, dt.date(2026, 7, 10))))
    write_roll_xml(path, [child])
    imported(school, {"roll": path})
    write_roll_xml(path, [replace(child, ends_on=dt.date(2026, 7, 21), ground="a")])
    imported(school, {"roll": path})
    with school_work(school):
        (place,) = Placement.objects.all()
        assert (place.year_group, place.ends_on) == ("6", dt.date(2026, 7, 21))
    assert imported(school, {"roll": path}).summary["roll"]["same"] == 1


def places_of(upn: str) -> list[tuple[str, str | None, dt.date, dt.date | None]]:
    return list(
        Placement.objects.filter(pupil__upn=upn)
        .order_by("starts_on")
        .values_list("year_group", "group__name", "starts_on", "ends_on")
    )


def flags_of(upn: str) -> set[tuple[str, dt.date, dt.date | None]]:
    return set(Flag.objects.filter(pupil__upn=upn).values_list("kind", "starts_on", "ends_on"))


def test_a_leaver_first_met_by_a_file_has_year_group_and_groups_to_the_last_day(school: School, tmp_path: Path) -> None:
    """Their sessions count in the figures of their groups, whether or not the school ever held them as on roll."""
    came, left, path = dt.date(2026, 9, 2), dt.date(2026, 10, 2), tmp_path / "roll.xml"
    gone = replace(rows(1)[0], flags=frozenset({"fsm6", "eal"}), ends_on=left, ground="a")
    write_roll_xml(path, [gone, rows(2)[1]])
    imported(school, {"roll": path})
    with school_work(school):
        assert places_of(gone.upn) == [("7", "7B", came, left)]
        assert flags_of(gone.upn) == {("fsm6", came, left), ("eal", came, left)}
    assert imported(school, {"roll": path}).summary["roll"]["same"] == 2


def test_who_left_and_came_back_stands_in_both_spells(school: School, tmp_path: Path) -> None:
    """Within the year as the file says; of an earlier year with the year group counted back, and in no known group."""
    path, child, other = tmp_path / "roll.xml", *rows(2)
    child = replace(child, flags=frozenset({"sen_k"}))
    first = replace(child, starts_on=dt.date(2026, 9, 2), ends_on=dt.date(2026, 9, 11), ground="a")
    back = replace(child, starts_on=dt.date(2026, 10, 5))
    long_ago = replace(other, row=3, starts_on=dt.date(2024, 1, 8), ends_on=dt.date(2025, 2, 14), ground="f")
    write_roll_xml(path, [first, back, long_ago, replace(other, starts_on=dt.date(2026, 9, 7))])
    imported(school, {"roll": path})
    with school_work(school):
        assert places_of(child.upn) == [
            ("7", "7B", dt.date(2026, 9, 2), dt.date(2026, 9, 11)),
            ("7", "7B", dt.date(2026, 10, 5), None),
        ]
        assert flags_of(child.upn) == {
            ("sen_k", dt.date(2026, 9, 2), dt.date(2026, 9, 11)),
            ("sen_k", dt.date(2026, 10, 5), None),
        }
        assert places_of(other.upn) == [
            ("5", None, dt.date(2024, 9, 1), dt.date(2025, 2, 14)),
            ("7", "7B", dt.date(2026, 9, 7), None),
        ]
    assert imported(school, {"roll": path}).summary["roll"]["same"] == 2


def test_flags_of_who_comes_back_hold_from_the_day_of_coming_back(school: School, tmp_path: Path) -> None:
    path, child = tmp_path / "roll.xml", replace(rows(1)[0], flags=frozenset({"eal"}))
    gone = replace(child, ends_on=dt.date(2026, 9, 11), ground="a")
    write_roll_xml(path, [gone])
    imported(school, {"roll": path})
    write_roll_xml(path, [gone, replace(child, starts_on=dt.date(2026, 10, 5))])
    imported(school, {"roll": path})
    with school_work(school):
        assert flags_of(child.upn) == {
            ("eal", dt.date(2026, 9, 2), dt.date(2026, 9, 11)),
            ("eal", dt.date(2026, 10, 5), None),
        }


# Order and interruption
