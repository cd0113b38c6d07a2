"""Who has no reason, and where their first-day contact stands. Fixed numbers of queries, whatever the number of pupils."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Q

from foundation.database.scope import ALIAS
from schools.absence.models import Attempt, FirstDay, HandOver, Message, MessageChild, Reply, Stopped
from schools.absence.queries.ladders import Settings, settings_now
from schools.absence.queries.replies import replies_of
from schools.absence.rules.ladder import REACHED, Channel, Outcome, Standing, Tried, standing
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.codes import NO_REASON_YET, MarkClass, codes
from schools.roll.models import Pupil
from schools.roll.queries.contacts import ContactOf, contacts_of_each
from schools.roll.queries.placed import PlacedPupil, placed_pupils

#: Numbers that texts can reach begin so; to others one can only speak.
MOBILE = "+447"


_WITHOUT_REASON = """
SELECT pupil.id, mark.pupil_key, min(mark.session) FILTER (WHERE mark.code = %(none)s) AS gone
FROM registers_mark AS mark
JOIN roll_pupil AS pupil ON pupil.key = mark.pupil_key
WHERE mark.date = %(on)s AND NOT mark.planned AND mark.pupil_key IN (
  SELECT pupil_key FROM registers_mark
  WHERE date = %(on)s AND code = %(none)s AND NOT planned AND (%(keys)s::int[] IS NULL OR pupil_key = ANY(%(keys)s)))
GROUP BY pupil.id, mark.pupil_key
HAVING coalesce(max(mark.session) FILTER (WHERE mark.code = ANY(%(present)s)), 0)
  < min(mark.session) FILTER (WHERE mark.code = %(none)s)
