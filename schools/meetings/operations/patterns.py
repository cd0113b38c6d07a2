"""A pattern taken into a case: its days are the evidence that the case was opened on, or an event of the one there is."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from foundation.ui.numbers import counted, span
from schools.cases.models import Case
from schools.cases.operations.acting import Act, note_event
from schools.cases.operations.cases import open_case
from schools.cases.rules import states
from schools.cases.rules.opening import Kind, Source
from schools.meetings.rules.bars import Bar
from schools.roll.models import Pupil


@transaction.atomic(using=ALIAS)
def take_into_case(pupil: Pupil, *, bar: Bar, days: Sequence[dt.date], first: dt.date, last: dt.date, act: Act) -> Case:
    """Open an attendance case on these days; where one is open, write them into its timeline, once for the same days."""
    if not days:
        words = "The pupil is no longer one of this pattern."
        raise Refused(words, code="no_pattern", remedy="Look at the page again: marks have changed.")
    words = f"{bar.words}: {counted(len(days), 'day')} in {span(first, last)}"
    held = Case.objects.filter(pupil=pupil, kind=Kind.ATTENDANCE.value).exclude(state=states.CLOSED).first()
    if held is None:
        return open_case(pupil, kind=Kind.ATTENDANCE, because=words, source=Source.PATTERN, evidence=days, act=act)
    key = f"{bar.key} {days[0]} {days[-1]} {len(days)}"
    more = ", ".join(f"{on:%a} {on.day} {on:%b %Y}" for on in days)
    note_event(pupil, kind="pattern", on=act.today, words=words, more=more[:2000], room="meetings", key=key, act=act)
    return held
