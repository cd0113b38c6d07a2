"""What people do with messages: ask for them, let go what is held, take back what is not sent, settle what is in doubt."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from foundation.audit.actors import Actor
from foundation.clock import local
from foundation.database.functions import new_keys
from foundation.london import LONDON
from foundation.refusals import Refused
from schools.absence.models import Message, MessageChild
from schools.absence.operations.following import follow
from schools.absence.queries.following import Child, children_of
from schools.absence.queries.gateways import carrier_of
from schools.absence.queries.ladders import Settings, settings_now
from schools.absence.queries.messages import CAP_HOURS, addresses_of, asked_since
from schools.absence.rules.ladder import WRITTEN, Channel
from schools.absence.rules.messages import ASK_FIRST, NEVER
from schools.journal.operations import promise, promise_at, record, record_each
from schools.roll.models import Contact, Pupil
from schools.roll.queries.contacts import ContactOf

#: Outbox topics: send what is due ({"date"}); the day is over, and what was not sent no longer is ({"date"}).
SEND: Final = "absence.send"
OVER: Final = "absence.day_over"

_OPEN: Final = (Message.State.QUEUED, Message.State.HELD)
_UNDER_WAY: Final = (Message.State.SENDING, Message.State.IN_DOUBT)
_WENT: Final = (Message.State.HANDED_OVER, Message.State.DELIVERED)

#: Whom a message goes to, and how.
_Recipient = tuple[uuid.UUID, Channel]


@dataclass(slots=True)
class Asking:
    """What came of asking: messages written down, those of them held for a person, children who are in one already."""

    messages: list[Message] = field(default_factory=list)
    held: int = 0
    before: int = 0


def next_written(children: Iterable[Child], now: dt.datetime) -> dict[_Recipient, list[Child]]:
    """Whom the ladder writes to next, and about which children: those whose register has closed and who are in no message.

    A child to be looked for first is rung and not written about.
    """
    found: dict[_Recipient, list[Child]] = defaultdict(list)
    for child in children:
        step, contact = child.stands.next, child.next_contact
        if step is None or contact is None or step.channel not in WRITTEN or child.ended:
            continue
        closed = now >= (child.day.again_opens_at or child.day.opens_at)
        if closed and not child.stands.waiting and not child.answer and not under_way(child):
            found[contact.contact, step.channel].append(child)
    return found


def under_way(child: Child) -> Message | None:
    """The message about this child that is still to come to anything: queued, held, being sent or in doubt."""
    states = {state.value for state in (*_OPEN, *_UNDER_WAY)}
    return next((one for one in reversed(child.messages) if one.state in states), None)


def ask_by_ladder(
    on: dt.date, channel: Channel, *, pupils: Collection[uuid.UUID], by: Actor, now: dt.datetime
) -> Asking:
    """Ask for the messages of a channel that the ladder has next for these children, one to a contact for all of theirs."""
    _check_day(on, now)
    follow(on, None, now=now)
    children = children_of(on, now)
    found = next_written((one for one in children if one.placed.id in pupils), now)
    wanted = {recipient: chosen for recipient, chosen in found.items() if recipient[1] is channel}
    return _ask(on, wanted, children, by=by, now=now)


def ask_contact(
    pupil: Pupil, contact: uuid.UUID, channel: Channel, on: dt.date, *, by: Actor, now: dt.datetime
) -> Asking:
    """Ask for a message to one contact about one child, and with it all of the contact's absent children."""
    _check_day(on, now)
    follow(on, None, now=now)
    children = children_of(on, now)
    chosen = next((one for one in children if one.placed.id == pupil.pk), None)
    if chosen is None:
        raise Refused("The child has a reason for that day, or has come in. Nothing was sent.", code="no_day")
    link = next((one for one in chosen.contacts if one.contact == contact), None)
    if link is None:
        raise Refused("That person is no contact of the child. Choose one of the list.", code="contact")
    if link.kinds & NEVER:
        raise Refused("They must not be contacted about this child. Nothing was sent.", code="barred")
    asking = _ask(on, {(contact, channel): [chosen]}, children, by=by, now=now)
    if not asking.messages:
        words = "They have a message about this child already. Ring, or wait for the answer."
        raise Refused(words, code="written_already")
    return asking


