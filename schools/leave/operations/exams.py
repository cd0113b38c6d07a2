"""Papers and entries taken from files, and study leave: agreed for a time, and put into the registers by the worker."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.hiding import whole_lists
from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from schools.calendar.queries import school_calendar
from schools.journal.operations import promise, record
from schools.leave.models import ExamEntry, ExamPaper, StudyLeave, StudyLeavePupil
from schools.leave.operations.planning import EXAM_LEAVE, Act, put
from schools.leave.queries.exams import entered_between, public_days, sat_by
from schools.leave.queries.requests import not_begun, to_plan
from schools.leave.rules.exams import (
    MOST_FAULTS,
    match_entries,
    match_papers,
    read_entries,
    read_papers,
    study_sessions,
)
from schools.leave.rules.requests import Stretch, stretch_faults
from schools.registers.queries.sheets import Timetable
from schools.roll.models import Pupil
from schools.roll.queries import on_roll
from schools.roll.queries.signing import Signature

#: Outbox topic: a study leave is to be put into the registers as it stands ({"leave"}).
STUDY: Final = "leave.study"
S: Final = "S"


@transaction.atomic(using=ALIAS)
def take_papers(text: str, *, act: Act) -> int:
    """Take the papers of a file, all or none; how many. A paper that is there on that day takes what the file says, and one
    that has moved takes those entered for it along."""
    rows, faults = read_papers(text, today=act.today)
    papers = _papers()
    moved, more = match_papers(rows, papers=papers, today=act.today)
    _refuse(sorted([*faults, *more], key=lambda fault: fault.row or 0))
    on_their_days = [ExamPaper(pk=papers[one.code][one.moved_from], date=one.date) for one in moved if one.moved_from]
    ExamPaper.objects.bulk_update(on_their_days, ["date"], batch_size=2000)
    ExamPaper.objects.bulk_create(
        [
            ExamPaper(
                code=one.code,
                date=one.date,
                title=one.title,
                kind=one.kind,
                session=one.session,
                starts_at=one.starts_at,
                minutes=one.minutes,
            )
            for one in rows
        ],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code", "date"],
        update_fields=["title", "kind", "session", "starts_at", "minutes"],
    )
    details = {"papers": len(rows), "moved": len(moved)}
    record("exams.papers_taken", about=("exams", "papers"), by=act.signed.by, details=details)
    _plan_again()
    return len(rows)


@whole_lists()
@transaction.atomic(using=ALIAS)
def take_entries(text: str, *, act: Act) -> int:
    """Take the entries of a file, all or none; how many. For each paper that it names, who is entered is whom it names."""
    rows, faults = read_entries(text, today=act.today)
    here = Pupil.objects.filter(pk__in=[row.id for row in on_roll(act.today)])
    pupils = {upn: key for upn, key in here.values_list("upn", "pk") if upn}
    papers = _papers()
    matched, more = match_entries(rows, pupils=pupils, papers=papers)
    _refuse(sorted([*faults, *more], key=lambda fault: fault.row or 0))
    wanted = [
        ExamEntry(paper_id=papers[one.code][on], pupil_id=pupils[one.upn], candidate=one.candidate)
        for one, on in matched
    ]
    ExamEntry.objects.filter(paper__in={one.paper_id for one in wanted}).delete()
    ExamEntry.objects.bulk_create(wanted, batch_size=2000)
    record("exams.entries_taken", about=("exams", "entries"), by=act.signed.by, details={"entries": len(wanted)})
    _plan_again()
    return len(wanted)


def _papers() -> dict[str, dict[dt.date, uuid.UUID]]:
    """Every paper by code, and of each the days."""
    found: dict[str, dict[dt.date, uuid.UUID]] = {}
    for code, on, key in ExamPaper.objects.values_list("code", "date", "pk"):
        found.setdefault(code, {})[on] = key
    return found


def _refuse(faults: Sequence[Fault]) -> None:
    if not faults:
        return
    shown = [
        Fault(f"Row {fault.row}: {fault.words}", fault.code, fault.field, fault.row, fault.remedy)
        for fault in faults[:MOST_FAULTS]
    ]
    if len(faults) > len(shown):
        shown.append(Fault(f"{len(faults) - len(shown):,} more rows have something wrong.", "more", "file"))
    raise Refused.because(*shown)


def _plan_again() -> None:
    """A paper that has moved moves the study leave around it."""
    for key in StudyLeave.objects.filter(withdrawn_at__isnull=True).values_list("pk", flat=True):
        promise(STUDY, {"leave": str(key)})


@transaction.atomic(using=ALIAS)
def agree_study_leave(name: str, stretch: Stretch, *, year_group: str = "", act: Act) -> StudyLeave:
    """Agree a study leave, in advance, for every pupil entered for a public exam in that time; the worker plans it."""
    calendar = school_calendar()
    sessions = (
        stretch.of(calendar.sessions(stretch.starts_on, stretch.ends_on)) if stretch.first <= stretch.last else []
    )
    faults = stretch_faults(stretch, sessions)
    if stretch.starts_on <= act.today:
        words = "Study leave is agreed in advance: it begins tomorrow at the earliest."
        faults.append(Fault(words, "in_advance", "starts_on"))
    pupils = [] if faults else entered_between(stretch.starts_on, stretch.ends_on, year_group)
    if not faults and not pupils:
        words = "Nobody is entered for a public exam in that time."
        faults.append(
            Fault(words, "nobody", "starts_on", remedy="Send papers and entries first, or choose other days.")
        )
    if faults:
        raise Refused.because(*faults)
    row = StudyLeave.objects.create(
        name=" ".join(name.split()),
        starts_on=stretch.starts_on,
        starts_session=stretch.starts_session,
        ends_on=stretch.ends_on,
        ends_session=stretch.ends_session,
        at=act.now,
        by_name=act.signed.by.name,
    )
    StudyLeavePupil.objects.bulk_create(StudyLeavePupil(leave=row, pupil=one) for one in pupils)
    promise(STUDY, {"leave": str(row.pk)})
    record("exams.study_agreed", about=("study_leave", row.pk), by=act.signed.by, details={"pupils": len(pupils)})
    return row


@transaction.atomic(using=ALIAS)
def withdraw_study_leave(leave: StudyLeave, *, act: Act) -> None:
    """Take a study leave back: what it planned ahead leaves the registers."""
    row = StudyLeave.objects.select_for_update(no_key=True).get(pk=leave.pk)
    if row.withdrawn_at is not None:
        raise Overtaken("It was withdrawn already.", code="withdrawn")
    row.withdrawn_at, row.withdrawn_by = act.now, act.signed.by.name
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    promise(STUDY, {"leave": str(row.pk)})
    record("exams.study_withdrawn", about=("study_leave", row.pk), by=act.signed.by)


def pupils_of_study(leaves: Iterable[str]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Which pupils these study leaves are to be planned for, as pairs of leave and pupil."""
    rows = StudyLeavePupil.objects.filter(leave__in=list(leaves))
    return list(rows.order_by("leave", "pupil__key").values_list("leave_id", "pupil_id"))


@transaction.atomic(using=ALIAS)
def plan_study(leave: uuid.UUID, pupil: uuid.UUID, *, now: dt.datetime) -> None:
    """Put a study leave into one pupil's registers as it stands, papers left out. Safe to repeat.

    It is theirs while they are entered for a public exam in its time, as it was agreed for: who no longer is is due again.
    Who is entered since does not get it by that: leave is a person's to agree.

    A session whose register has opened is neither entered nor amended, and keeps nothing ahead from being planned; a pupil
    whose registers cannot hold it ahead keeps what they had.
    """
    row = StudyLeave.objects.get(pk=leave)
    child = Pupil.objects.get(pk=pupil)
    held = []
    if row.withdrawn_at is None and public_days(row.starts_on, row.ends_on, child):
        sat = sat_by([pupil], row.starts_on, row.ends_on)[pupil]
        held = study_sessions(to_plan(row.stretch, school_calendar()), sat)
    act = Act(Signature(Actor(None, row.by_name), "for a study leave"), now)
    ahead = not_begun(Timetable.now(), now)
    put(EXAM_LEAVE, row.pk, child.key, held, S, act=act, new_from=ahead)
