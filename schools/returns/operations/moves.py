"""New pupils and leavers: their returns are raised, followed and let go as the roll changes."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Q

from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.returns.models import Return
from schools.returns.operations.finding import Found, follow_found
from schools.returns.queries.moves import Spell, ends_of_school, spells
from schools.returns.queries.settings import Settings, settings_now
from schools.returns.rules.clocks import (
    deletion_due,
    needs_deletion_return,
    needs_new_pupil_return,
    new_pupil_due,
)
from schools.returns.rules.kinds import OPEN, Kind

GONE = "The roll has changed, and this is not due any more."


def look_at_moves(now: dt.datetime, today: dt.date) -> dict[str, int]:
    """Have every joiner and leaver their return, and none who has no need of one. How many were raised, moved, let go."""
    settings = settings_now()
    since = settings.looks_from(today)
    looked_at = Q(kind__in=(Kind.NEW_PUPIL, Kind.DELETION)) & (Q(starts_on__gte=since) | Q(state__in=OPEN))
    rows = list(Return.objects.filter(looked_at).order_by("pk").select_for_update(of=("self",), no_key=True))
    known = {(Kind(row.kind), row.facts["spell"]) for row in rows}
    calendar, mine = school_calendar(), spells(since, today, also={key for _, key in known})
    years = {calendar.year_of(on) for spell in mine for on in (spell.starts_on, spell.ends_on) if on is not None}
    ends = {year: ends_of_school(settings, calendar, year) for year in years}
    found: list[Found] = []
    for spell in mine:
        found += _of_spell(spell, calendar, settings, ends, since=since, known=known)
    return follow_found(found, rows, gone=GONE, now=now)


def _of_spell(
    spell: Spell,
    calendar: SchoolCalendar,
    settings: Settings,
    ends: Mapping[int, tuple[str, str]],
    *,
    since: dt.date,
    known: Collection[tuple[Kind, str]],
) -> list[Found]:
    """What a spell gives rise to, by the classes at the ends of the school in the years it began and ended in.

    One that began before returns were kept here does so only where that return is known.
    """
    key = str(spell.row)
    found = []
    junior, _ = ends[calendar.year_of(spell.starts_on)]
    if ((Kind.NEW_PUPIL, key) in known or spell.starts_on >= since) and needs_new_pupil_return(
        calendar, spell.starts_on, spell.first_class, junior=junior, asked=settings.junior_asked
    ):
        found.append(
            Found(
                Kind.NEW_PUPIL,
                spell.pupil,
                f"spell:{spell.row}",
                spell.starts_on,
                new_pupil_due(spell.starts_on),
                {"spell": str(spell.row), "entered": spell.starts_on.isoformat(), "year_group": spell.first_class},
            )
        )
    left = spell.ends_on
    if (
        left is not None
        and ((Kind.DELETION, key) in known or left >= since)
        and needs_deletion_return(
            calendar, left, spell.last_class, senior=ends[calendar.year_of(left)][1], asked=settings.senior_asked
        )
    ):
        facts = {"spell": str(spell.row), "last_day": left.isoformat(), "ground": spell.ground}
        found.append(Found(Kind.DELETION, spell.pupil, f"spell:{spell.row}", left, deletion_due(left), facts))
    return found
