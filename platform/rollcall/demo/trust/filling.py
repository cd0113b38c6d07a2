"""Putting one invented school's rows into its schema: calendar, staff, roll and registers.

All of it runs inside the caller's school transaction, so a school is filled whole or not at all.
"""

import datetime as dt
import uuid
from collections import defaultdict
from typing import Final

from foundation.audit.actors import SYSTEM, Actor
from foundation.london import LONDON
from foundation.phones import parse_phone
from rollcall.demo.trust.invention import InventedSchool
from rollcall.demo.trust.roll import InventedPupil
from schools.calendar.models import HalfTerm, NonSchoolDay, SessionTimes
from schools.calendar.rules.academic_year import academic_year_of
from schools.journal.models import AuditLine
from schools.journal.operations import record
from schools.registers.models import Entry, Register
from schools.registers.operations import MarkRow, copy_marks, copy_saves, open_entry, refresh_weeks
from schools.roll.models import Admission, Flag, GroupTutor, Placement, Pupil, RegistrationGroup, YearLead
from schools.roll.operations.names import tell_apart
from schools.roll.rules.names import sort_name
from schools.staff.models import StaffDuty, StaffMember
from tenants.trusts.models import School

SINCE: Final = dt.date(2025, 9, 1)
DAY: Final = "demo.day"
#: How long after it opened a register of an earlier day was sent.
SENT_AFTER: Final = dt.timedelta(minutes=9)
ENTRIES_AT_ONCE: Final = 5_000
MORNING: Final = 1


def is_done(act: str) -> bool:
    """Whether this school's journal says that a step of the demo was finished."""
    return AuditLine.objects.filter(act=act).exists()


def day_made_for() -> dt.date | None:
    """The day that the demo was made for, by this school's journal."""
    line = AuditLine.objects.filter(act=DAY).first()
    return dt.date.fromisoformat(line.details["day"]) if line is not None else None


def done(act: str, school: School, **details: int | str) -> None:
    """Write into the school's journal that a step is finished; committed or rolled back with the step itself."""
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


