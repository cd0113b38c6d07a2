"""Who of Alder is in the straits that leave, part-time timetables and exclusions make, on the demo's own morning.

Sam Ridley, whose part-time timetable ended yesterday and whose review nobody has held. Ellie Marsh, on a holiday that was
refused. Jordan Pike, suspended for fourteen days this term and again from next Monday to Wednesday, of which Tuesday is due
at the other school: sixteen days, so that governors meet, Gwen Ardley among them. Played once, after the cast.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from foundation.audit.actors import Actor
from foundation.london import LONDON
from rollcall.demo.trust import filling
from rollcall.demo.trust.behind import CIRCUMSTANCES, at_home, told
from rollcall.demo.trust.family_rows import OTHER_SCHOOL
from rollcall.demo.trust.returning import stand
from schools.absence.models import FirstDay
from schools.absence.operations.following import follow
from schools.calendar.queries import school_calendar
from schools.calendar.rules.sessions import AM, PM, SchoolSession
from schools.exclusions.models import Exclusion, Notice
from schools.exclusions.operations.board import receive, set_meeting
from schools.exclusions.operations.ledger import Asked, decide, propose
from schools.exclusions.operations.panels import name_member, put_into_pack
from schools.exclusions.rules.packs import Page
from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.school_terms import term_of, terms_of
from schools.leave.models import LeaveRequest, PartTimeReview, PartTimeTimetable
from schools.leave.operations.deciding import refuse
from schools.leave.operations.planning import Act
from schools.leave.rules.grounds import Ground
from schools.provision.models import Provider
from schools.provision.operations.placing import Agreed, place
from schools.provision.operations.providers import About, add_provider
from schools.registers.models import Mark
from schools.roll.models import ContactFirst, DualRegistration, Placement, Pupil
from schools.roll.operations.names import tell_apart
from schools.roll.queries import holds_on
from schools.roll.queries.signing import Signature
from schools.roll.rules.names import sort_name
from schools.staff.models import StaffDuty, StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.beforehand"
#: Suspensions of this term that are over: so many school days each.
SERVED: Final = (5, 5, 4)
TUESDAY: Final = (3, 4)
AFTERNOONS: Final = (2, 4, 6, 8, 10)
_DAY: Final = dt.timedelta(days=1)
_BACK: Final = dt.timedelta(days=60)


def play(school: School, on: dt.date, *, now: dt.datetime) -> bool:
    """Put them in their straits on the demo's day; whether that was still to be done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return False
        officer, head = (_signed(position) for position in ("Attendance officer", "Headteacher"))
        pupils = _plain(on)
        sam, ellie, jordan = (
            _named(next(pupils), forename, surname)
            for forename, surname in (("Sam", "Ridley"), ("Ellie", "Marsh"), ("Jordan", "Pike"))
        )
        tell_apart()
        _part_time_is_over(sam, on, officer, now)
        _on_a_refused_holiday(ellie, on, officer, head, now)
        _before_a_panel(jordan, on, officer, head, now)
        filling.done(PLAYED, school)
    return True


def _signed(position: str) -> Signature:
    post = StaffMember.objects.filter(person_id__isnull=False, position=position).order_by("name")[0]
    return Signature(Actor(post.person_id, post.name), post.position, post.pk)


