"""The ledger of a case's pupil on the case's page: each parent's notices, what waits for a person, legal steps."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.pages.boxes import Box
from schools.cases.rules import states as case_states
from schools.cases.rules.opening import Kind
from schools.moved.pages.panel import notice_words
from schools.penalties.models import Consideration, LegalStep
from schools.penalties.pages.words import consideration_address, counting_words, penalty_address, state_tag
from schools.penalties.queries.ledgers import Known, Waiting, notices_of
from schools.penalties.queries.rights import see_penalties, work_penalties
from schools.penalties.rules.steps import StepKind
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice of the ledger. `address` is its page, or where how it stands is written anew."""

    whose: str
    on: str
    issuer: str
    tag: Tag
    counts: str
    source: str
    address: str


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A notice of an earlier school that nobody has put to a contact."""

    words: str
    school: str
    address: str


@dataclass(frozen=True, slots=True)
class ConsideredLine:
    """A consideration, with each parent of whom something was answered and how that stands."""

    row: Consideration
    parents: Sequence[tuple[str, Tag]]
    address: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A legal step."""

    row: LegalStep
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class LedgerBox:
    """What the box shows. `case` is the case, where the reader may write."""

    lines: Sequence[NoticeLine]
    waiting: Sequence[WaitingLine]
    steps: Sequence[StepLine]
    considerations: Sequence[ConsideredLine]
    case: Case | None
    considers: bool


def ledger_box(case: Case, member: Member, today: dt.date) -> Box | None:
    """The box, to who sees notices of the case; nothing where there is nothing and the reader may write nothing."""
    if case.kind != Kind.ATTENDANCE or not may(member, Permission.SEE_PENALTIES):
        return None
    if not see_penalties.cases(member).filter(pk=case.pk).exists():
        return None
    works = work_penalties.cases(member).filter(pk=case.pk).exists()
    notices = notices_of(case.pupil)
    steps = [_step(row) for row in LegalStep.objects.filter(case=case).select_related("contact")]
    rows = Consideration.objects.filter(case=case).prefetch_related("penalties__contact")
    box = LedgerBox(
        [_line(one, today, works=works) for one in reversed(notices.known)],
        [_waiting(one, case, works=works) for one in notices.waiting],
        steps,
        [_considered(row) for row in rows],
        case if works else None,
        works and case.state != case_states.CLOSED,
    )
    if not (works or box.lines or box.waiting or box.steps or box.considerations):
        return None
    return Box("penalties/box.html", box)


def _line(one: Known, today: dt.date, *, works: bool) -> NoticeLine:
    issued, address = one.issued, ""
    if one.penalty is not None:
        address = penalty_address(one.penalty.pk)
    elif one.row is not None and one.row.from_school is None and works:
        address = reverse("other_notice", args=[one.row.pk])
    return NoticeLine(
        one.whose,
        middle_date(issued.issued_on),
        issued.where,
        state_tag(issued.state),
        counting_words(issued, today),
        one.source,
        address,
    )


def _waiting(one: Waiting, case: Case, *, works: bool) -> WaitingLine:
    address = reverse("case_put_notice", args=[case.pk, one.carried.row.pk, one.place]) if works else ""
    return WaitingLine(notice_words(one.notice), one.carried.row.from_name, address)


def _considered(row: Consideration) -> ConsideredLine:
    parents = [(one.contact.name, state_tag(one.state)) for one in row.penalties.all()]
    return ConsideredLine(row, parents, consideration_address(row.pk))


def _step(row: LegalStep) -> StepLine:
    until = f" to {middle_date(row.ends_on)}" if row.ends_on else ""
    words = f"{StepKind(row.kind).words}, {middle_date(row.made_on)}{until}"
    return StepLine(row, words, reverse("legal_step", args=[row.pk]))
