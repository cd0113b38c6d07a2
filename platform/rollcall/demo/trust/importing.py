"""How Cedar arrives: through the SIMS import, from files that SIMS's stand-in writes.

One import for each school year, as a school would do it: last year's roll and marks as they stood in July, then this
year's as they are today. Each is a run of its own, so a build that was killed goes on with the next.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from foundation.audit.actors import Actor
from integrations.sims import stand_in
from integrations.sims.client import KEY
from rollcall.demo.day import beginning
from rollcall.demo.trust.calendars import SchoolYear
from rollcall.demo.trust.invention import InventedSchool
from rollcall.demo.trust.register import YearRegister
from schools.intake import operations
from schools.intake.models import ImportRun
from schools.intake.rules.records import RollRow
from schools.intake.tasks import TIMEOUT
from schools.roll.queries.signing import Signature
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

Registers = tuple[YearRegister, ...]
JULY: Final = (7, 31)


class NotImportedError(RuntimeError):
    """The stand-in's own files were refused: a fault of the import or of the stand-in."""


def arrive(school: School, invented: InventedSchool, *, signed: Signature) -> int:
    """Import each year that is not there yet; return how many marks came in now."""
    marks = 0
    for year, registers in zip(invented.years, invented.registers, strict=True):
        as_at = min(invented.today, dt.date(year.academic_year + 1, *JULY))
        if year.days[0] < invented.today and not _is_here(school, as_at, by=signed.by):
            marks += _import(school, invented, year, registers, as_at, signed=signed)
    return marks


def _is_here(school: School, as_at: dt.date, *, by: Actor) -> bool:
    """Whether the import of that day was applied. One that a killed build left unfinished is given up."""
    with school_work(school):
        ended = (ImportRun.Status.APPLIED, ImportRun.Status.DISCARDED)
        unfinished = list(ImportRun.objects.filter(as_at=as_at).exclude(status__in=ended))
        applied = ImportRun.objects.filter(source=KEY, as_at=as_at, status=ImportRun.Status.APPLIED).exists()
        for run in unfinished:
            operations.discard(run, by=by)
    return applied


def _import(
    school: School,
    invented: InventedSchool,
    year: SchoolYear,
    registers: Registers,
    as_at: dt.date,
    *,
    signed: Signature,
) -> int:
    with TemporaryDirectory(prefix="rollcall-sims-") as folder:
        roll, marks = Path(folder, f"roll-{as_at}.xml"), Path(folder, f"marks-{as_at}.csv")
        stand_in.write_roll_xml(roll, roll_rows(invented, year.academic_year, as_at))
        known = [on for on in year.days if on < as_at or (on == as_at and invented.morning)]
        stand_in.write_marks_strings_csv(marks, _strings(year, registers, invented), start=known[0], end=known[-1])
        with roll.open("rb") as roll_file, marks.open("rb") as marks_file, _work(school):
            uploads = {"roll": (roll.name, roll_file), "marks": (marks.name, marks_file)}
            run = operations.receive(uploads, peer=KEY, as_at=as_at, by=signed.by, now=beginning(as_at))
    with _work(school):
        run = operations.check(run)
    if run.status != ImportRun.Status.CHECKED:
        message = f"The import of {invented.profile.name} as at {as_at} was refused: {run.summary['problems']}"
        raise NotImportedError(message)
    with _work(school):
        run = operations.apply(run, signed=signed)
    return int(run.summary["marks"]["new"])


def _work(school: School) -> AbstractContextManager[object]:
    """A transaction of its own for each step."""
    return school_work(school, statement_timeout=TIMEOUT)


def roll_rows(invented: InventedSchool, academic_year: int, as_at: dt.date) -> Iterator[RollRow]:
    """The roll of a year as an export on that day would have it: with those who left in the year, their grounds too."""
    for pupil in invented.pupils:
        child, placed = pupil.child, pupil.placement(academic_year)
        if placed is None or placed.starts_on > as_at:
            continue
        assert child.upn is not None  # by whom SIMS's files know a pupil (`schools.FROM_SIMS`)
        left = pupil.ends_on is not None and pupil.ends_on <= as_at
        yield RollRow(
            row=0,
            upn=child.upn,
            former_upn=child.former_upn,
            surname=child.surname,
            forename=child.forename,
            preferred=child.preferred,
            birth=child.birth,
            sex=child.sex,
            year_group=placed.year_group,
            group=placed.group,
            starts_on=pupil.starts_on,
            ends_on=pupil.ends_on if left else None,
            ground=pupil.ground if left else "",
            leaving_note=pupil.note if left else "",
            destination=pupil.destination if left else "",
            flags=frozenset(flag.kind for flag in child.flags if flag.on(as_at)),
        )


def _strings(year: SchoolYear, registers: Registers, invented: InventedSchool) -> Iterator[stand_in.PupilMarks]:
    """Each pupil's marks by date and session, this morning's too. SIMS's string of marks has no minutes."""
    sessions = [(on, session) for on in year.days for session in (1, 2)]
    morning = (
        {mark.pupil: mark.code for sent in invented.morning for mark in sent.marks}
        if invented.today in year.days
        else {}
    )
    for register in registers:
        assert register.pupil.child.upn is not None
        marks = dict(zip(sessions, register.codes, strict=False))
        if register.pupil.number in morning:
            marks[invented.today, 1] = morning[register.pupil.number]
        yield register.pupil.child.upn, marks