"""


def without_reason(on: dt.date, keys: Collection[int] | None = None) -> dict[uuid.UUID, tuple[int, int]]:
    """The pupils to be looked for on a day (of these keys, or of all), with their keys and the first session with an N.

    Who has been present in a later session of the day is not among them: the child is there, and only the reason is missing.
    One query.
    """
    values: dict[str, Any] = {
        "on": on,
        "none": NO_REASON_YET,
        "present": [row.code for row in codes() if row.valid_on(on) and row.mark_class is MarkClass.PRESENT],
        "keys": None if keys is None else list(keys),
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_WITHOUT_REASON, values)
        return {pupil: (key, session) for pupil, key, session in cursor.fetchall()}


def closes(timetable: Timetable, on: dt.date, now: dt.datetime) -> dict[int, dt.datetime]:
    """When each session's register closes; the moment itself where the school has entered no times."""
    windows = {session: timetable.window(on, session) for session in SESSIONS}
    return {session: window.closing(on) if window else now for session, window in windows.items()}


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil without a reason on a day, with all that decides what is done next.

    `ended` says that there is a reason by now, or the child came in: no session of the day is N any more, as the marks
    stand. `answer` is what a contact of theirs said of another child that day: it is offered for this one, to be confirmed.
    `replies` are all that came back about this one, oldest first, and `stopped` the numbers that want no more texts.
    """

    day: FirstDay
    placed: PlacedPupil
    ended: bool
    contacts: tuple[ContactOf, ...]
    askable: tuple[frozenset[Channel], ...]
    attempts: tuple[Attempt, ...]
    hand_over: HandOver | None
    messages: tuple[Message, ...]
    stands: Standing
    answer: Attempt | None
    replies: tuple[Reply, ...]
    stopped: frozenset[str]

    @property
    def unread(self) -> Reply | None:
        """The first reply that nobody has dealt with."""
        return next((reply for reply in self.replies if reply.settled_at is None), None)

    @property
    def next_contact(self) -> ContactOf | None:
        """Whom the next step asks."""
        step = self.stands.next
        return None if step is None else self.contacts[step.place - 1]


@dataclass(frozen=True, slots=True)
class _Around:
    """What was read of all of them at once, by the key of the day or of the pupil."""

    contacts: dict[uuid.UUID, list[ContactOf]]
    stopped: frozenset[str]
    attempts: dict[uuid.UUID, list[Attempt]]
    messages: dict[uuid.UUID, list[Message]]
    hand_overs: dict[uuid.UUID, HandOver]
    answers: dict[uuid.UUID, Attempt]
    replies: dict[object, list[Reply]]
    settings: Settings
    now: dt.datetime


def children_of(
    on: dt.date,
    now: dt.datetime,
    *,
    pupil: uuid.UUID | None = None,
    ended: bool = False,
    timetable: Timetable | None = None,
) -> list[Child]:
    """Everybody who has no reason on a day as the marks stand now, most urgent first; one pupil of them when asked.

    The worker follows the marks by a moment: whom it has not seen yet is here already, with a day that is not kept. With
    `ended`, also those whose reason was found or who came in. The order: to be looked for first, with an answer to confirm,
    due now, and then by when the next step is due.
    """
    only = Q() if pupil is None else Q(pupil=pupil)
    asked = None if pupil is None else list(Pupil.objects.filter(pk=pupil).values_list("key", flat=True))
    absent, held = without_reason(on, asked), FirstDay.objects.filter(only, date=on)
    days = {row.pupil_id: row for row in held if ended or row.pupil_id in absent}
    close = closes(timetable or Timetable.now(), on, now)
    for one, (_, session) in absent.items():
        if one not in days:
            days[one] = FirstDay(pupil_id=one, date=on, session=session, opens_at=close[session])
    keys = [key for key, _ in absent.values()]
    if over := days.keys() - absent.keys():
        keys += Pupil.objects.filter(pk__in=over).values_list("key", flat=True)
    placed = {one.id: one for one in placed_pupils(keys, on, on).values()}
    around = _around(on, list(days.values()), now, whole=pupil is None)
    found = [_child(day, placed[one], around, ended=one not in absent) for one, day in days.items() if one in placed]
    return sorted(found, key=_urgency)


def _around(on: dt.date, days: list[FirstDay], now: dt.datetime, *, whole: bool) -> _Around:
    keys = [day.pk for day in days if not day._state.adding]
    contacts = contacts_of_each([day.pupil_id for day in days], on)
    attempts: dict[uuid.UUID, list[Attempt]] = defaultdict(list)
    answers: dict[uuid.UUID, Attempt] = {}
    # Of one child: their own, and what their contacts were asked about others.
    asked = {one.contact for found in contacts.values() for one in found}
    theirs = Q() if whole else Q(day__in=keys) | Q(contact__in=asked)
    tried = Attempt.objects.filter(theirs, day__date=on)
    named = MessageChild.objects.filter(day__in=keys, left_out="").order_by("pk")
    # Only what shows one child names whom each was about; a list of many is asked many times a minute.
    for attempt in tried if whole else tried.select_related("contact"):
        attempts[attempt.day_id].append(attempt)
        if attempt.contact_id is not None and attempt.outcome in REACHED and attempt.code:
            answers[attempt.contact_id] = attempt
    messages: dict[uuid.UUID, list[Message]] = defaultdict(list)
    for row in named.select_related("message" if whole else "message__contact"):
        messages[row.day_id].append(row.message)
    return _Around(
        contacts=contacts,
        stopped=frozenset(Stopped.objects.filter(until__isnull=True).values_list("digits", flat=True)),
        attempts=attempts,
        messages=messages,
        hand_overs={row.day_id: row for row in HandOver.objects.filter(day__in=keys)},
        answers=answers,
        replies=replies_of([day for day in days if not day._state.adding]),
        settings=settings_now(),
        now=now,
    )


def _urgency(child: Child) -> tuple[object, ...]:
    stands, placed = child.stands, child.placed
    return (
        child.ended,
        not placed.contact_first,
        child.answer is None,
        not stands.now,
        stands.waiting,
        stands.due_at,
        placed.sort_name,
        placed.key,
    )


def _child(day: FirstDay, placed: PlacedPupil, around: _Around, *, ended: bool) -> Child:
    contacts, attempts = around.contacts[day.pupil_id], around.attempts.get(day.pk, [])
    over = around.hand_overs.get(day.pk)
    messages = around.messages.get(day.pk, [])
    askable = tuple(channels_of(contact, around.stopped) for contact in contacts)
    states = {message.pk: message.state for message in messages}
    tried = [
        Tried(Channel(one.channel), one.place, one.at, _outcome(one, states))
        for one in attempts
        if day.again_at is None or one.at >= day.again_at
    ]
    stands = standing(
        around.settings.ladder,
        opens_at=day.again_opens_at or day.opens_at,
        tried=tried,
        askable=askable,
        contact_first=placed.contact_first,
        now=around.now,
    )
    said = (around.answers.get(contact.contact) for contact in contacts if not contact.restrictions)
    answer = next((one for one in said if one is not None and one.day_id != day.pk), None)
    return Child(
        day=day,
        placed=placed,
        ended=ended,
        contacts=tuple(contacts),
        askable=askable,
        attempts=tuple(attempts),
        hand_over=None if over is None or of_before(over, day) else over,
        messages=tuple(messages),
        stands=stands,
        answer=None if stands.reached else answer,
        replies=tuple(around.replies.get(day.pk, [])),
        stopped=around.stopped,
    )


def of_before(over: HandOver, day: FirstDay) -> bool:
    """Whether a hand-over is of what was over when the day's contact began anew: then it is none of this one."""
    return day.again_at is not None and over.at < day.again_at


def _outcome(attempt: Attempt, states: dict[uuid.UUID, str]) -> Outcome:
    """What came of an attempt; of what was written, what is known by now: what failed is not waited for."""
    failed = {Message.State.FAILED.value, Message.State.WITHDRAWN.value, Message.State.LAPSED.value}
    if attempt.message_id is not None and states.get(attempt.message_id) in failed:
        return Outcome.FAILED
    return Outcome(attempt.outcome)


def channels_of(contact: ContactOf, stopped: Collection[str] = ()) -> frozenset[Channel]:
    """By what a contact may be asked about this child without asking anybody first: nothing, while a restriction stands."""
    if contact.restrictions:
        return frozenset()
    found = set()
    if contact.phones:
        found.add(Channel.CALL)
    if mobile_of(contact, stopped):
        found.add(Channel.TEXT)
    if contact.email:
        found.add(Channel.EMAIL)
    return frozenset(found)


def mobile_of(contact: ContactOf, stopped: Collection[str] = ()) -> str:
    """The first number of a contact that texts reach and whose holder has not stopped them, in digits; empty for none."""
    return next((n.digits for n in contact.phones if n.digits.startswith(MOBILE) and n.digits not in stopped), "")
