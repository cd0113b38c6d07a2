"""Who a row of a roll is: found by UPN, then by a former one. Name and birth only ask, as they do in joining by hand."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from schools.intake.rules.held import HeldPupil
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Roll, RollRow
from schools.roll.rules.names import sort_name

AMBIGUOUS: Final = object()
_NOT_THE_SAME: Final = (
    "If they are two children of one name and birthday, join this one by hand in Rollcall, which asks about that."
)


class Matching:
    """The pupils held, to be found by a row of a roll; and who else is in that roll."""

    def __init__(self, held: Sequence[HeldPupil], roll: Roll, problems: Problems) -> None:
        self._by_upn = {pupil.upn: pupil for pupil in held if pupil.upn}
        self._by_former = {upn: pupil for pupil in held for upn in pupil.former_upns}
        self._by_person = {_person(pupil): pupil for pupil in held}
        self._numbers: dict[tuple[str, date], set[str]] = defaultdict(set)
        #: Former numbers, each with the numbers that rows give in its place.
        self._given_up: dict[str, set[str]] = defaultdict(set)
        for row in roll.rows:
            self._numbers[_person(row)].add(row.upn)
            if row.former_upn and row.former_upn != row.upn:
                self._given_up[row.former_upn].add(row.upn)
        self._problems = problems
        #: Pupils held of whom a row speaks, or may, that a person must settle first.
        self.asked_about: set[uuid.UUID] = set()

    def keys_of(self, numbers: Iterable[str]) -> set[uuid.UUID]:
        """The pupils held who bear one of these numbers, or bore it."""
        found = (self._by_upn.get(upn) or self._by_former.get(upn) for upn in numbers)
        return {pupil.key for pupil in found if pupil is not None}

    def find(self, row: RollRow) -> object:
        """The pupil held, None for a new one, or `AMBIGUOUS` (and a problem) when a person must say."""
        held = self._held(row)
        # Before whoever is held: the row of a number given up is stale, and may say that its pupil has left.
        if row.upn in self._given_up:
            return self._ask(
                row,
                "same_pupil",
                "Another row of this file gives this UPN as its pupil's former one.",
                "The row with the newer UPN is the one that counts, and this one is left out.",
                about=held,
            )
        if len(self._given_up.get(row.former_upn, ())) > 1:
            return self._ask(
                row,
                "former_twice",
                "Two rows of this file, with different UPNs, give the same former UPN.",
                f"Neither is used. Correct the former UPN of whichever is wrong in {self._problems.system}.",
                about=held,
            )
        if held is not None:
            return self._ask_whether_another(row, held) if _another(row, held) else held
        if _person(row) in self._by_person:
            return self._ask_whether_here(row, self._by_person[_person(row)])
        if len(self._numbers[_person(row)]) > 1:
            return self._ask(
                row,
                "two_numbers",
                "Another row of this file has the same name and date of birth, under another UPN.",
                "Neither is used. If it is one child, keep the row with the right UPN, with the other as “Former UPN”. "
                + _NOT_THE_SAME,
            )
        return None

    def _held(self, row: RollRow) -> HeldPupil | None:
        return self._by_upn.get(row.upn) or self._by_upn.get(row.former_upn) or self._by_former.get(row.upn)

    def _ask_whether_here(self, row: RollRow, here: HeldPupil) -> object:
        """A pupil of that name and birthday is here: under another number, or joined by hand before there was one."""
        if here.upn:
            words = "A pupil of the same name and date of birth is here under another UPN."
            mend = "If it is the same pupil, export with the column “Former UPN”; the row is left out until then."
        else:
            words = "A pupil of the same name and date of birth is here without a UPN."
            mend = (
                "If it is the same pupil, open their page, press “Change the number” and give them this one; "
                "the row is left out until then."
            )
        return self._ask(row, "same_person", words, f"{mend} {_NOT_THE_SAME}", about=here)

    def _ask_whether_another(self, row: RollRow, here: HeldPupil) -> object:
        return self._ask(
            row,
            "other_person",
            "The pupil here who bears this UPN has another surname, another forename and another date of birth.",
            f"The row is left out. Check the number in {self._problems.system}, and whose it is here.",
            about=here,
        )

    def _ask(self, row: RollRow, code: str, words: str, remedy: str, *, about: HeldPupil | None = None) -> object:
        if about is not None:
            self.asked_about.add(about.key)
        self._problems.quarantine(code, words, remedy, row=row.row, field="UPN")
        return AMBIGUOUS


def _person(one: RollRow | HeldPupil) -> tuple[str, date]:
    return sort_name(one.surname, one.forename), one.birth


def _another(row: RollRow, held: HeldPupil) -> bool:
    """Whether nothing but the number says that they are one."""
    names = {sort_name(held.surname, ""), sort_name(held.forename, ""), sort_name(held.preferred, "")}
    return row.birth != held.birth and not names & {sort_name(row.surname, ""), sort_name(row.forename, "")}
