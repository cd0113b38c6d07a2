"""Which sessions of pupils are due at another school: by the roll, or because the register has them as D."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from schools.registers.models import Mark, Plan
from schools.registers.rules.codes import DUE_ELSEWHERE

#: Date and session.
Place = tuple[dt.date, int]


class DueElsewhere:
    """Sessions that the register has as D, planned or entered, as the rules ask it."""

    def __init__(self, places: Collection[Place]) -> None:
        self.places = frozenset(places)

    def holds(self, on: dt.date, session: int) -> bool:
        """Whether that session is due at the other school."""
        return (on, session) in self.places


def registered_as_due_elsewhere(keys: Collection[int], first: dt.date, last: dt.date) -> dict[int, DueElsewhere]:
    """Of these pupils, the sessions that are D in a register or planned to be. Two queries."""
    found: dict[int, set[Place]] = defaultdict(set)
    within = {"pupil_key__in": keys, "date__range": (first, last), "code": DUE_ELSEWHERE}
    for table in (Mark, Plan):
        for key, on, session in table.objects.filter(**within).values_list("pupil_key", "date", "session"):
            found[key].add((on, session))
    return {key: DueElsewhere(places) for key, places in found.items()}
