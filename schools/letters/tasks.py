"""What the worker does about letters: sends them, learns what became of them, and keeps what has left."""

import logging

from django.utils import timezone

from foundation import clock
from foundation.messaging import Outcome, State
from foundation.outbox.handlers import Message
from schools.journal.queries import inbox_rows
from schools.letters.operations.filing import keep, unfiled
from schools.letters.operations.outcomes import find_lost, in_doubt, receive, settle
from schools.letters.operations.sending import Given, claim, give
from schools.letters.pages.papers import left_pdf
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

logger = logging.getLogger(__name__)


def send_due(school: School, messages: list[Message]) -> None:
    """Give each letter whose moment has come to its carrier: claimed, handed over and settled, each step by itself."""
    for key in _letters(messages):
        with school_work(school):
            given = claim(key, school=school.name, now=clock.now())
        if given is None:
            continue
        with school_work(school):
            mine = give(given, at=timezone.now())
        if mine:
            outcome = _sent(given)
            with school_work(school):
                settle(given.key, outcome, now=clock.now())


def _sent(given: Given) -> Outcome:
    """What the carrier said. A fault of ours leaves the letter in doubt."""
    try:
        return given.carrier.gateway.send(given.message)
    except Exception:
        logger.exception("A gateway failed over a letter")
        return Outcome(State.IN_DOUBT, "Rollcall failed while it was being sent", "fault")


def look_after(school: School, messages: list[Message]) -> None:
    """Find letters that were claimed and never settled, and ask their carrier about those in doubt."""
    for key in _letters(messages):
        with school_work(school):
            find_lost(key, now=clock.now())
        with school_work(school):
            doubt = in_doubt(key, school=school.name, now=clock.now())
        if doubt is not None:
            given, sent_at = doubt
            outcome = given.carrier.gateway.ask(given.message, sent_at=sent_at, now=timezone.now())
            with school_work(school):
                settle(given.key, outcome, now=clock.now())


def receipts(school: School, messages: list[Message]) -> None:
    """Take what carriers said became of letters."""
    with school_work(school):
        rows = inbox_rows(message.payload["inbox"] for message in messages)
        receive((row.payload for row in rows), now=clock.now())


def file_left(school: School, messages: list[Message]) -> None:
    """Keep the letters that have left as they left."""
    keys = sorted({key for message in messages for key in message.payload["letters"]})
    with school_work(school):
        for letter in unfiled(keys):
            keep(letter, left_pdf(letter, school=school.name), now=clock.now())


def _letters(messages: list[Message]) -> list[str]:
    return sorted({message.payload["letter"] for message in messages})
