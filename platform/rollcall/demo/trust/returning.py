"""Whom the demo's authority has to be told of at Alder: one of each kind, in the straits that the law names.

A joiner on day 4 of 5, a leaver whose next school nobody has written down, an illness of fifteen school days and one of
fourteen, and ten school days in a row that nobody explained. Played once, after the cast of the morning.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from foundation.audit.actors import Actor
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import officer as attendance_officer
from schools.absence.models import FirstDay
from schools.calendar.queries import school_calendar, year_of, year_starts
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.models import Entry, Mark
from schools.registers.operations import copy_marks, marks_changed, open_entry, refresh_weeks, replace_marks
from schools.registers.rules.codes import NO_REASON_YET
from schools.returns.models import Return, ReturnFile
from schools.returns.operations.absences import look_at_marks
from schools.returns.operations.approving import approve_returns
from schools.returns.operations.drafting import set_not_needed
from schools.returns.operations.sending import Sent, record_sent
from schools.returns.operations.settings import set_settings
from schools.returns.queries.settings import Settings
from schools.returns.queries.values import SchoolFacts, values_of
from schools.returns.rules.fields import check
from schools.returns.rules.kinds import Kind
from schools.returns.rules.measure import Counted, Measure
from schools.roll.models import ContactFirst, Placement, Pupil, RegistrationGroup
from schools.roll.operations.admissions import Joiner, Start, admit_pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.roll.operations.families import set_household
from schools.roll.operations.leavers import Leaving, remove_from_roll
from schools.roll.queries import holds_on
from schools.roll.queries.signing import Signature
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work

PLAYED: Final = "demo.returning"
JOINED_AGO: Final = dt.timedelta(days=4)
#: Of each: the code that stands, on how many school days until yesterday.
AWAY: Final = (("I", 15), ("I", 14), ("O", 10))
#: Days that are looked through for them: more than fifteen school days over any holiday of the year.
_BACK: Final = dt.timedelta(days=60)
_DAY: Final = dt.timedelta(days=1)


def play(school: School, on: dt.date, *, now: dt.datetime) -> bool:
    """Put them in their straits on the demo's day; whether that was still to be done."""
    with identity_work():
        facts = SchoolFacts(school.name, school.laestab, school.authority.name)
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return False
        officer = attendance_officer()
        by = Actor(officer.person_id, officer.name)
        # The measure is the school's own, and hard: half of its sessions missed without leave in six weeks.
        set_settings(Settings(since=on - JOINED_AGO, measure=Measure(50, Counted.UNAUTHORISED, 6)), leads=False, by=by)
        _settle(on, Signature(by, officer.position, officer.pk), facts, now)
        _join(on, by)
        pupils = plain(on)
        remove_from_roll(next(pupils), Leaving(last_day=on, ground="a"), today=on, by=by)
        changed = set()
        for code, days in AWAY:
            pupil, held = next(pupils), school_calendar().school_days(on - _BACK, on - _DAY)
            if held:
                stand(pupil, code, held[-days:], officer, now)
                changed.add(pupil.key)
        marks_changed([on], pupils=changed)
        filling.done(PLAYED, school)
    return True


def _settle(on: dt.date, signed: Signature, facts: SchoolFacts, now: dt.datetime) -> None:
    """What the invented year gave rise to until this morning was told, or was found to be many small ills."""
    look_at_marks(now, on)
    for row in Return.objects.filter(kind=Kind.SICKNESS):
        set_not_needed(row, "Several different ills, and not one health need.", signed=signed, now=now)
    rows = list(Return.objects.filter(kind=Kind.ATTENDANCE).select_related("pupil"))
    values = values_of(rows, on, facts)
    complete = [row for row in rows if not check(Kind.ATTENDANCE, values[row.pk])]
    if complete:
        for file in approve_returns(complete, school=facts, leads=True, signed=signed, now=now, day=on):
            record_sent(file, Sent(on=on, way=ReturnFile.Way.PORTAL), signed=signed, now=now, today=on)


def _join(on: dt.date, by: Actor) -> None:
    """Joined four days ago, complete but for the last school."""
    started = max(on - JOINED_AGO, year_starts(year_of(on)))
    group = RegistrationGroup.objects.filter(placements__in=Placement.objects.filter(holds_on(on))).first()
    assert group is not None
    joiner = Joiner(surname="Mensah", forename="Esi", birth=dt.date(on.year - 12, 1, 9), sex="F")
    pupil = admit_pupil(
        joiner, Start(starts_on=started, group=group, year_group=group.year_group or "8"), today=on, by=by
    )
    set_household(pupil, from_day=started, by=by, address="14 Foundry Row, Eastmoor, EX9 9ZZ")
    details = Details(name="Abena Mensah", phones=[("07700 900131", "mobile")])
    add_contact(pupil, Bond(relationship="mother", lives_with=True), starts_on=started, by=by, details=details)


def plain(on: dt.date) -> Iterator[Pupil]:
    """Pupils of compulsory age of whom nothing is known this morning but that they are in, the last of the roll first."""
    here = Mark.objects.filter(date=on, session=1, code="/").values("pupil_key")
    year = (year_starts(year_of(on)), on)
    gone = Mark.objects.filter(date__range=year, code__in=(NO_REASON_YET, "I")).values("pupil_key")
    rows = (
        Pupil.objects.filter(placements__in=Placement.objects.filter(holds_on(on)), key__in=here)
        .exclude(key__in=gone)
        .exclude(pk__in=FirstDay.objects.values("pupil"))
        .exclude(pk__in=ContactFirst.objects.values("pupil"))
        .exclude(restricted_flags__isnull=False)
        .exclude(returns__isnull=False)
    )
    yield from (pupil for pupil in rows.order_by("-key") if of_compulsory_school_age(pupil.birth, on))


def stand(
    pupil: Pupil,
    code: str,
    days: tuple[dt.date, ...],
    officer: StaffMember,
    now: dt.datetime,
    *,
    sessions: tuple[int, ...] = SESSIONS,
) -> None:
    """Have a code stand in these sessions of these days, whatever stood there."""
    held = {
        (on, session): was
        for on, session, was in Mark.objects.filter(pupil_key=pupil.key, date__in=days).values_list(
            "date", "session", "code"
        )
    }
    slots = [(on, session) for on in days for session in sessions]
    by = Actor(officer.person_id, officer.name)
    entry = open_entry(by=by, position=officer.position, source=Entry.Source.PAGE, staff_id=officer.pk, at=now)
    copy_marks(entry, [(pupil.key, on, session, code, None) for on, session in slots if (on, session) not in held])
    others = [
        (on, session, held[on, session], code, None) for on, session in slots if held.get((on, session), code) != code
    ]
    if others:
        replace_marks(entry, [(pupil.key, others)])
    refresh_weeks(days[0], days[-1], pupil_keys={pupil.key})
