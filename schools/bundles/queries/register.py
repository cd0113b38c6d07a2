"""What the registers hold for a bundle, as they stood at a moment."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from schools.bundles.rules.evidence import Reading
from schools.calendar.rules.academic_year import week_start
from schools.registers.queries.as_at import Stood, marks_as_at, marks_now
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.spoken import words_of
from schools.roll.models import Pupil


def readings(
    pupil: Pupil,
    first: dt.date,
    last: dt.date,
    at: dt.datetime,
    *,
    codes: Collection[str],
    rests: Collection[tuple[dt.date, int]] | None,
) -> tuple[Reading, ...]:
    """Each session from `first` to `last` that was due by `at` while the pupil was on roll, as it stood at that moment.

    One that holds nothing has no code. Those of `codes` are counted, and of these, unless it is None, those it `rests` on.
    Two queries, beside the calendar's.
    """
    stood = marks_as_at([pupil.key], first, last, at)
    return tuple(_reading(slot, stood.get((pupil.key, *slot)), codes, rests) for slot in _due(pupil, first, last, at))


def amended_since(pupil: Pupil, read: Sequence[Reading]) -> list[tuple[Reading, str]]:
    """Of an extract, the sessions in which another mark stands now, each with its code now: empty for none.

    It is held against what was frozen, not against what a moment's register is worked out to be: a save that began before
    that moment may have ended after it.
    """
    if not read:
        return []
    now = marks_now([pupil.key], read[0].date, read[-1].date)
    found = [(one, now.get((pupil.key, one.date, one.session))) for one in read]
    return [(one, mark.code if mark else "") for one, mark in found if not _same(one, mark)]


def _same(read: Reading, mark: Stood | None) -> bool:
    return (read.code, read.minutes) == ((mark.code, mark.minutes) if mark else ("", None))


def _due(pupil: Pupil, first: dt.date, last: dt.date, at: dt.datetime) -> Iterator[tuple[dt.date, int]]:
    times = Timetable.now()
    spells = [(row.starts_on, row.ends_on or dt.date.max) for row in pupil.admissions.all()]
    monday = week_start(first)
    while monday <= last:
        for slot in times.week(monday, at):
            on_roll = any(start <= slot.date <= end for start, end in spells)
            if first <= slot.date <= last and slot.due and on_roll:
                yield slot.date, slot.session
        monday += dt.timedelta(days=7)


def _reading(
    slot: tuple[dt.date, int],
    stood: Stood | None,
    codes: Collection[str],
    rests: Collection[tuple[dt.date, int]] | None,
) -> Reading:
    date, session = slot
    if stood is None:
        return Reading(date, session, "", "no mark")
    counted = stood.code in codes and (rests is None or slot in rests)
    return Reading(date, session, stood.code, words_of(stood.code, date), stood.minutes, counted)
