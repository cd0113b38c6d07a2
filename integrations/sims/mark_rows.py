"""Marks one to a row: UPN, date, session (AM or PM) and mark, and minutes late if the report has them."""

import csv
from collections.abc import Iterable
from datetime import date
from typing import Final

from lxml import etree

from integrations.exchange.cells import clean
from integrations.exchange.csv_files import CsvFile
from integrations.sims.mapping import MARKS, SESSION_WORDS
from integrations.sims.marks import MEND, NO_MARK, REMEMBERED, MarkReader
from integrations.sims.tags import Tags
from schools.intake.rules.problems import Problem, Problems
from schools.intake.rules.records import Marks
from schools.registers.rules.codes import normalise

LATEST: Final = 240
_ROW_FIELDS: Final = ("date", "session", "mark", "upn", "minutes")

Key = tuple[str, str, str]


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
            return NO_MARK
        on = self.date(key[0], row=row, field="Date")
        session = SESSION_WORDS.get(clean(key[1]).casefold())
        if session is None:
            words = "The session is neither AM nor PM."
            self.problems.error("session", words, "Export statutory sessions, not lessons.", row=row, field="Session")
        if on is None or session is None:
            return NO_MARK
        if len(self.known) + len(self._refused) >= REMEMBERED:
            self.known.clear()
            self._refused.clear()
        found = self.fold.place(on, session, normalise(key[2]), row)
        if isinstance(found, Problem):
            self.problems.add(found)
            self._refused[key] = found
            return NO_MARK
        self.known[key] = found
        return found

    def late(self, text: str, upn: str, slot: int, row: int) -> None:
        """Keep the minutes that go with a late mark."""
        minutes = clean(text)
        if not minutes or minutes == "0":
            return
        if not minutes.isascii() or not minutes.isdigit() or int(minutes[:5]) > LATEST:
            words = f"Minutes late are a whole number from 0 to {LATEST}."
            self.problems.error("minutes", words, MEND, row=row, field="Minutes Late")
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


def _fold_records(records: Iterable[etree._Element], tags: Tags, reading: RowReader) -> int:
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
