"""Who tutors which group and who leads which year, on a day or ever."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from foundation.database.dated import holds_on
from schools.calendar.queries import year_of
from schools.roll.models import GroupTutor, RegistrationGroup, YearLead
from schools.roll.rules.form_order import form_place
from schools.roll.rules.year_group import year_group_label

Row = TypeVar("Row", GroupTutor, YearLead)


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody who has a group or a year, from when until when. `staff` is the key of their post at the school."""

    row: uuid.UUID
    staff: uuid.UUID
    name: str
    position: str
    starts_on: dt.date
    ends_on: dt.date | None

    def __str__(self) -> str:
        return self.name

    def holds_on(self, day: dt.date) -> bool:
        """Whether they have it on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A registration group with its tutors of a day and how many pupils are placed in it."""

    id: uuid.UUID
    name: str
    year_group: str
    pupils: int
    tutors: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class LedYear:
    """A year group of the school, its leads of a day, and its groups."""

    year_group: str
    label: str
    leads: tuple[Post, ...]
    groups: tuple[GroupLine, ...]


def tutors_of(group: RegistrationGroup, day: dt.date | None = None) -> list[Post]:
    """Who tutors or teaches a group on a day; ever, the newest first, when no day is given."""
    return [_post(row) for row in _dated(GroupTutor.objects.filter(group=group), day)]


def leads_of(year_group: str, day: dt.date | None = None) -> list[Post]:
    """Who leads a year group on a day; ever, the newest first, when no day is given."""
    return [_post(row) for row in _dated(YearLead.objects.filter(year_group=year_group), day)]


def years_of_school(day: dt.date) -> list[LedYear]:
    """Every year group that has groups in the school year of `day`, in the order of `form_place`. Three queries."""
    held = Q(placements__starts_on__lte=day) & (Q(placements__ends_on__isnull=True) | Q(placements__ends_on__gte=day))
    groups = RegistrationGroup.objects.filter(academic_year=year_of(day)).annotate(
        pupils=Count("placements", filter=held)
    )
    tutors: dict[uuid.UUID, list[Post]] = {}
    for tutor in _dated(GroupTutor.objects.filter(group__in=groups.values("pk")), day):
        tutors.setdefault(tutor.group_id, []).append(_post(tutor))
    leads: dict[str, list[Post]] = {}
    for lead in _dated(YearLead.objects.all(), day):
        leads.setdefault(lead.year_group, []).append(_post(lead))
    by_year: dict[str, list[GroupLine]] = {}
    for row in sorted(groups, key=lambda row: form_place(row.year_group, row.name)):
        line = GroupLine(row.pk, row.name, row.year_group, row.pupils, tuple(tutors.get(row.pk, ())))
        by_year.setdefault(row.year_group, []).append(line)
    return [
        LedYear(year, year_group_label(year) if year else "Mixed ages", tuple(leads.get(year, ())), tuple(lines))
        for year, lines in by_year.items()
    ]


def _dated(rows: QuerySet[Row], day: dt.date | None) -> QuerySet[Row]:
    chosen = rows if day is None else rows.filter(holds_on(day))
    return chosen.select_related("staff").order_by("-starts_on", "staff__name")


def _post(row: GroupTutor | YearLead) -> Post:
    staff = row.staff
    return Post(row.pk, staff.pk, staff.name, staff.position, row.starts_on, row.ends_on)
