"""Confirming what came of a pupil: the only way in which any of it comes to count here."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from foundation.access.roles import Role
from foundation.database.functions import new_keys
from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken, Refused
from schools.journal.operations import record
from schools.moved.models import CarriedOver, Confirmation, ConfirmedNotice
from schools.moved.operations.once import promise_counted_once
from schools.moved.operations.taking_stages import Taking, take_stage
from schools.moved.rules.facts import as_json, from_json
from schools.roll.queries.contacts import contacts_of
from schools.roll.queries.signing import Signature


@transaction.atomic(using=ALIAS)
def confirm(
    row: CarriedOver,
    *,
    as_came_at: dt.datetime | None,
    with_stage: bool,
    notices: Mapping[int, uuid.UUID],
    signed: Signature,
    roles: frozenset[Role],
    now: dt.datetime,
    today: dt.date,
) -> Confirmation:
    """Confirm the counts as they came at that moment; with the stage, if it is taken over, and the notices that are put to a
    contact of the pupil's (by their place among the notices, the contact's key). What is not named is not confirmed.

    Where the stage is taken over the pupil stands at it from then on, or the confirmation keeps why not. Refused when other
    facts have come meanwhile, when they were taken back, for who is no contact of the pupil's today, and for a stage to
    which the policy has somebody else agree.
    """
    held = CarriedOver.objects.select_for_update(no_key=True).get(pk=row.pk)
    if held.taken_back_on is not None or held.came_at != as_came_at:
        raise Overtaken(f"{held.from_name} has changed what it says since this page was opened.", code="changed")
    facts = from_json(held.facts)
    if notices and not set(notices.values()) <= {one.contact for one in contacts_of(held.pupil, today)}:
        raise Refused("Put each notice to somebody who is a contact of this pupil today.", code="no_contact")
    taken = [place for place in sorted(notices) if place < len(facts.notices)]
    said = replace(
        facts,
        stage=facts.stage if with_stage else None,
        notices=tuple(facts.notices[place] for place in taken),
    )
    (key,) = new_keys(1)
    by, why_not = signed.by, ""
    if said.stage is not None:
        why_not = take_stage(Taking(held.pupil, said.stage, held.from_name, signed, roles, now))
    made = Confirmation.objects.create(
        id=key, carried=held, facts=as_json(said), stage_why_not=why_not, at=now, by_name=by.name
    )
    ConfirmedNotice.objects.bulk_create(
        ConfirmedNotice(confirmation=made, place=place, contact_id=notices[old]) for place, old in enumerate(taken)
    )
    promise_counted_once(facts)
    record(
        "carried_over.confirmed",
        about=("pupil", held.pupil_id),
        by=by,
        details={"from_school": str(held.from_school), "stage": said.stage is not None, "notices": len(taken)},
    )
    return made
