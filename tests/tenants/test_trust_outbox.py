"""What acts of a trust or an authority promise is carried out for that place alone.

How an outbox is drained is tested in tests/schools/journal.
"""

from collections.abc import Iterator

import pytest
from celery import current_app
from django.db import ProgrammingError
from kombu.exceptions import OperationalError

from foundation.outbox import handlers
from foundation.outbox.handlers import Message
from tenants.journal.models import OutboxRow
from tenants.journal.operations import promise, promise_for_authority
from tenants.trusts import provisioning
from tenants.trusts.models import LocalAuthority, Trust
from tenants.trusts.scopes import authority_work, trust_work
from tenants.trusts.tasks import drain, drain_authority, sweep
from tests.world import World

TOPIC = "tests.of_trusts"


class Recorder:
    """A handler that keeps what it got, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, list[int]]] = []
        self.failures = 0

    def __call__(self, place: Trust | LocalAuthority, messages: list[Message]) -> None:
        if self.failures:
            self.failures -= 1
            message = "not now"
            raise ConnectionError(message)
        self.seen.append((place.slug, [message.payload["n"] for message in messages]))


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setitem(handlers._handlers, TOPIC, {"tests": recorder})
    return recorder


@pytest.fixture(scope="module")
def trusts(world: World) -> list[Trust]:
    """Two that nobody else promises anything."""
    return [provisioning.provision_trust(name=slug.title(), slug=slug) for slug in ("promising", "another")]


@pytest.fixture(scope="module")
def authority(world: World) -> LocalAuthority:
    """One that nobody else promises anything: what others leave undone would be found by the sweep."""
    return provisioning.provision_authority(code="898", name="Promisingshire", slug="promisingshire")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The places whose draining was asked for, instead of a broker."""
    asked: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda _name, args: asked.append(args[0]))
    for task in (drain, drain_authority):
        monkeypatch.setattr(task, "delay", lambda key: asked.append(key.replace("-", "")))
    yield asked


def test_a_trusts_messages_are_carried_out_for_it_alone_and_once(
    trusts: list[Trust], handler: Recorder, sent: list[str]
) -> None:
    trust, other = trusts
    with trust_work(trust):
        for number in range(2):
            promise(TOPIC, {"n": number}, trust_id=trust.pk)
        assert sent == []
    assert sent == [trust.pk.hex] * 2
    with trust_work(other):
        assert not OutboxRow.objects.filter(topic=TOPIC).exists()
    drain.run(str(other.pk))
    assert handler.seen == []
    drain.run(trust.pk.hex)
    drain.run(str(trust.pk))
    assert handler.seen == [("promising", [0, 1])]


def test_no_trust_promises_in_anothers_name(trusts: list[Trust], handler: Recorder, sent: list[str]) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), trust_work(trusts[0]):
        promise(TOPIC, {"n": 1}, trust_id=trusts[1].pk)
    assert sent == []


def test_the_sweep_finds_what_a_silent_broker_left_and_what_failed(
    trusts: list[Trust], handler: Recorder, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = trusts[0]

    def silent(_name: str, args: list[str]) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", silent)
    with trust_work(trust):
        promise(TOPIC, {"n": 3}, trust_id=trust.pk)
    handler.failures = 1
    drain.run(str(trust.pk))
    sweep.run()
    assert trust.pk.hex in sent
    drain.run(str(trust.pk))
    sent.clear()
    sweep.run()
    assert (handler.seen, trust.pk.hex in sent) == ([("promising", [3])], False)


def test_an_authoritys_messages_are_carried_out_for_it_alone_and_found_by_the_sweep(
    world: World, authority: LocalAuthority, handler: Recorder, sent: list[str]
) -> None:
    with authority_work(authority):
        promise_for_authority(TOPIC, {"n": 4}, authority_id=authority.pk)
        assert sent == []
    assert sent == [authority.pk.hex]
    with authority_work(world.westmoor):
        assert not OutboxRow.objects.filter(topic=TOPIC).exists()
    for trust in (world.northfield, world.southgate):
        with trust_work(trust):
            assert not OutboxRow.objects.filter(topic=TOPIC).exists()
    drain_authority.run(str(world.westmoor.pk))
    sent.clear()
    sweep.run()
    assert authority.pk.hex in sent
    assert handler.seen == []
    drain_authority.run(str(authority.pk))
    assert handler.seen == [("promisingshire", [4])]
    sent.clear()
    sweep.run()
    assert authority.pk.hex not in sent
