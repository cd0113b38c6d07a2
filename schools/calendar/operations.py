"""Writing the calendar, inside the school transaction of the act that calls."""

import datetime as dt

from foundation.audit.actors import Actor
from schools.calendar.models import ClosedYear, NonSchoolDay


def note_closed(academic_year: int, *, by: Actor, now: dt.datetime) -> bool:
    """Write down that a year is closed; whether it was open until now."""
    _, made = ClosedYear.objects.get_or_create(
        academic_year=academic_year, opened_at=None, defaults={"closed_at": now, "closed_by": by.name}
    )
    return made


def note_opened(academic_year: int, *, reason: str, by: Actor, now: dt.datetime) -> bool:
    """Write down that a year is open again, and why; whether it was closed until now."""
    closing = ClosedYear.objects.filter(academic_year=academic_year, opened_at__isnull=True)
    return bool(closing.update(opened_at=now, opened_by=by.name, opened_because=reason))


def enter_day_off(on: dt.date, session: int | None, *, kind: NonSchoolDay.Kind, note: str) -> NonSchoolDay:
    """Write down that the school does not meet on a day or in one session of it. Who calls has seen to the marks."""
    return NonSchoolDay.objects.create(date=on, session=session, kind=kind, note=note)


def remove_day_off(day: NonSchoolDay) -> bool:
    """Take that back; whether it was still there."""
    gone, _ = NonSchoolDay.objects.filter(pk=day.pk).delete()
    return bool(gone)
