"""Questions about movers' rows. They run in the worker, as the trust; rows leave the transaction as plain values."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tenants.movers.models import Mover
from tenants.movers.rules import Known


@dataclass(frozen=True, slots=True)
class Told:
    """What one school tells of a pupil who left it: `known` is how the row names the pupil."""

    known: Known
    from_school: uuid.UUID
    starts_on: dt.date
    ends_on: dt.date
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A school of the trust has a pupil whose last school `from_school` is."""

    known: Known
    by_school: uuid.UUID


@dataclass(frozen=True, slots=True)
class Unheard:
    """A row whose change `school` is still to be woken for; `written_at` says which change."""

    key: uuid.UUID
    school: uuid.UUID
    written_at: dt.datetime


def asked_of(school_id: uuid.UUID) -> list[Asked]:
    """What other schools of the trust have asked this one, answered or not."""
    rows = Mover.objects.filter(from_school=school_id, asked=True)
    return [Asked(Known(row.key_number, row.mover), row.for_school) for row in rows]


def told_of(movers: Collection[str]) -> list[Told]:
    """What stands of these pupils, by whichever school of the trust it was written."""
    rows = Mover.objects.filter(mover__in=movers, facts__isnull=False)
    return [
        Told(Known(row.key_number, row.mover), row.from_school, row.starts_on, row.ends_on, row.facts)
        for row in rows
        if row.facts is not None and row.starts_on and row.ends_on
    ]


def unheard_of(school_id: uuid.UUID) -> list[Unheard]:
    """Whom to wake for what this school has asked, told or taken back."""
    questions = Q(asked=True, facts__isnull=True)
    rows = Mover.objects.filter(
        (questions & Q(for_school=school_id)) | (~questions & Q(from_school=school_id)), heard=False
    )
    return [
        Unheard(row.pk, row.from_school if row.asked and row.facts is None else row.for_school, row.written_at)
        for row in rows
    ]
