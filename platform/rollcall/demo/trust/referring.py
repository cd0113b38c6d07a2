"""Three services that Alder works with, and four referrals to them: one blocked, one waiting, one asked for more,
and one accepted after it was sent twice; with the local form of that child.

Played by the acts that people would have done, on the school days on which they would have done them.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from foundation.audit.actors import Actor
from foundation.london import LONDON
from rollcall.demo.trust import filling
from schools.calendar.queries import school_calendar
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.referrals.models import Referral, Service
from schools.referrals.operations.attend import keep_form
from schools.referrals.operations.consents import note_consent
from schools.referrals.operations.referrals import answered, ask_for_more, begin, write, write_health
from schools.referrals.operations.sending import send_referral
from schools.referrals.operations.services import add_service
from schools.referrals.rules.consent import How, Whose
from schools.referrals.rules.services import About, Way
from schools.roll.queries.contacts import ContactOf, contacts_of
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.referrals"
REFERRED: Final = 4
#: School days ago: when the services were written down, and the earliest case that is referred was opened at the latest.
BEGAN: Final = 15
EARLY, NURSE, CARERS = "Early Help, Eastshire", "School nursing team", "Young carers, Alderton"
SERVICES: Final = (
    About(
        name=EARLY,
        purpose="One worker for the whole family, where several things go wrong at home at once.",
        reached="Front door of the council: 01632 960 300, weekdays 8.30 to 17.00.",
        ways=("portal", "secure"),
        wants=("why", "child", "parent", "attendance", "tried", "home"),
        from_age=0,
        to_age=18,
        waiting="about three weeks",
        reply_days=10,
    ),
    About(
        name=NURSE,
        purpose="Health that keeps a child away: sleep, eating, asthma, continence, worries about the body.",
        reached="nursing@alderton-health.example, or ring 01632 960 341 on Tuesdays.",
        ways=("secure", "post"),
        wants=("why", "attendance", "home", "health"),
        from_age=4,
        to_age=19,
        waiting="two weeks",
        reply_days=15,
    ),
    About(
        name=CARERS,
        purpose="A group and a mentor for children who look after somebody at home.",
        reached="Mondays in the library, or 01632 960 377.",
        ways=("post", "portal"),
        wants=("why", "child", "strengths", "home"),
        from_age=8,
        to_age=18,
        reply_days=10,
    ),
)
WORDS: Final = {
    "why": "Mornings have become hard since the move in September. The family asks for somebody who comes to them.",
    "child": "“I am tired, and nobody wakes me.”",
    "parent": "“I leave for work at five. I ring them, but they go back to sleep.”",
    "tried": "Breakfast club for three weeks, taken up twice. A call each morning at seven by the tutor.",
    "strengths": "Football on Wednesdays, never missed. Two close friends in the form.",
}
FORM: Final = {
    "mornings": "Awake until two, and alone in the mornings.",
    "easier": "Wednesdays, when there is football.",
    "home": "Mother works early shifts; the brother is at college.",
    "tried": "Breakfast club and a morning call. The call helped for a week.",
    "first": "Somebody who knocks.",
}


@dataclass(frozen=True)
class _Days:
    """School days up to the demo's own, and who acts on them."""

    days: tuple[dt.date, ...]
    officer: Signature
    lead: Signature
    school: str

    def act(self, ago: int, *, by_lead: bool = False) -> Act:
        """An act of so many school days ago, at noon; of the demo's own, before lessons."""
        hour = dt.time(12, 5) if ago else dt.time(8, 22)
        day = self.days[-1 - min(ago, len(self.days) - 1)]
        return Act(self.lead if by_lead else self.officer, dt.datetime.combine(day, hour, LONDON))


