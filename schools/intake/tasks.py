"""What the worker does for imports: checks those that have arrived, and applies those that are wanted.

Both are handlers of the outbox, so they may see a message again after a crash: an import that has gone on in the
meantime (another status, another fingerprint) is left as it is. Each import has a transaction of its own.
"""

import logging
import uuid
from typing import Final

from foundation.audit.actors import SYSTEM, Actor
from foundation.outbox.handlers import Message
from foundation.refusals import Overtaken
from schools.intake import operations
from schools.intake.models import ImportRun
from schools.roll.queries.signing import Signature
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

logger = logging.getLogger(__name__)

#: A year of a large school takes seconds; a statement that takes this long is stuck.
TIMEOUT: Final = "10min"


def check_received(school: School, messages: list[Message]) -> None:
    """Check the imports that have arrived."""
    for message in messages:
        _check(school, message.payload["run"], status=ImportRun.Status.RECEIVED)


def apply_wanted(school: School, messages: list[Message]) -> None:
    """Apply the imports that are wanted. One that would no longer do what was shown is checked afresh and waits."""
    for message in messages:
        try:
            _apply(school, message)
        except Overtaken:
            logger.info("Import %s would no longer do what was shown; it is checked again", message.payload["run"])
            shown = message.payload["fingerprint"]
            _check(school, message.payload["run"], status=ImportRun.Status.CHECKED, fingerprint=shown)


def discard_expired(school: School, messages: list[Message]) -> None:
    """Give up the imports that nobody has applied for as long as one may wait."""
    for message in messages:
        with school_work(school, statement_timeout=TIMEOUT):
            operations.one_at_a_time()
            run = ImportRun.objects.filter(pk=message.payload["run"], status__in=ImportRun.WAITING).first()
            if run is not None:
                operations.discard(run, by=SYSTEM)


def _check(school: School, run_id: str, **expected: str) -> None:
    with school_work(school, statement_timeout=TIMEOUT):
        operations.one_at_a_time()
        run = ImportRun.objects.filter(pk=run_id, **expected).first()
        if run is not None:
            operations.check(run)


def _apply(school: School, message: Message) -> None:
    with school_work(school, statement_timeout=TIMEOUT):
        operations.one_at_a_time()
        run = ImportRun.objects.filter(
            pk=message.payload["run"], status=ImportRun.Status.CHECKED, fingerprint=message.payload["fingerprint"]
        ).first()
        if run is not None:
            by = Actor(run.wanted_by_person_id, run.wanted_by_name)
            staff = message.payload.get("staff")  # a wish written before wishes named it has none
            signed = Signature(by, run.wanted_by_position, uuid.UUID(staff) if staff else None)
            operations.apply(run, signed=signed)
