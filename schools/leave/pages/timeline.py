"""Decisions on leave as a timeline tells them."""

from collections.abc import Iterable

from foundation.access.gate import may
from foundation.access.permissions import Permission
from foundation.clock import local
from schools.leave.models import LeaveRequest
from schools.leave.pages.words import request_address
from schools.roll.pages.timelines import Asked, Happened

State = LeaveRequest.State


def decided_leave(asked: Asked) -> Iterable[Happened]:
    """Leave that was granted or refused, on the day it was decided, without its reason."""
    if not may(asked.member, Permission.SEE_LEAVE):
        return []
    rows = LeaveRequest.objects.filter(
        pupil=asked.pupil, state__in=[State.GRANTED, State.REFUSED], decided_at__isnull=False
    )
    return [_happened(row) for row in rows]


def _happened(row: LeaveRequest) -> Happened:
    word = "agreed" if row.state == State.GRANTED else "not agreed"
    at = row.decided_at or row.created_at
    words = f"Leave asked for {row.stretch.said}: {word}"
    return Happened(local(at).date(), words, row.decided_by, address=request_address(row.pk), at=at)
