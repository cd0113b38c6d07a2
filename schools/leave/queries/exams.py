"""Exams: the papers to come, who is entered, and what a pupil sits between two days."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, QuerySet

from schools.calendar.rules.sessions import SchoolSession
from schools.leave.models import ExamEntry, ExamPaper, StudyLeave
from schools.roll.models import Pupil

#: Public exams and national curriculum tests: never mocks.
COUNTING = (ExamPaper.Kind.PUBLIC, ExamPaper.Kind.TEST)


def papers_of(pupil: Pupil, first: dt.date, last: dt.date) -> list[ExamPaper]:
    """The public exams and national tests that a pupil is entered for between two days, both included, in order."""
    return papers_by_pupil([pupil.pk], first, last).get(pupil.pk, [])


def papers_by_pupil(pupils: Collection[uuid.UUID], first: dt.date, last: dt.date) -> dict[uuid.UUID, list[ExamPaper]]:
    """The same of several pupils. One query."""
    rows = ExamEntry.objects.filter(pupil__in=pupils, paper__date__range=(first, last), paper__kind__in=COUNTING)
    found: dict[uuid.UUID, list[ExamPaper]] = defaultdict(list)
    for entry in rows.select_related("paper").order_by("paper__date", "paper__starts_at"):
        found[entry.pupil_id].append(entry.paper)
    return found


def papers_from(first: dt.date) -> QuerySet[ExamPaper]:
    """The papers of a day and later, with how many pupils are entered for each."""
    return ExamPaper.objects.filter(date__gte=first).annotate(entered=Count("entries"))


def sat_by(pupils: Collection[uuid.UUID], first: dt.date, last: dt.date) -> dict[uuid.UUID, set[SchoolSession]]:
    """The sessions in which each of these pupils has a paper of any kind: they are due then. One query."""
    rows = ExamEntry.objects.filter(pupil__in=pupils, paper__date__range=(first, last))
    found: dict[uuid.UUID, set[SchoolSession]] = defaultdict(set)
    for pupil, on, session in rows.values_list("pupil_id", "paper__date", "paper__session"):
        found[pupil].add(SchoolSession(on, session))
    return found


def entered_between(first: dt.date, last: dt.date, year_group: str = "") -> list[Pupil]:
    """The pupils entered for a public exam or national test between two days; of one year group when asked."""
    rows = Pupil.objects.filter(
        exam_entries__paper__date__range=(first, last), exam_entries__paper__kind=ExamPaper.Kind.PUBLIC
    )
    if year_group:
        rows = rows.filter(placements__year_group=year_group, placements__starts_on__lte=first).exclude(
            placements__year_group=year_group, placements__ends_on__lt=first
        )
    return list(rows.distinct().order_by("key"))


def public_days(first: dt.date, last: dt.date, pupil: Pupil | None = None) -> dict[uuid.UUID, set[dt.date]]:
    """On which days between two each pupil, or this one, is entered for a public exam. One query."""
    rows = ExamEntry.objects.filter(paper__date__range=(first, last), paper__kind=ExamPaper.Kind.PUBLIC)
    if pupil is not None:
        rows = rows.filter(pupil=pupil)
    found: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    for key, on in rows.values_list("pupil_id", "paper__date"):
        found[key].add(on)
    return found


def study_leaves(first: dt.date) -> QuerySet[StudyLeave]:
    """Study leaves that have not ended by a day."""
    return StudyLeave.objects.filter(ends_on__gte=first, withdrawn_at__isnull=True)
