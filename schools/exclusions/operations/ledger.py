"""Proposing an exclusion, deciding on it, dropping it; half-days at other schools; the sixth day and coming back."""

import datetime as dt
from dataclasses import dataclass

from foundation.clock import local
from foundation.refusals import Overtaken, Refused
from schools.calendar.rules.sessions import SchoolSession
from schools.exclusions.models import Exclusion, HalfDaysElsewhere, Reintegration, SixthDay
from schools.exclusions.operations.absences import hold, plan_absences
from schools.exclusions.operations.returning import queue_return
from schools.exclusions.queries.ledger import ledger_of
from schools.exclusions.rules.periods import Excluded, Kind
from schools.exclusions.rules.stops import Proposal, faults_of
from schools.journal.operations import record
from schools.registers.rules.plans import PlanOutcome
from schools.roll.models import Pupil
from schools.roll.operations.admissions import lock
from schools.roll.queries.signing import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An exclusion as somebody typed it."""

    kind: Kind
    starts: SchoolSession
    ends: SchoolSession | None
    reasons: tuple[str, ...]
    circumstances: str = ""
    misses_exam: bool = False
    exam: str = ""
    room: str = ""
    times: str = ""
    support: str = ""
    half_days: int | None = None

    def as_rule(self, key: str = "") -> Excluded:
        """The line it would be."""
        return Excluded(key, self.kind, self.starts, self.ends, misses_exam=self.misses_exam)


def propose(pupil: Pupil, asked: Asked, *, signed: Signature, now: dt.datetime) -> Exclusion:
    """Write an exclusion down for the headteacher to decide on. Until then nothing is planned and nobody is told.

    Raises Refused with everything that stands against it, each naming its field.
    """
    pupil = lock(pupil)
    _check(pupil, asked, "", local(now).date())
    row = Exclusion.objects.create(
        pupil=pupil,
        kind=asked.kind,
        starts_on=asked.starts.date,
        start_session=asked.starts.session,
        ends_on=asked.ends.date if asked.ends else None,
        end_session=asked.ends.session if asked.ends else None,
        reasons=list(asked.reasons),
        circumstances=asked.circumstances.strip(),
        misses_exam=asked.misses_exam,
        exam=asked.exam.strip() if asked.misses_exam else "",
        room=asked.room.strip(),
        times=asked.times.strip(),
        support=asked.support.strip(),
        proposed_at=now,
        proposed_by=signed.by.name,
    )
    _record("exclusion.proposed", row, signed)
    return row


def _check(pupil: Pupil, asked: Asked, key: str, day: dt.date) -> None:
    ledger = ledger_of(pupil, day)
    spells = tuple(pupil.admissions.values_list("starts_on", "ends_on"))
    proposal = Proposal(asked.as_rule(key), asked.reasons, spells, asked.half_days)
    faults = faults_of(proposal, ledger.lines, ledger.calendar, ledger.elsewhere, outside=ledger.outside)
    if faults:
        raise Refused.because(*faults)
    if asked.kind is Kind.INTERNAL and not asked.room.strip():
        raise Refused("Say in which room, so that everybody finds the pupil.", code="no_room", field="room")
    if asked.misses_exam and not asked.exam.strip():
        raise Refused("Say which exam or test, and when.", code="no_exam", field="exam")


def decide(row: Exclusion, *, signed: Signature, now: dt.datetime, may_amend: bool = False) -> PlanOutcome:
    """The headteacher, or who acts as head, decides: from now on it stands. The caller has asked the gate who that is.

    What came of its E in the registers is given back; those that have opened are entered by who may amend marks.

    What stands against it is asked again, since the ledger, the calendar and the roll may have changed meanwhile.
    """
    pupil = lock(row.pupil)
    row = _proposed(row)
    _check(pupil, _asked(row), str(row.pk), local(now).date())
    row.decided_at, row.decided_by = now, signed.by.name
    row.decided_as, row.decided_staff_id = signed.position, signed.staff
    row.save(update_fields=["decided_at", "decided_by", "decided_as", "decided_staff"])
    made = ledger_of(pupil, local(now).date()).weighed.get(str(row.pk))
    details = {"half_days": made.taken.half_days, "in_term": made.in_term, "trigger": made.trigger} if made else {}
    _record("exclusion.decided", row, signed, **details)
    outcome = plan_absences(row, signed=signed, now=now, may_amend=may_amend)
    queue_return(row, by=signed.by, now=now)
    return outcome


def drop(row: Exclusion, *, signed: Signature, now: dt.datetime) -> None:
    """The headteacher decides against it: it was never an exclusion, and nothing was planned."""
    lock(row.pupil)
    row = _proposed(row)
    row.dropped_at, row.dropped_by = now, signed.by.name
    row.save(update_fields=["dropped_at", "dropped_by"])
    _record("exclusion.dropped", row, signed)


def _proposed(row: Exclusion) -> Exclusion:
    row = Exclusion.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.decided_at is not None or row.dropped_at is not None:
        raise Overtaken("Somebody has decided on this already. Look at it again.", code="decided")
    return row


def _asked(row: Exclusion) -> Asked:
    return Asked(
        kind=Kind(row.kind),
        starts=row.starts,
        ends=row.ends,
        reasons=tuple(row.reasons),
        misses_exam=row.misses_exam,
        exam=row.exam,
        room=row.room,
    )


def note_half_days_elsewhere(
    pupil: Pupil,
    *,
    academic_year: int,
    half_days: int,
    school: str,
    source: str,
    signed: Signature,
    now: dt.datetime,
) -> HalfDaysElsewhere:
    """Record half-days of exclusion at another school this year, with who said so: they count towards the 45 days."""
    pupil = lock(pupil)
    if not school.strip():
        raise Refused("Name the school.", code="no_school_named", field="school")
    if not source.strip():
        raise Refused("Say who told you and when, or which file it is from.", code="no_source", field="source")
    row = HalfDaysElsewhere.objects.create(
        pupil=pupil,
        academic_year=academic_year,
        half_days=half_days,
        school=school.strip(),
        source=source.strip(),
        at=now,
        by_name=signed.by.name,
    )
    details = {"row": str(row.pk), "year": academic_year, "half_days": half_days}
    record("exclusion.elsewhere_noted", about=("pupil", pupil.pk), by=signed.by, details=details)
    return row


def take_back_half_days(row: HalfDaysElsewhere, *, signed: Signature, now: dt.datetime) -> None:
    """Take back what was recorded of another school; the line stays, and counts no more."""
    lock(row.pupil)
    row = HalfDaysElsewhere.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.taken_back_at is not None:
        raise Overtaken("It was taken back already.", code="taken_back")
    row.taken_back_at, row.taken_back_by = now, signed.by.name
    row.save(update_fields=["taken_back_at", "taken_back_by"])
    record(
        "exclusion.elsewhere_taken_back",
        about=("pupil", row.pupil_id),
        by=signed.by,
        details={"row": str(row.pk)},
    )


def note_sixth_day(
    row: Exclusion, *, provider: str, starts_on: dt.date, note: str, signed: Signature, now: dt.datetime
) -> SixthDay:
    """Record with whom and from when the pupil is educated from the sixth day."""
    row = hold(row)
    if not provider.strip():
        raise Refused("Say with whom.", code="no_provider", field="provider")
    if starts_on < row.starts_on:
        raise Refused("That is before the exclusion starts. Check the day.", code="too_early", field="starts_on")
    made = SixthDay.objects.create(
        exclusion=row,
        provider=provider.strip(),
        starts_on=starts_on,
        by_authority=row.kind == Kind.PERMANENT,
        note=note.strip(),
        at=now,
        by_name=signed.by.name,
    )
    _record("exclusion.sixth_day_noted", row, signed, line=str(made.pk), on=str(starts_on))
    plan_absences(row, signed=signed, now=now)
    queue_return(row, by=signed.by, now=now)
    return made


def take_back_sixth_day(line: SixthDay, *, signed: Signature, now: dt.datetime) -> None:
    """Take back what was recorded of the sixth day; the line stays, and what must be arranged is missing again."""
    row = hold(line.exclusion)
    line = SixthDay.objects.select_for_update(no_key=True).get(pk=line.pk)
    if line.taken_back_at is not None:
        raise Overtaken("It was taken back already.", code="taken_back")
    line.taken_back_at, line.taken_back_by = now, signed.by.name
    line.save(update_fields=["taken_back_at", "taken_back_by"])
    _record("exclusion.sixth_day_taken_back", row, signed, line=str(line.pk))
    queue_return(row, by=signed.by, now=now)


def note_reintegration(
    row: Exclusion, *, on: dt.date, held: bool, present: str, agreed: str, signed: Signature, now: dt.datetime
) -> Reintegration:
    """Record a reintegration meeting, or that nobody came. The pupil comes back all the same."""
    if on < row.starts_on:
        raise Refused("That is before the exclusion starts. Check the day.", code="too_early", field="on")
    if held and not agreed.strip():
        raise Refused("Write what was agreed.", code="nothing_agreed", field="agreed")
    made = Reintegration.objects.create(
        exclusion=row,
        on=on,
        held=held,
        present=present.strip(),
        agreed=agreed.strip(),
        at=now,
        by_name=signed.by.name,
    )
    _record("exclusion.reintegration_noted", row, signed, line=str(made.pk), held=held)
    return made


def _record(act: str, row: Exclusion, signed: Signature, **details: object) -> None:
    about = ("exclusion", row.pk)
    record(act, about=about, by=signed.by, details={"kind": row.kind, **details})
