"""Who was asked for which register, and when the attendance lead is told."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Final

from schools.registers.models import ChasingRule, RegisterRequest

#: Until a school has chosen. Ours, not the law's.
LEAD_AFTER: Final = 15

Asked = RegisterRequest.Asked


@dataclass(frozen=True, slots=True)
class Requested:
    """When the tutors of a register were asked for it, and when the attendance lead was told, if so.

    `without_email` of the tutors find it in the product alone; `no_lead` when nobody held that duty.
    """

    at: dt.datetime | None = None
    without_email: int = 0
    lead_at: dt.datetime | None = None
    no_lead: bool = False


def requests_of(on: dt.date) -> dict[tuple[uuid.UUID, int], Requested]:
    """What was asked for of a day, by group and session. One query."""
    found: dict[tuple[uuid.UUID, int], Requested] = {}
    rows = RegisterRequest.objects.filter(date=on)
    for group, session, asked, at, told, bare in rows.values_list(
        "group_id", "session", "asked", "at", "told", "without_email"
    ):
        held = found.get((group, session), Requested())
        if asked == Asked.TUTORS:
            found[group, session] = replace(held, at=at, without_email=bare)
        else:
            found[group, session] = replace(held, lead_at=at, no_lead=not told)
    return found


def lead_after() -> int | None:
    """After how many minutes the attendance lead is told; None for never."""
    row = ChasingRule.objects.order_by("-pk").first()
    return LEAD_AFTER if row is None else row.minutes
