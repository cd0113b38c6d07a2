"""Tutor groups of a year side by side in a week that is over, and the week before: rates, places, and what changed."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.access.member import Member
from foundation.ui.numbers import NOT_APPLICABLE, counted, percent, points, span
from schools.calendar.queries import calendar_for
from schools.meetings.queries.rights import league_years, tutored_groups
from schools.meetings.queries.weeks import groups_in_week, weeks_over
from schools.meetings.rules.league import Standing, standings
from schools.roll.queries import years_of_school
from schools.roll.rules.year_group import year_group_label

_FRIDAY: Final = dt.timedelta(days=4)
#: How many weeks back the page goes.
WEEKS_TO_CHOOSE: Final = 12


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One group's line: its place, with whom it is shared in words, and how it changed."""

    standing: Standing
    tutors: str
    mine: bool

    @property
    def group(self) -> str:
        return self.standing.now.group

    @property
    def place(self) -> str:
        now = self.standing.now
        return "none" if now.place is None else f"{now.place}{'=' if now.shared else ''}"

    @property
    def rate(self) -> str:
        return percent(self.standing.now.totals.attendance, self.standing.now.totals.possible)

    @property
    def before(self) -> str:
        before = self.standing.before
        return percent(before.totals.attendance, before.totals.possible) if before is not None else NOT_APPLICABLE

    @property
    def place_before(self) -> str:
        before = self.standing.before
        return "none" if before is None or before.place is None else f"{before.place}{'=' if before.shared else ''}"

    @property
    def change(self) -> str:
        change = self.standing.change
        return NOT_APPLICABLE if change is None else points(change)

    @property
    def moved(self) -> str:
        """ "up 2", "down 1", "the same"."""
        moved = self.standing.moved
        if moved is None:
            return ""
        return f"{'up' if moved > 0 else 'down'} {abs(moved)}" if moved else "the same place"


@dataclass(frozen=True)
class LeagueYear:
    """One year group's table."""

    key: str
    week: str
    rows: Sequence[LeagueRow]

    @property
    def name(self) -> str:
        return year_group_label(self.key)


@dataclass(frozen=True)
class LeaguePage:
    """The page as it stands for one reader: the week, the weeks to choose from, the newest first, and a table a year."""

    week: dt.date | None
    weeks: Sequence[tuple[dt.date, str]]
    years: Sequence[LeagueYear]

    @property
    def lede(self) -> str:
        if self.week is None:
            return "No school week of this year is over yet."
        said = f"School week of {span(self.week, self.week + _FRIDAY)}, beside the school week before it."
        mine = [row for year in self.years for row in year.rows if row.mine and row.standing.now.place is not None]
        own = [f"{row.group} attended {row.rate} and is {row.place} of {len(self._year_of(row))}" for row in mine]
        groups = sum(len(year.rows) for year in self.years)
        return f"{'; '.join(own)}. {said}" if own else f"{counted(groups, 'tutor group')}. {said}"

    def _year_of(self, row: LeagueRow) -> Sequence[LeagueRow]:
        return next(year.rows for year in self.years if row in year.rows)


def league_page(member: Member, today: dt.date, asked: str = "") -> LeaguePage:
    """The tutor groups that a member sees, in the week they ask for, or else the newest that is over."""
    weeks = weeks_over(calendar_for(member), today, WEEKS_TO_CHOOSE)
    if not weeks:
        return LeaguePage(None, [], [])
    week = next((one for one in weeks if one.isoformat() == asked), weeks[-1])
    own, tutors = tutored_groups(member), _tutors(today)
    keys = league_years(member, list(dict.fromkeys(year for year, _ in tutors.values())))
    years = [_year(key, weeks, week, tutors, own) for key in keys]
    named = [(one, span(one, one + _FRIDAY)) for one in reversed(weeks)]
    return LeaguePage(week, named, [year for year in years if year.rows])


def league_of_year(year_group: str, member: Member, on: dt.date) -> LeagueYear | None:
    """One year's tutor groups in the newest week that is over on a day; None before the first, and where it has none."""
    weeks = weeks_over(calendar_for(member), on, 2)
    found = _year(year_group, weeks, weeks[-1], _tutors(on), tutored_groups(member)) if weeks else None
    return found if found is not None and found.rows else None


def _tutors(day: dt.date) -> dict[str, tuple[str, str]]:
    """The groups of a school year by name: their year group, and who tutors them on a day."""
    years = years_of_school(day)
    return {row.name: (year.year_group, ", ".join(map(str, row.tutors))) for year in years for row in year.groups}


def _year(
    key: str, weeks: Sequence[dt.date], week: dt.date, tutors: Mapping[str, tuple[str, str]], own: Collection[str]
) -> LeagueYear:
    before = [one for one in weeks if one < week][-1:]
    found = standings(groups_in_week(key, week), groups_in_week(key, before[0]) if before else {})
    rows = [LeagueRow(one, tutors.get(one.now.group, ("", ""))[1], one.now.group in own) for one in found]
    return LeagueYear(key, f"School week of {span(week, week + _FRIDAY)}", rows)
