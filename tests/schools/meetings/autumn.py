"""9B in an autumn with a bank holiday, whose pupils each have a pattern of their own; and the school's Thursday morning."""

import datetime as dt
from typing import Final

from schools.calendar.models import NonSchoolDay
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.pupils.years import write_marks
from tests.schools.registers.taking import THURSDAY

FIRST: Final = dt.date(2026, 9, 2)
BANK_HOLIDAY: Final = dt.date(2026, 9, 28)
BREAK: Final = (dt.date(2026, 10, 24), dt.date(2026, 11, 1))


def on(*texts: str) -> list[dt.date]:
    """Days of the autumn: "25 Sep"."""
    return [dt.datetime.strptime(f"{text} 2026", "%d %b %Y").date() for text in texts]  # noqa: DTZ007


#: What each pupil of 9B missed, by place: whole days, ill.
MISSED: Final = {
    0: on("25 Sep", "29 Sep"),  # on either side of the bank holiday
    1: on("11 Sep", "18 Sep", "2 Oct"),  # three Fridays
    2: on("8 Sep", "17 Sep", "7 Oct", "13 Oct"),  # four spells
    3: on("11 Sep", "18 Sep"),  # two Fridays
    4: [],
    5: on("3 Nov", "11 Nov", "16 Nov"),  # more than before
}


def school_days() -> list[dt.date]:
    """Every school day up to the Thursday."""
    days = [FIRST + dt.timedelta(days=number) for number in range((THURSDAY - FIRST).days)]
    return [day for day in days if day.weekday() < 5 and day != BANK_HOLIDAY and not BREAK[0] <= day <= BREAK[1]]


def write_autumn(school: School, keys: list[int], missed: dict[int, list[dt.date]] = MISSED) -> None:
    """Enter the bank holiday, and the marks of these pupils up to the day before the Thursday."""
    with school_work(school):
        NonSchoolDay.objects.create(date=BANK_HOLIDAY, kind=NonSchoolDay.Kind.BANK_HOLIDAY)
    codes = {
        keys[place]: {
            (day, session): "I" if day in days else "/\\"[session - 1] for day in school_days() for session in (1, 2)
        }
        for place, days in missed.items()
    }
    write_marks(school, codes)
