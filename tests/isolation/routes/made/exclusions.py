"""An exclusion that is over, and what a panel had of it."""

import datetime as dt
from typing import Any

from schools.exclusions.models import Board, Exclusion, HalfDaysElsewhere, PackItem, PanelMember, SixthDay
from schools.roll.models import Pupil
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def excluded(school: School, pupil: Pupil) -> dict[str, Any]:
    """An internal placement of long ago, days at another school that were taken back, and a panel nobody sits on."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    by = {"proposed_at": then, "proposed_by": canary(school), "decided_at": then, "decided_by": canary(school)}
    at = {"starts_on": SINCE, "start_session": 1, "ends_on": SINCE, "end_session": 2}
    said = {"circumstances": canary(school), "room": canary(school), "reasons": []}
    exclusion = Exclusion.objects.create(pupil=pupil, kind="internal", **at, **by, **said)
    half_days = HalfDaysElsewhere.objects.create(
        pupil=pupil,
        academic_year=2026,
        half_days=1,
        school=canary(school),
        source=canary(school),
        at=then,
        by_name=canary(school),
        taken_back_at=then,
    )
    sixth = {"provider": canary(school), "starts_on": SINCE, "by_authority": False, "at": then, "taken_back_at": then}
    sixth_day = SixthDay.objects.create(exclusion=exclusion, by_name=canary(school), **sixth)
    panel = Board.objects.create(exclusion=exclusion)
    post = StaffMember.objects.create(name=canary(school), position="Governor", starts_on=SINCE, ends_on=SINCE)
    member = PanelMember.objects.create(board=panel, post=post, named_at=then, named_by=canary(school), ended_at=then)
    out = {"struck_out_at": then, "struck_out_by": canary(school), "taken_out_at": then}
    item = PackItem.objects.create(board=panel, page="exclusion", title=canary(school), **out)
    found = {"exclusion": exclusion, "half_days_elsewhere": half_days, "panel": panel}
    return found | {"sixth_day": sixth_day, "panel_member": member, "pack_item": item}
