"""A notice that was withdrawn long ago, what it came of, one of elsewhere, and a legal step."""

import datetime as dt

from foundation.london import LONDON
from schools.cases.models import Case
from schools.penalties.models import Consideration, LegalStep, OtherNotice, Penalty, Turn
from schools.roll.models import Contact, Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def withdrawn(school: School, pupil: Pupil, case: Case, contact: Contact) -> dict:
    """The notice, and what of it addresses name."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    said, written = canary(school), {"at": at, "by_name": "x"}
    considered = Consideration.objects.create(
        case=case,
        on=SINCE,
        authority=said,
        codes="GNOU",
        first_week=SINCE,
        last_week=SINCE,
        marks=[[SINCE.isoformat(), 1, "O"]],
        reached_on=SINCE,
        **written,
    )
    of = {"pupil": pupil, "contact": contact, "relationship": "aunt"}
    days = {"referred_on": SINCE, "issued_on": SINCE, "over_on": SINCE}
    row = Penalty.objects.create(
        consideration=considered,
        state="withdrawn",
        harm="none",
        why=said,
        order=1,
        rate="reduced",
        **of,
        **days,
        **written,
    )
    Turn.objects.create(penalty=row, move="withdraw", on=SINCE, words=said, **written)
    other = {"issued_on": SINCE, "state": "paid_full", "issuer": said, "source": said}
    step = LegalStep.objects.create(case=case, kind="outcome", contact=contact, made_on=SINCE, words=said, **written)
    return {
        "consideration": considered,
        "penalty": row,
        "penalty_parent": contact,
        "other_notice": OtherNotice.objects.create(pupil=pupil, contact=contact, **other, **written),
        "legal_step": step,
    }
