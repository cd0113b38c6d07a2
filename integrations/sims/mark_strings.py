r"""Marks one string to a pupil.

UPN, the first date, and two marks, AM then PM, for every Monday to Friday from that date on, holidays
included (`#`), so that no calendar is needed to say which day a mark belongs to. `-` is no mark. In the short form each
session has one character, as SIMS has always had it: `/\/\-\#`. Codes of two characters (C1, Y7) do not fit into that:
a string that needs them puts a bar between all its marks, `/|\|C1|-`. A digit in a string without bars is therefore
refused, since `C1` could be one mark or two; so is a string that does not come out even. One lost mark would move every
later one to another session, so the column "End Date", when it is there, must fit the length. A bar before the first
mark or behind the last could stand for one that is lost, and a string that may have seven days to a week (`#` or `-` on
each Saturday and Sunday) is a question where it would put a mark on another day: both are refused.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from integrations.exchange.cells import clean, spreadsheet_error, without_invisible
from integrations.exchange.csv_files import CsvFile
from integrations.sims.mapping import STRINGS
from integrations.sims.marks import MEND, NO_MARK, MarkReader
from schools.calendar.rules.sessions import AM, PM
from schools.intake.rules.problems import Problem, Problems
from schools.intake.rules.records import UNMARKED, Marks
from schools.registers.rules.codes import normalise

BAR: Final = "|"
_NO_SCHOOL: Final = frozenset({"", UNMARKED, "#"})
FRIDAY: Final = 4


def read_csv_strings(file: CsvFile, problems: Problems, *, as_at: date) -> Marks:
    """Read a CSV file with one string of marks to a pupil."""
    columns = STRINGS.require(file.headings, row=file.header_row)
    STRINGS.require_one(file.headings, columns, row=file.header_row)
    STRINGS.warn_of_unknown(file.headings, problems)
    at = {key: file.headings.index(headings[0]) for key, headings in columns.items()}
    reading = StringReader(problems, as_at=as_at)
    rows_read, spoilt = 0, list[int]()
    for number, row in file.records(problems, spoilt=lambda row: spoilt.append(len(row))):
        rows_read += 1
        end = row[at["end"]] if "end" in at else ""
        reading.take(row[at["upn"]], row[at["start"]], row[at["marks"]], end, row=number)
    return reading.finish(rows_read + len(spoilt))


class StringReader(MarkReader):
    """Marks one string to a pupil."""

    def __init__(self, problems: Problems, *, as_at: date) -> None:
        super().__init__(problems, as_at=as_at)
        self._places: dict[tuple[date, int, str], tuple[int, int]] = {}
        self._weekdays: dict[tuple[date, int], list[tuple[date, int]]] = {}

    def take(self, upn: str, start: str, marks: str, end: str, *, row: int) -> None:
        """Read one pupil's string."""
        array = self.array(upn, row)
        first = self.date(start, row=row, field="Start Date")
        written = self._split(without_invisible(marks).rstrip(), row)
        if first is None or written is None or not self._fits(first, written, end, row):
            return
        if array is self.nowhere:
            self.nobody(row)
            return
        found = [
            self._places.get((on, session, code)) or self._new_place(on, session, code, row)
            for (on, session), code in zip(self._sessions(first, len(written)), written, strict=True)
            if code != UNMARKED and code
        ]
        given = [(slot, place) for slot, place in found if place]
        clashes = [slot for slot, place in given if array[slot] and not self.held(array, slot, place, row)]
        if not clashes:  # one makes the row a bad one, of which nothing is used
            for slot, place in given:
                array[slot] = place

    def _new_place(self, on: date, session: int, code: str, row: int) -> tuple[int, int]:
        found = self.fold.place(on, session, normalise(code), row)
        if isinstance(found, Problem):
            self.problems.add(found)
            return NO_MARK
        self._places[on, session, code] = found
        return found

    def _split(self, marks: str, row: int) -> list[str] | None:
        """The codes of a string, one for each session, or None with a problem noted."""
        if spreadsheet_error(marks):
            words = "A spreadsheet's error stands here, and the marks that it has taken the place of are lost."
            self._refuse("cell_error", words, MEND, row, value=marks)
            return None
        if BAR in marks:
            written = [code.strip() for code in marks.split(BAR)]
            if not written[0] or not written[-1]:
                words = "A bar stands before the first mark or behind the last, as if one had been lost there."
                self._refuse("bar_at_the_end", words, "Put bars between the marks alone: /|\\|C1|-.", row, value=marks)
                return None
        elif any(character.isdigit() for character in marks):
            words = "The string has a digit, so C1 in it could be one mark or two."
            self._refuse("ambiguous_string", words, "Put a bar between all the marks: /|\\|C1|-.", row, value=marks)
            return None
        elif any(character.isspace() for character in marks):
            words = "The string has a space in it, which is no mark; a lost mark would move all that follow."
            self._refuse("space_in_string", words, "Write - where there is no mark.", row, value=marks)
            return None
        else:
            written = list(marks)
        if not written or len(written) % 2:
            words = f"The string has {len(written)} marks; there are two to a day, so their number is even."
            self._refuse("odd_string", words, "Write - where there is no mark, and export again.", row, value=marks)
            return None
        return written

    def _refuse(self, code: str, words: str, remedy: str, row: int, *, field: str = "Marks", value: str = "") -> None:
        self.problems.error(code, words, remedy, row=row, field=field, value=value)

    def _fits(self, first: date, written: list[str], end: str, row: int) -> bool:
        """Whether the string starts on a weekday, has five days to a week and ends where the file says."""
        marks = len(written)
        if first.weekday() > FRIDAY:
            words = f"The marks start on {first:%A} {first.day} {first:%B %Y}; strings run from Monday to Friday."
            self._refuse("starts_at_weekend", words, MEND, row, field="Start Date")
            return False
        if not clean(end):
            if may_have_seven_days(first, written):
                words = "The string may have 14 marks to a week, Saturdays and Sundays among them; one here has 10."
                remedy = (
                    "Export Mondays to Fridays alone; if it does have 10, add the column “End Date”, which shows it."
                )
                self._refuse("seven_day_weeks", words, remedy, row, value="".join(written))
                return False
            return True
        last = self.date(end, row=row, field="End Date")
        if last is None:
            return False
        covered, _ = self._sessions(first, marks)[-1]
        if not covered <= last < covered + timedelta(days=3 if covered.weekday() == FRIDAY else 1):
            words = f"The string has marks up to {covered.day} {covered:%B %Y}, and the end date is another."
            remedy = "A mark is missing or too many: export again."
            if last == first + timedelta(days=marks // 2 - 1):
                remedy = "It has 14 marks to a week, and one here has 10: export Mondays to Fridays alone."
            self._refuse("string_length", words, remedy, row, field="End Date", value=end)
            return False
        return True

    def _sessions(self, first: date, marks: int) -> list[tuple[date, int]]:
        """The sessions of so many marks from a date, Mondays to Fridays."""
        found = self._weekdays.get((first, marks))
        if found is None:
            days = weekdays_from(first)
            found = [(on, session) for on, _ in zip(days, range(marks // 2), strict=False) for session in (AM, PM)]
            self._weekdays = {(first, marks): found} if len(self._weekdays) > 50 else self._weekdays
            self._weekdays[first, marks] = found
        return found


def may_have_seven_days(first: date, written: Sequence[str]) -> bool:
    """Whether a string may have a mark pair for every day of the week, and would put some mark on another day then.

    So it does when nothing but `#`, `-` or nothing stands where Saturdays and Sundays would, and a mark follows one.
    """
    weekend_met = False
    for place, code in enumerate(written):
        weekend = (first + timedelta(days=place // 2)).weekday() > FRIDAY
        weekend_met = weekend_met or weekend
        if weekend and code not in _NO_SCHOOL:
            return False
    if not weekend_met:
        return False
    saturday = 2 * (FRIDAY + 1 - first.weekday())
    return any(code not in _NO_SCHOOL for code in written[saturday:])


def weekdays_from(first: date) -> Iterator[date]:
    """Every Monday to Friday from a date on."""
    on = first
    while True:
        if on.weekday() <= FRIDAY:
            yield on
        on += timedelta(days=1)