def play(school: School, on: dt.date) -> int:
    """Write the services down and play the referrals to where they stand; how many. Nothing once that was done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return 0
        days = _days_of(school, on)
        for about in SERVICES:
            heard = days.act(BEGAN + 3).today if about.waiting else None
            add_service(replace(about, heard_on=heard), act=days.act(BEGAN))
        plays: tuple[Callable[[Case, _Days], None], ...] = (_accepted, _waiting, _asked, _blocked)
        cases = _cases(days.act(BEGAN).today)
        for case, played in zip(cases, plays, strict=False):
            played(case, days)
        filling.done(PLAYED, school)
        return len(cases)


def _days_of(school: School, on: dt.date) -> _Days:
    days = school_calendar().school_days(on - dt.timedelta(days=80), on)
    return _Days(days, _signed("Attendance officer"), _signed("Safeguarding lead"), school.name)


def _signed(position: str) -> Signature:
    post = StaffMember.objects.filter(person_id__isnull=False, position=position).order_by("name")[0]
    return Signature(Actor(post.person_id, post.name), post.position, post.pk)


def _cases(opened_by: dt.date) -> list[Case]:
    """The oldest open cases about attendance of those opened by that day, of pupils whom somebody may be rung about."""
    rows = Case.objects.filter(kind=Kind.ATTENDANCE, opened_on__lte=opened_by).exclude(state=states.CLOSED)
    found = rows.exclude(stage="monitor").select_related("pupil", "owner").order_by("opened_on", "pupil__key")
    return [case for case in found if _rung(case, opened_by) is not None][:REFERRED]


def _rung(case: Case, on: dt.date) -> ContactOf | None:
    return next((one for one in contacts_of(case.pupil, on) if one.callable), None)


def _begun(case: Case, name: str, days: _Days, ago: int) -> Referral:
    """A referral with everything written that is the officer's to write."""
    act = days.act(ago)
    row = begin(case, Service.objects.get(name=name), act=act)
    rung = _rung(case, act.today)
    return write(row, parts=WORDS, rings=rung.contact if rung else None, act=act)


def _consent(row: Referral, case: Case, days: _Days, ago: int) -> None:
    act = days.act(ago)
    rung = _rung(case, act.today)
    note_consent(
        row,
        whose=Whose.PARENT,
        name=rung.name if rung else "A parent",
        how=How.WRITING,
        what=f"Everything in the referral, for {row.service.name} to get in touch",
        given_on=act.today,
        until=None,
        act=act,
    )


def _accepted(case: Case, days: _Days) -> None:
    """Sent, asked for the parent's own words, sent again, and accepted; with the local form before it."""
    keep_form(case, answers=FORM, seen=0, act=days.act(14))
    agreed = {"agreed": "The tutor rings at seven; the officer refers by Friday."}
    keep_form(case, answers=FORM | agreed, seen=1, act=days.act(13))
    row = _begun(case, EARLY, days, 12)
    _consent(row, case, days, 12)
    send_referral(row, way=Way.PORTAL, school=days.school, act=days.act(12))
    ask_for_more(row, asked="In the parent’s own words: what would help first?", act=days.act(9))
    parent = f"{WORDS['parent']} “Somebody who knocks at half past seven would help.”"
    write(row, parts={"parent": parent}, rings=row.rings_id, act=days.act(8))
    send_referral(row, way=Way.PORTAL, school=days.school, act=days.act(8))
    said = "A family worker visits from Monday, and tells us every fortnight."
    answered(row, accepted=True, words=said, act=days.act(3))


def _waiting(case: Case, days: _Days) -> None:
    """With the school nurse, whose answer is still to come; what is sensitive was written by the safeguarding lead."""
    row = _begun(case, NURSE, days, 7)
    health = "Asthma; two nights in hospital in October. The inhaler is at home."
    write_health(row, words=health, act=days.act(7, by_lead=True))
    _consent(row, case, days, 6)
    send_referral(row, way=Way.SECURE, school=days.school, act=days.act(6, by_lead=True))


def _asked(case: Case, days: _Days) -> None:
    """The young carers' group asks for more."""
    row = _begun(case, CARERS, days, 5)
    _consent(row, case, days, 5)
    send_referral(row, way=Way.POST, school=days.school, act=days.act(5))
    ask_for_more(row, asked="Whom does the child look after, and on which evenings?", act=days.act(1))


def _blocked(case: Case, days: _Days) -> None:
    """Written, and nobody has consented yet."""
    _begun(case, EARLY, days, 1)
