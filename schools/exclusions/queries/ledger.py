"""A pupil's ledger, with what it is counted by: calendar, terms, what is due at another school, other schools' days."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.exclusions.models import Exclusion, HalfDaysElsewhere
from schools.exclusions.models.ledger import STANDS
from schools.exclusions.queries.due_elsewhere import DueElsewhere, due_elsewhere_of
from schools.exclusions.queries.exams import missed_papers, papers_words
from schools.exclusions.queries.settings import settings_now
from schools.exclusions.rules.periods import Elsewhere, Excluded, Taken, taken_by
from schools.exclusions.rules.school_terms import SchoolTerm, term_of, terms_of
from schools.exclusions.rules.sixth_day import Run, run_of, runs_of
from schools.exclusions.rules.stops import YearTotal, year_totals
from schools.exclusions.rules.triggers import Weighed, weigh
from schools.leave.models import ExamPaper
from schools.leave.queries.exams import papers_by_pupil
from schools.roll.models import Pupil


@dataclass(frozen=True)
class Ledger:
    """What stands of one pupil: the lines decided on, and what counts them. `day` is that of the question."""

    rows: tuple[Exclusion, ...]
    calendar: SchoolCalendar
    terms: tuple[SchoolTerm, ...]
    due_elsewhere: DueElsewhere
    others: tuple[HalfDaysElsewhere, ...]
    papers: tuple[ExamPaper, ...]
    day: dt.date

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """What says that a session is due at another school: the roll, and the register."""
        return (self.due_elsewhere,)

    def with_proposed(self, proposed: Excluded) -> "list[Excluded]":
        """The lines as they would be with one more."""
        return [*(one for one in self.lines if one.key != proposed.key), self._with_papers(proposed)]

    @cached_property
    def lines(self) -> list[Excluded]:
        """The lines as the rules read them."""
        return [self._with_papers(row.as_rule) for row in self.rows]

    def _with_papers(self, one: Excluded) -> Excluded:
        return replace(one, misses_exam=one.misses_exam or bool(self.missed(one)))

    def missed(self, one: Excluded) -> list[ExamPaper]:
        """The papers that a line keeps the pupil from, as entries stand now."""
        return missed_papers(one, self.papers, self.calendar)

    def exam_of(self, row: Exclusion) -> str:
        """Which exam or test an exclusion has the pupil miss, as it was written down or else by the entries; or nothing."""
        return row.exam or papers_words(self.missed(row.as_rule))

    @cached_property
    def weighed(self) -> dict[str, Weighed]:
        """What each exclusion takes and makes, by its key."""
        return {one.excluded.key: one for one in self.weigh(self.lines)}

    def weigh(self, lines: Iterable[Excluded]) -> list[Weighed]:
        """What some lines would take and make."""
        return weigh(list(lines), self.calendar, self.terms, self.elsewhere, until=self.day)

    @cached_property
    def runs(self) -> list[Run]:
        """Exclusions that run on as one; a permanent one is followed far enough for its sixth day."""
        return self.runs_with(self.lines)

    def runs_with(self, lines: Iterable[Excluded]) -> list[Run]:
        """The same of some lines."""
        return runs_of(list(lines), self.calendar, self.elsewhere, until=self.day + dt.timedelta(days=60))

    def run_of(self, row: Exclusion) -> Run | None:
        """The run that an exclusion is part of."""
        return run_of(str(row.pk), self.runs)

    @cached_property
    def outside(self) -> dict[int, int]:
        """Half-days at other schools, by academic year."""
        found: dict[int, int] = defaultdict(int)
        for row in self.others:
            found[row.academic_year] += row.half_days
        return dict(found)

    def taken(self, *, until: dt.date | None = None) -> list[Taken]:
        """What each line takes."""
        return [taken_by(one, self.calendar, self.elsewhere, until=until or self.day) for one in self.lines]

    def year_total(self, academic_year: int, *, until: dt.date | None = None) -> YearTotal:
        """The half-days of a year, here and at other schools."""
        (total,) = year_totals(self.taken(until=until), self.calendar, self.outside, years=[academic_year])
        return total

    def term_total(self, term: SchoolTerm) -> int:
        """The half-days of a term at this school."""
        return sum(one.within(term.starts_on, term.ends_on).half_days for one in self.taken())

    @property
    def term(self) -> SchoolTerm | None:
        """The term of the day."""
        return term_of(self.day, self.terms)


@dataclass(frozen=True)
class Counting:
    """What every pupil's ledger of a school is counted by."""

    calendar: SchoolCalendar
    terms: tuple[SchoolTerm, ...]


def counting_now() -> Counting:
    """The school's calendar, and its terms as it has set them. Three queries."""
    calendar = school_calendar()
    return Counting(calendar, terms_of(calendar, by_dates=settings_now().terms_by_dates))


def ledgers_of(pupils: Iterable[Pupil], day: dt.date, counting: Counting | None = None) -> dict[uuid.UUID, Ledger]:
    """The ledgers of several pupils. Six queries, and three for what counts them where it is not at hand."""
    keys = {pupil.pk: pupil.key for pupil in pupils}
    wanted = list(keys)
    by = counting or counting_now()
    rows: dict[uuid.UUID, list[Exclusion]] = defaultdict(list)
    for row in Exclusion.objects.filter(STANDS, pupil__in=wanted):
        rows[row.pupil_id].append(row)
    others: dict[uuid.UUID, list[HalfDaysElsewhere]] = defaultdict(list)
    for other in HalfDaysElsewhere.objects.filter(pupil__in=wanted, taken_back_at__isnull=True):
        others[other.pupil_id].append(other)
    half_terms = by.calendar.half_terms
    first, last = (half_terms[0].starts_on, half_terms[-1].ends_on) if half_terms else (day, day)
    elsewhere = due_elsewhere_of(keys, first, last)
    papers = papers_by_pupil(wanted, first, last)
    return {
        pupil: Ledger(
            tuple(rows[pupil]),
            by.calendar,
            by.terms,
            elsewhere[pupil],
            tuple(others[pupil]),
            tuple(papers.get(pupil, ())),
            day,
        )
        for pupil in wanted
    }


def ledger_of(pupil: Pupil, day: dt.date, counting: Counting | None = None) -> Ledger:
    """One pupil's ledger."""
    return ledgers_of([pupil], day, counting)[pupil.pk]
