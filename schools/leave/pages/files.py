"""Evidence kept with a request, and papers kept with a part-time timetable: who may open and add them."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.documents.queries.owners import Owner
from schools.leave.models import LeaveRequest, PartTimeTimetable
from schools.leave.operations.letters import REQUEST, TIMETABLE
from schools.leave.pages.part_time import timetable_address
from schools.leave.pages.words import request_address


def _requests(permission: Permission, member: Member) -> QuerySet[Any]:
    return LeaveRequest.objects.all() if may(member, permission) else LeaveRequest.objects.none()


def _timetables(permission: Permission, member: Member) -> QuerySet[Any]:
    return PartTimeTimetable.objects.all() if may(member, permission) else PartTimeTimetable.objects.none()


def _of_request(key: uuid.UUID) -> Iterable[int]:
    return LeaveRequest.objects.filter(pk=key).values_list("pupil__key", flat=True)


def _of_timetable(key: uuid.UUID) -> Iterable[int]:
    return PartTimeTimetable.objects.filter(pk=key).values_list("pupil__key", flat=True)


_SEE, _KEEP = Permission.SEE_LEAVE, Permission.KEEP_LEAVE
OWNERS: Final = (
    Owner(REQUEST, opens=_SEE, sends=_KEEP, address=request_address, pupils=_of_request, rows=_requests),
    Owner(TIMETABLE, opens=_SEE, sends=_KEEP, address=timetable_address, pupils=_of_timetable, rows=_timetables),
)
