"""Importing: receive the files, check them, and apply what was checked, or discard it.

Every operation runs inside the school's transaction that its caller opened, and is whole or absent with it. A check
reads the files and works out every change without keeping any; applying works all of it out again, on the roll and
registers as they are then, and goes through only if it still comes to what the check showed (`ImportRun.fingerprint`).
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

from django.db import connections, transaction
from django.db.models.functions import Now

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from schools.calendar.queries import closed_years, school_calendar
from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.intake import files, landing, queries
from schools.intake.models import ImportFile, ImportProblem, ImportRun, SetAside
from schools.intake.rules.mark_plan import MarkPlan, Tally, tell
from schools.intake.rules.problems import FileRefusedError, Problems
from schools.intake.rules.records import Marks, Source
from schools.intake.rules.roll_plan import RollPlan, plan_roll
from schools.intake.sources import OpenSource
from schools.journal.operations import promise, record, record_each
from schools.registers.models import Entry
from schools.registers.operations import (
    count_planned,
    lock_weeks,
    marks_changed,
    open_entry,
    refresh_weeks,
    roll_changed,
)
from schools.staff.queries import post_of

#: Topics of the outbox (`tasks` carries them out): an import is to be checked; a checked one is wanted.
RECEIVED = "intake.received"
WANTED = "intake.wanted"


class ImportNotPossibleError(Exception):
    """The import cannot go on: it is over, it has errors, or things have changed since it was checked. In words."""


def receive(uploads: Mapping[str, tuple[str, BinaryIO]], *, source: str, as_at: dt.date, by: Actor) -> ImportRun:
    """Keep the files of an import: kind ("roll", "marks") to name and stream. FileRefusedError for one too large."""
    run = ImportRun.objects.create(source=source, as_at=as_at, by_person_id=by.person_id, by_name=by.name)
    kept = [files.store(run, kind, name, stream) for kind, (name, stream) in uploads.items()]
    record("import.receive", about=("import", run.pk), by=by, details={file.kind: file.sha256 for file in kept})
    return run


def ask_for_check(run: ImportRun) -> None:
    """Have the worker check an import."""
    promise(RECEIVED, {"run": str(run.pk)})


def ask_for_apply(run: ImportRun, *, by: Actor, position: str) -> None:
    """Have the worker apply what the check showed, put down to whoever asked, in the position they hold.

    The wish names the fingerprint they saw: an import that has been checked afresh since is not applied by it.
    """
    _lock(run)
    _refuse_unless(run, ImportRun.Status.CHECKED)
    run.wanted_by_person_id, run.wanted_by_name, run.wanted_by_position = by.person_id, by.name, position
    run.save(update_fields=["wanted_by_person_id", "wanted_by_name", "wanted_by_position"])
    promise(WANTED, {"run": str(run.pk), "fingerprint": run.fingerprint})


def check(run: ImportRun, *, open_source: OpenSource) -> ImportRun:
    """Find out what an import would do, and keep what was found. Nothing else changes."""
    _lock(run)
    _refuse_unless(run, ImportRun.Status.RECEIVED, ImportRun.Status.CHECKED, ImportRun.Status.REFUSED)
    work = _Work(run, open_source)
    with transaction.atomic(using=ALIAS):
        # Marks are checked against the roll as it would be; then all of it is taken back.
        work.do(land=False)
        transaction.set_rollback(True, using=ALIAS)
    run.problems.all().delete()
    run.set_aside.all().delete()
    ImportProblem.objects.bulk_create(_problem_rows(run, work.found), batch_size=1000)
    run.status = ImportRun.Status.REFUSED if work.errors else ImportRun.Status.CHECKED
    run.summary, run.fingerprint = work.summary(), work.fingerprint()
    ImportFile.objects.bulk_update(work.files, ["layout"])
    run.checked_at = Now()
    run.save(update_fields=["status", "summary", "fingerprint", "checked_at"])
    run.refresh_from_db()
    return run


def apply(run: ImportRun, *, open_source: OpenSource, by: Actor, position: str) -> ImportRun:
    """Do what the check showed: roll, marks, versions, summaries, audit line and the promise to publish.

    ImportNotPossibleError when the import is not checked and in order, or would no longer do what was shown.
    IntegrityError when somebody saved one of the same marks at the same moment. The caller then rolls back.
    """
    _lock(run)
    _refuse_unless(run, ImportRun.Status.CHECKED)
    work = _Work(run, open_source, entry=lambda: _entry(run, by, position))
    work.do(land=True)
    if work.errors or work.fingerprint() != run.fingerprint:
        message = "The roll, the calendar or the registers have changed since this import was checked. Check it again."
        raise ImportNotPossibleError(message)
    run.summary = work.summary()
    SetAside.objects.bulk_create(_set_aside_rows(run, work), batch_size=1000)
    record_each("pupil.imported", about=[("pupil", key) for key in work.landed], by=by, details={"import": str(run.pk)})
    record("import.apply", about=("import", run.pk), by=by, details=_counts(run.summary))
    return _end(run, ImportRun.Status.APPLIED)


def discard(run: ImportRun, *, by: Actor) -> ImportRun:
    """Give an import up: its files and what was found in them are deleted, the row stays."""
    _lock(run)
    _refuse_unless(run, ImportRun.Status.RECEIVED, ImportRun.Status.CHECKED, ImportRun.Status.REFUSED)
    run.problems.all().delete()
    record("import.discard", about=("import", run.pk), by=by)
    return _end(run, ImportRun.Status.DISCARDED)


# One at a time, and each step once


def one_at_a_time() -> None:
    """Wait until no other transaction is at work on this school's imports; it holds until ours ends."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('intake ' || current_schema(), 0))")


