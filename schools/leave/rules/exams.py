"""Files of exams: papers with their times, and who is entered for them, read row by row; and when study leave stands.

Columns are ours (no national layout is in our sources): a school names them in the first row, in any order. S stands in
the agreed time only, and never in a session in which the pupil has a paper, where they are due [code S: agreed in advance].
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault, Malformed
from foundation.ui.dates import read_date
from foundation.ui.numbers import middle_date
from foundation.ui.spreadsheets import read_csv
from schools.calendar.rules.sessions import AM, PM, SchoolSession

LARGEST: Final = 1_000_000
MOST_ROWS: Final = 20_000
MOST_MINUTES: Final = 600
#: As many problems are listed; of more it is said that there are more.
MOST_FAULTS: Final = 200
_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_NOON: Final = dt.time(12)
_KINDS: Final = {
    "": "public",
    "public": "public",
    "public exam": "public",
    "test": "test",
    "national curriculum test": "test",
    "mock": "mock",
}
#: What a column may be called, in small letters.
_PAPERS: Final = {
    "code": ("code", "component", "component code", "paper"),
    "title": ("title", "component title", "name"),
    "date": ("date",),
    "start": ("start", "start time", "time"),
    "minutes": ("minutes", "length", "duration"),
    "kind": ("kind",),
    "moved_from": ("moved from",),
}
_ENTRIES: Final = {
    "upn": ("upn",),
    "code": ("code", "component", "component code", "paper"),
    "date": ("date",),
    "candidate": ("candidate", "candidate number"),
}
_NEEDED: Final = {"papers": ("code", "title", "date", "start", "minutes"), "entries": ("upn", "code")}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of a file; `moved_from` is the day it was on before, where that was another."""

    row: int
    code: str
    title: str
    kind: str
    date: dt.date
    starts_at: dt.time
    minutes: int
    moved_from: dt.date | None = None

    @property
    def session(self) -> int:
        """The session it begins in: before noon is the morning's."""
        return AM if self.starts_at < _NOON else PM


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of a file; `date` when it says which day, for a code that has several."""

    row: int
    upn: str
    code: str
    date: dt.date | None
    candidate: str


def read_papers(text: str, *, today: dt.date) -> tuple[list[PaperRow], list[Fault]]:
    """The papers of a file, and what is wrong with its other rows. Malformed when it cannot be read as a whole."""
    found: list[PaperRow] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, dt.date], int] = {}
    for number, cells in _rows(text, "papers", _PAPERS):
        try:
            row = _paper(number, cells, today)
        except Malformed as fault:
            faults.append(_placed(fault, number))
            continue
        before = seen.setdefault((row.code, row.date), number)
        if before != number:
            faults.append(
                _fault(number, f"{row.code} on that day is in row {before} already.", "Take one of them out.")
            )
            continue
        found.append(row)
    return found, faults


def read_entries(text: str, *, today: dt.date) -> tuple[list[EntryRow], list[Fault]]:
    """The entries of a file, and what is wrong with its other rows. Malformed when it cannot be read as a whole."""
    found: list[EntryRow] = []
    faults: list[Fault] = []
    for number, cells in _rows(text, "entries", _ENTRIES):
        upn, code = cells["upn"].upper().replace(" ", ""), cells["code"].upper()
        if not upn or not code:
            faults.append(_fault(number, "The UPN or the paper’s code is missing.", "Fill it in, or take the row out."))
            continue
        try:
            date = _date(cells["date"], today) if cells["date"] else None
        except Malformed as fault:
            faults.append(_placed(fault, number))
            continue
        found.append(EntryRow(number, upn, code, date, cells["candidate"][:10]))
    return found, faults


def match_entries(
    rows: Sequence[EntryRow], *, pupils: Mapping[str, object], papers: Mapping[str, Collection[dt.date]]
) -> tuple[list[tuple[EntryRow, dt.date]], list[Fault]]:
    """Each entry with the day of its paper, and what is wrong with the others: nobody has the number, no such paper,
    several days and none said, or there twice. `pupils` by UPN; `papers` by code, with their days."""
    found: list[tuple[EntryRow, dt.date]] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str, dt.date], int] = {}
    for one in rows:
        days = papers.get(one.code, ())
        if one.upn not in pupils:
            words, remedy = "No pupil on the roll has that UPN.", "Check it, or take the row out."
        elif not days:
            words, remedy = f"There is no paper {one.code[:30]}.", "Send its paper first."
        elif one.date is None and len(days) > 1:
            words, remedy = f"{one.code[:30]} is on several days.", "Add a column Date that says which."
        elif one.date is not None and one.date not in days:
            words, remedy = f"{one.code[:30]} is not on that day.", "Check the date."
        else:
            date = one.date or next(iter(days))
            before = seen.setdefault((one.upn, one.code, date), one.row)
            if before == one.row:
                found.append((one, date))
                continue
            words, remedy = f"The same entry is in row {before} already.", "Take one of them out."
        faults.append(_fault(one.row, words, remedy))
    return found, faults


def match_papers(
    rows: Sequence[PaperRow], *, papers: Mapping[str, Collection[dt.date]], today: dt.date
) -> tuple[list[PaperRow], list[Fault]]:
    """Which papers have moved to another day, with those entered for them, and what is wrong with the rows of others.

    A code on two days is two papers, or one whose day was corrected: which, only a person knows. So a row for a new day says
    from which the paper has moved, or the file has every day to come on which it is sat. `papers` by code, with their days.
    """
    moved: list[PaperRow] = []
    faults: list[Fault] = []
    named = {(one.code, on) for one in rows for on in (one.date, one.moved_from)}
    taken: set[tuple[str, dt.date]] = set()
    for one in rows:
        days, before = papers.get(one.code, ()), one.moved_from
        if one.date in days and before not in days:
            continue
        if before is None:
            left = next((on for on in sorted(days) if on >= today and (one.code, on) not in named), None)
            if left is None:
                continue
            words = f"{one.code} is on {middle_date(left)} already."
            remedy = f"If it has moved, write {left:%d/%m/%Y} under Moved from; if it is sat on both, give both a row."
        elif before not in days or (one.code, before) in taken:
            words, remedy = f"{one.code} is not on {middle_date(before)}.", "Check the day that it has moved from."
        elif one.date in days:
            words, remedy = f"{one.code} is on {middle_date(one.date)} already.", "Check both days."
        else:
            taken.add((one.code, before))
            moved.append(one)
            continue
        faults.append(_fault(one.row, words, remedy))
    return moved, faults


def study_sessions(held: Iterable[SchoolSession], papers: Collection[SchoolSession]) -> list[SchoolSession]:
    """The sessions of an agreed study leave that are S for a pupil: all but those in which they have a paper."""
    return [one for one in held if one not in papers]


def _paper(number: int, cells: Mapping[str, str], today: dt.date) -> PaperRow:
    if not cells["code"] or not cells["title"]:
        raise Malformed("The code or the title is missing.", remedy="Fill it in.")
    if len(cells["code"]) > 30 or len(cells["title"]) > 200:
        raise Malformed("The code has at most 30 characters, the title 200.", remedy="Shorten it.")
    time = _TIME.fullmatch(cells["start"])
    if time is None:
        raise Malformed("The start is not a time of day.", remedy="Write it like 09:00.")
    minutes = cells["minutes"]
    if not minutes.isascii() or not minutes.isdigit() or not 1 <= int(minutes[:6]) <= MOST_MINUTES:
        raise Malformed(f"The minutes are a whole number from 1 to {MOST_MINUTES}.", remedy="Write 90, not 1h30.")
    kind = _KINDS.get(cells["kind"].lower())
    if kind is None:
        raise Malformed("The kind is none of Public exam, Test and Mock.", remedy="Choose one, or leave it empty.")
    starts_at = dt.time(int(time[1]), int(time[2]))
    date = _date(cells["date"], today)
    before = _date(cells["moved_from"], today) if cells["moved_from"] else None
    return PaperRow(number, cells["code"].upper(), cells["title"], kind, date, starts_at, int(minutes), before)


def _date(text: str, today: dt.date) -> dt.date:
    """A date with its year: without one, an exam of next summer would be last summer's."""
    needed = 2 if re.search(r"[A-Za-z]", text) else 3
    if len(re.findall(r"\d+", text)) < needed:
        raise Malformed("The date has no year.", remedy="Write it like 12/05/2027.")
    return read_date(text, today=today)


def _rows(text: str, what: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that say something, by column, each with its number in the file."""
    (_, headings), *lines = read_csv(text, most_rows=MOST_ROWS)
    head = [cell.strip().lower() for cell in headings]
    places = {name: next((head.index(one) for one in known if one in head), None) for name, known in names.items()}
    missing = [name.upper() if name == "upn" else name.capitalize() for name in _NEEDED[what] if places[name] is None]
    if missing:
        words = f"The first row names no column {', '.join(missing)}."
        raise Malformed(words, code="columns", remedy="Name the columns in the first row.")
    for number, cells in lines:
        yield (
            number,
            {
                name: cells[place].strip() if place is not None and place < len(cells) else ""
                for name, place in places.items()
            },
        )


def _fault(number: int, words: str, remedy: str) -> Fault:
    return Fault(words, "row", "file", number, remedy)


def _placed(fault: Malformed, number: int) -> Fault:
    return _fault(number, fault.first.words, fault.first.remedy)
