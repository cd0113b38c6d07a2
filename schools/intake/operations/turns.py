"""One import of a school at a time, and each step of it once."""

from django.db import connections

from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.intake.models import ImportRun
from schools.intake.operations.peers import peer_of


def one_at_a_time() -> None:
    """Wait until no other transaction is at work on this school's imports; it holds until ours ends."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('intake ' || current_schema(), 0))")


def one_receipt_at_a_time() -> None:
    """Wait until no other transaction is receiving files for this school, so that what waits is counted whole."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('intake receipt ' || current_schema(), 0))")


def take_turn(run: ImportRun) -> None:
    """Let one import of a school proceed at a time, and read the run as it is now."""
    one_at_a_time()
    run.refresh_from_db()


def refuse_unless(run: ImportRun, *allowed: ImportRun.Status) -> None:
    if run.status in allowed:
        return
    words = {
        ImportRun.Status.RECEIVED: "has not been checked yet",
        ImportRun.Status.CHECKED: "has been checked already",
        ImportRun.Status.REFUSED: "has errors; correct them in {system} and send the file again",
        ImportRun.Status.APPLIED: "has been applied already",
        ImportRun.Status.DISCARDED: "was discarded",
    }[ImportRun.Status(run.status)]
    raise Refused(f"This import {words.format(system=peer_of(run.source).name)}.")
