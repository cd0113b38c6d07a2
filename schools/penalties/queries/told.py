"""What is told to the next school of the trust that a pupil goes to: notices without a name, and the days they rest on."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection

from schools.moved.rules.facts import OldNotice
from schools.moved.rules.offered import CaseFacts
from schools.penalties.models import Penalty
from schools.penalties.queries.thresholds import used_of
from schools.penalties.rules.threshold import ELSEWHERE
from tenants.policies.rules.notice_states import PENALTY


def penalties_told(pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, CaseFacts]:
    """Of those of these pupils of whom a notice was issued for this school, or stands. Two statements.

    Days of weeks at a school before this one are not among them: that school tells of its weeks itself.
    """
    notices: dict[uuid.UUID, tuple[OldNotice, ...]] = defaultdict(tuple)
    rows = Penalty.objects.filter(pupil__in=list(pupils), issued_on__isnull=False).order_by("issued_on", "pk")
    for row in rows:
        if row.issued_on is not None and row.order is not None:
            notices[row.pupil_id] += (OldNotice(row.issued_on, row.order, PENALTY.words(row.state), row.relationship),)
    used: dict[uuid.UUID, tuple[dt.date, ...]] = {
        pupil: tuple(mark.date for mark in marks if mark.session != ELSEWHERE)
        for pupil, marks in used_of(list(pupils)).items()
    }
    return {pupil: CaseFacts(notices=notices[pupil], used=used.get(pupil, ())) for pupil in {*notices, *used}}
