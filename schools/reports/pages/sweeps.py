"""Sweeps: what the registers of a day, a week or a month should not hold, and who has ticked it off."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse

from foundation.london import LONDON
from foundation.ui.numbers import as_at, counted
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.models import SweepTick
from schools.registers.pages.sweep_checks import Check, Finding, Swept, checks
from schools.registers.queries.sheets import Timetable
from schools.registers.queries.sweeping import ticks_of
from schools.registers.rules.slots import WindowPhase
from schools.registers.rules.sweeps import Outcome, Stretch, SweepKind, latest, outcome_of
from schools.roll.pages.today_lists import Tag

NAMES: Final = {SweepKind.DAILY: "Daily", SweepKind.WEEKLY: "Weekly", SweepKind.MONTHLY: "Monthly"}
DAY: Final = dt.timedelta(days=1)
#: Findings of one check that are drawn; the page says how many more there are.
MOST_DRAWN: Final = 200


def gone_through(timetable: Timetable, now: dt.datetime) -> dt.date:
    """The last day whose registers have all shut: today, or yesterday."""
    today = now.astimezone(LONDON).date()
    slots = [timetable.slot(today, session, now) for session in SESSIONS]
    shut = all(slot.closed or slot.unplanned or slot.phase is WindowPhase.SHUT for slot in slots)
    return today if shut else today - DAY


def address_of(stretch: Stretch) -> str:
    """The page of one sweep."""
    return reverse("sweep", args=[stretch.kind.value, stretch.first.isoformat()])


@dataclass(frozen=True)
class Found:
    """What one check found in a stretch."""

    check: Check
    findings: tuple[Finding, ...]

    @property
    def drawn(self) -> tuple[Finding, ...]:
        return self.findings[:MOST_DRAWN]

    @property
    def more(self) -> int:
        return len(self.findings) - len(self.drawn)

    @property
    def words(self) -> str:
        """ "3 registers with marks missing"."""
        return counted(len(self.findings), self.check.one, self.check.many)


@dataclass(frozen=True)
class Sweep:
    """One sweep: what each check finds in it now, and its ticks, newest first."""

    stretch: Stretch
    found: tuple[Found, ...]
    ticks: tuple[SweepTick, ...]

    @cached_property
    def outcome(self) -> Outcome:
        return outcome_of({one.check.key: (finding.key for finding in one.findings) for one in self.found})

    @property
    def address(self) -> str:
        return address_of(self.stretch)

    @property
    def name(self) -> str:
        return self.stretch.name

    @property
    def kind(self) -> str:
        return NAMES[self.stretch.kind]

    @property
    def open(self) -> bool:
        """Whether it is to be ticked off: nobody has, or something was found since."""
        return not self.ticks or bool(self.since[0])

    @property
    def since(self) -> tuple[int, int]:
        """How many findings have come and gone since it was ticked off; none before."""
        return self.outcome.since(self.ticks[0].findings) if self.ticks else (0, 0)

    @property
    def hold(self) -> list[Found]:
        """The checks that found something."""
        return [one for one in self.found if one.findings]

    @property
    def nothing(self) -> str:
        """The names of the checks that found nothing."""
        return ", ".join(one.check.name for one in self.found if not one.findings)

    @property
    def words(self) -> str:
        """Everything that was found, counted."""
        return ", ".join(one.words for one in self.hold) or "nothing"

    @property
    def pupils(self) -> set[int]:
        """The compact keys of everybody the page of this sweep names."""
        return {finding.pupil for one in self.hold for finding in one.drawn if finding.pupil is not None}

    def state(self, today: dt.date) -> Tag:
        """Whether it is ticked off, by whom and when, and what has changed since."""
        if not self.ticks:
            return Tag("soon", "To do")
        newest = self.ticks[0]
        by = f"by {newest.by_name}, {as_at(newest.at, today)}"
        come, gone = self.since
        if not come and not gone:
            return Tag("sent", "Ticked off", by)
        changes = [f"{come} found" if come else "", f"{gone} mended" if gone else ""]
        said = f"{by}; since then {' and '.join(change for change in changes if change)}"
        return Tag("soon", "Changed", said) if come else Tag("sent", "Ticked off", said)


def sweeps(stretches: Sequence[Stretch], timetable: Timetable, now: dt.datetime) -> list[Sweep]:
    """These sweeps as they stand. A fixed number of statements, however many sweeps, checks and findings there are."""
    if not stretches:
        return []
    through = gone_through(timetable, now)
    last = min(max(one.last for one in stretches), through)
    swept = Swept(min(one.first for one in stretches), last, now, timetable)
    everything = [(check, tuple(check.find(swept))) for check in checks()]
    ticks = ticks_of(stretches)
    return [
        Sweep(
            one,
            tuple(Found(check, tuple(_within(one, check, findings))) for check, findings in everything),
            tuple(ticks.get((one.kind, one.first), ())),
        )
        for one in stretches
    ]


def _within(stretch: Stretch, check: Check, findings: Iterable[Finding]) -> Iterable[Finding]:
    """What falls to a stretch: what is wrong from a day in it on, and what is standing since before."""
    for finding in findings:
        since = finding.since or finding.on
        if since <= stretch.last and (check.standing or since >= stretch.first):
            yield finding


@dataclass(frozen=True)
class Period:
    """The latest sweeps of one kind, newest first."""

    name: str
    sweeps: tuple[Sweep, ...]

    @property
    def open(self) -> int:
        return sum(1 for one in self.sweeps if one.open)


def periods(timetable: Timetable, now: dt.datetime) -> list[Period]:
    """The latest of each kind that are over."""
    through = gone_through(timetable, now)
    stretches = [one for kind in SweepKind for one in latest(timetable.calendar, kind, through)]
    found = sweeps(stretches, timetable, now)
    return [Period(NAMES[kind], tuple(one for one in found if one.stretch.kind is kind)) for kind in SweepKind]


@dataclass(frozen=True, slots=True)
class TickLine:
    """One tick: who, when, what was found then, and what they wrote."""

    by: str
    position: str
    at: str
    found: str
    note: str


def tick_lines(ticks: Sequence[SweepTick], today: dt.date) -> list[TickLine]:
    """The ticks of a sweep, newest first."""
    names = {check.key: check for check in checks()}
    return [
        TickLine(tick.by_name, tick.by_position, as_at(tick.at, today), _counts(tick.counts, names), tick.note)
        for tick in ticks
    ]


def _counts(counts: Mapping[str, int], names: Mapping[str, Check]) -> str:
    """What was found then, counted; a check that is offered no more goes by its key."""
    said = [
        counted(many, names[key].one, names[key].many) if key in names else f"{many} {key}"
        for key, many in counts.items()
    ]
    return ", ".join(said) or "nothing"
