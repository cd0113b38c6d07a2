"""The page of one decision: what it rests on, whether it is made the same today, and what else was decided of the pupil."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from schools.cases.models import Case
from schools.cases.pages.files import case_address
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.decisions.models import Decision
from schools.decisions.pages.boxes import told_in_full
from schools.decisions.pages.told import Told
from schools.decisions.pages.waiting import told_of
from schools.decisions.queries.decided import decisions_of
from schools.policy.rules.replaying import replay


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One decision with its neighbours; `case` is the address of the pupil's open case, `again` what a replay came to."""

    told: Told
    again: str
    same: bool
    others: Sequence[Told]
    case: str

    @property
    def name(self) -> str:
        return str(self.told.row.pupil)


def decision_page(row: Decision, member: Member) -> DecisionPage:
    """What the page shows."""
    again, same = _replayed(row)
    case = Case.objects.filter(pupil=row.pupil_id, kind=Kind.ATTENDANCE).exclude(state=states.CLOSED).first()
    others = told_of(decisions_of(row.pupil_id).exclude(pk=row.pk)[:50])
    address = "" if case is None else case_address(case.pk)
    return DecisionPage(told_in_full(row, member), again, same, others, address)


def _replayed(row: Decision) -> tuple[str, bool]:
    """Whether what is kept makes the same decision now."""
    try:
        same = replay(bytes(row.kept)) == row.text.encode()
    except ValueError as another_way:
        return str(another_way), False
    return (
        "Replayed just now: the same." if same else "Replayed just now: NOT the same. Tell whoever runs Rollcall.",
        same,
    )
