"""Taking in what the trust approved: each version once, with those who lead the school told of it before it decides."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.scope import ALIAS
from schools.journal.operations import promise, record
from schools.policy.models import InForce, PolicyVersion
from schools.policy.operations.working_out import POLICY_TAKEN, work_out
from schools.staff.models import StaffDuty
from schools.staff.operations.notices import notify
from schools.staff.queries import holders_of, posts_on
from schools.staff.rules.kinds import NoticeKind
from tenants.policies.rules.canonical import sha256_of

POLICY_COMES: Final = NoticeKind(
    "policy_comes", "new version of the trust’s policy", "new versions of the trust’s policy"
)
LINES_DROP: Final = NoticeKind(
    "policy_lines_drop",
    "line of the school’s own drops out of the policy under the trust’s new version",
    "lines of the school’s own drop out of the policy under the trust’s new version",
)


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """A version as the trust has it."""

    version: int
    from_day: dt.date
    letters_from: dt.date
    document: str
    sha256: str
    approved_by: str
    approved_at: dt.datetime


@transaction.atomic(using=ALIAS)
def take_in(told: Iterable[ToldVersion], *, heads: Collection[uuid.UUID], address: str, now: dt.datetime) -> list[int]:
    """Keep what the school has not yet of the trust's versions; their numbers.

    Its heads (people's keys) and whoever acts as head are told of what is new, and of how many of the school's own lines
    do not stand under it; a school that has just been made is told nothing. Raises ValueError for a document that is not
    the one it says it is.
    """
    had_one = PolicyVersion.objects.exists()
    new = [one.version for one in told if _keep(one, now=now)]
    if not new:
        return []
    rows = work_out(now=now)
    details = {"versions": new, "dropped": sum(len(row.dropped) for row in rows)}
    record("policy.taken_in", about=("policy", max(new)), by=SYSTEM, details=details)
    promise(POLICY_TAKEN, {"version": max(new)})
    if had_one:
        _tell(len(new), rows, heads=heads, address=address, now=now)
    return new


def _keep(one: ToldVersion, *, now: dt.datetime) -> bool:
    if sha256_of(one.document) != one.sha256:
        message = f"version {one.version} of the policy is not what its hash says"
        raise ValueError(message)
    values = {name: getattr(one, name) for name in ToldVersion.__slots__ if name != "version"}
    _, made = PolicyVersion.objects.get_or_create(version=one.version, defaults=values | {"taken_in_at": now})
    return made


def _tell(count: int, rows: list[InForce], *, heads: Collection[uuid.UUID], address: str, now: dt.datetime) -> None:
    today = local(now).date()
    posts = [post.pk for post in posts_on(today) if post.person_id in heads]
    posts += [post.pk for post in holders_of(StaffDuty.Duty.ACTING_HEAD, today)]
    notify(posts, kind=POLICY_COMES, count=count, address=address, at=now, by=SYSTEM)
    if dropped := max((len(row.dropped) for row in rows), default=0):
        notify(posts, kind=LINES_DROP, count=dropped, address=address, at=now, by=SYSTEM)
