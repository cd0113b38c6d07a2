"""Penalty notices at Alder: two parents of one child asked for, one of another with days to pay; and in a third family
a notice of Westmoor's, two years old.

Played by the acts that people would have done, on the school days on which they would have done them. Who they are about is
whoever meets the threshold by their marks; of the pupil with a story of his own nothing is played.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from foundation.audit.actors import Actor
from foundation.london import LONDON
from rollcall.demo.trust import filling
from schools.calendar.queries import school_calendar
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.penalties.models import OtherNotice
from schools.penalties.operations.considering import Answered, consider, decide
from schools.penalties.operations.others import Written, write_notice
from schools.penalties.operations.turning import Happened, turn
from schools.penalties.queries.parents import Parent, parents_of
from schools.penalties.queries.thresholds import ground_on, thresholds
from schools.penalties.rules.asks import Asks, asks_of
from schools.penalties.rules.considering import QUESTIONS
from schools.policy.queries.profiles import own_profile_on
from schools.roll.models import Contact, Pupil
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember
from tenants.policies.rules.notice_ledger import Rate
from tenants.policies.rules.notice_states import PAID_FULL
from tenants.shares.models import Notice
from tenants.shares.rules.ledger import Child, kept_until
from tenants.trusts.models import LocalAuthority, School
from tenants.trusts.scopes import authority_work, school_work

PLAYED: Final = "demo.penalties"
LEDGER: Final = "demo.ledger"
#: School days ago: considered, asked for, issued and received.
CONSIDERED, ASKED, ISSUED, RECEIVED = 9, 8, 5, 3
#: Of whom something else is shown, and the story must not be told twice.
ELSEWHERE: Final = ("Hartley",)
TWO_YEARS: Final = dt.timedelta(days=2 * 365)
FAMILIES: Final = 3
ANSWERS: Final = {
    "support": "failed",
    "tool": "yes",
    "equality": "none",
    "home": "with",
    "order": "none",
    "harm": "none",
}
WORDS: Final = {
    "support": "Breakfast club, a call each morning and two meetings; the last one was not come to.",
    "tool": "What was offered was refused, and the absences go on.",
    "equality": "The SENCo was asked: no need is known, and no assessment is under way.",
    "home": "Takes part in the mornings.",
    "order": "The family was asked at the meeting.",
}


@dataclass(frozen=True)
class _Days:
    """School days up to the demo's own, who acts on them, and what the authority asks."""

    days: tuple[dt.date, ...]
    officer: Signature
    asks: Asks

    def act(self, ago: int) -> Act:
        """An act of so many school days ago, in the afternoon."""
        day = self.days[-1 - min(ago, len(self.days) - 1)]
        return Act(self.officer, dt.datetime.combine(day, dt.time(14, 40), LONDON))


def play(school: School, on: dt.date) -> int:
    """Play the notices to where they stand; about how many families. Nothing once that was done."""
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return 0
        days = _days_of(school, on)
        cases = _cases(days)
        for case, played in zip(cases, (_asked_of_both, _to_be_paid, _from_westmoor), strict=False):
            played(case, days)
        filling.done(PLAYED, school)
        return len(cases)


def play_ledger(school: School, issuer: LocalAuthority) -> bool:
    """Have the issuing authority's own ledger hold the notice that the school wrote down: asked of the child, it says yes.

    Whether that was still to be done.
    """
    with school_work(school):
        if filling.is_done(LEDGER):
            return False
        rows = OtherNotice.objects.filter(issuer=issuer.name).select_related("pupil", "contact")
        held = [
            (Child(str(one.pupil.upn or ""), one.pupil.surname, one.pupil.birth), one.contact.name, one.issued_on)
            for one in rows
            if one.contact is not None
        ]
    with authority_work(issuer):
        for child, parent, issued_on in held:
            _in_ledger(issuer, child, parent, issued_on)
    with school_work(school):
        filling.done(LEDGER, school)
    return bool(held)


