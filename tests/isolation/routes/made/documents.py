"""A file that is gone."""

import datetime as dt
import uuid

from schools.documents.models import Document
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def removed(pupil: Pupil, school: School) -> Document:
    """A file of a pupil that is gone: whatever is asked of it, nobody asks the store."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    return Document.objects.create(
        about_kind="pupil",
        about_id=pupil.pk,
        name=f"{canary(school)}.pdf",
        kind="pdf",
        size=1,
        sha256="0",
        stored_as=uuid.uuid4().hex,
        state=Document.State.REMOVED,
        by_name=canary(school),
        received_at=then,
        removed_at=then,
        removed_by_name=canary(school),
        gone_at=then,
    )
