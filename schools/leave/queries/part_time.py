"""Part-time timetables as they stand: whose review is overdue, and which have run out and nobody has said what follows."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from schools.leave.models import LeadTask, PartTimeReview, PartTimeTimetable
from schools.roll.models import Pupil

#: Closed ones stay in the list so long.
SHOWN_AFTER = dt.timedelta(days=60)


@dataclass(frozen=True)
class Standing:
    """A timetable that nobody has ended, with the review that is due next."""

    row: PartTimeTimetable
    due: PartTimeReview | None
    today: dt.date

    @property
    def expired(self) -> bool:
        """Its agreed end is over: C2 has ended with it, and a person says whether it goes on."""
        return self.row.ends_on < self.today

    @property
    def overdue(self) -> bool:
        """A review was due before today and was not held. It changes no code: the pupil is still not due."""
        return self.due is not None and self.due.due_on < self.today

    @property
    def begun(self) -> bool:
        return self.row.starts_on <= self.today

    @property
    def place(self) -> tuple[bool, bool, dt.date]:
        """What has run out first, then what is overdue, then by the next review or the end."""
        return not self.expired, not self.overdue, self.due.due_on if self.due else self.row.ends_on


def open_timetables() -> QuerySet[PartTimeTimetable]:
    """Timetables that nobody has ended."""
    return PartTimeTimetable.objects.filter(closed_at__isnull=True)


def open_tasks() -> QuerySet[LeadTask]:
    """What the lead has still to tell of."""
    return LeadTask.objects.filter(done_at__isnull=True)


def standing(today: dt.date) -> list[Standing]:
    """Every timetable that is not ended, the most urgent first. Two queries."""
    rows = open_timetables().select_related("pupil").prefetch_related("reviews")
    return sorted((standing_of(row, today) for row in rows), key=lambda one: (*one.place, one.row.pupil.sort_name))


def standing_of(row: PartTimeTimetable, today: dt.date) -> Standing:
    """How one stands."""
    due = (one for one in row.reviews.all() if one.held_on is None and one.dropped_at is None)
    return Standing(row, min(due, key=lambda one: one.due_on, default=None), today)


def ended_since(first: dt.date) -> list[PartTimeTimetable]:
    """Timetables ended since a day, the newest first."""
    rows = PartTimeTimetable.objects.filter(closed_at__date__gte=first).select_related("pupil")
    return list(rows.order_by("-closed_at"))


def timetables_of(pupil: Pupil) -> list[PartTimeTimetable]:
    """Every timetable a pupil has had, the newest first."""
    return list(PartTimeTimetable.objects.filter(pupil=pupil).order_by("-starts_on"))


def tasks_of_the_lead() -> list[LeadTask]:
    """Of which timetables the lead has not yet said that whoever works with the pupil was told, the oldest first."""
    return list(open_tasks().select_related("timetable__pupil").order_by("at"))
