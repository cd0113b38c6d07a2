"""Part-time timetables: agreed, reviewed, extended, ended. C2 stands to the agreed end and no longer."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from schools.calendar.queries import school_calendar
from schools.calendar.rules.sessions import AM, SchoolSession
from schools.journal.operations import record
from schools.leave.models import Extension, LeadTask, PartTimeReview, PartTimeTimetable
from schools.leave.operations.letters import TIMETABLE, draft_agreement, withdraw_unsent
from schools.leave.operations.planning import PART_TIME, Act, put
from schools.leave.queries.requests import link_of, lives_with, policy_now
from schools.leave.rules.part_time import Agreement, agreement_faults, extension_faults, sessions_off
from schools.leave.rules.part_time import Extension as GoingOn
from schools.returns.operations.notices import queue_notice, withdraw_notice
from schools.returns.rules.kinds import Kind
from schools.roll.models import Pupil

C2 = "C2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A timetable as it was agreed, and with which parent on which day."""

    contact: uuid.UUID
    agreed_on: dt.date
    purpose: str
    wider_plan: str
    slots: Sequence[int]
    hours: Decimal
    starts_on: dt.date
    ends_on: dt.date
    reviews: Sequence[dt.date]


@dataclass(frozen=True, slots=True)
class Told:
    """Who has been told already what does not hold: the family of a later end, the authority of what never began."""

    family: bool
    authority: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A review that was held: when, who was there, what it found."""

    held_on: dt.date
    with_parent: bool
    with_pupil: bool
    note: str


@transaction.atomic(using=ALIAS)
def agree(pupil: Pupil, agreed: Agreed, *, act: Act) -> PartTimeTimetable:
    """Keep a timetable and plan C2 in the registers; the lead is asked to tell whoever works with the pupil from outside."""
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    link = link_of(pupil.pk, agreed.contact, agreed.agreed_on)
    faults = agreement_faults(
        Agreement(
            birth=pupil.birth,
            lives_with=link is not None and lives_with(link.lives_with, link.responsibility),
            purpose=agreed.purpose,
            wider_plan=agreed.wider_plan,
            slots=agreed.slots,
            hours=agreed.hours,
            starts_on=agreed.starts_on,
            ends_on=agreed.ends_on,
            reviews=agreed.reviews,
        ),
        today=act.today,
        review_weeks=policy_now().review_weeks,
    )
    if agreed.agreed_on > act.today:
        faults.append(Fault("It was agreed today or before. Check the day.", "agreed_ahead", "agreed_on"))
    if PartTimeTimetable.objects.filter(pupil=pupil, closed_at__isnull=True).exists():
        words = "The pupil has a part-time timetable that nobody has ended."
        faults.append(Fault(words, "already", "starts_on", remedy="Extend that after a review, or end it first."))
    if faults or link is None:
        raise Refused.because(*faults)
    row = PartTimeTimetable.objects.create(
        pupil=pupil,
        contact_id=agreed.contact,
        agreed_with=link.contact.name,
        agreed_on=agreed.agreed_on,
        purpose=agreed.purpose.strip(),
        wider_plan=agreed.wider_plan.strip(),
        slots=sorted(agreed.slots),
        hours=agreed.hours,
        starts_on=agreed.starts_on,
        ends_on=agreed.ends_on,
        at=act.now,
        by_name=act.signed.by.name,
    )
    PartTimeReview.objects.bulk_create(PartTimeReview(timetable=row, due_on=on) for on in sorted(set(agreed.reviews)))
    _follow(row, act)
    details = {"timetable": str(row.pk), "slots": row.slots, "to": row.ends_on.isoformat()}
    record("part_time.agreed", about=("pupil", pupil.pk), by=act.signed.by, details=details)
    return row


@transaction.atomic(using=ALIAS)
def hold_review(review: PartTimeReview, held: Held, *, act: Act) -> None:
    """Note that a review was held and what it found. The timetable stays as it was agreed, to its end."""
    row = _open(review.timetable_id)
    review = PartTimeReview.objects.select_for_update(no_key=True).get(pk=review.pk)
    if review.held_on is not None or review.dropped_at is not None:
        raise Overtaken("That review was noted already, or is no longer due.", code="held", remedy="Look at it again.")
    _check_held(held, row, act)
    _note(review, held, act)
    record("part_time.reviewed", about=("pupil", row.pupil_id), by=act.signed.by, details={"timetable": str(row.pk)})


@transaction.atomic(using=ALIAS)
def extend(
    timetable: PartTimeTimetable, held: Held, *, ends_on: dt.date | None, reviews: Sequence[dt.date], act: Act
) -> None:
    """Let a timetable go on after a review, with its note and a new end. Days that passed meanwhile stay what they are.

    The review that was due first is the one that was held; those still due are replaced by the new ones.
    """
    row = _open(timetable.pk)
    going_on = GoingOn(held.note, held.held_on, ends_on, reviews)
    weeks = policy_now().review_weeks
    faults = extension_faults(going_on, old_end=row.ends_on, today=act.today, weeks=weeks)
    if held.held_on < row.starts_on:
        faults.append(Fault("The review was held after the timetable began. Check the day.", "review_early", "held_on"))
    if faults or ends_on is None:
        raise Refused.because(*faults)
    due = row.reviews.filter(held_on__isnull=True, dropped_at__isnull=True)
    review = due.first() or PartTimeReview(timetable=row, due_on=held.held_on)
    _note(review, held, act)
    due.exclude(pk=review.pk).update(dropped_at=act.now)
    PartTimeReview.objects.bulk_create(PartTimeReview(timetable=row, due_on=on) for on in sorted(set(reviews)))
    begins_on = max(row.ends_on + dt.timedelta(days=1), act.today)
    Extension.objects.create(
        timetable=row,
        review=review,
        old_end=row.ends_on,
        new_end=ends_on,
        begins_on=begins_on,
        at=act.now,
        by_name=act.signed.by.name,
    )
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    _follow(row, act)
    details = {"timetable": str(row.pk), "to": ends_on.isoformat()}
    record("part_time.extended", about=("pupil", row.pupil_id), by=act.signed.by, details=details)


@transaction.atomic(using=ALIAS)
def close(timetable: PartTimeTimetable, *, last_day: dt.date, words: str, act: Act) -> Told:
    """End a timetable: the pupil is back on a full one. What was planned after its last day is withdrawn.

    A letter about it goes no more, nor does the authority's notice of one that never began; who was told already.
    """
    row = _open(timetable.pk)
    if not words.strip():
        raise Refused("Write how it ended.", code="no_words", field="words")
    if not row.starts_on - dt.timedelta(days=1) <= last_day <= row.ends_on:
        words = "The last day lies within the agreed time; the day before it began, if it never did."
        raise Refused(words, code="last_day", field="last_day")
    row.stopped_on = last_day if last_day < row.ends_on else None
    row.closed_at, row.closed_by, row.closed_as = act.now, act.signed.by.name, words.strip()[:500]
    row.save(update_fields=["stopped_on", "closed_at", "closed_by", "closed_as"])
    row.reviews.filter(held_on__isnull=True, dropped_at__isnull=True).update(dropped_at=act.now)
    _plan(row, act)
    details = {"timetable": str(row.pk), "last_day": last_day.isoformat()}
    record("part_time.ended", about=("pupil", row.pupil_id), by=act.signed.by, details=details)
    lettered = withdraw_unsent(TIMETABLE, row.pk, why="The timetable has ended.", act=act)
    never, because = last_day < row.starts_on, "The timetable never began."
    noticed = never and withdraw_notice(Kind.PART_TIME, about=_about(row), because=because, now=act.now)
    return Told(lettered and row.stopped_on is not None, noticed)


@transaction.atomic(using=ALIAS)
def note_told(timetable: PartTimeTimetable, *, act: Act) -> None:
    """The lead has told whoever works with the pupil from outside, or there is nobody: which, this does not say."""
    done = timetable.lead_tasks.filter(done_at__isnull=True).update(done_at=act.now, done_by=act.signed.by.name)
    if not done:
        raise Overtaken("That is done already.", code="told")
    details = {"timetable": str(timetable.pk)}
    record("part_time.lead_told", about=("pupil", timetable.pupil_id), by=act.signed.by, details=details)


def wanted_sessions(row: PartTimeTimetable) -> list[SchoolSession]:
    """The sessions that are C2: those agreed, in the agreed times alone. Days between an end and an extension are not.

    Those of days off are: one may be taken back.
    """
    going_on = list(row.extensions.order_by("at"))
    times = [(row.starts_on, going_on[0].old_end if going_on else row.ends_on)]
    times += [(one.begins_on, one.new_end) for one in going_on]
    calendar, last = school_calendar(), row.stopped_on or row.ends_on
    held = {
        one
        for first, end in times
        if first <= min(end, last)
        for one in sessions_off(row.slots, calendar.term_sessions(first, min(end, last)))
    }
    return sorted(held)


def _plan(row: PartTimeTimetable, act: Act) -> None:
    key = Pupil.objects.values_list("key", flat=True).get(pk=row.pupil_id)
    put(PART_TIME, row.pk, key, wanted_sessions(row), C2, act=act, new_from=SchoolSession(act.today, AM))


def _follow(row: PartTimeTimetable, act: Act) -> None:
    """After an agreement or an extension: the registers, the authority's notice (once for a timetable), the parent's
    letter, and the lead's task unless one is open."""
    _plan(row, act)
    pupil = Pupil.objects.get(pk=row.pupil_id)
    due = row.reviews.filter(held_on__isnull=True, dropped_at__isnull=True)
    reviews = list(due.values_list("due_on", flat=True))
    values = {
        "starts_on": row.starts_on.isoformat(),
        "review_on": reviews[0].isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "hours": f"{Decimal(row.hours).normalize():f}",
        "reason": row.purpose,
        "agreed_by": row.agreed_with,
    }
    queue_notice(Kind.PART_TIME, pupil=pupil, about=_about(row), values=values, by=act.signed.by, now=act.now)
    withdraw_unsent(TIMETABLE, row.pk, why="Another agreement has taken its place.", act=act)
    draft_agreement(row, reviews=reviews, act=act)
    if not row.lead_tasks.filter(done_at__isnull=True).exists():
        LeadTask.objects.create(timetable=row, at=act.now)


def _about(row: PartTimeTimetable) -> str:
    """What the authority's notice of it is kept under."""
    return f"part_time:{row.pk}"


def _open(key: uuid.UUID) -> PartTimeTimetable:
    row = PartTimeTimetable.objects.select_for_update(no_key=True).get(pk=key)
    if row.closed_at is not None:
        raise Overtaken(f"{row.closed_by} has ended it already.", code="closed", remedy="Agree a new one.")
    return row


def _check_held(held: Held, row: PartTimeTimetable, act: Act) -> None:
    if not held.note.strip():
        raise Refused("Write what the review found.", code="no_note", field="note")
    if not row.starts_on <= held.held_on <= act.today:
        words = "The review was held after the timetable began, and not in the future. Check the day."
        raise Refused(words, code="review_day", field="held_on")


def _note(review: PartTimeReview, held: Held, act: Act) -> None:
    review.held_on, review.note = held.held_on, held.note.strip()
    review.with_parent, review.with_pupil = held.with_parent, held.with_pupil
    review.at, review.by_name = act.now, act.signed.by.name
    review.save()
