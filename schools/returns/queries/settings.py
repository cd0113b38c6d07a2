"""What the school has set about its returns."""

import datetime as dt
from dataclasses import dataclass

from schools.returns.models import ReturnLayout, ReturnSettings
from schools.returns.rules.clocks import Interval
from schools.returns.rules.columns import Column, Dates, Layout, default_layout
from schools.returns.rules.kinds import Kind
from schools.returns.rules.measure import LEAST_POSSIBLE, Counted, Measure
from schools.returns.rules.recipients import Copies

#: Joiners and leavers of how many days back are looked at, where the school has not said since when it returns here.
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
        """The first day whose joiners and leavers are looked at."""
        return self.since or today - LOOK_BACK

    @property
    def least(self) -> int:
        """What the form of the measure begins with."""
        return self.measure.least if self.measure else LEAST_POSSIBLE


def settings_now() -> Settings:
    """The newest version, or what holds where the school has set nothing. One query."""
    row = ReturnSettings.objects.order_by("-pk").first()
    if row is None:
        return Settings()
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
