"""The database counts exactly what the rules count."""

import datetime as dt
from collections.abc import Iterator
from itertools import product

import pytest
from django.db import IntegrityError, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from schools.calendar.models import HalfTerm
from schools.journal.models import OutboxRow
from schools.registers.models import Code, Entry, Mark, MarkVersion, PupilWeek
from schools.registers.operations import (
    MARKS_CHANGED,
    bulk,
    calendar_changed,
    copy_marks,
    marks_changed,
    open_entry,
    refresh_weeks,
    roll_changed,
)
from schools.registers.operations.bulk import ALL, MOST_PUPILS
from schools.registers.queries.totals import codes_of, on_basis, totals_by_half_term, year_totals
from schools.registers.rules.basis import Basis, takes
from schools.registers.rules.codes import codes
from schools.registers.rules.totals import Totals
from schools.roll.models import Admission, Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.trust_reporting.registers import enrol
from tests.world import World, fill

#: Half-terms that cut weeks in two, on both sides of the change of codes.
TERMS = [
    (2023, 6, dt.date(2024, 6, 3), dt.date(2024, 7, 24)),
    (2024, 1, dt.date(2024, 8, 12), dt.date(2024, 8, 21)),
    (2024, 2, dt.date(2024, 8, 22), dt.date(2024, 9, 30)),
]
DAYS = [dt.date(2024, 6, 3) + dt.timedelta(days=n) for n in range(52)] + [
    dt.date(2024, 8, 12) + dt.timedelta(days=n) for n in range(50)
]


@st.composite
def registers(draw: st.DrawFn) -> dict[tuple[int, dt.date, int], str]:
    """Any marks that mean something on their dates, for three pupils."""
    slots = draw(st.sets(st.tuples(st.integers(1, 3), st.sampled_from(DAYS), st.sampled_from((1, 2))), max_size=60))
    return {
        slot: draw(
            st.sampled_from(
                [
                    code.code
                    for code in codes()
                    if (code.valid_from is None or code.valid_from <= slot[1])
                    and (code.valid_to is None or slot[1] <= code.valid_to)
                ]
            )
        )
        for slot in slots
    }


@pytest.fixture(scope="module")
def school(world: World) -> Iterator[School]:
    school = world.another_school()
    with school_work(school):
        for year, number, starts_on, ends_on in TERMS:
            HalfTerm.objects.create(academic_year=year, number=number, starts_on=starts_on, ends_on=ends_on)
        enrol(3, starts_on=DAYS[0])
    yield school


