"""Letters about leave and part-time timetables: drafted with the act, approved, printed and sent by the letters' room."""

import datetime as dt
import uuid

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from foundation.ui.numbers import middle_date
from schools.leave.models import LeaveRequest, PartTimeTimetable
from schools.leave.operations.planning import Act
from schools.leave.rules.letters import DECISION, PART_TIME_AGREED
from schools.letters.operations import Addressee, draft, withdraw_about
from schools.roll.models import Pupil

REQUEST, TIMETABLE = "leave.request", "leave.part_time"


def withdraw_unsent(kind: str, key: uuid.UUID, *, why: str, act: Act) -> bool:
    """Have no letter go any more that says what no longer holds; whether one has left, so that a person tells the family."""
    return bool(withdraw_about(kind, key, why=why, by=act.signed.by, now=act.now))


def draft_decision(row: LeaveRequest, *, act: Act) -> bool:
    """Draft the letter to who asked; whether there is one. Nobody who may not be contacted is written to, and the
    decision stands all the same."""
    values = {
        "asked_on": middle_date(row.asked_on),
        "asked_for": row.stretch.said,
        "decision": _decision(row),
        "why": row.decision,
    }
    try:
        with transaction.atomic(using=ALIAS):
            draft(
                DECISION.name,
                pupil=row.pupil,
                contact=row.contact_id,
                to=None if row.contact_id else Addressee(row.applicant),
                values=values,
                about=(REQUEST, row.pk),
                by=act.signed.by,
                now=act.now,
            )
    except Refused:
        return False
    return True


def _decision(row: LeaveRequest) -> str:
    granted = row.granted
    if granted is None:
        return "Leave is not granted. An absence then is recorded as absence without leave."
    if granted == row.stretch:
        return "Leave is granted for that time."
    return f"Leave is granted for {granted.said}, and not for the rest. Absence in the rest is without leave."


def draft_agreement(row: PartTimeTimetable, *, reviews: list[dt.date], act: Act) -> bool:
    """Draft what was agreed for the parent it was agreed with; whether there is a letter."""
    values = {
        "starts_on": middle_date(row.starts_on),
        "ends_on": middle_date(row.ends_on),
        "not_expected": row.slot_words,
        "reviews": ", ".join(middle_date(on) for on in reviews),
        "purpose": row.purpose,
    }
    try:
        with transaction.atomic(using=ALIAS):
            draft(
                PART_TIME_AGREED.name,
                pupil=Pupil.objects.get(pk=row.pupil_id),
                contact=row.contact_id,
                values=values,
                about=(TIMETABLE, row.pk),
                by=act.signed.by,
                now=act.now,
            )
    except Refused:
        return False
    return True
