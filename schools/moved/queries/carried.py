"""What came of pupils from other schools of the trust, and what of it people here have confirmed."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.moved.models import CarriedOver, Confirmation
from schools.moved.rules.facts import MoverFacts, from_json
from schools.roll.models import Admission, Pupil


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was confirmed of one school's facts, by whom and when; `contacts` are whom its notices were put to, in order."""

    facts: MoverFacts
    at: dt.datetime
    by_name: str
    contacts: tuple[tuple[uuid.UUID, str], ...]
    stage_why_not: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """What one school says of a pupil now, and the newest confirmation of it."""

    row: CarriedOver
    facts: MoverFacts
    confirmed: Confirmed | None

    @property
    def changed_since(self) -> bool:
        """Whether other facts have come since somebody confirmed them."""
        return self.confirmed is not None and self.row.came_at > self.confirmed.at

    @property
    def waits(self) -> bool:
        """Whether somebody has still to confirm it, or to confirm it again."""
        return self.row.taken_back_on is None and (self.confirmed is None or self.changed_since)


def waiting(today: dt.date) -> QuerySet[CarriedOver]:
    """What somebody has still to confirm, or to confirm again, of pupils who are on roll or expected."""
    as_it_stands = Confirmation.objects.filter(carried=OuterRef("pk"), at__gte=OuterRef("came_at"))
    here = Admission.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), pupil=OuterRef("pupil"))
    return CarriedOver.objects.filter(~Exists(as_it_stands), Exists(here), taken_back_on=None)


def carried_of(pupil: Pupil) -> list[Carried]:
    """What came of one pupil, the oldest school first. One query where nothing did, else three."""
    return carried_of_each([pupil.pk]).get(pupil.pk, [])


def carried_of_each(pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Carried]]:
    """The same of each of these pupils; who has nothing is left out."""
    found: dict[uuid.UUID, list[Carried]] = {}
    rows = CarriedOver.objects.filter(pupil__in=pupils).prefetch_related("confirmations__notices__contact")
    for row in rows:
        found.setdefault(row.pupil_id, []).append(
            Carried(row, from_json(row.facts), _confirmed(next(iter(row.confirmations.all()), None)))
        )
    return found


def confirmed_of(pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Confirmed]]:
    """What has been confirmed of each of these pupils, by the oldest school first: all that decisions may go by."""
    return {
        pupil: confirmed
        for pupil, held in carried_of_each(pupils).items()
        if (confirmed := [one.confirmed for one in held if one.confirmed is not None])
    }


def _confirmed(row: Confirmation | None) -> Confirmed | None:
    if row is None:
        return None
    contacts = tuple((notice.contact_id, notice.contact.name) for notice in row.notices.all())
    return Confirmed(from_json(row.facts), row.at, row.by_name, contacts, row.stage_why_not)
