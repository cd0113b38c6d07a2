"""What Alder has told Eastshire in Rollcall beside its packs (`with_authority`), and what the officer made of it.

A notice to improve, eight plans, and ten days that nobody explained, whose answer is due today; each told on a school day
before the demo's own. Of one plan the review is over its day, and the officer has asked about it. The termly meeting is next
week.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from foundation.london import LONDON
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import Days, days_of
from rollcall.demo.trust.between import answered, seen, tell_return, told
from rollcall.demo.trust.marking import mark
from rollcall.demo.trust.renaming import rename_family
from rollcall.demo.trust.returning import plain
from schools.calendar.rules.sessions import AM, SESSIONS
from schools.provision.models import ProvisionPlacement
from schools.registers.models import Mark
from schools.registers.operations import marks_changed
from schools.returns.models import Return
from schools.returns.operations.absences import look_at_marks
from schools.returns.rules.kinds import Kind
from schools.roll.operations.names import tell_apart
from schools.sharing.operations.sharing import About
from schools.sharing.queries.clocks import answer_by
from schools.sharing.queries.offering import Offered, offered
from schools.sharing.rules.meeting import meeting_key
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.shares"
#: School days ago on which the next of them was told, in turn.
AGO: Final = (7, 6, 5, 3)
#: So many plans of Alder's are told; one more is Birch's (`neighbours`).
PLANS: Final = 8
TOLD_AT, ANSWERED_AT, ASKED_AT = dt.time(15, 10), dt.time(10, 20), dt.time(14, 35)
#: School days ahead on which school and authority meet.
MEETS: Final = 6
#: Whole school days on which nobody knew where the pupil was, when the authority was told.
TEN: Final = 10
#: School days back among which one is looked for from which an answer is due today; else it was so many ago.
LOOKED_BACK, OTHERWISE = 10, 3
ASKS_FOR: Final = "The review is due today. Please tell us what it finds, and whether whole days follow."


def play(school: School, on: dt.date) -> int:
    """Tell the authority, and have its officer answer; of how many. Nothing once that was done."""
    with school_work(school):
        if filling.is_done(PLAYED):
            return 0
        days = days_of(on)
        things = _things(on, days.ago(max(AGO)))
        due = due_today(school, days, on)
        ten = _ten_days(days, on, due)
    count = 0
    for place, about in enumerate(things):
        ago = AGO[place % len(AGO)]
        share = told(about, school, days.act(ago, turn=5))
        if share is None:
            continue
        count += 1
        answered(share, school, "acknowledge", _at(days.ago(ago - 1), ANSWERED_AT))
        if share.next_on is not None and share.next_on < on and about.purpose is Purpose.PART_TIME:
            answered(share, school, "ask", _at(days.ago(1), ASKED_AT), words=ASKS_FOR)
    if ten is not None:
        count += tell_return(ten, school, days.act(due, turn=4)) is not None
    meeting = About(purpose=Purpose.MEETING, source=meeting_key(days.to_come(MEETS)))
    count += told(meeting, school, days.act(1, by=days.head, turn=5)) is not None
    seen(school, days.ago(1), days.act(0, turn=1))
    with school_work(school):
        filling.done(PLAYED, school)
    return count


def due_today(school: School, days: Days, on: dt.date) -> int:
    """How many school days ago something was told whose answer is due on the demo's day; 3 where nothing can have been."""
    found = (ago for ago in range(1, LOOKED_BACK) if answer_by(str(school.authority.slug), days.ago(ago)) == on)
    return next(found, OTHERWISE)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, LONDON)


def _things(on: dt.date, begun_by: dt.date) -> Sequence[About]:
    """What is told, in its order: a notice to one parent; part-time timetables; who is elsewhere since then."""
    every = offered(on)
    notices = [one for one in every if one.purpose is Purpose.IMPROVEMENT]
    part_time = [one for one in every if one.purpose is Purpose.PART_TIME]
    begun = set(ProvisionPlacement.objects.filter(starts_on__lte=begun_by).values_list("pk", flat=True))
    elsewhere = [one for one in every if one.purpose is Purpose.ELSEWHERE and one.source in begun]
    return [_about(one) for one in chain(notices[:1], _each_once(chain(part_time, elsewhere)))]


def _each_once(plans: Iterator[Offered]) -> Sequence[Offered]:
    """One plan a pupil, as many as are told."""
    found: dict[object, Offered] = {}
    for one in plans:
        found.setdefault(one.pupil.pk, one)
    return list(found.values())[:PLANS]


def _about(one: Offered) -> About:
    return About(purpose=one.purpose, source=one.source, pupil=one.pupil, case=one.case, contact=one.contact)


def _ten_days(days: Days, on: dt.date, told_ago: int) -> Return | None:
    """Rohit, away since ten school days before the authority was told; the return of it, approved by nobody yet."""
    if days.now < told_ago + TEN:
        return None
    pupil = next((one for one in plain(on) if one.sex == "M"), None)
    if pupil is None:
        return None
    rename_family(pupil, "Rohit", "Sehgal")
    tell_apart()
    for ago in range(told_ago + TEN, 0, -1):
        mark([(pupil, days.ago(ago), session, "O", None) for session in SESSIONS], days.owner, days.act(ago - 1).now)
    if Mark.objects.filter(pupil_key=pupil.key, date=on, session=AM).exists():
        mark([(pupil, on, AM, "O", None)], days.owner, days.act(0).now)
    marks_changed([on], pupils={pupil.key})
    now = days.act(told_ago, turn=0).now
    look_at_marks(now, now.date(), among={pupil.key})
    return Return.objects.filter(pupil=pupil, kind=Kind.ATTENDANCE).order_by("due_on").first()
