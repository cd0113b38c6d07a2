"""Who saw what: one line for each page, person and ten minutes, with exactly the pupils who were on the page."""

import datetime as dt
import threading
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.db import IntegrityError, connections
from django.test.utils import CaptureQueriesContext

from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import ALIAS
from schools.journal.models import ReadLine, Shown
from schools.journal.operations import seen
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.session_database import SUPERUSER_URL
from tests.world import World

What = Shown.What
ANA = Actor(uuid.UUID(int=1), "Ana Whitlock")
BEN = Actor(uuid.UUID(int=2), "Ben Oduya")
GROUP = ("group", uuid.UUID(int=9))


@pytest.fixture
def school(world: World) -> Iterator[School]:
    yield world.another_school()


def lines(school: School) -> list[tuple[str, str, str, list[int], str, dt.date | None]]:
    with school_work(school):
        return list(
            ReadLine.objects.order_by("pk").values_list(
                "shown__what", "shown__about_kind", "shown__about_id", "shown__pupil_keys", "person_name", "day"
            )
        )


def an_hour_ago(school: School) -> None:
    """Put every line an hour back, as only the owner of the server could."""
    with psycopg.connect(SUPERUSER_URL) as superuser:
        superuser.execute(
            f"UPDATE {school.schema_name}.journal_readline SET at = at - interval '1 hour', ten_minutes = ten_minutes - 6"
        )


def not_across_the_turn_of_ten_minutes() -> None:
    """Wait when the ten minutes are about to end, so that what is opened twice falls into the same ones."""
    left = 600 - dt.datetime.now(dt.UTC).timestamp() % 600
    if left < 5:
        threading.Event().wait(left + 0.1)


def test_a_page_opened_again_within_ten_minutes_is_one_line(school: School) -> None:
    not_across_the_turn_of_ten_minutes()
    for by in (ANA, ANA, BEN, ANA):
        with school_work(school):
            seen(What.PUPIL, about=("pupil", uuid.UUID(int=5)), pupils=[5], by=by)
    key = str(uuid.UUID(int=5))
    assert lines(school) == [
        ("pupil", "pupil", key, [5], "Ana Whitlock", None),
        ("pupil", "pupil", key, [5], "Ben Oduya", None),
    ]
    an_hour_ago(school)
    with school_work(school):
        seen(What.PUPIL, about=("pupil", uuid.UUID(int=5)), pupils=[5], by=ANA)
        assert (ReadLine.objects.count(), Shown.objects.count()) == (3, 1)


def test_each_part_day_and_set_of_pupils_is_a_line_of_its_own(school: School) -> None:
    monday, tuesday = dt.date(2026, 11, 16), dt.date(2026, 11, 17)
    not_across_the_turn_of_ten_minutes()
    with school_work(school):
        for day in (monday, tuesday, monday):
            seen(What.REGISTER, about=GROUP, pupils=iter([3, 1, 2]), by=ANA, day=day)
        seen(What.REGISTER, about=GROUP, pupils=[1, 2], by=ANA, day=monday)
        seen(What.PUPIL, What.CONTACTS, What.VERSIONS, about=("pupil", "x"), pupils=[1], by=ANA)
    found = lines(school)
    assert [line[3:] for line in found[:3]] == [
        ([1, 2, 3], "Ana Whitlock", monday),
        ([1, 2, 3], "Ana Whitlock", tuesday),
        ([1, 2], "Ana Whitlock", monday),
    ]
    assert {line[0] for line in found[3:]} == {"pupil", "contacts", "versions"}


def test_it_costs_one_statement(school: School) -> None:
    with school_work(school), CaptureQueriesContext(connections[ALIAS]) as queries:
        seen(What.PUPIL, What.CONTACTS, about=("pupil", "x"), pupils=[1], by=ANA)
    assert len(queries) == 1


def test_a_page_that_shows_nobody_writes_nothing_and_the_system_sees_none(school: School) -> None:
    with school_work(school):
        seen(What.LIST, about=("list", "show=near"), pupils=[], by=ANA)
        with pytest.raises(ValueError, match="Only a person"):
            seen(What.LIST, about=("list", ""), pupils=[1], by=SYSTEM)
    assert lines(school) == []


def test_a_page_that_was_never_answered_was_not_seen(school: School) -> None:
    with pytest.raises(ZeroDivisionError), school_work(school):
        seen(What.LIST, about=("list", ""), pupils=[1], by=ANA)
        raise ZeroDivisionError
    assert lines(school) == []


def test_many_at_once_leave_one_line_each(school: School) -> None:
    """Eight browsers of two people open two parts of one page at the same moment, for the first time ever."""
    not_across_the_turn_of_ten_minutes()
    together, faults = threading.Barrier(8), []

    def look(number: int) -> None:
        parts = (What.PUPIL, What.CONTACTS) if number % 4 < 2 else (What.CONTACTS, What.PUPIL)
        try:
            together.wait(timeout=20)
            for _ in range(5):
                with school_work(school):
                    seen(*parts, about=("pupil", "x"), pupils=[1], by=(ANA, BEN)[number % 2])
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert sorted((what, name) for what, _, _, _, name, _ in lines(school)) == [
        (what, name) for what in ("contacts", "pupil") for name in ("Ana Whitlock", "Ben Oduya")
    ]


def test_the_same_line_twice_is_refused_by_the_table_itself(school: School) -> None:
    """Also where no day is given, which PostgreSQL by itself would call different each time."""
    with pytest.raises(IntegrityError), school_work(school):
        shown = Shown.objects.create(id=uuid.uuid4(), what="list", about_kind="list", about_id="", pupil_keys=[1])
        insert = (
            "INSERT INTO journal_readline (at, shown_id, person_id, person_name, ten_minutes)"
            " VALUES (now(), %s, %s, 'Ana', 1)"
        )
        for _ in range(2):
            connections[ALIAS].cursor().execute(insert, [shown.pk, uuid.UUID(int=1)])
