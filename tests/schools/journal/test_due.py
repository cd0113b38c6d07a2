"""The due list: an effect is promised when its moment has come by the clock people work by, once, and never too late."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from django.core.exceptions import ImproperlyConfigured

from foundation.outbox import handlers
from foundation.outbox.handlers import Message
from foundation.refusals import Refused
from schools.journal import rules
from schools.journal.models import AuditLine, DueRow, OutboxRow
from schools.journal.operations import promise_at, release_due, tick_off_lapsed, withdraw
from schools.journal.queries import lapsed
from schools.journal.tasks import drain, sweep
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.isolation.probes import in_thread
from tests.schools.roll.acts import BY
from tests.world import World

TOPIC = "tests.due"
DAY = "2026-11-19"
NOON = dt.datetime(2026, 11, 19, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def carried_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    done: list[int] = []

    def handler(_school: School, messages: list[Message]) -> None:
        done.extend(message.payload["n"] for message in messages)

    monkeypatch.setitem(handlers._handlers, TOPIC, {"tests": handler})
    return done


@pytest.fixture
def stated(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said what people read when the topic comes too late."""
    monkeypatch.setitem(rules._lapses, TOPIC, rules.Lapse(TOPIC, "It was not done", lambda on: f"/{on}/"))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Set the clock people work by."""

    def set_to(moment: dt.datetime) -> None:
        monkeypatch.setattr("foundation.clock.now", lambda: moment)

    return set_to


@pytest.fixture
def school(world: World) -> School:
    return world.another_school()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The schools whose draining was asked for, instead of a broker."""
    keys: list[str] = []
    monkeypatch.setattr(drain, "delay", keys.append)
    monkeypatch.setattr(current_app, "send_task", lambda *_: None)
    yield keys


def state(school: School) -> dict[str, str]:
    with school_work(school):
        return dict(DueRow.objects.values_list("key", "state"))


def test_it_is_carried_out_when_its_moment_has_come_and_once(
    school: School, carried_out: list[int], at: Callable[[dt.datetime], None], asked: list[str]
) -> None:
    with school_work(school):
        promise_at(TOPIC, {"n": 1}, key="one", at=NOON)
    at(NOON - MINUTE)
    sweep.run()
    drain.run(str(school.pk))
    assert (carried_out, str(school.pk) in asked) == ([], False)
    at(NOON)
    sweep.run()
    assert str(school.pk) in asked
    drain.run(str(school.pk))
    drain.run(str(school.pk))
    assert carried_out == [1]
    with school_work(school):
        promise_at(TOPIC, {"n": 1}, key="one", at=NOON)  # asked for again: it has been done
    drain.run(str(school.pk))
    assert carried_out == [1]


def test_what_was_missed_is_caught_up_once_however_long_the_machine_stood_still(
    school: School, carried_out: list[int], at: Callable[[dt.datetime], None]
) -> None:
    with school_work(school):
        for number in range(3):
            promise_at(TOPIC, {"n": number}, key=f"{number}", at=NOON + number * MINUTE)
    at(NOON + dt.timedelta(days=40))
    drain.run(str(school.pk))
    assert carried_out == [0, 1, 2]


def test_what_comes_too_late_is_not_done_and_is_listed_until_it_is_ticked_off(
    school: School, carried_out: list[int], at: Callable[[dt.datetime], None], stated: None
) -> None:
    with school_work(school):
        promise_at(TOPIC, {"n": 1, "date": DAY}, key="late", at=NOON, lapses_at=NOON + MINUTE)
        promise_at(TOPIC, {"n": 2, "date": DAY}, key="timely", at=NOON, lapses_at=NOON + 2 * MINUTE)
    at(NOON + MINUTE)
    drain.run(str(school.pk))
    assert carried_out == [2]
    assert state(school) == {"late": "lapsed", "timely": "promised"}
    with school_work(school):
        assert lapsed() == [(NOON.date(), TOPIC)]
        assert AuditLine.objects.filter(act="journal.lapsed").count() == 1, "so that an open page of Today hears of it"
        promise_at(TOPIC, {"n": 1}, key="late", at=NOON + 9 * MINUTE)  # what has lapsed stays so
    assert state(school)["late"] == "lapsed"
    with school_work(school):
        tick_off_lapsed(TOPIC, NOON.date(), by=BY, now=NOON)
        assert lapsed() == []
        with pytest.raises(Refused, match="ticked off already"):
            tick_off_lapsed(TOPIC, NOON.date(), by=BY, now=NOON)


def test_what_nobody_would_be_told_of_may_not_lapse(school: School, carried_out: list[int]) -> None:
    with school_work(school), pytest.raises(ImproperlyConfigured, match="comes too late"):
        promise_at(TOPIC, {"n": 1, "date": DAY}, key="late", at=NOON, lapses_at=NOON + MINUTE)


def test_while_it_waits_it_can_be_moved_and_withdrawn(
    school: School, carried_out: list[int], at: Callable[[dt.datetime], None]
) -> None:
    with school_work(school):
        promise_at(TOPIC, {"n": 1}, key="moved", at=NOON)
        promise_at(TOPIC, {"n": 2}, key="moved", at=NOON + MINUTE)
        promise_at(TOPIC, {"n": 3}, key="withdrawn", at=NOON)
        withdraw(TOPIC, ["withdrawn", "never there"])
    at(NOON)
    drain.run(str(school.pk))
    assert carried_out == []
    at(NOON + MINUTE)
    drain.run(str(school.pk))
    assert carried_out == [2]
    with school_work(school):
        withdraw(TOPIC, ["moved"])
        promise_at(TOPIC, {"n": 4}, key="withdrawn", at=NOON)
    assert state(school) == {"moved": "promised", "withdrawn": "waiting"}


def test_two_workers_at_one_moment_promise_nothing_twice(school: School, carried_out: list[int]) -> None:
    with school_work(school):
        promise_at(TOPIC, {"n": 1}, key="one", at=NOON)

    def release() -> int:
        with school_work(school):
            return release_due(NOON, at_most=10)

    with school_work(school):
        assert release_due(NOON, at_most=10) == 1
        assert in_thread(release) == 0  # while the first still holds it
    assert release() == 0
    with school_work(school):
        assert OutboxRow.objects.filter(topic=TOPIC).count() == 1


def test_what_nobody_carries_out_any_more_holds_up_nothing(
    school: School, carried_out: list[int], at: Callable[[dt.datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with school_work(school):
        promise_at(TOPIC, {"n": 1}, key="known", at=NOON)
        DueRow.objects.create(topic="tests.gone", key="left by an older release", at=NOON)
    at(NOON)
    drain.run(str(school.pk))
    assert carried_out == [1]
    assert state(school) == {"known": "promised", "left by an older release": "waiting"}
