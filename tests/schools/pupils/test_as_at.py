"""Every version of a mark, and the register as it stood at any moment: replayed, read as typed, and shown beside now."""

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from foundation.refusals import Malformed
from schools.pupils.rules.moments import read_moment
from schools.registers.models import Entry, Mark, MarkVersion
from schools.registers.operations import refresh_weeks
from schools.registers.queries.as_at import Stood, differing, marks_as_at, marks_now
from schools.registers.queries.versions import versions_among, versions_of
from schools.roll.models import Pupil, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.pupils.years import FIRST, school_days, slots, write_marks
from tests.world import World, host_of, signed_in

MONDAY = dt.date(2026, 11, 16)
START = dt.datetime(2026, 11, 16, 8, 50, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)
LONDON = ZoneInfo("Europe/London")
#: Each example has pupils of its own, for versions cannot be removed.
_keys = itertools.count(100_000, 10)


def save(
    key: int, on: dt.date, session: int, code: str | None, minutes: int | None, at: dt.datetime, reason: str = ""
) -> None:
    """One save of one mark at a moment, as the register writes it: entry, version, mark."""
    entry = Entry.objects.create(
        at=at, by_name="Ana Petrov", by_position="Attendance officer", source=Entry.Source.PAGE
    )
    slot = {"pupil_key": key, "date": on, "session": session}
    held = Mark.objects.filter(**slot)
    old = held.values_list("code", flat=True).first()
    now = {"new_code": code, "minutes": minutes, "reason": reason or None}
    MarkVersion.objects.create(**slot, **now, entry=entry, old_code=old)
    held.delete()
    if code is not None:
        Mark.objects.create(**slot, code=code, minutes=minutes, entry_id=entry.pk)


@pytest.fixture(scope="module")
def school(world: World) -> Iterator[School]:
    """A school with a term of marks, of which three were amended on different days and one put back to missing."""
    school = world.another_school(filled=True)
    for role in (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER):
        world.employ(role, school)
    marks = {slot: "/\\"[slot[1] - 1] for slot in slots(school_days(FIRST, dt.date(2026, 11, 18)))}
    write_marks(school, {1: marks, 2: marks | {(MONDAY, 1): "N"}}, at=dt.datetime(2026, 11, 18, 9, 0, tzinfo=dt.UTC))
    with school_work(school):
        save(2, MONDAY, 1, "I", None, dt.datetime(2026, 11, 18, 10, 0, 20, tzinfo=dt.UTC), "Mother rang")
        save(2, MONDAY, 1, "M", None, dt.datetime(2026, 11, 19, 10, 0, tzinfo=dt.UTC), "Letter seen")
        save(1, MONDAY, 2, None, None, dt.datetime(2026, 11, 19, 11, 0, tzinfo=dt.UTC), "Wrong pupil")
        save(1, FIRST, 1, "L", 12, dt.datetime(2026, 11, 19, 11, 30, tzinfo=dt.UTC), "Sign-in sheet")
        refresh_weeks(FIRST, dt.date(2026, 11, 18))
    yield school


def get(world: World, school: School, path: str, role: Role = Role.ATTENDANCE_OFFICER) -> str:
    with time_machine.travel(NOW, tick=False):
        response = signed_in(world.person(role, school), host_of(school)).get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace(" ,", ",")


def group_address(school: School, more: str = "") -> str:
    with school_work(school):
        return f"/registers/{RegistrationGroup.objects.get().pk}/2026-11-18/as-at/{more}"


def pupil_address(school: School, key: int, more: str) -> str:
    with school_work(school):
        return f"/pupils/{Pupil.objects.get(key=key).pk}/{more}"


# --- the queries -------------------------------------------------------------------------------------------------------


