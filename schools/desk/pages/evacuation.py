"""The evacuation list: by assembly point, those not known first, then form by form; and who has been seen."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import clock, counted
from foundation.ui.sentences import Said
from schools.desk.models import Evacuation, Sighting
from schools.desk.queries.evacuations import seen_first, sightings, under_way
from schools.desk.queries.on_site import VISIT, OnSite, Somebody, on_site
from schools.desk.rules.on_site import Whereabouts
from schools.roll.rules.form_order import form_order

NO_POINT: Final = "No assembly point set"
#: Said wherever the list is: somebody may take it for everybody in the building.
NO_STAFF: Final = "Staff are not counted here. Count them by the school’s own list of who is in."
_NOT_KNOWN, _VISITORS, _NO_FORM = "Not known: no mark yet", "Visitors", "In no form"


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the list, and the ticks that stand for them, the first first."""

    who: Somebody
    ticks: tuple[Sighting, ...] = ()

    @property
    def seen(self) -> Sighting | None:
        return self.ticks[0] if self.ticks else None


@dataclass(frozen=True, slots=True)
class Part:
    """A form's lines, or those of nobody knows what."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """An assembly point. `anchor` is where the page has it."""

    name: str
    anchor: str
    parts: tuple[Part, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def seen(self) -> int:
        return sum(line.seen is not None for line in self.lines)

    @property
    def said(self) -> str:
        return counted(len(self.lines), "person", "people")


@dataclass(frozen=True)
class EvacuationPage:
    """The list as it stands at a moment, and the evacuation under way, if any."""

    now: dt.datetime
    listed: OnSite
    evacuation: Evacuation | None
    points: tuple[Point, ...]

    @property
    def pupils(self) -> set[int]:
        return {one.pupil for one in self.listed.people if one.pupil is not None}

    @property
    def seen(self) -> int:
        return sum(point.seen for point in self.points)

    @property
    def said(self) -> Said:
        """How many are on the list, and what it goes by."""
        listed = self.listed
        pupils = counted(len(listed.people) - listed.visitors, "pupil")
        strong = f"{pupils} and {counted(listed.visitors, 'visitor')}"
        unknown = f", {listed.not_known} of them not known" if listed.not_known else ""
        elsewhere = f" {listed.elsewhere} expected elsewhere and not confirmed there yet." if listed.elsewhere else ""
        return Said(
            strong=strong,
            after=f"{unknown}, by the {listed.session} registers and the desk as at {clock(self.now)}."
            f" {listed.away} of the roll are away or out and not listed.{elsewhere}",
        )


def evacuation_page(day: dt.date, now: dt.datetime) -> EvacuationPage:
    """The list now. A fixed number of statements, however many are on it."""
    listed, evacuation = on_site(day), under_way(day)
    ticks = sightings(evacuation) if evacuation else {}
    lines = [Line(who, _standing(ticks.get(who.line, []))) for who in listed.people]
    return EvacuationPage(now, listed, evacuation, by_point(lines))


def _standing(rows: Iterable[Sighting]) -> tuple[Sighting, ...]:
    return tuple(row for row in rows if row.taken_back_at is None)


def by_point(lines: Iterable[Line]) -> tuple[Point, ...]:
    """The points by name, those of nobody's choosing last."""
    at: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        at[line.who.point].append(line)
    names = sorted(at, key=lambda name: (not name, name.casefold()))
    return tuple(
        Point(name or NO_POINT, f"point-{number}", _parts(at[name])) for number, name in enumerate(names, start=1)
    )


def _parts(lines: list[Line]) -> tuple[Part, ...]:
    """Those not known first, whatever their form; then each form; visitors last."""
    forms: dict[str, list[Line]] = defaultdict(list)
    unknown, visitors = [], []
    for line in lines:
        if line.who.kind == VISIT:
            visitors.append(line)
        elif line.who.whereabouts is Whereabouts.NOT_KNOWN:
            unknown.append(line)
        else:
            forms[line.who.form].append(line)
    unknown.sort(key=lambda line: _in_order(line.who.form))
    parts = [Part(_NOT_KNOWN, tuple(unknown))] if unknown else []
    parts += [Part(form or _NO_FORM, tuple(forms[form])) for form in sorted(forms, key=_in_order)]
    return (*parts, *([Part(_VISITORS, tuple(visitors))] if visitors else []))


def _in_order(form: str) -> tuple[object, ...]:
    """As forms are listed, and whoever is in no form at the end."""
    return (not form, form_order(form))


# How it went


@dataclass(frozen=True, slots=True)
class ReportLine:
    """Somebody who was expected. `after` is the time from the beginning until they were seen; empty when they were not."""

    who: str
    form: str
    point: str
    unknown: bool
    after: str
    by: str
    taken_back: int
    late: bool


@dataclass(frozen=True)
class Report:
    """An evacuation that has ended: who was not seen, and how long it took."""

    evacuation: Evacuation
    lines: tuple[ReportLine, ...]
    pupils: frozenset[int]
    last_seen: dt.datetime | None

    @property
    def title(self) -> str:
        return "Drill" if self.evacuation.drill else "Evacuation"

    @property
    def not_seen(self) -> list[ReportLine]:
        return [line for line in self.lines if not line.after]

    @property
    def was_seen(self) -> list[ReportLine]:
        return [line for line in self.lines if line.after]

    @property
    def took(self) -> str:
        ended = self.evacuation.ended_at
        return elapsed(self.evacuation.began_at, ended) if ended else ""

    @property
    def said(self) -> Said:
        missing = len(self.not_seen)
        strong = f"{missing} of {len(self.lines)} not seen" if missing else f"All {len(self.lines)} seen"
        last = (
            f"; the last tick came {elapsed(self.evacuation.began_at, self.last_seen)} after" if self.last_seen else ""
        )
        return Said(strong=strong, after=f". It took {self.took}{last}.")


def report_of(evacuation: Evacuation) -> Report:
    """How an ended evacuation went. Three statements."""
    ticks = sightings(evacuation)
    rows = list(evacuation.expected.select_related("pupil", "visit"))
    lines, pupils, moments = [], set(), []
    for row in rows:
        mine = ticks.get(f"pupil-{row.pupil_id}" if row.pupil_id else f"{VISIT}-{row.visit_id}", [])
        first = seen_first(mine)
        if row.pupil is not None:
            pupils.add(row.pupil.key)
        if first is not None:
            moments.append(first.seen_at)
        lines.append(
            ReportLine(
                str(row.pupil) if row.pupil else row.visit.name if row.visit else "",
                row.form or (_VISITORS if row.visit else _NO_FORM),
                row.point or NO_POINT,
                row.whereabouts == Whereabouts.NOT_KNOWN,
                elapsed(evacuation.began_at, first.seen_at) if first else "",
                first.by_name if first else "",
                sum(tick.taken_back_at is not None for tick in mine),
                bool(first and evacuation.ended_at and first.received_at > evacuation.ended_at),
            )
        )
    return Report(evacuation, tuple(lines), frozenset(pupils), max(moments, default=None))


def elapsed(begun: dt.datetime, ended: dt.datetime) -> str:
    """A stretch of time as people say it: "4 min 05 s"."""
    seconds = max(int((ended - begun).total_seconds()), 0)
    return f"{seconds // 60} min {seconds % 60:02} s"
