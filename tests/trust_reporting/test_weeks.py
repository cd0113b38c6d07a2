"""Weeks are what their dates come to: what a page reads of them equals the dates summed one by one, whatever is chosen."""

import datetime as dt
import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from hypothesis import given
from hypothesis import strategies as st

from foundation.database.router import migrating
from schools.calendar.models import HalfTerm
from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import SchoolSession
from schools.journal.tasks import drain
from schools.registers.operations import calendar_changed
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from tenants.trusts import provisioning
from tenants.trusts.blueprints import OWNER
from tenants.trusts.migrate import migrate_shared
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import amend, enrol, keep_calendar, mark
from tests.world import World
from trust_reporting.comparison.queries.counts import totals_by_week
from trust_reporting.comparison.queries.sizes import group_sizes
from trust_reporting.comparison.rules.chosen_dates import Span, weeks_within
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.comparison.rules.small_numbers import Sizes
from trust_reporting.figures.models import CLASSES, PublishedDate, SessionCount, WeekCount, YearPublication
from trust_reporting.figures.operations.weeks import replace_weeks
from trust_reporting.figures.queries import fingerprint
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period

#: Dates of two academic years, which meet within a week; weekends among them, and days without a session.
FIRST, LAST, NEXT_YEAR = dt.date(2026, 8, 5), dt.date(2026, 9, 20), dt.date(2026, 8, 27)
DATES = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
#: Invented schools, and spans of each year that are tried with every group and basis.
SCHOOLS, TRIED = 3, 6
#: Of every class but the late ones, which are pupils counted once already.
PUPILS = tuple(name for name in CLASSES if not name.startswith("late"))

spans = st.tuples(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)), st.integers(0, 400)).map(
    lambda one: (one[0], one[0] + dt.timedelta(days=one[1]))
)


def dates_of(span: Span) -> list[dt.date]:
    return [span[0] + dt.timedelta(days=n) for n in range((span[1] - span[0]).days + 1)]


@given(span=spans)
def test_each_date_of_a_span_is_in_one_whole_week_or_at_one_end(span: Span) -> None:
    weeks, ends = weeks_within(span)
    mondays = [date for date in dates_of(weeks) if date.weekday() == 0] if weeks else []
    found = [monday + dt.timedelta(days=n) for monday in mondays for n in range(7)]
    assert sorted([*found, *(date for end in ends for date in dates_of(end))]) == dates_of(span)
    assert all(len(dates_of(end)) < 7 for end in ends) or not weeks
    assert not (weeks is None and len(dates_of(span)) >= 13), "thirteen days hold a whole week"


def year_of(date: dt.date) -> int:
    return 2026 if date >= NEXT_YEAR else 2025


def invented(dice: random.Random, school: School) -> Iterator[SessionCount]:
    """Rows as no school would have them: groups without everybody, nobody in a group, everybody in it, days left out."""
    for date, session, inside in itertools.product(DATES, (1, 2), (True, False)):
        if dice.random() < 0.3:
            continue
        for cohort, year_group in itertools.product(Cohort, ("7", "8", "")):
            if dice.random() < 0.6:
                most = dice.choice((0, 2, 9, 40)) * (3 if cohort is Cohort.ALL else 1)
                yield SessionCount(
                    trust_id=school.trust_id,
                    school_id=school.pk,
                    cohort=cohort.value,
                    date=date,
                    session=session,
                    year_group=year_group,
                    in_published=inside,
                    codes={},
                    **{name: dice.randint(0, most) if dice.random() < 0.4 else 0 for name in CLASSES},
                )


@pytest.fixture(scope="module")
def trust(world: World) -> Trust:
    return provisioning.provision_trust(name="Trust of Weeks", slug="weeks")


@pytest.fixture(scope="module")
def published(world: World, trust: Trust) -> dict[School, list[SessionCount]]:
    """The rows of each school, published, with their weeks; in the making, another school's are left alone."""
    found = {}
    for number in range(SCHOOLS):
        school = provisioning.provision(
            trust=trust, authority=world.eastshire, name=f"Week {number}", slug=f"week{number}", phase="secondary",
            urn=f"{710000 + number}", laestab=f"991{6900 + number}", theme="plum-solid",
        )  # fmt: skip
        rows = list(invented(random.Random(number), school))
        with trust_work(trust):
            SessionCount.objects.bulk_create(rows)
            PublishedDate.objects.bulk_create(
                PublishedDate(trust_id=trust.pk, school_id=school.pk, date=date, academic_year=year_of(date))
                for date in DATES
            )
            replace_weeks(school, DATES)
        found[school] = rows
    return found


def summed(rows: Iterable[SessionCount]) -> Totals:
    return sum((Totals(**{name: getattr(row, name) for name in CLASSES}) for row in rows), Totals())


