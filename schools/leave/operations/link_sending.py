"""Sending a parent the link by which they ask for leave: asked for, looked at once more as it goes, given to the carrier.

As messages to families go (ADR 0024): it is marked before the carrier is spoken to, so that a worker killed in between
leaves it as what may have been sent, and never sent again by itself.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from foundation import messaging
from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.absence.operations.sending import Sender
from schools.absence.queries.gateways import Carrier, carrier_of
from schools.absence.queries.ladders import settings_now
from schools.absence.queries.messages import address_of
from schools.absence.rules.ladder import Channel
from schools.journal.operations import promise, promise_at, record
from schools.leave.models import LinkSending
from schools.leave.models.links import UNDER_WAY
from schools.leave.operations.links import OPEN_FOR, may_be_given, open_asking
from schools.leave.operations.planning import Act
from schools.leave.rules.links import MOST_TRIES, subject_of, words_of
from schools.roll.models import Contact, Pupil
from schools.roll.queries.signing import Signature

State = LinkSending.State
#: Outbox topic: a link is to be sent to a parent ({"sending"}).
SEND_LINK: Final = "leave.link"
#: As what the worker signs.
BY_WORKER: Final = Signature(SYSTEM, "as it was asked for")


@dataclass(frozen=True, slots=True)
class Given:
    """A message taken up, as its carrier gets it."""

    key: uuid.UUID
    carrier: Carrier
    message: messaging.Message


@transaction.atomic(using=ALIAS)
def send_link(pupil: Pupil, contact: uuid.UUID, channel: Channel, *, act: Act) -> LinkSending:
    """Have a contact sent the link. Refused as `open_asking` refuses; where nobody carries it, where the contact has no
    address for it or wrote STOP, and while one is on its way to them."""
    may_be_given(pupil, contact, act.today)
    Contact.objects.select_for_update(no_key=True).get(pk=contact)
    carrier_of(channel.value)
    if LinkSending.objects.filter(contact=contact, state__in=UNDER_WAY).exists():
        raise Refused("A link is on its way to them already.", code="under_way", field="contact")
    to, why = address_of(contact, channel)
    if why:
        raise Refused(why, code="no_address", field="way")
    row = LinkSending.objects.create(
        pupil=pupil,
        contact_id=contact,
        way=channel.value,
        to=to,
        state=State.QUEUED,
        state_at=act.now,
        at=act.now,
        by_name=act.signed.by.name,
    )
    promise(SEND_LINK, {"sending": str(row.pk)})
    details = {"contact": str(contact), "way": row.way}
    record("leave.link_asked_for", about=("pupil", pupil.pk), by=act.signed.by, details=details)
    return row


@transaction.atomic(using=ALIAS)
def take_up(key: str, *, sender: Sender, now: dt.datetime) -> Given | None:
    """Mark a message as being sent, with a new link that closes the ones before; None when it is not to be sent (any more).

    Whether the contact may have it, and where they are reached, is asked again. One that another worker has taken up and
    never settled may have been sent.
    """
    rows = LinkSending.objects.select_for_update(of=("self",), no_key=True).select_related("pupil")
    row = rows.filter(pk=key).first()
    if row is None or row.state not in UNDER_WAY:
        return None
    if row.state == State.SENDING:
        _settle(row, State.IN_DOUBT, "Rollcall was interrupted while it was being sent", now)
        return None
    channel = messaging.Channel(row.way)
    try:
        to, why = address_of(row.contact_id, Channel(row.way))
        if why:
            raise Refused(why, code="no_address")
        carrier = carrier_of(row.way)
        path = open_asking(row.pupil, row.contact_id, act=Act(BY_WORKER, now))
    except Refused as refused:
        _settle(row, State.FAILED, refused.first.said, now)
        return None
    row.to, row.tries = to, row.tries + 1
    _settle(row, State.SENDING, "", now)
    text = words_of(
        sender.school,
        ring=settings_now().ring,
        address=sender.address_of(path),
        until=local(now).date() + OPEN_FOR,
    )
    subject = subject_of(sender.school) if channel is messaging.Channel.EMAIL else ""
    return Given(row.pk, carrier, messaging.Message(f"{row.pk}-{row.tries}", channel, to, text, subject))


@transaction.atomic(using=ALIAS)
def settle(key: uuid.UUID, outcome: messaging.Outcome, *, now: dt.datetime) -> None:
    """Put down what the carrier said. What surely did not go, and may later, is tried again a few times."""
    row = LinkSending.objects.select_for_update(no_key=True).get(pk=key)
    if row.state != State.SENDING:
        return
    if outcome.state is messaging.State.FAILED and outcome.again and row.tries < MOST_TRIES:
        _settle(row, State.QUEUED, outcome.reason, now)
        at = now + dt.timedelta(seconds=max(outcome.wait, 60))
        promise_at(SEND_LINK, {"sending": str(row.pk)}, key=f"{row.pk}-{row.tries}", at=at)
        return
    ended = {messaging.State.FAILED: State.FAILED, messaging.State.IN_DOUBT: State.IN_DOUBT}
    _settle(row, ended.get(outcome.state, State.HANDED_OVER), outcome.reason, now)


def _settle(row: LinkSending, state: State, why: str, now: dt.datetime) -> None:
    row.state, row.why, row.state_at = state, why[:200], now
    row.save(update_fields=["state", "why", "state_at", "tries", "to"])
    if state in (State.FAILED, State.IN_DOUBT):
        record("leave.link_not_sent", about=("pupil", row.pupil_id), by=SYSTEM, details={"state": state.value})
