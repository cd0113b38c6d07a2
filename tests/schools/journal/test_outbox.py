"""What the outbox promises is carried out: in order, at least once, and again after a failure."""

from collections.abc import Iterator

import pytest
from celery import current_app
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from psycopg import sql

from foundation.outbox import handlers
from foundation.outbox.handlers import Message
from foundation.outbox.queries import GIVE_UP_AFTER, WAITS
from schools.journal import tasks
from schools.journal.models import OutboxRow
from schools.journal.operations import promise
from schools.journal.tasks import drain, sweep
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import World

TOPIC = "tests.topic"


class Recorder:
    """A handler that keeps what it got, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, list[int]]] = []
        self.failures = 0

    def __call__(self, school: School, messages: list[Message]) -> None:
        if self.failures:
            self.failures -= 1
            message = "not now"
            raise ConnectionError(message)
        self.seen.append((school.slug, [message.payload["n"] for message in messages]))


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setitem(handlers._handlers, TOPIC, {"tests": recorder})
    return recorder


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The schools whose draining was asked for, instead of a broker."""
    asked: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda _name, args: asked.append(args[0]))
    monkeypatch.setattr(drain, "delay", lambda school_id: asked.append(school_id.replace("-", "")))
    yield asked


def open_rows(school: School) -> int:
    with school_work(school):
        return OutboxRow.objects.filter(done_at__isnull=True).count()


def test_messages_are_carried_out_in_order_and_once(world: World, handler: Recorder, sent: list[str]) -> None:
    school = world.another_school()
    sent.clear()  # that there is one more school is told to the others of the trust
    with school_work(school):
        for number in range(3):
            promise(TOPIC, {"n": number})
        assert sent == []
    assert sent == [school.pk.hex] * 3
    drain.run(str(school.pk))
    drain.run(str(school.pk))
    assert handler.seen == [(school.slug, [0, 1, 2])]
    assert open_rows(school) == 0


def test_a_rolled_back_act_promises_nothing(world: World, handler: Recorder, sent: list[str]) -> None:
    school = world.another_school()
    sent.clear()
    with pytest.raises(ZeroDivisionError), school_work(school):
        promise(TOPIC, {"n": 1})
        _ = 1 / 0
    assert sent == []
    assert open_rows(school) == 0


def test_a_failure_is_tried_again_and_given_up_at_last(world: World, handler: Recorder, sent: list[str]) -> None:
    school = world.another_school()
    with school_work(school):
        promise(TOPIC, {"n": 7})
    handler.failures = 1
    drain.run(str(school.pk))
    assert (handler.seen, open_rows(school)) == ([], 1)
    drain.run(str(school.pk))
    assert handler.seen == [(school.slug, [7])]

    with school_work(school):
        promise(TOPIC, {"n": 8})
    handler.failures = GIVE_UP_AFTER + 5
    for _ in range(GIVE_UP_AFTER + 5):
        drain.run(str(school.pk))
    assert handler.failures == 5
    sent.clear()
    sweep.run()
    assert school.pk.hex not in sent


def test_the_sweep_finds_what_a_silent_broker_left(
    world: World, handler: Recorder, monkeypatch: pytest.MonkeyPatch, sent: list[str]
) -> None:
    school = world.another_school()

    def silent(_name: str, args: list[str]) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", silent)
    with school_work(school):
        promise(TOPIC, {"n": 1})
    assert open_rows(school) == 1
    sweep.run()
    assert school.pk.hex in sent


def test_a_school_that_cannot_be_read_keeps_no_other_waiting(world: World, handler: Recorder, sent: list[str]) -> None:
    broken, waiting = world.another_school(), world.another_school()
    with school_work(waiting):
        promise(TOPIC, {"n": 1})
    sent.clear()
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE {}.journal_outboxrow").format(sql.Identifier(broken.schema_name)))
    sweep.run()
    assert waiting.pk.hex in sent
    assert broken.pk.hex not in sent


