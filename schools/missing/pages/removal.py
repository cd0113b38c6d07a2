"""The removal on a case's page: what it still lacks, its evidence, and what may become of it now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import middle_date
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.cases.models import Case
from schools.cases.rules import states as case_states
from schools.missing.models import Evidence, Removal
from schools.missing.pages.words import removal_tag
from schools.missing.queries.marking import Marked
from schools.missing.queries.standing import facts_of
from schools.missing.rules import grounds, states
from schools.roll.models import Admission
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.spells import ground_words


@dataclass(frozen=True)
class RemovalPart:
    """A case's removal as one reader sees it; `row` is None where no ground has been chosen."""

    case: Case
    row: Removal | None
    today: dt.date
    calendar: SchoolCalendar
    marks: Marked
    works: bool
    approves: bool

    @cached_property
    def left(self) -> str | None:
        """That the pupil has left the roll, and on which ground; None while a spell is open."""
        newest = Admission.objects.filter(pupil=self.case.pupil_id).order_by("-starts_on").first()
        if newest is None or newest.ends_on is None:
            return None
        verb = "left the roll" if newest.ends_on < self.today else "leaves the roll"
        return f"The pupil {verb} on {middle_date(newest.ends_on)}: {ground_words(newest.leaving_ground)}."

    @property
    def _open(self) -> bool:
        return self.case.state != case_states.CLOSED and self.left is None

    @cached_property
    def lacking(self) -> list[str]:
        """What it still lacks."""
        if self.row is None or not self._open:
            return []
        facts = facts_of(self.case, self.row.ground, self.calendar, self.today, self.marks)
        return grounds.lacking(self.row.ground, facts)

    @property
    def tag(self) -> Tag | None:
        return removal_tag(self.row) if self.row is not None else None

    @property
    def ground(self) -> str:
        return ground_words(self.row.ground) if self.row is not None else ""

    def _is(self, state: str) -> bool:
        return self.row is not None and self.row.state == state and self._open

    @property
    def gathers(self) -> bool:
        """Whether a ground may be chosen, and evidence written down."""
        return self.works and self._open and (self.row is None or self._is(states.GATHERING))

    @property
    def may_ask(self) -> bool:
        return self.works and self._is(states.GATHERING) and not self.lacking

    @property
    def may_decide(self) -> bool:
        return self.approves and self._is(states.ASKED)

    @property
    def may_take_back(self) -> bool:
        return self.works and (self._is(states.ASKED) or self._is(states.APPROVED))

    @property
    def may_leave(self) -> bool:
        """Whether the roll would take the name off today on this ground."""
        return self._is(states.APPROVED) and not self.lacking

    @cached_property
    def evidence(self) -> Sequence[Evidence]:
        return list(Evidence.objects.filter(case=self.case))


def removal_part(
    case: Case, member: Member, today: dt.date, calendar: SchoolCalendar, *, works: bool, marks: Marked
) -> RemovalPart:
    """The removal of a case as a reader sees it."""
    row = Removal.objects.filter(case=case).first()
    approves = may(member, Permission.APPROVE_REMOVALS)
    return RemovalPart(case, row, today, calendar, marks, works=works, approves=approves)


def decision_lede(case: Case, today: dt.date, calendar: SchoolCalendar) -> str:
    """What the headteacher is asked to approve, and what it rests on today."""
    removal = Removal.objects.filter(case=case).first()
    if removal is None:
        return "No ground has been chosen."
    facts = facts_of(case, removal.ground, calendar, today)
    lacks, rests = grounds.lacking(removal.ground, facts), grounds.rests_on(removal.ground, facts)
    return f"{rests} Still lacking: {' '.join(lacks)}" if lacks else f"{rests} Nothing is lacking today."