def chosen(rows: Iterable[SessionCount], choice: Choice, span: Span) -> list[SessionCount]:
    return [
        row
        for row in rows
        if row.cohort == choice.cohort.value
        and span[0] <= row.date <= span[1]
        and (row.in_published or choice.basis is Basis.WHOLE_ROLL)
    ]


def spans_of(academic_year: int, dice: random.Random) -> list[Span]:
    """Spans that begin and end anywhere in a year, and the year itself."""
    dates = [date for date in DATES if year_of(date) == academic_year]
    some = [sorted(dice.choices(dates, k=2)) for _ in range(TRIED)]
    return [(dates[0], dates[-1]), (dates[2], dates[2]), *((first, last) for first, last in some)]


CHOICES = [
    Choice("secondary", Period(year, "year"), basis=basis, cohort=cohort)
    for year in (2025, 2026)
    for basis in Basis
    for cohort in Cohort
]


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_sums_of_weeks_and_ends_are_those_of_the_dates(
    trust: Trust, published: dict[School, list[SessionCount]], choice: Choice
) -> None:
    dice = random.Random(str(choice))
    for tried in zip(*(spans_of(choice.period.academic_year, dice) for _ in published), strict=True):
        by_school = dict(zip(published, tried, strict=True))
        by_week = {next(iter(published)).pk}
        for slots in (None, {SchoolSession(date, n) for date in DATES[::3] for n in (1, 2)} | {SchoolSession(LAST, 1)}):
            with trust_work(trust):
                found = totals_by_week(choice, {one.pk: span for one, span in by_school.items()}, slots, by_week)
            for school, span in by_school.items():
                rows = chosen(published[school], choice, span)
                if slots is not None:
                    rows = [row for row in rows if SchoolSession(row.date, row.session) in slots]
                weeks = defaultdict(list)
                for row in rows:
                    weeks[week_start(row.date) if school.pk in by_week else None].append(row)
                assert found.get(school.pk, {}) == {week: summed(those) for week, those in weeks.items()}, (span, slots)


def pupils_by_session(rows: Iterable[SessionCount], *groups: Cohort) -> dict[tuple[dt.date, int], int]:
    found: dict[tuple[dt.date, int], int] = defaultdict(int)
    for row in rows:
        if row.cohort in groups:
            found[row.date, row.session] += sum(getattr(row, name) for name in PUPILS)
    return found


def fewest_beside(rows: list[SessionCount], *groups: Cohort) -> int:
    """The fewest on either side of the line, of the sessions with pupils on both."""
    here, everybody = pupils_by_session(rows, *groups), pupils_by_session(rows, Cohort.ALL)
    sides = [(here[slot], everybody[slot] - here[slot]) for slot in {*here, *everybody}]
    return min((min(pair) for pair in sides if min(pair) > 0), default=0)


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("academic_year", [2025, 2026])
def test_the_least_of_the_weeks_is_the_least_of_the_sessions(
    trust: Trust, published: dict[School, list[SessionCount]], academic_year: int, basis: Basis
) -> None:
    with trust_work(trust):
        found = group_sizes(academic_year, [school.pk for school in published], basis, tuple(Cohort))
    for school, every in published.items():
        for inside in (True, False) if basis is Basis.WHOLE_ROLL else (True,):
            rows = [row for row in every if year_of(row.date) == academic_year and row.in_published == inside]
            everybody = [count for count in pupils_by_session(rows, Cohort.ALL).values() if count]
            groups = {cohort: fewest_beside(rows, cohort) for cohort in Cohort if cohort is not Cohort.ALL}
            sizes = Sizes(min(everybody), groups, fewest_beside(rows, Cohort.SEN_K, Cohort.SEN_E))
            assert found[school.pk][inside] == sizes
            assert len({sizes.everybody, *groups.values(), sizes.no_sen}) > 1
        assert (False in found[school.pk]) is (basis is Basis.WHOLE_ROLL)


def kept(trust: Trust) -> list[Any]:
    with trust_work(trust):
        return sorted(WeekCount.objects.filter(trust_id=trust.pk).values_list(), key=str)


def test_a_week_that_two_years_share_has_a_row_of_each(
    trust: Trust, published: dict[School, list[SessionCount]]
) -> None:
    with trust_work(trust):
        years = WeekCount.objects.filter(week=week_start(NEXT_YEAR)).values_list("academic_year", flat=True)
        assert set(years) == {2025, 2026}


