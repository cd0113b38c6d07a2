"""The ten sessions of a school week, numbered: 1 is Monday morning, 2 Monday afternoon, 10 Friday afternoon."""

from collections.abc import Iterable
from datetime import date
from typing import Final

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
SESSIONS: Final = ("AM", "PM")
SLOTS: Final = tuple(range(1, len(WEEKDAYS) * len(SESSIONS) + 1))


def slot_label(slot: int) -> str:
    """ "Tuesday PM" for 4. ValueError for a number that is no slot."""
    if slot not in SLOTS:
        message = f"{slot} is not a session of the week"
        raise ValueError(message)
    day, session = divmod(slot - 1, len(SESSIONS))
    return f"{WEEKDAYS[day]} {SESSIONS[session]}"


def slot_of(on: date, session: int) -> int | None:
    """The slot of a date's session (1 AM, 2 PM); None at a weekend."""
    return on.weekday() * len(SESSIONS) + session if on.weekday() < len(WEEKDAYS) else None


def slots_label(slots: Iterable[int]) -> str:
    """ "Monday, Tuesday PM": whole days by their name, halves by day and session."""
    chosen = set(slots)
    words = []
    for day, name in enumerate(WEEKDAYS):
        both = [day * len(SESSIONS) + session for session in (1, 2)]
        if chosen.issuperset(both):
            words.append(name)
        else:
            words += [slot_label(slot) for slot in both if slot in chosen]
    return ", ".join(words)
