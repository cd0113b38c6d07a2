r"""Marks as SIMS exports them: one to a row, or one string to a pupil.

**Rows**: UPN, date, session (AM or PM) and mark, and minutes late if the report has them.

**Strings**: UPN, the first date, and two marks, AM then PM, for every Monday to Friday from that date on, holidays
included (`#`), so that no calendar is needed to say which day a mark belongs to. `-` is no mark. In the short form each
session has one character, as SIMS has always had it: `/\/\-\#`. Codes of two characters (C1, Y7) do not fit into that:
a string that needs them puts a bar between all its marks, `/|\|C1|-`. A digit in a string without bars is therefore
refused, since `C1` could be one mark or two; so is a string that does not come out even. One lost mark would move every
later one to another session, so the column "End Date", when it is there, must fit the length.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from lxml import etree

from integrations.exchange.cells import clean
from integrations.exchange.columns import Layout
from integrations.exchange.csv_files import CsvFile
from integrations.exchange.dates import Dates, DateTextError
from integrations.sims.mapping import MARKS, SESSION_WORDS, STRINGS
from schools.calendar.rules.sessions import AM, PM
from schools.intake.rules.problems import Problem, Problems, refuse
from schools.intake.rules.records import MISSING, MarkFold, Marks
from schools.registers.rules.codes import normalise
from schools.roll.rules.upn import UpnError, parse_upn

BAR: Final = "|"
LATEST: Final = 240
_REMEMBERED: Final = 100_000
_ROW_FIELDS: Final = ("date", "session", "mark", "upn", "minutes")
_NO_MARK: Final = (0, 0)
_MEND: Final = "Correct it in SIMS and export again."
FRIDAY: Final = 4

Key = tuple[str, str, str]


class MarkReader:
    """What both layouts share: pupils by UPN, dates, and what a date, a session and a code come to together."""

    def __init__(self, problems: Problems, *, as_at: date) -> None:
        self.problems = problems
        self.fold = MarkFold(problems, as_at=as_at)
        self.dates = Dates()
        self.repeats = 0
        self._arrays: dict[str, bytearray] = {}
        self._upns: dict[str, str] = {}
        # Where the marks of a row without a good UPN go: nowhere, but the row is still read for its other faults.
        self.nowhere = bytearray(self.fold.marks.slots)

    def array(self, text: str, row: int) -> bytearray:
        """The array of the pupil with that UPN as it stands in the file; `nowhere` when it is no UPN."""
        found = self._arrays.get(text)
        if found is None:
            found = self._arrays[text] = self._array(text, row)
        return found

    def _array(self, text: str, row: int) -> bytearray:
        if len(self._arrays) > _REMEMBERED:
            raise refuse(
                "too_many_pupils", "The file has more pupils than any school.", "Export one school at a time.", row=row
            )
        try:
            upn = parse_upn(clean(text)).value
        except UpnError as error:
            self.problems.error(f"upn_{error.fault}", str(error), "", row=row, field="UPN")
            return self.nowhere
        self._upns[text] = upn
        return self.fold.array(upn, row)

    def date(self, text: str, *, row: int, field: str) -> date | None:
        """The date in a cell, or None with a problem noted."""
        try:
            return self.dates.read(clean(text), row=row)
        except DateTextError as error:
            self.problems.error(error.code, str(error), error.remedy, row=row, field=field)
            return None

    def held(self, array: bytearray, slot: int, place: int, row: int) -> None:
        """Settle a row for a session that has a mark already: the same mark is a repeat, another is a clash."""
        if array[slot] == place:
            self.repeats += 1
        elif array is not self.nowhere:
            self.fold.clash(*self.fold.marks.session_at(slot), array[slot], place, row)

    def finish(self, rows_read: int) -> Marks:
        """The marks, once every row has been taken."""
        self.dates.warn_if_unproven(self.problems)
        if not rows_read:
            raise refuse(
                "no_rows",
                "The file has headings and no rows.",
                "Check the report's filter in SIMS: it selected no mark.",
            )
        if self.repeats:
            self.problems.warning(
                "repeated_rows",
                f"{self.repeats:,} rows repeat a mark already read.",
                "SIMS does this when a report has columns with several values; they were merged.",
            )
        self.fold.marks.rows_read = rows_read
        return self.fold.marks


class RowReader(MarkReader):
    """Marks one to a row. What a date, session and code come to is worked out once for each different three."""

    def __init__(self, problems: Problems, *, as_at: date) -> None:
        super().__init__(problems, as_at=as_at)
        self.known: dict[Key, tuple[int, int]] = {}
        self._refused: dict[Key, Problem] = {}

    def first_sight(self, key: Key, row: int) -> tuple[int, int]:
        """Slot and place of a date, session and code that `known` does not have; those in order are added to it."""
        refused = self._refused.get(key)
        if refused is not None:
            self.problems.again(refused, row=row)
            return _NO_MARK
        on = self.date(key[0], row=row, field="Date")
        session = SESSION_WORDS.get(clean(key[1]).casefold())
        if session is None:
            words = "The session is neither AM nor PM."
            self.problems.error("session", words, "Export statutory sessions, not lessons.", row=row, field="Session")
        if on is None or session is None:
            return _NO_MARK
        if len(self.known) + len(self._refused) >= _REMEMBERED:
            self.known.clear()
            self._refused.clear()
        found = self.fold.place(on, session, normalise(key[2]), row)
        if isinstance(found, Problem):
            self.problems.add(found)
            self._refused[key] = found
            return _NO_MARK
        self.known[key] = found
        return found

    def late(self, text: str, upn: str, slot: int, row: int) -> None:
        """Keep the minutes that go with a late mark."""
        minutes = clean(text)
        if not minutes or minutes == "0":
            return
        if not minutes.isascii() or not minutes.isdigit() or int(minutes[:5]) > LATEST:
            words = f"Minutes late are a whole number from 0 to {LATEST}."
            self.problems.error("minutes", words, _MEND, row=row, field="Minutes Late")
        elif upn in self._upns:
            self.fold.marks.minutes.setdefault(self._upns[upn], {})[slot] = int(minutes)


def read_csv_rows(file: CsvFile, problems: Problems, *, as_at: date) -> Marks:
    """Read a CSV file with one mark to a row."""
    columns = MARKS.require(file.headings, row=1)
    MARKS.warn_of_unknown(file.headings, problems)
    at = {key: file.headings.index(heading) for key, heading in columns.items()}
    reading = RowReader(problems, as_at=as_at)
    try:
        rows_read = _fold_rows(file, at, reading)
    except csv.Error as error:
        raise file.broken(error) from None
    return reading.finish(rows_read)


def _fold_rows(file: CsvFile, at: dict[str, int], reading: RowReader) -> int:
    """The loop over the rows; their number.

    It runs once for each of hundreds of thousands of rows, so what can be remembered is, and a row that is in order
    meets nothing but look-ups.
    """
    date_at, session_at, mark_at, upn_at, minutes_at = (at.get(key, -1) for key in _ROW_FIELDS)
    width, has_minutes = len(file.headings), minutes_at >= 0
    known, reader, before, array, ragged = reading.known, file.reader, "", reading.nowhere, 0
    header = reader.line_num
    for row in reader:
        if len(row) != width:
            file.ragged(row, reading.problems)
            ragged += 1
            continue
        try:
            slot, place = known[row[date_at], row[session_at], row[mark_at]]
        except KeyError:
            slot, place = reading.first_sight((row[date_at], row[session_at], row[mark_at]), reader.line_num)
        if row[upn_at] != before:
            before = row[upn_at]
            array = reading.array(before, reader.line_num)
        if place:
            if array[slot]:
                reading.held(array, slot, place, reader.line_num)
            else:
                array[slot] = place
            if has_minutes and row[minutes_at]:
                reading.late(row[minutes_at], before, slot, reader.line_num)
    return reader.line_num - header - ragged


def read_xml_rows(records: Iterable[etree._Element], problems: Problems, *, as_at: date) -> Marks:
    """Read CommandReporter records with one mark to a record."""
    reading = RowReader(problems, as_at=as_at)
    tags = Tags(MARKS)
    number = _fold_records(records, tags, reading)
    if number:
        tags.settle(problems)
    return reading.finish(number)


def _fold_records(records: Iterable[etree._Element], tags: "Tags", reading: RowReader) -> int:
    """The loop over the records; their number. What is said of `_fold_rows` holds here too."""
    date_tag, session_tag, mark_tag, upn_tag, minutes_tag = (tags.at[key] for key in _ROW_FIELDS)
    known, before, array, seen, number = reading.known, "", reading.nowhere, tags.seen.keys(), 0
    for number, record in enumerate(records, 1):
        cells = {child.tag: child.text or "" for child in record}
        if not cells.keys() <= seen:
            tags.meet(map(str, cells))
            date_tag, session_tag, mark_tag, upn_tag, minutes_tag = (tags.at[key] for key in _ROW_FIELDS)
        get = cells.get
        key = (get(date_tag, ""), get(session_tag, ""), get(mark_tag, ""))
        try:
            slot, place = known[key]
        except KeyError:
            slot, place = reading.first_sight(key, number)
        upn = get(upn_tag, "")
        if upn != before:
            array, before = reading.array(upn, number), upn
        if place:
            if array[slot]:
                reading.held(array, slot, place, number)
            else:
                array[slot] = place
            if minutes_tag in cells:
                reading.late(cells[minutes_tag], upn, slot, number)
    return number


class Tags:
    """The columns of an XML report. SIMS leaves empty ones out, so which there are is known only at the end."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.seen: dict[str, None] = {}
        self.at: dict[str, str] = {field.key: "" for field in layout.fields}

    def meet(self, tags: Iterable[str]) -> None:
        """Take in the tags of a record."""
        for tag in tags:
            if tag.startswith("{"):
                raise refuse(
                    "foreign_element",
                    "The file has elements of another format, which a SIMS report never has.",
                    "Export the report from SIMS again, unchanged. Nothing that a file refers to is fetched.",
                )
            self.seen.setdefault(tag)
        self.at.update(self.layout.resolve(self.seen))

    def settle(self, problems: Problems) -> None:
        """At the end: refuse the file when no record had a required column, and tell of those not read."""
        self.layout.require(list(self.seen), row=None)
        self.layout.warn_of_unknown(list(self.seen), problems)


