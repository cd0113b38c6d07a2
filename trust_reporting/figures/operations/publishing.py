"""Publishing: what a school's registers add up to becomes the trust's figures, again and again, never twice.

Three transactions, each safe to repeat: as the school, read the counts of what changed (`reading`); as the trust,
replace them (`replacing`); as the school, mark the outbox rows done (`schools.journal.tasks.drain`). A worker killed
between any two leaves the messages open, and doing all of it again changes nothing.

*Which reading is newer.* Each reading rests on a publication: it counts what changed since what the trust held then. The
trust takes it only if it still holds that. Whoever published meanwhile may have seen later acts than this reading, or
earlier ones: the school is counted again, on top of that publication.

*By difference.* A register that was saved costs its pupils, not the school: their enrolments are judged again
(`schools.registers.operations.judging`) and the sessions of their year groups counted again. Every night everything is
counted again (`checking`).
"""

import datetime as dt
from contextlib import suppress
from typing import Final

from foundation.database.scope import work
from foundation.outbox.handlers import Message
from schools.calendar.rules.academic_year import academic_year_of
from schools.moved.operations.once import COUNTED_ONCE
from schools.registers.operations import CALENDAR_CHANGED, MARKS_CHANGED, ROLL_CHANGED, recount_weeks
from schools.registers.operations.judging import forget_judged
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_scope_of
from trust_reporting.figures.operations import reading, replacing
from trust_reporting.figures.operations.reading import Changes
from trust_reporting.figures.operations.replacing import Overtaken
from trust_reporting.figures.queries import held_years

#: Topics whose effect is a published figure. `marks.changed` carries {"dates": [...]}, and so do `calendar.changed` of a
#: closure and `moved.counted_once`. Otherwise the other two carry {"from": "2026-09-02"}, the first day whose figures could
#: differ; without it every year is read again.
TOPICS: Final = (MARKS_CHANGED, ROLL_CHANGED, CALENDAR_CHANGED, COUNTED_ONCE)


#: So often is a school counted again because somebody else published it meanwhile; then the message waits for the next time.
#: Whoever loses has lost to one who got on, and of three workers that do nothing else hardly one loses thirty times running.
_TRIES: Final = 30


def publish(school: School, messages: list[Message]) -> None:
    """Bring the trust's figures up to date with what these outbox messages say has changed."""
    _carry_out(school, Changes.named_in(messages))


def rebuild(school: School, *, since: dt.date = dt.date.min) -> int:
    """Publish everything again from the marks, or all from one day on; return how many academic years.

    The outcome equals that of publishing each change as it came: a property test holds the two equal.
    """
    with school_work(school, statement_timeout=reading.LONG):
        recount_weeks(since)
        forget_judged(since=academic_year_of(since))
    return _carry_out(school, Changes(since=since))


def publish_all(school: School) -> int:
    """Publish everything by the pupils' weeks as they are kept, for a school that was filled just now; how many years."""
    return _carry_out(school, Changes.everything())


def _carry_out(school: School, changes: Changes) -> int:
    for _ in range(_TRIES - 1):
        with suppress(Overtaken):
            return _once(school, changes)
    return _once(school, changes)


def _once(school: School, changes: Changes) -> int:
    with work(trust_scope_of(school.trust_id)):
        held = held_years(school.pk)
    with school_work(school, statement_timeout=reading.LONG):
        seen = reading.look(school, changes, held)
        counted = [reading.read_year(school, year, changes, held.get(year), seen) for year in seen.touched]
    for counts in counted:
        replacing.replace_year(school, counts)
    if changes.since is not None:
        replacing.forget_years(school, held, keep=seen.years)
    return len(seen.touched)
