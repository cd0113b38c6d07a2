"""Marks as SIMS exports them, one to a row (`mark_rows`) or one string to a pupil (`mark_strings`): what both share."""

from datetime import date
from typing import Final

from foundation.refusals import Malformed, Refused
from foundation.upns import UpnError, parse_upn
from integrations.exchange.cells import clean
from integrations.exchange.dates import Dates
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import MarkFold, Marks

#: Different values of a kind that are remembered, so that a file of nonsense does not fill the memory.
REMEMBERED: Final = 100_000
#: Slot and place of a row that gives no mark.
NO_MARK: Final = (0, 0)
MEND: Final = "Correct it in SIMS and export again."


class MarkReader:
    """What both layouts share: pupils by UPN, dates, and what a date, a session and a code come to together."""

    def __init__(self, problems: Problems, *, as_at: date) -> None:
        self.problems = problems
        self.fold = MarkFold(problems, as_at=as_at)
        self.dates = Dates(problems.system)
        self.repeats = 0
        self._arrays: dict[str, bytearray] = {}
        self._upns: dict[str, str] = {}
        #: Where the marks of a row without a good UPN go: it is full, so that each of them is asked about (`held`).
        self.nowhere = bytearray(b"\xff" * self.fold.marks.slots)

    def array(self, text: str, row: int) -> bytearray:
        """The array of the pupil with that UPN as it stands in the file; `nowhere` when it is no UPN."""
        found = self._arrays.get(text)
        if found is None:
            found = self._arrays[text] = self._array(text, row)
        return found

    def _array(self, text: str, row: int) -> bytearray:
        if len(self._arrays) > REMEMBERED:
            raise Refused(
                "The file has more pupils than any school.",
                code="too_many_pupils",
                row=row,
                remedy="Export one school at a time.",
            )
        try:
            upn = parse_upn(clean(text)).value
        except UpnError as error:
            self.problems.error(f"upn_{error.fault}", str(error), "", row=row, field="UPN", value=clean(text))
            return self.nowhere
        self._upns[text] = upn
        return self.fold.array(upn, row)

    def date(self, text: str, *, row: int, field: str) -> date | None:
        """The date in a cell, or None with a problem noted."""
        try:
            return self.dates.read(clean(text), row=row)
        except Malformed as fault:
            cell = fault.first
            self.problems.error(cell.code, cell.words, cell.remedy, row=row, field=field, value=clean(text))
            return None

    def held(self, array: bytearray, slot: int, place: int, row: int) -> bool:
        """Settle a row for a session that has a mark already: the same mark is a repeat, another is a clash.

        Whether it is a repeat. Of a row without a good UPN nothing is used, and it is counted.
        """
        if array is self.nowhere:
            self.nobody(row)
            return False
        if array[slot] != place:
            self.fold.clash(array, slot, place, row)
            return False
        self.repeats += 1
        return True

    def nobody(self, row: int) -> None:
        """Count a row without a good UPN, of which only the first of each is told."""
        if row not in self.problems.bad_rows:
            self.problems.further(1)

    def finish(self, rows_read: int) -> Marks:
        """The marks, once every row has been taken."""
        self.dates.warn_if_unproven(self.problems)
        if not rows_read:
            raise Refused(
                "The file has headings and no rows.",
                code="no_rows",
                remedy="Check the report's filter in SIMS: it selected no mark.",
            )
        if self.repeats:
            self.problems.warning(
                "repeated_rows",
                f"{self.repeats:,} rows repeat a mark already read.",
                "SIMS does this when a report has columns with several values; they were merged.",
            )
        return self.fold.finish(rows_read)
