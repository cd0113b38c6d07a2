"""A family's record that was not needed after all, of the case that was closed long ago."""

import datetime as dt
from typing import Any

from foundation.london import LONDON
from schools.cases.models import Case
from schools.papers.models import Paper
from schools.papers.rules.shapes import Part
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def dropped(school: School, case: Case) -> dict[str, Any]:
    """It is of the case's pupil, and says what only this school says."""
    at, said = dt.datetime.combine(SINCE, dt.time(9), LONDON), canary(school)
    paper = Paper.objects.create(
        case=case,
        kind="family",
        state="dropped",
        recipient=said,
        purpose=said,
        asked_on=SINCE,
        parts=[Part("Summary", words=(said,)).plain],
        at=at,
        by_name="x",
    )
    return {"paper": paper}
