"""How one pupil stands towards persistent absence, with every count it rests on: what a figure of the worklist opens."""

import datetime as dt
from dataclasses import dataclass

from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_of
from schools.registers.queries.newest import marked_through
from schools.registers.queries.sessions_left import sessions_left
from schools.registers.queries.totals import on_basis, totals_by_half_term
from schools.registers.rules.basis import Basis
from schools.registers.rules.outlook import Prospect
from schools.registers.rules.pupil_standing import Standing
from schools.registers.rules.totals import Totals, most_absence_below_persistent
from schools.roll.models import Pupil


@dataclass(frozen=True)
class WhyNear:
    """The counts behind one pupil's standing. `most` is what may be missed in the whole year and still end below."""

    pupil: Pupil
    basis: Basis
    academic_year: int
    through: dt.date | None
    standing: Standing
    most: int

    @property
    def totals(self) -> Totals:
        return self.standing.totals or Totals()

    @property
    def cannot(self) -> bool:
        return self.standing.outlook is not None and self.standing.outlook.prospect is Prospect.CANNOT_FINISH_BELOW

    @property
    def year_sessions(self) -> int:
        """Possible so far, and left."""
        return self.totals.possible + (self.standing.left or 0)

    @property
    def at_line(self) -> tuple[int, int] | None:
        """Absence and possible sessions once the line is crossed, either way; None when it cannot be crossed."""
        totals, standing = self.totals, self.standing
        if standing.to_persistent:
            return totals.absence + standing.to_persistent, totals.possible + standing.to_persistent
        if standing.to_leave and not self.cannot:
            return totals.absence, totals.possible + standing.to_leave
        return None


def why_near(pupil: Pupil, today: dt.date, basis: Basis) -> WhyNear:
    """The explanation as at `today`."""
    year = academic_year_of(today)
    halves = totals_by_half_term(year, [pupil.key]).get(pupil.key, {})
    until = max((row.ends_on or dt.date.max for row in pupil.admissions.all()), default=dt.date.max)
    left = sessions_left(school_calendar(), year, today, [pupil.key]).of(
        pupil.key, birth=pupil.birth, until=until, basis=basis
    )
    standing = Standing(on_basis(halves, basis=basis, birth=pupil.birth, academic_year=year), left)
    possible = standing.totals.possible if standing.totals else 0
    return WhyNear(pupil, basis, year, marked_through(today), standing, most_absence_below_persistent(possible + left))