def read_csv_strings(file: CsvFile, problems: Problems, *, as_at: date) -> Marks:
    """Read a CSV file with one string of marks to a pupil."""
    columns = STRINGS.require(file.headings, row=1)
    STRINGS.warn_of_unknown(file.headings, problems)
    at = {key: file.headings.index(heading) for key, heading in columns.items()}
    reading = StringReader(problems, as_at=as_at)
    rows_read = 0
    for row in file.rows():
        if len(row) != len(file.headings):
            file.ragged(row, problems)
            continue
        rows_read += 1
        end = row[at["end"]] if "end" in at else ""
        reading.take(row[at["upn"]], row[at["start"]], row[at["marks"]], end, row=file.reader.line_num)
    return reading.finish(rows_read)


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
        written = self._split(marks.strip(), row)
        if first is None or written is None or not self._fits(first, len(written), end, row):
            return
        for (on, session), code in zip(self._sessions(first, len(written)), written, strict=True):
            if code == MISSING or not code:
                continue
            slot, place = self._places.get((on, session, code)) or self._new_place(on, session, code, row)
            if place:
                if array[slot]:
                    self.held(array, slot, place, row)
                array[slot] = array[slot] or place

    def _new_place(self, on: date, session: int, code: str, row: int) -> tuple[int, int]:
        found = self.fold.place(on, session, normalise(code), row)
        if isinstance(found, Problem):
            self.problems.add(found)
            return _NO_MARK
        self._places[on, session, code] = found
        return found

    def _split(self, marks: str, row: int) -> list[str] | None:
        """The codes of a string, one for each session, or None with a problem noted."""
        if BAR in marks:
            written = [code.strip() for code in marks.split(BAR)]
        elif any(character.isdigit() for character in marks):
            words = "The string has a digit, so C1 in it could be one mark or two."
            self._refuse("ambiguous_string", words, "Put a bar between all the marks: /|\\|C1|-.", row)
            return None
        elif any(character.isspace() for character in marks):
            words = "The string has a space in it, which is no mark; a lost mark would move all that follow."
            self._refuse("space_in_string", words, "Write - where there is no mark.", row)
            return None
        else:
            written = list(marks)
        if not written or len(written) % 2:
            words = f"The string has {len(written)} marks; there are two to a day, so their number is even."
            self._refuse("odd_string", words, "Write - where there is no mark, and export again.", row)
            return None
        return written

    def _refuse(self, code: str, words: str, remedy: str, row: int, field: str = "Marks") -> None:
        self.problems.error(code, words, remedy, row=row, field=field)

    def _fits(self, first: date, marks: int, end: str, row: int) -> bool:
        """Whether the string starts on a weekday and ends where the file says."""
        if first.weekday() > FRIDAY:
            words = f"The marks start on {first:%A} {first.day} {first:%B %Y}; strings run from Monday to Friday."
            self._refuse("starts_at_weekend", words, _MEND, row, "Start Date")
            return False
        if not end.strip():
            return True
        last = self.date(end, row=row, field="End Date")
        if last is None:
            return False
        covered, _ = self._sessions(first, marks)[-1]
        if not covered <= last < covered + timedelta(days=3 if covered.weekday() == FRIDAY else 1):
            words = f"The string has marks up to {covered.day} {covered:%B %Y}, and the end date is another."
            self._refuse("string_length", words, "A mark is missing or too many: export again.", row, "End Date")
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


def weekdays_from(first: date) -> Iterator[date]:
    """Every Monday to Friday from a date on."""
    on = first
    while True:
        if on.weekday() <= FRIDAY:
            yield on
        on += timedelta(days=1)