def test_versions_say_old_new_who_when_and_why_oldest_first(school: School) -> None:
    with school_work(school):
        rows = versions_of(2, MONDAY, MONDAY)
    morning = [row for row in rows if row.session == 1]
    assert [(row.old, row.new, row.reason) for row in morning] == [
        (None, "N", ""),
        ("N", "I", "Mother rang"),
        ("I", "M", "Letter seen"),
    ]
    assert morning[1].by_name == "Ana Petrov"
    assert morning[1].by_position == "Attendance officer"
    assert morning[1].at == dt.datetime(2026, 11, 18, 10, 0, 20, tzinfo=dt.UTC)
    assert morning[1].source_words == "Typed in Rollcall"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (dt.datetime(2026, 11, 18, 8, 59, 59, tzinfo=dt.UTC), None),
        (dt.datetime(2026, 11, 18, 9, 0, tzinfo=dt.UTC), "N"),
        (dt.datetime(2026, 11, 18, 10, 0, 19, tzinfo=dt.UTC), "N"),
        (dt.datetime(2026, 11, 18, 10, 0, 20, tzinfo=dt.UTC), "I"),
        (NOW, "M"),
    ],
)
def test_a_save_counts_from_its_own_moment(school: School, moment: dt.datetime, code: str | None) -> None:
    with school_work(school):
        stood = marks_as_at([2], MONDAY, MONDAY, moment).get((2, MONDAY, 1))
    assert (stood.code if stood else None) == code


def test_of_two_saves_of_one_moment_the_last_written_stands(school: School) -> None:
    key = next(_keys)
    with school_work(school):
        for code in ("N", "I"):
            save(key, MONDAY, 1, code, None, START)
        save(key, MONDAY, 1, "O", None, START - dt.timedelta(minutes=1))  # written last, and older
        assert marks_as_at([key], MONDAY, MONDAY, START)[key, MONDAY, 1].code == "I"


def test_a_moment_without_a_zone_is_refused(school: School) -> None:
    with school_work(school), pytest.raises(ValueError, match="time zone"):
        marks_as_at([1], MONDAY, MONDAY, dt.datetime(2026, 11, 18, 9, 0))  # noqa: DTZ001 - the fault under test


SAVES = st.lists(
    st.tuples(
        st.integers(0, 1),  # pupil
        st.integers(0, 2),  # day
        st.sampled_from((1, 2)),
        st.sampled_from((None, "/", "L", "N", "I", "O")),
        st.integers(0, 2),  # minutes since the save before: several saves may share a moment
    ),
    max_size=12,
)


@given(saves=SAVES, asked=st.integers(-1, 26))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_replaying_any_saves_the_state_at_any_moment_is_the_one_recorded_then(
    school: School, saves: list[tuple[int, int, int, str | None, int]], asked: int
) -> None:
    first = next(_keys)
    keys, last = [first, first + 1], MONDAY + dt.timedelta(days=2)
    moment = START + dt.timedelta(minutes=asked)
    state: dict[tuple[int, dt.date, int], tuple[str, int | None]] = {}
    then = dict(state)
    at = START
    with school_work(school):
        for pupil, day, session, code, later in saves:
            at += dt.timedelta(minutes=later)
            minutes = 5 if code == "L" else None
            slot = (first + pupil, MONDAY + dt.timedelta(days=day), session)
            save(*slot, code, minutes, at)
            state.pop(slot, None)
            if code is not None:
                state[slot] = (code, minutes)
            if at <= moment:
                then = dict(state)
        found = marks_as_at(keys, MONDAY, last, moment)
        ever = marks_as_at(keys, MONDAY, last, at)
        now = marks_now(keys, MONDAY, last)
    assert {slot: (stood.code, stood.minutes) for slot, stood in found.items()} == then
    assert ever == now
    assert {slot: (stood.code, stood.minutes) for slot, stood in now.items()} == state
    assert set(differing(found, now)) == {
        slot for slot in then.keys() | state.keys() if then.get(slot) != state.get(slot)
    }


def test_other_minutes_are_a_difference_and_another_hand_is_not() -> None:
    slot = (1, MONDAY, 1)
    assert differing({slot: Stood("L", 5, 1)}, {slot: Stood("L", 6, 2)}) == [slot]
    assert differing({slot: Stood("L", 5, 1)}, {slot: Stood("L", 5, 2)}) == []
    assert differing({}, {slot: Stood("/", None, 2)}) == [slot]
    assert differing({slot: Stood("/", None, 2)}, {}) == [slot]


