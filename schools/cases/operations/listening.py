"""Doors for rooms above: they are told when a person turns a case by hand, and when something happens in one.

    # in an app's AppConfig.ready()
    when_turned(keep_standing)

What a listener raises undoes the turn.
"""

from collections.abc import Callable
from typing import Final

from schools.cases.models import Case
from schools.cases.operations.acting import Act

#: A case as it now stands, and the stage it was at before.
Turned = Callable[[Case, str, Act], None]
_listeners: Final[list[Turned]] = []


def when_turned(listener: Turned) -> None:
    """Have it called when a person sets a stage by hand, closes a case or reopens it; naming it twice changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def turned(case: Case, *, was: str, act: Act) -> None:
    """Say so."""
    for listener in _listeners:
        listener(case, was, act)
