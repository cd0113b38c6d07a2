"""Groups that are helped, and of one of them who is in it and whether they did better than pupils like them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import Count, QuerySet

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import MINUS, counted, lasting, percent, span
from schools.calendar.queries import calendar_for
from schools.meetings.models import HelpGroup, HelpGroupPupil
from schools.meetings.queries.groups import measured, weeks_for
from schools.meetings.rules.worked import LEAST_WEEKS, Compared, Conclusion, Judgement, judge
from schools.roll.models import Pupil
from schools.roll.queries import OnRoll, on_roll
from schools.roll.rules.form_order import form_order

_FRIDAY: Final = dt.timedelta(days=4)
_SAID: Final = {
    Conclusion.TOO_SMALL: "Too small to conclude",
    Conclusion.BETTER: "They did better than pupils like them",
    Conclusion.WORSE: "They did worse than pupils like them",
    Conclusion.UNCLEAR: "No difference can be told from chance",
}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of the list."""

    group: HelpGroup
    pupils: int

    @property
    def dates(self) -> str:
        return lasting(self.group.starts_on, self.group.ends_on)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One pupil of the group: attended before and after, and beside whom."""

    pupil: Pupil
    compared: Compared | None

    @property
    def before(self) -> str:
        return _rate(self.compared, before=True)

    @property
    def after(self) -> str:
        return _rate(self.compared, before=False)

    @property
    def difference(self) -> str:
        return "" if self.compared is None else signed_points(float(self.compared.difference))


def _rate(compared: Compared | None, *, before: bool) -> str:
    if compared is None:
        return ""
    totals = compared.measured.before if before else compared.measured.after
    return percent(totals.attendance, totals.possible)


def signed_points(share: float) -> str:
    """A share of the possible sessions as points of a per cent: "+4.1"."""
    shown = f"{abs(share) * 100:.1f}"
    return shown if float(shown) == 0 else f"{'+' if share > 0 else MINUS}{shown}"


@dataclass(frozen=True)
class GroupPage:
    """The page of one group as it stands for one reader."""

    group: HelpGroup
    rows: Sequence[MemberRow]
    judgement: Judgement
    before: Sequence[dt.date]
    after: Sequence[dt.date]
    keeps: bool

    @property
    def dates(self) -> str:
        return lasting(self.group.starts_on, self.group.ends_on)

    @property
    def early(self) -> bool:
        """Whether too few school weeks are over to say anything."""
        return len(self.after) < LEAST_WEEKS

    @property
    def conclusion(self) -> str:
        return f"Too early to say: {counted(len(self.after), 'school week')} over" if self.early else self._said

    @property
    def _said(self) -> str:
        return _SAID[self.judgement.conclusion]

    @property
    def lede(self) -> str:
        pupils = counted(len(self.rows), "pupil")
        if self.early or self.judgement.mean is None:
            return f"{pupils}, {self.dates}. {self.conclusion}."
        return f"{pupils}, {self.dates}. {self.conclusion}: {self.figure}."

    @property
    def figure(self) -> str:
        """The difference and its interval in points, or what is missing."""
        judged = self.judgement
        if judged.mean is None:
            return "nobody of the group has anybody like them to be compared with"
        mean = f"attendance changed by {signed_points(judged.mean)} points beside matched pupils"
        if judged.interval is None:
            return f"{mean}, of one pupil alone"
        low, high = judged.interval
        return f"{mean} (95% interval {signed_points(low)} to {signed_points(high)})"

    @property
    def needed(self) -> str:
        judged = self.judgement
        return f"{len(judged.compared)} compared, {judged.needed} needed"

    @property
    def weeks(self) -> list[tuple[str, str]]:
        """What is before and what is after, in pairs."""
        return [
            (name, f"{span(weeks[0], weeks[-1] + _FRIDAY)}: {counted(len(weeks), 'school week')}")
            for name, weeks in (("Before", self.before), ("After", self.after))
            if weeks
        ]


def group_list(groups: QuerySet[HelpGroup]) -> list[GroupRow]:
    """Every group, the newest first. One query."""
    return [GroupRow(row, row.pupils) for row in groups.annotate(pupils=Count("members"))]


def group_page(group: HelpGroup, member: Member, today: dt.date) -> GroupPage:
    """One group. A fixed number of queries."""
    before, after = weeks_for(group, calendar_for(member), today)
    own, others = measured(group, before, after)
    judgement = judge(own, others)
    compared = {one.measured.key: one for one in judgement.compared}
    pupils = [row.pupil for row in HelpGroupPupil.objects.filter(group=group).select_related("pupil")]
    rows = [MemberRow(pupil, compared.get(pupil.key)) for pupil in sorted(pupils, key=lambda one: one.sort_name)]
    return GroupPage(group, rows, judgement, before, after, may(member, Permission.KEEP_HELP_GROUPS))


@dataclass(frozen=True)
class Picking:
    """Pupils to tick, of one form, and the forms to choose from."""

    forms: Sequence[str]
    form: str
    pupils: Sequence[OnRoll]

    @cached_property
    def keys(self) -> list[int]:
        return [one.key for one in self.pupils]


def picking(today: dt.date, form: str, *, visible: QuerySet[Pupil]) -> Picking:
    """The pupils on roll of a form whom the reader may see. Three queries."""
    allowed = set(visible.values_list("key", flat=True))
    roll = [row for row in on_roll(today) if row.key in allowed]
    forms = sorted({row.group for row in roll if row.group}, key=form_order)
    chosen = form if form in forms else ""
    return Picking(forms, chosen, [row for row in roll if chosen and row.group == chosen])
