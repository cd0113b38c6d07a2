"""The comparison as rows for a spreadsheet: the same figures as the page, each with its counts and where it is from."""

from collections.abc import Iterator, Sequence

from foundation.ui import numbers
from foundation.ui.spreadsheets import Cell, csv_text
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from trust_reporting.comparison.rules import published
from trust_reporting.comparison.rules.comparison import Comparison, SchoolStanding
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.published import Measure

HEAD = (
    "School",
    "URN",
    "Period",
    "From",
    "To",
    "Days open",
    "Basis",
    "Group",
    "Days matched",
    "Attended",
    "Possible",
    "Attendance %",
    "Authorised absence",
    "Unauthorised absence",
    "Marks missing",
    "Pupils",
    "Persistently absent",
    "Persistently absent %",
    "Severely absent",
    "Severely absent %",
    "Left out, no possible session",
    "Source",
)
BASES = {Basis.PUBLISHED: "published", Basis.WHOLE_ROLL: "whole roll"}
HIDDEN = "hidden: small number"


def comparison_csv(comparison: Comparison, national: published.Comparator | None) -> str:
    """The whole file. Text that a spreadsheet would run as a formula is guarded."""
    return csv_text(_rows(comparison, national))


def _rows(comparison: Comparison, national: published.Comparator | None) -> Iterator[Sequence[Cell]]:
    yield HEAD
    for standing in comparison.standings:
        yield _school(comparison, standing)
    if len(comparison.standings) > 1:
        yield _pooled(comparison)
        if comparison.once is not None:
            yield _pooled_once(comparison, comparison.once)
    if national is not None:
        yield _national(comparison, national)


def _school(comparison: Comparison, standing: SchoolStanding) -> Sequence[Cell]:
    published_at = (
        f"published {numbers.middle_date(standing.published_at.date())} {numbers.clock(standing.published_at)}"
    )
    dates = (standing.first.isoformat(), standing.last.isoformat(), standing.days)
    head = (standing.school.name, standing.school.urn, *_asked(comparison, dates))
    if standing.hidden:
        return (
            *head,
            *([HIDDEN] * 6),
            *_enrolments(comparison, standing.enrolments, standing, hidden=True),
            published_at,
        )
    return (
        *head,
        *_sessions(standing.totals),
        *_enrolments(comparison, standing.enrolments, standing),
        published_at,
    )


def _pooled(comparison: Comparison) -> Sequence[Cell]:
    return (
        "Pooled",
        "",
        *_asked(comparison, ("", "", comparison.shared.days if comparison.choice.match else "")),
        *_sessions(comparison.totals),
        *_enrolments(comparison, comparison.enrolments, comparison),
        "sessions added, then divided",
    )


def _pooled_once(comparison: Comparison, once: Enrolments) -> Sequence[Cell]:
    return (
        "Pooled, a pupil who moved counts once",
        "",
        *_asked(comparison, ("", "", "")),
        *([""] * 6),
        *_enrolments(comparison, once, comparison),
        "over all their sessions at these schools",
    )


def _asked(comparison: Comparison, dates: tuple[Cell, Cell, Cell]) -> Sequence[Cell]:
    choice = comparison.choice
    matched = comparison.shared.days if choice.match else "no"
    return choice.label, *dates, BASES[choice.basis], choice.cohort.label, matched


def _sessions(totals: Totals) -> Sequence[Cell]:
    return (
        totals.attendance,
        totals.possible,
        numbers.rate(totals.attendance, totals.possible, 2),
        totals.authorised,
        totals.unauthorised,
        totals.missing,
    )


def _enrolments(
    comparison: Comparison, enrolments: Enrolments, shown: SchoolStanding | Comparison, *, hidden: bool = False
) -> Sequence[Cell]:
    if not comparison.shows_pupils:
        return ["whole periods only"] * 6
    size: Cell = HIDDEN if hidden else enrolments.enrolments
    left_out: Cell = HIDDEN if shown.hides("none_possible") else enrolments.none_possible
    if not comparison.shows_enrolments:
        return (size, *(["not with matched days"] * 4), left_out)
    cells: list[Cell] = [size]
    for measure, count in (("persistent", enrolments.persistent), ("severe", enrolments.severe)):
        rate: Cell = HIDDEN if hidden else numbers.rate(count, enrolments.enrolments, 2)
        cells += [HIDDEN, HIDDEN] if shown.hides(measure) else [count, rate]
    return (*cells, left_out)


def _national(comparison: Comparison, national: published.Comparator) -> Sequence[Cell]:
    attendance, persistent = national.figure(Measure.ATTENDANCE), national.figure(Measure.PERSISTENT_ABSENCE)
    row: dict[str, Cell] = {
        "School": f"National, {national.phase.value}",
        "Period": national.period_label,
        "Basis": "published",
        "Attendance %": attendance,
        "Persistently absent %": persistent if comparison.shows_enrolments else None,
        "Source": national.source,
    }
    return [row.get(column) for column in HEAD]
