"""The marks of a day that ask for somebody: absences without a reason, and lates without their minutes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from schools.calendar.rules.academic_year import academic_year_of, academic_year_starts
from schools.registers.models import Mark
from schools.registers.queries.marks import late
from schools.registers.rules.codes import NO_REASON_YET, Late
from schools.registers.rules.unexplained import DayEnd, day_end


def standing_without_reason(today: dt.date) -> dict[int, dict[dt.date, list[int]]]:
    """Every N of this academic year that stands by now: pupil key to date to sessions. One query, by an index of its own."""
    first = academic_year_starts(academic_year_of(today))
    rows = Mark.objects.filter(code=NO_REASON_YET, date__range=(first, today), planned=False).order_by(
        "date", "session"
    )
    found: dict[int, dict[dt.date, list[int]]] = defaultdict(dict)
    for key, on, session in rows.values_list("pupil_key", "date", "session"):
        found[key].setdefault(on, []).append(session)
    return dict(found)


def day_ends(keys: Collection[int], first: dt.date, last: dt.date) -> dict[int, dict[dt.date, DayEnd]]:
    """How the days of these pupils ended, where the register says it. One query."""
    codes: dict[int, dict[dt.date, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    rows = Mark.objects.filter(pupil_key__in=keys, date__range=(first, last), planned=False)
    for key, on, session, code in rows.values_list("pupil_key", "date", "session", "code"):
        codes[key][on][session] = code
    return {
        key: {on: end for on, held in days.items() if (end := day_end(held, on)) is not None}
        for key, days in codes.items()
    }


def lates_without_minutes(today: dt.date) -> list[tuple[int, int, str]]:
    """Late marks of a day that do not say how late: pupil key, session and code. One query."""
    rows = Mark.objects.filter(
        late(Late.BEFORE_CLOSE) | late(Late.AFTER_CLOSE), date=today, minutes=None, planned=False
    )
    return list(rows.order_by("session", "pupil_key").values_list("pupil_key", "session", "code"))