def _lock(run: ImportRun) -> None:
    """Let one import of a school proceed at a time, and read the run as it is now."""
    one_at_a_time()
    run.refresh_from_db()


def _refuse_unless(run: ImportRun, *allowed: ImportRun.Status) -> None:
    if run.status in allowed:
        return
    words = {
        ImportRun.Status.RECEIVED: "has not been checked yet",
        ImportRun.Status.CHECKED: "has been checked already",
        ImportRun.Status.REFUSED: "has errors; correct them in SIMS and send the file again",
        ImportRun.Status.APPLIED: "has been applied already",
        ImportRun.Status.DISCARDED: "was discarded",
    }[ImportRun.Status(run.status)]
    message = f"This import {words}."
    raise ImportNotPossibleError(message)


def _end(run: ImportRun, status: ImportRun.Status) -> ImportRun:
    for file in run.files.all():
        file.chunks.all().delete()
    run.status = status
    run.ended_at = Now()
    run.save(update_fields=["status", "summary", "ended_at"])
    run.refresh_from_db()
    return run


def _entry(run: ImportRun, by: Actor, position: str) -> Entry:
    checked_on = run.checked_at.date() if run.checked_at is not None else run.as_at
    post = post_of(by.person_id, checked_on) if by.person_id is not None else None
    return open_entry(
        by=by,
        position=position,
        staff_id=post.pk if post is not None else None,
        source=Entry.Source.IMPORT,
        source_id=run.pk,
    )


# The work itself


