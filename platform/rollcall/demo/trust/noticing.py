"""Penalty notices at Alder: two parents of one child asked for, one of another with days to pay; and in a third family
a notice of Westmoor's, two years old.

Played by the acts that people would have done, on the school days on which they would have done them. Who they are about is
whoever meets the threshold by their marks; of the pupil with a story of his own nothing is played.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from foundation.audit.actors import Actor
from foundation.london import LONDON
from rollcall.demo.trust import filling
from schools.calendar.queries import school_calendar
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.penalties.operations.considering import Answered, consider, decide
from schools.penalties.operations.others import Written, write_notice
from schools.penalties.operations.turning import Happened, turn
from schools.penalties.queries.parents import Parent, parents_of
from schools.penalties.queries.thresholds import ground_on, thresholds
from schools.penalties.rules.asks import Asks, asks_of
from schools.penalties.rules.considering import QUESTIONS
from schools.policy.queries.profiles import own_profile_on
from schools.roll.models import Contact
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.penalties"
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
    return [case for case in settled if len(_reached(case, on)) > 1][:FAMILIES]


def _reached(case: Case, on: dt.date) -> list[Parent]:
    return [one for one in parents_of(case.pupil, on) if not one.contact.kinds and one.now.has_address]


def _asked_of_both(case: Case, days: _Days) -> None:
    """Both parents are asked for, on the same sessions."""
    considered = consider(case, asks=days.asks, act=days.act(CONSIDERED))
    act = days.act(ASKED)
    for one in _reached(case, act.today):
        decide(considered, _contact(one), _said(one, "refer"), act=act)


def _to_be_paid(case: Case, days: _Days) -> None:
    """The first parent's notice was issued and received: its days to pay run. None is proposed to the other."""
    considered = consider(case, asks=days.asks, act=days.act(CONSIDERED))
    act = days.act(ASKED)
    first, other, *_ = _reached(case, act.today)
    made = decide(considered, _contact(first), _said(first, "refer"), act=act)
    decide(considered, _contact(other), _said(other, "drop", "Works abroad until the summer."), act=act)
    for move, ago in (("issue", ISSUED), ("serve", RECEIVED)):
        made = turn(made, move, Happened(days.act(ago).today), asks=days.asks, act=days.act(ago))


def _from_westmoor(case: Case, days: _Days) -> None:
    """One of two years ago, of which the school knows by the authority's email."""
    act = days.act(ASKED)
    first = _reached(case, act.today)[0]
    source = "Westmoor’s email to the office, after the family’s move"
    said = Written(first.contact.contact, act.today - TWO_YEARS, "paid_full", "Westmoor", source)
    write_notice(case, said, act=act)


def _contact(one: Parent) -> Contact:
    return Contact.objects.get(pk=one.contact.contact)


def _said(one: Parent, outcome: str, why: str = "") -> Answered:
    home = {"home": "with" if one.contact.lives_with else "elsewhere"}
    words = {question.key: WORDS[question.key] for question in QUESTIONS if question.asks}
    return Answered(ANSWERS | home, words, outcome, why, one.birth)
