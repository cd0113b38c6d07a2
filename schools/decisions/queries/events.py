"""What happened in the open cases of pupils, as a policy counts it: talks, meetings, offers, reviews, what was refused."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from schools.cases.models import Event, Task
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.policy.rules.facts import CaseEvent, Happened

#: What the lines of a case's timeline count as: its kind, and of a review what it found. Any other line counts for nothing.
COUNTED: Final[dict[str, tuple[Happened, bool | None]]] = {
    **{one.value: (one, None) for one in Happened if one not in {Happened.OFFER, Happened.REFUSAL}},
    "offer": (Happened.OFFER, None),
    "refused": (Happened.REFUSAL, None),
    "review_better": (Happened.REVIEW, True),
    "review_same": (Happened.REVIEW, False),
    "review_worse": (Happened.REVIEW, False),
}


def events_of(pupils: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[CaseEvent, ...]]:
    """Of each who has an attendance case open, what counts of it, in the order of the days. Two statements."""
    keys, found = list(pupils), defaultdict[uuid.UUID, list[CaseEvent]](list)
    here = {"case__pupil__in": keys, "case__kind": Kind.ATTENDANCE}
    actions = {
        str(task): action
        for task, action in Task.objects.filter(**here)
        .exclude(case__state=states.CLOSED)
        .exclude(action="")
        .exclude(state=states.OPEN)
        .values_list("pk", "action")
    }
    rows = Event.objects.filter(kind__in=COUNTED, **here).exclude(case__state=states.CLOSED)
    for pupil, on, kind, key in rows.order_by("on", "at", "pk").values_list("case__pupil_id", "on", "kind", "key"):
        found[pupil].append(_event(on, kind, actions.get(key, "")))
    return {pupil: tuple(held) for pupil, held in found.items()}


def _event(on: dt.date, kind: str, action: str) -> CaseEvent:
    happened, improved = COUNTED[kind]
    return CaseEvent(on, happened, action, improved)
