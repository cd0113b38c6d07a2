"""Who a row of a roll is: found by UPN, then by former UPN. Name, birth and sex only raise the question."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from schools.intake.rules.held import HeldPupil
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import RollRow

AMBIGUOUS: Final = object()


class Matching:
    """The pupils held, to be found by a row."""

    def __init__(self, held: Sequence[HeldPupil], problems: Problems) -> None:
        self._by_upn = {pupil.upn: pupil for pupil in held if pupil.upn}
        self._by_former = {pupil.former_upn: pupil for pupil in held if pupil.former_upn}
        self._by_person = {_person(pupil): pupil for pupil in held}
        self._problems = problems

    def find(self, row: RollRow) -> object:
        """The pupil held, None for a new one, or `AMBIGUOUS` (and a problem) when a person must say."""
        if row.upn in self._by_upn:
            return self._by_upn[row.upn]
        if row.former_upn and row.former_upn in self._by_upn:
            return self._by_upn[row.former_upn]
        if row.upn in self._by_former:
            return self._by_former[row.upn]
        if _person(row) in self._by_person:
            self._problems.quarantine(
                "same_person",
                "A pupil of the same name, date of birth and sex is here under another UPN, or none.",
                "If it is the same pupil, export with the column “Former UPN”; the row is left out until then.",
                row=row.row,
                field="UPN",
            )
            return AMBIGUOUS
        return None


def _person(one: RollRow | HeldPupil) -> tuple[str, str, date, str]:
    return one.surname.casefold(), one.forename.casefold(), one.birth, one.sex
