"""The visitors' book: in and out by the door."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken
from foundation.ui.numbers import clock
from schools.desk.models import Visit
from schools.desk.operations.forgetting import forget_later
from schools.journal.operations import record


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes, from where, to see whom."""

    name: str
    sees: str
    organisation: str = ""


@transaction.atomic(using=ALIAS)
def sign_in(visitor: Visitor, *, key: str, day: dt.date, now: dt.datetime, by: Actor) -> Visit:
    """Write a visitor into the book: once, however often it is sent under this key."""
    signed = {"in_at": now, "in_by_id": by.person_id, "in_by_name": by.name}
    row, new = Visit.objects.get_or_create(idempotency_key=key, defaults=asdict(visitor) | signed | {"day": day})
    if new:
        record("visitor.in", about=("visit", row.pk), by=by)
        forget_later(day)
    return row


@transaction.atomic(using=ALIAS)
def sign_out(visit_id: uuid.UUID, *, now: dt.datetime, by: Actor) -> Visit:
    """Write down that a visitor has left. Raises Visit.DoesNotExist."""
    row = Visit.objects.select_for_update(no_key=True).get(pk=visit_id, undone_at=None)
    if row.out_at is not None:
        raise Overtaken(f"They were signed out at {clock(row.out_at)} already.", code="is_gone")
    row.out_at, row.out_by_id, row.out_by_name = now, by.person_id, by.name
    row.save(update_fields=["out_at", "out_by_id", "out_by_name"])
    record("visitor.out", about=("visit", row.pk), by=by)
    return row