def enter_staff(invented: InventedSchool) -> None:
    """The posts of those who do not sign in, duties, and who tutors and leads what. After the groups and other posts."""
    StaffMember.objects.bulk_create(
        StaffMember(
            name=one.name,
            position=one.position,
            email=one.email,
            **mobile_of(one.mobile),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in invented.staffing.posts
    )
    staff = {one.name: one for one in StaffMember.objects.all()}
    group_of = _groups()
    GroupTutor.objects.bulk_create(
        GroupTutor(
            group=group_of[one.academic_year, one.group],
            staff=staff[one.name],
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in invented.staffing.tutors
        if (one.academic_year, one.group) in group_of
    )
    YearLead.objects.bulk_create(
        YearLead(year_group=one.year_group, staff=staff[one.name], starts_on=one.starts_on, ends_on=one.ends_on)
        for one in invented.staffing.leads
    )
    StaffDuty.objects.bulk_create(
        StaffDuty(post=staff[one.name], duty=one.duty, starts_on=max(SINCE, staff[one.name].starts_on))
        for one in invented.staffing.duties
    )


def mobile_of(typed: str) -> dict[str, str]:
    """A work mobile as a post keeps it."""
    return {"mobile": typed, "mobile_digits": parse_phone(typed).digits} if typed else {}


def _groups() -> dict[tuple[int, str], RegistrationGroup]:
    return {(group.academic_year, group.name): group for group in RegistrationGroup.objects.all()}


def enter_roll(invented: InventedSchool) -> tuple[dict[int, uuid.UUID], dict[int, int]]:
    """Pupils, admissions, groups, placements and flags. Returns the primary and the compact key by pupil's number."""
    RegistrationGroup.objects.bulk_create(
        RegistrationGroup(academic_year=year, name=name, year_group=year_group)
        for year, year_group, name in invented.groups()
    )
    group_of = _groups()
    Pupil.objects.bulk_create(_pupil(one) for one in invented.pupils)
    tell_apart()
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
    ids = {one.number: row.pk for one, row in pairs}
    return ids, {one.number: row.key for one, row in pairs}


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
    """Every mark as its first version, and the summaries that follow from them. Returns how many marks.

    Those of earlier days were sent then, register by register, by the group's tutor; the morning's, this morning.
    """
    count = sum(_enter_year(invented, year, keys) for year in range(len(invented.years)))
    count += _enter_morning(invented, keys)
    refresh_weeks(invented.years[0].days[0], invented.today)
    return count


def _enter_year(invented: InventedSchool, place: int, keys: dict[int, int]) -> int:
    """The registers of one year, each saved by its tutor some minutes after it opened; returns how many marks."""
    year, opens = invented.years[place], _opens(invented)
    staff = {one.name: one for one in StaffMember.objects.all()}
    saves = _year_saves(invented, place, keys)
    entries = []
    for slot, group in saves:
        on = year.days[slot >> 1]
        tutor = staff[invented.staffing.tutor_on(group, year.academic_year, on)]
        entries.append(
            Entry(
                at=_moment(on, opens[slot & 1]) + SENT_AFTER,
                by_name=tutor.name,
                by_position=tutor.position,
                staff_id=tutor.pk,
                source=Entry.Source.PAGE,
            )
        )
    Entry.objects.bulk_create(entries, batch_size=ENTRIES_AT_ONCE)
    return copy_saves(zip(entries, saves.values(), strict=True))


def _opens(invented: InventedSchool) -> tuple[dt.time, dt.time]:
    """When the morning and the afternoon register open."""
    profile = invented.profile
    return dt.time.fromisoformat(profile.am_opens), dt.time.fromisoformat(profile.pm_opens)


def _year_saves(invented: InventedSchool, place: int, keys: dict[int, int]) -> dict[tuple[int, str], list[MarkRow]]:
    """The marks of a year by slot (2 * day is AM, the next PM) and the pupil's group then, in the order of the days."""
    year = invented.years[place]
    saves: dict[tuple[int, str], list[MarkRow]] = defaultdict(list)
    for register in invented.registers[place]:
        key, minutes, group = keys[register.pupil.number], register.minutes, register.group
        for slot, code in enumerate(register.codes):
            if code:
                row = (key, year.days[slot >> 1], (slot & 1) + 1, code, minutes.get(slot))
                saves[slot, group].append(row)
    return dict(sorted(saves.items()))


def _moment(on: dt.date, at: dt.time) -> dt.datetime:
    return dt.datetime.combine(on, at, LONDON)


def _enter_morning(invented: InventedSchool, keys: dict[int, int]) -> int:
    """One register and one entry for each group that has sent its own; returns how many marks."""
    if not invented.morning:
        return 0
    today, academic_year = invented.today, academic_year_of(invented.today)
    staff = {one.name: one for one in StaffMember.objects.all()}
    group_of = _groups()
    count = 0
    for sent in invented.morning:
        sent_at = _moment(today, sent.sent_at)
        register = Register.objects.create(
            group=group_of[academic_year, sent.group], date=today, session=MORNING, version=1, saved_at=sent_at
        )
        tutor = staff[invented.staffing.tutor_on(sent.group, academic_year, today)]
        by = Actor(tutor.person_id, tutor.name)
        entry = open_entry(
            by=by,
            position=tutor.position,
            staff_id=tutor.pk,
            source=Entry.Source.PAGE,
            at=sent_at,
            register=register,
        )
        count += copy_marks(entry, ((keys[one.pupil], today, MORNING, one.code, one.minutes) for one in sent.marks))
        saved = {"date": today.isoformat(), "session": MORNING, "marks": len(sent.marks), "entry": entry.pk}
        record("register.saved", about=("registration_group", register.group_id), by=by, details=saved)
    return count
