"""A provider's own file of attendance: one row for a pupil's session, as people write it.

No source gives such a file a form, so this is ours: a heading row with Date, Session, UPN or Pupil, Attendance and, if
there is one, Reason, in any order. Dates are written day first or as 2026-11-19. Whatever a row cannot be read for is said
of that row, and the others are read.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault, Malformed
from foundation.ui.spreadsheets import read_csv
from schools.provision.rules.elsewhere import Said

#: The largest file, in bytes, and the most rows: a school year of one pupil, or a term of a dozen.
LARGEST: Final = 250_000
MOST_ROWS: Final = 2000
LONGEST_REASON: Final = 500

_HEADINGS: Final = {
    "date": "date",
    "session": "session",
    "am/pm": "session",
    "upn": "upn",
    "pupil": "name",
    "name": "name",
    "pupil name": "name",
    "attendance": "said",
    "attended": "said",
    "mark": "said",
    "reason": "words",
    "notes": "words",
}
_SAID: Final = {
    **dict.fromkeys(("present", "p", "yes", "y", "attended", "/", "\\", "here"), Said.PRESENT),
    **dict.fromkeys(("absent", "a", "no", "n", "did not attend", "dna", "away"), Said.ABSENT),
    **dict.fromkeys(("not known", "unknown", "?"), Said.UNKNOWN),
}
_SESSIONS: Final = {"am": (1,), "morning": (1,), "1": (1,), "pm": (2,), "afternoon": (2,), "2": (2,)} | dict.fromkeys(
    ("day", "all day", "am and pm", "both"), (1, 2)
)
_DATES: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row that could be read. `number` as a spreadsheet numbers it."""

    number: int
    date: dt.date
    sessions: tuple[int, ...]
    upn: str
    name: str
    said: Said
    words: str


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read, and what is wrong with the other rows."""

    rows: tuple[FileRow, ...]
    faults: tuple[Fault, ...]


def read_rows(text: str) -> Read:
    """Every row of a file, or what is wrong with it. Malformed when the file as a whole cannot be read."""
    (_, headings), *lines = read_csv(text, most_rows=MOST_ROWS)
    places = _places(headings)
    rows: list[FileRow] = []
    faults: list[Fault] = []
    for number, cells in lines:
        found = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        row = _row(number, found)
        (rows if isinstance(row, FileRow) else faults).append(row)  # type: ignore[arg-type]
    return Read(tuple(rows), tuple(faults))


def _places(headings: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = _HEADINGS.get(" ".join(heading.casefold().split()))
        if name is not None and name in places:
            raise Malformed(
                f"Two columns say “{heading.strip()}”.", code="twice", field="file", remedy="Take one of them out."
            )
        if name is not None:
            places[name] = place
    missing = [
        words
        for name, words in (("date", "Date"), ("session", "Session"), ("said", "Attendance"))
        if name not in places
    ]
    if not {"upn", "name"} & places.keys():
        missing.append("UPN or Pupil")
    if missing:
        words = f"The first row has no column {', '.join(missing)}."
        raise Malformed(words, code="headings", field="file", remedy="Name the columns in the first row.")
    return places


def _row(number: int, found: dict[str, str]) -> FileRow | Fault:
    on = _date(found["date"])
    sessions = _SESSIONS.get(" ".join(found["session"].casefold().split()))
    said = _SAID.get(" ".join(found["said"].casefold().split()))
    upn, name, words = (found.get(key, "") for key in ("upn", "name", "words"))
    if on is None:
        return _fault(number, "Date", found["date"], "Write it as 19/11/2026.")
    if sessions is None:
        return _fault(number, "Session", found["session"], "Write AM, PM or Day.")
    if said is None:
        return _fault(number, "Attendance", found["said"], "Write present, absent or not known.")
    if not upn and not name:
        return Fault("The row names no pupil.", "nobody", "UPN", number, "Give the UPN or the name.")
    if len(words) > LONGEST_REASON:
        return Fault(
            f"The reason has more than {LONGEST_REASON} characters.", "too_long", "Reason", number, "Shorten it."
        )
    return FileRow(number, on, sessions, upn.upper(), name, said, words)


def _date(text: str) -> dt.date | None:
    for form in _DATES:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a date alone
        except ValueError:
            continue
    return None


def _fault(number: int, column: str, typed: str, remedy: str) -> Fault:
    words = f"“{typed[:40]}” is no {column.lower()} that can be read." if typed else f"{column} is empty."
    return Fault(words, "unreadable", column, number, remedy)
