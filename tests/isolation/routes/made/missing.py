"""Two cases of long ago, closed: of a child who could not be found, and of home education, with all that may be in them."""

import datetime as dt

from foundation.london import LONDON
from schools.cases.models import Case
from schools.missing.models import ComingBack, Consent, Enquiry, Evidence, HomeEducation, Removal, Search, Step
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def gone(school: School, pupil: Pupil) -> dict:
    """The cases, and what of them addresses name."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    said, written = canary(school), {"at": at, "by_name": "x"}
    case, other = (
        Case.objects.create(
            pupil=pupil,
            kind=kind,
            state="closed",
            stage_since=SINCE,
            source="hand",
            because=said,
            opened_on=SINCE,
            opened_at=at,
            opened_by="x",
            closed_on=SINCE,
            closed_by="x",
            outcome="other",
            closed_as=said,
        )
        for kind in ("cme", "ehe")
    )
    Search.objects.create(
        case=case,
        first_day=SINCE,
        seen_on=SINCE,
        seen_as=said,
        cause_known=False,
        cause_as=said,
        cause_on=SINCE,
        cause_by="x",
        **written,
    )
    enquiry = Enquiry.objects.create(
        case=case, kind="visit", side="school", on=SINCE, who=said, words=said, result="waiting", **written
    )
    Removal.objects.create(case=case, ground="i", state="gathering", words=said, **written)
    Evidence.objects.create(case=case, words=said, dated=SINCE, **written)
    plan = ComingBack.objects.create(case=case, back_on=SINCE, agreed_with=said, words=said, review_on=SINCE, **written)
    step = Step.objects.create(plan=plan, number=1, on=SINCE, words=said)
    HomeEducation.objects.create(
        case=other,
        spoke="parent",
        spoke_name=said,
        spoke_on=SINCE,
        spoke_as=said,
        written_by=said,
        written_on=SINCE,
        received_on=SINCE,
        written_as=said,
        bars=["order"],
        **written,
    )
    Consent.objects.create(case=other, bar="order", whose=said, given_on=SINCE, words=said, **written)
    return {"missing": case, "home_education": other, "missing_enquiry": enquiry, "missing_step": step}
