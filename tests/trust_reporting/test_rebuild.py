"""Whatever happened in whatever order, what was published change by change equals what a rebuild publishes."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schools.calendar.models import HalfTerm, NonSchoolDay
from schools.journal.models import OutboxRow
from schools.journal.tasks import drain
from schools.registers.models import Mark, PupilWeek
from schools.registers.operations import calendar_changed, day_changed, refresh_weeks, roll_changed
from schools.registers.operations.judging import forget_judged
from schools.registers.rules.basis import Basis, counted_births
from schools.registers.rules.totals import Totals, is_persistent, is_severe
from schools.roll.models import Admission, Flag, Placement, Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import amend, enrol
from tests.world import World
from trust_reporting.figures.models import (
    CLASSES,
    EnrolmentCount,
    PublishedDate,
    SessionCount,
    WeekCount,
    YearPublication,
)
from trust_reporting.figures.operations import rebuild

#: Three short half-terms of one year, the last of them number 6, and one of the year after.
HALVES = [
    (2025, 1, dt.date(2025, 9, 1), dt.date(2025, 9, 9)),
    (2025, 5, dt.date(2026, 5, 25), dt.date(2026, 5, 29)),
    (2025, 6, dt.date(2026, 6, 8), dt.date(2026, 6, 12)),
    (2026, 1, dt.date(2026, 9, 1), dt.date(2026, 9, 4)),
]
DATES = [start + dt.timedelta(days=n) for _, _, start, end in HALVES for n in range((end - start).days + 1)]
CODES = ("/", "\\", "L", "I", "O", "U", "X", "B", "Y4", None)
#: Ages 15, 13, 4 and 16 on 31 August 2025.
BIRTHS = (dt.date(2010, 3, 1), dt.date(2012, 3, 1), dt.date(2021, 3, 1), dt.date(2009, 3, 1))

#: All that these registers publish.
PUBLISHED = (SessionCount, WeekCount, EnrolmentCount, PublishedDate, YearPublication)

Act: TypeAlias = tuple[str, Any]

dates = st.sampled_from(DATES)
pupils = st.integers(0, len(BIRTHS) - 1)
saves = st.lists(st.tuples(pupils, dates, st.sampled_from((1, 2)), st.sampled_from(CODES)), min_size=1, max_size=12)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("save"), saves),
        st.tuples(st.just("leave"), st.tuples(pupils, dates)),
        st.tuples(st.just("return"), pupils),
        st.tuples(st.just("move"), st.tuples(pupils, dates, st.sampled_from(("8", "10", "R", "")))),
        st.tuples(st.just("flag"), st.tuples(pupils, dates, st.sampled_from(("fsm6", "sen_k", "eal")))),
        st.tuples(
            st.just("close"), st.tuples(dates, st.sampled_from((None, 1, 2)), st.sampled_from(("inset", "unplanned")))
        ),
        st.tuples(st.just("open"), st.none()),
        st.tuples(st.just("drain"), st.none()),
        st.tuples(st.just("again"), st.none()),
    ),
    min_size=1,
    max_size=14,
)


@pytest.fixture(scope="module")
def school(world: World) -> School:
    school = world.another_school()
    with school_work(school):
        for year, number, starts_on, ends_on in HALVES:
            HalfTerm.objects.create(academic_year=year, number=number, starts_on=starts_on, ends_on=ends_on)
        for number, birth in enumerate(BIRTHS):
            enrol(1, birth=birth, sex="FM"[number % 2], starts_on=DATES[0], flags=("eal",) if number == 0 else ())
    return school


def save(changes: list[tuple[int, dt.date, int, str | None]]) -> None:
    keys = list(Pupil.objects.order_by("key").values_list("key", flat=True))
    amend({(keys[pupil], date, session): code for pupil, date, session, code in changes})


def pupil_at(number: int) -> Pupil:
    return Pupil.objects.order_by("key")[number]


def leave(what: tuple[int, dt.date]) -> None:
    number, date = what
    before = Admission.objects.get(pupil=pupil_at(number)).ends_on or date
    Admission.objects.filter(pupil=pupil_at(number)).update(ends_on=date, leaving_ground="a")
    roll_changed(min(before, date))


def come_back(number: int) -> None:
    admission = Admission.objects.get(pupil=pupil_at(number))
    ended = admission.ends_on
    if ended is not None:
        Admission.objects.filter(pk=admission.pk).update(ends_on=None, leaving_ground="")
        roll_changed(ended)


def move(what: tuple[int, dt.date, str]) -> None:
    number, date, year_group = what
    Placement.objects.update_or_create(pupil=pupil_at(number), starts_on=date, defaults={"year_group": year_group})
    roll_changed(date)


def flag(what: tuple[int, dt.date, str]) -> None:
    number, date, kind = what
    Flag.objects.get_or_create(pupil=pupil_at(number), kind=kind, starts_on=date)
    roll_changed(date)


def close(what: tuple[dt.date, int | None, str]) -> None:
    date, session, kind = what
    NonSchoolDay.objects.update_or_create(date=date, session=session, defaults={"kind": kind})
    day_changed(date)


def open_again(_nothing: None) -> None:
    first = NonSchoolDay.objects.order_by("date").first()
    if first is not None:
        NonSchoolDay.objects.all().delete()
        calendar_changed(first.date)


def seen_again(_nothing: None) -> None:
    """Everything that was promised so far is to be carried out once more, as after a worker that died before it said so."""
    OutboxRow.objects.filter(handler="figures").update(done_at=None)


DO: dict[str, Callable[[Any], None]] = {
    "save": save,
    "leave": leave,
    "return": come_back,
    "move": move,
    "flag": flag,
    "close": close,
    "open": open_again,
    "again": seen_again,
}


def begin_again(school: School) -> None:
    """The same pupils, nothing else: no marks, no moves, no closures, nothing published."""
    with school_work(school):
        for table in (Mark, PupilWeek, NonSchoolDay, OutboxRow):
            table.objects.all().delete()
        forget_judged()
        Admission.objects.update(ends_on=None, leaving_ground="")
        Placement.objects.exclude(starts_on=DATES[0]).delete()
        Placement.objects.update(year_group="9")
        Flag.objects.exclude(kind="eal", starts_on=DATES[0]).delete()
    with trust_work(school.trust):
        for table in PUBLISHED:
            table.objects.filter(school_id=school.pk).delete()


def published(school: School) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Everything the trust holds of the school but versions and times, the years last."""
    with trust_work(school.trust):
        return (
            sorted(SessionCount.objects.filter(school_id=school.pk).values_list(), key=str),
            sorted(WeekCount.objects.filter(school_id=school.pk).values_list(), key=str),
            sorted(EnrolmentCount.objects.filter(school_id=school.pk).values_list(), key=str),
            sorted(
                YearPublication.objects.filter(school_id=school.pk).values_list(
                    "academic_year", "first_on", "through", "calendar"
                ),
                key=str,
            ),
        )


