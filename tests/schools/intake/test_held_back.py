"""Rows that cannot be used: what is held back, what is not changed by them, and when the whole file is refused."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from integrations.sims.client import SimsFile
from integrations.sims.stand_in import MarkRow, write_marks_csv, write_roll_csv
from schools.intake.models import ImportProblem, ImportRun
from schools.intake.rules.problems import MOST_BAD_ROWS, Problems
from schools.intake.rules.records import Marks, RollRow
from schools.registers.models import Mark
from schools.roll.models import Admission, Flag, Placement, Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import AS_AT, START, apply, check, imported, receive, rows, upn

LATER = AS_AT + dt.timedelta(days=7)


def roll_of(folder: Path, pupils: list[RollRow], *, spoilt: dict[int, str] | None = None) -> dict[str, Path]:
    """A roll as CSV, in which the text of a row (the first being 2) is replaced: "Marsh1>" becomes "Marsh2>"."""
    path = folder / "roll.csv"
    write_roll_csv(path, pupils)
    lines = path.read_text(encoding="utf-8").splitlines()
    for row, change in (spoilt or {}).items():
        before, after = change.split(">")
        assert before in lines[row - 1]
        lines[row - 1] = lines[row - 1].replace(before, after)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {"roll": path}


def codes(run: ImportRun) -> dict[str, str]:
    """What was found: code to severity."""
    return {each["code"]: each["severity"] for each in run.summary["problems"]}


def test_nobody_leaves_moves_or_loses_a_flag_by_a_bad_row(school: School, tmp_path: Path) -> None:
    imported(school, roll_of(tmp_path, rows(3)))
    moved = [replace(row, group="7C", flags=frozenset(), surname="Fenn") for row in rows(3)]
    run = check(school, receive(school, roll_of(tmp_path, moved, spoilt={2: "01/03/2014>31/02/2014"}), LATER))
    assert run.status == ImportRun.Status.CHECKED
    assert run.summary["held_back"] == {"roll": 1}
    assert run.summary["roll"] == {"new": 0, "changed": 2, "same": 0, "missing": 0}
    apply(school, run)
    with school_work(school):
        held = Pupil.objects.get(upn=upn(1))
        assert held.surname == "Marsh1"
        assert Placement.objects.get(pupil=held).ends_on is None
        assert Flag.objects.get(pupil=held).ends_on is None
        assert set(Pupil.objects.exclude(pk=held.pk).values_list("surname", flat=True)) == {"Fenn"}


def test_no_row_of_a_pupil_is_used_when_one_of_them_is_bad(school: School, tmp_path: Path) -> None:
    """The good row alone would take the pupil off the roll."""
    child = replace(rows(1)[0], starts_on=dt.date(2025, 9, 1))
    imported(school, roll_of(tmp_path, [child, rows(2)[1]]))
    gone = replace(child, ends_on=dt.date(2026, 10, 2), ground="a")
    back = replace(child, starts_on=dt.date(2026, 10, 12))
    files = roll_of(tmp_path, [gone, back, rows(2)[1]], spoilt={3: "12/10/2026>32/10/2026"})
    run = imported(school, files)
    assert run.summary["roll"] == {"new": 0, "changed": 0, "same": 1, "missing": 0}
    with school_work(school):
        assert list(Admission.objects.filter(pupil__upn=child.upn).values_list("ends_on", flat=True)) == [None]
    # Of a child who is new here neither row is used either: the good one alone would make a leaver of them.
    strangers = [replace(row, upn=upn(8), surname="Thorn") for row in (gone, back)]
    run = imported(school, roll_of(tmp_path, [*strangers, child, rows(2)[1]], spoilt={3: "12/10/2026>32/10/2026"}))
    assert run.summary["roll"] == {"new": 0, "changed": 0, "same": 2, "missing": 0}


def test_a_bad_row_holds_its_pupil_back_under_the_former_number_too(school: School, tmp_path: Path) -> None:
    """Told by the row, by what is in it, or by a row that contradicts it: the pupil held is under the former number."""
    one, other = (replace(row, starts_on=dt.date(2025, 9, 1)) for row in rows(2))
    imported(school, roll_of(tmp_path, [one, other]))
    gone = replace(one, ends_on=dt.date(2026, 10, 2), ground="a")
    newer = replace(one, upn=upn(7), former_upn=one.upn, starts_on=dt.date(2026, 10, 5))
    newest = replace(newer, upn=upn(8), former_upn=upn(7))
    for bad, spoilt in (
        ([newer], {4: "01/03/2014>31/02/2014"}),
        ([replace(newer, starts_on=dt.date(2062, 9, 1))], {}),
        ([newer, replace(newer, surname="Fenn")], {}),
        ([newer, newest], {5: "01/03/2014>31/02/2014"}),
    ):
        run = check(school, receive(school, roll_of(tmp_path, [gone, other, *bad], spoilt=spoilt)))
        assert run.summary["roll"] == {"new": 0, "changed": 0, "same": 1, "missing": 0}
        assert run.summary["held_back"] == {"roll": 1}
        with school_work(school):
            told = ImportProblem.objects.filter(run=run, code="other_row_bad").order_by("row")
            assert list(told.values_list("row", "severity")) == [
                (row, "quarantine") for row in range(2, 4 + len(bad)) if row not in (3, 3 + len(bad))
            ]


def test_a_row_whose_number_cannot_be_read_may_be_anybody_s(school: School, tmp_path: Path) -> None:
    imported(school, roll_of(tmp_path, rows(3)))
    run = check(school, receive(school, roll_of(tmp_path, rows(3), spoilt={2: f"{upn(1)}>X{upn(1)[1:]}"})))
    with school_work(school):
        said = ImportProblem.objects.get(run=run, code="missing_from_roll").words
    assert said.startswith("1 pupil on roll here is not in the file")
    assert said.endswith("Some may be in a row that is held back without a number that can be read.")


def test_two_rows_that_contradict_each_other_are_both_held_back(school: School, tmp_path: Path) -> None:
    one, other = rows(2)
    run = imported(school, roll_of(tmp_path, [one, other, replace(one, surname="Fenn")]))
    assert codes(run)["upn_twice"] == "error"
    with school_work(school):
        assert list(Pupil.objects.values_list("upn", flat=True)) == [other.upn]
    path = tmp_path / "marks.csv"
    given = [(1, "I"), (2, "I"), (1, "/")]
    write_marks_csv(path, [MarkRow(other.upn, START, session, code) for session, code in given])
    imported(school, {"marks": path})
    with school_work(school):
        assert list(Mark.objects.values_list("session", "code")) == [(2, "I")]


def test_rows_held_back_are_part_of_what_is_agreed(school: School, tmp_path: Path) -> None:
    """The same changes beside another bad row are another import."""
    imported(school, roll_of(tmp_path, rows(3)))
    found = {
        check(school, receive(school, roll_of(tmp_path, rows(4)[:3], spoilt=spoilt))).fingerprint
        for spoilt in ({}, {2: "01/03/2014>31/02/2014"}, {3: "02/03/2014>31/02/2014"})
    }
    assert len(found) == 3


def test_every_row_of_a_number_that_is_none_is_counted(school: School, tmp_path: Path) -> None:
    pupils, path = rows(2), tmp_path / "marks.csv"
    imported(school, roll_of(tmp_path, pupils))
    days = [START + dt.timedelta(days=day) for day in range(3)]
    bad = "X" + upn(1)[1:]
    marks = [MarkRow(number, on, session, "I") for number in (bad, upn(2)) for on in days for session in (1, 2)]
    write_marks_csv(path, marks[2:])
    run = check(school, receive(school, {"marks": path}))
    assert (run.summary["held_back"], run.status) == ({"marks": 4}, ImportRun.Status.CHECKED)
    assert run.summary["marks"]["new"] == 6
    write_marks_csv(path, marks)
    run = check(school, receive(school, {"marks": path}))
    assert (run.summary["held_back"], run.status) == ({"marks": 6}, ImportRun.Status.REFUSED)


def read(path: Path) -> tuple[Marks, Problems]:
    problems = Problems("SIMS")
    with path.open("rb") as stream:
        return SimsFile(stream).marks(problems, as_at=AS_AT), problems


def written(path: Path, head: str, *lines: str) -> Path:
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


HEAD, STRINGS = "UPN,Date,Session,Mark,Minutes Late", "UPN,Start Date,Marks,End Date"


def test_nothing_of_a_row_of_marks_that_is_held_back_is_used(tmp_path: Path) -> None:
    """Minutes that are none, another mark, or the same mark with other minutes: that row's mark stays out."""
    rows_of = [
        f"{upn(1)},{on:02}/09/2026,AM,{rest}" for on, rest in ((14, "L,abc"), (15, "L,5"), (16, "L,5"), (17, "L,5"))
    ]
    rows_of += [
        f"{upn(1)},{on:02}/09/2026,AM,{rest}" for on, rest in ((15, "L,25"), (16, "U,9"), (17, "L,"), (18, "/,"))
    ]
    csv_file = written(tmp_path / "marks.csv", HEAD, *rows_of)
    xml_file, tags = tmp_path / "marks.xml", ("UPN", "Date", "Session", "Mark", "Minutes_x0020_Late")
    records = [zip(tags, row.split(","), strict=True) for row in rows_of]
    each = ("".join(f"<{tag}>{text}</{tag}>" for tag, text in record if text) for record in records)
    xml_file.write_text("<SuperStarReport>" + "".join(f"<Record>{one}</Record>" for one in each) + "</SuperStarReport>")
    for path in (csv_file, xml_file):
        marks, problems = read(path)
        array = marks.pupils[upn(1)]
        used = {marks.session_at(slot)[0].day: marks.codes[place] for slot, place in enumerate(array) if place}
        assert used == {17: "L", 18: "/"}
        assert marks.minutes[upn(1)][marks.slot(dt.date(2026, 9, 17), 1)] == 5
        assert problems.bad == 3
        assert {code for _, code, _ in problems.counts} >= {"minutes", "two_minutes", "two_marks"}


