"""Nothing is lost and nothing doubled: workers killed at each step, late and early readings, acts that overtake."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from schools.journal.models import OutboxRow
from schools.journal.tasks import drain, sweep
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_work
from tests.killed import die, killed
from tests.trust_reporting.registers import amend, enrol, keep_calendar, mark
from tests.trust_reporting.test_rebuild import published
from tests.world import YEAR
from trust_reporting.figures.models import SessionCount
from trust_reporting.figures.operations import reading, rebuild, replacing
from trust_reporting.figures.operations.reading import Changes, YearCounts
from trust_reporting.figures.queries import held_years

MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 9, day) for day in (7, 8, 9))

#: Each step of publishing, by what its statement holds, and whether the worker dies before or after it.
STEPS = [
    ("UPDATE registers_pupilperiod", "inside the school's transaction, as its pupils are judged"),
    ("FROM unnest(%(dates)s::date[], %(sessions)s", "inside the school's transaction, its pupils judged"),
    ("INSERT INTO figures_yearpublication", "between the school's transaction and the trust's"),
    ("INSERT INTO figures_sessioncount", "inside the trust's transaction, its year taken"),
    ("INSERT INTO figures_weekcount", "inside the trust's transaction, sessions replaced"),
    ("INSERT INTO figures_enrolmentcount", "inside the trust's transaction, weeks summed"),
    ('UPDATE "journal_outboxrow"', "between the trust's transaction and marking done"),
]


@pytest.fixture
def school(fresh_school: Callable[..., School]) -> School:
    """A school with one day published and a second day's marks and an amendment promised."""
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        keys = enrol(4)
        mark({(key, MONDAY, 1): "/" for key in keys})
    drain(str(school.pk))
    with school_work(school):
        amend({(keys[0], MONDAY, 1): "I"})
        mark({(key, WEDNESDAY, 1): "O" for key in keys})
    return school


def still_promised(school: School) -> int:
    """Messages that the trust's figures owe; what other rooms owe of the same topics is theirs to test."""
    with school_work(school):
        return OutboxRow.objects.filter(done_at__isnull=True, handler="figures").count()


def after_rebuild(school: School) -> object:
    rebuild(school)
    return published(school)


def drain_until(school: str, text: str, *, after: bool) -> None:
    """Drain a school's outbox, and die before (or just after) the first statement that holds the text."""

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        fatal = text in str(sql)
        if fatal and not after:
            die()
        result = execute(sql, params, many, context)
        if fatal:
            die()
        return result

    with connections["default"].execute_wrapper(wrapper):
        drain(school)


@pytest.mark.parametrize(("text", "step"), STEPS, ids=[step for _, step in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_killed_worker_loses_and_doubles_nothing(
    school: School, text: str, step: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published(school)
    killed(lambda: drain_until(str(school.pk), text, after=after))
    assert still_promised(school) == 2
    now = published(school)
    whole = text == 'UPDATE "journal_outboxrow"'
    assert (now == before) is not whole, "a transaction is whole or absent"
    monkeypatch.setattr(drain, "delay", drain.run)
    sweep()
    assert still_promised(school) == 0
    assert published(school) == after_rebuild(school)


def read(school: School, *dates: dt.date) -> YearCounts:
    """The year counted again for these dates, on top of what the trust holds now."""
    with trust_work(school.trust):
        held = held_years(school.pk)
    changes = Changes(frozenset(dates))
    return reading.read_year(school, YEAR, changes, held[YEAR], reading.look(school, changes, held))


def test_of_two_readings_on_top_of_the_same_publication_the_second_is_refused(school: School) -> None:
    older = read(school, MONDAY, WEDNESDAY)
    with school_work(school):
        amend({(1, MONDAY, 1): "N", (1, WEDNESDAY, 1): None})
    newer = read(school, MONDAY, WEDNESDAY)
    replacing.replace_year(school, newer)
    held = published(school)
    with pytest.raises(replacing.Overtaken):
        replacing.replace_year(school, older)
    assert published(school) == held == after_rebuild(school)


def test_who_was_overtaken_counts_again_on_top_of_that(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Just before this worker writes, another publishes what came after: neither is lost."""
    replace_year, overtaking = replacing.replace_year, []

    def slowly(school: School, counts: YearCounts) -> None:
        if not overtaking:
            overtaking.append(counts)
            with school_work(school):
                amend({(2, TUESDAY, 1): "U"})
            replace_year(school, read(school, TUESDAY))
        replace_year(school, counts)

    monkeypatch.setattr(replacing, "replace_year", slowly)
    drain(str(school.pk))
    assert overtaking
    assert still_promised(school) == 0
    assert published(school) == after_rebuild(school)


def test_a_message_carried_out_twice_counts_once(school: School) -> None:
    drain(str(school.pk))
    before = published(school)
    with school_work(school):
        OutboxRow.objects.filter(handler="figures").update(done_at=None)
    assert still_promised(school)
    drain(str(school.pk))
    assert published(school) == before == after_rebuild(school)


def test_an_act_that_commits_after_a_later_one_was_published_is_not_lost(school: School) -> None:
    """Its message has the lower number, so the number of messages cannot say which reading is newer."""
    promised, published_already = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with school_work(school):
                amend({(2, MONDAY, 1): "U"})
                promised.set()
                published_already.wait(60)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert promised.wait(60)
    with school_work(school):
        amend({(3, dt.date(2026, 9, 15), 1): "L"})
    drain(str(school.pk))
    published_already.set()
    thread.join()
    assert still_promised(school) == 1
    drain(str(school.pk))
    with trust_work(school.trust):
        row = SessionCount.objects.get(school_id=school.pk, date=MONDAY, session=1, cohort="all")
    assert row.codes == {"I": 1, "U": 1, "/": 2}
    assert published(school) == after_rebuild(school)


def test_workers_at_once_and_a_saving_school_end_in_the_truth(school: School) -> None:
    saved = threading.Event()
    faults: list[BaseException] = []

    def work() -> None:
        try:
            while not saved.is_set():
                drain(str(school.pk))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    days = [MONDAY, TUESDAY, WEDNESDAY, dt.date(2026, 11, 2)]
    for turn in range(24):
        with school_work(school):
            amend({(1 + turn % 4, days[turn % 3 if turn % 7 else 3], 1): "/ILO"[turn % 4], (2, days[3], 2): None})
    saved.set()
    for thread in threads:
        thread.join()
    drain(str(school.pk))
    assert not faults
    with school_work(school):
        assert not OutboxRow.objects.filter(attempts__gt=0).exists()
    assert published(school) == after_rebuild(school)
