"""The school's ladder."""

from dataclasses import dataclass

from schools.absence.models import LadderVersion
from schools.absence.rules.ladder import DEFAULT, Channel, Ladder, Step

#: How long a message can be taken back, and how many an hour go without a person: ours, until the school sets its own.
DEFAULT_HOLD_MINUTES = 2
DEFAULT_MOST_MESSAGES = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """What the school has set: its ladder, the minutes a message waits, the messages an hour that need nobody's word.

    `ring` is whom a message asks families to ring, as they read it: "the office on 01632 960118".
    """

    ladder: Ladder = DEFAULT
    hold_minutes: int = DEFAULT_HOLD_MINUTES
    most_messages: int = DEFAULT_MOST_MESSAGES
    ring: str = ""


def settings_now() -> Settings:
    """What holds now: the newest version, or our defaults where the school has set nothing. One query."""
    row = LadderVersion.objects.order_by("-pk").first()
    if row is None:
        return Settings()
    steps = tuple(Step(Channel(channel), place, minutes) for channel, place, minutes in row.steps)
    ladder = Ladder(steps, row.lead_minutes, row.visit_minutes, row.reply_minutes)
    return Settings(ladder, row.hold_minutes, row.most_messages, row.ring)