# --- moments as people type them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-11-19T09:30", (2026, 11, 19, 9, 30, 0)),
        ("2026-11-19T09:30:20", (2026, 11, 19, 9, 30, 20)),
        ("19/11/2026 09:30", (2026, 11, 19, 9, 30, 0)),
        ("19 nov 9.30", (2026, 11, 19, 9, 30, 0)),
        ("19 November at 4pm", (2026, 11, 19, 16, 0, 0)),
        ("19 November, 12.05 am", (2026, 11, 19, 0, 5, 0)),
        ("yesterday 14:00", (2026, 11, 18, 14, 0, 0)),
        ("Monday 8:50", (2026, 11, 16, 8, 50, 0)),
    ],
)
def test_moments_are_read_as_typed(typed: str, read: tuple[int, ...]) -> None:
    assert read_moment(typed, today=NOW.date()) == dt.datetime(*read, tzinfo=LONDON)  # type: ignore[arg-type,misc]


def test_a_day_alone_is_the_end_of_that_day() -> None:
    assert read_moment("19/11", today=NOW.date()) == dt.datetime(2026, 11, 19, 23, 59, 59, 999_999, tzinfo=LONDON)


def test_the_hour_that_comes_twice_is_the_second_and_the_one_that_never_comes_is_refused() -> None:
    assert read_moment("25/10/2026 01:30", today=NOW.date()).astimezone(dt.UTC) == dt.datetime(
        2026, 10, 25, 1, 30, tzinfo=dt.UTC
    )
    with pytest.raises(Malformed, match="clocks went forward"):
        read_moment("29/3/2026 01:30", today=NOW.date())


@pytest.mark.parametrize("typed", ["", "nonsense", "19/11/2026 25:00", "19/11 9:61", "31/2/2026 09:30", "9:30", "13pm"])
def test_what_is_no_moment_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Malformed):
        read_moment(typed, today=NOW.date())


# --- the pages ---------------------------------------------------------------------------------------------------------


def test_a_groups_week_stands_beside_now_with_what_differs(world: World, school: School) -> None:
    page = get(world, school, group_address(school, "?at=18/11/2026+09:30"))
    said = words(page)
    assert "As at 18 November 2026, 09:30, 2 marks of this week were otherwise than now." in said
    assert page.count("class=differs") == 4
    assert re.search(r"Pupil2 Monday 16 November 2026, AM N, no reason yet M, medical or dental Ana Petrov", said)
    assert "Ana Petrov, 18 November 2026, 10:00:20: Mother rang" in said
    assert "Ana Petrov, 19 November 2026, 10:00: Letter seen" in said
    assert re.search(r"Pupil1 Monday 16 November 2026, PM \\, present no mark Ana Petrov", said)
    assert "no reason yet, changed since" in said
    assert re.search(r'<a href="/registers/[0-9a-f-]{36}/2026-11-18/am/">', page)


def test_what_differs_is_listed_by_session_and_then_in_the_order_of_the_register(world: World, school: School) -> None:
    page = get(world, school, group_address(school, "?at=15/11/2026"))
    listed = re.findall(r"(Pupil\d) (Monday|Tuesday|Wednesday) \d+ November 2026, (AM|PM)", words(page))
    order = [(day, session, name) for name, day, session in listed]
    assert len(order) > 3
    assert order == sorted(order)  # the names of the days happen to sort as the days do


def test_what_was_not_due_then_is_not_missing_then(world: World, school: School) -> None:
    page = get(world, school, group_address(school, "?at=18/11/2026+08:00"))
    then, _, now = page.partition('id="now"')
    # Wednesday's registers had not opened; Monday's and Tuesday's stood empty, for all six pupils.
    assert then.count('class="mk m"') == 6 * 4
    assert now.count('class="mk m"') > 0
    assert words(then).count("not yet due") == 6 * 6


