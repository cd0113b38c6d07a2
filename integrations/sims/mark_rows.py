"""Marks one to a row: UPN, date, session (AM or PM) and mark, and minutes late if the report has them.

A subcode in a column of its own is the mark when it begins with the letter beside it: C and C2 are C2.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Final, cast

from lxml import etree

from integrations.exchange.cells import clean
from integrations.exchange.columns import Columns
from integrations.exchange.csv_files import CsvFile
from integrations.sims.mapping import MARKS, SESSION_WORDS
from integrations.sims.marks import MEND, NO_MARK, REMEMBERED, MarkReader
from integrations.sims.tags import Tags, TwoValues
from schools.intake.rules.problems import Problem, Problems
from schools.intake.rules.records import Marks
from schools.registers.rules.codes import normalise

LATEST: Final = 240
#: What decides together where a mark belongs and which it is.
_KEY_FIELDS: Final = ("date", "session", "mark", "subcode")
#: Fields of which a file may have one column only.
_ONE_COLUMN: Final = ("upn", "minutes")
_HEADINGS: Final = {field.key: field.heading for field in MARKS.fields}

# The texts of the columns of `_KEY_FIELDS` in one row, in that order; a field may have several.
Key = tuple[str, ...]


class RowReader(MarkReader):
    """Marks one to a row. What a date, session and code come to is worked out once for each different texts of them."""

    def __init__(self, problems: Problems, *, as_at: date) -> None:
        super().__init__(problems, as_at=as_at)
        self.known: dict[Key, tuple[int, int]] = {}
        self._refused: dict[Key, Problem] = {}
        self._fields: tuple[str, ...] = ()

    def key_columns(self, columns: Columns) -> list[str]:
        """The headings whose texts are a row's key. To be asked again when columns are added: what was known is not."""
        self.known.clear()
        self._refused.clear()
        self._fields = tuple(field for field in _KEY_FIELDS for _ in columns.get(field, ()))
        return list(chain.from_iterable(columns.get(field, ()) for field in _KEY_FIELDS))

    def first_sight(self, key: Key, row: int) -> tuple[int, int]:
        """Slot and place of a key that `known` does not have; those in order are added to it."""
        refused = self._refused.get(key)
        if refused is not None:
            self.problems.again(refused, row=row)
            return NO_MARK
        on = self._date(key, row)
        session = self._session(key, row)
        code = self._code(key, row)
        if on is None or session is None or code is None:
            return NO_MARK
        if len(self.known) + len(self._refused) >= REMEMBERED:
            self.known.clear()
            self._refused.clear()
        found = self.fold.place(on, session, code, row)
        if isinstance(found, Problem):
            self.problems.add(found)
            self._refused[key] = found
            return NO_MARK
        self.known[key] = found
        return found

    def has_refused(self, key: Key) -> bool:
        """Whether the key has been met before and refused."""
        return key in self._refused

    def _texts(self, field: str, key: Key) -> list[str]:
        """What the columns of a field say in a row: one text, empty when they say nothing, or several."""
        said = [clean(text) for each, text in zip(self._fields, key, strict=True) if each == field]
        return list(dict.fromkeys(text for text in said if text)) or [""]

    def _date(self, key: Key, row: int) -> date | None:
        texts = self._texts("date", key)
        days = {self.date(text, row=row, field=_HEADINGS["date"]) for text in texts}
        if len(days) > 1:
            self._differ("date", texts, row)
            return None
        return days.pop()

    def _session(self, key: Key, row: int) -> int | None:
        texts = self._texts("session", key)
        sessions = {SESSION_WORDS.get(text.casefold()) for text in texts}
        if len(sessions) > 1:
            self._differ("session", texts, row)
            return None
        session = sessions.pop()
        if session is None:
            words = "The session is neither AM nor PM."
            remedy = "Export statutory sessions, not lessons."
            self.problems.error("session", words, remedy, row=row, field=_HEADINGS["session"], value=texts[0])
        return session

    def _code(self, key: Key, row: int) -> str | None:
        """The code of a row. Where two columns give one, the longer must begin with the shorter, as C2 does with C."""
        marks = list(map(normalise, self._texts("mark", key)))
        subcodes = [normalise(text) for text in self._texts("subcode", key) if text]
        texts = sorted({*marks, *subcodes}, key=len)
        if all(texts[-1].startswith(text) for text in texts) and not (subcodes and marks == [""]):
            return texts[-1]
        words = "The subcode does not belong to the mark beside it."
        remedy, value = f"The mark is left out. {MEND}", ", ".join(text or "no mark" for text in texts)
        self.problems.quarantine("subcode", words, remedy, row=row, field=_HEADINGS["mark"], value=value)
        return None

    def _differ(self, field: str, texts: Sequence[str], row: int) -> None:
        words = f"Two columns give the {field}, and say different things."
        value = ", ".join(texts)
        self.problems.error("columns_differ", words, MEND, row=row, field=_HEADINGS[field], value=value)

    def settle(self, array: bytearray, slot: int, place: int, row: int, *, upn: str, minutes: str) -> None:
        """Take a mark that has minutes late beside it, or whose session has a mark already. All of its row, or nothing."""
        late = self._minutes(minutes, row)
        if late is None or (array[slot] and not self.held(array, slot, place, row)):
            return
        array[slot] = place
        if late:
            given = self.fold.marks.minutes.setdefault(self._upns[upn], {})
            if given.setdefault(slot, late) != late:
                self.fold.clash_of_minutes(array, slot, given[slot], late, row)

    def _minutes(self, text: str, row: int) -> int | None:
        """The minutes late in a cell, 0 where it says none; None, with a problem noted, when they cannot be."""
        minutes = clean(text)
        if not minutes:
            return 0
        if not minutes.isascii() or not minutes.isdigit() or int(minutes[:5]) > LATEST:
            words = f"Minutes late are a whole number from 0 to {LATEST}."
            self.problems.error("minutes", words, MEND, row=row, field=_HEADINGS["minutes"], value=minutes)
            return None
        return int(minutes)


