"""What the worker does for registers: tells of those that were asked for and are missing still, and minds the clock of N."""

import datetime as dt
import uuid
from typing import Final

from django.conf import settings
from django.urls import reverse

from foundation import clock
from foundation.outbox.handlers import Message
from schools.registers.operations.bulk_edits import do_edit
from schools.registers.operations.chasing import tell_lead
from schools.registers.operations.n_clock import end_clocks, start_clocks
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

#: Four thousand marks take a second; a statement that takes this long is stuck.
TIMEOUT: Final = "2min"


def tell_of_unanswered(school: School, messages: list[Message]) -> None:
    """Look again at registers that were asked for. A message seen twice tells nobody twice."""
    address = reverse("registers", urlconf=settings.PLACE_URLCONFS["school"])
    for message in messages:
        registers = {(uuid.UUID(group), session) for group, session in message.payload["registers"]}
        on = dt.date.fromisoformat(message.payload["date"])
        with school_work(school):
            tell_lead(on, registers, now=clock.now(), address=address)


def do_bulk_edits(school: School, messages: list[Message]) -> None:
    """Do the bulk edits that are wanted, each in a transaction of its own. A message seen twice finds it done."""
    for message in messages:
        with school_work(school, statement_timeout=TIMEOUT):
            do_edit(uuid.UUID(message.payload["edit"]), now=clock.now())


def start_n_clocks(school: School, messages: list[Message]) -> None:
    """Where marks have changed, have what is N now looked at when its last day has ended."""
    dates = {dt.date.fromisoformat(date) for message in messages for date in message.payload["dates"]}
    with school_work(school):
        start_clocks(dates, now=clock.now())


def move_n_clocks(school: School, _messages: list[Message]) -> None:
    """Where the calendar has changed, give every N the moment that is right now."""
    with school_work(school):
        start_clocks(None, now=clock.now())


def end_n_clocks(school: School, messages: list[Message]) -> None:
    """Let what is N past its last day become O. A message seen twice finds nothing left."""
    dates = {dt.date.fromisoformat(message.payload["date"]) for message in messages}
    with school_work(school):
        end_clocks(dates, now=clock.now())
