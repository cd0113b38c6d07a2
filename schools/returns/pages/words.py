"""Returns in words: why one is due, by when, and what is missing."""

import datetime as dt

from foundation.ui.numbers import days as half_days
from foundation.ui.numbers import middle_date, short_date
from schools.returns.models import Return
from schools.returns.rules.clocks import Clock, clock_of
from schools.returns.rules.kinds import WORDS, Kind
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.spells import ground_words


def kind_words(row: Return) -> str:
    """What kind it is: "New pupil"."""
    return WORDS[Kind(row.kind)].one


def why_words(row: Return) -> str:
    """What gave rise to it, in a line for a list."""
    facts, starts = row.facts, short_date(row.starts_on)
    fields = facts.get("fields", {})
    match Kind(row.kind):
        case Kind.NEW_PUPIL:
            return f"joined {starts}"
        case Kind.DELETION:
            return f"last day {starts}: {ground_words(facts.get('ground', '')) or 'no ground'}"
        case Kind.ATTENDANCE:
            return f"{fields.get('grounds', '')}, since {starts}".strip(", ")
        case Kind.SICKNESS:
            ahead = facts.get("ahead", 0)
            planned = f", {half_days(ahead)} of them to come" if ahead else ""
            return f"ill {half_days(facts.get('sessions', 0))} school days{planned}" if "sessions" in facts else "said"
        case _:
            return f"from {_day(fields.get('starts_on') or fields.get('first_day'), row.starts_on)}"


def _day(text: str | None, otherwise: dt.date) -> str:
    try:
        return short_date(dt.date.fromisoformat(text or ""))
    except ValueError:
        return short_date(otherwise)


def due_tag(row: Return, today: dt.date) -> Tag:
    """By when, as a state. Overdue once its last day has ended."""
    return due_tag_of(row.due_on, today)


def due_tag_of(due_on: dt.date, today: dt.date) -> Tag:
    """The same of a date alone."""
    match clock_of(due_on, today):
        case Clock.OVERDUE:
            return Tag("now", "overdue", f"since the end of {due_on:%a} {short_date(due_on)}")
        case Clock.TODAY:
            return Tag("now", "due today", "by the end of the day")
        case Clock.NEAR:
            return Tag("soon", f"due {due_on:%a} {short_date(due_on)}")
    return Tag("", f"{due_on:%a} {short_date(due_on)}")


def field_words(text: str, *, is_date: bool) -> str:
    """A field's value as a page shows it."""
    if not is_date:
        return text
    try:
        return middle_date(dt.date.fromisoformat(text))
    except ValueError:
        return text
