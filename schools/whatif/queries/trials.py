"""The trials there are, and what may be tried here."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from schools.calendar.queries import school_calendar
from schools.policy import queries
from schools.whatif.models import Trial
from tenants.policies.rules.canonical import kept
from tenants.policies.rules.document import Policy, Stage
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


def with_own_lines(draft: Policy, day: dt.date) -> Policy:
    """A document of the trust's with the lines that the school has of its own on a day, as far as they stand in it."""
    row = queries.in_force_on(day)
    return draft if row is None else in_force(draft, queries.lines_of(row.override)).policy


def stages_of(trial: Trial) -> list[Stage]:
    """The stages above the lowest, of what is tried, and after them those that it no longer has."""
    draft, live = kept(trial.draft), kept(trial.live)
    keys = {one.key for one in draft.stages}
    return [one for one in (*draft.in_order, *(s for s in live.in_order if s.key not in keys)) if one.place]


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