def read_csv_rows(file: CsvFile, problems: Problems, *, as_at: date) -> Marks:
    """Read a CSV file with one mark to a row."""
    columns = MARKS.require(file.headings, row=file.header_row)
    MARKS.require_one(file.headings, _ONE_COLUMN, row=file.header_row)
    MARKS.warn_of_unknown(file.headings, problems)
    reading = RowReader(problems, as_at=as_at)
    try:
        rows_read = _fold_rows(file, columns, reading)
    except csv.Error as error:
        raise file.broken(error) from None
    file.tell(problems)
    return reading.finish(rows_read)


def _fold_rows(file: CsvFile, columns: Columns, reading: RowReader) -> int:
    """The loop over the rows; how many there are.

    It runs once for each of hundreds of thousands of rows, so what can be remembered is, and a row that is in order
    meets nothing but look-ups.
    """
    places = {heading: place for place, heading in enumerate(file.headings)}
    key_of = itemgetter(*(places[heading] for heading in reading.key_columns(columns)))
    upn_at, minutes_at = (places[columns[key][0]] if key in columns else -1 for key in _ONE_COLUMN)
    width, has_minutes, known = len(file.headings), minutes_at >= 0, reading.known
    array: bytearray
    before, array, others = "", reading.nowhere, 0
    number = file.header_row
    for number, row in enumerate(file.reader, file.header_row + 1):
        if len(row) != width:
            others += not file.ragged(row, number, reading.problems)
            continue
        key = key_of(row)
        try:
            slot, place = known[key]
        except KeyError:
            if not reading.has_refused(key) and file.other.is_one(row, number):
                others += 1
                continue
            slot, place = reading.first_sight(key, number)
        if row[upn_at] != before:
            before = row[upn_at]
            array = reading.array(before, number)
        if place:
            minutes = row[minutes_at] if has_minutes else ""
            if minutes or array[slot]:
                reading.settle(array, slot, place, number, upn=before, minutes=minutes)
            else:
                array[slot] = place
    return number - file.header_row - others


def read_xml_rows(records: Iterable[etree._Element], problems: Problems, *, as_at: date) -> Marks:
    """Read CommandReporter records with one mark to a record."""
    reading = RowReader(problems, as_at=as_at)
    tags = Tags(MARKS)
    number = _fold_records(_taken_apart(records, tags, problems), tags, reading)
    if number:
        tags.settle(problems)
    return reading.finish(number)


def _taken_apart(
    records: Iterable[etree._Element], tags: Tags, problems: Problems
) -> Iterator[tuple[int, list[str], list[str]]]:
    """Number, tags and texts of each record, once its tags have been met, and an empty text behind the last.

    As long as the tags of one record are those of the one before it, the very same list is given again. A record that
    cannot be taken apart is told of, and has neither tags nor texts.
    """
    same: list[str] = []
    for number, record in enumerate(records, 1):
        children = list(record)  # for each of which lxml makes an object, and would make another at the next asking
        names = cast("list[str]", [child.tag for child in children])  # comments have been left out
        if names != same and len(set(names)) == len(names):
            tags.meet(names)
            same = names
        if names == same and not any(map(len, children)):
            yield number, same, [*(child.text or "" for child in children), ""]
            continue
        try:
            texts = tags.texts(record, number)
        except TwoValues as fault:
            problems.refused(fault)
            yield number, [], []
        else:
            yield number, list(texts), [*texts.values(), ""]


def _fold_records(records: Iterable[tuple[int, list[str], list[str]]], tags: Tags, reading: RowReader) -> int:
    """The loop over the records; how many there are. What is said of `_fold_rows` holds here too."""
    array: bytearray
    known, before, array, columns = reading.known, "", reading.nowhere, tags.columns
    same, key_tags, key_at, upn_tag, minutes_tag = list[str](), list[str](), list[int](), "", ""
    upn_at = minutes_at = -1
    number, blank = 0, 0
    for number, names, texts in records:
        if not texts:
            continue
        if names is not same or tags.columns is not columns:
            if tags.columns is not columns:
                columns = tags.columns
                tags.require_one(_ONE_COLUMN)
                key_tags = reading.key_columns(columns)
                upn_tag, minutes_tag = (columns.get(field, ("",))[0] for field in _ONE_COLUMN)
            same = names
            at = {tag: place for place, tag in enumerate(names)}  # what a record has not is the empty text behind it
            key_at = [at.get(tag, -1) for tag in key_tags]
            upn_at, minutes_at = at.get(upn_tag, -1), at.get(minutes_tag, -1)
        key = tuple([texts[place] for place in key_at])
        try:
            slot, place = known[key]
        except KeyError:
            if not any(map(clean, texts)):
                blank += 1
                continue
            slot, place = reading.first_sight(key, number)
        upn = texts[upn_at]
        if upn != before:
            array, before = reading.array(upn, number), upn
        if place:
            minutes = texts[minutes_at]
            if minutes or array[slot]:
                reading.settle(array, slot, place, number, upn=upn, minutes=minutes)
            else:
                array[slot] = place
    return number - blank
