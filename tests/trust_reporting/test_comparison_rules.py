"""Matching days, hiding small numbers, guarding a spreadsheet, naming, periods and yardsticks: no database."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.refusals import Refused
from foundation.ui.spreadsheets import STARTS_A_FORMULA, csv_text, guarded
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.sessions import SchoolSession
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from trust_reporting.comparison.rules import yardsticks
from trust_reporting.comparison.rules.chosen_dates import academic_years_holding, read_span
from trust_reporting.comparison.rules.comparison import Choice, is_provisional, points_between
from trust_reporting.comparison.rules.counts_told import counts_told, is_few
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.matching import DifferentPhases, OpenDays, check_like_with_like, match, when
from trust_reporting.comparison.rules.naming import join, short_names
from trust_reporting.comparison.rules.small_numbers import Fewest, Sizes, hidden_parts, told
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period, UnknownPeriod, periods_of

FIRST, LAST = dt.date(2026, 9, 7), dt.date(2026, 9, 18)


def school(
    *off: NonSchoolDay,
    first: dt.date = FIRST,
    last: dt.date = LAST,
    through: dt.date = LAST,
    notes: dict[dt.date, str] | None = None,
) -> OpenDays:
    calendar = SchoolCalendar((HalfTerm(2026, 1, first, last),), off)
    return OpenDays(calendar, first, min(last, through), through, notes or {})


def of(enrolments: int, *, persistent: int = 0) -> Enrolments:
    return Enrolments(enrolments, persistent)


# Matching


def test_shared_days_are_those_every_school_held() -> None:
    boiler = [NonSchoolDay(dt.date(2026, 9, day), DayOff.UNPLANNED) for day in (9, 10)]
    found = match({"alder": school(*boiler, notes={dt.date(2026, 9, 9): "boiler"}), "cedar": school()})
    assert found.days == 8
    assert len(found.slots) == 16
    assert [(gap.school, gap.days, gap.when, gap.why) for gap in found.not_shared] == [
        ("alder", 1, "9 September", "unplanned closure: boiler"),
        ("alder", 1, "10 September", "unplanned closure"),
    ]
    inset = school(NonSchoolDay(dt.date(2026, 9, 9), DayOff.INSET), notes={dt.date(2026, 9, 9): "Inset day"})
    assert match({"alder": inset, "cedar": school()}).not_shared[0].why == "INSET day"


def test_half_a_day_is_shared_by_half() -> None:
    found = match({"alder": school(NonSchoolDay(dt.date(2026, 9, 11), DayOff.CLOSURE, 2)), "cedar": school()})
    assert (found.days, len(found.slots)) == (10, 19)
    assert found.not_shared[0].when == "11 September (PM)"


def test_a_session_is_not_shut_because_the_other_one_of_its_day_is() -> None:
    found = school(NonSchoolDay(dt.date(2026, 9, 11), DayOff.INSET, session=2))
    shut = [found.why_not(SchoolSession(dt.date(2026, 9, 11), session)) for session in (1, 2)]
    assert shut == ["no marks", "INSET day"]


def test_days_after_the_last_marks_are_not_shared_yet() -> None:
    found = match({"alder": school(through=dt.date(2026, 9, 16)), "cedar": school()})
    assert found.days == 8
    assert [(gap.when, gap.why) for gap in found.not_shared] == [("17 and 18 September", "no marks yet")]


def test_schools_with_no_day_in_common_share_nothing() -> None:
    other = school(first=dt.date(2026, 9, 21), last=dt.date(2026, 9, 25), through=dt.date(2026, 9, 25))
    found = match({"alder": school(), "cedar": other})
    assert not found.slots
    assert {gap.why for gap in found.not_shared} == {"holiday", "no marks yet"}


def test_phases_may_not_be_mixed() -> None:
    check_like_with_like({"alder": "secondary", "cedar": "secondary"})
    with pytest.raises(DifferentPhases, match="primary, secondary"):
        check_like_with_like({"alder": "secondary", "birch": "primary"})


@given(st.sets(st.integers(0, 11)), st.sets(st.integers(0, 11)))
def test_what_is_shared_and_what_is_not_make_up_all(one: set[int], other: set[int]) -> None:
    def shut(days: set[int]) -> OpenDays:
        return school(*(NonSchoolDay(FIRST + dt.timedelta(days=n), DayOff.INSET) for n in sorted(days)))

    schools = {"one": shut(one), "other": shut(other)}
    found = match(schools)
    assert found.slots == schools["one"].sessions & schools["other"].sessions
    anywhere = {slot.date for each in schools.values() for slot in each.sessions}
    assert sum(gap.days for gap in found.not_shared) + found.days == len(anywhere)


def test_days_in_words() -> None:
    def days(*parts: tuple[int, int]) -> list[SchoolSession]:
        return [SchoolSession(dt.date(2026, month, day), session) for month, day in parts for session in (1, 2)]

    assert when(days((9, 9))) == "9 September"
    assert when(days((9, 9), (9, 10))) == "9 and 10 September"
    assert when(days((9, 30), (10, 1))) == "30 September and 1 October"
    assert when(days(*((9, day) for day in range(7, 12)))) == "7 September to 11 September"


# Whether figures may be shown


def test_a_rate_is_provisional_below_98_of_100_expected_marks() -> None:
    assert not is_provisional(Totals(present=980, missing=20))
    assert is_provisional(Totals(present=979, missing=21))
    assert not is_provisional(Totals()), "where no mark is expected none is missing"


def test_beside_a_small_part_the_smallest_is_hidden_that_never_was_small() -> None:
    """Or the small one comes by subtraction; one that was not always there could not hide it."""
    sizes = {"7": Fewest(3), "8": Fewest(12), "9": Fewest(20, always=True), "10": Fewest(40, always=True)}
    later = dict.fromkeys(sizes, of(50))
    for enrolled, beside in ((10, "9"), (0, "10")):
        periods = {"ht1": later | {"7": of(3), "9": of(enrolled)}, "ht2": later}
        assert hidden_parts(sizes, periods) == {"7", beside}


def test_a_half_term_that_the_year_gives_away_keeps_the_year_to_itself_where_no_terms_are_told() -> None:
    """All ten of each part in the year were over the line in its first half-term alone, so the hidden part is ten too."""
    first = {"a": of(11, persistent=10), "b": of(30, persistent=10)}
    later, year = {"a": of(40), "b": of(40)}, {"a": of(40, persistent=10), "b": of(40, persistent=10)}
    told = counts_told({"ht1": first, "ht2": later, "year": year})
    assert "persistent" not in told["ht1"] | told["year"]
    assert "persistent" in counts_told({"ht2": later, "year": year})["year"]


def test_a_year_is_told_beside_a_hidden_term_that_it_does_not_give_away() -> None:
    """Those over the line in the year were over it in spring already: the hidden autumn may be any number."""
    spring = {"a": of(30, persistent=12), "b": of(40, persistent=12)}
    told = counts_told({"autumn": spring | {"a": of(30, persistent=3)}, "spring": spring, "year": spring})
    assert "persistent" not in told["autumn"]
    assert "persistent" in told["spring"] & told["year"]


def test_a_year_that_gives_away_one_part_of_a_hidden_term_is_not_told() -> None:
    """Ten of each were over the line in the year and none in spring: of the first part that is all it had in autumn."""
    autumn = {"a": of(30, persistent=10), "b": of(40, persistent=20), "c": of(20, persistent=12)}
    spring = {"a": of(30), "b": of(40), "c": of(20)}
    year = {key: of(part.enrolments, persistent=10) for key, part in autumn.items()}
    told = counts_told({"autumn": autumn, "spring": spring, "year": year})
    assert "persistent" not in told["autumn"] | told["year"]


@pytest.mark.parametrize("hidden", [of(1), of(30, persistent=3)])
def test_a_year_is_told_beside_a_half_term_whose_count_may_be_one_of_several(hidden: Enrolments) -> None:
    later = {"a": of(30, persistent=12)}
    told = counts_told({"ht1": {"a": hidden}, "ht2": later, "year": later}, alone=True)
    assert "persistent" not in told["ht1"]
    assert "persistent" in told["year"]


def test_of_few_who_are_judged_otherwise_and_are_no_other_pupils_nothing_is_told() -> None:
    """15-year-olds are judged on other sessions in published figures: what differs between the bases is no enrolment."""
    assert "persistent" not in counts_told({"ht6": {"a": of(0, persistent=3), "b": of(0, persistent=40)}})["ht6"]
    assert "persistent" in counts_told({"ht6": {"a": of(0, persistent=10), "b": of(0, persistent=40)}})["ht6"]


def test_where_nobody_is_left_out_of_published_figures_the_whole_roll_is_told_as_they_are() -> None:
    sizes = {True: Sizes(200, dict.fromkeys(Cohort, 80), 80)}
    half = {cohort: of(100, persistent=40) for cohort in Cohort} | {Cohort.ALL: of(200, persistent=80)}
    enrolments = {basis: {"ht1": half} for basis in Basis}
    published, whole = (
        told("ht1", basis, sizes=sizes, enrolments=enrolments) for basis in (Basis.PUBLISHED, Basis.WHOLE_ROLL)
    )
    assert whole.groups == published.groups >= {Cohort.ALL, Cohort.FSM6}
    nobody = sizes | {False: Sizes(0, {}, 0)}
    assert told("ht1", Basis.WHOLE_ROLL, sizes=nobody, enrolments=enrolments) == whole


def test_few_are_one_to_nine_and_nobody_is_not_few() -> None:
    assert [pupils for pupils in range(-11, 12) if is_few(pupils)] == [*range(-9, 0), *range(1, 10)]


# Spreadsheets


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠A1", "\u200b=1"]
)
def test_text_that_would_run_is_made_text(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    assert [guarded(cell) for cell in (12, Decimal("92.57"), "Alder Academy", "", None)] == [
        "12",
        "92.57",
        "Alder Academy",
        "",
        "",
    ]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3), max_size=4))
def test_a_file_reads_back_and_no_cell_of_it_runs(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(rows).removeprefix("\ufeff"), newline="")))
    kept = [[guarded(cell) for cell in row] for row in rows]
    assert read == kept
    assert not any(cell.startswith(STARTS_A_FORMULA) for row in read for cell in row)


def test_a_separator_of_another_country_cuts_no_formula_out_of_a_text() -> None:
    """Excel cuts at semicolons where the comma is decimal, and at tabs: within quotes nothing is cut."""
    assert csv_text([["Ash;=1+1", "Oak\t=1+1", 12, Decimal("9.5"), None]]) == (
        '\ufeff"Ash;=1+1","Oak\t=1+1",12,9.5,""\r\n'
    )


# Names, periods, yardsticks


def test_short_names_stay_apart() -> None:
    assert short_names(["Alder Academy", "Cedar High School"]) == ("Alder", "Cedar")
    assert short_names(["Alder Academy", "Alder Primary"]) == ("Alder Academy", "Alder Primary")
    assert short_names(["Academy"]) == ("Academy",)
    assert [join(["A"]), join(["A", "B"]), join(["A", "B", "C"])] == ["A", "A and B", "A, B and C"]


def test_periods_are_read_as_they_are_written() -> None:
    for period in periods_of(2026):
        assert Period.parse(str(period)) == period
    for text in ("2026", "2026-ht7", "26-ht1", "٢٠٢٦-ht1", "", "2026-ht1-x"):
        with pytest.raises(UnknownPeriod):
            Period.parse(text)
    assert Period(2026, "ht1").label == "Autumn half-term 1 2026/27"


def test_terms_and_the_year_are_made_of_half_terms_in_order() -> None:
    made_of = {period.key: period.half_terms for period in periods_of(2026)}
    assert [made_of[f"ht{number}"] for number in range(1, 7)] == [(number,) for number in range(1, 7)]
    assert made_of["autumn"] + made_of["spring"] + made_of["summer"] == made_of["year"] == (1, 2, 3, 4, 5, 6)
    assert [len(made_of[term]) for term in ("autumn", "spring", "summer")] == [2, 2, 2]
    assert [period.key for period in periods_of(2026) if period.is_half_term] == [f"ht{n}" for n in range(1, 7)]


def test_a_national_figure_names_its_own_period() -> None:
    half = Choice("secondary", Period(2026, "ht1"))
    assert [yardsticks.key_of(one) for one in yardsticks.offered(half)] == ["2024-autumn", "2025-year"]
    year = Choice("secondary", Period(2025, "year"))
    (own,) = yardsticks.offered(year)
    assert own.period_label == "Academic year 2025/26 to date"
    assert "Pupil attendance in schools" in own.source


def test_a_difference_is_that_of_the_two_rates_as_they_are_read() -> None:
    # 93.05% and 91.14% are 1.9 points apart, and read as 93.1% and 91.1%.
    high, low = Totals(present=9305, authorised=695), Totals(present=9114, authorised=886)
    assert points_between(high, low) == Decimal("2.0")


def test_no_national_figure_stands_beside_other_pupils() -> None:
    for choice in (
        Choice("secondary", Period(2025, "year"), basis=Basis.WHOLE_ROLL),
        Choice("secondary", Period(2025, "year"), cohort=Cohort.FSM6),
        Choice("secondary", Period(2025, "year"), against=yardsticks.NONE),
    ):
        assert yardsticks.chosen(choice) is None
        assert yardsticks.national_weeks(choice, [dt.date(2025, 9, 15)]) is None


def test_national_weeks_come_from_one_publication_and_keep_their_number() -> None:
    weeks = [dt.date(2026, 9, 7) + dt.timedelta(days=7 * n) for n in range(7)]
    found = yardsticks.national_weeks(Choice("secondary", Period(2026, "ht1")), weeks)
    assert found is not None
    assert found.label == "weeks 37 to 43 of 2025"
    assert len({row.source for row in found.by_week.values()}) == 1
    assert all(row.period.week.isocalendar().week == monday.isocalendar().week for monday, row in found.by_week.items())


# Chosen dates

TODAY = dt.date(2026, 11, 22)


def test_chosen_dates_are_read_as_people_type_them() -> None:
    chosen = (dt.date(2026, 9, 24), dt.date(2026, 9, 25))
    for first, last in (("24/9", "25/9"), ("24 sep", "25 September 2026"), ("2026-09-24", "25.9.26")):
        assert read_span(first, last, today=TODAY) == chosen
    assert read_span("16 November", "", today=TODAY) == (dt.date(2026, 11, 16), TODAY)
    assert read_span("today", "today", today=TODAY) == (TODAY, TODAY)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("31/2", "1/3", "From: There is no day 31 in that month"),
        ("24/9", "whenever", "To: That is not a date we can read"),
        ("", "25/9", "Type the first date too"),
        ("25/9", "24/9", "end on 24 September 2026, before they begin on 25 September 2026"),
        ("24/9", "23/11", "To: 23 November 2026 is still to come"),
        ("1 may", "2 may", "From: 1 May 2027 is still to come"),
    ],
)
def test_dates_that_cannot_be_used_are_explained(first: str, last: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_span(first, last, today=TODAY)


def test_chosen_dates_lie_in_one_academic_year() -> None:
    assert academic_years_holding((dt.date(2026, 9, 1), dt.date(2026, 11, 22))) == (2026,)
    assert academic_years_holding((dt.date(2026, 1, 5), dt.date(2026, 8, 31))) == (2025,)
    assert academic_years_holding((dt.date(2026, 8, 27), dt.date(2026, 8, 28))) == (2025, 2026), "some open in August"
    assert academic_years_holding((dt.date(2026, 8, 27), dt.date(2026, 9, 4))) == (2026,)
    with pytest.raises(Refused, match="2 July to 4 September 2026 lies in two academic years"):
        academic_years_holding((dt.date(2026, 7, 2), dt.date(2026, 9, 4)))


def test_a_choice_of_dates_names_them_in_its_address() -> None:
    span = (dt.date(2026, 9, 24), dt.date(2026, 9, 25))
    choice = Choice("secondary", Period(2026, "year"), match=True, span=span)
    assert choice.query() == {
        "phase": "secondary",
        "from": "2026-09-24",
        "to": "2026-09-25",
        "basis": "published",
        "group": "all",
        "match": "on",
    }
    assert (choice.label, choice.when) == ("Chosen dates, 24 September to 25 September 2026", "2026-09-24_2026-09-25")
