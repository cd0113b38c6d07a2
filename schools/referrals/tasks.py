"""What the worker does about referrals: those that went by email are with their services once they have left."""

from foundation import clock
from foundation.outbox.handlers import Message
from schools.referrals.operations.sending import letters_left as note_left
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def letters_left(school: School, messages: list[Message]) -> None:
    """Note which referrals have left."""
    keys = sorted({key for message in messages for key in message.payload["letters"]})
    with school_work(school):
        note_left(keys, now=clock.now())
