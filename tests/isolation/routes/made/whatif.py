"""A trial of the policy that is finished, and takes a pupil out of a stage."""

import datetime as dt

from foundation.london import LONDON
from schools.roll.models import Pupil
from schools.whatif.models import Trial
from schools.whatif.rules.outcome import Outcome
from tenants.policies.rules.canonical import canonical
from tenants.policies.rules.default import default_policy
from tenants.trusts.models import School
from tests.world import canary

SINCE = dt.date(2026, 9, 7)


def tried(school: School, pupil: Pupil) -> dict[str, Trial]:
    """One that names a pupil."""
    said, at = canary(school), dt.datetime.combine(SINCE, dt.time(9), LONDON)
    outcome = Outcome(pupils=1)
    outcome.live.entered = {"listen": [(str(pupil.pk), SINCE.isoformat())]}
    document = canonical(default_policy())
    trial = Trial.objects.create(
        asked_at=at,
        asked_by="x",
        first=SINCE,
        last=SINCE,
        name=said,
        live=document,
        draft=document,
        pupils=1,
        done=1,
        finished_at=at,
        outcome=outcome.plain(),
    )
    return {"trial": trial}
