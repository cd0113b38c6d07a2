"""Days off and edits that are undone."""

import datetime as dt

from schools.calendar.models import ClosedYear, NonSchoolDay
from schools.registers.models import BulkEdit, Closure, Entry


def of_closures() -> dict:
    """An INSET day, and a closure that was entered and undone, of a year whose registers are closed."""
    before = dt.date(2026, 7, 1)
    at = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
    ClosedYear.objects.create(academic_year=2025, closed_at=at, closed_by="Somebody")
    entry = Entry.objects.create(at=at, by_name="Somebody", by_position="Headteacher", source=Entry.Source.CLOSURE)
    return {
        "inset": NonSchoolDay.objects.create(date=before, kind=NonSchoolDay.Kind.INSET),
        "closure": Closure.objects.create(date=before, reason="Snow", entry=entry, undone=entry),
        "bulk_edit": BulkEdit.objects.create(
            status=BulkEdit.Status.UNDONE,
            pupils=[],
            dates=[before],
            sessions=[1],
            code="S",
            reason="x",
            shown=b"",
            wanted_at=at,
            by_name="Somebody",
            by_position="x",
            done_at=at,
        ),
    }
