"""Shares as lists need them: with the day of the answer, and with what waits for somebody here."""

import datetime as dt
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from schools.bundles.models import Bundle
from schools.bundles.rules.kinds import FROZEN
from schools.sharing.models import Share, ShareAct, ShareVersion
from schools.sharing.rules.states import DRAFT, PUBLISHED
from tenants.shares.rules.purposes import Purpose

#: So many days before its last one a share is told of on Today: our own choice.
RUNS_OUT_WITHIN: Final = dt.timedelta(days=14)


def with_clocks(rows: QuerySet[Share]) -> QuerySet[Any]:
    """Each with `answer_by` of its newest version, and whether anything of the authority's is not ticked off (`unseen`)."""
    newest = ShareVersion.objects.filter(share=OuterRef("pk")).order_by("-number")
    unseen = ShareAct.objects.filter(share=OuterRef("pk"), ours=False, seen_at=None)
    return rows.annotate(answer_by=Subquery(newest.values("answer_by")[:1]), unseen=Exists(unseen))


def unseen_acts() -> QuerySet[ShareAct]:
    """What authorities did that nobody here has ticked off; the oldest first."""
    rows = ShareAct.objects.filter(ours=False, seen_at=None).select_related("share__pupil", "share__contact")
    return rows.order_by("at", "id")


def to_agree() -> QuerySet[Share]:
    """What waits for the headteacher's agreement: prepared for the first time, or evidence that was frozen anew since."""
    again = Q(
        state=PUBLISHED, purpose=Purpose.PENALTY_PACK, source__in=Bundle.objects.filter(state=FROZEN).values("pk")
    )
    return Share.objects.filter(Q(state=DRAFT) | again)


def running_out(today: dt.date) -> QuerySet[Share]:
    """What runs out within days."""
    return Share.objects.filter(state=PUBLISHED, expires_on__lte=today + RUNS_OUT_WITHIN)
