"""Reading the daily and weekly files of "Pupil attendance in schools", into our own codes and totals [EES].

The files give sessions by reason, one column each, for a place, a phase and a day or week. Reading them through the
product's own classification is what shows that it counts as the Department for Education does. The Department carries
two things that single marks may not: see `aggregate_mark`, and a residual reason of authorised absence with no column,
so that the reasons never exceed the published authorised total but may fall short of it.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from foundation.refusals import Malformed
from schools.registers.rules.codes import codes
from schools.registers.rules.totals import Totals

CODE_COLUMNS: Final = MappingProxyType(
    {
        "reason_present_am": "/",
        "reason_present_pm": "\\",
        "reason_l_present_late_before_registers_closed": "L",
        "reason_i_authorised_illness": "I",
        "reason_m_authorised_medical_dental": "M",
        "reason_r_authorised_religious_observance": "R",
        "reason_s_authorised_study_leave": "S",
        "reason_t_authorised_mobile_child": "T",
        "reason_h_authorised_holiday": "H",
        "reason_e_authorised_excluded": "E",
        "reason_c_authorised_other": "C",
        "reason_c1_authorised_regulated_performance": "C1",
        "reason_j1_authorised_interview": "J1",
        "reason_c2_authorised_temp_reduced_timetable": "C2",
        "reason_b_aea_education_off_site": "B",
        "reason_j_aea_interview": "J",
        "reason_p_aea_approved_sporting_activity": "P",
        "reason_v_aea_educational_visit_trip": "V",
        "reason_w_aea_work_experience": "W",
        "reason_k_aea_education_arranged_by_la": "K",
        "reason_g_unauthorised_holiday": "G",
        "reason_u_unauthorised_late_after_registers_closed": "U",
        "reason_o_other_unauthorised": "O",
        "reason_n_no_reason_yet": "N",
    }
)
TOTAL_COLUMNS: Final = (
    "present_sessions",
    "approved_educational_activity",
    "overall_attendance",
    "authorised_absence",
    "unauthorised_absence",
    "overall_absence",
    "possible_sessions",
    "late_sessions",
)
RATE_COLUMNS: Final = (
    "attendance_perc",
    "overall_absence_perc",
    "authorised_absence_perc",
    "unauthorised_absence_perc",
)
PLACE_COLUMNS: Final = ("time_period", "time_identifier", "geographic_level", "region_name", "education_phase")
COUNTED_AFTER_WITHDRAWAL: Final = frozenset({"H", "J"})
NOT_A_NUMBER: Final = frozenset({"", "c", "z", "x", "-", "low", "SUPP"})


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One place, phase and day or week. `on` is the day, or the Monday of the week.

    `counts` is sessions by code as published, `totals` and `rates` the file's own figures by column. A value the
    Department suppressed or did not give is None, never zero.
    """

    on: date
    level: str
    region: str
    phase: str
    counts: Mapping[str, int | None]
    totals: Mapping[str, int | None]
    rates: Mapping[str, Decimal | None]

    def recomputed(self) -> Totals | None:
        """What the counts add up to by our own rules; None when one of them is withheld."""
        marks: list[tuple[str, date, int]] = []
        for code, sessions in self.counts.items():
            if sessions is None:
                return None
            marks.append((*aggregate_mark(code, self.on), sessions))
        return Totals.of_counts(marks)


def aggregate_mark(code: str, on: date) -> tuple[str, date]:
    """The code and date to classify a published *count* by: the rule for H and J after 18 August 2024.

    Both were withdrawn on that day, yet published counts still hold some. H is counted with C, its successor of the
    same class. J is counted as it was on its last day, as attendance, because the published totals do so, though its
    successor J1 is an absence. For counts in published files only: a single mark so dated stays refused.
    """
    meaning = next(row for row in codes() if row.code == code)
    if code not in COUNTED_AFTER_WITHDRAWAL or meaning.valid_on(on):
        return code, on
    if code == "H":
        return meaning.maps_to, on
    return code, meaning.valid_to or on


def read_published(lines: Iterable[str]) -> Iterator[PublishedRow]:
    """The rows of a daily or weekly file. Malformed when a column is missing or a value is not a number."""
    reader = csv.DictReader(lines)
    wanted = {*PLACE_COLUMNS, *CODE_COLUMNS, *TOTAL_COLUMNS, *RATE_COLUMNS}
    missing = sorted(wanted - set(reader.fieldnames or ()))
    if missing:
        raise Malformed(f"The file lacks the column {missing[0]}. Take the daily or weekly file as published.")
    for number, row in enumerate(reader, start=2):
        yield PublishedRow(
            on=_date(row, number),
            level=row["geographic_level"],
            region=row["region_name"],
            phase=row["education_phase"],
            counts={code: _count(row, column, number) for column, code in CODE_COLUMNS.items()},
            totals={column: _count(row, column, number) for column in TOTAL_COLUMNS},
            rates={column: _rate(row, column, number) for column in RATE_COLUMNS},
        )


def _date(row: Mapping[str, str], number: int) -> date:
    try:
        if row.get("attendance_date"):
            return date.fromisoformat(row["attendance_date"])
        return date.fromisocalendar(int(row["time_period"]), int(row["time_identifier"].removeprefix("Week ")), 1)
    except ValueError:
        raise Malformed(f"Row {number}: there is no date in attendance_date or time_identifier.") from None


def _count(row: Mapping[str, str | None], column: str, number: int) -> int | None:
    text = row[column] or ""
    if text in NOT_A_NUMBER:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Malformed(f"Row {number}, {column}: not a whole number of sessions.")
    return int(text)


def _rate(row: Mapping[str, str | None], column: str, number: int) -> Decimal | None:
    text = row[column] or ""
    if text in NOT_A_NUMBER:
        return None
    try:
        rate = Decimal(text)
    except InvalidOperation:
        raise Malformed(f"Row {number}, {column}: not a percentage.") from None
    if not 0 <= rate <= 100:
        raise Malformed(f"Row {number}, {column}: a percentage lies between 0 and 100.")
    return rate
