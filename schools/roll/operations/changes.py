"""Telling the rooms above what has changed: who is on roll, or whom the school may speak to; asking them for marks, and
whether the facts of a ground are there.

They stand above this room and may not be imported by it, so each says what it has to say when it loads.
"""

import datetime as dt
import uuid
from collections.abc import Callable

Listener = Callable[[dt.date], None]

#: A contact, and the first day on which the school may no longer speak to them about one of their children.
BarListener = Callable[[uuid.UUID, dt.date], None]

#: Whether the pupil of that compact key has a mark on that day or later.
MarkTest = Callable[[int, dt.date], bool]

#: Why a pupil may not leave the roll on a ground, or None: asked with the pupil's key and the ground's reference.
GroundTest = Callable[[uuid.UUID, str], str | None]

_listeners: list[Listener] = []
_ground_tests: list[GroundTest] = []
_bar_listeners: list[BarListener] = []
_mark_tests: list[MarkTest] = []


def when_roll_changes(listener: Listener) -> None:
    """Have `listener(since)` called in the transaction of every change; naming it twice changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(since: dt.date) -> None:
    """Say that who is on roll, placed or flagged may differ from `since` on. What a listener raises undoes the change."""
    for listener in _listeners:
        listener(since)


def when_contact_barred(listener: BarListener) -> None:
    """Have `listener(contact, since)` called in the transaction that bars or ends one, or after which a child lives with
    them as a parent no more; naming it twice changes nothing.
    """
    if listener not in _bar_listeners:
        _bar_listeners.append(listener)


def announce_barred(contact: uuid.UUID, since: dt.date) -> None:
    """Say that from `since` on the school may not speak to a contact about one of their children as it could before."""
    for listener in _bar_listeners:
        listener(contact, since)


def ask_for_marks(test: MarkTest) -> None:
    """Have `marks_stand` ask this too; naming it twice changes nothing."""
    if test not in _mark_tests:
        _mark_tests.append(test)


def marks_stand(pupil_key: int, since: dt.date) -> bool:
    """Whether any mark of a pupil stands on that day or later, planned ones too."""
    return any(test(pupil_key, since) for test in _mark_tests)


def ask_for_ground(test: GroundTest) -> None:
    """Have `ground_refused` ask this too; naming it twice changes nothing."""
    if test not in _ground_tests:
        _ground_tests.append(test)


def ground_refused(pupil: uuid.UUID, ref: str) -> str | None:
    """Why a room above says that a pupil may not leave on that ground, or None."""
    return next((words for test in _ground_tests if (words := test(pupil, ref)) is not None), None)
