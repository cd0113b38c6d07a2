"""A school's export, from the file to the register: checked, applied, run again."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from foundation import clock
from foundation.audit.actors import SYSTEM, Actor
from foundation.outbox.handlers import Message
from foundation.refusals import Overtaken, Refused
from schools.calendar.models import HalfTerm, NonSchoolDay
from schools.intake import operations, queries, tasks
from schools.intake.models import FileChunk, ImportProblem, ImportRun
from schools.intake.operations import files
from schools.journal.models import AuditLine, OutboxRow
from schools.registers.models import Entry, Mark, MarkVersion, PupilWeek
from schools.roll.models import Flag, Pupil
from schools.roll.queries.signing import Signature
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import (
    AS_AT,
    apply,
    check,
    receive,
    rows,
    write,
    year_of_marks,
)


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


def test_an_import_that_would_no_longer_do_what_was_shown_is_not_applied(school: School, tmp_path: Path) -> None:
    files = write(tmp_path, rows(1), {rows(1)[0].upn: year_of_marks()})
    run = check(school, receive(school, files))
    with school_work(school):
        NonSchoolDay.objects.create(date=dt.date(2026, 9, 10), kind="inset")
    with pytest.raises(Overtaken, match="Check it again"):
        apply(school, run)
    with school_work(school):
        assert not Pupil.objects.exists()
        assert ImportRun.objects.get().status == ImportRun.Status.CHECKED
    assert apply(school, check(school, run)).status == ImportRun.Status.APPLIED
    with pytest.raises(Refused, match="applied already"):
        apply(school, run)


def test_files_with_errors_are_not_applied(school: School, tmp_path: Path) -> None:
    files = write(tmp_path, [replace(rows(1)[0], upn="A801200005001")], {rows(1)[0].upn: year_of_marks()})
    run = check(school, receive(school, files))
    assert run.status == ImportRun.Status.REFUSED
    with pytest.raises(Refused, match="errors"):
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


def test_marks_of_a_year_after_the_calendars_last_ask_for_its_term_dates(school: School, tmp_path: Path) -> None:
    with school_work(school):
        HalfTerm.objects.all().delete()
        HalfTerm.objects.create(
            academic_year=2024, number=1, starts_on=dt.date(2024, 9, 2), ends_on=dt.date(2024, 10, 25)
        )
    run = check(school, receive(school, write(tmp_path, rows(1), {rows(1)[0].upn: year_of_marks()})))
    assert [each["code"] for each in run.summary["problems"]] == ["new_forms", "no_calendar"], (
        "and not each mark set aside besides"
    )
    with school_work(school):
        assert "between 02/09/2026 and 18/09/2026" in ImportProblem.objects.get(code="no_calendar").words


def test_the_worker_checks_what_arrived_and_applies_what_is_wanted_once(school: School, tmp_path: Path) -> None:
    files = write(tmp_path, rows(2), {row.upn: year_of_marks() for row in rows(2)})
    run = receive(school, files)
    received = Message(1, operations.RECEIVED, {"run": str(run.pk)})
    for _ in range(2):
        tasks.check_received(school, [received])
    with school_work(school):
        run = ImportRun.objects.get()
        signed = Signature(Actor(None, "Ada Okafor"), "Attendance officer")
        operations.ask_for_apply(run, shown=run.fingerprint, agreed=False, signed=signed)
        wanted = OutboxRow.objects.get(topic=operations.WANTED)
    assert "Okafor" not in str(wanted.payload)
    for _ in range(2):
        tasks.apply_wanted(school, [Message(wanted.pk, wanted.topic, wanted.payload)])
    with school_work(school):
        entry = Entry.objects.get()
        assert (entry.by_name, entry.by_position, entry.source_id) == ("Ada Okafor", "Attendance officer", run.pk)
        assert Mark.objects.count() == 2 * len(year_of_marks())


def test_a_file_of_several_chunks_comes_back_as_it_was(school: School) -> None:
    content = bytes(range(256)) * 10_000
    with school_work(school):
        run = operations.receive(
            {"marks": ("../x\\y\u202e.csv", io.BytesIO(content))}, peer="sims", as_at=AS_AT, by=SYSTEM, now=clock.now()
        )
        kept = run.files.get()
        assert kept.name == "y.csv"
        assert kept.chunks.count() == 3
        stream = files.opened(kept)
        assert stream.read() == content
        for at in (0, 1_048_575, 1_048_576, len(content) - 3):
            stream.seek(at)
            assert stream.read(5) == content[at : at + 5]
