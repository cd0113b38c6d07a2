"""Putting one invented school's rows into its schema: calendar, staff, roll and registers.

`establish` and `fill` run inside the caller's school transaction, so a school is filled whole or not at all.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from foundation.audit.actors import SYSTEM
from rollcall.demo.trust.invention import InventedSchool
from rollcall.demo.trust.roll import InventedPupil
from schools.calendar.models import HalfTerm, NonSchoolDay, SessionTimes
from schools.journal.models import AuditLine
from schools.journal.operations import record
from schools.registers.models import Entry
from schools.registers.operations import MarkRow, copy_marks, open_entry, refresh_weeks
from schools.roll.models import Admission, Flag, Placement, Pupil, RegistrationGroup
from schools.roll.rules.names import sort_name
from tenants.trusts.models import School

SINCE: Final = dt.date(2025, 9, 1)


def is_done(act: str) -> bool:
    """Whether this school's journal says that a step of the demo was finished."""
    return AuditLine.objects.filter(act=act).exists()


def done(act: str, school: School, **details: int) -> None:
    """Write into the school's journal that a step is finished; it stands or falls with the step itself."""
    record(act, about=("school", school.pk), by=SYSTEM, details=dict(details))


def enter_calendar(invented: InventedSchool) -> None:
    """Half-terms, days off and session times of both years."""
    calendar, notes = invented.calendar, invented.day_notes
    HalfTerm.objects.bulk_create(
        HalfTerm(academic_year=one.academic_year, number=one.number, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in calendar.half_terms
    )
    NonSchoolDay.objects.bulk_create(
        NonSchoolDay(date=one.date, kind=one.kind.value, session=one.session, note=notes[one.date])
        for one in calendar.non_school_days
        if calendar.half_term_of(one.date)
    )
    profile = invented.profile
    SessionTimes.objects.bulk_create(
        SessionTimes(
            session=session,
            valid_from=SINCE,
            opens_at=dt.time.fromisoformat(opens),
            closes_after=profile.closes_after,
        )
        for session, opens in ((1, profile.am_opens), (2, profile.pm_opens))
    )


def enter_roll(invented: InventedSchool) -> dict[int, int]:
    """Pupils, admissions, groups, placements and flags. Returns the pupil key of each pupil's number."""
    RegistrationGroup.objects.bulk_create(
        RegistrationGroup(academic_year=year, name=name, year_group=year_group)
        for year, year_group, name in invented.groups()
    )
    group_of = {(group.academic_year, group.name): group for group in RegistrationGroup.objects.all()}
    Pupil.objects.bulk_create(_pupil(one) for one in invented.pupils)
    # Read again, because the database chose the keys: the school was empty, so they are in the order of the rows given.
    pairs = list(zip(invented.pupils, Pupil.objects.order_by("key"), strict=True))
    Admission.objects.bulk_create(
        Admission(
            pupil=row,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            leaving_ground=one.ground,
            leaving_note=one.note,
            destination=one.destination,
        )
        for one, row in pairs
    )
    Placement.objects.bulk_create(
        Placement(
            pupil=row,
            year_group=placed.year_group,
            group=group_of[placed.academic_year, placed.group],
            starts_on=placed.starts_on,
            ends_on=placed.ends_on if placed.ends_on < invented.today else None,
        )
        for one, row in pairs
        for placed in one.placements
    )
    Flag.objects.bulk_create(
        Flag(pupil=row, kind=flag.kind, starts_on=flag.starts_on, ends_on=flag.ends_on)
        for one, row in pairs
        for flag in one.child.flags
    )
    return {one.number: row.key for one, row in pairs}


def _pupil(one: InventedPupil) -> Pupil:
    child = one.child
    return Pupil(
        upn=child.upn,
        former_upn=child.former_upn,
        surname=child.surname,
        forename=child.forename,
        preferred=child.preferred,
        sort_name=sort_name(child.surname, child.forename),
        birth=child.birth,
        sex=child.sex,
    )


def enter_marks(invented: InventedSchool, keys: dict[int, int]) -> int:
    """Every mark as its first version, and the summaries that follow from them. Returns how many marks."""
    entry = open_entry(by=SYSTEM, position="Carried over", source=Entry.Source.SYSTEM)
    count = copy_marks(entry, _rows(invented, keys))
    refresh_weeks(invented.years[0].days[0], invented.today)
    return count


def _rows(invented: InventedSchool, keys: dict[int, int]) -> Iterator[MarkRow]:
    """Marks as the registers take them, in the order of their primary key within each year."""
    for year, registers in zip(invented.years, invented.registers, strict=True):
        sessions = [(on, session) for on in year.days for session in (1, 2)]
        for register in registers:
            key, minutes = keys[register.pupil.number], register.minutes
            for slot, code in enumerate(register.codes):
                if code:
                    on, session = sessions[slot]
                    yield key, on, session, code, minutes.get(slot)
