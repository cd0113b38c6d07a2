"""Which handler carries out which topic. Apps register theirs when they load; nothing is imported upwards."""

from collections.abc import Callable
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

_handlers: dict[str, Handler] = {}


def register(topic: str, handler: Handler) -> None:
    """Register the one handler of `topic`; a second is a fault."""
    if topic in _handlers:
        message = f"{topic} has a handler already"
        raise ImproperlyConfigured(message)
    _handlers[topic] = handler


def handler_for(topic: str) -> Handler:
    """The handler of `topic`; raises when no app registered one."""
    try:
        return _handlers[topic]
    except KeyError:
        message = f"No app registered a handler for {topic}"
        raise ImproperlyConfigured(message) from None