def _plain(on: dt.date) -> Iterator[Pupil]:
    """Pupils of whom nothing is known this morning but that they are in, from the middle of Years 9 and 10."""
    here = Mark.objects.filter(date=on, session=AM, code="/").values("pupil_key")
    away = Mark.objects.filter(date__range=(on - _BACK, on), code__in=("N", "I", "O", "B", "C2", "D", "E", "K"))
    placed = Placement.objects.filter(holds_on(on), year_group__in=("9", "10"))
    rows = (
        Pupil.objects.filter(placements__in=placed, key__in=here)
        .exclude(key__in=away.values("pupil_key"))
        .exclude(pk__in=FirstDay.objects.values("pupil"))
        .exclude(pk__in=ContactFirst.objects.values("pupil"))
        .exclude(restricted_flags__isnull=False)
        .order_by("key")
    )
    yield from rows[rows.count() // 2 :]


def _named(pupil: Pupil, forename: str, surname: str) -> Pupil:
    pupil.forename, pupil.preferred, pupil.surname = forename, "", surname
    pupil.sort_name = sort_name(surname, forename)
    pupil.save(update_fields=["forename", "preferred", "surname", "sort_name"])
    return pupil


def _part_time_is_over(sam: Pupil, on: dt.date, officer: Signature, now: dt.datetime) -> None:
    """Mornings alone for four weeks until yesterday; the review that was due then was not held."""
    days = school_calendar().school_days(on - dt.timedelta(days=28), on - _DAY)
    if not days:
        return
    contact, parent = at_home().get(sam.pk, (None, "A parent"))
    row = PartTimeTimetable.objects.create(
        pupil=sam,
        contact_id=contact,
        agreed_with=parent,
        agreed_on=days[0] - _DAY,
        purpose="To come back step by step after an operation.",
        wider_plan="Key worker each morning; whole days again at half-term.",
        slots=list(AFTERNOONS),
        hours=Decimal(15),
        starts_on=days[0],
        ends_on=days[-1],
        at=dt.datetime.combine(days[0] - _DAY, dt.time(15), LONDON),
        by_name=officer.by.name,
    )
    PartTimeReview.objects.create(timetable=row, due_on=days[-1])
    stand(sam, "C2", days, _post(officer), now, sessions=(PM,))


def _on_a_refused_holiday(ellie: Pupil, on: dt.date, officer: Signature, head: Signature, now: dt.datetime) -> None:
    """Five school days that were asked for three weeks ago and refused; she has not come this morning."""
    days = school_calendar().school_days(on, on + dt.timedelta(days=14))[:5]
    asked = on - dt.timedelta(days=21)
    contact, parent = at_home().get(ellie.pk, (None, "A parent"))
    row = LeaveRequest.objects.create(
        pupil=ellie,
        ground=Ground.EXCEPTIONAL,
        starts_on=days[0],
        ends_on=days[-1],
        reason="A week in Spain, which is much cheaper now than in the holidays.",
        contact_id=contact,
        applicant=parent,
        lives_with=True,
        asked_on=asked,
        way=LeaveRequest.Way.FORM,
        together=uuid.uuid4(),
        by_name=officer.by.name,
        created_at=dt.datetime.combine(asked, dt.time(9), LONDON),
        state=LeaveRequest.State.WAITING,
    )
    then = dt.datetime.combine(asked + _DAY, dt.time(12), LONDON)
    refuse(row, why="A holiday is not in itself exceptional.", act=Act(head, then))
    stand(ellie, "N", (on,), _post(officer), now, sessions=(AM,))
    follow(on, None, now=now)


def _before_a_panel(jordan: Pupil, on: dt.date, officer: Signature, head: Signature, now: dt.datetime) -> None:
    """Fourteen days served this term, as far as it has so many; then three more of which one is due at the other school."""
    calendar = school_calendar()
    term = term_of(on, terms_of(calendar))
    served = calendar.school_days(term.starts_on, on - 2 * _DAY) if term is not None else ()
    for number, length in enumerate(SERVED):
        days = served[number * 6 : number * 6 + length]
        if len(days) == length:
            _served(jordan, days, officer, head, now)
    monday = next((day for day in _mondays(on) if calendar.school_days(day, day + 2 * _DAY)[2:]), None)
    if monday is None:
        return
    DualRegistration.objects.create(
        pupil=jordan, status=DualRegistration.Status.MAIN, other_school=OTHER_SCHOOL, slots=list(TUESDAY), starts_on=on
    )
    about = About(OTHER_SCHOOL, "school", "Lessons at the other school")
    other = Provider.objects.filter(name=OTHER_SCHOOL).first() or add_provider(about, by=officer.by)
    agreed = Agreed(other, "D", TUESDAY, on, monday + 2 * _DAY, "Registered at both schools")
    place(jordan, agreed, review=None, may_amend=True, signed=officer, now=now)
    asked = Asked(
        kind=Kind.SUSPENSION,
        starts=SchoolSession(monday, AM),
        ends=SchoolSession(monday + 2 * _DAY, PM),
        reasons=("VA",),
        circumstances=CIRCUMSTANCES,
    )
    row = propose(jordan, asked, signed=officer, now=now)
    decide(row, signed=head, now=now)
    gwen = StaffMember.objects.get(person_id__isnull=False, position="School governor")
    clerk = StaffMember.objects.filter(duties__duty=StaffDuty.Duty.CLERK).first() or _post(officer)
    signed = Signature(Actor(clerk.person_id or officer.by.person_id, clerk.name), clerk.position, clerk.pk)
    receive(row, received_on=on, signed=signed, now=now)
    meets_at = dt.datetime.combine(monday + 3 * _DAY, dt.time(17, 30), LONDON)
    set_meeting(row, meets_at=meets_at, place="The library", signed=signed)
    for page in (Page.EXCLUSION, Page.NOTICES, Page.EARLIER):
        put_into_pack(row, page=page, struck_out=True, signed=signed, now=now)
    name_member(row, gwen, chairs=True, address="/panels/", signed=signed, now=now)


def _served(jordan: Pupil, days: tuple[dt.date, ...], officer: Signature, head: Signature, now: dt.datetime) -> None:
    before = dt.datetime.combine(days[0] - _DAY, dt.time(16), LONDON)
    row = Exclusion.objects.create(
        pupil=jordan,
        kind=Kind.SUSPENSION,
        starts_on=days[0],
        start_session=AM,
        ends_on=days[-1],
        end_session=PM,
        reasons=["PP"],
        circumstances=CIRCUMSTANCES,
        proposed_at=before,
        proposed_by=officer.by.name,
        decided_at=before,
        decided_by=head.by.name,
        decided_as=head.position,
        decided_staff_id=head.staff,
    )
    Notice.objects.bulk_create(told(row))
    stand(jordan, "E", days, _post(officer), now)


def _mondays(on: dt.date) -> Iterator[dt.date]:
    """The Mondays after a day, for half a year."""
    first = on + dt.timedelta(days=7 - on.weekday())
    yield from (first + dt.timedelta(weeks=week) for week in range(26))


def _post(signed: Signature) -> StaffMember:
    return StaffMember.objects.get(pk=signed.staff or uuid.UUID(int=0))