@dataclass
class _Work:
    """Reading an import's files and working out, or also writing, what they change."""

    run: ImportRun
    open_source: OpenSource
    entry: Callable[[], Entry] | None = None
    landed: list[uuid.UUID] = field(default_factory=list)
    found: dict[str, Problems] = field(default_factory=dict)
    roll: RollPlan | None = None
    marks: Marks | None = None
    tally: Tally = field(default_factory=Tally)
    rows: dict[str, int] = field(default_factory=dict)
    _roll_hash: str = ""
    _marks_hash: str = ""

    def do(self, *, land: bool) -> None:
        """Read every file, the roll first. Writing stops at the first file that has an error."""
        for file in self.files:
            problems = self.found[file.kind] = Problems()
            try:
                source = self.open_source(files.opened(file))
                file.layout = source.layout
                if file.kind == ImportFile.Kind.ROLL:
                    self._do_roll(source, problems)
                else:
                    self._do_marks(source, problems, land=land)
            except FileRefusedError as refused:
                problems.add(refused.problem)
            self._note_repeat(file, problems)

    @cached_property
    def files(self) -> list[ImportFile]:
        """The files, each with the layout it was found to have."""
        return list(self.run.files.all())

    @property
    def errors(self) -> int:
        """How many errors there are in all files."""
        return sum(problems.errors for problems in self.found.values())

    def _note_repeat(self, file: ImportFile, problems: Problems) -> None:
        before = queries.same_file_applied(file)
        if before is not None and before.ended_at is not None:
            problems.warning(
                "same_file",
                f"This very file was applied on {before.ended_at:%d/%m/%Y}.",
                "Nothing that it brought then is brought again.",
            )

    def _do_roll(self, source: Source, problems: Problems) -> None:
        as_at = self.run.as_at
        newest = queries.newest_roll()
        if newest is not None and as_at < newest:
            problems.error(
                "older_roll",
                f"This roll speaks for {as_at:%d/%m/%Y}; one for {newest:%d/%m/%Y} has been applied.",
                "Export the roll again, or give the right date.",
            )
            return
        roll = source.roll(problems, as_at=as_at)
        self.rows["roll"] = roll.rows_read
        self.roll = plan_roll(roll, queries.held_pupils(), as_at=as_at, problems=problems)
        self._roll_hash = _hash_of(self.roll)
        self.landed = landing.land_roll(self.roll)
        since = self.roll.since
        if since is not None:
            roll_changed(since)

    def _do_marks(self, source: Source, problems: Problems, *, land: bool) -> None:
        self.marks = marks = source.marks(problems, as_at=self.run.as_at)
        self.rows["marks"] = marks.rows_read
        calendar = school_calendar()
        if self.errors or not _covered(marks, calendar, problems):
            return  # the roll is not what it will be, or no mark could be placed: what else is wrong has been said
        if land and marks.high >= 0:
            # Before the held marks are read: a register saved by hand meanwhile would be counted twice or not at all.
            lock_weeks(marks.session_at(max(marks.low, 0))[0], marks.session_at(marks.high)[0])
        plan = MarkPlan(marks, queries.enrolled_pupils(), calendar, *queries.held_marks(marks))
        keys, slots = self._count(plan)
        days = [marks.session_at(slot)[0] for slot in sorted(slots)]
        if not _open_years(days, calendar, problems):
            return
        tell(self.tally, marks, problems)
        if land and marks.high >= 0:
            # The other system has taken these registers, so what was planned here for them counts.
            count_planned(marks.session_at(max(marks.low, 0))[0], min(marks.session_at(marks.high)[0], self.run.as_at))
        if land and keys:
            assert self.entry is not None
            landing.land_marks(plan, self.entry(), replace=self.tally.changed > 0)
            refresh_weeks(days[0], days[-1], pupil_keys=keys)
            marks_changed(days)

    def _count(self, plan: MarkPlan) -> tuple[list[int], set[int]]:
        """Go through the changes once, or a second time without those that people have amended here.

        The keys of the pupils with changes, and the slots that change.
        """
        keys, slots, replaced = self._pass(plan)
        if replaced:
            sessions = ((key, *plan.marks.session_at(slot)) for key, slot in replaced)
            plan.amended = {
                (key, plan.marks.slot(on, session)) for key, on, session in queries.amended_by_people(sessions)
            }
            if plan.amended:
                keys, slots, _ = self._pass(plan)
        return keys, slots

    def _pass(self, plan: MarkPlan) -> tuple[list[int], set[int], list[tuple[int, int]]]:
        self.tally, changes_seen = Tally(), hashlib.sha256()
        keys: list[int] = []
        slots: set[int] = set()
        replaced: list[tuple[int, int]] = []
        for upn, key, changes in plan.changes(self.tally):
            keys.append(key)
            places, olds, news, lates = zip(*changes, strict=True)
            slots.update(places)
            if self.tally.changed:
                replaced.extend((key, slot) for slot, old, _, _ in changes if old is not None)
            # Not the key: a new pupil's is another each time the roll is tried.
            changes_seen.update(repr((upn, places, "|".join(news))).encode())
            if any(olds) or any(lates):
                changes_seen.update(repr((olds, lates)).encode())
        self._marks_hash = changes_seen.hexdigest()
        return keys, slots, replaced

    def fingerprint(self) -> str:
        """A hash of every change, the same in every process."""
        return hashlib.sha256(f"{self._roll_hash} {self._marks_hash}".encode()).hexdigest()

    def summary(self) -> dict[str, Any]:
        """What was found, in counts."""
        found: dict[str, Any] = {"rows": self.rows, "problems": _problem_counts(self.found)}
        if self.roll is not None:
            found["roll"] = {
                "new": sum(plan.held is None for plan in self.roll.pupils),
                "changed": sum(plan.held is not None for plan in self.roll.pupils),
                "same": self.roll.unchanged,
                "missing": self.roll.missing,
            }
        if self.marks is not None:
            found["marks"] = {
                "pupils": len(self.marks.pupils),
                "new": self.tally.new,
                "changed": self.tally.changed,
                "same": self.tally.same,
                "set_aside": self.tally.set_aside,
            }
        found["files"] = {file.kind: file.layout for file in self.files}
        return found


