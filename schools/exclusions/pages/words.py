"""Exclusions in words."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import counted, long_date, middle_date, short_date
from foundation.ui.numbers import span as days_span
from schools.calendar.rules.sessions import AM, PM, SchoolSession
from schools.exclusions.models import Exclusion
from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.sixth_day import Run
from schools.exclusions.rules.triggers import Weighed
from schools.registers.rules.plans import PlanOutcome, Standing
from schools.roll.pages.today_lists import Tag

_HALVES: Final = {AM: "morning", PM: "afternoon"}


def address_of(row: Exclusion) -> str:
    """Where an exclusion is shown."""
    return reverse("exclusion", args=[row.pk])


def session_words(session: SchoolSession) -> str:
    """ "the morning of 19 November 2026"."""
    return f"the {_HALVES[session.session]} of {middle_date(session.date)}"


def span_words(row: Exclusion) -> str:
    """ "16 to 18 November 2026", "from 16 November 2026", with the halves where they are not whole days."""
    starts, ends = row.starts, row.ends
    half = " from the afternoon" if starts.session == PM and (ends is None or starts.date != ends.date) else ""
    if ends is None:
        return f"from {middle_date(starts.date)}{half}"
    if starts.date == ends.date:
        only = "" if starts.session != ends.session else f", {_HALVES[starts.session]}"
        return f"{middle_date(starts.date)}{only}"
    until = " to the morning" if ends.session == AM else ""
    return f"{days_span(starts.date, ends.date)}{half}{until}"


def elsewhere_words(sessions: Sequence[SchoolSession]) -> str:
    """ "Tue 17 Nov AM, Tue 17 Nov PM": sessions that are due at the other school."""
    by_day: dict[dt.date, list[SchoolSession]] = {}
    for one in sessions:
        by_day.setdefault(one.date, []).append(one)
    parts = []
    for on, held in by_day.items():
        both = {one.session for one in held} == {AM, PM}
        parts.append(f"{on:%a} {short_date(on)}" + ("" if both else f" {_HALVES[held[0].session]}"))
    return ", ".join(parts)


def state_tag(row: Exclusion, today: dt.date) -> Tag:
    """How far an exclusion has come."""
    if row.decided_at is None:
        return Tag("now", "to decide")
    if row.cancelled_at is not None:
        return Tag("off", "cancelled")
    if row.back_on is not None:
        return Tag("off", "reinstated")
    if row.kind == Kind.PERMANENT:
        return Tag("sent", "permanent")
    assert row.ends_on is not None
    if row.ends_on < today:
        return Tag("off", "served")
    return Tag("sent", "out now") if row.starts_on <= today else Tag("requested", "ahead")


def run_words(run: Run | None, *, compulsory: bool) -> str:
    """From when education must be arranged, and by whom."""
    if run is None or run.sixth is None:
        return (
            "It takes under six school days, so no other education has to be arranged; the school sets and marks work."
        )
    if not compulsory:
        return "The pupil is not of compulsory school age, so none has to be arranged."
    who = "the home authority" if run.permanent else "the school"
    also = " (suspensions that follow one another are counted as one)" if len(run.keys) > 1 else ""
    return f"From {long_date(run.sixth)}, the sixth school day{also}, arranged by {who}."


def weighed_words(one: Weighed) -> str:
    """ "More than 15 days in the term: 16 days in Spring term 2026/27"."""
    return f"{one.trigger.words}: {one.words}"


def entered_words(outcome: PlanOutcome) -> str:
    """What came of the E in the registers: "E stands in 4 sessions. Not in 2: ..."."""
    stand = len(outcome.of(Standing.STANDS))
    words = [f"E stands in {counted(stand, 'session')}."] if stand else []
    behind = outcome.of(Standing.BEHIND, Standing.BY_HAND)
    if behind:
        words.append(f"Another code stands before it in {counted(len(behind), 'session')}: the page lists them.")
    refused = outcome.of(Standing.REFUSED, Standing.NOT_ENTERED)
    if refused:
        words.append(f"{counted(len(refused), 'register')} had opened already: the office enters E there.")
    return " ".join(words)


def decided_words(outcome: PlanOutcome) -> str:
    """What is said once the headteacher has decided."""
    return " ".join(filter(None, ["Decided. Tell those listed below without delay.", entered_words(outcome)]))
