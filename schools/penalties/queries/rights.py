"""Who sees and works on penalty notices: by the table of `schools/cases/rules/rights.toml`."""

from typing import Any, Final

from django.db.models import QuerySet

from foundation.access.member import Member
from schools.cases.models import Case
from schools.cases.queries.rights import CasePolicy
from schools.cases.rules.rights import Level, Part
from schools.penalties.models import Consideration, LegalStep, OtherNotice, Penalty
from schools.roll.models import Pupil


class PenaltyPolicy:
    """A permission about notices: those of the cases within reach of who has so much of that part."""

    def __init__(self, cases: CasePolicy) -> None:
        self._cases = cases

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return self._cases.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Penalty]:
        rows = Penalty.objects.select_related("consideration__case__pupil", "contact")
        return rows.filter(consideration__case__in=self._keys(member))

    def cases(self, member: Member) -> QuerySet[Case]:
        """The cases whose notices they are."""
        return self._cases.visible(member)

    def pupils(self, member: Member) -> QuerySet[Pupil]:
        """The pupils within reach, whether they have a case or not."""
        return self._cases.pupils(member)

    def considerations(self, member: Member) -> QuerySet[Consideration]:
        """What was considered, whether it came to a notice or not."""
        return Consideration.objects.select_related("case__pupil").filter(case__in=self._keys(member))

    def others(self, member: Member) -> QuerySet[OtherNotice]:
        """Notices of other schools and authorities."""
        cases = self._cases.visible(member).order_by().values("pupil")
        return OtherNotice.objects.select_related("pupil", "contact").filter(pupil__in=cases)

    def steps(self, member: Member) -> QuerySet[LegalStep]:
        """Legal steps."""
        return LegalStep.objects.select_related("case__pupil", "contact").filter(case__in=self._keys(member))

    def _keys(self, member: Member) -> Any:
        return self._cases.visible(member).order_by().values("pk")


see_penalties: Final = PenaltyPolicy(CasePolicy(Part.PENALTIES, Level.READ))
work_penalties: Final = PenaltyPolicy(CasePolicy(Part.PENALTIES, Level.WRITE))
