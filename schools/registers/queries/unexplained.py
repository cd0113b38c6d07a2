"""The marks of a day that ask for somebody: absences without a reason, and lates without their minutes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from django.db import connections
from django.db.models import Q

from foundation.database.scope import ALIAS
from foundation.london import LONDON
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.models import Mark
from schools.registers.queries.marks import late
from schools.registers.rules.codes import NO_REASON_YET, Late
from schools.registers.rules.unexplained import AFTER_THE_CLOCK, CLOCK_REASON, DayEnd, day_end

#: Where N's stand whose clock runs. One that somebody has put back in the place of an O is theirs to settle: a rule that
#: took it from them again would be no act that a person can reverse.
ON_THE_CLOCK: Final = f"""
    registers_mark AS mark JOIN registers_entry AS entry ON entry.id = mark.entry_id
     WHERE mark.code = '{NO_REASON_YET}' AND NOT mark.planned
       AND NOT EXISTS (
           SELECT FROM registers_markversion AS back
            WHERE back.pupil_key = mark.pupil_key AND back.date = mark.date AND back.session = mark.session
              AND back.entry_id = mark.entry_id AND back.old_code = '{AFTER_THE_CLOCK}')
"""

_ENDED = """
    SELECT mark.pupil_key, mark.date, mark.session
      FROM unnest(%s::int[], %s::date[], %s::smallint[]) AS asked(pupil_key, date, session)
      JOIN registers_mark AS mark USING (pupil_key, date, session)
      JOIN registers_markversion AS version USING (pupil_key, date, session, entry_id)
     WHERE mark.code = %s AND version.old_code = %s AND version.reason = %s
"""


def standing_without_reason(today: dt.date, calendar: SchoolCalendar) -> dict[int, dict[dt.date, list[int]]]:
    """Every N of this academic year that stands by now: pupil key to date to sessions. One query, by an index of its own."""
    first, _ = calendar.year_span(calendar.year_of(today))
    rows = Mark.objects.filter(code=NO_REASON_YET, date__range=(first, today), planned=False).order_by(
        "date", "session"
    )
    found: dict[int, dict[dt.date, list[int]]] = defaultdict(dict)
    for key, on, session in rows.values_list("pupil_key", "date", "session"):
        found[key].setdefault(on, []).append(session)
    return dict(found)


def day_ends(
    keys: Collection[int], today: dt.date, *, before: Collection[int], first: dt.date
) -> dict[int, dict[dt.date, DayEnd]]:
    """How today has gone for these pupils, and for those of `before` the days since `first`. One query.

    Most are gone for the first day: nobody's earlier weeks are read who has no N in them.
    """
    codes: dict[int, dict[dt.date, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    earlier = Q(pupil_key__in=before, date__gte=first, date__lt=today)
    rows = Mark.objects.filter(earlier | Q(pupil_key__in=keys, date=today), planned=False)
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


def ended_by_clock(places: Iterable[tuple[int, dt.date, int]]) -> set[tuple[int, dt.date, int]]:
    """Of some marks (pupil key, date, session), those that are O because their clock ran out. One query."""
    keys, dates, sessions = zip(*places, strict=True)
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_ENDED, [list(keys), list(dates), list(sessions), AFTER_THE_CLOCK, NO_REASON_YET, CLOCK_REASON])
        return set(cursor.fetchall())


def clocks_running(dates: Iterable[dt.date] | None) -> dict[dt.date, dt.date]:
    """The dates, of these or of all, with N's whose clock runs, each with the day the last was entered. One query."""
    asked = "" if dates is None else " AND mark.date = ANY(%s)"
    values = [] if dates is None else [sorted(set(dates))]
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            f"SELECT mark.date, max(entry.at) FROM {ON_THE_CLOCK}{asked} GROUP BY mark.date ORDER BY mark.date",  # noqa: S608
            values,
        )
        return {on: at.astimezone(LONDON).date() for on, at in cursor.fetchall()}