def _in_ledger(issuer: LocalAuthority, child: Child, parent: str, issued_on: dt.date) -> None:
    of_whom, to_whom = child.known(settings.MOVER_KEYS)[0], child.known_with(parent, settings.MOVER_KEYS)[0]
    if Notice.objects.filter(to_whom=to_whom.digest, issued_on=issued_on).exists():
        return
    received_on, paid_on = issued_on + dt.timedelta(days=3), issued_on + dt.timedelta(days=27)
    Notice.objects.create(
        authority_id=issuer.pk,
        key_number=of_whom.key_number,
        of_whom=of_whom.digest,
        to_whom=to_whom.digest,
        order=1,
        rate=Rate.REDUCED.value,
        state=PAID_FULL,
        issued_on=issued_on,
        received_on=received_on,
        paid_on=paid_on,
        over_on=paid_on,
        keep_until=kept_until(issued_on),
    )


def _days_of(school: School, on: dt.date) -> _Days:
    days = school_calendar().school_days(on - dt.timedelta(days=80), on)
    post = StaffMember.objects.filter(person_id__isnull=False, position="Attendance officer").order_by("name")[0]
    signed = Signature(Actor(post.person_id, post.name), post.position, post.pk)
    return _Days(days, signed, asks_of(school.authority.name, own_profile_on(school, on)))


def _cases(days: _Days) -> list[Case]:
    """Open cases about attendance of that day, of pupils who met the threshold on it and have two parents to be reached."""
    on = days.act(CONSIDERED).today
    rows = Case.objects.filter(kind=Kind.ATTENDANCE, opened_on__lte=on).exclude(state=states.CLOSED)
    cases = list(rows.exclude(pupil__surname__in=ELSEWHERE).select_related("pupil").order_by("opened_on", "pupil__key"))
    met = thresholds([case.pupil for case in cases], days.asks.codes, ground_on(on))
    found = [case for case in cases if case.pupil_id in met and met[case.pupil_id].met]
    settled = [case for case in found if not met[case.pupil_id].only_with_n]
    return [case for case in settled if len(reached(case.pupil, on)) > 1][:FAMILIES]


def reached(pupil: Pupil, on: dt.date) -> list[Parent]:
    """The parents who may be written to, in the order of ringing."""
    return [one for one in parents_of(pupil, on) if not one.contact.kinds and one.now.has_address]


def _asked_of_both(case: Case, days: _Days) -> None:
    """Both parents are asked for, on the same sessions."""
    considered = consider(case, asks=days.asks, act=days.act(CONSIDERED))
    act = days.act(ASKED)
    for one in reached(case.pupil, act.today):
        decide(considered, contact_of(one), said(one, "refer"), act=act)


def _to_be_paid(case: Case, days: _Days) -> None:
    """The first parent's notice was issued and received: its days to pay run. None is proposed to the other."""
    considered = consider(case, asks=days.asks, act=days.act(CONSIDERED))
    act = days.act(ASKED)
    first, other, *_ = reached(case.pupil, act.today)
    made = decide(considered, contact_of(first), said(first, "refer"), act=act)
    decide(considered, contact_of(other), said(other, "drop", "Works abroad until the summer."), act=act)
    for move, ago in (("issue", ISSUED), ("serve", RECEIVED)):
        made = turn(made, move, Happened(days.act(ago).today), asks=days.asks, act=days.act(ago))


def _from_westmoor(case: Case, days: _Days) -> None:
    """One of two years ago, of which the school knows by the authority's email."""
    act = days.act(ASKED)
    first = reached(case.pupil, act.today)[0]
    source = "Westmoor’s email to the office, after the family’s move"
    said = Written(first.contact.contact, act.today - TWO_YEARS, PAID_FULL, "Westmoor", source)
    write_notice(case, said, act=act)


def contact_of(one: Parent) -> Contact:
    """The parent as the roll has them."""
    return Contact.objects.get(pk=one.contact.contact)


def said(
    one: Parent, outcome: str, why: str = "", *, words: Mapping[str, str] = WORDS, support: str = "failed"
) -> Answered:
    """What is answered of a parent: that they live with the child or not, and else the same of all."""
    answers = ANSWERS | {"support": support, "home": "with" if one.contact.lives_with else "elsewhere"}
    kept = {question.key: words[question.key] for question in QUESTIONS if question.asks}
    return Answered(answers, kept, outcome, why, one.birth)
