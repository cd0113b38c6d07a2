"""Messages as they stand, and what decides whether one may go at this moment. Fixed numbers of queries."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Q

from foundation.database.dated import holds_on
from foundation.database.scope import ALIAS
from schools.absence.models import Message, MessageChild, Stopped
from schools.absence.queries.following import MOBILE, without_reason
from schools.absence.rules.ladder import Channel
from schools.absence.rules.messages import NO_ADDRESS, STOPPED, Look
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.codes import NO_REASON_YET
from schools.roll.models import Contact, ContactPhone, ContactRestriction, Placement, PupilContact

#: How far back messages are counted for the school's cap.
CAP_HOURS = dt.timedelta(hours=1)
_OPEN = (Message.State.QUEUED, Message.State.HELD)
#: What was given to a carrier, or may have been.
_GIVEN = (
    Message.State.SENDING,
    Message.State.HANDED_OVER,
    Message.State.DELIVERED,
    Message.State.FAILED,
    Message.State.IN_DOUBT,
)
#: What waits for a person: held, may have been sent, was not delivered.
TO_SETTLE = (Message.State.HELD, Message.State.IN_DOUBT, Message.State.FAILED)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message at the moment of sending: its children with how each stands, and where it would go now.

    `address` is empty when there is none, and `no_address` says why.
    """

    message: Message
    children: tuple[tuple[MessageChild, Look], ...]
    address: str
    no_address: str

    @property
    def staying(self) -> list[tuple[MessageChild, Look]]:
        """The children whose names stay in it."""
        return [(child, look) for child, look in self.children if not look.left_out]


def drafts_of(messages: Sequence[Message], on: dt.date, *, timetable: Timetable) -> list[Draft]:
    """Each of these messages as it stands now. Nine queries, however many messages."""
    children: dict[uuid.UUID, list[MessageChild]] = defaultdict(list)
    for child in MessageChild.objects.filter(message__in=messages).select_related("day__pupil").order_by("pk"):
        children[child.message_id].append(child)
    every = [child for found in children.values() for child in found]
    pupils = {child.day.pupil_id: child.day.pupil.key for child in every}
    around = _Around(
        absent=without_reason(on, set(pupils.values())),
        linked=_linked(pupils, on),
        bars=_bars(pupils, on),
        closed={session for session in SESSIONS if timetable.closed_words(on, session)},
        shares=_Shares.of(pupils.values(), on),
    )
    reached = addresses_of(messages)
    return [
        Draft(
            message,
            tuple((child, around.look(message, child)) for child in children[message.pk]),
            *reached[message.pk],
        )
        for message in messages
    ]


@dataclass(frozen=True, slots=True)
class _Around:
    """What was read for all of them at once."""

    absent: dict[uuid.UUID, tuple[int, int]]
    linked: set[tuple[uuid.UUID, uuid.UUID]]
    bars: dict[tuple[uuid.UUID, uuid.UUID], frozenset[str]]
    closed: set[int]
    shares: "_Shares"

    def look(self, message: Message, child: MessageChild) -> Look:
        pupil = child.day.pupil
        pair = (message.contact_id, pupil.pk)
        key, session = self.absent.get(pupil.pk, (pupil.key, child.day.session))
        without, marked = self.shares.form_of(key, session)
        return Look(
            pupil.preferred or pupil.forename,
            absent=pupil.pk in self.absent,
            met=session not in self.closed,
            linked=pair in self.linked,
            kinds=self.bars.get(pair, frozenset()),
            without=without,
            marked=marked,
        )


#: Of each form: how many pupils it has, and in each session in which some have no reason, how many of them.
_SHARES = """
WITH form AS (
  SELECT placed.group_id, pupil.key
  FROM roll_placement AS placed
  JOIN roll_pupil AS pupil ON pupil.id = placed.pupil_id
  WHERE placed.group_id = ANY(%(groups)s) AND placed.starts_on <= %(on)s
    AND coalesce(placed.ends_on, 'infinity') >= %(on)s),
gone AS (
  SELECT form.group_id, mark.session, count(*) AS pupils
  FROM registers_mark AS mark
  JOIN form ON form.key = mark.pupil_key
  WHERE mark.date = %(on)s AND mark.code = %(code)s AND NOT mark.planned
  GROUP BY form.group_id, mark.session),
size AS (SELECT group_id, count(*) AS pupils FROM form GROUP BY group_id)
SELECT size.group_id, gone.session, gone.pupils, size.pupils
FROM size
LEFT JOIN gone ON gone.group_id = size.group_id
"""


