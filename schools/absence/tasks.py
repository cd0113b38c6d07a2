"""What the worker does about children without a reason, and about messages to their families."""

import datetime as dt
import logging
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from foundation import clock
from foundation.access.roles import Role
from foundation.messaging import Outcome, State
from foundation.outbox.handlers import Message
from schools.absence.models import FirstDay
from schools.absence.operations.disagreeing import tell_head_of_year
from schools.absence.operations.following import follow, look, tell_leads
from schools.absence.operations.outcomes import News, find_lost, in_doubt, receive, settle
from schools.absence.operations.replying import keep_answers, keep_reply
from schools.absence.operations.sending import FRESH, HANDS, Given, Sender, claim, give, lapse
from schools.journal.queries import inbox_rows
from schools.registers.operations import ALL
from tenants.memberships.queries import people_with
from tenants.trusts.models import School
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import identity_work, school_work

logger = logging.getLogger(__name__)


def marks_changed(school: School, messages: list[Message]) -> None:
    """Begin and end first-day contact as today's marks stand."""
    now = clock.now()
    today = clock.local(now).date().isoformat()
    named = [message.payload.get("pupils", ALL) for message in messages if today in message.payload["dates"]]
    if named:
        keys = None if ALL in named else {key for keys in named for key in keys}
        with school_work(school):
            follow(dt.date.fromisoformat(today), keys, now=now)


def looked(school: School, messages: list[Message]) -> None:
    """Hand over whom the lead should have by now."""
    now = clock.now()
    for on in sorted({message.payload["date"] for message in messages}):
        with school_work(school):
            look(dt.date.fromisoformat(on), now=now)


def tell_the_lead(school: School, messages: list[Message]) -> None:
    """Tell the safeguarding lead and the deputies that children were handed over: how many, and where they stand."""
    now = clock.now()
    with identity_work():
        leads = people_with(Role.SAFEGUARDING_LEAD, school, on=clock.local(now).date())
    with school_work(school):
        tell_leads([message.payload["day"] for message in messages], leads, now=now)


def answered(school: School, messages: list[Message]) -> None:
    """Keep what parents answered by their links."""
    with school_work(school):
        for row in inbox_rows(message.payload["inbox"] for message in messages):
            keep_answers(row)


def replied(school: School, messages: list[Message]) -> None:
    """Keep the texts that came in."""
    now = clock.now()
    with school_work(school):
        for row in inbox_rows(message.payload["inbox"] for message in messages):
            keep_reply(row, now=now)


def two_said(school: School, messages: list[Message]) -> None:
    """Tell heads of year of children of whom two things were said, and where both can be read."""
    now, urlconf = clock.now(), settings.PLACE_URLCONFS["school"]
    with school_work(school):
        for day in FirstDay.objects.filter(pk__in={message.payload["day"] for message in messages}):
            address = reverse("call_sheet", args=[day.pupil_id, day.date.isoformat()], urlconf=urlconf)
            tell_head_of_year(day, address, now=now)


def send_due(school: School, messages: list[Message]) -> None:
    """Give every message whose moment has come to its carrier: many are claimed by one look, and a few at a time are handed
    over, given and settled, each step by itself."""
    sender = Sender(school.name, partial(address, host_of(school)))
    with ThreadPoolExecutor(max_workers=HANDS) as hands:
        for on in _dates(messages):
            while claimed := _claimed(school, on, sender):
                _carried(school, claimed, hands)


def _claimed(school: School, on: dt.date, sender: Sender) -> list[Given]:
    with school_work(school):
        return claim(on, sender=sender, now=clock.now())


def _carried(school: School, claimed: list[Given], hands: Executor) -> None:
    """Have these carried, for as long as they were looked at lately. What became of one handful is put down as the next is
    handed over."""
    news: list[News] = []
    looked_at = timezone.now()
    for first in range(0, len(claimed), HANDS):
        if first and timezone.now() - looked_at > FRESH:
            break
        with school_work(school):
            settle(news, now=clock.now(), retry=True)
            handful = give(claimed[first : first + HANDS], at=timezone.now())
        news = _given(handful, hands)
    with school_work(school):
        settle(news, now=clock.now(), retry=True)


def _given(handful: list[Given], hands: Executor) -> list[News]:
    """What the carriers said of each. They are asked side by side: one that is slow holds up no other message."""
    outcomes = hands.map(_sent, handful)
    return [News(one.key, outcome) for one, outcome in zip(handful, outcomes, strict=True)]


def _sent(one: Given) -> Outcome:
    """What the carrier said of one message. A fault of ours takes with it nothing of the others: this one is in doubt."""
    try:
        return one.carrier.gateway.send(one.message)
    except Exception:
        logger.exception("A gateway failed over a message")
        return Outcome(State.IN_DOUBT, "Rollcall failed while it was being sent", "fault")


def look_after(school: School, messages: list[Message]) -> None:
    """Find what was claimed and never settled, and ask carriers about what is in doubt."""
    for on in _dates(messages):
        with school_work(school):
            find_lost(on, now=clock.now())
        with school_work(school):
            doubts = in_doubt(on, school=school.name, now=clock.now())
        news = [
            News(
                one.given.key,
                one.given.carrier.gateway.ask(
                    one.given.message, sent_at=one.sent_at, now=timezone.now(), known=one.known
                ),
            )
            for one in doubts
        ]
        with school_work(school):
            settle(news, now=clock.now())


def day_over(school: School, messages: list[Message]) -> None:
    """What was not sent by the end of its day is not sent any more."""
    for on in _dates(messages):
        with school_work(school):
            lapse(on, now=clock.now())


def receipts(school: School, messages: list[Message]) -> None:
    """Take what carriers said became of messages."""
    with school_work(school):
        rows = inbox_rows(message.payload["inbox"] for message in messages)
        unknown = receive((row.payload for row in rows), now=clock.now())
    if unknown:
        logger.info("%s receipts were about no message of this school's", unknown)


def _dates(messages: list[Message]) -> list[dt.date]:
    return [dt.date.fromisoformat(on) for on in sorted({message.payload["date"] for message in messages})]
