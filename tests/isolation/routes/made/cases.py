"""A case of long ago, closed, with everything that may be in one."""

import datetime as dt

from foundation.london import LONDON
from schools.cases.models import Barrier, BarrierKind, Case, Note, Offer, Plan, Task
from schools.roll.models import Pupil
from schools.staff.models import StaffDuty
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def closed(school: School, pupil: Pupil) -> dict:
    """The case, and the parts of it that addresses name."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    said = canary(school)
    case = Case.objects.create(
        pupil=pupil,
        kind="attendance",
        state="closed",
        stage_since=SINCE,
        source="hand",
        because=said,
        opened_on=SINCE,
        opened_at=at,
        opened_by="x",
        closed_on=SINCE,
        closed_by="x",
        outcome="improved",
        closed_as=said,
    )
    written = {"case": case, "at": at, "by_name": "x"}
    kind = BarrierKind.objects.get(name="Health")
    task = {"kind": "task", "what": said, "duty": StaffDuty.Duty.ATTENDANCE_LEAD, "due_on": SINCE, "made_on": SINCE}
    ended = {"state": "done", "ended_at": at, "ended_by": "x"}
    return {
        "case": case,
        "case_task": Task.objects.create(**written, **task, **ended),
        "case_note": Note.objects.create(**written, words=said, restricted=True, by_position="x"),
        "case_barrier": Barrier.objects.create(**written, kind=kind, sensitive=True, words=said, on=SINCE),
        "barrier_kind": kind,
        "case_offer": Offer.objects.create(**written, what=said, made_on=SINCE),
        "case_plan": Plan.objects.create(
            **written, kind="contract", agreed_on=SINCE, agreed_with=said, words=said, state="ended", ended_on=SINCE
        ),
    }