def test_a_group_page_asks_for_a_moment_and_says_what_is_wrong_with_one(world: World, school: School) -> None:
    assert "Then" not in re.findall(r"<h2[^>]*>([^<]*)<", get(world, school, group_address(school)))
    assert "That is not a date we can read" in get(world, school, group_address(school, "?at=nonsense"))
    assert "every mark of this week stood as it does now" in words(
        get(world, school, group_address(school, "?at=2030-01-01"))
    )


def test_a_pupils_year_stands_beside_now(world: World, school: School) -> None:
    said = words(get(world, school, pupil_address(school, 1, "as-at/?at=18+nov+23:00")))
    assert "2 marks were otherwise than now" in said
    assert re.search(r"Attended 102 101", said), said
    assert re.search(r"Late 0 1 ", said)
    assert "Wednesday 2 September 2026, AM /, present L, 12 minutes late Ana Petrov, 19 November 2026, 11:30" in said


def test_a_day_shows_every_version_of_its_two_marks(world: World, school: School) -> None:
    said = words(get(world, school, pupil_address(school, 2, f"marks/{MONDAY}/")))
    assert re.search(r"AM N N, no reason yet Ms A Lindqvist, class teacher, 18 November 2026, 09:00 ?\.", said)
    assert "I, illness → became M, medical or dental" in said
    assert "Reason: Letter seen" in said
    put_back = words(get(world, school, pupil_address(school, 1, f"marks/{MONDAY}/")))
    assert "\\, present → became missing" in put_back


@pytest.mark.parametrize("on", ["2026-02-30", "yesterday", "2026-1-1", "16-11-2026"])
def test_an_address_with_no_date_is_none(world: World, school: School, on: str) -> None:
    with time_machine.travel(NOW, tick=False):
        client = signed_in(world.person(Role.ATTENDANCE_OFFICER, school), host_of(school))
        assert client.get(pupil_address(school, 1, f"marks/{on}/")).status_code == 404
        assert client.get(group_address(school).replace("2026-11-18", on)).status_code == 404


def test_a_teacher_of_no_group_finds_no_register_and_no_pupil(world: World, school: School) -> None:
    with time_machine.travel(NOW, tick=False):
        client = signed_in(world.person(Role.CLASS_TEACHER, school), host_of(school))
        for path in (group_address(school, "?at=today"), pupil_address(school, 1, "as-at/?at=today")):
            assert client.get(path).status_code == 404


def test_the_pages_cost_the_same_queries_whatever_they_hold(world: World, school: School) -> None:
    """Recorded, with who is asking, the frame, the line in the journal and the ends of two transactions.

    A contact with numbers and a sibling add three each to the pupil's page, however many there are."""
    paths = {
        group_address(school, "?at=18/11/2026+09:30"): 16,
        pupil_address(school, 1, "as-at/?at=18+nov+23:00"): 15,
        pupil_address(school, 2, f"marks/{MONDAY}/"): 11,
        pupil_address(school, 1, ""): 46,
    }
    with time_machine.travel(NOW, tick=False):
        client = signed_in(world.person(Role.ATTENDANCE_OFFICER, school), host_of(school))
        found = {}
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connections[ALIAS]) as seen:
                client.get(path)
            found[path] = len(seen)
    assert found == paths


def test_a_year_of_one_pupil_is_asked_along_the_key(school: School) -> None:
    with school_work(school):
        query = versions_among([1], FIRST, MONDAY)
        assert query
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            rows = marks_as_at([1], FIRST, MONDAY, NOW)
            plan = (
                MarkVersion.objects.filter(pupil_key__in=[1], date__range=(FIRST, MONDAY), entry__at__lte=NOW)
                .order_by("pupil_key", "date", "session", "-entry__at", "-entry_id")
                .distinct("pupil_key", "date", "session")
                .explain()
            )
    assert rows
    assert "registers_markversion_pkey" in plan or "_pk" in plan, plan


def test_a_long_text_is_refused_before_it_is_looked_through() -> None:
    """The search for a time takes the square of a run of commas: 16 kB in an address would hold a server for 16 s."""
    with pytest.raises(Malformed):
        read_moment("19 November 2026 9.30" + " ," * 4_000, today=NOW.date())
