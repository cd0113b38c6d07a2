"""Whose a case is: given to somebody, or to somebody else for some days. Several at once, all or none."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from foundation.ui.numbers import span
from schools.cases.models import Case, Delegation
from schools.cases.operations.acting import Act, audit, happened, refuse
from schools.cases.rules import states
from schools.staff.models import StaffMember
from schools.staff.operations.notices import notify
from schools.staff.rules.kinds import NoticeKind

CASES_GIVEN = NoticeKind("cases_given", one="case was given to you", many="cases were given to you")


def _held(cases: Sequence[Case]) -> list[Case]:
    """The cases held in one order. Overtaken where one of them was closed meanwhile."""
    if not cases:
        raise Refused("No case is ticked.", code="none", remedy="Tick at least one.")
    rows = list(Case.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in cases]).order_by("pk"))
    if any(row.state == states.CLOSED for row in rows):
        raise Overtaken(
            "One of these cases has been closed meanwhile.", code="closed", remedy="Look at the list again."
        )
    return rows


def _in_post(post: StaffMember, first: dt.date, last: dt.date) -> Fault | None:
    if post.starts_on <= first and (post.ends_on is None or post.ends_on >= last):
        return None
    words = "They do not hold their post on all of these days."
    return Fault(words, "not_in_post", "post", remedy="Choose somebody else, or other days.")


@transaction.atomic(using=ALIAS)
def give(cases: Sequence[Case], *, to: StaffMember, act: Act) -> int:
    """Give cases to somebody, who is told of it; how many changed hands. It lets them see no more than their role does."""
    rows = _held(cases)
    refuse(_in_post(to, act.today, act.today))
    changed = [row for row in rows if row.owner_id != to.pk]
    for row in changed:
        row.owner = to
        row.save(update_fields=["owner"])
        happened(row, "given", f"Given to {to.name}", act=act)
        audit("case.given", row, act, post=str(to.pk))
    if changed:
        _tell(to, len(changed), act)
    return len(changed)


@transaction.atomic(using=ALIAS)
def delegate(cases: Sequence[Case], *, to: StaffMember, starts_on: dt.date, ends_on: dt.date, act: Act) -> int:
    """Have somebody stand in for the owners of cases, from when until when; how many cases."""
    rows = _held(cases)
    early = starts_on < act.today
    refuse(
        Fault("It begins today or later.", "starts_past", "starts_on", remedy="Give today or a later day.")
        if early
        else None,
        Fault("It would end before it begins.", "order", "ends_on", remedy="Give a later last day.")
        if ends_on < starts_on
        else _in_post(to, starts_on, ends_on),
    )
    for row in rows:
        Delegation.objects.create(case=row, post=to, starts_on=starts_on, ends_on=ends_on, at=act.now, by_name=act.name)
        happened(row, "delegated", f"With {to.name}, {span(starts_on, ends_on)}", act=act)
        audit("case.delegated", row, act, post=str(to.pk), first=starts_on.isoformat(), last=ends_on.isoformat())
    _tell(to, len(rows), act)
    return len(rows)


def _tell(post: StaffMember, count: int, act: Act) -> None:
    if post.pk != act.signed.staff:
        address = f"{reverse('cases', urlconf=settings.PLACE_URLCONFS['school'])}?show=mine"
        notify([post.pk], kind=CASES_GIVEN, count=count, address=address, at=act.now, by=act.signed.by)
