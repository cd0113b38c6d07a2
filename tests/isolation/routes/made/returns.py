"""A return set aside, and a file that was sent."""

import datetime as dt

from schools.returns.models import Return, ReturnFile, ReturnLine
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def told(school: School, pupil: Pupil) -> dict:
    """A return set aside, and a file that was sent, of long ago."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    row = Return.objects.create(
        kind="new_pupil",
        pupil=pupil,
        about="x",
        state="not_needed",
        starts_on=SINCE,
        due_on=SINCE,
        values={"surname": canary(school)},
        found_at=then,
        found_by="x",
        ended_at=then,
        ended_by="x",
        ended_because="x",
    )
    file = ReturnFile.objects.create(
        kind="new_pupil",
        authority=school.authority.name,
        content=f"{canary(school)},{pupil.forename}",
        sha256="0" * 64,
        made_at=then,
        made_by="x",
        made_position="x",
        sent_on=SINCE,
        sent_way="post",
        recorded_at=then,
        recorded_by="x",
    )
    ReturnLine.objects.create(file=file, row=row, place=1)
    return {"return": row, "return_file": file}
