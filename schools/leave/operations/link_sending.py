"""Sending a parent the link by which they ask for leave: asked for, and written as it goes."""

import datetime as dt
import uuid
from typing import Final

from django.db import transaction

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.absence.operations.links import CHANGED, NOT_SENT, UNDER_WAY, Links, Written
from schools.absence.operations.sending import Sender
from schools.absence.queries.gateways import carrier_of
from schools.absence.queries.ladders import settings_now
from schools.absence.queries.messages import address_of
from schools.absence.rules.ladder import Channel
from schools.journal.operations import promise, record
from schools.leave.models import LinkSending
from schools.leave.operations.links import OPEN_FOR, may_be_given, open_asking
from schools.leave.operations.planning import Act
from schools.leave.rules.links import subject_of, words_of
from schools.roll.models import Contact, Pupil
from schools.roll.queries.signing import Signature

#: Outbox topic: a link is to be sent to a parent ({"sending"}).
SEND_LINK: Final = "leave.link"
#: As what the worker signs.
BY_WORKER: Final = Signature(SYSTEM, "as it was asked for")


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
        state=LinkSending.State.QUEUED,
        state_at=act.now,
        at=act.now,
        by_name=act.signed.by.name,
    )
    promise(SEND_LINK, {"sending": str(row.pk)})
    details = {"contact": str(contact), "way": row.way}
    record("leave.link_asked_for", about=("pupil", pupil.pk), by=act.signed.by, details=details)
    return row


def _held(key: str) -> LinkSending | None:
    rows = LinkSending.objects.select_for_update(of=("self",), no_key=True).select_related("pupil")
    return rows.filter(pk=key).first()


def _write(row: LinkSending, sender: Sender, now: dt.datetime) -> Written:
    """Whether the contact may have it, and where they are reached, is asked again."""
    to, why = address_of(row.contact_id, Channel(row.way))
    if why:
        raise Refused(why, code="no_address")
    path = open_asking(row.pupil, row.contact_id, act=Act(BY_WORKER, now))
    text = words_of(
        sender.school,
        ring=settings_now().ring,
        address=sender.address_of(path),
        until=local(now).date() + OPEN_FOR,
    )
    return Written(to, subject_of(sender.school), text)


def _keep(row: LinkSending) -> None:
    row.save(update_fields=CHANGED)
    if row.state in NOT_SENT:
        record("leave.link_not_sent", about=("pupil", row.pupil_id), by=SYSTEM, details={"state": row.state})


LINKS: Final = Links(SEND_LINK, "sending", _held, _write, _keep)
