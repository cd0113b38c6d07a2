"""How one pupil stands towards persistent absence, with every count it rests on: what a figure of the worklist opens."""

import datetime as dt
from dataclasses import dataclass

from foundation.ui.numbers import counted, percent, sessions_and_days
from foundation.ui.sentences import Said
from schools.calendar.queries import school_calendar
from schools.pupils.pages.counted import as_at, published_ages
from schools.registers.queries.newest import marked_through
from schools.registers.queries.sessions_left import sessions_left
from schools.registers.queries.totals import on_basis, totals_by_half_term
from schools.registers.rules.basis import Basis
from schools.registers.rules.outlook import Prospect
from schools.registers.rules.pupil_standing import PupilStanding
from schools.registers.rules.totals import Totals, most_absence_below_persistent
from schools.roll.models import Pupil


@dataclass(frozen=True)
class WhyNear:
    """The counts behind one pupil's standing. `most` is what may be missed in the whole year and still end below."""

    pupil: Pupil
    basis: Basis
    academic_year: int
    through: dt.date | None
    standing: PupilStanding
    most: int

    @property
    def totals(self) -> Totals:
        return self.standing.totals or Totals()

    @property
    def facts(self) -> list[tuple[str, Said]]:
        """The counts in words: pairs of a term and what is said of it."""
        totals, from_here = self.totals, self.from_here
        calendar = "in the school’s calendar until the pupil’s last day, without those already marked"
        published = f"published: {published_ages(self.academic_year)}"
        return [
            ("Missed", Said(f"{totals.authorised} authorised, {totals.unauthorised} unauthorised")),
            ("Persistent", Said(self._tested)),
            *([("From here", from_here)] if from_here else []),
            ("Left this year", Said(f"{sessions_and_days(self.standing.left or 0)} {calendar}")),
            (
                "The whole year",
                Said(f"{self.year_sessions} sessions; {self.most} may be missed and still end below 10%"),
            ),
            ("Basis", Said(published if self.basis is Basis.PUBLISHED else "whole roll")),
            ("As at", Said(as_at(self.through))),
        ]

    @property
    def _tested(self) -> str:
        """The line of persistent absence, tested on the counts."""
        counts = f"10 × {self.totals.absence} = {self.standing.ten_times}"
        if self.standing.persistent:
            return f"yes: {counts} is at least {self.totals.possible}"
        return f"no: {counts} is under {self.totals.possible}"

    @property
    def from_here(self) -> Said | None:
        """How the line is crossed from here, either way, or that it cannot be; nothing when neither can be said."""
        standing = self.standing
        if self.cannot:
            best = _rate(self.totals.absence, self.year_sessions)
            most = f"the most that can be missed and still end below is {self.most}"
            return Said(strong="cannot finish below PA", after=f": with every session left attended, {best}; {most}")
        if self.at_line is None:
            return None
        if standing.to_leave:
            attended = counted(standing.to_leave, "attended session")
            return Said(f"leaves after {attended}: {_rate(*self.at_line)}, under 10%")
        return Said(f"{counted(standing.to_persistent or 0, 'more session')} to PA: {_rate(*self.at_line, 'would be')}")

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


def _rate(part: int, whole: int, verb: str = "is") -> str:
    return f"{part} of {whole} {verb} {percent(part, whole)}"


def why_near(pupil: Pupil, today: dt.date, basis: Basis) -> WhyNear:
    """The explanation as at `today`."""
    calendar = school_calendar()
    year = calendar.year_of(today)
    halves = totals_by_half_term(year, [pupil.key]).get(pupil.key, {})
    until = max((row.ends_on or dt.date.max for row in pupil.admissions.all()), default=dt.date.max)
    left = sessions_left(calendar, year, today, [pupil.key]).of(pupil.key, birth=pupil.birth, until=until, basis=basis)
    standing = PupilStanding(on_basis(halves, basis=basis, birth=pupil.birth, academic_year=year), left)
    possible = standing.totals.possible if standing.totals else 0
    return WhyNear(pupil, basis, year, marked_through(today), standing, most_absence_below_persistent(possible + left))
