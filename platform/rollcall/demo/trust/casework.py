"""Cases of Alder on the demo's own morning: a dozen, from just opened to closed, as their officers and leads have left them.

Each is played by the acts that people would have done, on the school days on which they would have done them. The pupils are
those of each year with the most unauthorised sessions this year, so that a case and its marks tell one story.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Sum

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.london import LONDON
from rollcall.demo.trust import filling
from schools.calendar.queries import school_calendar
from schools.cases.models import BarrierKind, Case, View
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import close, open_case, set_stage, wait
from schools.cases.operations.plans import agree_plan, hold_review
from schools.cases.operations.support import answer_offer, make_offer, note_barrier, write_view
from schools.cases.operations.work import add_task, end_task, write_note
from schools.cases.rules.opening import Kind, Outcome
from schools.cases.rules.plans import Found, PlanKind
from schools.cases.rules.tasks import TaskKind
from schools.registers.models import PupilWeek
from schools.roll.models import Placement, Pupil
from schools.roll.queries import holds_on
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.casework"
YEARS: Final = ("7", "8", "9", "10", "11")
#: Who has the most first: so many a year have a case.
OF_A_YEAR: Final = 3


@dataclass(frozen=True)
class Days:
    """The school days up to the demo's own, and who acts on them."""

    days: tuple[dt.date, ...]
    officer: Signature
    lead: Signature
    owner: StaffMember

    def ago(self, number: int) -> dt.date:
        """So many school days ago."""
        return self.days[-1 - min(number, len(self.days) - 1)]

    def act(self, number: int, *, by_lead: bool = False) -> Act:
        """An act of that day, at ten past eleven; of the demo's own day, before lessons."""
        hour = dt.time(11, 10) if number else dt.time(8, 20)
        signed, role = (self.lead, Role.SAFEGUARDING_LEAD) if by_lead else (self.officer, Role.ATTENDANCE_OFFICER)
        return Act(signed, dt.datetime.combine(self.ago(number), hour, LONDON), frozenset({role}))

    def to_come(self, number: int) -> dt.date:
        """So many days from now, of weeks without holidays."""
        return self.days[-1] + dt.timedelta(days=number)


def play(school: School, on: dt.date) -> int:
    """Open them and play each to where it stands; how many. Nothing once that was done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return 0
        days = days_of(on)
        pupils = [pupil for year in YEARS for pupil in _most_missed(year, on)]
        parts = (_just_opened, _listening, _supported, _waiting, _improved)
        for place, pupil in enumerate(pupils):
            parts[place % len(parts)](pupil, days)
        filling.done(PLAYED, school)
        return len(pupils)


def days_of(on: dt.date) -> Days:
    """The school days up to the demo's own, with the officer and the lead who act on them."""
    officer, lead = (_post(position) for position in ("Attendance officer", "Safeguarding lead"))
    days = school_calendar().school_days(on - dt.timedelta(days=80), on)
    return Days(days, _signed(officer), _signed(lead), officer)


def _post(position: str) -> StaffMember:
    return StaffMember.objects.filter(person_id__isnull=False, position=position).order_by("name")[0]


def _signed(post: StaffMember) -> Signature:
    return Signature(Actor(post.person_id, post.name), post.position, post.pk)


def _most_missed(year: str, on: dt.date) -> list[Pupil]:
    placed = Placement.objects.filter(holds_on(on), year_group=year).values("pupil__key")
    weeks = PupilWeek.objects.filter(pupil_key__in=placed, week__gte=dt.date(on.year, 9, 1))
    most = weeks.values("pupil_key").annotate(missed=Sum("unauthorised")).order_by("-missed", "pupil_key")
    keys = [row["pupil_key"] for row in most[:OF_A_YEAR]]
    return list(Pupil.objects.filter(key__in=keys).order_by("key"))


