"""How far the email about a notice has come: marked before it is sent, and settled after.

A worker killed in between leaves the mark. Then nobody can say whether the mail server has it: it "may have been sent",
and is not sent again.
"""

import datetime as dt
import uuid

from django.db import transaction

from foundation.clock import local
from foundation.database.scope import ALIAS
from schools.staff.models import StaffNotice

State = StaffNotice.Email


@transaction.atomic(using=ALIAS)
def take_up(key: uuid.UUID | str, *, at: dt.datetime) -> StaffNotice | None:
    """Mark the email about a notice as being sent, and give the notice; None when it is not to be sent (any more).

    Waits for a worker that is sending it. Address and post are taken as they stand now, not as they stood when promised.
    """
    notice = StaffNotice.objects.select_for_update(no_key=True).filter(pk=key).first()
    if notice is None:
        return None
    if notice.email_state == State.SENDING:
        settle(notice, State.IN_DOUBT, at=at)
    if notice.email_state != State.WANTED:
        return None
    post = notice.post
    if not post.email or (post.ends_on is not None and post.ends_on < local(at).date()):
        settle(notice, State.NONE, at=at)
        return None
    notice.email_to = post.email
    notice.save(update_fields=["email_to"])
    settle(notice, State.SENDING, at=at)
    return notice


def hold(notice: StaffNotice) -> None:
    """Keep others from judging an email while this transaction sends it."""
    StaffNotice.objects.select_for_update(no_key=True).get(pk=notice.pk)


def settle(notice: StaffNotice, state: State, *, at: dt.datetime) -> None:
    """Say how far the email has come."""
    notice.email_state, notice.email_at = state, at
    notice.save(update_fields=["email_state", "email_at"])
