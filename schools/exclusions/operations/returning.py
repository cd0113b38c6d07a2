"""The return by which the authority is told of an exclusion: queued when it is decided, withdrawn when it is cancelled.

Of every suspension whatever its length, lunchtimes too, and of a permanent exclusion, without delay [domain, exclusions:
what the headteacher must do]. An internal placement is none.
"""

import datetime as dt
from typing import Final

from foundation.audit.actors import Actor
from foundation.clock import local
from schools.exclusions.models import Exclusion
from schools.exclusions.queries.ledger import Ledger, ledger_of
from schools.exclusions.rules.periods import Kind
from schools.returns.operations.notices import queue_notice, withdraw_notice
from schools.returns.rules.kinds import Kind as ReturnKind

_KINDS: Final = {
    Kind.SUSPENSION: ReturnKind.SUSPENSION,
    Kind.LUNCHTIME: ReturnKind.SUSPENSION,
    Kind.PERMANENT: ReturnKind.PERMANENT,
}


def queue_return(row: Exclusion, *, by: Actor, now: dt.datetime) -> None:
    """Have the authority told of a decided exclusion as it stands; what is not sent yet takes what is newer."""
    kind = _KINDS.get(Kind(row.kind))
    if kind is None or row.decided_at is None or row.cancelled_at is not None:
        return
    values = _values(row, ledger_of(row.pupil, local(now).date()))
    queue_notice(kind, pupil=row.pupil, about=_about(row), values=values, by=by, now=now)


def withdraw_return(row: Exclusion, *, now: dt.datetime) -> None:
    """It is cancelled: what was not sent is not sent. That the authority is told so is a notice of its own."""
    kind = _KINDS.get(Kind(row.kind))
    if kind is not None:
        withdraw_notice(kind, about=_about(row), because="The exclusion was cancelled.", now=now)


def _about(row: Exclusion) -> str:
    return f"exclusion:{row.pk}"


def _values(row: Exclusion, ledger: Ledger) -> dict[str, str]:
    """What it comes to. A permanent exclusion has no last day, and so no length."""
    weighed = ledger.weighed[str(row.pk)]
    year = ledger.year_total(ledger.calendar.year_of(row.starts_on))
    arranged = row.sixth_days.filter(taken_back_at__isnull=True)
    return {
        "type": Kind(row.kind).census_code,
        "first_day": row.starts_on.isoformat(),
        "last_day": row.ends_on.isoformat() if row.ends_on else "",
        "half_days": str(weighed.taken.half_days) if row.ends_on else "",
        "reasons": ";".join(row.reasons),
        "term_total": str(weighed.in_term),
        "year_total": str(year.half_days),
        "day_6": "; ".join(f"{one.provider} from {one.starts_on:%d/%m/%Y}" for one in arranged),
    }
