"""Part-time timetables and provision off site that schools have told of, overdue reviews first."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.ui.numbers import counted, middle_date
from foundation.ui.spreadsheets import Cell, csv_text
from tenants.shares.models import Share
from tenants.shares.pages.words import Tag, state_tag, state_words
from tenants.shares.queries.listed import facts_of, reminded_on
from tenants.shares.queries.shares import open_shares
from tenants.shares.rules.due import PLANS
from tenants.shares.rules.purposes import Purpose

HEAD = ("Pupil", "School", "What", "From", "Review", "To", "Time a week", "Provider", "State", "Reminded")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan. `facts` are those of its newest version; `reminded` the day on which its school was reminded last."""

    share: Share
    facts: Mapping[str, Any]
    reminded: dt.date | None
    today: dt.date

    @property
    def what(self) -> str:
        return Purpose(self.share.purpose).words

    @property
    def is_late(self) -> bool:
        """Whether its review is over its day."""
        return self.share.next_on is not None and self.share.next_on < self.today

    @property
    def tag(self) -> Tag:
        if not self.is_late or self.share.next_on is None:
            return state_tag(self.share)
        return Tag("now", f"review {counted((self.today - self.share.next_on).days, 'day')} over")

    def _day(self, key: str) -> dt.date | None:
        said = self.facts.get(key)
        return dt.date.fromisoformat(said) if said else None

    @property
    def starts(self) -> dt.date | None:
        return self._day("starts_on")

    @property
    def review(self) -> dt.date | None:
        return self._day("review_on")

    @property
    def ends(self) -> dt.date | None:
        return self._day("ends_on")

    @property
    def hours(self) -> str:
        return str(self.facts.get("hours") or "")

    @property
    def provider(self) -> str:
        return str(self.facts.get("provider") or "")

    @property
    def cells(self) -> tuple[Cell, ...]:
        about = (self.share.about, self.share.school_name, self.what)
        days = [middle_date(day) if day else "" for day in (self.starts, self.review, self.ends, self.reminded)]
        return (*about, *days[:3], self.hours, self.provider, state_words(self.share), days[3])


@dataclass(frozen=True, slots=True)
class PlanList:
    """All of them, the most overdue first."""

    lines: Sequence[PlanLine]

    @property
    def said(self) -> str:
        """How many there are, and of how many schools."""
        schools = len({line.share.school_id for line in self.lines})
        return f"{counted(len(self.lines), 'plan')} of {counted(schools, 'school')}."

    @property
    def late(self) -> str:
        """How many reviews are over their day."""
        count = sum(line.is_late for line in self.lines)
        return (
            f"{counted(count, 'review is', 'reviews are')} over {'its' if count == 1 else 'their'} day."
            if count
            else ""
        )

    @property
    def file(self) -> str:
        """What is listed, as a CSV file."""
        return csv_text([HEAD, *(line.cells for line in self.lines)])


def plan_list(today: dt.date) -> PlanList:
    """Every plan that is shared now, the most overdue review first, then by name. Three statements."""
    rows = list(open_shares().filter(purpose__in=[one.value for one in PLANS]))
    facts, reminded = facts_of(rows), reminded_on(rows)
    lines = [PlanLine(row, facts.get(row.pk, {}), reminded.get(row.pk), today) for row in rows]
    return PlanList(sorted(lines, key=_urgent))


def _urgent(line: PlanLine) -> tuple[dt.date, str, uuid.UUID]:
    return line.share.next_on or dt.date.max, line.share.about, line.share.pk
