"""Registers for the tests of figures: pupils and marks put in as the product's own operations put them in."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Mapping

from foundation.audit.actors import SYSTEM
from schools.calendar.models import HalfTerm
from schools.registers.models import Entry, Mark
from schools.registers.operations import copy_marks, marks_changed, open_entry, refresh_weeks
from schools.roll.models import Admission, Flag, Placement, Pupil
from tests.world import HALF_TERMS, YEAR

#: One mark: pupil key, date, session.
Slot = tuple[int, dt.date, int]

_number = itertools.count(1)


def keep_calendar() -> None:
    """The world's six half-terms of 2026/27."""
    for number, starts_on, ends_on in HALF_TERMS:
        HalfTerm.objects.create(academic_year=YEAR, number=number, starts_on=starts_on, ends_on=ends_on)


def enrol(
    count: int = 1,
    *,
    year_group: str = "9",
    birth: dt.date = dt.date(2013, 3, 14),
    sex: str = "F",
    flags: Iterable[str] = (),
    starts_on: dt.date = HALF_TERMS[0][1],
    ends_on: dt.date | None = None,
) -> list[int]:
    """Pupils on roll from a day, with flags held from the same day; returns their keys."""
    pupils = Pupil.objects.bulk_create(
        Pupil(
            id=uuid.uuid4(),
            surname="Invented",
            forename=f"P{next(_number)}",
            sort_name="invented",
            birth=birth,
            sex=sex,
        )
        for _ in range(count)
    )
    ground = "" if ends_on is None else "a"
    Admission.objects.bulk_create(
        Admission(pupil=pupil, starts_on=starts_on, ends_on=ends_on, leaving_ground=ground) for pupil in pupils
    )
    Placement.objects.bulk_create(
        Placement(pupil=pupil, year_group=year_group, starts_on=starts_on) for pupil in pupils
    )
    Flag.objects.bulk_create(Flag(pupil=pupil, kind=kind, starts_on=starts_on) for pupil in pupils for kind in flags)
    return list(
        Pupil.objects.filter(pk__in=[pupil.pk for pupil in pupils]).order_by("key").values_list("key", flat=True)
    )


def mark(marks: Mapping[Slot, str]) -> None:
    """Put in first marks, with versions, summaries and the promise to publish."""
    entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
    copy_marks(entry, ((key, date, session, code, None) for (key, date, session), code in marks.items()))
    _follow(marks)


def amend(marks: Mapping[Slot, str | None]) -> None:
    """Change marks, or put them back to missing with None, and all that follows."""
    entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
    for (key, date, session), code in marks.items():
        Mark.objects.filter(pupil_key=key, date=date, session=session).delete()
        if code is not None:
            Mark.objects.create(pupil_key=key, date=date, session=session, code=code, entry_id=entry.pk)
    _follow(marks)


def _follow(marks: Iterable[Slot]) -> None:
    dates = sorted({date for _, date, _ in marks})
    if dates:
        refresh_weeks(dates[0], dates[-1])
        marks_changed(dates, pupils={key for key, _, _ in marks})


def present(session: int) -> str:
    return "/" if session == 1 else "\\"
