"""Shares as lists need them: with the day of the answer, and with what waits for somebody here."""

import datetime as dt
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from foundation.database.dated import holds_on
from schools.bundles.models import Bundle
from schools.bundles.rules.kinds import FROZEN
from schools.roll.models import RestrictedFlag
from schools.sharing.models import Share, ShareAct, ShareVersion
from schools.sharing.rules.states import DRAFT, OPEN, PUBLISHED
from tenants.shares.rules.purposes import Purpose, restricted_purposes

#: So many days before its last one a share is told of on Today: our own choice.
RUNS_OUT_WITHIN: Final = dt.timedelta(days=14)


def with_clocks(rows: QuerySet[Share]) -> QuerySet[Any]:
    """Each with `answer_by` of its newest version, and whether anything of the authority's is not ticked off (`unseen`)."""
    newest = ShareVersion.objects.filter(share=OuterRef("pk")).order_by("-number")
    unseen = ShareAct.objects.filter(share=OuterRef("pk"), ours=False, seen_at=None)
    return rows.annotate(answer_by=Subquery(newest.values("answer_by")[:1]), unseen=Exists(unseen))


def unseen_acts() -> QuerySet[ShareAct]:
    """What authorities did that nobody here has ticked off; the oldest first. Nothing of what is restricted."""
    rows = ShareAct.objects.filter(ours=False, seen_at=None).exclude(share__purpose__in=restricted_purposes())
    return rows.select_related("share__pupil", "share__contact").order_by("at", "id")


def to_agree() -> QuerySet[Share]:
    """What waits for the headteacher's agreement: prepared for the first time, or evidence that was frozen anew since."""
    again = Q(
        state=PUBLISHED, purpose=Purpose.PENALTY_PACK, source__in=Bundle.objects.filter(state=FROZEN).values("pk")
    )
    return Share.objects.filter(Q(state=DRAFT) | again).exclude(purpose__in=restricted_purposes())


def running_out(today: dt.date) -> QuerySet[Share]:
    """What runs out within days, without what is restricted."""
    return Share.objects.filter(_soon(today)).exclude(purpose__in=restricted_purposes())


def _soon(today: dt.date) -> Q:
    return Q(state=PUBLISHED, expires_on__lte=today + RUNS_OUT_WITHIN)


def restricted_waiting(today: dt.date) -> QuerySet[Any]:
    """What is restricted and waits for who keeps it, the oldest first: with `unseen`, whether of an answer, and `holds`,
    whether the flag still has the name.

    That is a draft, an answer nobody has ticked off, a name whose flag holds no more, and what runs out within days.
    """
    holds = RestrictedFlag.objects.filter(holds_on(today), pk=OuterRef("source"))
    rows: QuerySet[Any] = with_clocks(Share.objects.filter(purpose__in=restricted_purposes(), state__in=OPEN))
    rows = rows.annotate(holds=Exists(holds)).filter(Q(state=DRAFT) | Q(unseen=True) | Q(holds=False) | _soon(today))
    return rows.order_by("at", "id")
