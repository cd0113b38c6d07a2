"""What is said of an effect that came too late, by topic. The room whose effects may lapse states it when it loads.

# in an app's AppConfig.ready()
state_lapse(Lapse("absence.send", "Messages to families were not sent", messages_address))
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Lapse:
    """What did not happen on a day, in words that name nobody, and the address where that day can be looked at."""

    topic: str
    said: str
    address: Callable[[dt.date], str]


_lapses: dict[str, Lapse] = {}


def state_lapse(one: Lapse) -> None:
    """State what is said when effects of a topic come too late. ImproperlyConfigured when it is stated otherwise already."""
    if _lapses.setdefault(one.topic, one) != one:
        message = f"two things are said of {one.topic!r} when it comes too late"
        raise ImproperlyConfigured(message)


def lapse_of(topic: str) -> Lapse:
    """What is said of a topic. ImproperlyConfigured when nobody has: then its effects may not lapse."""
    try:
        return _lapses[topic]
    except KeyError:
        message = f"No app says what people read when {topic} comes too late"
        raise ImproperlyConfigured(message) from None
