"""Who moved counts once in the trust's figures: published anew as what they brought comes, is confirmed or taken back."""

from typing import Final

from schools.calendar.queries import school_calendar
from schools.journal.operations import promise
from schools.moved.rules.facts import MoverFacts

#: Outbox topic: what a pupil brought from another school, or that it is theirs, has changed ({"dates"}: one of each year).
COUNTED_ONCE: Final = "moved.counted_once"


def promise_counted_once(facts: MoverFacts) -> None:
    """Promise that the years these facts are of are published again."""
    years = {year for year, _ in facts.half_terms}
    halves = school_calendar().half_terms
    dates = sorted(half.starts_on for half in halves if half.academic_year in years and half.number == 1)
    if dates:
        promise(COUNTED_ONCE, {"dates": [on.isoformat() for on in dates]})
