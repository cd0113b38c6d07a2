"""What one authority may ask another, how often, and how far back the answer looks."""

import datetime as dt
from typing import Final

from foundation.refusals import Fault
from foundation.upns import UpnError, parse_upn
from tenants.policies.rules.framework import framework_on
from tenants.policies.rules.notice_ledger import years_before

#: Questions of one officer on one day: our own choice, so that nobody goes through names.
MOST_A_DAY: Final = 20
#: A notice is about a child of compulsory school age, and is asked after for three years.
OLDEST: Final = 20
#: What is said of no notice, and of details that fit none: the two are not told apart.
NONE_FOUND: Final = "No notice under exactly these details"


def asked_since(day: dt.date) -> dt.date:
    """The day after which a notice was first issued that is told of: the years in which notices count [rules.md 9]."""
    return years_before(day, framework_on(day).years)


def upn_fault(typed: str) -> Fault | None:
    """Why a child cannot be asked after by this UPN. Never repeats it."""
    try:
        upn = parse_upn(typed)
    except UpnError as error:
        return Fault(error.words, error.fault.value, "upn")
    if upn.temporary:
        words = "This is a temporary UPN, and no ledger knows a child by one."
        return Fault(words, "temporary", "upn", remedy="Ask the school for the permanent one, or ring the authority.")
    return None


def birth_fault(born: dt.date, today: dt.date) -> Fault | None:
    """Why a child cannot be asked after by this birth date."""
    if born > today:
        return Fault("This day has not come yet.", "ahead", "birth")
    if born <= years_before(today, OLDEST):
        return Fault(f"Somebody born then is {OLDEST} or older.", "old", "birth", remedy="Check the year.")
    return None
