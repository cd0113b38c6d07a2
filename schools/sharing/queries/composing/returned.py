"""What regulation 13 has the authority told: new pupils, leavers, ten days, attendance that is not regular, sickness.

The return is the source: as it was approved, and as the roll has it now where what was sent holds no more. Addresses are in
it because the Regulations ask for them.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from foundation.clock import local
from foundation.refusals import Fault
from foundation.ui.numbers import middle_date
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.registers.queries.totals import codes_of
from schools.returns.models import Return
from schools.returns.queries.values import SchoolFacts, values_of
from schools.returns.rules.fields import Values, check
from schools.returns.rules.kinds import UNAPPROVED, Kind, State
from schools.returns.rules.runs import ILLNESS, ten_day_codes
from schools.sharing.models import Share
from schools.sharing.rules.composed import Composed
from schools.sharing.rules.returned import ground_words, register_rows

#: The school itself is in the core of every share.
_NO_SCHOOL = SchoolFacts("", "", "")
#: What makes a return not one to be sent.
_ENDED = (State.NOT_NEEDED, State.RETREATED)


def new_pupil(share: Share, now: dt.datetime) -> Composed:
    """Somebody who joined, with what the admission register holds of them."""
    row, values, composed = _read(share, now)
    register = register_rows(Kind(row.kind), values, but=("starts_on",))
    return replace(composed, facts={"admitted_on": values.get("starts_on", ""), "register": register})


def leaver(share: Share, now: dt.datetime) -> Composed:
    """Somebody who leaves: the last day, the ground, and where they go."""
    row, values, composed = _read(share, now)
    facts = {
        "left_on": values.get("last_day", ""),
        "ground": ground_words(values),
        "next_school": values.get("destination", ""),
        "register": register_rows(Kind(row.kind), values, but=("last_day", "ground", "ground_words", "destination")),
    }
    return replace(composed, facts=facts)


def ten_days(share: Share, now: dt.datetime) -> Composed:
    """Ten continuous school days without leave or reason."""
    row, values, composed = _read(share, now)
    return replace(composed, facts=_absence(row, values, now))


def irregular(share: Share, now: dt.datetime) -> Composed:
    """Attendance that fails the school’s measure. Only sessions without leave are listed: others are health data."""
    row, values, composed = _read(share, now)
    measured = {"missed": row.facts.get("missed", 0), "possible": row.facts.get("possible", 0)}
    return replace(composed, facts=_absence(row, values, now) | measured)


def sickness(share: Share, now: dt.datetime) -> Composed:
    """Illness of fifteen school days: its days, how long it is expected to last, and whether evidence is held."""
    row, values, composed = _read(share, now)
    until, evidence = values.get("until", ""), values.get("evidence", "").strip().casefold()
    marks = _marks(row, values.get("began", ""), _upto(row, "", now), (ILLNESS,))
    facts = {
        "address": values.get("address", ""),
        "first_day": values.get("began", ""),
        "last_day": marks[-1]["date"] if marks else "",
        "marks": marks,
        "expected": f"until {middle_date(dt.date.fromisoformat(until))}" if until else "",
        "evidence_held": evidence == "yes" if evidence in ("yes", "no") else None,
    }
    return replace(composed, facts=facts)


def _read(share: Share, now: dt.datetime) -> tuple[Return, Values, Composed]:
    """The return, its fields, and what is lacking of it."""
    row = Return.objects.select_related("pupil").get(pk=share.source)
    if row.overtaken_because:
        row.state = State.DRAFTED  # Only here, and never saved: its fields are read from the roll again.
    values = values_of([row], local(now).date(), _NO_SCHOOL)[row.pk]
    lacking = check(Kind(row.kind), values)
    if row.state in UNAPPROVED and not row.overtaken_because:
        lacking.append(
            Fault("This return is not approved yet.", "unapproved", "return", remedy="Check and approve it.")
        )
    if row.state in _ENDED:
        lacking.append(Fault("This return is not to be sent: what gave rise to it has changed.", "ended", "return"))
    return row, values, Composed({}, lacking=tuple(lacking))


def _absence(row: Return, values: Values, now: dt.datetime) -> dict[str, Any]:
    marks = _marks(row, values.get("began", ""), _upto(row, values.get("ended", ""), now), ten_day_codes())
    return {
        "address": values.get("address", ""),
        "first_day": values.get("began", ""),
        "last_day": marks[-1]["date"] if marks else values.get("ended", ""),
        "marks": marks,
        "reason": values.get("reason", ""),
        "contacts_made": values.get("contacts_made", ""),
    }


def _upto(row: Return, ended: str, now: dt.datetime) -> dt.date:
    """The last day that is looked at: what was approved says nothing of days after, until it is told anew."""
    if ended:
        return dt.date.fromisoformat(ended)
    told = row.approved_at is not None and row.state not in (State.DETECTED, State.DRAFTED)
    return local(row.approved_at if told and row.approved_at else now).date()


def _marks(row: Return, began: str, upto: dt.date, codes: Collection[str]) -> list[dict[str, str]]:
    if not began:
        return []
    return [
        {"date": on.isoformat(), "session": SESSION_NAMES[session], "code": code}
        for code, on, session in codes_of(row.pupil.key, dt.date.fromisoformat(began), upto)
        if code in codes
    ]
