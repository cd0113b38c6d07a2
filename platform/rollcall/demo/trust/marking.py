"""Marks that the plays put where something else stands, or where nothing does, as an officer would amend them."""

import datetime as dt
from collections.abc import Iterable

from rollcall.demo.trust.at_work import signed
from schools.registers.models import Entry, Mark
from schools.registers.operations import MarkRow, copy_marks, open_entry, refresh_weeks, replace_marks
from schools.registers.operations.bulk import ReplacedMark
from schools.roll.models import Pupil
from schools.staff.models import StaffMember

#: A pupil, a session, the code that is to stand in it, and minutes of lateness.
Wanted = tuple[Pupil, dt.date, int, str, int | None]


def mark(rows: Iterable[Wanted], post: StaffMember, now: dt.datetime) -> None:
    """Put these marks in the place of what stands there, or where nothing does."""
    by = signed(post)
    entry = open_entry(by=by.by, position=by.position, source=Entry.Source.PAGE, staff_id=by.staff, at=now)
    fresh: list[MarkRow] = []
    other: list[tuple[int, list[ReplacedMark]]] = []
    days, keys = set(), set()
    for pupil, on, session, code, minutes in list(rows):
        held = Mark.objects.filter(pupil_key=pupil.key, date=on, session=session).values_list("code", flat=True).first()
        if held is None:
            fresh.append((pupil.key, on, session, code, minutes))
        elif held != code:
            other.append((pupil.key, [(on, session, held, code, minutes)]))
        days.add(on)
        keys.add(pupil.key)
    if fresh:  # before the others: what is copied gets a version of each mark of the entry
        copy_marks(entry, fresh)
    replace_marks(entry, other)
    if days:
        refresh_weeks(min(days), max(days), pupil_keys=keys)
