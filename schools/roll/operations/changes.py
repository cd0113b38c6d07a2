"""Telling the rooms above that the roll has changed (registers recount, figures follow), and asking them for marks.

They stand above this room and may not be imported by it, so each says what it has to say when it loads.
"""

import datetime as dt
from collections.abc import Callable

Listener = Callable[[dt.date], None]

#: Whether the pupil of that compact key has a mark on that day or later.
MarkTest = Callable[[int, dt.date], bool]

_listeners: list[Listener] = []
_mark_tests: list[MarkTest] = []


def when_roll_changes(listener: Listener) -> None:
    """Have `listener(since)` called in the transaction of every change; naming it twice changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(since: dt.date) -> None:
    """Say that who is on roll, placed or flagged may differ from `since` on. What a listener raises undoes the change."""
    for listener in _listeners:
        listener(since)


def ask_for_marks(test: MarkTest) -> None:
    """Have `marks_stand` ask this too; naming it twice changes nothing."""
    if test not in _mark_tests:
        _mark_tests.append(test)


def marks_stand(pupil_key: int, since: dt.date) -> bool:
    """Whether any mark of a pupil stands on that day or later, planned ones too."""
    return any(test(pupil_key, since) for test in _mark_tests)
