"""The published daily and weekly rows read by our own rules, and the packaged national comparators."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from foundation.refusals import Malformed
from foundation.ui import numbers
from schools.registers.rules.codes import CodeNotValidOn, MarkClass, code_on, refusal
from trust_reporting.comparison.rules.published import (
    Comparator,
    Measure,
    MixedPublicationsError,
    Period,
    PeriodKind,
    comparators,
    latest_national,
    national,
    national_weeks,
    one_publication,
)
from trust_reporting.comparison.rules.published_files import (
    CODE_COLUMNS,
    PublishedRow,
    aggregate_mark,
    read_published,
)

DATA = Path(__file__).parent / "data"
AFTER = date(2024, 9, 9)


@cache
def rows(name: str) -> tuple[PublishedRow, ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(read_published(file))


def comparable(name: str) -> Iterator[tuple[PublishedRow, dict[str, int], dict[str, int]]]:
    """Each row with its published totals and our own, by the same names."""
    for row in rows(name):
        ours = row.recomputed()
        assert ours is not None
        published = {column: total for column, total in row.totals.items() if total is not None}
        yield (
            row,
            published,
            {
                "present_sessions": ours.present,
                "approved_educational_activity": ours.approved,
                "overall_attendance": ours.attendance,
                "authorised_absence": ours.authorised,
                "unauthorised_absence": ours.unauthorised,
                "overall_absence": ours.absence,
                "possible_sessions": ours.possible,
                "late_sessions": ours.late,
            },
        )


FILES = pytest.mark.parametrize(
    ("name", "row_count", "authorised_equal", "rates_off"),
    [("published_daily.csv", 400, 312, 50), ("published_weekly.csv", 800, 549, 119)],
)


@FILES
class TestPublishedArithmetic:
    def test_every_row_is_read(self, name: str, row_count: int, authorised_equal: int, rates_off: int) -> None:
        assert len(rows(name)) == row_count

    def test_exact_classes_on_every_row(self, name: str, row_count: int, authorised_equal: int, rates_off: int) -> None:
        exact = Counter[str]()
        for _, published, ours in comparable(name):
            exact.update(column for column in published if ours[column] == published[column])
        for column in (
            "present_sessions",
            "approved_educational_activity",
            "overall_attendance",
            "unauthorised_absence",
            "late_sessions",
        ):
            assert exact[column] == row_count, column

    def test_authorised_falls_short_only_by_the_residual_reason(
        self, name: str, row_count: int, authorised_equal: int, rates_off: int
    ) -> None:
        residues = [
            published["authorised_absence"] - ours["authorised_absence"] for _, published, ours in comparable(name)
        ]
        assert min(residues) == 0
        assert residues.count(0) == authorised_equal

    def test_possible_recomputes_once_the_residual_is_counted(
        self, name: str, row_count: int, authorised_equal: int, rates_off: int
    ) -> None:
        for _, published, ours in comparable(name):
            residue = published["authorised_absence"] - ours["authorised_absence"]
            assert ours["possible_sessions"] + residue == published["possible_sessions"]
            assert ours["overall_absence"] + residue == published["overall_absence"]

    def test_the_rate_is_the_plain_ratio_but_for_the_weighted_totals_of_2024(
        self, name: str, row_count: int, authorised_equal: int, rates_off: int
    ) -> None:
        off = Counter[tuple[int, str]]()
        for row, published, _ in comparable(name):
            possible = published["possible_sessions"]
            ratios = (
                numbers.rate(published["overall_absence"], possible, 4) == row.rates["overall_absence_perc"],
                numbers.rate(published["overall_attendance"], possible, 4) == row.rates["attendance_perc"],
            )
            assert len(set(ratios)) == 1
            off[row.on.year, row.phase] += not all(ratios)
        assert {group: number for group, number in off.items() if number} == {(2024, "Total"): rates_off}

    def test_h_and_j_still_occur(self, name: str, row_count: int, authorised_equal: int, rates_off: int) -> None:
        late = [row for row in rows(name) if row.on > date(2024, 8, 18)]
        assert len(late) == row_count
        assert sum(bool(row.counts["H"]) or bool(row.counts["J"]) for row in late) == {400: 240, 800: 559}[row_count]


class TestLoader:
    def test_h_goes_with_c_and_j_stays_attendance_in_counts(self) -> None:
        assert aggregate_mark("H", AFTER) == ("C", AFTER)
        assert code_on(*aggregate_mark("J", AFTER)).mark_class is MarkClass.APPROVED
        assert aggregate_mark("H", date(2024, 7, 1)) == ("H", date(2024, 7, 1))

    def test_single_marks_so_dated_are_still_refused(self) -> None:
        assert refusal("H", on=AFTER, session=1) is not None
        assert refusal("J", on=AFTER, session=1) is not None

    def test_what_no_published_column_counts_stays_as_refused_as_a_single_mark(self) -> None:
        for code in ("I01", "X02", "F", "Y"):
            assert aggregate_mark(code, AFTER) == (code, AFTER)
            with pytest.raises(CodeNotValidOn):
                code_on(*aggregate_mark(code, AFTER))

    def test_every_other_column_is_a_code_of_the_day(self) -> None:
        for code in set(CODE_COLUMNS.values()) - {"H", "J"}:
            assert aggregate_mark(code, AFTER) == (code, AFTER)
            assert code_on(code, AFTER)

    def lines(self, **values: str) -> list[str]:
        with (DATA / "published_daily.csv").open(encoding="utf-8", newline="") as file:
            header, first = file.readline(), file.readline()
        cells = dict(zip(header.strip().split(","), first.strip().split(","), strict=True)) | values
        return [header, ",".join(cells.values())]

    def test_a_withheld_count_is_never_zero(self) -> None:
        (row,) = read_published(self.lines(reason_i_authorised_illness="c"))
        assert row.counts["I"] is None
        assert row.recomputed() is None

    def test_a_missing_column_is_named(self) -> None:
        header, first = self.lines()
        with pytest.raises(Malformed, match="reason_n_no_reason_yet"):
            list(read_published([header.replace("reason_n_no_reason_yet", "other"), first]))

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("possible_sessions", "12.5"),
            ("possible_sessions", "-3"),
            ("attendance_perc", "n"),
            ("attendance_perc", "101"),
        ],
    )
    def test_a_bad_value_names_row_and_column(self, column: str, value: str) -> None:
        with pytest.raises(Malformed, match=f"Row 2, {column}"):
            list(read_published(self.lines(**{column: value})))

    def test_a_row_without_a_date_is_named(self) -> None:
        with pytest.raises(Malformed, match="Row 2"):
            list(read_published(self.lines(attendance_date="", time_identifier="Autumn")))


class TestComparators:
    YEAR_TO_DATE = Period(PeriodKind.YEAR, 2025)

    @pytest.mark.parametrize(
        ("phase", "figures"),
        [
            ("primary", "94.72 5.28 3.73 1.55 13.77"),
            ("secondary", "91.51 8.49 5.22 3.27 23.77"),
            ("special", "86.83 13.17 9.57 3.60 36.06"),
            ("all", "93.12 6.88 4.52 2.36 18.78"),
        ],
    )
    def test_year_to_date_2025_26(self, phase: str, figures: str) -> None:
        row = national(phase, self.YEAR_TO_DATE)
        assert row is not None
        measures = (
            Measure.ATTENDANCE, Measure.ABSENCE, Measure.AUTHORISED, Measure.UNAUTHORISED, Measure.PERSISTENT_ABSENCE
        )  # fmt: skip
        shown = [row.figures[measure].quantize(Decimal("0.01")) for measure in measures]
        assert " ".join(str(figure) for figure in shown) == figures

    def test_each_names_its_publication_date_and_period(self) -> None:
        row = national("secondary", self.YEAR_TO_DATE)
        assert row is not None
        assert row.period_label == "Academic year 2025/26 to date"
        assert row.source == "Department for Education, Pupil attendance in schools, published 23 July 2026"
        complete = national("secondary", Period(PeriodKind.YEAR, 2024))
        assert complete is not None
        assert complete.period_label == "Academic year 2024/25"
        week = national("primary", Period(PeriodKind.WEEK, 2024, date(2024, 12, 2)))
        assert week is not None
        assert week.period_label == "Week commencing 2 December 2024"
        assert week.source.endswith("Pupil attendance in schools, Week 49 2024, published 19 December 2024")

    def test_what_was_not_published_is_none_not_borrowed(self) -> None:
        assert national("secondary", Period(PeriodKind.AUTUMN, 2025)) is None
        assert national("all-through", self.YEAR_TO_DATE) is None
        week = national("primary", Period(PeriodKind.WEEK, 2024, date(2024, 12, 2)))
        assert week is not None
        assert week.figure(Measure.PERSISTENT_ABSENCE) is None
        assert week.figure(Measure.ABSENCE) == Decimal("5.8256")

    def test_the_latest_term_says_which_year_it_is(self) -> None:
        row = latest_national("secondary", PeriodKind.AUTUMN)
        assert row is not None
        assert row.period_label == "Autumn term 2024/25"
        latest_year = latest_national("secondary", PeriodKind.YEAR)
        assert latest_year is not None
        assert latest_year.period == self.YEAR_TO_DATE
        assert latest_national("nursery", PeriodKind.YEAR) is None

    def test_all_are_packaged(self) -> None:
        assert Counter((row.period.kind.value, row.period.academic_year) for row in comparators().values()) == {
            ("autumn", 2024): 4, ("spring", 2024): 4, ("summer", 2024): 4, ("year", 2024): 4,
            ("year", 2025): 4, ("week", 2024): 48, ("week", 2025): 32,
        }  # fmt: skip

    def test_figures_are_consistent(self) -> None:
        for row in comparators().values():
            assert row.figures[Measure.ATTENDANCE] + row.figures[Measure.ABSENCE] == 100
            parts = row.figures[Measure.AUTHORISED] + row.figures[Measure.UNAUTHORISED]
            assert abs(parts - row.figures[Measure.ABSENCE]) <= Decimal("0.0001")

    def test_the_weeks_agree_with_the_published_weekly_file(self) -> None:
        phases = {"Total": "all"}
        seen = 0
        for row in rows("published_weekly.csv"):
            if row.level == "National":
                packaged = national(
                    phases.get(row.phase, row.phase.lower()), Period(PeriodKind.WEEK, row.on.year, row.on)
                )
                assert packaged is not None
                assert packaged.figures[Measure.ABSENCE] == row.rates["overall_absence_perc"]
                seen += 1
        assert seen == 80

    def test_weeks_of_one_year_are_one_series(self) -> None:
        weeks = national_weeks("secondary", 2025)
        assert [week.period.week for week in weeks] == sorted(week.period.week or date.min for week in weeks)
        assert len(weeks) == 8

    def test_two_nationals_never_share_a_chart(self) -> None:
        first, second = (national("primary", Period(PeriodKind.YEAR, year)) for year in (2024, 2025))
        assert isinstance(first, Comparator)
        assert isinstance(second, Comparator)
        assert one_publication([first, first]) == (first, first)
        with pytest.raises(MixedPublicationsError, match="7 August 2025"):
            one_publication([first, second])
        with pytest.raises(MixedPublicationsError):
            one_publication([*national_weeks("primary", 2024), *national_weeks("primary", 2025)])

    def test_a_week_is_named_by_its_monday(self) -> None:
        with pytest.raises(ValueError, match="Monday"):
            Period(PeriodKind.WEEK, 2024, date(2024, 12, 3))
        with pytest.raises(ValueError, match="Monday"):
            Period(PeriodKind.WEEK, 2024)
        with pytest.raises(ValueError, match="Monday"):
            Period(PeriodKind.YEAR, 2024, date(2024, 12, 2))
