"""What the worker does about education elsewhere: asks providers each morning, sends what is asked, keeps what they answer,
and follows the calendar and the roll."""

import datetime as dt

from foundation import clock
from foundation.outbox.handlers import Message
from schools.journal.queries import inbox_rows
from schools.provision.operations.answering import keep_answers
from schools.provision.operations.asking import LINKS, ask_day, follow_calendar
from schools.provision.operations.planning import follow_roll
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def ask_providers(school: School, messages: list[Message]) -> None:
    """Ask the providers of each day by whom somebody is expected."""
    for on in sorted({message.payload["date"] for message in messages}):
        with school_work(school):
            ask_day(dt.date.fromisoformat(on), now=clock.now())


def calendar_changed(school: School, _messages: list[Message]) -> None:
    """Ask on the days on which the school meets now."""
    with school_work(school):
        follow_calendar(now=clock.now())


def roll_changed(school: School, _messages: list[Message]) -> None:
    """Let D follow who is registered at another school."""
    with school_work(school):
        follow_roll(now=clock.now())


def send_asked(school: School, messages: list[Message]) -> None:
    """Send what is asked of providers."""
    LINKS.send(school, messages)


def answered(school: School, messages: list[Message]) -> None:
    """Keep what providers answered by their links."""
    for message in messages:
        with school_work(school):
            for row in inbox_rows([message.payload["inbox"]]):
                keep_answers(row, now=clock.now())
