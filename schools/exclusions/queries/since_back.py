"""E that a register holds though the pupil is back: entered before the board's direction was, and a person's to amend."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from schools.calendar.rules.sessions import SchoolSession
from schools.exclusions.models import Exclusion
from schools.exclusions.queries.ledger import Ledger
from schools.exclusions.rules.periods import spanned_by
from schools.registers.models import Mark

_CODE = "E"


def e_since_back(
    rows: Collection[Exclusion], ledgers: Mapping[uuid.UUID, Ledger], today: dt.date
) -> dict[uuid.UUID, list[SchoolSession]]:
    """By the keys of exclusions whose pupils are back, the sessions since that are E by no other exclusion. One query.

    Plans give back what is ahead alone: a register that has E already is amended by a person, with a reason.
    """
    back = {row.pk: (row, row.back_from) for row in rows if row.back_on is not None and row.back_on <= today}
    if not back:
        return {}
    held: dict[int, list[SchoolSession]] = defaultdict(list)
    first = min(row.starts_on for row, _ in back.values())
    marks = Mark.objects.filter(
        pupil_key__in=[row.pupil.key for row, _ in back.values()], code=_CODE, date__range=(first, today)
    )
    for key, on, session in marks.order_by("date", "session").values_list("pupil_key", "date", "session"):
        held[key].append(SchoolSession(on, session))
    found = {}
    for row, since in back.values():
        ledger = ledgers[row.pupil_id]
        others = [one for one in ledger.lines if one.key != str(row.pk)]
        theirs = {session for one in others for session in spanned_by(one, ledger.calendar, until=today).sessions}
        mine = [one for one in held[row.pupil.key] if since is not None and since <= one and one not in theirs]
        left = [one for one in mine if row.starts <= one and (row.ends is None or one <= row.ends)]
        if left:
            found[row.pk] = left
    return found
