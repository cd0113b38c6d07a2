"""What is written down of a service, how one is reached, and what stands against it as it was typed."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault
from schools.cases.rules.wording import words_fault

LONGEST_NAME: Final = 120
LONGEST_LINE: Final = 300
#: Ages that a service may be for: from birth to the end of what a plan for special needs may reach to. Our own bounds.
AGES: Final = range(26)
#: How many school days a service has to answer before a person asks, where nobody said otherwise. Our own choice.
REPLY_DAYS: Final = 10
MOST_REPLY_DAYS: Final = 190


class Way(StrEnum):
    """How a referral may reach a service. All but an email are recorded by who sent it."""

    PORTAL = "portal"
    SECURE = "secure"
    POST = "post"
    EMAIL = "email"

    @property
    def words(self) -> str:
        return {
            Way.PORTAL: "the service’s own portal",
            Way.SECURE: "secure mail",
            Way.POST: "post",
            Way.EMAIL: "email from here",
        }[self]


@dataclass(frozen=True, slots=True)
class About:
    """What is written down of a service. `ages` are its youngest and oldest, either None where it says none."""

    name: str
    purpose: str
    reached: str
    ways: tuple[str, ...]
    wants: tuple[str, ...]
    from_age: int | None = None
    to_age: int | None = None
    email: str = ""
    waiting: str = ""
    heard_on: dt.date | None = None
    reply_days: int = REPLY_DAYS


def service_faults(one: About, today: dt.date) -> list[Fault]:
    """What stands against it."""
    found = [
        words_fault(one.name, "name", most=LONGEST_NAME, needed="Write what the service is called."),
        words_fault(one.purpose, "purpose", needed="Write what it is for."),
        words_fault(one.reached, "reached", needed="Write how it is reached."),
        words_fault(one.waiting, "waiting", most=LONGEST_LINE),
    ]
    if not one.ways:
        found.append(Fault("It can be sent nothing.", "no_way", "ways", remedy="Choose one way at least."))
    if Way.EMAIL.value in one.ways and not one.email:
        found.append(Fault("No email address is known.", "no_email", "email", remedy="Give one, or take email out."))
    if one.from_age is not None and one.to_age is not None and one.from_age > one.to_age:
        found.append(
            Fault("The youngest would be older than the oldest.", "ages", "to_age", remedy="Give a higher age.")
        )
    found += [_age_fault(age, field) for age, field in ((one.from_age, "from_age"), (one.to_age, "to_age"))]
    if one.heard_on is not None and one.heard_on > today:
        found.append(Fault("That day is to come.", "ahead", "heard_on", remedy="Give the day on which it was heard."))
    if bool(one.waiting) != (one.heard_on is not None):
        field = "heard_on" if one.waiting else "waiting"
        found.append(
            Fault("A waiting time has the day on which it was heard.", "half_heard", field, remedy="Give both.")
        )
    if not 1 <= one.reply_days <= MOST_REPLY_DAYS:
        words = f"An answer is due after 1 to {MOST_REPLY_DAYS} school days."
        found.append(Fault(words, "reply_days", "reply_days", remedy="Give a number of days in between."))
    return [fault for fault in found if fault is not None]


def _age_fault(age: int | None, field: str) -> Fault | None:
    if age is None or age in AGES:
        return None
    return Fault(f"Ages are from {AGES[0]} to {AGES[-1]}.", "age", field, remedy="Give the age in whole years.")


def ages_words(from_age: int | None, to_age: int | None) -> str:
    """Its ages as a page says them."""
    if from_age is None and to_age is None:
        return "any age"
    if to_age is None:
        return f"{from_age} and over"
    return f"up to {to_age}" if from_age is None else f"{from_age} to {to_age}"


def is_of_age(age: int, from_age: int | None, to_age: int | None) -> bool:
    """Whether a child of that age is among those it is for."""
    return (from_age is None or age >= from_age) and (to_age is None or age <= to_age)


def age_on(born: dt.date, on: dt.date) -> int:
    """The age in whole years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
