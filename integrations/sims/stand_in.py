"""Writes the files that SIMS writes, faults included: for the demo and for tests, which thus speak the real format.

A stand-in for SIMS, not for its reports' reader: nothing here is shared with `client`, so that the two can disagree.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from schools.intake.rules.records import RollRow


class MarkRow(NamedTuple):
    """One mark: UPN, date, session (1 AM, 2 PM), code as in the code table ("" for none) and minutes late, if any."""

    upn: str
    on: date
    session: int
    code: str
    minutes: int | None = None


# One pupil's marks: UPN, and date and session to code.
PupilMarks = tuple[str, Mapping[tuple[date, int], str]]


@dataclass(frozen=True, slots=True)
class Faults:
    """What real files have that they should not, each to be switched on or off. The defaults are what SIMS does.

    `year_spaces`: "Year  7" with two. `leave_out_empty`: no element for an empty column. `repeats`: every record so
    many times over, as when a report has a column with several values (here "Class"). `windows_1252`: bytes in that
    encoding, `declared` or not. `byte_order_mark`: one before the first character (UTF-8 only).
    """

    year_spaces: bool = True
    leave_out_empty: bool = True
    repeats: int = 1
    windows_1252: bool = False
    declared: bool = True
    byte_order_mark: bool = False

    @property
    def encoding(self) -> str:
        """What Python calls the encoding."""
        if self.windows_1252:
            return "cp1252"
        return "utf-8-sig" if self.byte_order_mark else "utf-8"


SIMS_FAULTS: Final = Faults()

_SEN_WORDS: Final = {"sen_k": "SEN Support", "sen_e": "EHC Plan"}
_SESSIONS: Final = {1: "AM", 2: "PM"}


def write_roll_xml(path: Path, rows: Iterable[RollRow], faults: Faults = SIMS_FAULTS) -> None:
    """Write a roll as CommandReporter does."""
    _write_xml(path, (_roll_columns(row, faults) for row in rows), faults)


def write_roll_csv(path: Path, rows: Iterable[RollRow], faults: Faults = SIMS_FAULTS) -> None:
    """Write a roll as the report saved as CSV."""
    _write_csv(path, (_roll_columns(row, faults, iso=False) for row in rows), faults)


def write_marks_xml(path: Path, marks: Iterable[MarkRow], faults: Faults = SIMS_FAULTS) -> None:
    """Write marks one to a record as CommandReporter does."""
    _write_xml(path, (_mark_columns(mark, iso=True) for mark in marks), faults)


def write_marks_csv(path: Path, marks: Iterable[MarkRow], faults: Faults = SIMS_FAULTS) -> None:
    """Write marks one to a row as the report saved as CSV."""
    _write_csv(path, (_mark_columns(mark, iso=False) for mark in marks), faults)


def write_marks_strings_csv(
    path: Path, pupils: Iterable[PupilMarks], *, start: date, end: date, faults: Faults = SIMS_FAULTS
) -> None:
    """Write marks one string to a pupil, from the first weekday on or after `start` to the last up to `end`.

    A pupil with a code of two characters gets the form with bars, the others the short one. A weekday on which nobody
    at all has a mark is a holiday, written `#`; where only this pupil has none, `-`.
    """
    everyone = list(pupils)
    sessions = [(on, session) for on in _weekdays(start, end) for session in (1, 2)]
    held = {on for _, marks in everyone for (on, _session), code in marks.items() if code}
    first, last = sessions[0][0], sessions[-1][0]
    _write_csv(path, (_string_columns(pupil, sessions, held, first, last) for pupil in everyone), faults)


def _string_columns(
    pupil: PupilMarks, sessions: list[tuple[date, int]], held: set[date], first: date, last: date
) -> dict[str, str]:
    upn, marks = pupil
    codes = [marks.get(session) or ("-" if session[0] in held else "#") for session in sessions]
    joined = "".join(codes) if all(len(code) == 1 and not code.isdigit() for code in codes) else "|".join(codes)
    return {"UPN": upn, "Start Date": _british(first), "Marks": joined, "End Date": _british(last)}


def _weekdays(start: date, end: date) -> Iterator[date]:
    for days in range((end - start).days + 1):
        on = start + timedelta(days=days)
        if on.isoweekday() < 6:
            yield on


def _british(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def _roll_columns(row: RollRow, faults: Faults, *, iso: bool = True) -> dict[str, str]:
    def written(on: date | None) -> str:
        if on is None:
            return ""
        return f"{on.isoformat()}T00:00:00" if iso else _british(on)

    numbered = row.year_group.isdigit()
    spaces = "  " if faults.year_spaces else " "
    sen = next((_SEN_WORDS[kind] for kind in ("sen_e", "sen_k") if kind in row.flags), "")
    return {
        "UPN": row.upn,
        "Former UPN": row.former_upn,
        "Legal Surname": row.surname,
        "Legal Forename": row.forename,
        "Preferred Forename": row.preferred,
        "Date of Birth": written(row.birth),
        "Gender": {"F": "Female", "M": "Male"}[row.sex],
        "Year Group": f"Year{spaces}{row.year_group}" if numbered else row.year_group,
        "Reg Group": row.group,
        "Date of Admission": written(row.starts_on),
        "Date of Leaving": written(row.ends_on),
        "Ground for leaving": f"9(1)({row.ground})" if len(row.ground) == 1 else row.ground,
        "Reason for leaving": row.leaving_note,
        "Destination": row.destination,
        "Eligible for Free School Meals": "T" if "fsm" in row.flags else "F",
        "Ever in FSM 6": "T" if "fsm6" in row.flags else "F",
        "SEN Status": sen,
        "English as Additional Language": "Yes" if "eal" in row.flags else "No",
        "In Care": "T" if "cla" in row.flags else "F",
    }


def _mark_columns(mark: MarkRow, *, iso: bool) -> dict[str, str]:
    return {
        "UPN": mark.upn,
        "Mark Date": f"{mark.on.isoformat()}T00:00:00" if iso else _british(mark.on),
        "Session Name": _SESSIONS[mark.session],
        "Mark": mark.code or "-",
        "Minutes Late": "" if mark.minutes is None else str(mark.minutes),
    }


def _repeated(records: Iterable[dict[str, str]], faults: Faults) -> Iterator[dict[str, str]]:
    for record in records:
        for number in range(faults.repeats):
            yield record if faults.repeats == 1 else {**record, "Class": f"Set {number + 1}"}


def _write_xml(path: Path, records: Iterable[dict[str, str]], faults: Faults) -> None:
    tags: dict[str, str] = {}
    with path.open("w", encoding=faults.encoding, newline="") as file:
        if faults.declared:
            file.write(f'<?xml version="1.0" encoding="{"windows-1252" if faults.windows_1252 else "utf-8"}"?>\r\n')
        file.write("<SuperStarReport>\r\n")
        for record in _repeated(records, faults):
            file.write("  <Record>\r\n")
            for name, text in record.items():
                tag = tags.get(name) or tags.setdefault(name, name.replace(" ", "_x0020_"))
                if text:
                    file.write(f"    <{tag}>{escape(text)}</{tag}>\r\n")
                elif not faults.leave_out_empty:
                    file.write(f"    <{tag} />\r\n")
            file.write("  </Record>\r\n")
        file.write("</SuperStarReport>\r\n")


def _write_csv(path: Path, records: Iterable[dict[str, str]], faults: Faults) -> None:
    with path.open("w", encoding=faults.encoding, newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for record in _repeated(records, faults):
            if writer is None:
                writer = csv.DictWriter(file, list(record))
                writer.writeheader()
            writer.writerow(record)
