"""Which handler carries out which topic. Apps say so when they load; nothing is imported upwards."""

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


def carry_out(topic: str, *, by: Handler) -> None:
    """Have what is promised under `topic` carried out by this handler; a second handler is a fault."""
    if topic in _handlers:
        message = f"{topic} has a handler already"
        raise ImproperlyConfigured(message)
    _handlers[topic] = by


def handler_for(topic: str) -> Handler:
    """The handler of `topic`; raises when no app carries it out."""
    try:
        return _handlers[topic]
    except KeyError:
        message = f"No app carries out {topic}"
        raise ImproperlyConfigured(message) from None
