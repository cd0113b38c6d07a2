"""Meetings of Alder's Year 9 on the demo's own morning, one held a week ago and this week's on its Thursday; and a mentoring
group of fourteen, whose page says whether it worked.

Played by the acts that people would have done, on the school days on which they would have done them.
"""

import datetime as dt
from typing import Final

from django.db.models import F, Sum

from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import Days, days_of
from schools.calendar.queries import school_calendar
from schools.meetings.models import Meeting
from schools.meetings.operations.deciding import decide, write_up
from schools.meetings.operations.groups import make_group, put_in
from schools.meetings.operations.meetings import add_to_agenda, plan_meeting
from schools.meetings.queries.agenda import agenda_of
from schools.meetings.rules.meetings import MeetingKind
from schools.registers.models import PupilWeek
from schools.roll.models import Placement, Pupil
from schools.roll.queries import holds_on
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.meetings"
YEAR: Final = "9"
THURSDAY: Final = 3
MENTORED: Final = 14
#: School days ago: when mentoring began, and when the last meeting was.
BEGAN: Final = 30
LAST: Final = 5


def play(school: School, on: dt.date) -> int:
    """Plan and hold them, and make the group; how many pupils are mentored. Nothing once that was done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return 0
        days = days_of(on)
        most = _most_missed(days.ago(BEGAN), on)
        _hold_last(days, most[:2])
        _plan_next(days, on, most[2:4])
        _mentor(days, most[:MENTORED])
        filling.done(PLAYED, school)
        return len(most[:MENTORED])


def _most_missed(until: dt.date, on: dt.date) -> list[Pupil]:
    """The year's pupils on roll, those first who had missed most of this school year by then."""
    placed = Placement.objects.filter(holds_on(on), year_group=YEAR).values("pupil__key")
    calendar = school_calendar()
    since, _ = calendar.year_span(calendar.year_of(on))
    weeks = PupilWeek.objects.filter(pupil_key__in=placed, week__gte=since, week__lt=until)
    most = weeks.values("pupil_key").annotate(missed=Sum(F("unauthorised") + F("authorised")))
    keys = list(most.order_by("-missed", "pupil_key").values_list("pupil_key", flat=True)[:MENTORED])
    held = {pupil.key: pupil for pupil in Pupil.objects.filter(key__in=keys)}
    return [held[key] for key in keys]


def _plan(days: Days, day: dt.date, ago: int) -> Meeting:
    return plan_meeting(
        kind=MeetingKind.YEAR,
        year_group=YEAR,
        on=day,
        starts_at=dt.time(15, 30),
        ends_at=dt.time(16, 15),
        where="Room 4",
        chair=days.owner,
        comers=list(StaffMember.objects.filter(position__in=["Head of year", "Safeguarding lead"], ends_on=None)),
        others="Education welfare officer",
        act=days.act(ago),
    )


def _hold_last(days: Days, pupils: list[Pupil]) -> None:
    """The last one: two decisions about pupils, one about nobody in particular, and its minutes."""
    meeting = _plan(days, days.ago(LAST), LAST + 4)
    for pupil, what in zip(pupils, ("Meet the family", "See whether the new bus pass works"), strict=False):
        decide(meeting, pupil=pupil, what=what, owner=days.owner, due_on=days.ago(1), act=days.act(LAST))
    decide(meeting, what="Order the badges for full weeks", owner=days.owner, due_on=days.ago(1), act=days.act(LAST))
    agenda = agenda_of(meeting, days.ago(LAST), visible=Pupil.objects.all())
    lines = [(line, agenda.pupils.get(line.key or 0)) for line in agenda.lines]
    minutes = "Most of the year’s absence is colds. Whoever is late on Mondays is to be asked why, and not told off."
    came = [days.owner.pk]
    write_up(meeting, minutes=minutes, came=came, lines=lines, act=days.act(LAST))


def _plan_next(days: Days, on: dt.date, pupils: list[Pupil]) -> None:
    """This week's, on the Thursday that is or comes next, with two pupils whom the officer has put on its agenda."""
    thursday = on + dt.timedelta(days=(THURSDAY - on.weekday()) % 7)
    meeting = _plan(days, thursday, LAST - 1)
    add_to_agenda(meeting, pupils=pupils, words="Near persistent absence; can still recover.", act=days.act(1))


def _mentor(days: Days, pupils: list[Pupil]) -> None:
    began = days.act(BEGAN)
    what = "An adult of their own, ten minutes every Monday and Friday"
    group = make_group(name="Mentoring, Year 9", what=what, starts_on=began.today, ends_on=None, act=began)
    put_in(group, pupils=pupils, act=began)
