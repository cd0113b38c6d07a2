"""What the worker does about children without a reason."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from foundation import clock
from foundation.access.roles import Role
from foundation.outbox.handlers import Message
from schools.absence.models import FirstDay
from schools.absence.operations.disagreeing import tell_head_of_year
from schools.absence.operations.following import follow, look, tell_leads
from schools.absence.operations.replying import keep_answers, keep_reply
from schools.journal.queries import inbox_rows
from schools.registers.operations import ALL
from tenants.memberships.queries import people_with
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work


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