def _check_day(on: dt.date, now: dt.datetime) -> None:
    if on != local(now).date():
        raise Refused("That day is over: families are asked on the day itself.", code="over")


def _ask(
    on: dt.date, wanted: dict[_Recipient, list[Child]], children: list[Child], *, by: Actor, now: dt.datetime
) -> Asking:
    for channel in {channel for _, channel in wanted}:
        carrier_of(channel)
    asking, settings = Asking(), settings_now()
    held = _messages_on(on, {contact for contact, _ in wanted})
    about: list[tuple[Message, list[Child]]] = []
    others = _by_contact(children, now)
    for (contact, channel), chosen in wanted.items():
        open_one, covered, busy = _standing(held.get((contact, channel), []))
        theirs = [*chosen, *(one for one in others.get(contact, ()) if one not in chosen)]
        theirs = [one for one in theirs if one.day.pk not in covered]
        if busy or not any(one in theirs for one in chosen):
            asking.before += len(chosen)
            continue
        message = open_one or Message(
            date=on, contact_id=contact, channel=channel.value, asked_at=now, asked_by=by.name
        )
        if any(ASK_FIRST in _link_of(one, contact).kinds for one in theirs):
            message.state, message.held_for = Message.State.HELD, Message.HeldFor.LEAD
        asking.messages.append(message)
        about.append((message, theirs))
    _write(asking, on, settings, now)
    MessageChild.objects.bulk_create(
        MessageChild(message=message, day=one.day, place=_link_of(one, message.contact_id).place)
        for message, theirs in about
        for one in theirs
    )
    pupils = [("pupil", one.placed.id) for _, theirs in about for one in theirs]
    record_each("absence.message_asked", about=pupils, by=by, details={"messages": len(asking.messages)})
    return asking


def _write(asking: Asking, on: dt.date, settings: Settings, now: dt.datetime) -> None:
    """Write the messages down, queued for when they can no longer be taken back; all held where they are too many."""
    made = [one for one in asking.messages if one._state.adding]
    for message, key in zip(made, new_keys(len(made)), strict=True):
        message.pk = key
    others = [one.pk for one in asking.messages if not one._state.adding and one.held_for == Message.HeldFor.LEAD]
    too_many = asked_since(now - CAP_HOURS, on) + len(made) > settings.most_messages
    reached = addresses_of(made)
    send_at = now + dt.timedelta(minutes=settings.hold_minutes)
    for message in made:
        message.address, why = reached[message.pk]
        if why and len(made) == 1:
            raise Refused(why, code="no_address")
        message.send_at, message.state_at = send_at, now
        if too_many and message.state == Message.State.QUEUED:
            message.state, message.held_for = Message.State.HELD, Message.HeldFor.CAP
        message.why = message.get_held_for_display() if message.held_for else ""
    Message.objects.bulk_create(made)
    Message.objects.filter(pk__in=others).update(
        state=Message.State.HELD, held_for=Message.HeldFor.LEAD, why=Message.HeldFor.LEAD.label, state_at=now
    )
    asking.held = sum(1 for one in asking.messages if one.state == Message.State.HELD)
    if any(one.state == Message.State.QUEUED for one in made):
        send_later(on, send_at)
    over = midnight_after(on)
    promise_at(OVER, {"date": on.isoformat()}, key=on.isoformat(), at=over)


def send_later(on: dt.date, at: dt.datetime) -> None:
    """Have what is due sent at a moment; not once the day is over."""
    if at < midnight_after(on):
        key = f"{local(at):%Y-%m-%d %H:%M:%S.%f}"
        promise_at(SEND, {"date": on.isoformat()}, key=key, at=at, lapses_at=midnight_after(on))


def midnight_after(on: dt.date) -> dt.datetime:
    """When a day is over."""
    return dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), LONDON)


def _messages_on(on: dt.date, contacts: set[uuid.UUID]) -> dict[_Recipient, list[Message]]:
    """The day's messages to these contacts, held until this transaction ends: nobody is written to twice at once."""
    list(Contact.objects.select_for_update(no_key=True).filter(pk__in=contacts).order_by("pk").values_list("pk"))
    found: dict[_Recipient, list[Message]] = defaultdict(list)
    rows = (
        Message.objects.select_for_update(of=("self",), no_key=True)
        .filter(date=on, contact__in=contacts)
        .order_by("pk")
    )
    for row in rows.prefetch_related("children__day"):
        found[row.contact_id, Channel(row.channel)].append(row)
    return found


