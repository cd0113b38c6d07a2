"""Telling the rooms above that the roll has changed: registers recount, figures follow.

They stand above this room and may not be imported by it, so each registers a listener when it loads.
"""

import datetime as dt
from collections.abc import Callable

Listener = Callable[[dt.date], None]

_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Have `listener(since)` called in the transaction of every change; registering it twice changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(since: dt.date) -> None:
    """Say that who is on roll, placed or flagged may differ from `since` on. What a listener raises undoes the change."""
    for listener in _listeners:
        listener(since)