#: The last morning of a year without its afternoon, before and after the next year has begun, and taken back.
ENDS, BEGINS = dt.date(2026, 6, 12), dt.date(2026, 9, 1)
AFTERNOON_UNTAKEN: list[Act] = [
    ("save", [(pupil, ENDS, 1, "/") for pupil in range(2)]),
    ("drain", None),
    ("save", [(0, BEGINS, 1, "/")]),
]

#: A mark in a session that was not due, taken back: nothing is left of it.
FIRST, SATURDAY, LAST = DATES[0], DATES[5], DATES[8]
TAKEN_BACK: list[Act] = [
    ("save", [(0, day, 1, "/") for day in (FIRST, SATURDAY, LAST)]),
    ("drain", None),
    ("save", [(0, SATURDAY, 1, None)]),
]
#: Marks of the pupil of 15 in half-term 6, and of the one of 16 in any, change what they come to on the whole roll alone.
OUTSIDE_PUBLISHED: list[Act] = [
    ("save", [(pupil, day, 1, "/") for pupil in (0, 3) for day in (FIRST, ENDS)]),
    ("drain", None),
    ("save", [(pupil, ENDS, session, "O") for pupil in (0, 3) for session in (1, 2)]),
]


@example(done=TAKEN_BACK)
@example(done=OUTSIDE_PUBLISHED)
@example(done=AFTERNOON_UNTAKEN)
@example(done=[*AFTERNOON_UNTAKEN, ("drain", None), ("save", [(0, BEGINS, 1, None)])])
@example(done=[*AFTERNOON_UNTAKEN, ("save", [(1, BEGINS, 1, "/")]), ("drain", None), ("leave", (3, BEGINS))])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=acts)
def test_rebuilt_equals_published_change_by_change(school: School, done: list[Act]) -> None:
    begin_again(school)
    for act, what in done:
        if act == "drain":
            drain(str(school.pk))
            continue
        with school_work(school):
            DO[act](what)
    drain(str(school.pk))
    change_by_change = published(school)
    with school_work(school):
        assert not OutboxRow.objects.filter(done_at__isnull=True).exists()
    with trust_work(school.trust):
        for table in PUBLISHED:
            table.objects.filter(school_id=school.pk).delete()
    rebuild(school)
    rebuilt = published(school)
    # A year nobody ever changed has no row of its own until it is rebuilt, and then says that it holds nothing.
    assert change_by_change[:-1] == rebuilt[:-1]
    assert [row for row in change_by_change[-1] if row[1]] == [row for row in rebuilt[-1] if row[1]]
    rebuild(school)
    assert published(school) == rebuilt


