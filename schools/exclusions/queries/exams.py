"""Public exams and national curriculum tests that an exclusion would have a pupil miss."""

import datetime as dt
from typing import Final

from foundation.ui.numbers import middle_date
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.exclusions.rules.periods import Excluded, Kind, spanned_by
from schools.leave.models import ExamPaper
from schools.leave.queries.exams import papers_of
from schools.roll.models import Pupil

#: How far a permanent exclusion is looked along: over the longest series.
_FAR: Final = dt.timedelta(days=183)


def missed_papers(pupil: Pupil, one: Excluded, calendar: SchoolCalendar) -> list[ExamPaper]:
    """The papers the pupil is entered for in a session that an exclusion keeps them out of, the soonest first. One query."""
    if one.kind not in (Kind.SUSPENSION, Kind.PERMANENT):
        return []
    last = one.ends.date if one.ends is not None else one.starts.date + _FAR
    if last < one.starts.date:
        return []
    out = set(spanned_by(one, calendar, until=last).sessions)
    return [paper for paper in papers_of(pupil, one.starts.date, last) if (paper.date, paper.session) in out]


def papers_words(papers: list[ExamPaper]) -> str:
    """ "8300/1F Mathematics, 14 May 2027"; of several the first two, and how many more."""
    said = [f"{one.code} {one.title}, {middle_date(one.date)}" for one in papers[:2]]
    more = [f"and {len(papers) - len(said)} more"] if len(papers) > len(said) else []
    return "; ".join([*said, *more])[:200]
