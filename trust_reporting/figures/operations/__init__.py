"""Publishing: what a school's registers add up to becomes the trust's figures, again and again, never twice.

Three transactions, each safe to repeat: as the school, read the counts of what changed (`reading`); as the trust,
replace them (`replacing`); as the school, mark the outbox rows done (`schools.journal.tasks.drain`). A worker killed
between any two leaves the messages open, and doing all of it again changes nothing.

*Which reading is newer.* Each reading takes the next number of the school's outbox sequence **before** it counts. A
reading that carries out a message begins after that message's act was committed; so whichever reading has the higher
number also holds that act, and a lower number never overwrites a higher one. The number of the message itself would not
do: numbers are drawn before acts commit, so a message may appear behind one that is already published.
"""

import datetime as dt
from typing import Final

from foundation.outbox.handlers import Message
from schools.moved.operations.once import COUNTED_ONCE
from schools.registers.operations import CALENDAR_CHANGED, MARKS_CHANGED, ROLL_CHANGED, recount_weeks
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from trust_reporting.figures.operations import reading, replacing
from trust_reporting.figures.operations.reading import Changes

__all__ = ["TOPICS", "publish", "publish_all", "rebuild"]

#: Topics whose effect is a published figure. `marks.changed` carries {"dates": [...]}, and so do `calendar.changed` of a
#: closure and `moved.counted_once`. Otherwise the other two carry {"from": "2026-09-02"}, the first day whose figures could
#: differ; without it every year is read again.
TOPICS: Final = (MARKS_CHANGED, ROLL_CHANGED, CALENDAR_CHANGED, COUNTED_ONCE)


def publish(school: School, messages: list[Message]) -> None:
    """Bring the trust's figures up to date with what these outbox messages say has changed."""
    _carry_out(school, Changes.named_in(messages))


def rebuild(school: School) -> int:
    """Publish everything again from the marks; return how many academic years.

    The outcome equals that of publishing each change as it came: a property test holds the two equal.
    """
    with school_work(school, statement_timeout=reading.LONG):
        recount_weeks(dt.date.min)
    return publish_all(school)


def publish_all(school: School) -> int:
    """Publish everything by the pupils' weeks as they are kept, for a school that was filled just now; how many years."""
    return _carry_out(school, Changes.everything())


def _carry_out(school: School, changes: Changes) -> int:
    years = reading.years(school, changes)
    for academic_year in years.touched:
        counts = reading.read_year(school, academic_year, changes)
        replacing.replace_year(school, counts)
    if changes.since is not None:
        replacing.forget_years(school, keep=years.held, version=years.version)
    return len(years.touched)
