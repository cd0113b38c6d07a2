"""The trials there are, and what may be tried here."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from schools.calendar.queries import school_calendar
from schools.policy import queries
from tenants.policies.rules.canonical import kept
from tenants.policies.rules.document import Policy
from tenants.policies.rules.overriding import in_force

OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that does not decide yet: how the form names it, in words, and itself with the school's own lines in it."""

    key: str
    name: str
    document: Policy


def live_on(day: dt.date) -> Policy | None:
    """What decides on a day, the school's own lines in it."""
    row = queries.in_force_on(day)
    return None if row is None else kept(row.document)


def candidates(today: dt.date) -> list[Candidate]:
    """What may be tried: the draft of the school's own lines, and whatever is approved for a later day."""
    found, draft, trusts = [], queries.draft(), queries.trusts_on(today)
    if draft is not None and trusts is not None:
        together = in_force(trusts, queries.as_lines(draft.lines)).policy
        found.append(Candidate(OWN, "the draft of the school’s own lines", together))
    for row in queries.in_force_after(today):
        own = f" with override {row.override}" if row.override else ""
        name = f"version {row.version} of the trust’s policy{own}"
        found.append(Candidate(f"{row.version}.{row.override}", name, kept(row.document)))
    return found


def year_before(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the school's year before this one."""
    calendar = school_calendar()
    return calendar.year_span(calendar.year_of(today) - 1)
