"""Marks of a file beside those held: what is new, what changes, what is set aside, and what stays as it is."""

import datetime as dt
import random
import tomllib
from dataclasses import replace
from pathlib import Path

from django.db.models.functions import Now

from foundation import clock
from foundation.audit.actors import SYSTEM, Actor
from foundation.london import LONDON
from integrations.sims.stand_in import MarkRow, write_marks_csv, write_roll_xml
from schools.calendar.models import ClosedYear, HalfTerm, NonSchoolDay
from schools.intake.models import ImportProblem, ImportRun
from schools.journal.models import OutboxRow
from schools.registers.models import Entry, Mark, MarkVersion, PupilWeek
from schools.registers.operations import open_entry, refresh_weeks
from schools.registers.operations.closures import Closing, close_school
from schools.registers.operations.n_clock import end_clocks
from schools.registers.rules.week_counts import COUNTED
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import (
    END,
    START,
    asides,
    check,
    imported,
    receive,
    rows,
    upn,
    write,
    year_of_marks,
)
from tests.world import World

CASES = tomllib.loads((Path(__file__).resolve().parents[2] / "bad_input.toml").read_text(encoding="utf-8"))["case"]


def test_what_is_unclear_is_set_aside_and_comes_in_once_it_is_clear(school: School, tmp_path: Path) -> None:
    marks = {row.upn: year_of_marks() for row in rows(2)}
    stranger = upn(9)
    marks[stranger] = year_of_marks("I") | {(START, 1): "#"}
    with school_work(school):
        NonSchoolDay.objects.create(date=dt.date(2026, 9, 10), kind="inset")
        NonSchoolDay.objects.create(date=dt.date(2026, 9, 11), session=2, kind="unplanned")
    imported(school, write(tmp_path, rows(2), marks))
    each = len(year_of_marks())
    assert asides(school) == {("pupil", stranger): each - 1, ("closed", "2026-09-10"): 4}, "# is no mark of anybody"
    with school_work(school):
        assert Mark.objects.count() == 2 * (each - 2)
        NonSchoolDay.objects.filter(kind="inset").delete()
    run = imported(school, write(tmp_path, [*rows(2), rows(9)[8]], marks))
    assert run.summary["marks"]["new"] == each - 1 + 4
    assert asides(school) == {}


def test_marks_before_admission_and_after_leaving_are_set_aside(school: School, tmp_path: Path) -> None:
    late, left = rows(2)
    late = replace(late, starts_on=dt.date(2026, 9, 9))
    left = replace(left, ends_on=dt.date(2026, 9, 15), ground="a", starts_on=dt.date(2025, 9, 1))
    imported(school, write(tmp_path, [late, left], {row.upn: year_of_marks() for row in (late, left)}))
    assert asides(school) == {("not_on_roll", late.upn): 10, ("not_on_roll", left.upn): 6}


def test_marks_count_up_to_the_day_of_the_export_and_from_eight_years_before(school: School, tmp_path: Path) -> None:
    child = replace(rows(1)[0], starts_on=dt.date(2018, 8, 1))
    as_at, oldest = dt.date(2026, 9, 17), dt.date(2018, 8, 1)
    dates = [oldest - dt.timedelta(days=1), oldest, as_at, as_at + dt.timedelta(days=1)]
    path = tmp_path / "marks.csv"
    write_marks_csv(path, [MarkRow(child.upn, on, 1, "/") for on in dates])
    files = {"roll": tmp_path / "roll.xml", "marks": path}
    write_roll_xml(files["roll"], [child])
    run = check(school, receive(school, files, as_at))
    with school_work(school):
        beyond = ImportProblem.objects.filter(run=run, code__endswith="_mark")
        assert set(beyond.values_list("code", "row")) == {("old_mark", 2), ("future_mark", 5)}
    write_marks_csv(path, [MarkRow(child.upn, oldest, 1, "/")])
    run = check(school, receive(school, files, as_at))
    assert "no_calendar" in {each["code"] for each in run.summary["problems"]}, (
        "be it the first session there is room for"
    )


def test_a_code_that_is_not_for_the_age_is_set_aside(school: School, tmp_path: Path) -> None:
    child = rows(1)[0]
    marks = {**year_of_marks(), (START, 1): "X", (START, 2): "C2"}
    imported(school, write(tmp_path, [child], {child.upn: marks}))
    assert asides(school) == {("age", child.upn): 1}
    with school_work(school):
        assert not Mark.objects.filter(date=START, session=1).exists()
        assert Mark.objects.get(date=START, session=2).code == "C2"
        (said,) = ImportProblem.objects.filter(code="age").values_list("words", flat=True)
    assert f"1 mark ({START:%d/%m/%Y})" in said


