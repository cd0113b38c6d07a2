"""What people here confirmed of pupils' time at another school of the trust, as a decision reads it."""

import uuid
from collections.abc import Iterable

from foundation.clock import local
from schools.moved.queries.carried import carried_of_each
from schools.moved.rules.facts import WEEK_CODES, MoverFacts
from schools.policy.rules.facts import HalfTermElsewhere, Moved, WeekElsewhere


def moves_of(pupils: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[Moved, ...]]:
    """Of each of whom something was confirmed, the oldest school first. One statement where nothing came, else four."""
    return {
        pupil: tuple(
            Moved(
                confirmed_on=local(one.confirmed.at).date(),
                ends_on=one.row.ends_on,
                weeks=_weeks(one.confirmed.facts),
                half_terms=_half_terms(one.confirmed.facts),
            )
            for one in carried
            if one.confirmed is not None
        )
        for pupil, carried in carried_of_each(list(pupils)).items()
    }


def _weeks(facts: MoverFacts) -> tuple[WeekElsewhere, ...]:
    return tuple(WeekElsewhere(week.monday, tuple(zip(WEEK_CODES, week.counts, strict=True))) for week in facts.weeks)


def _half_terms(facts: MoverFacts) -> tuple[HalfTermElsewhere, ...]:
    held = sorted(facts.half_terms.items())
    return tuple(HalfTermElsewhere(year, number, totals) for (year, number), totals in held)
