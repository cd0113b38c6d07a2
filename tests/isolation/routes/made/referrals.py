"""A referral that was declined long ago, by a service that is retired, with its consent and what was shared; and a copy of
the local form."""

import datetime as dt

from foundation.london import LONDON
from schools.cases.models import Case
from schools.referrals.models import AttendCopy, Consent, Referral, Service, Share, Version
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def declined(school: School, pupil: Pupil, case: Case) -> dict:
    """The referral, and what of it addresses name."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    said, written = canary(school), {"at": at, "by_name": "x"}
    service = Service.objects.create(
        name=said,
        purpose=said,
        reached=said,
        ways=["post"],
        wants=["why", "health"],
        starts_on=SINCE,
        ended_on=SINCE,
        changed_at=at,
        changed_by="x",
    )
    row = Referral.objects.create(
        case=case,
        service=service,
        state="declined",
        parts={"why": said},
        health=said,
        answer=said,
        over_on=SINCE,
        **written,
    )
    consent = Consent.objects.create(
        referral=row, whose="parent", name=said, how="writing", what=said, given_on=SINCE, **written
    )
    version = Version.objects.create(
        referral=row,
        number=1,
        way="post",
        holds=["Why"],
        basis=said,
        sensitive=True,
        sent_on=SINCE,
        document="00000000-0000-7000-8000-000000000001",
        **written,
    )
    Share.objects.create(
        pupil=pupil, case=case, version=version, whom=said, what=said, how="post", basis=said, on=SINCE, **written
    )
    AttendCopy.objects.create(case=case, number=1, answers={"home": said}, **written)
    return {"service": service, "referral": row, "referral_consent": consent}
