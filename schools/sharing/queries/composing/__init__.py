"""What each kind of share would hold now, composed from the room it is of."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from schools.sharing.models import Share
from schools.sharing.queries.composing.improvement import improvement
from schools.sharing.queries.composing.meeting import meeting
from schools.sharing.queries.composing.pack import pack
from schools.sharing.queries.composing.plans import elsewhere, part_time
from schools.sharing.queries.composing.returned import irregular, leaver, new_pupil, sickness, ten_days
from schools.sharing.queries.composing.searching import home_education, missing
from schools.sharing.queries.composing.worker import social_worker
from schools.sharing.rules.composed import Composed
from tenants.shares.rules.purposes import Purpose

#: Who composes a share of each purpose.
COMPOSERS: Final[Mapping[Purpose, Callable[[Share, dt.datetime], Composed]]] = MappingProxyType(
    {
        Purpose.PENALTY_PACK: pack,
        Purpose.IMPROVEMENT: improvement,
        Purpose.TEN_DAYS: ten_days,
        Purpose.IRREGULAR: irregular,
        Purpose.SICKNESS: sickness,
        Purpose.PART_TIME: part_time,
        Purpose.ELSEWHERE: elsewhere,
        Purpose.NEW_PUPIL: new_pupil,
        Purpose.LEAVER: leaver,
        Purpose.MISSING: missing,
        Purpose.HOME_EDUCATION: home_education,
        Purpose.MEETING: meeting,
        Purpose.SOCIAL_WORKER: social_worker,
    }
)


def composed(share: Share, now: dt.datetime) -> Composed:
    """What it would hold if it were agreed to now."""
    return COMPOSERS[Purpose(share.purpose)](share, now)
