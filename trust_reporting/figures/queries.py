"""Questions about what one school has published. They run as its trust."""

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass

from django.db.models import Sum

from trust_reporting.figures.models import EnrolmentCount, RepeatedCount, SessionCount, YearPublication
from trust_reporting.figures.rules.cohorts import Cohort


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a school has published an academic year: first and last date with a mark, marks missing between them."""

    academic_year: int
    first_on: dt.date | None
    through: dt.date | None
    missing: int
    published_at: dt.datetime


def reach(school_id: uuid.UUID) -> tuple[Coverage, ...]:
    """Each academic year a school has published, newest first."""
    years = YearPublication.objects.filter(school_id=school_id).order_by("-academic_year")
    return tuple(
        Coverage(year.academic_year, year.first_on, year.through, _missing(year), year.published_at) for year in years
    )


def _missing(year: YearPublication) -> int:
    if year.first_on is None or year.through is None:
        return 0
    rows = SessionCount.objects.filter(
        school_id=year.school_id, cohort=Cohort.ALL.value, date__range=(year.first_on, year.through)
    )
    return int(rows.aggregate(total=Sum("missing"))["total"] or 0)


def fingerprint(school_id: uuid.UUID) -> str:
    """SHA-256 of every figure a school has published: two that are equal hold the same figures."""
    digest = hashlib.sha256()
    for table, order in (
        (SessionCount, ("cohort", "date", "session", "year_group", "in_published")),
        (EnrolmentCount, ("academic_year", "period", "basis", "cohort", "year_group")),
        (RepeatedCount, ("academic_year", "period", "basis", "others")),
    ):
        for row in table.objects.filter(school_id=school_id).order_by(*order).values().iterator():
            digest.update(json.dumps(row, default=str, sort_keys=True).encode())
    return digest.hexdigest()