def test_nothing_of_a_string_that_contradicts_another_is_used(tmp_path: Path) -> None:
    """Of the first string the marks stay that nobody contradicts."""
    strings = [f"{upn(1)},14/09/2026,/\\/\\,15/09/2026", f"{upn(1)},15/09/2026,/I/\\,16/09/2026"]
    marks, problems = read(written(tmp_path / "strings.csv", STRINGS, *strings))
    array = marks.pupils[upn(1)]
    assert {marks.session_at(slot) for slot, place in enumerate(array) if place} == {
        (dt.date(2026, 9, 14), 1),
        (dt.date(2026, 9, 14), 2),
        (dt.date(2026, 9, 15), 1),
    }
    assert problems.bad_rows == {3}


def test_every_row_without_a_number_is_counted_once(tmp_path: Path) -> None:
    """Though it is told once only; a row with another fault beside it is one bad row."""
    strings = [f",14/09/2026,{marks},14/09/2026" for marks in ("/\\", "/\\", "/", "/\\")]
    _, problems = read(written(tmp_path / "strings.csv", STRINGS, *strings, f"{upn(1)},14/09/2026,/\\,14/09/2026"))
    assert problems.bad == 4
    rows_of = [f",{on}/09/2026,AM,L,{minutes}" for on, minutes in ((14, "abc"), (15, "5"), (16, "abc"), (17, ""))]
    _, problems = read(written(tmp_path / "rows.csv", HEAD, *rows_of, f"{upn(1)},14/09/2026,AM,/,"))
    assert problems.bad == 4


