"""The sweeps that Today waits for: the latest of each kind that nobody has ticked off."""

from typing import Final

from schools.registers.pages.today_missing import read_timetable
from schools.registers.queries.sweeping import ticks_of
from schools.registers.rules.sweeps import Stretch, SweepKind, latest
from schools.reports.pages.sweeps import NAMES, address_of, gone_through
from schools.roll.pages.today_lists import Answer, Asked, Figure, Line, Lines

HEADS: Final = ("Sweep", "Which", "Not ticked off", "Next")


def due(asked: Asked) -> Answer:
    """One line a kind. What they hold is looked for on their own page, which is not asked all day."""
    timetable = asked.once(read_timetable)
    through = gone_through(timetable, asked.now)
    stretches = [one for kind in SweepKind for one in latest(timetable.calendar, kind, through)]
    ticks = ticks_of(stretches)
    waiting = [one for one in stretches if (one.kind, one.first) not in ticks]
    newest = [next((one for one in waiting if one.kind is kind), None) for kind in SweepKind]
    lines = [(one, sum(1 for other in waiting if other.kind is one.kind)) for one in newest if one is not None]
    return Answer(
        heads=HEADS, lines=Lines(lines, _line), aside="what registers should not hold, looked for when they are over"
    )


def _line(waits: tuple[Stretch, int]) -> Line:
    stretch, many = waits
    address = address_of(stretch)
    return Line(
        key=f"{stretch.kind}-{stretch.first}",
        head=NAMES[stretch.kind],
        address=address,
        cells=(stretch.name, Figure(many)),
        act="Open the sweep",
        act_address=address,
    )
