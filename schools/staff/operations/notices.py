"""Notices to staff: written one a post, promised as an email, read by who holds the post."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.clock import local
from foundation.database.scope import ALIAS
from schools.journal.operations import promise, record_each
from schools.staff.models import StaffMember, StaffNotice
from schools.staff.rules.kinds import NoticeKind, is_stated

#: A notice was written whose post has a work email.
NOTICE_WANTED = "notice.wanted"


@dataclass(slots=True)
class Told:
    """Whom a notice reached, by post: those written to as well, those who find it in the product alone, those who had been
    told already (and when), and those whose post has ended, for whom nothing was written."""

    by_email: list[StaffMember] = field(default_factory=list)
    without_email: list[StaffMember] = field(default_factory=list)
    before: list[tuple[StaffMember, dt.datetime]] = field(default_factory=list)
    gone: list[StaffMember] = field(default_factory=list)


@transaction.atomic(using=ALIAS)
def notify(
    posts: Iterable[uuid.UUID],
    *,
    kind: NoticeKind,
    count: int,
    address: str,
    at: dt.datetime,
    by: Actor,
    unless_since: dt.datetime | None = None,
) -> Told:
    """Tell those who hold these posts that so many of a kind wait at an address of this school's host.

    Called in the transaction of the act that is told of; each post is named once, however often it is given. Who was told
    of the same kind and address at or after `unless_since` is not told again. Raises ValueError for a kind nobody has
    stated, a count of nothing, and an address elsewhere.
    """
    if not is_stated(kind) or count < 1 or not address.startswith("/") or address.startswith(("//", "/\\")):
        message = f"no notice: {kind.name!r}, {count}, {address!r}"
        raise ValueError(message)
    told = Told()
    # Held in one order, so that of two who chase at once the second finds whom the first has told.
    rows = list(StaffMember.objects.select_for_update(no_key=True).filter(pk__in=set(posts)).order_by("pk"))
    before = {} if unless_since is None else _told(rows, kind, address, unless_since)
    wanted: list[str] = []
    for post in sorted(rows, key=lambda row: row.name):
        if post.ends_on is not None and post.ends_on < local(at).date():
            told.gone.append(post)
        elif post.pk in before:
            told.before.append((post, before[post.pk]))
        else:
            state = StaffNotice.Email.WANTED if post.email else StaffNotice.Email.NONE
            notice = StaffNotice.objects.create(
                post=post,
                kind=kind.name,
                count=count,
                address=address,
                at=at,
                by_name=by.name,
                email_state=state,
                email_at=at,
            )
            if post.email:
                wanted.append(str(notice.pk))
            (told.by_email if post.email else told.without_email).append(post)
    reached = [*told.by_email, *told.without_email]
    record_each(
        "staff.notified",
        about=[("staff", post.pk) for post in reached],
        by=by,
        details={"kind": kind.name, "count": count},
    )
    if wanted:
        promise(NOTICE_WANTED, {"notices": wanted})
    return told


def _told(posts: list[StaffMember], kind: NoticeKind, address: str, since: dt.datetime) -> dict[uuid.UUID, dt.datetime]:
    rows = StaffNotice.objects.filter(post__in=posts, kind=kind.name, address=address, at__gte=since)
    return dict(rows.order_by("at").values_list("post", "at"))


def read(notice: StaffNotice, *, at: dt.datetime) -> None:
    """Note that a notice was opened; the first time counts. Nobody else is concerned, so no audit line tells of it."""
    StaffNotice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)


def read_through(newest: StaffNotice, *, at: dt.datetime) -> int:
    """Note as read every notice of this person up to the newest they were shown, however few they opened; how many."""
    theirs = StaffNotice.objects.filter(post__person_id=newest.post.person_id, at__lte=newest.at, read_at__isnull=True)
    return theirs.update(read_at=at)
