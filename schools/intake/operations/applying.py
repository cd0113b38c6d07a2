"""Applying a checked import: asking for it, and doing what the check showed."""

import json
from typing import Any

from foundation.audit.actors import Actor
from foundation.london import LONDON
from foundation.refusals import Overtaken
from schools.intake.models import ImportRun, SetAside
from schools.intake.operations.ending import end
from schools.intake.operations.turns import refuse_unless, take_turn
from schools.intake.operations.work import Work
from schools.intake.rules.records import Progress
from schools.journal.operations import promise, record, record_each
from schools.registers.models import Entry
from schools.registers.operations import open_entry
from schools.staff.queries import post_of

#: Topic of the outbox (`tasks` carries it out): a checked import is wanted.
WANTED = "intake.wanted"


def ask_for_apply(run: ImportRun, *, by: Actor, position: str) -> None:
    """Have the worker apply what the check showed, put down to whoever asked, in the position they hold.

    The wish names the fingerprint they saw: an import that has been checked afresh since is not applied by it.
    """
    take_turn(run)
    refuse_unless(run, ImportRun.Status.CHECKED)
    run.wanted_by_person_id, run.wanted_by_name, run.wanted_by_position = by.person_id, by.name, position
    run.save(update_fields=["wanted_by_person_id", "wanted_by_name", "wanted_by_position"])
    promise(WANTED, {"run": str(run.pk), "fingerprint": run.fingerprint})


def apply(run: ImportRun, *, by: Actor, position: str, progress: Progress | None = None) -> ImportRun:
    """Do what the check showed: roll, marks, versions, summaries, audit line and the promise to publish.

    Refused when the import is not checked and in order; Overtaken when it would no longer do what was shown.
    IntegrityError when somebody saved one of the same marks at the same moment. The caller then rolls back.
    """
    take_turn(run)
    refuse_unless(run, ImportRun.Status.CHECKED)
    work = Work(run, progress, entry=lambda: _entry(run, by, position))
    work.do(land=True)
    if work.errors or work.fingerprint() != run.fingerprint:
        raise Overtaken(
            "The roll, the calendar or the registers have changed since this import was checked. Check it again."
        )
    run.summary = work.summary()
    SetAside.objects.bulk_create(_set_aside_rows(run, work), batch_size=1000)
    record_each("pupil.imported", about=[("pupil", key) for key in work.landed], by=by, details={"import": str(run.pk)})
    record("import.apply", about=("import", run.pk), by=by, details=_counts(run.summary))
    return end(run, ImportRun.Status.APPLIED)


def _entry(run: ImportRun, by: Actor, position: str) -> Entry:
    checked_on = run.checked_at.astimezone(LONDON).date() if run.checked_at is not None else run.as_at
    post = post_of(by.person_id, checked_on) if by.person_id is not None else None
    return open_entry(
        by=by,
        position=position,
        staff_id=post.pk if post is not None else None,
        source=Entry.Source.IMPORT,
        source_id=run.pk,
    )


def _set_aside_rows(run: ImportRun, work: Work) -> list[SetAside]:
    if work.marks is None:
        return []
    return [
        SetAside(
            run=run,
            kind=kind,
            value=value,
            row=aside.row,
            marks=aside.marks,
            first_date=work.marks.session_at(aside.first)[0],
            last_date=work.marks.session_at(aside.last)[0],
        )
        for (kind, value), aside in work.tally.asides.items()
    ]


def _counts(summary: dict[str, Any]) -> dict[str, Any]:
    """The part of a summary that goes into the audit line."""
    return {key: json.loads(json.dumps(summary[key])) for key in ("roll", "marks") if key in summary}
