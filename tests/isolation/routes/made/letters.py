"""A letter that was printed."""

import datetime as dt
import uuid

from schools.letters.models import Letter
from schools.roll.models import Contact, Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def letter(school: School, pupil: Pupil, contact: Contact) -> Letter:
    """A letter that was printed, with others."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    return Letter.objects.create(
        kind="parent",
        pupil=pupil,
        contact=contact,
        to_name=canary(school),
        heading=canary(school),
        body=f"{canary(school)}, {pupil.forename}",
        as_drafted="x",
        state=Letter.State.PRINTED,
        state_at=then,
        drafted_at=then,
        drafted_by="x",
        approved_at=then,
        batch=uuid.uuid4(),
        dated=SINCE,
    )
