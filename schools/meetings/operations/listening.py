"""A door for rooms above: they are told when something of a meeting changes.

    # in an app's AppConfig.ready()
    when_meeting_changes(meeting_changed)

What a listener raises undoes the change.
"""

from collections.abc import Callable
from typing import Final

from schools.meetings.models import Meeting

Changed = Callable[[Meeting], None]
_listeners: Final[list[Changed]] = []


def when_meeting_changes(listener: Changed) -> None:
    """Have it called whenever anybody changes a meeting, its agenda or what it decided; naming it twice changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def meeting_changed(meeting: Meeting) -> None:
    """Say so."""
    for listener in _listeners:
        listener(meeting)
