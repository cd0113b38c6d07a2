"""Applying a checked import: asking for it, and doing what the check showed."""

import json
from typing import Any

from foundation.refusals import Overtaken, Refused
from schools.intake.models import ImportRun, SetAside
from schools.intake.operations.ending import end
from schools.intake.operations.turns import refuse_unless, take_turn
from schools.intake.operations.work import Work
from schools.intake.rules.records import Progress
from schools.journal.operations import promise, record, record_each
from schools.registers.models import Entry
from schools.registers.operations import open_entry
from schools.roll.queries.signing import Signature

#: Topic of the outbox (`tasks` carries it out): a checked import is wanted.
WANTED = "intake.wanted"


def ask_for_apply(run: ImportRun, *, shown: str, agreed: bool, signed: Signature) -> None:
    """Have the worker apply what the check showed, signed by whoever asks.

    `shown` is the fingerprint they saw, and the wish names it: an import that has been checked afresh since is not
    applied by it (Overtaken). `agreed`: they have said that it is to go on without the rows held back.
    """
    take_turn(run)
    refuse_unless(run, ImportRun.Status.CHECKED)
    if shown != run.fingerprint:
        raise Overtaken("This import has been checked afresh since. Look at what it would change now, then apply it.")
    _refuse_unless_agreed(run, agreed=agreed)
    by, run.wanted_by_position = signed.by, signed.position
    run.wanted_by_person_id, run.wanted_by_name = by.person_id, by.name
    run.save(update_fields=["wanted_by_person_id", "wanted_by_name", "wanted_by_position"])
    staff = str(signed.staff) if signed.staff is not None else None
    promise(WANTED, {"run": str(run.pk), "fingerprint": run.fingerprint, "staff": staff})


def _refuse_unless_agreed(run: ImportRun, *, agreed: bool) -> None:
    """Refused while rows are held back and nobody has agreed to go on without them."""
    rows = held_back(run)
    if rows and not agreed:
        many = "1 row is" if rows == 1 else f"{rows:,} rows are"
        raise Refused(
            f"{many} held back, and the import would go on without {'it' if rows == 1 else 'them'}.",
            code="rows_held_back",
            field="agreed",
            remedy="Tick that you have seen this, or correct the file and send it again.",
        )


def held_back(run: ImportRun) -> int:
    """How many rows of an import's files cannot be used."""
    return sum(run.summary.get("held_back", {}).values())


def apply(run: ImportRun, *, signed: Signature, progress: Progress | None = None) -> ImportRun:
    """Do what the check showed: roll, marks, versions, summaries, audit line and the promise to publish.

    Refused when the import is not checked and in order; Overtaken when it would no longer do what was shown.
    IntegrityError when somebody saved one of the same marks at the same moment. The caller then rolls back.
    """
    take_turn(run)
    refuse_unless(run, ImportRun.Status.CHECKED)
    work = Work(run, progress, entry=lambda: _entry(run, signed))
    work.do(land=True)
    if work.unusable or work.fingerprint() != run.fingerprint:
        raise Overtaken(
            "The roll, the calendar or the registers have changed since this import was checked. Check it again."
        )
    run.summary = work.summary()
    SetAside.objects.bulk_create(_set_aside_rows(run, work), batch_size=1000)
    record_each(
        "pupil.imported", about=[("pupil", key) for key in work.landed], by=signed.by, details={"import": str(run.pk)}
    )
    record("import.apply", about=("import", run.pk), by=signed.by, details=_counts(run.summary))
    return end(run, ImportRun.Status.APPLIED)


def _entry(run: ImportRun, signed: Signature) -> Entry:
    return open_entry(
        by=signed.by,
        position=signed.position,
        staff_id=signed.staff,
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
    return {key: json.loads(json.dumps(summary[key])) for key in ("roll", "marks", "held_back") if summary.get(key)}
