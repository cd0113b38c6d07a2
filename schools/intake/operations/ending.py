"""Ending an import, applied or discarded: its files are deleted, the row stays."""

from django.db.models.functions import Now

from foundation.audit.actors import Actor
from schools.intake.models import ImportRun
from schools.intake.operations.turns import refuse_unless, take_turn
from schools.intake.rules.changes import Kind
from schools.journal.operations import record


def discard(run: ImportRun, *, by: Actor) -> ImportRun:
    """Give an import up: its files and what was found in them are deleted, the row stays."""
    take_turn(run)
    refuse_unless(run, *ImportRun.WAITING)
    run.problems.all().delete()
    run.changes.all().delete()
    record("import.discard", about=("import", run.pk), by=by)
    return end(run, ImportRun.Status.DISCARDED)


def end(run: ImportRun, status: ImportRun.Status) -> ImportRun:
    for file in run.files.all():
        file.chunks.all().delete()
    # They took nobody's place: the registers themselves are the record of them.
    run.changes.filter(kind=Kind.FIRST_MARKS).delete()
    run.status = status
    run.ended_at = Now()
    run.save(update_fields=["status", "summary", "ended_at"])
    run.refresh_from_db()
    return run