def test_a_topic_that_fails_holds_up_no_other(
    world: World, handler: Recorder, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Recorder()
    monkeypatch.setitem(handlers._handlers, "tests.other", {"tests": other})
    school = world.another_school()
    with school_work(school):
        promise(TOPIC, {"n": 1})
        promise("tests.other", {"n": 2})
        promise(TOPIC, {"n": 3})
    handler.failures = 1
    drain.run(str(school.pk))
    assert other.seen == [(school.slug, [2])]
    assert (handler.seen, open_rows(school)) == ([], 2)
    drain.run(str(school.pk))
    assert handler.seen == [(school.slug, [1]), (school.slug, [3])] or handler.seen == [(school.slug, [1, 3])]


class Poisoned(Recorder):
    """A handler that cannot carry out some messages, and with them none that they come together with."""

    def __init__(self, *poison: int) -> None:
        super().__init__()
        self.poison = set(poison)

    def __call__(self, school: School, messages: list[Message]) -> None:
        if self.poison & {message.payload["n"] for message in messages}:
            message = "never"
            raise ValueError(message)
        super().__call__(school, messages)


def test_a_message_that_never_can_be_carried_out_takes_no_other_with_it(
    world: World, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Poisoned(1, *range(100, 108))
    monkeypatch.setitem(handlers._handlers, TOPIC, {"tests": handler})
    school = world.another_school()
    numbers = [0, 1, 2, *range(100, 108), 3]
    with school_work(school):
        for number in numbers:
            promise(TOPIC, {"n": number})
    drained = 0
    while open_rows(school) > len(handler.poison) and drained < 5 * GIVE_UP_AFTER:
        drain.run(str(school.pk))
        drained += 1
    assert sorted(number for _, batch in handler.seen for number in batch) == [0, 2, 3]
    with school_work(school):
        assert all(row.attempts <= GIVE_UP_AFTER for row in OutboxRow.objects.all())


def test_a_thousand_messages_that_fail_keep_no_other_topic_waiting(
    world: World, handler: Recorder, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Recorder()
    monkeypatch.setitem(handlers._handlers, "tests.other", {"tests": other})
    monkeypatch.setattr("foundation.outbox.operations.BATCH", 3)
    school = world.another_school()
    with school_work(school):
        for number in range(4):
            promise(TOPIC, {"n": number})
        promise("tests.other", {"n": 9})
    handler.failures = 1
    drain.run(str(school.pk))
    assert other.seen == [(school.slug, [9])]


def test_each_handler_of_a_topic_has_its_own_mark_so_one_that_fails_holds_up_no_other(
    world: World, handler: Recorder, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Recorder()
    monkeypatch.setitem(handlers._handlers, TOPIC, {"first": handler, "second": second})
    school = world.another_school()
    with school_work(school):
        promise(TOPIC, {"n": 1})
    handler.failures = 1
    drain.run(str(school.pk))
    assert (handler.seen, second.seen) == ([], [(school.slug, [1])])
    with school_work(school):
        assert [(row.handler, row.attempts) for row in OutboxRow.objects.filter(done_at__isnull=True)] == [("first", 1)]
    drain.run(str(school.pk))
    assert handler.seen == second.seen == [(school.slug, [1])]


def test_what_several_acts_owe_one_handler_is_carried_out_together(
    world: World, handler: Recorder, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Recorder()
    monkeypatch.setitem(handlers._handlers, TOPIC, {"first": handler, "second": second})
    school = world.another_school()
    with school_work(school):
        for number in range(3):
            promise(TOPIC, {"n": number})
    drain.run(str(school.pk))
    assert handler.seen == second.seen == [(school.slug, [0, 1, 2])]
    assert open_rows(school) == 0


def test_a_worker_that_is_behind_leaves_what_may_wait_until_it_has_waited_long(
    world: World, handler: Recorder, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, behind = Recorder(), [True]
    monkeypatch.setitem(handlers._handlers, TOPIC, {"first": handler, "patient": patient})
    monkeypatch.setitem(handlers._may_wait, TOPIC, {"patient"})
    monkeypatch.setattr(tasks, "is_behind", lambda: behind[0])
    school = world.another_school()
    with school_work(school):
        promise(TOPIC, {"n": 1})
    drain.run(str(school.pk))
    assert (handler.seen, patient.seen) == ([(school.slug, [1])], [])
    sent.clear()
    sweep.run()
    assert school.pk.hex not in sent

    with school_work(school):
        promise(TOPIC, {"n": 2})
        OutboxRow.objects.filter(payload={"n": 1}).update(created_at=Now() - WAITS)
    sweep.run()
    assert school.pk.hex in sent
    drain.run(str(school.pk))
    assert (handler.seen[1:], patient.seen) == ([(school.slug, [2])], [(school.slug, [1, 2])])

    with school_work(school):
        promise(TOPIC, {"n": 3})
    behind[0] = False
    drain.run(str(school.pk))
    assert patient.seen[1:] == [(school.slug, [3])]
    assert open_rows(school) == 0


def test_what_may_wait_and_fails_makes_no_later_one_due(
    world: World, handler: Recorder, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(handlers._may_wait, TOPIC, set(handlers.handlers_of(TOPIC)))
    monkeypatch.setattr(tasks, "is_behind", lambda: True)
    school = world.another_school()
    with school_work(school):
        promise(TOPIC, {"n": 1})
        OutboxRow.objects.update(created_at=Now() - WAITS)
    handler.failures = 1
    drain.run(str(school.pk))
    with school_work(school):
        promise(TOPIC, {"n": 2})
    drain.run(str(school.pk))
    assert handler.seen == [(school.slug, [1])]


def test_nothing_is_promised_to_nobody(world: World) -> None:
    school = world.another_school()
    with school_work(school), pytest.raises(ImproperlyConfigured, match="No app carries out"):
        promise("tests.nobody", {})


def test_a_name_is_used_once_for_a_topic(handler: Recorder) -> None:
    handlers.carry_out(TOPIC, name="second", by=handler)
    with pytest.raises(ImproperlyConfigured, match="has a handler second already"):
        handlers.carry_out(TOPIC, name="second", by=handler)
