"""A school's export, from the file to the register: checked, applied, run again."""

import datetime as dt
import io
import time
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, connections
from django.db.models.functions import Now

from foundation.audit.actors import SYSTEM, Actor
from foundation.outbox.handlers import Message
from integrations.sims.stand_in import MarkRow, write_marks_csv, write_roll_xml
from schools.calendar.models import ClosedYear, NonSchoolDay
from schools.intake import files, landing, operations, queries, tasks
from schools.intake.models import FileChunk, ImportProblem, ImportRun
from schools.intake.operations import work
from schools.journal.models import AuditLine, OutboxRow
from schools.registers.models import Entry, Mark, MarkVersion, PupilWeek
from schools.registers.operations import copy_marks, open_entry, recount_weeks
from schools.roll.models import Admission, Flag, Placement, Pupil
from schools.roll.operations.leavers import Leaving, remove_from_roll
from schools.roll.rules.upn import check_letter
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.at_once import at_once, somebody_waits
from tests.schools.intake.exports import (
    AS_AT,
    START,
    apply,
    check,
    half_terms,
    receive,
    rows,
    upn,
    write,
    year_of_marks,
)
from tests.world import World

CASES = tomllib.loads((Path(__file__).resolve().parents[2] / "bad_input.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture
def school(fresh_school: Callable[[], School]) -> School:
    return half_terms(fresh_school())


def test_a_roll_and_marks_are_checked_applied_and_then_change_nothing(school: School, tmp_path: Path) -> None:
    files = write(tmp_path, rows(), {row.upn: year_of_marks() for row in rows()})
    run = check(school, receive(school, files))
    assert run.status == ImportRun.Status.CHECKED, run.summary
    assert run.summary["roll"] == {"new": 4, "changed": 0, "same": 0, "missing": 0}
    expected = 4 * len(year_of_marks())
    assert run.summary["marks"]["new"] == expected
    with school_work(school):
        assert not Pupil.objects.exists()
        assert not Mark.objects.exists()
    run = apply(school, run)
    assert run.status == ImportRun.Status.APPLIED
    with school_work(school):
        assert Pupil.objects.count() == 4
        assert Flag.objects.count() == 2
        assert Mark.objects.count() == MarkVersion.objects.count() == expected
        assert sum(week.present for week in PupilWeek.objects.all()) == expected
        assert not FileChunk.objects.exists()
        assert AuditLine.objects.filter(act="import.apply").count() == 1
        assert AuditLine.objects.filter(act="pupil.imported").count() == 4
        promised = OutboxRow.objects.filter(topic="marks.changed").count()
        versions = MarkVersion.objects.count()
    again = check(school, receive(school, files))
    assert again.summary["roll"] == {"new": 0, "changed": 0, "same": 4, "missing": 0}
    assert again.summary["marks"] == {"pupils": 4, "new": 0, "changed": 0, "same": expected, "set_aside": 0}
    assert {problem["code"] for problem in again.summary["problems"]} == {"same_file"}
    apply(school, again)
    with school_work(school):
        assert MarkVersion.objects.count() == versions
        assert OutboxRow.objects.filter(topic="marks.changed").count() == promised
        assert queries.set_aside().count() == 0


# What is set aside, replaced, kept


def imported(school: School, files: dict[str, Path]) -> ImportRun:
    return apply(school, check(school, receive(school, files)))


def asides(school: School) -> dict[tuple[str, str], int]:
    with school_work(school):
        return {(row.kind, row.value): row.marks for row in queries.set_aside()}


def test_what_is_unclear_is_set_aside_and_comes_in_once_it_is_clear(school: School, tmp_path: Path) -> None:
    marks = {row.upn: year_of_marks() for row in rows(2)}
    stranger = upn(9)
    marks[stranger] = year_of_marks("I")
    with school_work(school):
        NonSchoolDay.objects.create(date=dt.date(2026, 9, 10), kind="inset")
        NonSchoolDay.objects.create(date=dt.date(2026, 9, 11), session=2, kind="unplanned")
    imported(school, write(tmp_path, rows(2), marks))
    each = len(year_of_marks())
    assert asides(school) == {("pupil", stranger): each, ("closed", "2026-09-10"): 4}
    with school_work(school):
        assert Mark.objects.count() == 2 * (each - 2)
        NonSchoolDay.objects.filter(kind="inset").delete()
    run = imported(school, write(tmp_path, [*rows(2), rows(9)[8]], marks))
    assert run.summary["marks"]["new"] == each + 4
    assert asides(school) == {}


def test_marks_before_admission_and_after_leaving_are_set_aside(school: School, tmp_path: Path) -> None:
    late, left = rows(2)
    late = replace(late, starts_on=dt.date(2026, 9, 9))
    left = replace(left, ends_on=dt.date(2026, 9, 15), ground="a", starts_on=dt.date(2025, 9, 1))
    imported(school, write(tmp_path, [late, left], {row.upn: year_of_marks() for row in (late, left)}))
    assert asides(school) == {("not_on_roll", late.upn): 10, ("not_on_roll", left.upn): 6}


def test_a_code_that_is_not_for_the_age_is_set_aside(school: School, tmp_path: Path) -> None:
    child = rows(1)[0]
    marks = {**year_of_marks(), (START, 1): "X", (START, 2): "C2"}
    imported(school, write(tmp_path, [child], {child.upn: marks}))
    assert asides(school) == {("age", child.upn): 1}
    with school_work(school):
        assert Mark.objects.get(date=START, session=2).code == "C2"


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


def test_marks_older_than_the_rolls_change_wait_in_turn_with_a_recount(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The roll changes from 16 September, the marks begin on the 2nd: a recount from the 2nd comes in between."""
    first, second = rows(2)
    imported(school, {"roll": write(tmp_path, [first], {})["roll"]})
    second = replace(second, starts_on=dt.date(2026, 9, 16))
    run = check(school, receive(school, write(tmp_path, [first, second], {first.upn: year_of_marks()})))
    honest, recounts = work.roll_changed, []

    def recount() -> None:
        try:
            with school_work(school):
                recount_weeks(START)
        finally:
            connections.close_all()

    def then_recount(since: dt.date) -> None:
        assert since > START
        honest(since)
        recounts.append(pool.submit(recount))
        while not recounts[0].done() and not somebody_waits():
            time.sleep(0.01)

    monkeypatch.setattr(work, "roll_changed", then_recount)
    with ThreadPoolExecutor(1) as pool:
        assert apply(school, run).status == ImportRun.Status.APPLIED
        recounts[0].result(timeout=60)
    with school_work(school):
        assert sum(week.present for week in PupilWeek.objects.all()) == len(year_of_marks())


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
        (promised,) = OutboxRow.objects.filter(topic="marks.changed")
        assert promised.payload["dates"] == [START.isoformat()]


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


def test_minutes_late_alone_are_a_change(school: School, tmp_path: Path) -> None:
    child, path = rows(1)[0], tmp_path / "late.csv"
    imported(school, write(tmp_path, [child], {child.upn: {(START, 1): "L"}}))
    write_marks_csv(path, [MarkRow(child.upn, START, 1, "L", 7)])
    assert imported(school, {"marks": path}).summary["marks"]["changed"] == 1
    with school_work(school):
        assert Mark.objects.get().minutes == 7
    assert imported(school, {"marks": path}).summary["marks"]["same"] == 1


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


# Order and interruption


def test_an_import_that_would_no_longer_do_what_was_shown_is_not_applied(school: School, tmp_path: Path) -> None:
    files = write(tmp_path, rows(1), {rows(1)[0].upn: year_of_marks()})
    run = check(school, receive(school, files))
    with school_work(school):
        NonSchoolDay.objects.create(date=dt.date(2026, 9, 10), kind="inset")
    with pytest.raises(operations.ImportNotPossibleError, match="Check it again"):
        apply(school, run)
    with school_work(school):
        assert not Pupil.objects.exists()
        assert ImportRun.objects.get().status == ImportRun.Status.CHECKED
    assert apply(school, check(school, run)).status == ImportRun.Status.APPLIED
    with pytest.raises(operations.ImportNotPossibleError, match="applied already"):
        apply(school, run)


def test_files_with_errors_are_not_applied(school: School, tmp_path: Path) -> None:
    files = write(tmp_path, [replace(rows(1)[0], upn="A801200005001")], {rows(1)[0].upn: year_of_marks()})
    run = check(school, receive(school, files))
    assert run.status == ImportRun.Status.REFUSED
    with pytest.raises(operations.ImportNotPossibleError, match="errors"):
        apply(school, run)
    with school_work(school):
        assert not Pupil.objects.exists()
        operations.discard(run, by=SYSTEM)
        assert not FileChunk.objects.exists()
        assert not ImportProblem.objects.exists()


def test_a_school_without_term_dates_is_asked_for_them(fresh_school: Callable[[], School], tmp_path: Path) -> None:
    school = fresh_school()
    run = check(school, receive(school, write(tmp_path, rows(1), {rows(1)[0].upn: year_of_marks()})))
    assert [each["code"] for each in run.summary["problems"] if each["severity"] == "error"] == ["no_calendar"]


def test_the_worker_checks_what_arrived_and_applies_what_is_wanted_once(school: School, tmp_path: Path) -> None:
    files = write(tmp_path, rows(2), {row.upn: year_of_marks() for row in rows(2)})
    run = receive(school, files)
    received = Message(1, operations.RECEIVED, {"run": str(run.pk)})
    for _ in range(2):
        tasks.check_received(school, [received])
    with school_work(school):
        run = ImportRun.objects.get()
        operations.ask_for_apply(run, by=Actor(None, "Ada Okafor"), position="Attendance officer")
        wanted = OutboxRow.objects.get(topic=operations.WANTED)
    assert "Okafor" not in str(wanted.payload)
    for _ in range(2):
        tasks.apply_wanted(school, [Message(wanted.pk, wanted.topic, wanted.payload)])
    with school_work(school):
        entry = Entry.objects.get()
        assert (entry.by_name, entry.by_position, entry.source_id) == ("Ada Okafor", "Attendance officer", run.pk)
        assert Mark.objects.count() == 2 * len(year_of_marks())


def test_a_leaver_recorded_at_that_moment_is_not_put_back_on_the_roll(school: School, tmp_path: Path) -> None:
    child, path = rows(1)[0], tmp_path / "roll.xml"
    write_roll_xml(path, [child])
    imported(school, {"roll": path})
    write_roll_xml(path, [replace(child, starts_on=dt.date(2026, 9, 1))])
    run = check(school, receive(school, {"roll": path}))

    def leave() -> None:
        leaving = Leaving(last_day=AS_AT, ground="a")
        remove_from_roll(Pupil.objects.get(), leaving, today=AS_AT, by=SYSTEM)

    def meanwhile() -> str:
        with pytest.raises(operations.ImportNotPossibleError) as impossible:
            apply(school, run)
        return str(impossible.value)

    assert "Check it again" in at_once(school, leave, meanwhile)
    with school_work(school):
        assert Admission.objects.get().ends_on == AS_AT


def test_a_mark_saved_by_somebody_else_at_that_moment_stops_the_import_whole(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = rows(1)[0]
    run = check(school, receive(school, write(tmp_path, [child], {child.upn: year_of_marks()})))
    honest = landing.land_marks

    def beaten(plan, entry, *, replace):
        copy_marks(entry, [(Pupil.objects.get().key, START, 1, "L", None)])
        honest(plan, entry, replace=replace)

    monkeypatch.setattr(landing, "land_marks", beaten)
    with pytest.raises(IntegrityError):
        apply(school, run)
    monkeypatch.setattr(landing, "land_marks", honest)
    with school_work(school):
        assert not Mark.objects.exists()
    assert apply(school, run).status == ImportRun.Status.APPLIED


def test_a_mark_replaced_by_somebody_else_at_that_moment_stops_the_import_whole(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = rows(1)[0]
    imported(school, write(tmp_path, [child], {child.upn: year_of_marks()}))
    run = check(school, receive(school, write(tmp_path, [child], {child.upn: {**year_of_marks(), (START, 1): "I"}})))
    honest = landing.land_marks

    def beaten(plan, entry, *, replace):
        Mark.objects.filter(date=START, session=1).update(code="M")
        honest(plan, entry, replace=replace)

    monkeypatch.setattr(landing, "land_marks", beaten)
    with pytest.raises(IntegrityError, match="somebody else"):
        apply(school, run)
    with school_work(school):
        assert Mark.objects.get(date=START, session=1).code == "/"


def test_a_file_of_several_chunks_comes_back_as_it_was(school: School) -> None:
    content = bytes(range(256)) * 10_000
    with school_work(school):
        run = operations.receive(
            {"marks": ("../x\\y\u202e.csv", io.BytesIO(content))}, source="sims", as_at=AS_AT, by=SYSTEM
        )
        kept = run.files.get()
        assert kept.name == "y.csv"
        assert kept.chunks.count() == 3
        stream = files.opened(kept)
        assert stream.read() == content
        for at in (0, 1_048_575, 1_048_576, len(content) - 3):
            stream.seek(at)
            assert stream.read(5) == content[at : at + 5]