@dataclass(frozen=True, slots=True)
class _Shares:
    """Each pupil's form; how many pupils a form has; and how many of them have no reason, by form and session."""

    groups: dict[int, uuid.UUID]
    sizes: dict[uuid.UUID, int]
    gone: dict[tuple[uuid.UUID, int], int]

    @classmethod
    def of(cls, keys: Collection[int], on: dt.date) -> "_Shares":
        placed = Placement.objects.filter(holds_on(on), pupil__key__in=keys, group__isnull=False)
        groups = dict(placed.values_list("pupil__key", "group_id"))
        values: dict[str, Any] = {"groups": list(set(groups.values())), "on": on, "code": NO_REASON_YET}
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_SHARES, values)
            rows = cursor.fetchall()
        return cls(groups, {group: size for group, _, _, size in rows}, {row[:2]: row[2] for row in rows})

    def form_of(self, key: int, session: int) -> tuple[int, int]:
        """How many of a pupil's form have no reason in a session, and how many pupils the form has."""
        group = self.groups.get(key)
        return (0, 1) if group is None else (self.gone.get((group, session), 0), self.sizes[group])


def _linked(pupils: Iterable[uuid.UUID], on: dt.date) -> set[tuple[uuid.UUID, uuid.UUID]]:
    return set(PupilContact.objects.filter(holds_on(on), pupil__in=pupils).values_list("contact_id", "pupil_id"))


def _bars(pupils: Iterable[uuid.UUID], on: dt.date) -> dict[tuple[uuid.UUID, uuid.UUID], frozenset[str]]:
    found: dict[tuple[uuid.UUID, uuid.UUID], set[str]] = defaultdict(set)
    rows = ContactRestriction.objects.filter(holds_on(on), link__pupil__in=pupils)
    for contact, pupil, kind in rows.values_list("link__contact_id", "link__pupil_id", "kind"):
        found[contact, pupil].add(kind)
    return {pair: frozenset(kinds) for pair, kinds in found.items()}


def addresses_of(messages: Sequence[Message]) -> dict[uuid.UUID, tuple[str, str]]:
    """Where each message would go now, by the contact as it is kept now; or nowhere, and why. Three queries."""
    reached = _reached({(message.contact_id, Channel(message.channel)) for message in messages})
    return {one.pk: reached[one.contact_id, Channel(one.channel)] for one in messages}


def address_of(contact: uuid.UUID, channel: Channel) -> tuple[str, str]:
    """The number or address by which a channel reaches a contact now; or none, and why. Three queries."""
    return _reached({(contact, channel)})[contact, channel]


def _reached(wanted: Collection[tuple[uuid.UUID, Channel]]) -> dict[tuple[uuid.UUID, Channel], tuple[str, str]]:
    keys = {contact for contact, _ in wanted}
    emails = dict(Contact.objects.filter(pk__in=keys).values_list("pk", "email"))
    numbers: dict[uuid.UUID, list[str]] = defaultdict(list)
    for contact, digits in ContactPhone.objects.filter(contact__in=keys).values_list("contact_id", "digits"):
        numbers[contact].append(digits)
    stopped = frozenset(Stopped.objects.filter(until__isnull=True).values_list("digits", flat=True))
    return {
        (contact, channel): _reach(emails[contact], numbers[contact], channel, stopped) for contact, channel in wanted
    }


def _reach(email: str, numbers: Sequence[str], channel: Channel, stopped: frozenset[str]) -> tuple[str, str]:
    """The number or address by which a channel reaches a contact; or none, and why."""
    if channel is Channel.EMAIL:
        return (email, "" if email else NO_ADDRESS)
    mobiles = [digits for digits in numbers if digits.startswith(MOBILE)]
    open_ones = [digits for digits in mobiles if digits not in stopped]
    if open_ones:
        return open_ones[0], ""
    return "", STOPPED if mobiles else NO_ADDRESS


def sent_since(moment: dt.datetime, *, besides: Collection[uuid.UUID]) -> int:
    """How many messages besides these were claimed for a carrier since a moment."""
    return Message.objects.filter(state__in=_GIVEN, claimed_at__gt=moment).exclude(pk__in=besides).count()


def asked_since(moment: dt.datetime, on: dt.date) -> int:
    """The same, and how many of the day wait to be."""
    waiting = Q(date=on, state__in=_OPEN)
    return Message.objects.filter(waiting | Q(state__in=_GIVEN, claimed_at__gt=moment)).count()


def messages_of(on: dt.date) -> list[Message]:
    """Every message of a day with its contact and its children, in the order in which a person is needed."""
    order = {state: place for place, state in enumerate(_NEED)}
    rows = Message.objects.filter(date=on).select_related("contact").prefetch_related("children__day__pupil")
    return sorted(rows, key=lambda one: (order[Message.State(one.state)], one.asked_at, str(one.pk)))


_NEED = (
    Message.State.HELD,
    Message.State.IN_DOUBT,
    Message.State.FAILED,
    Message.State.LAPSED,
    Message.State.QUEUED,
    Message.State.SENDING,
    Message.State.HANDED_OVER,
    Message.State.DELIVERED,
    Message.State.WITHDRAWN,
)
