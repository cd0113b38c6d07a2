"""What Alder has told Eastshire in Rollcall, and what the authority's officer made of it.

Notices to improve, part-time timetables and who is educated elsewhere, each told on a school day before the demo's own and
acknowledged on the next; two are over their date, and what was told last waits still. The termly meeting is next week.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import chain
from typing import Final

from foundation.audit.actors import Actor
from foundation.london import LONDON
from foundation.outbox.handlers import Message
from foundation.refusals import Refused
from rollcall.demo.trust import filling
from rollcall.demo.trust.moments import clock_at
from schools.calendar.queries import school_calendar
from schools.cases.operations.acting import Act
from schools.roll.queries.signing import Signature
from schools.sharing.operations.carrying import carry
from schools.sharing.operations.sharing import About
from schools.sharing.operations.telling import To, preview, read_of, tell
from schools.sharing.queries.clocks import answer_by
from schools.sharing.queries.offering import Offered, offered
from schools.sharing.rules.meeting import meeting_key
from schools.sharing.tasks import acted
from schools.staff.models import StaffMember
from tenants.memberships.queries import officers_of
from tenants.shares.models import Share
from tenants.shares.operations.answering import ACTED, Officer, answer
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.models import School
from tenants.trusts.scopes import authority_work, identity_work, school_work

PLAYED: Final = "demo.shares"
#: School days ago on which the next of them was told, in turn.
AGO: Final = (7, 6, 5, 3, 2)
#: So many plans are told, and at these places in the turn the officer has not come to them yet.
PLANS: Final = 9
LEFT: Final = (3, 6)
TOLD_AT, ANSWERED_AT = dt.time(15, 10), dt.time(10, 20)
#: School days ahead on which school and authority meet.
MEETS: Final = 6


def play(school: School, on: dt.date) -> int:
    """Tell the authority, and have its officer answer; of how many. Nothing once that was done."""
    with school_work(school):
        if filling.is_done(PLAYED):
            return 0
        calendar = school_calendar()
        days = calendar.school_days(on - dt.timedelta(days=40), on)
        to_come = calendar.school_days(on + dt.timedelta(days=1), on + dt.timedelta(days=40))
        things, officer, head = _things(on), _signature("Attendance officer"), _signature("Headteacher")
    told = 0
    for place, about in enumerate(things):
        ago = AGO[place % len(AGO)]
        share = _tell(about, school, _act(officer, days[-1 - ago]))
        if share is not None:
            told += 1
            if place not in LEFT and ago > min(AGO):
                _acknowledge(share, school, days[-ago])
    if len(to_come) >= MEETS:
        meeting = About(purpose=Purpose.MEETING, source=meeting_key(to_come[MEETS - 1]))
        told += _tell(meeting, school, _act(head, days[-2])) is not None
    with school_work(school):
        filling.done(PLAYED, school)
    return told


def _things(on: dt.date) -> Sequence[About]:
    """What is told, in the order in which it is."""
    every = offered(on)
    notices = [one for one in every if one.purpose is Purpose.IMPROVEMENT]
    plans = sorted((one for one in every if one not in notices), key=lambda one: one.purpose is not Purpose.PART_TIME)
    return [_about(one) for one in chain(notices, plans[:PLANS])]


def _about(one: Offered) -> About:
    return About(purpose=one.purpose, source=one.source, pupil=one.pupil, case=one.case, contact=one.contact)


def _signature(position: str) -> Signature:
    post = StaffMember.objects.filter(person_id__isnull=False, position=position).order_by("name")[0]
    return Signature(Actor(post.person_id, post.name), post.position, post.pk)


def _act(signed: Signature, day: dt.date) -> Act:
    return Act(signed, dt.datetime.combine(day, TOLD_AT, LONDON))


def _tell(about: About, school: School, act: Act) -> Share | None:
    """Have it told and carried as on that day; the share as the authority has it. None where something is lacking."""
    authority = school.authority
    with clock_at(act.now):
        try:
            with school_work(school, statement_timeout="1min"):
                due = answer_by(authority.slug, act.today)
                to = To(school=school, authority=authority.slug, authority_name=authority.name, answer_by=due)
                (version,) = tell([about], to, read=read_of([preview(about, to, act=act)]), act=act)
        except Refused:
            return None
        carry(school, version.share_id)
        with authority_work(authority):
            return Share.objects.get(pk=version.share_id)


def _acknowledge(share: Share, school: School, day: dt.date) -> None:
    """The authority's officer acknowledges it, and the school hears of it."""
    with identity_work():
        person = officers_of(school.authority, on=day)[0]
    now = dt.datetime.combine(day, ANSWERED_AT, LONDON)
    with clock_at(now):
        with authority_work(school.authority):
            by = Officer(Actor(person.pk, person.name), now, day)
            answer(share, "acknowledge", number=share.number, words="", on=None, officer=by)
        acted(school.authority, [Message(0, ACTED, {"share": str(share.pk)})])
