"""Cases, what happened in them, what is to be done, and what was found out and agreed."""

from schools.cases.models.cases import Case, Delegation, Event
from schools.cases.models.support import Barrier, BarrierKind, Offer, Plan, PlanReview, View
from schools.cases.models.work import Note, Task

__all__ = [
    "Barrier",
    "BarrierKind",
    "Case",
    "Delegation",
    "Event",
    "Note",
    "Offer",
    "Plan",
    "PlanReview",
    "Task",
    "View",
]
