"""What the worker does about notices to improve: those whose letters have left are sent, and run from their first day."""

from foundation import clock
from foundation.outbox.handlers import Message
from schools.improvement.operations import following
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def letters_left(school: School, messages: list[Message]) -> None:
    """Note which notices are with a parent."""
    keys = sorted({key for message in messages for key in message.payload["letters"]})
    with school_work(school):
        following.letters_left(keys, now=clock.now())


def begins(school: School, messages: list[Message]) -> None:
    """Have notices run whose first day has come."""
    for key in sorted({message.payload["notice"] for message in messages}):
        with school_work(school):
            following.run_notice(key, now=clock.now())
