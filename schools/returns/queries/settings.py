"""What the school has set about its returns."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.clock import local
from schools.returns.models import ReturnLayout, ReturnSettings
from schools.returns.rules.clocks import Interval
from schools.returns.rules.columns import Column, Dates, Layout, default_layout
from schools.returns.rules.kinds import Kind
from schools.returns.rules.measure import LEAST_POSSIBLE, Counted, Measure
from schools.returns.rules.recipients import Copies

#: Joiners, leavers and absence of how many days back are looked at, where the school has not said since when.
LOOK_BACK = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds. `measure` is None while the school states none; a class left empty is the youngest or oldest there is."""

    since: dt.date | None = None
    measure: Measure | None = None
    interval: Interval = Interval.MONTH
    ten_days_at_once: bool = True
    junior: str = ""
    junior_asked: bool = False
    senior: str = ""
    senior_asked: bool = False
    copies: Copies = Copies.SCHOOLS
    leaders_approve: bool = False

    def looks_from(self, today: dt.date) -> dt.date:
        """The first day whose joiners, leavers and absence are looked at."""
        return self.since or today - LOOK_BACK

    @property
    def least(self) -> int:
        """What the form of the measure begins with."""
        return self.measure.least if self.measure else LEAST_POSSIBLE


@dataclass(frozen=True, slots=True)
class Versions:
    """All that the school has set, the newest first, each with the day from which it held."""

    held: Sequence[tuple[dt.date, Settings]]

    @property
    def now(self) -> Settings:
        """What holds."""
        return self.held[0][1] if self.held else Settings()

    def on(self, day: dt.date) -> Settings:
        """What held at the end of a day."""
        return next((settings for since, settings in self.held if since <= day), Settings())


def settings_versions() -> Versions:
    """Every version. One query."""
    return Versions([(local(row.at).date(), _settings(row)) for row in ReturnSettings.objects.order_by("-pk")])


def settings_now() -> Settings:
    """The newest version, or what holds where the school has set nothing. One query."""
    row = ReturnSettings.objects.order_by("-pk").first()
    return Settings() if row is None else _settings(row)


def _settings(row: ReturnSettings) -> Settings:
    measure = None if row.percent is None else Measure(row.percent, Counted(row.counted), row.weeks, row.least)
    return Settings(
        since=row.since,
        measure=measure,
        interval=Interval(row.interval),
        ten_days_at_once=row.ten_days_at_once,
        junior=row.junior,
        junior_asked=row.junior_asked,
        senior=row.senior,
        senior_asked=row.senior_asked,
        copies=Copies(row.copies),
        leaders_approve=row.leaders_approve,
    )


def layout_of(kind: Kind, authority: str) -> Layout:
    """How a file of that kind is laid out for an authority: by its own map, or with all that we know. One query."""
    row = ReturnLayout.objects.filter(kind=kind, authority__iexact=authority).order_by("-pk").first()
    if row is None:
        return default_layout(kind)
    columns = tuple(Column(heading, key) for heading, key in row.columns)
    return Layout(columns or default_layout(kind).columns, Dates(row.dates))
