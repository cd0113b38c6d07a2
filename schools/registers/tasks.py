"""What the worker does for registers: tells the attendance lead of those that were asked for and are missing still."""

import datetime as dt
import uuid

from django.conf import settings
from django.urls import reverse

from foundation import clock
from foundation.outbox.handlers import Message
from schools.registers.operations.chasing import tell_lead
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def tell_of_unanswered(school: School, messages: list[Message]) -> None:
    """Look again at registers that were asked for. A message seen twice tells nobody twice."""
    address = reverse("registers", urlconf=settings.PLACE_URLCONFS["school"])
    for message in messages:
        registers = {(uuid.UUID(group), session) for group, session in message.payload["registers"]}
        on = dt.date.fromisoformat(message.payload["date"])
        with school_work(school):
            tell_lead(on, registers, now=clock.now(), address=address)
