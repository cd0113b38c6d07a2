"""Questions about what one school has published. They run as its trust."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.db.models import Sum

from trust_reporting.figures.models import EnrolmentCount, RepeatedCount, SessionCount, WeekCount, YearPublication
from trust_reporting.figures.rules.cohorts import Cohort

#: The pupils of a session, as SQL: each is counted in one of these classes.
PUPILS: Final = "present + approved + authorised + unauthorised + not_possible + not_collected + missing"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a school has published an academic year: first and last date with a mark, marks missing between them.

    `checked_at` is when the whole year was last counted again; None: not since it was first published.
    """

    academic_year: int
    first_on: dt.date | None
    through: dt.date | None
    missing: int
    published_at: dt.datetime
    checked_at: dt.datetime | None


#: A session: its date and 1 or 2.
Slot: TypeAlias = tuple[dt.date, int]


@dataclass(frozen=True, slots=True)
class Held:
    """What the trust holds of one academic year of a school, and by which of its publications."""

    version: int
    first_on: dt.date | None
    through: dt.date | None
    newest: Slot | None
    calendar: Mapping[str, object]
    periods: Mapping[str, int]

    def spans(self, on: dt.date) -> bool:
        """Whether a date lies between the first and the last with a mark."""
        return self.first_on is not None and self.through is not None and self.first_on <= on <= self.through


def held_years(school_id: uuid.UUID) -> dict[int, Held]:
    """Each academic year that a school has published. One query."""
    columns = ("version", "first_on", "through", "newest_on", "newest_session", "calendar", "periods")
    rows = YearPublication.objects.filter(school_id=school_id).values_list("academic_year", *columns)
    return {
        year: Held(
            version, first_on, through, None if newest_on is None else (newest_on, newest_session), calendar, periods
        )
        for year, version, first_on, through, newest_on, newest_session, calendar, periods in rows
    }


def reach(school_id: uuid.UUID) -> tuple[Coverage, ...]:
    """Each academic year a school has published, newest first."""
    years = YearPublication.objects.filter(school_id=school_id).order_by("-academic_year")
    return tuple(
        Coverage(year.academic_year, year.first_on, year.through, _missing(year), year.published_at, year.checked_at)
        for year in years
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
        (WeekCount, ("academic_year", "cohort", "week", "in_published")),
        (EnrolmentCount, ("academic_year", "period", "basis", "cohort", "year_group")),
        (RepeatedCount, ("academic_year", "period", "basis", "others")),
    ):
        for row in table.objects.filter(school_id=school_id).order_by(*order).values().iterator():
            digest.update(json.dumps(row, default=str, sort_keys=True).encode())
    return digest.hexdigest()
