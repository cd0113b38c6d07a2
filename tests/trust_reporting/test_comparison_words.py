"""What the comparison's pages say in sentences that can turn out in several ways: no database."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from foundation.ui.sentences import Said
from schools.calendar.rules.sessions import SchoolSession
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from trust_reporting.comparison.pages.compare import SchoolRow, refusal
from trust_reporting.comparison.pages.compare_words import OWN_DAYS, YEAR, lede, no_day
from trust_reporting.comparison.pages.explained import added, code_words, facts
from trust_reporting.comparison.pages.left_out import RATES_ONLY, why_no_persistent, why_school_left_out
from trust_reporting.comparison.queries.explaining import CodeLine, Explanation
from trust_reporting.comparison.rules.chosen_dates import Span
from trust_reporting.comparison.rules.comparison import Choice, ComparedSchool, Comparison, SchoolStanding
from trust_reporting.comparison.rules.counts_told import MEASURES
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.matching import Match
from trust_reporting.comparison.rules.small_numbers import Told
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period

FIRST, LAST = dt.date(2026, 9, 2), dt.date(2026, 10, 23)
#: Still summer time, so that London is an hour ahead.
PUBLISHED = dt.datetime(2026, 10, 23, 14, 5, tzinfo=dt.UTC)
HALF_TERM = Choice("secondary", Period(2026, "ht1"))
DATES = Choice("secondary", Period(2026, "year"), span=(FIRST, LAST))
TOLD = Told(frozenset({Cohort.ALL}), frozenset((Cohort.ALL, measure) for measure in MEASURES))
MATCHED = Choice("secondary", Period(2026, "ht1"), match=True)


def standing(name: str, attended: int, possible: int) -> SchoolStanding:
    totals = Totals(present=attended, unauthorised=possible - attended)
    short = name.split(maxsplit=1)[0]
    school = ComparedSchool(uuid.uuid4(), name, short, short.lower(), "secondary", "plum", "1")
    return SchoolStanding(school, totals, {FIRST: totals}, {}, Cohort.ALL, FIRST, LAST, 30, PUBLISHED, TOLD)


def explained(choice: Choice, *codes: CodeLine, shared: int = 0) -> Explanation:
    slots = frozenset(SchoolSession(FIRST + dt.timedelta(days=n), 1) for n in range(shared))
    standings = (standing("Alder Academy", 9200, 10000), standing("Cedar Academy", 950, 1000))
    comparison = Comparison(choice, standings, (), {}, Match(slots, ()))
    return Explanation("attendance", "Alder", comparison, standings, Totals(), Enrolments(), codes, (), ())


def test_a_pooled_count_is_hidden_where_one_school_s_is_and_not_for_a_school_that_is_left_out() -> None:
    """What could be subtracted is the count of a school that stands in the sum."""
    shown, left_out = standing("Alder Academy", 9200, 10000), standing("Cedar Academy", 950, 1000)
    some = replace(shown, told=Told(frozenset({Cohort.ALL}), frozenset({(Cohort.ALL, "persistent")})))
    left_out = replace(left_out, told=Told())

    def hidden(*standings: SchoolStanding) -> list[str]:
        comparison = Comparison(HALF_TERM, standings, (), {}, Match(frozenset(), ()))
        return [measure for measure in ("persistent", "severe") if comparison.hides(measure)]

    assert hidden(shown, left_out) == []
    assert hidden(shown, some) == ["severe"]
    assert hidden(left_out) == []


def test_the_facts_of_a_published_period() -> None:
    said = dict(facts(explained(HALF_TERM)))
    assert list(said) == ["Schools", "Period", "Basis", "Group", "As at", "Pupils behind it"]
    assert said["Schools"] == "Alder Academy, Cedar Academy"
    assert said["Period"] == "Autumn half-term 1 2026/27, 2 September to 23 October 2026"
    assert said["Basis"].startswith("published: enrolments aged 5 to 15 on 31 August 2026, without")
    assert said["As at"].startswith(
        "Alder Academy: marks to 23 October 2026, published 23 October 2026 15:05; Cedar Academy: marks to"
    )


def test_the_days_go_from_the_first_school_s_first_to_the_last_one_s_last() -> None:
    why = explained(HALF_TERM)
    one, two = why.standings
    day = dt.timedelta(days=1)
    why = replace(why, standings=(replace(one, first=FIRST + day), replace(two, last=LAST - day)))
    assert dict(facts(why))["Period"].endswith("2 September to 23 October 2026")


def test_chosen_dates_say_what_is_left_out() -> None:
    said = dict(facts(explained(DATES)))
    assert said["Period"] == "Chosen dates, 2 September to 23 October 2026"
    assert said["Left out"].startswith(f"{RATES_ONLY} Year groups and groups")


@pytest.mark.parametrize(("shared", "days"), [(1, "1 day"), (33, "33 days")])
def test_matched_days_are_counted(shared: int, days: str) -> None:
    period = dict(facts(explained(MATCHED, shared=shared)))["Period"]
    assert period.endswith(f"2026; only the {days} on which every compared school was open")


def test_the_whole_roll_is_said() -> None:
    whole = Choice("secondary", Period(2026, "ht1"), basis=Basis.WHOLE_ROLL)
    assert dict(facts(explained(whole)))["Basis"] == "the whole roll: every pupil of every age, all year"


def test_what_each_school_adds() -> None:
    assert added(explained(HALF_TERM)) == "Alder Academy 9,200 of 10,000; Cedar Academy 950 of 1,000"


@pytest.mark.parametrize(
    ("counts_as", "words"),
    [
        ("present", "attended"),
        ("approved", "attended, approved activity"),
        ("authorised", "authorised absence"),
        ("unauthorised", "unauthorised absence"),
        ("not_possible", "not possible: on neither side"),
        ("not_collected", "not possible: on neither side"),
        ("", "missing: on neither side"),
    ],
)
def test_a_code_counts_as_something_or_stands_on_neither_side(counts_as: str, words: str) -> None:
    (line,) = code_words(explained(HALF_TERM, CodeLine("", "No mark yet", counts_as, 3)))
    assert (line.code, line.counts_as, line.sessions) == ("none", words, 3)


def test_why_persistent_absence_is_not_shown() -> None:
    assert why_no_persistent(explained(HALF_TERM).comparison) == ""
    assert why_no_persistent(explained(DATES).comparison) == RATES_ONLY
    assert why_no_persistent(explained(MATCHED).comparison).startswith("Persistent absence is not shown with matched")


def test_schools_of_another_phase_are_refused_one_or_several() -> None:
    primaries = Choice("primary", Period(2026, "ht1"))
    one = refusal(["Birch Primary"], primaries)
    assert one.heading == "Birch Primary is not on this page"
    assert one.because.startswith("It is a primary school. Attendance differs")
    two = refusal(["Birch Primary", "Elm Primary"], primaries)
    assert two.heading == "Birch Primary and Elm Primary are not on this page"
    assert two.because.startswith("They are primary schools. Attendance differs")
    assert (two.plural, two.query) == ("primaries", "phase=primary&period=2026-ht1&basis=published&group=all")


@pytest.mark.parametrize(("missing", "provisional"), [(1, False), (2, True)])
def test_missing_marks_may_make_figures_provisional(missing: int, provisional: bool) -> None:
    held = standing("Alder Academy", 9, 10)
    held = replace(held, totals=Totals(missing=missing))
    row = SchoolRow(held, False, False, provisional, ())
    assert row.missing_words == ("2 marks missing, provisional" if provisional else "1 mark missing")


def side_by_side(choice: Choice, *standings: SchoolStanding, shared: int = 0, **more: Any) -> Comparison:
    """A comparison of these schools, on so many shared days when they are to be matched."""
    slots = frozenset(SchoolSession(FIRST + dt.timedelta(days=n), 1) for n in range(shared))
    values: dict[str, Any] = {"unpublished": (), "other_phases": {}} | more
    return Comparison(choice, standings, shared=Match(slots, ()), **values)


ALDER, CEDAR, ELM = standing("Alder", 930, 1000), standing("Cedar", 920, 1000), standing("Elm", 910, 1000)
OAK, LEVEL = standing("Oak", 900, 1000), standing("Level", 93, 100)


@override_settings(ROOT_URLCONF=settings.PLACE_URLCONFS["trust"])
@pytest.mark.parametrize(
    ("choice", "schools", "shared", "together", "who", "rate", "apart"),
    [
        (HALF_TERM, (ALDER,), 0, "", "Alder", "93.0%", ""),
        (
            HALF_TERM,
            (CEDAR, ALDER),
            0,
            "Together ",
            "Cedar and Alder",
            "92.5%",
            " Alder is 1.0 point above Cedar over each school’s own days.",
        ),
        (
            HALF_TERM,
            (ALDER, LEVEL),
            0,
            "Together ",
            "Alder and Level",
            "93.0%",
            " Alder and Level are level over each school’s own days.",
        ),
        (
            MATCHED,
            (ALDER, ELM),
            1,
            "Together ",
            "Alder and Elm",
            "92.0%",
            " Alder is 2.0 points above Elm on the one day both were open.",
        ),
        (
            MATCHED,
            (ALDER, CEDAR, ELM, OAK),
            33,
            "Together ",
            "the four schools",
            "91.5%",
            " Alder is 3.0 points above Oak on the 33 days all were open.",
        ),
    ],
)
def test_the_comparison_opens_with_what_sets_the_schools_apart(
    choice: Choice, schools: tuple[SchoolStanding, ...], shared: int, together: str, who: str, rate: str, apart: str
) -> None:
    attended, figure = lede(side_by_side(choice, *schools, shared=shared))
    assert attended == Said(together, f"{who} attended")
    assert (figure.strong, figure.after) == (rate, f" of possible sessions.{apart}")
    assert figure.about == f"{who} together"
    assert figure.href.startswith("/compare/why/attendance/_all/?phase=secondary&period=2026-ht1&")


def test_nothing_to_show_is_said() -> None:
    assert lede(side_by_side(HALF_TERM)) == [Said("Nothing can be shown for this choice.")]


@pytest.mark.parametrize(("span", "dates"), [((FIRST, LAST), "these dates"), (None, "this period")])
def test_where_no_day_can_be_compared_the_page_says_why_and_the_way_out(span: Span | None, dates: str) -> None:
    matched = replace(MATCHED, span=span)
    closed = side_by_side(matched, closed=True)
    assert lede(closed) == [
        Said(strong="No school was open.", after=f" No school was open on {dates}, so there is nothing to compare.")
    ]
    alone = side_by_side(matched, ALDER, unpublished=(CEDAR.school,))
    assert lede(alone) == [
        Said(
            strong="No day is shared.",
            after=f" Only Alder has published marks of {dates}, so there is nothing to match.",
        )
    ]
    apart = side_by_side(matched, ALDER, CEDAR)
    assert lede(apart) == [
        Said(
            strong="No day is shared.",
            after=f" These schools were never open on the same day of {dates}, so there is nothing to match.",
        )
    ]
    ways = [no_day(each) for each in (closed, alone, apart)]
    assert [way.act for way in ways if way] == [YEAR, OWN_DAYS, OWN_DAYS]
    assert no_day(side_by_side(HALF_TERM, ALDER)) is None


def test_a_school_that_published_nothing_is_left_out_of_dates_or_a_period() -> None:
    assert why_school_left_out(DATES) == "Nothing published for these dates, so it is left out."
    assert why_school_left_out(HALF_TERM) == "Nothing published for this period, so it is left out."