def test_changed_marks_are_replaced_with_versions_and_missing_ones_stay(school: School, tmp_path: Path) -> None:
    child = rows(1)[0]
    imported(school, write(tmp_path, [child], {child.upn: year_of_marks()}))
    later = {**year_of_marks(), (START, 1): "I"}
    del later[START, 2]
    run = imported(school, write(tmp_path, [child], {child.upn: later}))
    assert run.summary["marks"] == {"pupils": 1, "new": 0, "changed": 1, "same": len(later) - 1, "set_aside": 0}
    with school_work(school):
        assert Mark.objects.get(date=START, session=1).code == "I"
        assert Mark.objects.get(date=START, session=2).code == "\\"
        versions = MarkVersion.objects.filter(date=START, session=1).order_by("entry_id")
        assert [(row.old_code, row.new_code) for row in versions] == [(None, "/"), ("/", "I")]
        assert sum(week.authorised for week in PupilWeek.objects.all()) == 1
        promised = OutboxRow.objects.filter(topic="marks.changed").order_by("-pk")[0]
        assert promised.payload["dates"] == [START.isoformat()]


def test_weeks_moved_by_a_file_are_those_that_counting_the_register_again_gives(school: School, tmp_path: Path) -> None:
    """A week is cut by half-terms, one pupil joins in it and another stands under two numbers; marks are replaced later."""
    chance, path, former = random.Random(2), tmp_path / "marks.csv", upn(9)
    one, two, three = rows(3)
    roll = [replace(one, former_upn=former), two, replace(three, starts_on=dt.date(2026, 9, 10))]
    with school_work(school):
        HalfTerm.objects.filter(number=1).update(ends_on=dt.date(2026, 9, 9))
        HalfTerm.objects.filter(number=2).update(starts_on=dt.date(2026, 9, 10))
    imported(school, {"roll": write(tmp_path, roll, {})["roll"]})
    for first, codes in ((dt.date(2026, 9, 8), "LUIOBN"), (START, "LUIO"), (START, "IOBX")):
        sessions = [(on, session) for on, session in year_of_marks() if on >= first]
        marks = [
            MarkRow(number, on, session, chance.choice([*codes, "/\\"[session - 1]]))
            for child in (one, two, three)
            for on, session in sessions
            for number in [former if child is one and session == 2 else child.upn]
        ]
        write_marks_csv(path, marks)
        imported(school, {"marks": path})
        with school_work(school):
            moved = weeks()
            refresh_weeks(START, END)
            assert moved == weeks()
            assert {week[1:3] for week in moved} >= {(dt.date(2026, 9, 7), 20261), (dt.date(2026, 9, 7), 20262)}


def weeks() -> list[tuple[object, ...]]:
    found = PupilWeek.objects.order_by("pupil_key", "week", "half_term")
    return list(found.values_list("pupil_key", "week", "half_term", *COUNTED))


def test_a_closed_year_takes_no_mark_from_a_file(school: School, tmp_path: Path) -> None:
    """A file that changes nothing in it is fine; one that would is refused until the headteacher opens the year."""
    marks = year_of_marks()
    files_of = write(tmp_path, rows(), {row.upn: marks for row in rows()})
    imported(school, files_of)
    with school_work(school):
        ClosedYear.objects.create(academic_year=START.year, closed_at=Now(), closed_by="Head")
        Mark.objects.filter(date=START, session=1).update(planned=True)
    assert imported(school, files_of).status == ImportRun.Status.APPLIED
    with school_work(school):
        assert set(Mark.objects.filter(date=START, session=1).values_list("planned", flat=True)) == {True}
        Mark.objects.filter(pupil_key=Pupil.objects.order_by("key")[0].key).delete()
        held = Mark.objects.count()
    run = check(school, receive(school, files_of))
    assert run.status == ImportRun.Status.REFUSED
    assert "year_closed" in {problem["code"] for problem in run.summary["problems"]}
    with school_work(school):
        assert Mark.objects.count() == held


def test_a_file_confirms_plans_of_its_own_pupils_as_far_as_it_reaches(school: School, tmp_path: Path) -> None:
    """Another system has taken these registers and no others; the trust is told, though no mark changes."""
    one, other = rows(2)
    marks = {(START, 1): "/", (START, 2): "I"}
    imported(school, write(tmp_path, [one, other], {one.upn: marks, other.upn: marks}))
    with school_work(school):
        Mark.objects.update(planned=True)
        OutboxRow.objects.all().delete()
        key = Pupil.objects.get(upn=one.upn).key
    path = tmp_path / "morning.csv"
    write_marks_csv(path, [MarkRow(one.upn, START, 1, "/")])
    imported(school, {"marks": path})
    with school_work(school):
        assert set(Mark.objects.filter(planned=False).values_list("pupil_key", "session")) == {(key, 1)}
        promised = OutboxRow.objects.get(topic="marks.changed", handler="figures")
        assert promised.payload["dates"] == [START.isoformat()]


def test_weeks_are_right_where_a_file_brings_another_mark_than_the_one_planned(school: School, tmp_path: Path) -> None:
    """What was planned was in no week; what stands instead is, and so is the plan that the file says has come about."""
    child = rows(1)[0]
    imported(school, write(tmp_path, [child], {child.upn: {(START, 1): "C", (START, 2): "C"}}))
    with school_work(school):
        Mark.objects.update(planned=True)
        refresh_weeks(START, END)
        assert [sum(week[3:]) for week in weeks()] in ([], [0])
    imported(school, write(tmp_path, [child], {child.upn: {(START, 1): "I", (START, 2): "C"}}))
    with school_work(school):
        moved = weeks()
        assert list(Mark.objects.order_by("session").values_list("code", "planned")) == [("I", False), ("C", False)]
        refresh_weeks(START, END)
        assert moved == weeks() != []


