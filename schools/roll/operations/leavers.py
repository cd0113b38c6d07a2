"""Leaving the roll, and putting right how a leaving is recorded: on a ground of regulation 9, or not at all."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Malformed, Refused
from schools.journal.operations import record
from schools.roll.models import Admission, LeavingVersion, Pupil
from schools.roll.operations.admissions import lock
from schools.roll.operations.changes import announce, ground_refused
from schools.roll.operations.dated import end_placements
from schools.roll.operations.schools import settle_school
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age
from schools.roll.rules.leaving import last_day_refusal, leaving_refusal, parse_leaving_ground

_DAY = dt.timedelta(days=1)
#: What of a spell tells of its end.
_LEAVING = ("ends_on", "leaving_ground", "leaving_note", "destination", "destination_school")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How a spell ends: its last day, the ground as written ("f", "9(1)(f)"), a note, and where the pupil goes.

    `destination_school` is the next school when it was chosen from those of the trust, and names it.
    """

    last_day: dt.date
    ground: str
    note: str = ""
    destination: str = ""
    destination_school: uuid.UUID | None = None


@transaction.atomic(using=ALIAS)
def remove_from_roll(pupil: Pupil, leaving: Leaving, *, today: dt.date, by: Actor) -> Admission:
    """End a pupil's spell on a ground. Their placements end with it; marks after the last day stay but do not count."""
    pupil = lock(pupil)
    admission, ref = check_removal(pupil, leaving, today=today)
    _write_leaving(admission, leaving, ref)
    placed = end_placements(pupil, leaving.last_day)
    record(
        "pupil.left",
        about=("pupil", pupil.pk),
        by=by,
        details={"row": str(admission.pk), "last_day": str(leaving.last_day), "ground": ref, "placements": placed},
    )
    announce(leaving.last_day + _DAY)
    return admission


@transaction.atomic(using=ALIAS)
def correct_leaver(admission: Admission, leaving: Leaving, *, reason: str, today: dt.date, by: Actor) -> Admission:
    """Correct how an ended spell is recorded. What stood there before is kept, with the reason."""
    pupil, admission = _locked_leaver(admission)
    _require_reason(reason)
    ref = check_leaving(pupil, admission, leaving, today=today, recorded=admission.ends_on)
    later = pupil.admissions.filter(starts_on__gt=admission.starts_on, starts_on__lte=leaving.last_day)
    if later.exists():
        raise Refused("The pupil was back on the roll by that day. Give an earlier last day.", field="last_day")
    was = admission.ends_on or leaving.last_day
    before = {"last_day": str(was), "ground": admission.leaving_ground}
    _keep_leaving(admission, reason=reason, by=by)
    _write_leaving(admission, leaving, ref)
    if leaving.last_day > was:
        pupil.placements.filter(ends_on=was).update(ends_on=leaving.last_day)
    else:
        end_placements(pupil, leaving.last_day, begun_by=was)
    now = {"last_day": str(leaving.last_day), "ground": ref}
    details = {"row": str(admission.pk), "before": before, "after": now}
    record("pupil.leaving_corrected", about=("pupil", pupil.pk), by=by, details=details)
    announce(min(was, leaving.last_day) + _DAY)
    return admission


@transaction.atomic(using=ALIAS)
def undo_leaving(admission: Admission, *, reason: str, by: Actor) -> Admission:
    """Take back a removal recorded by mistake: the spell goes on as if it had not ended, and its last placement too."""
    pupil, admission = _locked_leaver(admission)
    _require_reason(reason)
    if pupil.admissions.filter(starts_on__gt=admission.starts_on).exists():
        raise Refused("The pupil has been readmitted since, so that spell has really ended.")
    was = admission.ends_on
    assert was is not None
    _keep_leaving(admission, reason=reason, by=by)
    details = {"row": str(admission.pk), "last_day": str(was), "ground": admission.leaving_ground}
    last = pupil.placements.filter(ends_on=was).order_by("-starts_on").first()
    if last is not None:
        last.ends_on = None
        last.save(update_fields=["ends_on"])
    admission.ends_on, admission.leaving_ground = None, ""
    admission.leaving_note, admission.destination, admission.destination_school = "", "", None
    admission.save(update_fields=_LEAVING)
    record("pupil.leaving_undone", about=("pupil", pupil.pk), by=by, details=details)
    announce(was + _DAY)
    return admission


def current_spell(pupil: Pupil) -> Admission | None:
    """The spell that has not ended, begun or agreed."""
    return pupil.admissions.filter(ends_on__isnull=True).order_by("starts_on").last()


def check_removal(pupil: Pupil, leaving: Leaving, *, today: dt.date) -> tuple[Admission, str]:
    """The open spell and the ground's reference, when nothing stands against ending it so. Changes nothing."""
    admission = current_spell(pupil)
    if admission is None:
        raise Refused("No spell on the roll is open: the pupil has left, or their leaving is recorded already.")
    return admission, check_leaving(pupil, admission, leaving, today=today)


def check_leaving(
    pupil: Pupil, admission: Admission, leaving: Leaving, *, today: dt.date, recorded: dt.date | None = None
) -> str:
    """The ground's reference, when nothing stands against leaving so. Refused names the field otherwise."""
    try:
        ground = parse_leaving_ground(leaving.ground)
    except Malformed as fault:
        raise Refused(fault.words, field="ground") from None
    compulsory = of_compulsory_school_age(pupil.birth, leaving.last_day)
    refused = leaving_refusal(ground, compulsory_age=compulsory, note=leaving.note)
    if refused is not None:
        raise Refused(refused, field="ground" if compulsory else "note")
    refused = ground_refused(pupil.pk, ground.ref)
    if refused is not None:
        raise Refused(refused, field="ground")
    refused = last_day_refusal(leaving.last_day, starts_on=admission.starts_on, today=today, recorded=recorded)
    if refused is not None:
        raise Refused(refused, field="last_day")
    if leaving.last_day > today + dt.timedelta(days=366):
        raise Refused("This is more than a year ahead. Check the year.", field="last_day")
    return ground.ref


def _write_leaving(admission: Admission, leaving: Leaving, ref: str) -> None:
    admission.ends_on, admission.leaving_ground = leaving.last_day, ref
    admission.leaving_note = leaving.note.strip()
    admission.destination, admission.destination_school = settle_school(
        leaving.destination,
        leaving.destination_school,
        field="destination_school",
        held=(admission.destination, admission.destination_school),
    )
    admission.save(update_fields=_LEAVING)


def _keep_leaving(admission: Admission, *, reason: str, by: Actor) -> None:
    assert admission.ends_on is not None
    LeavingVersion.objects.create(
        admission=admission,
        ends_on=admission.ends_on,
        leaving_ground=admission.leaving_ground,
        leaving_note=admission.leaving_note,
        destination=admission.destination,
        destination_school=admission.destination_school,
        reason=reason.strip(),
        by_name=by.name,
    )


def _locked_leaver(admission: Admission) -> tuple[Pupil, Admission]:
    pupil = lock(admission.pupil)
    found = pupil.admissions.filter(pk=admission.pk, ends_on__isnull=False).first()
    if found is None:
        raise Refused("The pupil has not left, so there is nothing to put right.")
    return pupil, found


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why: the reason stays with the change.", field="reason")
