"""An invented school's exports, and what is done with them."""

import datetime as dt
from pathlib import Path

from foundation import clock
from foundation.audit.actors import SYSTEM, Actor
from foundation.upns import check_letter
from integrations.sims.stand_in import write_marks_strings_csv, write_roll_xml
from schools.calendar.models import HalfTerm
from schools.intake import operations, queries
from schools.intake.models import ImportRun
from schools.intake.rules.records import RollRow
from schools.roll.queries.signing import Signature
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


def half_terms(school: School) -> School:
    """The school with the year's half-terms."""
    with school_work(school):
        for number, starts_on, ends_on in HALF_TERMS:
            HalfTerm.objects.create(academic_year=YEAR, number=number, starts_on=starts_on, ends_on=ends_on)
    return school


def receive(
    school: School, files: dict[str, Path], as_at: dt.date = AS_AT, *, now: dt.datetime | None = None
) -> ImportRun:
    with school_work(school):
        uploads = {kind: (path.name, path.open("rb")) for kind, path in files.items()}
        return operations.receive(uploads, peer="sims", as_at=as_at, by=SYSTEM, now=now or clock.now())


def check(school: School, run: ImportRun) -> ImportRun:
    with school_work(school):
        return operations.check(run)


def apply(school: School, run: ImportRun) -> ImportRun:
    with school_work(school):
        return operations.apply(run, signed=Signature(Actor(None, "Test"), "Officer"))


def write(folder: Path, pupils: list[RollRow], marks: dict[str, dict[tuple[dt.date, int], str]]) -> dict[str, Path]:
    files = {"roll": folder / "roll.xml", "marks": folder / "marks.csv"}
    write_roll_xml(files["roll"], pupils)
    write_marks_strings_csv(files["marks"], list(marks.items()), start=START, end=END)
    return files


def imported(school: School, files: dict[str, Path]) -> ImportRun:
    """Received, checked and applied."""
    return apply(school, check(school, receive(school, files)))


def asides(school: School) -> dict[tuple[str, str], int]:
    """How many marks are set aside, by reason and what it is about."""
    with school_work(school):
        return {(row.kind, row.value): row.marks for row in queries.set_aside()}