def _open(pupil: Pupil, days: Days, ago: int, because: str, *, owned: bool = True) -> Case:
    owner = days.owner if owned else None
    return open_case(pupil, kind=Kind.ATTENDANCE, because=because, owner=owner, act=days.act(ago))


def _just_opened(pupil: Pupil, days: Days) -> None:
    _open(pupil, days, 1, "Three afternoons missed since half-term; the tutor is worried.", owned=False)


def _listening(pupil: Pupil, days: Days) -> None:
    case = _open(pupil, days, 20, "Late or away most Mondays. Seen in the weekly list.")
    set_stage(case, to="listen", because="Five unauthorised sessions in ten weeks", act=days.act(19))
    talk = add_task(
        case,
        kind=TaskKind.CONVERSATION,
        what="Listen to the child and a parent",
        due_on=days.ago(14),
        owner=days.owner,
        act=days.act(19),
    )
    end_task(talk, move="finish", answer="They say mornings are hard since a new set in maths.", act=days.act(15))
    said = "I do not know anybody in the new set, and I do not understand it."
    write_view(case, whose=View.Whose.CHILD, words=said, on=days.ago(15), act=days.act(15))
    learning = BarrierKind.objects.get(name="Finds the work or a subject hard")
    note_barrier(case, kind=learning, words="Maths", act=days.act(15))
    offer = make_offer(case, what="Breakfast club, every school day", made_on=days.ago(15), act=days.act(15))
    answer_offer(offer, move="take", on=days.ago(13), answer="From Monday", act=days.act(13))
    add_task(
        case,
        kind=TaskKind.QUESTION,
        what="How does the new set go?",
        due_on=days.ago(1),
        owner=days.owner,
        act=days.act(6),
    )


def _supported(pupil: Pupil, days: Days) -> None:
    case = _open(pupil, days, 38, "Ten sessions without a reason this term.")
    for number, stage in ((37, "listen"), (18, "support")):
        set_stage(case, to=stage, because="As the policy has it", act=days.act(number, by_lead=stage == "support"))
    health = BarrierKind.objects.get(name="Mental health, or waiting for CAMHS")
    note_barrier(
        case, kind=health, words="Referred in October; first appointment in January.", act=days.act(30, by_lead=True)
    )
    write_note(
        case,
        words="Kept with the lead’s own file. Ask before a home visit.",
        restricted=True,
        act=days.act(30, by_lead=True),
    )
    plan = agree_plan(
        case,
        kind=PlanKind.PERSONAL,
        agreed_on=days.ago(17),
        agreed_with="the mother, and the child",
        words="In by 08:40 with a friend; a quiet room when it is too much; a call home on Fridays.",
        helps="A seat by the door, and leave to step out without being asked why.",
        review_on=days.ago(7),
        act=days.act(17),
    )
    words = "In on eight of ten mornings."
    hold_review(plan, held_on=days.ago(7), found=Found.BETTER, words=words, next_on=days.to_come(8), act=days.act(7))
    add_task(
        case,
        kind=TaskKind.MEETING,
        what="Meet the family about the plan",
        due_on=days.to_come(1),
        starts_at=dt.time(15, 30),
        ends_at=dt.time(16, 0),
        owner=days.owner,
        act=days.act(2),
    )


def _waiting(pupil: Pupil, days: Days) -> None:
    case = _open(pupil, days, 12, "Away on four Fridays.")
    offer = make_offer(case, what="A place in the Friday club", made_on=days.ago(10), act=days.act(10))
    answer_offer(
        offer, move="refuse", on=days.ago(9), answer="They would rather sort it out themselves.", act=days.act(9)
    )
    wait(case, until=days.to_come(5), waits_for="What the next two Fridays bring", act=days.act(8))


def _improved(pupil: Pupil, days: Days) -> None:
    case = _open(pupil, days, 36, "Missed the first week.")
    make_offer(case, what="A bus pass", made_on=days.ago(35), act=days.act(35))
    close(case, outcome=Outcome.IMPROVED, words="In every day for four weeks.", act=days.act(5))
