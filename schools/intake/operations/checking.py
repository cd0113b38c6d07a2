"""Checking an import: working out what it would change, and keeping what was found."""

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.db.models.functions import Now

from foundation.database.scope import ALIAS
from schools.intake.models import ImportFile, ImportProblem, ImportRun
from schools.intake.operations.listing import list_changes
from schools.intake.operations.turns import refuse_unless, take_turn
from schools.intake.operations.work import Work
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Progress
from schools.journal.operations import promise

#: Topic of the outbox (`tasks` carries it out): an import is to be checked.
RECEIVED = "intake.received"


def ask_for_check(run: ImportRun) -> None:
    """Have the worker check an import."""
    promise(RECEIVED, {"run": str(run.pk)})


def check(run: ImportRun, *, progress: Progress | None = None) -> ImportRun:
    """Find out what an import would do, and keep what was found. Nothing else changes."""
    take_turn(run)
    refuse_unless(run, *ImportRun.WAITING)
    work = Work(run, progress)
    with transaction.atomic(using=ALIAS):
        # Marks are checked against the roll as it would be; then all of it is taken back.
        work.do(land=False)
        transaction.set_rollback(True, using=ALIAS)
    run.problems.all().delete()
    run.set_aside.all().delete()
    ImportProblem.objects.bulk_create(_problem_rows(run, work.found), batch_size=1000)
    run.status = ImportRun.Status.REFUSED if work.unusable else ImportRun.Status.CHECKED
    run.summary, run.fingerprint = work.summary(), work.fingerprint()
    ImportFile.objects.bulk_update(work.files, ["layout"])
    run.checked_at = Now()
    run.save(update_fields=["status", "summary", "fingerprint", "checked_at"])
    list_changes(run, work)
    run.refresh_from_db()
    return run


def _problem_rows(run: ImportRun, found: Mapping[str, Problems]) -> list[ImportProblem]:
    return [
        ImportProblem(run=run, file=kind, **{**asdict(problem), "severity": str(problem.severity)})
        for kind, problems in found.items()
        for problem in problems.kept()
    ]