def _covered(marks: Marks, calendar: SchoolCalendar, problems: Problems) -> bool:
    """Whether the calendar has dates for the marks at all; without them every mark would be set aside."""
    if marks.high < 0:
        return True
    first, last = marks.session_at(max(marks.low, 0))[0], marks.session_at(marks.high)[0]
    if calendar.school_days(first, last):
        return True
    problems.error(
        "no_calendar",
        f"The school's calendar has no term dates between {first:%d/%m/%Y} and {last:%d/%m/%Y}.",
        "Enter the half-terms and closed days of that year first.",
    )
    return False


def _open_years(days: Iterable[dt.date], calendar: SchoolCalendar, problems: Problems) -> bool:
    """Whether no mark would change in a year whose registers the headteacher has closed."""
    closed = sorted({calendar.year_of(day) for day in days} & closed_years())
    for year in closed:
        problems.error(
            "year_closed",
            f"The registers of {academic_year_label(year)} are closed, and the file would change marks in them.",
            "Ask the headteacher to open the year again, or send a file without those marks.",
        )
    return not closed


def _hash_of(plan: RollPlan) -> str:
    """A hash of what a roll changes."""
    plain = json.dumps(
        asdict(plan), default=lambda value: sorted(value) if isinstance(value, frozenset) else str(value)
    )
    return hashlib.sha256(plain.encode()).hexdigest()


# Rows about it


def _problem_counts(found: Mapping[str, Problems]) -> list[dict[str, Any]]:
    return [
        {"file": kind, "severity": str(severity), "code": code, "field": name, "count": count}
        for kind, problems in found.items()
        for (severity, code, name), count in problems.counts.items()
    ]


def _problem_rows(run: ImportRun, found: Mapping[str, Problems]) -> list[ImportProblem]:
    return [
        ImportProblem(run=run, file=kind, **{**asdict(problem), "severity": str(problem.severity)})
        for kind, problems in found.items()
        for problem in problems.kept()
    ]


def _set_aside_rows(run: ImportRun, work: _Work) -> list[SetAside]:
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