def _standing(messages: list[Message]) -> tuple[Message | None, set[uuid.UUID], bool]:
    """The message that further children can be put into, the days that are in one, and whether one is under way."""
    covered: set[uuid.UUID] = set()
    for message in messages:
        if message.state in (*_OPEN, *_UNDER_WAY, *_WENT):
            covered |= {
                child.day_id
                for child in message.children.all()
                if not child.left_out and (child.day.again_at is None or child.day.again_at <= message.asked_at)
            }
    open_one = next((one for one in messages if one.state in _OPEN), None)
    return open_one, covered, any(one.state in _UNDER_WAY for one in messages)


def _by_contact(children: Iterable[Child], now: dt.datetime) -> dict[uuid.UUID, list[Child]]:
    """Each contact's children without a reason whom nobody has been reached about, and of whom nothing bars them to hear."""
    found: dict[uuid.UUID, list[Child]] = defaultdict(list)
    for child in children:
        if now >= (child.day.again_opens_at or child.day.opens_at) and not child.stands.reached:
            for link in child.contacts:
                if not link.restrictions:
                    found[link.contact].append(child)
    return found


def _link_of(child: Child, contact: uuid.UUID) -> ContactOf:
    return next(one for one in child.contacts if one.contact == contact)


# What is held, and what is in doubt


def let_go(message: Message, *, lead: bool, by: Actor, now: dt.datetime) -> None:
    """Send what is held. Only the safeguarding lead (`lead`) lets go what waits for the lead's word."""
    row = _held(message)
    if row.state != Message.State.HELD:
        raise Refused("It is not held any more. Look at what has become of it.", code="not_held")
    if row.held_for == Message.HeldFor.LEAD and not lead:
        raise Refused("It waits for the safeguarding lead’s word.", code="lead_first")
    _check_day(row.date, now)
    _release([row], lead=lead, by=by, now=now)


def let_all_go(on: dt.date, keys: Collection[uuid.UUID], *, by: Actor, now: dt.datetime) -> int:
    """Send all of these that are held, but for those that wait for the lead's word; how many that were."""
    _check_day(on, now)
    rows = Message.objects.select_for_update(of=("self",), no_key=True).filter(
        date=on, pk__in=keys, state=Message.State.HELD
    )
    found = list(rows.exclude(held_for=Message.HeldFor.LEAD).order_by("pk"))
    _release(found, lead=False, by=by, now=now)
    return len(found)


def _release(rows: list[Message], *, lead: bool, by: Actor, now: dt.datetime) -> None:
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Message.State.QUEUED,
        held_for="",
        why="",
        released_by=by.name,
        released_by_lead=lead,
        send_at=now,
        state_at=now,
    )
    record_each("absence.message_let_go", about=[("message", row.pk) for row in rows], by=by)
    for on in {row.date for row in rows}:
        promise(SEND, {"date": on.isoformat()})


def take_back(message: Message, *, by: Actor, now: dt.datetime) -> None:
    """Have a message not sent. Refused once it has been given to its carrier."""
    row = _held(message)
    if row.state not in _OPEN:
        raise Refused("It cannot be taken back any more. Look at what has become of it.", code="gone")
    row.state, row.state_at, row.held_for, row.why = Message.State.WITHDRAWN, now, "", f"Taken back by {by.name}"
    row.save()
    record("absence.message_taken_back", about=("message", row.pk), by=by)


def settle_doubt(message: Message, *, sent: bool, by: Actor, now: dt.datetime) -> None:
    """A person says whether what may have been sent was sent. What was not may be asked for again."""
    row = _held(message)
    if row.state != Message.State.IN_DOUBT:
        raise Refused("It is not in doubt any more. Look at what has become of it.", code="not_in_doubt")
    row.state = Message.State.HANDED_OVER if sent else Message.State.FAILED
    row.why = f"{by.name} says that it was {'sent' if sent else 'not sent'}"
    row.state_at, row.sealed = now, None
    row.save()
    record("absence.message_settled", about=("message", row.pk), by=by, details={"sent": sent})


def _held(message: Message) -> Message:
    return Message.objects.select_for_update(of=("self",), no_key=True).get(pk=message.pk)
