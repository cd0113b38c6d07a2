"""Public exams and national curriculum tests that an exclusion has a pupil miss: worked out, since entries change."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from foundation.ui.numbers import middle_date
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.exclusions.rules.periods import Excluded, Kind, spanned_by
from schools.leave.models import ExamPaper

#: How far a permanent exclusion is looked along: over the longest series.
_FAR: Final = dt.timedelta(days=183)


def missed_papers(one: Excluded, entered: Collection[ExamPaper], calendar: SchoolCalendar) -> list[ExamPaper]:
    """Of the papers a pupil is entered for, those in a session that an exclusion keeps them out of."""
    if not entered or one.kind not in (Kind.SUSPENSION, Kind.PERMANENT):
        return []
    out = set(spanned_by(one, calendar, until=one.starts.date + _FAR).sessions)
    return [paper for paper in entered if (paper.date, paper.session) in out]


def papers_words(papers: Sequence[ExamPaper]) -> str:
    """ "8300/1F Mathematics, 14 May 2027"; of several the first two, and how many more."""
    said = [f"{one.code} {one.title}, {middle_date(one.date)}" for one in papers[:2]]
    more = [f"and {len(papers) - len(said)} more"] if len(papers) > len(said) else []
    return "; ".join([*said, *more])
