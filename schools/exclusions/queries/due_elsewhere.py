"""Which sessions of pupils are due at another school: by the roll, or because the register has them as D.

A registration there that begins after an exclusion did is education arranged because of it, and takes nothing off it
(docs/decisions/0047-education-arranged-as-d.md).
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from schools.registers.models import Mark, Plan
from schools.registers.rules.codes import DUE_ELSEWHERE
from schools.roll.queries.families import Dual, due_elsewhere

#: Date and session.
Place = tuple[dt.date, int]


@dataclass(frozen=True, slots=True)
class DueElsewhere:
    """What is due at another school: registrations on the roll, and the sessions that the register has as D."""

    duals: tuple[Dual, ...]
    in_register: frozenset[Place]

    def holds(self, on: dt.date, session: int, *, begun_by: dt.date) -> bool:
        """Whether that session is due there by a registration begun by a day; so is a D for which the roll knows none."""
        mine = [one for one in self.duals if one.holds(on, session)]
        if mine:
            return any(one.starts_on <= begun_by for one in mine)
        return (on, session) in self.in_register


def due_elsewhere_of(pupils: Mapping[uuid.UUID, int], first: dt.date, last: dt.date) -> dict[uuid.UUID, DueElsewhere]:
    """What is due at another school of these pupils, each with the compact key. Three queries."""
    duals = due_elsewhere(pupils, first, last)
    places: dict[int, set[Place]] = defaultdict(set)
    within = {"pupil_key__in": list(pupils.values()), "date__range": (first, last), "code": DUE_ELSEWHERE}
    for table in (Mark, Plan):
        for key, on, session in table.objects.filter(**within).values_list("pupil_key", "date", "session"):
            places[key].add((on, session))
    return {
        pupil: DueElsewhere(tuple(duals.get(pupil, ())), frozenset(places.get(key, ())))
        for pupil, key in pupils.items()
    }
