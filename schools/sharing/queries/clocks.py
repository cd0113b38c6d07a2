"""By when an authority's answer is expected."""

import datetime as dt

from schools.penalties.queries.thresholds import ground_on
from schools.penalties.rules.clocks import add_working_days, bank_holidays
from schools.policy.queries.profiles import profile_on


def answer_by(authority: str, today: dt.date) -> dt.date | None:
    """So many working days from today as the authority's profile says; None where the trust keeps none of it.

    Working days are Monday to Friday without the bank holidays that the school has entered.
    """
    profile = profile_on(authority, today)
    if profile is None:
        return None
    return add_working_days(today, profile.answer_within_working_days, bank_holidays(ground_on(today).calendar))
