"""The day at the desk: who came late, who is out, who visits, and what somebody did last."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from schools.desk.models import Arrival, Outing, Visit


class Act(StrEnum):
    """An act at the desk that may be taken back."""

    LATE = "late"
    OUT = "out"
    BACK = "back"
    VISITOR_IN = "visitor_in"
    VISITOR_OUT = "visitor_out"


@dataclass(frozen=True, slots=True)
class Done:
    """Something somebody did at the desk: what, the row it is in, and when."""

    act: Act
    row: uuid.UUID
    at: dt.datetime

    @property
    def name(self) -> str:
        """How a button names it."""
        return f"{self.act}.{self.row}"


def arrivals_of(day: dt.date) -> "QuerySet[Arrival]":
    """Who came late, newest first."""
    return Arrival.objects.filter(day=day, undone_at=None).select_related("pupil").order_by("-at")


def outings_of(day: dt.date) -> "QuerySet[Outing]":
    """Who went out or came in by the door, newest first."""
    return Outing.objects.filter(day=day, undone_at=None).select_related("pupil").order_by("-left_at", "-back_at")


def out_now(day: dt.date) -> "QuerySet[Outing]":
    """Who is out and not back, the longest first."""
    return outings_of(day).filter(back_at=None).order_by("left_at")


def visits_of(day: dt.date) -> "QuerySet[Visit]":
    """The visitors' book of a day, newest first."""
    return Visit.objects.filter(day=day, undone_at=None).order_by("-in_at")


def visitors_now(day: dt.date) -> "QuerySet[Visit]":
    """Who visits and has not left."""
    return visits_of(day).filter(out_at=None)


def last_act(person_id: uuid.UUID, day: dt.date) -> Done | None:
    """What somebody did last at the desk on a day, of what has not been taken back."""
    found = [Done(Act.LATE, row.pk, row.at) for row in arrivals_of(day).filter(by_id=person_id)[:1]]
    for outing in outings_of(day).filter(Q(left_by_id=person_id) | Q(back_by_id=person_id)):
        if outing.back_at and outing.back_by_id == person_id and outing.ended_by_id is None:
            found.append(Done(Act.BACK, outing.pk, outing.back_at))
        elif outing.left_at and outing.back_at is None and outing.left_by_id == person_id:
            found.append(Done(Act.OUT, outing.pk, outing.left_at))
    for visit in visits_of(day).filter(Q(in_by_id=person_id) | Q(out_by_id=person_id)):
        if visit.out_at is None and visit.in_by_id == person_id:
            found.append(Done(Act.VISITOR_IN, visit.pk, visit.in_at))
        elif visit.out_at and visit.out_by_id == person_id:
            found.append(Done(Act.VISITOR_OUT, visit.pk, visit.out_at))
    return max(found, key=lambda done: done.at, default=None)
