"""Which handler carries out which topic. Apps say so when they load; nothing is imported upwards."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Message:
    """One promised effect as its handler sees it. `id` orders the messages of one place."""

    id: int
    topic: str
    payload: dict[str, Any]


#: Carries out messages of one topic for one place, oldest first. It opens its own transactions and must be idempotent:
#: after a crash it sees the same messages again.
Handler = Callable[[Any, list[Message]], None]

_handlers: dict[str, dict[str, Handler]] = {}
_may_wait: dict[str, set[str]] = {}


def carry_out(topic: str, *, name: str, by: Handler, may_wait: bool = False) -> None:
    """Have what is promised under `topic` carried out by this handler, beside those of other rooms.

    `name` is kept with each promise, so it outlives a renamed function; a name twice for one topic is a fault. What
    `may_wait` is left for some minutes while the worker has more to do than it can: nobody stands before a screen for it.
    """
    named = _handlers.setdefault(topic, {})
    if name in named:
        message = f"{topic} has a handler {name} already"
        raise ImproperlyConfigured(message)
    named[name] = by
    if may_wait:
        _may_wait.setdefault(topic, set()).add(name)


def that_may_wait() -> Mapping[str, AbstractSet[str]]:
    """The names of those handlers whose work may wait, by topic."""
    return _may_wait


def handlers_of(topic: str) -> tuple[str, ...]:
    """The names of those who carry out `topic`; raises when nobody does, so that no promise is made to nobody."""
    try:
        return tuple(_handlers[topic])
    except KeyError:
        message = f"No app carries out {topic}"
        raise ImproperlyConfigured(message) from None


def topics() -> frozenset[str]:
    """Every topic that somebody carries out."""
    return frozenset(_handlers)


def handler_for(topic: str, name: str) -> Handler:
    """The handler of `topic` with this name; raises when no app has it (any more)."""
    try:
        return _handlers[topic][name]
    except KeyError:
        message = f"No app carries out {topic} as {name}"
        raise ImproperlyConfigured(message) from None