def test_a_row_that_cannot_be_taken_apart_is_a_row_that_was_read(tmp_path: Path) -> None:
    """Or else a file with as few of them as may be would be refused."""
    good, bad = [f"{upn(1)},{on}/09/2026,AM,/," for on in (14, 15)], f"{upn(1)},14/09/2026"
    assert read(written(tmp_path / "rows.csv", HEAD, *good, bad, "", bad))[0].rows_read == 4
    string = f"{upn(1)},14/09/2026,/\\,14/09/2026"
    assert read(written(tmp_path / "strings.csv", STRINGS, string, bad, "", bad))[0].rows_read == 3
    record = f"<UPN>{upn(1)}</UPN><Date>2026-09-14</Date><Session>AM</Session><Mark>/</Mark>"
    path = tmp_path / "marks.xml"
    twice = record + "<Mark>L</Mark>"
    each = "".join(f"<Record>{one}</Record>" for one in (twice, record, twice, twice))
    path.write_text(f"<SuperStarReport>{each}</SuperStarReport>")
    marks, problems = read(path)
    assert (marks.rows_read, problems.bad) == (4, 3)


@pytest.mark.parametrize(
    ("bad", "rows_read", "code"),
    [
        (0, 100, None),
        (4, 20, None),
        (5, 250, None),
        (5, 249, "too_many_bad_rows"),
        (6, 299, "too_many_bad_rows"),
        (6, 300, None),
        (1, 1, "no_good_row"),
        (4, 4, "no_good_row"),
    ],
)
def test_a_file_is_refused_for_more_than_one_bad_row_in_fifty_and_at_least_five(
    bad: int, rows_read: int, code: str | None
) -> None:
    problems = Problems("SIMS")
    for row in range(bad):
        problems.error("yes_no", "This is neither yes nor no.", "Correct it.", row=row + 2, field="FSM")
        problems.error("sex", "This is neither.", "Correct it.", row=row + 2, field="Sex")
    problems.weigh(rows_read)
    assert problems.unusable is (code is not None)
    assert {each.code for each in problems.kept() if each.row is None} == ({code} - {None})
    assert problems.bad == bad < MOST_BAD_ROWS
