"""The local form of a case: as it is filled in now, and each version before."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.ui.numbers import to_the_second
from schools.cases.models import Case
from schools.referrals.models import AttendCopy
from schools.referrals.rules.attend import AttendForm, attend_form


@dataclass(frozen=True, slots=True)
class AttendPage:
    """The form of one case. `shown` is the version that is read, the newest unless an earlier one is asked for."""

    case: Case
    form: AttendForm
    copies: Sequence[AttendCopy]
    shown: AttendCopy | None
    works: bool

    @property
    def lede(self) -> str:
        if self.shown is None:
            return f"{self.form.note} It has not been filled in for this child."
        when = (
            f"Version {self.shown.number} of {len(self.copies)}, {to_the_second(self.shown.at)}, {self.shown.by_name}."
        )
        return f"{self.form.note} {when}"

    @property
    def answers(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each part with its questions and what was answered."""
        given = self.shown.answers if self.shown is not None else {}
        return [(part.name, [(asks, given.get(key, "")) for key, asks in part.questions]) for part in self.form.parts]


def attend_page(case: Case, number: int | None, *, works: bool) -> AttendPage | None:
    """The form of a case; None where there is no such version."""
    copies = list(AttendCopy.objects.filter(case=case))
    if number is None:
        return AttendPage(case, attend_form(), copies, copies[0] if copies else None, works)
    shown = next((one for one in copies if one.number == number), None)
    return None if shown is None else AttendPage(case, attend_form(), copies, shown, works)
