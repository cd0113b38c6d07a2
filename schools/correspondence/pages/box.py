"""Letters on a case's page: those about it with what has become of each, and those that its stage may write."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.roles import Role
from foundation.clock import local
from foundation.documents.merging import merged
from foundation.ui.numbers import clock, middle_date
from schools.cases.models import Case
from schools.cases.pages.boxes import Box
from schools.cases.queries.rights import work_policy
from schools.cases.queries.stages import policy_on
from schools.correspondence.operations.drafting import CASE
from schools.correspondence.queries.known import at_of
from schools.correspondence.rules.offered import Offered, offered
from schools.letters.models import Letter
from schools.letters.pages.words import state_tag, when
from schools.letters.queries.letters import letters_for
from schools.letters.rules.states import State
from schools.roll.pages.today_lists import Tag
from tenants.policies.rules.document import Letter as PolicyLetter
from tenants.policies.rules.letter_fields import FIELDS


@dataclass(frozen=True, slots=True)
class Line:
    """One letter about the case."""

    letter: Letter
    today: dt.date

    @property
    def tag(self) -> Tag:
        return state_tag(self.letter)

    @property
    def when(self) -> str:
        return when(self.letter)

    @property
    def next(self) -> str:
        """Who does the next thing with it, or until when it is held; nothing of what has left or is withdrawn."""
        if self.letter.state == State.DRAFT and self.letter.approver:
            return f"{Role(self.letter.approver).label} approves"
        until = self.letter.leaves_from
        if self.letter.state == State.APPROVED and until is not None and local(until).date() > self.today:
            return f"Held until {clock(until)} on {middle_date(local(until).date())}"
        return ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter that may be drafted, what it is called to the child's family, and where."""

    one: Offered
    called: str
    address: str


@dataclass(frozen=True, slots=True)
class LettersBox:
    """The box. `choices` are empty for who only reads the case."""

    lines: Sequence[Line]
    choices: Sequence[Choice]


def called(letter: PolicyLetter, case: Case) -> str:
    """A letter's subject as the family would read it; what is not known before it is drafted, by what it is."""
    name = case.pupil.preferred or case.pupil.forename
    known = {one.name: one.label.lower() for one in FIELDS} | {"pupil_first_name": name}
    return merged(letter.subject, known)


def letters_box(case: Case, member: Member, today: dt.date) -> Box | None:
    """The letters of a case, to who writes letters; nothing to others, and where there is neither a letter nor a choice."""
    if not may(member, Permission.WRITE_LETTERS):
        return None
    rows = letters_for(member).filter(about_kind=CASE, about_id=case.pk).order_by("-drafted_at", "-pk")
    lines = [Line(one, today) for one in rows]
    policy = policy_on(today) if work_policy.may(member, case) else None
    found = offered(policy.document, at_of(case)) if policy is not None else []
    choices = [
        Choice(one, called(one.letter, case), reverse("case_letter", args=[case.pk, one.letter.key])) for one in found
    ]
    return Box("correspondence/box.html", LettersBox(lines, choices)) if lines or choices else None
