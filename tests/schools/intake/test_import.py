"""A school's export, from the file to the register: checked, applied, run again."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from foundation.audit.actors import SYSTEM, Actor
from integrations.sims.client import SimsFile
from integrations.sims.stand_in import write_marks_strings_csv, write_roll_xml
from schools.calendar.models import HalfTerm
from schools.intake import operations, queries
from schools.intake.models import FileChunk, ImportRun
from schools.intake.rules.records import RollRow
from schools.journal.models import AuditLine, OutboxRow
from schools.registers.models import Mark, MarkVersion, PupilWeek
from schools.roll.models import Flag, Pupil
from schools.roll.rules.upn import check_letter
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import HALF_TERMS, YEAR

AS_AT = dt.date(2026, 10, 20)
START, END = dt.date(2026, 9, 2), dt.date(2026, 9, 18)


def upn(number: int) -> str:
    body = f"991400{number:05d}0"
    return check_letter(body) + body


def rows(count: int = 4) -> list[RollRow]:
    return [
        RollRow(
            row=number,
            upn=upn(number),
            surname=f"Marsh{number}",
            forename="Ada",
            birth=dt.date(2014, 3, number),
            sex="F",
            year_group="7",
            group="7B",
            starts_on=dt.date(2026, 9, 2),
            flags=frozenset({"fsm"}) if number % 2 else frozenset(),
        )
        for number in range(1, count + 1)
    ]


def year_of_marks(code: str = "") -> dict[tuple[dt.date, int], str]:
    days = [START + dt.timedelta(days=n) for n in range((END - START).days + 1)]
    return {
        (on, session): code or ("/" if session == 1 else "\\")
        for on in days
        if on.isoweekday() < 6
        for session in (1, 2)
    }


@pytest.fixture
def school(fresh_school: Callable[[], School]) -> School:
    made = fresh_school()
    with school_work(made):
        for number, starts_on, ends_on in HALF_TERMS:
            HalfTerm.objects.create(academic_year=YEAR, number=number, starts_on=starts_on, ends_on=ends_on)
    return made


def receive(school: School, files: dict[str, Path], as_at: dt.date = AS_AT) -> ImportRun:
    with school_work(school):
        uploads = {kind: (path.name, path.open("rb")) for kind, path in files.items()}
        return operations.receive(uploads, source="sims", as_at=as_at, by=SYSTEM)


def check(school: School, run: ImportRun) -> ImportRun:
    with school_work(school):
        return operations.check(run, open_source=SimsFile)


def apply(school: School, run: ImportRun) -> ImportRun:
    with school_work(school):
        return operations.apply(run, open_source=SimsFile, by=Actor(None, "Test"), position="Officer")


def write(folder: Path, pupils: list[RollRow], marks: dict[str, dict[tuple[dt.date, int], str]]) -> dict[str, Path]:
    files = {"roll": folder / "roll.xml", "marks": folder / "marks.csv"}
    write_roll_xml(files["roll"], pupils)
    write_marks_strings_csv(files["marks"], list(marks.items()), start=START, end=END)
    return files


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
