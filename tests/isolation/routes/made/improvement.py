"""A notice to improve that was withdrawn long ago, before it was approved."""

import datetime as dt

from foundation.london import LONDON
from schools.cases.models import Case
from schools.improvement.models import ImprovementNotice
from schools.improvement.rules import states
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def withdrawn(school: School, case: Case) -> dict:
    """The notice."""
    row = ImprovementNotice.objects.create(
        case=case,
        state=states.WITHDRAWN,
        written={"given": canary(school)},
        authority="eastshire",
        drafted_at=dt.datetime.combine(SINCE, dt.time(9), LONDON),
        drafted_by="x",
        over_on=SINCE,
        over_by="x",
        over_words=canary(school),
    )
    return {"improvement": row}
