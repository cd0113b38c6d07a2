"""A bundle that was not needed after all, of the case that was closed long ago, about the pupil's contact."""

import datetime as dt
from typing import Any

from foundation.london import LONDON
from schools.bundles.models import Bundle
from schools.bundles.rules.kinds import DROPPED
from schools.cases.models import Case
from schools.roll.models import Contact
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def dropped(school: School, case: Case, contact: Contact) -> dict[str, Any]:
    """It says in its statement what only this school says."""
    bundle = Bundle.objects.create(
        case=case,
        contact=contact,
        kind="penalty",
        state=DROPPED,
        authority="eastshire",
        authority_name="Eastshire",
        first=SINCE,
        last=SINCE,
        statement=canary(school),
        at=dt.datetime.combine(SINCE, dt.time(9), LONDON),
        by_name="x",
    )
    return {"bundle": bundle}
