"""What Alder has told Eastshire in Rollcall: its part-time timetables, who is educated elsewhere, and notices to improve.

Told by the attendance officer on the last school days, so that some answers are over their date and some are not due yet.
The worker carries them to the authority once the demo starts, as it does everything that was promised.
"""

import datetime as dt
from typing import Final

from foundation.audit.actors import Actor
from foundation.london import LONDON
from foundation.refusals import Refused
from rollcall.demo.trust import filling
from schools.calendar.queries import school_calendar
from schools.cases.operations.acting import Act
from schools.roll.queries.signing import Signature
from schools.sharing.operations.sharing import About
from schools.sharing.operations.telling import To, preview, read_of, tell
from schools.sharing.queries.clocks import answer_by
from schools.sharing.queries.offering import Offered, offered
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.shares"
#: School days ago on which the next of them was told, in turn.
AGO: Final = (6, 5, 3, 2, 1)


def play(school: School, on: dt.date) -> int:
    """Tell the authority; of how many. Nothing once that was done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return 0
        days = school_calendar().school_days(on - dt.timedelta(days=40), on)
        signed, told = _officer(), 0
        for place, one in enumerate(offered(on)):
            day = days[-1 - AGO[place % len(AGO)]]
            told += _told(one, school, Act(signed, dt.datetime.combine(day, dt.time(15, 10), LONDON)))
        filling.done(PLAYED, school)
        return told


def _officer() -> Signature:
    post = StaffMember.objects.filter(person_id__isnull=False, position="Attendance officer").order_by("name")[0]
    return Signature(Actor(post.person_id, post.name), post.position, post.pk)


def _told(one: Offered, school: School, act: Act) -> bool:
    """Whether it was told: nothing that lacks something is."""
    about = About(purpose=one.purpose, source=one.source, pupil=one.pupil, case=one.case, contact=one.contact)
    authority = school.authority
    to = To(
        school=school,
        authority=authority.slug,
        authority_name=authority.name,
        answer_by=answer_by(authority.slug, act.today),
    )
    try:
        tell([about], to, read=read_of([preview(about, to, act=act)]), act=act)
    except Refused:
        return False
    return True
