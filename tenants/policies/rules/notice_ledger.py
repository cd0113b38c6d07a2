"""Which notices to one parent for one child count on the day a further one is proposed, and what that makes of it.

Paid, unpaid and prosecuted notices count, withdrawn ones do not, from whatever school or authority, by the day of first
issue [Manchester]. The three years end on the day the further one is proposed [West Northamptonshire]. That a notice counts
when it was first issued *after* the same day three years before is our reading, a choice of the product.
"""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from foundation.refusals import Fault
from tenants.policies.rules.framework import Framework, counts_from, framework_on
from tenants.policies.rules.notice_states import WITHDRAWN


class Rate(StrEnum):
    """At which rate a notice is."""

    REDUCED = "reduced"
    FLAT = "flat"

    @property
    def words(self) -> str:
        """Which notice it is, and so at which rate."""
        return "first, at the reduced rate" if self is Rate.REDUCED else "second, at the flat rate"


@dataclass(frozen=True, slots=True)
class Issued:
    """A notice once issued to a parent for a child. `state` is a key of `states.PENALTY`; `where` says who issued it."""

    issued_on: dt.date
    state: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The notices that count on a day of proposing, the oldest first, and what the next would be."""

    on: dt.date
    counting: tuple[Issued, ...]

    @property
    def framework(self) -> Framework:
        return framework_on(self.on)

    @property
    def order(self) -> int:
        """Which notice the next would be: 1, 2, or more, of which none may be issued."""
        return len(self.counting) + 1

    @property
    def rate(self) -> Rate | None:
        """At which rate the next would be; None where the law allows none."""
        if self.order > self.framework.most:
            return None
        return Rate.REDUCED if self.order == 1 else Rate.FLAT

    @property
    def fault(self) -> Fault | None:
        """Why no further notice may be proposed, with what there is instead."""
        if self.rate is not None:
            return None
        framework = self.framework
        words = (
            f"{framework.most} notices to this parent for this child were first issued in the {framework.years} years "
            "to this day and stand: no further one may be issued."
        )
        return Fault(words, "third", remedy=f"What remains is {', or '.join(framework.instead)}.")


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years before; of 29 February, the last of February."""
    year = day.year - years
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def counts(notice: Issued, on: dt.date) -> bool:
    """Whether a notice counts when a further one is proposed on that day."""
    if notice.state == WITHDRAWN or notice.issued_on < counts_from():
        return False
    return years_before(on, framework_on(on).years) < notice.issued_on <= on


def ledger_on(notices: Iterable[Issued], on: dt.date) -> Ledger:
    """The ledger of one parent and child on a day."""
    return Ledger(on, tuple(sorted((one for one in notices if counts(one, on)), key=lambda one: one.issued_on)))


def lapses_on(issued_on: dt.date, years: int) -> dt.date:
    """The first day on which a notice of that day counts no more."""
    try:
        return issued_on.replace(year=issued_on.year + years)
    except ValueError:  # 29 February
        return dt.date(issued_on.year + years, 3, 1)
