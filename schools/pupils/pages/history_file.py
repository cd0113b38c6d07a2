"""A pupil's history as rows for a spreadsheet: one for each thing seen or done, and one for each mark that changed."""

from collections.abc import Iterable, Iterator, Sequence

from foundation.ui.spreadsheets import Cell, csv_text
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.pupils.pages.history import HistoryLine

HEAD = ("When", "Who", "Position", "What", "Date", "Session", "From", "To", "Reason", "More")


def history_csv(lines: Iterable[HistoryLine]) -> str:
    """The whole file. Text that a spreadsheet would run as a formula is guarded."""
    return csv_text(_rows(lines))


def _rows(lines: Iterable[HistoryLine]) -> Iterator[Sequence[Cell]]:
    yield HEAD
    for line in lines:
        head = (f"{line.here:%Y-%m-%d %H:%M:%S}", line.who, line.position, line.said)
        if not line.changes:
            yield (*head, "", "", "", "", "", "; ".join(line.notes))
        for one in line.changes:
            session = SESSION_NAMES[one.session]
            yield (*head, one.date.isoformat(), session, one.was, one.became, one.reason, "")
