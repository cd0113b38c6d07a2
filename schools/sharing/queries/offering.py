"""What somebody has decided already that an authority may be told of: plans that stand, and notices that were given."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from foundation.ui.numbers import middle_date, span
from schools.improvement.models import ImprovementNotice
from schools.improvement.rules.kind import NOTICE_LETTER
from schools.improvement.rules.states import GIVEN
from schools.leave.queries.part_time import open_timetables
from schools.letters.models import Letter
from schools.provision.models import ProvisionPlacement
from schools.roll.models import Pupil
from tenants.shares.rules.purposes import Purpose

#: How long after its weeks a notice to improve is offered still: as long as it would be kept.
_AFTER = dt.timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Offered:
    """One of them: the key it is shared under, whom it is about, and what it is in a line."""

    purpose: Purpose
    source: uuid.UUID
    pupil: Pupil
    words: str
    case: Any = None
    contact: Any = None


def offered(today: dt.date) -> list[Offered]:
    """Part-time timetables that nobody has ended, provision off site that is not over, notices by parent. Four queries."""
    found = [
        Offered(Purpose.PART_TIME, row.pk, row.pupil, span(row.starts_on, row.ends_on))
        for row in open_timetables().select_related("pupil").order_by("ends_on", "pk")
    ]
    placed = ProvisionPlacement.objects.filter(ends_on__gte=today).select_related("pupil", "provider")
    found += [
        Offered(Purpose.ELSEWHERE, row.pk, row.pupil, f"{row.provider.name}, {span(row.starts_on, row.ends_on)}")
        for row in placed.order_by("ends_on", "pk")
    ]
    notices = {
        row.pk: row
        for row in ImprovementNotice.objects.filter(state__in=GIVEN, ends_on__gte=today - _AFTER).select_related("case")
    }
    letters = Letter.objects.filter(kind=NOTICE_LETTER.name, about_id__in=notices, dated__isnull=False)
    found += [
        Offered(
            Purpose.IMPROVEMENT,
            row.pk,
            row.pupil,
            f"To {row.to_name}, given on {middle_date(row.dated)}" if row.dated else f"To {row.to_name}",
            notices[row.about_id].case if row.about_id else None,
            row.contact,
        )
        for row in letters.select_related("pupil", "contact").order_by("dated", "pk")
    ]
    return found
