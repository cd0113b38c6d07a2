"""The absences that patterns are found in: of every pupil of a period, read once."""

import datetime as dt
from collections import defaultdict
from typing import Final

from django.db import connections
from django.db.models import Case, Count, F, RowRange, Value, When, Window

from foundation.database.scope import ALIAS
from schools.registers.queries.marks import counted_marks, counts_as
from schools.registers.rules.codes import MarkClass
from schools.registers.rules.patterns import Absence

_ATTENDED: Final = counts_as(MarkClass.PRESENT) | counts_as(MarkClass.APPROVED)
_ABSENT: Final = counts_as(MarkClass.AUTHORISED) | counts_as(MarkClass.UNAUTHORISED)


def absences_between(first: dt.date, last: dt.date) -> dict[int, list[Absence]]:
    """Each pupil's absences of these days, by pupil key and in time order; who missed nothing is left out. One statement.

    How many sessions were attended before each is counted by the database, so that a year of a large school comes as its
    absences alone: two with as many before them are of one spell, whatever holiday or uncounted code lay between.
    """
    marks = counted_marks(first, last)
    attended = Window(
        Count("code", filter=_ATTENDED),
        partition_by=F("pupil_key"),
        order_by=[F("date").asc(), F("session").asc()],
        frame=RowRange(start=None, end=0),
    )
    counted = marks.annotate(attended=attended, absent=Case(When(_ABSENT, then=Value(1)), default=Value(0))).order_by()
    inner, values = counted.values("pupil_key", "date", "session", "code", "attended", "absent").query.sql_with_params()
    statement = (
        f"SELECT pupil_key, date, session, code, attended FROM ({inner}) AS marks"  # noqa: S608 - Django’s own SQL
        " WHERE absent > 0 ORDER BY pupil_key, date, session"
    )
    found: dict[int, list[Absence]] = defaultdict(list)
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        for key, *absence in cursor:
            found[key].append(Absence(*absence))
    return dict(found)
