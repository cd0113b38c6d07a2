"""What the worker does about leave."""

import logging

from django.conf import settings
from django.urls import reverse

from foundation import clock
from foundation.access.roles import Role
from foundation.outbox.handlers import Message
from foundation.refusals import Refused
from schools.journal.queries import inbox_rows
from schools.leave.operations.exams import plan_study, pupils_of_study
from schools.leave.operations.link_sending import LINKS
from schools.leave.operations.links import keep_asked
from schools.leave.operations.telling import tell_deciders
from tenants.memberships.queries import people_with
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work

logger = logging.getLogger(__name__)


def asked(school: School, messages: list[Message]) -> None:
    """Keep what parents asked for by their links."""
    now = clock.now()
    with school_work(school):
        for row in inbox_rows(message.payload["inbox"] for message in messages):
            keep_asked(row, now=now)


def send_links(school: School, messages: list[Message]) -> None:
    """Send parents their links."""
    LINKS.send(school, messages)


def waits(school: School, messages: list[Message]) -> None:
    """Tell the headteacher, and whom they have named to decide, that leave was asked for."""
    now = clock.now()
    with identity_work():
        heads = people_with(Role.HEADTEACHER, school, on=clock.local(now).date())
    list_address = reverse("leave", urlconf=settings.PLACE_URLCONFS["school"])
    with school_work(school):
        tell_deciders([message.payload["request"] for message in messages], heads, list_address, now=now)


def study(school: School, messages: list[Message]) -> None:
    """Put study leaves into the registers as they stand, pupil by pupil: a worker that dies goes on where it was."""
    now = clock.now()
    with school_work(school):
        wanted = pupils_of_study({message.payload["leave"] for message in messages})
    refused = 0
    for leave, pupil in wanted:
        try:
            with school_work(school):
                plan_study(leave, pupil, now=now)
        except Refused:
            refused += 1
    if refused:
        logger.warning("%s pupils' registers could not hold a study leave", refused)
