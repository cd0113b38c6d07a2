"""What several lists of Today need of first-day contact, read once a page (`Asked.once`)."""

from schools.absence.queries.following import Child, children_of
from schools.absence.queries.gateways import channels_set
from schools.registers.pages.today_missing import read_timetable
from schools.roll.pages.today_lists import Asked


def read_children(asked: Asked) -> list[Child]:
    """Everybody to be looked for today, most urgent first."""
    return children_of(asked.today, asked.now, timetable=asked.once(read_timetable))


def read_channels(_asked: Asked) -> dict[str, str]:
    """The channels that somebody carries for the school."""
    return channels_set()
