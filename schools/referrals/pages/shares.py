"""The log over all pupils: what was shared with whom, when, on what basis and by whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator

from foundation.ui.numbers import counted
from schools.referrals.models import Share

PER_PAGE: Final = 50


@dataclass(frozen=True)
class Log:
    """A page of the log. `whom` narrows it to what was shared with one service."""

    whom: str
    everybody: Sequence[str]
    whole: int
    without: int
    this_year: int
    shown: "Page[Share]"

    @property
    def lede(self) -> str:
        if not self.whole:
            return "Nothing is in the log: no referral was sent."
        said = f"{counted(self.whole, 'share')} in the log, {self.this_year} of them in the last twelve months"
        return f"{said}; {self.without} without consent, by the safeguarding lead’s reason."


def share_log(today: dt.date, whom: str, page: str) -> Log:
    """The log, the newest first. Five queries."""
    rows = Share.objects.all()
    everybody = list(rows.order_by("whom").values_list("whom", flat=True).distinct())
    whom = whom if whom in everybody else ""
    shown = rows.filter(whom=whom) if whom else rows
    year = rows.filter(on__gt=today - dt.timedelta(days=365)).count()
    without = rows.filter(basis__startswith="Without consent").count()
    pages = Paginator(shown.select_related("pupil", "case"), PER_PAGE)
    return Log(whom, everybody, rows.count(), without, year, pages.get_page(page))
