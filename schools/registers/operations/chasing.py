"""Asking for registers that are missing: each of its tutors, once; and after a while the attendance lead."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from foundation.audit.actors import SYSTEM, Actor
from foundation.database.dated import holds_on
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from schools.journal.operations import promise_at, record
from schools.registers.models import ChasingRule, RegisterRequest
from schools.registers.queries.board import RegisterCount, late_registers
from schools.registers.queries.chasing import lead_after, requests_of
from schools.roll.models import GroupTutor, RegistrationGroup
from schools.staff.models import StaffDuty
from schools.staff.operations.notices import notify
from schools.staff.queries import holders_of
from schools.staff.rules.kinds import NoticeKind

#: Registers that were asked for may still be missing: payload `date` and `registers`, pairs of a group and a session.
UNANSWERED: Final = "registers.unanswered"
REGISTER_MISSING: Final = NoticeKind("register_missing", "register is missing", "registers are missing")
STILL_MISSING: Final = NoticeKind(
    "register_still_missing", "register was asked for and is missing", "registers were asked for and are missing"
)

#: The page of a register: of which group and session.
AddressOf = Callable[[uuid.UUID, dt.date, int], str]


@dataclass(slots=True)
class Chased:
    """What came of chasing: registers asked for, people told, when others were asked for before, and those with no tutor."""

    registers: int = 0
    people: set[uuid.UUID] = field(default_factory=set)
    before: list[dt.datetime] = field(default_factory=list)
    nobody: int = 0


@transaction.atomic(using=ALIAS)
def chase_missing(*, by: Actor, now: dt.datetime, address_of: AddressOf) -> Chased:
    """Ask the tutors of every register that is missing, each once a register; what was asked for stays as it was.

    The attendance lead will be told of those that are missing still, after the minutes of the school's own rule.
    """
    today, late = now.astimezone(LONDON).date(), late_registers(now)
    _hold({one.group for one in late})
    before, tutors = requests_of(today), _tutors(today)
    chased, asked = Chased(), []
    for one in late:
        held = before.get((one.group, one.session))
        if held and held.at:
            chased.before.append(held.at)
        elif row := _ask(one, tutors[one.group], chased, by=by, now=now, address_of=address_of):
            asked.append(row)
        else:
            chased.nobody += 1
    if asked:
        chased.registers = len(asked)
        details = {"registers": len(asked), "people": len(chased.people)}
        record("registers.chased", about=("registers", today), by=by, details=details)
        _come_back(asked, today, now)
    return chased


def _hold(groups: Collection[uuid.UUID]) -> None:
    """Of two who chase at once, the second finds what the first has asked for."""
    list(
        RegistrationGroup.objects.select_for_update(no_key=True).filter(pk__in=groups).order_by("pk").values_list("pk")
    )


def _tutors(today: dt.date) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The posts that have each group today."""
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for group, post in GroupTutor.objects.filter(holds_on(today)).values_list("group_id", "staff_id"):
        found[group].append(post)
    return found


def _ask(
    one: RegisterCount,
    posts: list[uuid.UUID],
    chased: Chased,
    *,
    by: Actor,
    now: dt.datetime,
    address_of: AddressOf,
) -> RegisterRequest | None:
    """Tell the tutors of one register; None when it has none whose post has not ended."""
    today = now.astimezone(LONDON).date()
    address = address_of(one.group, today, one.session)
    told = notify(posts, kind=REGISTER_MISSING, count=1, address=address, at=now, by=by)
    reached = [*told.by_email, *told.without_email]
    if not reached:
        return None
    chased.people |= {post.pk for post in reached}
    return RegisterRequest.objects.create(
        group_id=one.group,
        date=today,
        session=one.session,
        asked=RegisterRequest.Asked.TUTORS,
        at=now,
        by_name=by.name,
        told=len(reached),
        without_email=len(told.without_email),
    )


def _come_back(asked: list[RegisterRequest], today: dt.date, now: dt.datetime) -> None:
    """Have the attendance lead told later, on the same day or not at all."""
    minutes = lead_after()
    if minutes is None:
        return
    at = now + dt.timedelta(minutes=minutes)
    midnight = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    if at >= midnight:
        return
    promise_at(
        UNANSWERED,
        {"date": today.isoformat(), "registers": [[str(row.group_id), row.session] for row in asked]},
        key=str(asked[0].pk),
        at=at,
        lapses_at=midnight,
    )


@transaction.atomic(using=ALIAS)
def tell_lead(on: dt.date, registers: Collection[tuple[uuid.UUID, int]], *, now: dt.datetime, address: str) -> int:
    """Tell the attendance lead how many of these registers are missing still; how many. Each is told of once."""
    if now.astimezone(LONDON).date() != on:
        return 0
    _hold({group for group, _ in registers})
    before = requests_of(on)
    still = [
        one
        for one in late_registers(now)
        if (key := (one.group, one.session)) in registers and not (key in before and before[key].lead_at)
    ]
    if not still:
        return 0
    posts = [post.pk for post in holders_of(StaffDuty.Duty.ATTENDANCE_LEAD, on)]
    told = notify(posts, kind=STILL_MISSING, count=len(still), address=address, at=now, by=SYSTEM)
    reached = len(told.by_email) + len(told.without_email)
    RegisterRequest.objects.bulk_create(
        RegisterRequest(
            group_id=one.group,
            date=on,
            session=one.session,
            asked=RegisterRequest.Asked.LEAD,
            at=now,
            by_name=SYSTEM.name,
            told=reached,
            without_email=len(told.without_email),
        )
        for one in still
    )
    record(
        "registers.unanswered", about=("registers", on), by=SYSTEM, details={"registers": len(still), "told": reached}
    )
    return len(still)


@transaction.atomic(using=ALIAS)
def set_lead_after(minutes: int | None, *, by: Actor) -> None:
    """Say after how many minutes the attendance lead is told of a register still missing; None for never."""
    ChasingRule.objects.create(minutes=minutes, by_name=by.name)
    record("registers.chasing_set", about=("registers", "chasing"), by=by, details={"minutes": minutes})
