"""Which placements elsewhere hold, of whom, and what is due to be looked at."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.database.dated import holds_on
from schools.calendar.rules.sessions import SESSIONS
from schools.provision.models import ProvisionPlacement, Review
from schools.registers.models import Mark, Plan
from schools.roll.models import Pupil
from schools.roll.rules.week_slots import slot_of

#: What the plans of this room are called: expected elsewhere, and due at another school.
ELSEWHERE, DUAL = "elsewhere", "dual"


@dataclass(frozen=True, slots=True)
class Provided:
    """Education elsewhere arranged for one session: under which code, and whether it is in the register by now.

    K, B, W, P and V are once the provider has confirmed; D is by its schedule.
    """

    placement: uuid.UUID
    provider: str
    code: str
    session: int
    confirmed: bool


def placements_on(day: dt.date) -> QuerySet[ProvisionPlacement]:
    """The placements that hold on a day, with pupil and provider."""
    return ProvisionPlacement.objects.filter(holds_on(day)).select_related("pupil", "provider")


def placements_of(pupil: Pupil) -> QuerySet[ProvisionPlacement]:
    """Every placement of a pupil, the newest first."""
    rows = ProvisionPlacement.objects.filter(pupil=pupil).select_related("provider")
    return rows.order_by("-starts_on", "-pk")


def provision_for(pupil: Pupil, on: dt.date) -> list[Provided]:
    """What is arranged for a pupil elsewhere on a day, session by session; empty when nothing is. Three queries.

    This is what an exclusion asks for its sixth day: whether anything is arranged, and whether it was taken up.
    """
    rows = list(placements_on(on).filter(pupil=pupil).order_by("starts_on", "pk"))
    held = {
        (source_id, session): expects
        for source_id, session, expects in Plan.objects.filter(
            pupil_key=pupil.key, date=on, source__in=(ELSEWHERE, DUAL)
        ).values_list("source_id", "session", "expects")
    }
    marks = dict(Mark.objects.filter(pupil_key=pupil.key, date=on).values_list("session", "code"))
    return [
        Provided(row.pk, row.provider.name, row.code, session, confirmed=marks.get(session) == row.code)
        for row in rows
        for session in SESSIONS
        if slot_of(on, session) in row.slots and (row.pk, session) in held
    ]


def reviews_overdue(today: dt.date) -> QuerySet[Review]:
    """Visits and reviews whose day is over and that nobody has done, the oldest first."""
    rows = Review.objects.filter(due_on__lt=today, done_on__isnull=True)
    return rows.select_related("placement__pupil", "placement__provider").order_by("due_on", "pk")