def put(marks: dict[tuple[int, dt.date, int], str]) -> None:
    """Only these marks, with their summaries."""
    Mark.objects.all().delete()
    entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
    copy_marks(entry, ((key, date, session, code, None) for (key, date, session), code in marks.items()))
    refresh_weeks(DAYS[0], DAYS[-1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(marks=registers())
def test_the_database_counts_what_the_rules_count(school: School, marks: dict[tuple[int, dt.date, int], str]) -> None:
    expected = Totals.of((code, date) for (_, date, _), code in marks.items())
    with school_work(school):
        put(marks)
        by_pupil = [
            totals
            for year in (2023, 2024)
            for halves in totals_by_half_term(year).values()
            for totals in halves.values()
        ]
        weeks = PupilWeek.objects.count()
    for name in ("present", "approved", "authorised", "unauthorised", "not_possible", "late_before", "late_after"):
        assert sum(getattr(totals, name) for totals in by_pupil) == getattr(expected, name), name
    assert weeks == len({(key, date - dt.timedelta(days=date.weekday()), _term(date)) for key, date, _ in marks})


#: Fifteen, ten and four years old on 31 August 2023.
BIRTHS = {1: dt.date(2008, 6, 1), 2: dt.date(2013, 6, 1), 3: dt.date(2019, 6, 1)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(marks=registers())
def test_the_database_sums_a_year_as_the_rule_does_on_either_basis(
    school: School, marks: dict[tuple[int, dt.date, int], str]
) -> None:
    with school_work(school):
        for key, birth in BIRTHS.items():
            Pupil.objects.filter(key=key).update(birth=birth)
        put(marks)
        for basis, year in product(Basis, (2023, 2024)):
            halves, summed = totals_by_half_term(year), year_totals(year, basis=basis)
            assert set(summed) <= set(halves)
            for key, birth in BIRTHS.items():
                ruled = on_basis(halves.get(key, {}), basis=basis, birth=birth, academic_year=year)
                assert (summed.get(key, Totals()) if takes(basis, birth, year) else None) == ruled
            assert year_totals(year, basis=basis, keys=[2]) == {key: summed[key] for key in summed if key == 2}


def _term(date: dt.date) -> int:
    return next(number for _, number, starts_on, ends_on in TERMS if starts_on <= date <= ends_on)


def test_refreshing_a_range_leaves_other_weeks_alone(school: School) -> None:
    monday = dt.date(2024, 9, 2)
    with school_work(school):
        put({(1, monday, 1): "/", (1, monday + dt.timedelta(days=7), 1): "I"})
        PupilWeek.objects.filter(week=monday).update(present=9)
        refresh_weeks(monday + dt.timedelta(days=8), monday + dt.timedelta(days=8))
        rows = dict(PupilWeek.objects.values_list("week", "present"))
    assert rows == {monday: 9, monday + dt.timedelta(days=7): 0}


def test_weeks_counted_again_are_forgotten_without_being_read(school: School) -> None:
    """A school has a hundred thousand of them: one statement deletes them, whoever listens to deletions."""
    with school_work(school):
        put({(key, DAYS[0], 1): "/" for key in (1, 2, 3)})
        with CaptureQueriesContext(connections[ALIAS]) as sent:
            refresh_weeks(DAYS[0], DAYS[-1])
    about = [one["sql"].split()[0] for one in sent.captured_queries if "registers_pupilweek" in one["sql"]]
    assert about == ["DELETE", "INSERT"]


def test_a_mark_of_a_day_in_no_half_term_is_in_no_week(school: School) -> None:
    """It stays in the register: the calendar may have been corrected after it was taken."""
    last = dt.date(2024, 9, 30)
    with school_work(school):
        put({(1, last, 1): "I", (1, last + dt.timedelta(days=1), 1): "I"})
        refresh_weeks(last, last + dt.timedelta(days=1))
        assert list(PupilWeek.objects.values_list("week", "authorised")) == [(last, 1)]
        assert Mark.objects.count() == 2


def test_a_mark_counts_from_the_starting_day_to_the_last_day_on_roll(school: School) -> None:
    first, day = dt.date(2024, 9, 10), dt.timedelta(days=1)
    with school_work(school):
        (key,) = enrol(1, starts_on=first, ends_on=first + day)
        put({(key, first + n * day, 1): "/" for n in (-1, 0, 1, 2)})
        assert PupilWeek.objects.get().present == 2
        assert [on for _, on, _ in codes_of(key, DAYS[0], DAYS[-1])] == [first, first + day]


def test_every_first_mark_has_a_version(school: School) -> None:
    with school_work(school):
        before = MarkVersion.objects.count()
        put({(1, dt.date(2024, 9, 3), 1): "/", (2, dt.date(2024, 9, 3), 1): "N"})
        assert MarkVersion.objects.count() == before + 2
        assert sorted(MarkVersion.objects.order_by("-entry_id").values_list("old_code", "new_code")[:2], key=str) == [
            (None, "/"),
            (None, "N"),
        ]


def test_first_marks_of_more_than_one_copy_each_have_a_version(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BLOCK", 3)
    monkeypatch.setattr(bulk, "BLOCKS_HELD", 2)
    with school_work(school):
        rows = [
            (key, dt.date(2024, 9, 3), 2, "\\" if key % 2 else "L", None if key % 2 else key) for key in range(1, 21)
        ]
        entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
        assert copy_marks(entry, rows) == len(rows)
        marks = Mark.objects.filter(entry_id=entry.pk).order_by("pupil_key")
        assert list(marks.values_list("pupil_key", "date", "session", "code", "minutes")) == rows
        versions = entry.versions.filter(old_code=None, reason=None).order_by("pupil_key")
        assert list(versions.values_list("pupil_key", "date", "session", "new_code", "minutes")) == rows


def test_what_gives_first_marks_may_not_ask_the_database_meanwhile(school: School) -> None:
    with school_work(school):
        entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
        asking = ((pupil.key, dt.date(2024, 9, 3), 1, "/", None) for pupil in Pupil.objects.iterator())
        with pytest.raises(RuntimeError, match="may not ask"):
            copy_marks(entry, asking)


def test_each_school_holds_the_packaged_codes(world: World) -> None:
    packaged = {
        (code.code, code.valid_from or dt.date(1900, 1, 1), code.valid_to, code.mark_class.value) for code in codes()
    }
    for school in world.schools:
        with school_work(school):
            assert set(Code.objects.values_list("code", "valid_from", "valid_to", "mark_class")) == packaged


def test_changed_dates_are_promised_once_each(world: World) -> None:
    school = world.another_school()
    with school_work(school):
        fill(school)
        marks_changed([dt.date(2026, 9, 3), dt.date(2026, 9, 2), dt.date(2026, 9, 3)], pupils={7, 4})
        marks_changed([], pupils={7})
        assert list(OutboxRow.objects.filter(handler="figures").values_list("topic", "payload")) == [
            (MARKS_CHANGED, {"dates": ["2026-09-02", "2026-09-03"], "pupils": [4, 7]})
        ]
        marks_changed([dt.date(2026, 9, 4)], pupils=range(MOST_PUPILS + 1))
        assert OutboxRow.objects.latest("pk").payload == {"dates": ["2026-09-04"], "pupils": ALL}


def test_a_session_that_holds_a_mark_refuses_a_first_one(school: School) -> None:
    slot = (1, dt.date(2024, 9, 3), 1)
    with school_work(school):
        put({slot: "/"})
        put({(1, dt.date(2024, 9, 3), 2): "\\"})
        assert Mark.objects.get().code == "\\"
    with pytest.raises(IntegrityError), school_work(school):
        entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
        copy_marks(entry, [(1, dt.date(2024, 9, 3), 2, "N", None)])
    with school_work(school):
        assert Mark.objects.get().code == "\\"


def test_a_mark_outside_the_pupils_time_on_roll_is_kept_and_not_counted(school: School) -> None:
    """Whichever came first, the marks or the leaving date, the figures are the same."""
    days = [dt.date(2024, 9, day) for day in (2, 3, 4)]
    with school_work(school):
        put({(1, day, 1): "N" for day in days})
        leaver = Admission.objects.get(pupil__key=1)
        leaver.ends_on, leaver.leaving_ground = days[1], "a"
        leaver.save()
        roll_changed(days[2])
        assert Mark.objects.count() == 3
        assert totals_by_half_term(2024)[1][2].unauthorised == 2
        assert [date for _, date, _ in codes_of(1, DAYS[0], DAYS[-1])] == days[:2]
        Admission.objects.filter(pk=leaver.pk).update(ends_on=None, leaving_ground="")
        roll_changed(days[2])
        assert totals_by_half_term(2024)[1][2].unauthorised == 3


def test_weeks_follow_a_half_term_that_is_moved(school: School) -> None:
    monday = dt.date(2024, 9, 2)
    with school_work(school):
        put({(1, monday, 1): "/"})
        first, second = HalfTerm.objects.filter(academic_year=2024).order_by("number")
        HalfTerm.objects.filter(pk=second.pk).update(starts_on=monday + dt.timedelta(days=7))
        HalfTerm.objects.filter(pk=first.pk).update(ends_on=monday)
        calendar_changed(monday)
        assert set(totals_by_half_term(2024)[1]) == {1}
        HalfTerm.objects.filter(pk=first.pk).update(ends_on=first.ends_on)
        HalfTerm.objects.filter(pk=second.pk).update(starts_on=second.starts_on)
        calendar_changed(monday)
        assert set(totals_by_half_term(2024)[1]) == {2}
