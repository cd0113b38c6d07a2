"""One consideration: the sessions it rests on, each parent apart, and what is asked of each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from foundation.access.member import Member
from foundation.ui.numbers import counted, middle_date
from schools.cases.pages.files import case_address
from schools.cases.queries.rights import sensitive_policy
from schools.cases.rules import states as case_states
from schools.improvement.models import ImprovementNotice
from schools.improvement.rules import states as improving
from schools.penalties.models import Consideration, Penalty
from schools.penalties.operations.considering import resting_on
from schools.penalties.pages.words import ledger_words, marks_words, penalty_address, request_tag, state_tag
from schools.penalties.queries.ledgers import notices_of
from schools.penalties.queries.parents import Parent, parents_of
from schools.penalties.queries.rights import work_penalties
from schools.penalties.queries.thresholds import kept_marks
from schools.penalties.rules.asks import Asks
from schools.penalties.rules.considering import HARM, QUESTIONS
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.windows import SlotMark
from schools.roll.pages.today_lists import Tag
from tenants.policies.rules import notice_states as states


@dataclass(frozen=True, slots=True)
class ParentLine:
    """One parent: what the ledger makes of a notice to them, and how far they have been considered."""

    parent: Parent
    penalty: Penalty | None
    tag: Tag
    ledger: str
    barred: str
    address: str
    notice: str


@dataclass(frozen=True)
class ConsiderationPage:
    """A consideration as one reader sees it."""

    row: Consideration
    member: Member
    today: dt.date
    asks: Asks
    works: bool

    @property
    def case_address(self) -> str:
        return case_address(self.row.case_id)

    @property
    def open(self) -> bool:
        """Whether anything more may be decided in it."""
        return self.works and self.row.case.state != case_states.CLOSED

    @cached_property
    def marks(self) -> list[SlotMark]:
        """Those of its sessions that count today."""
        return resting_on(self.row, self.today)

    @property
    def days(self) -> list[tuple[str, str]]:
        return marks_words(self.marks)

    @property
    def lost(self) -> int:
        """How many of those it was begun on count no more."""
        return len(kept_marks(self.row.marks)) - len(self.marks)

    @property
    def provisional(self) -> int:
        """How many have no reason yet."""
        return sum(mark.code == NO_REASON_YET for mark in self.marks)

    @property
    def too_old(self) -> int:
        """How many are older than the authority takes."""
        return sum(self.asks.too_old(mark.date, self.today) for mark in self.marks)

    @property
    def improvement(self) -> str:
        """How a notice to improve stands, where the authority wants one first; empty where it wants none or it failed."""
        if not any(mark.code in self.asks.improves_first for mark in self.marks):
            return ""
        newest = ImprovementNotice.objects.filter(case=self.row.case).exclude(state=improving.WITHDRAWN).first()
        if newest is None:
            return f"{self.asks.authority} wants one before a request about these sessions, and none is on this case."
        if newest.state == improving.NOT_IMPROVED:
            return ""
        words = improving.NOTICE.words(newest.state)
        return f"{self.asks.authority} wants one before a request about these sessions, and this case’s is {words}."

    @property
    def request(self) -> Tag:
        return request_tag(self.row.request_by, self.today)

    @property
    def lede(self) -> str:
        row = self.row
        return (
            f"{counted(len(self.marks), 'session')} of {', '.join(row.codes)} in the ten school weeks from "
            f"{middle_date(row.first_week)}; the tenth on {middle_date(row.reached_on)}. A request goes to {row.authority}."
        )

    @cached_property
    def parents(self) -> list[ParentLine]:
        """Each parent of today, and whoever was considered and is none any more."""
        penalties = {one.contact_id: one for one in self.row.penalties.select_related("contact")}
        notices = notices_of(self.row.case.pupil)
        lines = []
        for parent in parents_of(self.row.case.pupil, self.today):
            held = penalties.get(parent.contact.contact)
            ledger = notices.ledger(parent.contact.contact, self.today, without=held.pk if held else None)
            lines.append(self._line(parent, held, ledger_words(ledger)))
        return lines

    def _line(self, parent: Parent, held: Penalty | None, ledger: str) -> ParentLine:
        undecided = held is None or held.state == states.CONSIDERED
        ask = reverse("consideration_parent", args=[self.row.pk, parent.contact.contact])
        return ParentLine(
            parent,
            held,
            state_tag(held.state) if held is not None else Tag("requested", "not decided"),
            ledger,
            ", ".join(parent.contact.restrictions),
            ask if undecided and self.open else "",
            penalty_address(held.pk) if held is not None else "",
        )

    @property
    def waiting(self) -> int:
        """Notices of an earlier school that nobody has put to a contact."""
        return len(notices_of(self.row.case.pupil).waiting)

    @property
    def next(self) -> ParentLine | None:
        """The first parent of whom nothing is decided."""
        return next((one for one in self.parents if one.address), None)


def consideration_page(row: Consideration, member: Member, today: dt.date, asks: Asks) -> ConsiderationPage:
    """One consideration as a reader sees it."""
    works = work_penalties.considerations(member).filter(pk=row.pk).exists()
    return ConsiderationPage(row, member, today, asks, works)


def answer_lines(row: Penalty, member: Member) -> Sequence[tuple[str, str, str]]:
    """What was answered of one parent: question, answer, words. Of harm, to who may write it or reads what is sensitive."""
    case = row.consideration.case
    reads_harm = work_penalties.cases(member).filter(pk=case.pk).exists() or sensitive_policy.may(member, case)
    found = []
    for one in QUESTIONS:
        if one.key == HARM and not reads_harm:
            continue
        choice = one.choice(row.harm if one.key == HARM else row.answers.get(one.key, ""))
        found.append((one.words, choice.words if choice is not None else "", row.words.get(one.key, "")))
    return found
