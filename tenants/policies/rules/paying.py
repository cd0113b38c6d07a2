"""What is to be paid of a penalty notice by when.

Both times to pay begin with the day on which the notice is received: that day is day 1 [West Northamptonshire, Blackpool].
"""

import datetime as dt
from dataclasses import dataclass

from tenants.policies.rules.framework import framework_on
from tenants.policies.rules.notice_ledger import Rate


@dataclass(frozen=True, slots=True)
class Pay:
    """What is to be paid by when: `reduced` pounds to `reduced_by` where there is a reduction, `full` to `full_by`."""

    full: int
    full_by: dt.date
    reduced: int | None = None
    reduced_by: dt.date | None = None

    def due(self, on: dt.date) -> int | None:
        """Pounds to pay on a day; None once the days are over."""
        if self.reduced_by is not None and on <= self.reduced_by:
            return self.reduced
        return self.full if on <= self.full_by else None


def to_pay(rate: Rate, *, issued_on: dt.date, received_on: dt.date) -> Pay:
    """The days to pay of a notice, by the amounts of the day on which it was first issued."""
    held = framework_on(issued_on)
    full_by = received_on + dt.timedelta(days=held.full_days - 1)
    if rate is Rate.FLAT:
        return Pay(held.full, full_by)
    return Pay(held.full, full_by, held.reduced, received_on + dt.timedelta(days=held.reduced_days - 1))