def test_a_year_s_last_afternoon_is_missing_once_the_next_year_has_begun(school: School) -> None:
    begin_again(school)
    for act, what in (*AFTERNOON_UNTAKEN, ("drain", None)):
        missing = missing_of(school, ENDS)
        if act == "drain":
            drain(str(school.pk))
            continue
        with school_work(school):
            DO[act](what)
    assert missing == 2, "who has no mark that morning, of four on roll"
    assert missing_of(school, ENDS) == 6, "and everybody's afternoon"


def missing_of(school: School, on: dt.date) -> int:
    with trust_work(school.trust):
        rows = SessionCount.objects.filter(school_id=school.pk, date=on, cohort="all")
        return sum(rows.values_list("missing", flat=True))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=saves)
def test_published_counts_are_those_of_the_rules(
    school: School, changes: list[tuple[int, dt.date, int, str | None]]
) -> None:
    """Each basis holds exactly the marks the pure rules put in it, and enrolments are judged as the rules judge."""
    begin_again(school)
    with school_work(school):
        save(changes)
        refresh_weeks(DATES[0], DATES[-1])
        births = dict(Pupil.objects.values_list("key", "birth"))
        marks = list(Mark.objects.values_list("pupil_key", "date", "code"))
    drain(str(school.pk))
    for basis in Basis:
        counted = [mark for mark in marks if basis is Basis.WHOLE_ROLL or in_published(births[mark[0]], mark[1])]
        with trust_work(school.trust):
            rows = SessionCount.objects.filter(school_id=school.pk, cohort="all")
            rows = rows.filter(in_published=True) if basis is Basis.PUBLISHED else rows
            found = sum((Totals.of_counts((c, r.date, n) for c, n in r.codes.items() if c) for r in rows), Totals())
            weeks = WeekCount.objects.filter(school_id=school.pk, cohort="all")
            weeks = weeks.filter(in_published=True) if basis is Basis.PUBLISHED else weeks
            by_week = sum((Totals(**{name: getattr(row, name) for name in CLASSES}) for row in weeks), Totals())
            by_session = sum((Totals(**{name: getattr(row, name) for name in CLASSES}) for row in rows), Totals())
            sums = EnrolmentCount.objects.filter(
                school_id=school.pk, academic_year=2025, period="year", basis=basis.value, cohort="all"
            ).aggregate(Sum("enrolments"), Sum("persistent"), Sum("severe"))
        assert found == Totals.of((code, date) for _, date, code in counted), basis
        assert by_week == by_session, basis
        judged = [
            Totals.of((code, date) for key, date, code in counted if key == pupil and date < HALVES[3][2])
            for pupil in births
        ]
        assert [count or 0 for count in sums.values()] == [
            sum(totals.possible > 0 for totals in judged),
            sum(bool(is_persistent(totals.absence, totals.possible)) for totals in judged),
            sum(bool(is_severe(totals.absence, totals.possible)) for totals in judged),
        ], basis


def in_published(birth: dt.date, on: dt.date) -> bool:
    """Whether a pupil's session of a date is in published figures."""
    year, number = next((year, number) for year, number, first, last in HALVES if first <= on <= last)
    born_from, born_to = counted_births(year, number)
    return born_from <= birth <= born_to