def test_weeks_summed_again_are_written_only_where_they_differ(
    trust: Trust, published: dict[School, list[SessionCount]]
) -> None:
    school, rows = next(iter(published.items()))
    before = kept(trust)

    def versions() -> dict[Any, Any]:
        with trust_work(trust), connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT school_id, academic_year, cohort, week, in_published, xmin::text FROM figures_weekcount"
            )
            return {tuple(row[:-1]): row[-1] for row in cursor.fetchall()}

    untouched = versions()
    with trust_work(trust):
        replace_weeks(school, DATES)
    assert versions() == untouched
    week = week_start(rows[0].date)
    with trust_work(trust):
        WeekCount.objects.filter(school_id=school.pk, week=week, cohort="all").update(present=-1, fewest=None)
        WeekCount.objects.filter(school_id=school.pk, week=week, cohort="eal").delete()
        replace_weeks(school, [rows[0].date])
    assert kept(trust) == before
    assert {key for key, version in versions().items() if version != untouched[key]} == {
        (school.pk, 2025, cohort, week, inside) for cohort in ("all", "eal") for inside in (True, False)
    }


def test_weeks_are_published_for_what_was_there_before_them(
    world: World, trust: Trust, published: dict[School, list[SessionCount]]
) -> None:
    """A database of before: the migration taken back and applied again, with its rights, as `rollcall migrate` does.

    A Saturday on which somebody came had no name then, and its year has one.
    """
    before, saturday = kept(trust), dt.date(2026, 9, 12)
    with trust_work(trust):
        for school in published:
            YearPublication.objects.create(
                trust_id=trust.pk, school_id=school.pk, academic_year=2026, version=1, first_on=NEXT_YEAR, through=LAST,
                published_at=dt.datetime(2026, 9, 20, tzinfo=dt.UTC), calendar={},
            )  # fmt: skip
        assert PublishedDate.objects.filter(trust_id=trust.pk, date=saturday).delete()[0] == SCHOOLS
    with migrating("public"):
        MigrationExecutor(connections[OWNER]).migrate([("figures", "0002_published_by_difference")])
    said: list[str] = []
    migrate_shared(said.append)
    assert said == ["public: figures.0003_weeks"]
    assert kept(trust) == before
    with trust_work(world.southgate):
        assert not WeekCount.objects.filter(trust_id=trust.pk).exists()


def test_weeks_go_with_the_dates_that_leave_the_calendar(fresh_school: Callable[..., School]) -> None:
    """A half-term that ends earlier leaves a part of its last week; a year that is no more leaves nothing."""
    school = fresh_school()
    tuesday, thursday, monday = dt.date(2026, 9, 8), dt.date(2026, 9, 10), dt.date(2026, 9, 14)
    with school_work(school):
        keep_calendar()
        mark({(key, date, 1): "/" for key in enrol(3) for date in (tuesday, thursday, monday)})
    drain(str(school.pk))

    def present() -> dict[dt.date, int]:
        with trust_work(school.trust):
            rows = WeekCount.objects.filter(school_id=school.pk, cohort="all", in_published=True)
            return dict(rows.values_list("week", "present"))

    assert present() == {week_start(tuesday): 6, monday: 3}
    with school_work(school):
        HalfTerm.objects.filter(academic_year=2026, number=1).update(ends_on=tuesday)
        calendar_changed(tuesday)
    drain(str(school.pk))
    assert present() == {week_start(tuesday): 3}
    with school_work(school):
        HalfTerm.objects.filter(academic_year=2026).delete()
        calendar_changed(dt.date(2026, 9, 1))
    drain(str(school.pk))
    assert present() == {}


def test_a_week_holds_a_day_on_which_nobody_was_due(fresh_school: Callable[..., School]) -> None:
    """Some came on a Saturday of a year that is published: those pupils' register alone says so."""
    school = fresh_school()
    monday, saturday, tuesday = dt.date(2026, 9, 7), dt.date(2026, 9, 12), dt.date(2026, 9, 15)
    with school_work(school):
        keep_calendar()
        one, two = enrol(2)
        mark({(key, date, 1): "/" for key in (one, two) for date in (monday, tuesday)})
    drain(str(school.pk))
    with school_work(school):
        amend({(one, saturday, 1): "/"})
    drain(str(school.pk))
    with trust_work(school.trust):
        row = WeekCount.objects.get(school_id=school.pk, cohort="all", week=monday, in_published=True)
        assert (row.present, row.fewest) == (3, 1)


def test_a_fingerprint_is_of_weeks_too(trust: Trust, published: dict[School, list[SessionCount]]) -> None:
    school = next(iter(published))
    with trust_work(trust):
        before = fingerprint(school.pk)
        WeekCount.objects.filter(school_id=school.pk, cohort="eal").update(fewest=None)
        assert fingerprint(school.pk) != before
        replace_weeks(school, DATES)
        assert fingerprint(school.pk) == before
