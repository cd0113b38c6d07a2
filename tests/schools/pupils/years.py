"""Schools whose pupils' years are written mark by mark, for tests of the pupil page and the worklist."""

import datetime as dt
from collections.abc import Iterable, Mapping

from schools.calendar.models import NonSchoolDay
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, refresh_weeks
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

#: The year of the worked examples: 190 school days, which make 380 sessions.
FIRST, LAST = dt.date(2026, 9, 2), dt.date(2027, 7, 21)
BREAKS = (
    (dt.date(2026, 10, 26), dt.date(2026, 10, 30)),
    (dt.date(2026, 12, 21), dt.date(2027, 1, 1)),
    (dt.date(2027, 2, 15), dt.date(2027, 2, 19)),
    (dt.date(2027, 3, 26), dt.date(2027, 4, 9)),
    (dt.date(2027, 5, 31), dt.date(2027, 6, 4)),
)


def school_days(first: dt.date, last: dt.date) -> list[dt.date]:
    """The weekdays of the year that lie in no break."""
    days = [first + dt.timedelta(number) for number in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5 and not any(start <= day <= end for start, end in BREAKS)]


def slots(days: Iterable[dt.date]) -> list[tuple[dt.date, int]]:
    """Their sessions in time order."""
    return [(day, session) for day in days for session in (1, 2)]


def write_marks(
    school: School, codes: Mapping[int, Mapping[tuple[dt.date, int], str]], *, at: dt.datetime | None = None
) -> None:
    """Put these codes into the register as one save at a moment: {pupil key: {(date, session): code}}."""
    moment = at or dt.datetime(2026, 9, 1, 8, 50, tzinfo=dt.UTC)
    with school_work(school):
        entry = Entry.objects.create(
            at=moment, by_name="Ms A Lindqvist", by_position="Class teacher", source=Entry.Source.PAGE
        )
        rows = [
            (key, date, session, code, 8 if code == "L" else None)
            for key, marks in codes.items()
            for (date, session), code in marks.items()
        ]
        copy_marks(entry, rows)
        dates = [row[1] for row in rows]
        refresh_weeks(min(dates), max(dates))


def year_of(possible: int, absent: int) -> dict[tuple[dt.date, int], str]:
    """The marks of the first `possible` sessions of the year, the first `absent` of them missed."""
    wanted = slots(school_days(FIRST, LAST))[:possible]
    return {slot: "I" if place < absent else "/\\"[slot[1] - 1] for place, slot in enumerate(wanted)}


def set_year_of_380(school: School) -> None:
    """Make the school's calendar one of exactly 380 sessions, by INSET days at the end of the summer."""
    days = school_days(FIRST, LAST)
    with school_work(school):
        for day in days[190:]:
            NonSchoolDay.objects.create(date=day, kind=NonSchoolDay.Kind.INSET)


def add_pupil(forename: str, surname: str, group: RegistrationGroup, *, birth: dt.date) -> Pupil:
    """One more pupil on roll from the year's first day."""
    pupil = Pupil.objects.create(
        surname=surname, forename=forename, sort_name=f"{surname} {forename}".casefold(), birth=birth, sex="F"
    )
    Admission.objects.create(pupil=pupil, starts_on=FIRST)
    Placement.objects.create(pupil=pupil, year_group=group.year_group, group=group, starts_on=FIRST)
    return pupil