def test_a_mark_that_a_person_amended_here_stays(school: School, tmp_path: Path) -> None:
    child = rows(1)[0]
    imported(school, write(tmp_path, [child], {child.upn: year_of_marks()}))
    with school_work(school):
        entry = open_entry(by=SYSTEM, position="Attendance officer", source=Entry.Source.PAGE)
        Mark.objects.filter(date=START, session=1).update(code="M", entry_id=entry.pk)
    run = imported(school, write(tmp_path, [child], {child.upn: {**year_of_marks(), (START, 1): "I"}}))
    assert run.summary["marks"]["changed"] == 0
    assert asides(school) == {("amended", child.upn): 1}
    with school_work(school):
        assert Mark.objects.get(date=START, session=1).code == "M"


def test_an_n_that_has_become_o_here_is_no_change_and_a_reason_for_it_is(school: School, tmp_path: Path) -> None:
    child, day = rows(1)[0], START + dt.timedelta(days=1)
    imported(school, write(tmp_path, [child], {child.upn: {(START, 1): "N", (day, 1): "N"}}))
    with school_work(school):
        later = max(clock.now() + dt.timedelta(days=1), dt.datetime(2026, 9, 30, tzinfo=LONDON))
        assert end_clocks([START, day], now=later) == 2
    still = imported(school, write(tmp_path, [child], {child.upn: {(START, 1): "N", (day, 1): "I"}}))
    assert (still.summary["marks"]["same"], still.summary["marks"]["changed"]) == (1, 1)
    assert asides(school) == {}
    with school_work(school):
        assert dict(Mark.objects.values_list("date", "code")) == {START: "O", day: "I"}


def test_a_file_does_not_write_over_an_unplanned_closure_that_was_entered_here(school: School, tmp_path: Path) -> None:
    """The other system has the pupil present, or # for a closure it takes as planned: here the school is closed, with Y4."""
    (one, other), day = rows(2), dt.date(2026, 9, 17)  # no other date is written so
    imported(school, {"roll": write(tmp_path, [one, other], {})["roll"]})
    with school_work(school):
        officer = Signature(Actor(None, "Officer"), "Attendance officer")
        now = dt.datetime.combine(day, dt.time(7, 30), tzinfo=dt.UTC)
        close_school(Closing(day, None, "Snow", "k"), signed=officer, now=now)

    def problems(*marks: MarkRow) -> set[str]:
        path = tmp_path / f"{marks[0].on}.csv"
        write_marks_csv(path, list(marks))
        return {problem["code"] for problem in imported(school, {"marks": path}).summary["problems"]}

    assert "closed_in_file" not in problems(MarkRow(one.upn, day, 1, "/"), MarkRow(other.upn, day, 1, "#"))
    assert asides(school) == {("amended", one.upn): 1}
    with school_work(school):
        assert list(Mark.objects.values_list("code", flat=True)) == ["Y4"] * 4
    eve = day - dt.timedelta(days=1)
    assert "closed_in_file" in problems(MarkRow(one.upn, eve, 1, "/"), MarkRow(other.upn, eve, 1, "#")), "then it met"


def test_minutes_late_alone_are_a_change(school: School, tmp_path: Path) -> None:
    child, path = rows(1)[0], tmp_path / "late.csv"
    imported(school, write(tmp_path, [child], {child.upn: {(START, 1): "L"}}))
    agreed_to = []
    for minutes in (5, 7):
        write_marks_csv(path, [MarkRow(child.upn, START, 1, "L", minutes)])
        agreed_to.append(check(school, receive(school, {"marks": path})).fingerprint)
    assert agreed_to[0] != agreed_to[1], "who agrees to a file agrees to the minutes in it"
    assert imported(school, {"marks": path}).summary["marks"]["changed"] == 1
    with school_work(school):
        assert Mark.objects.get().minutes == 7
    assert imported(school, {"marks": path}).summary["marks"]["same"] == 1
    write_marks_csv(path, [MarkRow(child.upn, START, 1, "L")])
    assert imported(school, {"marks": path}).summary["marks"]["same"] == 1, (
        "a file that says no minutes takes none away"
    )


def test_marks_of_a_pupil_elsewhere_say_to_ask_the_trust_and_not_where(
    world: World, school: School, tmp_path: Path
) -> None:
    case = next(case for case in CASES if case["id"] == "D80")
    elsewhere = rows(3)[2]
    with school_work(world.elm):
        Pupil.objects.filter(key=1).update(upn=elsewhere.upn)
    run = check(school, receive(school, write(tmp_path, rows(1), {elsewhere.upn: year_of_marks()})))
    with school_work(school):
        said = str(ImportProblem.objects.get(run=run, severity=case["answer"], code=case["code"]).remedy)
    assert all(words in said for words in case["says"])
    assert not any(words in said for words in case["never"])


# The roll
