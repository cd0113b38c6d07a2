"""What the worker does for files: looks after each in turn, asking store and scanner between two transactions."""

import uuid

from foundation import clock
from foundation.outbox.handlers import Message
from schools.documents.operations import checking
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def look_after(school: School, messages: list[Message]) -> None:
    """Look after the files of these messages. One whose store or scanner gives no answer comes again by the due list."""
    for key in dict.fromkeys(message.payload["document"] for message in messages):
        with school_work(school):
            job = checking.job_of(uuid.UUID(key))
        if job is not None:
            found = checking.done(job)
            with school_work(school):
                checking.note(job, found, now=clock.now())
