"""Keeping what the trust tells of its schools, and settling which of them a record names."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.roll.models import SisterSchool
from schools.roll.queries.schools import sisters_by_name, sisters_offered


@dataclass(frozen=True, slots=True, order=True)
class ToldSchool:
    """A school as its trust tells of it."""

    name: str
    key: uuid.UUID
    urn: str


@transaction.atomic(using=ALIAS)
def keep_sisters(told: Collection[ToldSchool], *, today: dt.date, by: Actor) -> bool:
    """Have these be the other schools of the trust; one not among them has left it. Whether anything differed."""
    held = set(SisterSchool.objects.filter(until=None).values_list("name", "school_id", "urn"))
    if held == {(one.name, one.key, one.urn) for one in told}:
        return False
    SisterSchool.objects.bulk_create(
        (SisterSchool(school_id=one.key, name=one.name, urn=one.urn) for one in told),
        update_conflicts=True,
        unique_fields=["school_id"],
        update_fields=["name", "urn", "until"],
    )
    gone = SisterSchool.objects.filter(until=None).exclude(pk__in=[one.key for one in told]).update(until=today)
    record("roll.schools_told", about=("trust", "schools"), by=by, details={"schools": len(told), "gone": gone})
    return True


#: A school as a record names it: its name then, and its key if it is one of the trust.
Named = tuple[str, uuid.UUID | None]


def settle_school(written: str, chosen: uuid.UUID | None, *, field: str, held: Named = ("", None)) -> Named:
    """What a record is to say of another school, which was chosen from those of the trust or written.

    A choice gives the record its name, which stays there as it was when the school is renamed or leaves: `held` is what the
    record says already. A school's name written out is that choice. Refused when the choice is not offered.
    """
    if chosen is None:
        return written.strip(), sisters_by_name().get(written.strip().casefold())
    if chosen == held[1]:
        return held
    school = sisters_offered().filter(pk=chosen).first()
    if school is None:
        raise Refused("That school is not one of the trust’s any more. Choose another, or write its name.", field=field)
    return school.name, chosen
