"""Duties: given to who holds a post, and ended."""

import datetime as dt

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.clock import local
from foundation.database.dated import meets
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.staff.models import StaffDuty, StaffMember
from schools.staff.operations.notices import Told, notify
from schools.staff.rules.kinds import NoticeKind

DUTY_GIVEN = NoticeKind("duty_given", "You have been given a duty")


@transaction.atomic(using=ALIAS)
def give_duty(
    post: StaffMember,
    duty: StaffDuty.Duty,
    *,
    starts_on: dt.date,
    at: dt.datetime,
    page: str,
    by: Actor,
    ends_on: dt.date | None = None,
) -> Told:
    """Give a duty to who holds a post, beside whoever holds it already.

    They are told of one that has begun and was given by somebody else; `page` is the address where it is seen.
    """
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day is before the first. Check both dates.", field="ends_on")
    # What one person is given is given one after another.
    post = StaffMember.objects.select_for_update(no_key=True).get(pk=post.pk)
    if post.ends_on is not None and post.ends_on < starts_on:
        raise Refused("Their post at the school has ended by then. Give an earlier day.", field="starts_on")
    if post.duties.filter(meets(starts_on, ends_on), duty=duty).exists():
        raise Refused("They hold this duty already in that time. End that first, or choose other days.", field="duty")
    row = StaffDuty.objects.create(post=post, duty=duty, starts_on=starts_on, ends_on=ends_on)
    details = {"duty": duty, "row": str(row.pk), "from": str(starts_on), "to": str(ends_on) if ends_on else ""}
    record("staff.duty_given", about=("staff", post.pk), by=by, details=details)
    if starts_on > local(at).date() or (post.person_id is not None and post.person_id == by.person_id):
        return Told()
    return notify([post.pk], kind=DUTY_GIVEN, count=1, address=page, at=at, by=by)


@transaction.atomic(using=ALIAS)
def end_duty(row: StaffDuty, *, ends_on: dt.date, by: Actor) -> None:
    """Say until which day somebody holds a duty; the day after, what it opened is shut to them."""
    # By the post, as for giving one: a duty that is lengthened must not run into the next.
    StaffMember.objects.select_for_update(no_key=True).get(pk=row.post_id)
    row = StaffDuty.objects.select_for_update(no_key=True).get(pk=row.pk)
    if ends_on < row.starts_on:
        raise Refused("The last day is before the first. Check the date.", field="ends_on")
    others = StaffDuty.objects.filter(meets(row.starts_on, ends_on), post=row.post_id, duty=row.duty)
    if others.exclude(pk=row.pk).exists():
        raise Refused("By then they hold this duty anew. Give an earlier day.", field="ends_on")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    details = {"duty": row.duty, "row": str(row.pk), "to": str(ends_on)}
    record("staff.duty_ended", about=("staff", row.post_id), by=by, details=details)
