"""The register's interface: read one register, save marks into it. The grid uses it, and programs may.

`GET` gives the marks as they stand, with the version to send back; `POST` saves (see `operations.saving`).
"""

import datetime as dt
import uuid
from typing import Any, cast

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.api import Interface, Strict, errors_of, problem
from foundation.audit.actors import Actor
from foundation.database.hiding import whole_lists
from foundation.refusals import Refused
from foundation.statuses import BAD_REQUEST, UNPROCESSABLE, status_of
from foundation.ui.numbers import as_at
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.models import Entry
from schools.registers.operations.saving import save_register
from schools.registers.queries.sheets import Timetable
from schools.registers.queries.signed import SignedMark, register_version, signed_marks
from schools.registers.queries.taking import as_taken
from schools.registers.rules.addresses import read_slot
from schools.registers.rules.asks import (
    LONGEST_KEY,
    MOST_MARKS,
    Ask,
    AskedChange,
    MarksOvertaken,
    Saved,
    is_key,
)
from schools.registers.rules.entering import NO_MARK, CellMark
from schools.roll.models import RegistrationGroup
from schools.roll.queries.reach import EVERYWHERE
from schools.roll.queries.signing import signature_of

#: The header by which the page's grid says that somebody typed there; without it a save is a program's.
GRID = ("X-Requested-With", "rollcall-grid")


_CODE: dict[str, Any] = {
    "invalid": "A code is text such as “I”, or null.",
    "max_length": "A code has one to three characters.",
}
_MINUTES: dict[str, Any] = {
    "invalid": "Minutes late are a whole number, or null.",
    "max_value": "Minutes late are a whole number from 1 to 240.",
    "min_value": "Minutes late are a whole number from 1 to 240.",
    "max_string_length": "Minutes late are a whole number from 1 to 240.",
}
_LEAST, _MOST = -32_768, 32_767  # what the column holds; the rule's own bounds are narrower


def _minutes_field() -> serializers.IntegerField:
    return serializers.IntegerField(
        allow_null=True, default=None, min_value=_LEAST, max_value=_MOST, error_messages=_MINUTES
    )


class CellMarkSerializer(Strict):
    """What a cell held when the person saw it."""

    code = serializers.CharField(allow_null=True, max_length=10, error_messages=_CODE)
    minutes = _minutes_field()


class MarkSerializer(Strict):
    """One mark to save: `was` is what the person saw (null: nothing), `code` null puts it back to missing."""

    pupil = serializers.UUIDField(error_messages={"invalid": "A pupil is named by the key that the register gives."})
    was = CellMarkSerializer(allow_null=True)
    code = serializers.CharField(
        allow_null=True, allow_blank=True, max_length=40, trim_whitespace=False, error_messages=_CODE
    )
    minutes = _minutes_field()


class SaveSerializer(Strict):
    """One save of a register."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    reason = serializers.CharField(allow_blank=True, default="")
    marks = MarkSerializer(many=True)


class RegisterInterface(Interface):
    """One registration group's register of one session."""

    def get(self, request: Request, group_id: uuid.UUID, date: str, session: str) -> Response:
        """The register as it stands."""
        member = _came_from(request).member
        group = get_object_or_404(policy_for(Permission.SEE_REGISTERS).visible(member), pk=group_id)
        on, slot = read_slot(date, session)
        with as_taken(member, group):
            marks = _shown(group, on, slot, by=Actor.of(member))
        return Response(_register(group, on, slot, clock.now(), marks))

    def post(self, request: Request, group_id: uuid.UUID, date: str, session: str) -> Response:
        """Save marks, all or none."""
        member = _came_from(request).member
        group = get_object_or_404(policy_for(Permission.TAKE_REGISTERS).visible(member), pk=group_id)
        key = request.headers.get("Idempotency-Key", "")
        if not is_key(key):
            words = f"Send a header Idempotency-Key of 1 to {LONGEST_KEY} characters, a new one for each save."
            return problem("idempotency_key_missing", words, status=BAD_REQUEST)
        on, session_number = read_slot(date, session)
        data = request.data
        if isinstance(data, dict) and isinstance(data.get("marks"), list) and len(data["marks"]) > MOST_MARKS:
            words = f"A save carries at most {MOST_MARKS} marks; this one has {len(data['marks']):,}. Send it in parts."
            return problem("too_many", words, status=UNPROCESSABLE, errors=[])
        body = SaveSerializer(data=data)
        body.is_valid(raise_exception=True)
        now, ask = clock.now(), _ask(body.validated_data, key)
        try:
            saved = save_register(
                group=group,
                on=on,
                session=session_number,
                ask=ask,
                signed=signature_of(member, clock.local(now).date()),
                may_amend=policy_for(Permission.AMEND_MARKS).may(member, group),
                now=now,
                source=Entry.Source.PAGE if request.headers.get(GRID[0]) == GRID[1] else Entry.Source.API,
                knows_school=bool(member.roles & EVERYWHERE),
            )
        except MarksOvertaken as overtaken:
            with whole_lists():  # the answer tells what stands there now
                _shown(group, on, session_number, by=Actor.of(member))
            return _conflict(overtaken)
        except Refused as refused:
            return _refused(refused, ask)
        with whole_lists():
            marks = _shown(group, on, session_number, by=Actor.of(member))
        return Response(_saved(saved, marks))


def _came_from(request: Request) -> MemberRequest:
    return cast("MemberRequest", request._request)  # noqa: SLF001 - the framework's own way to the request it wraps


def _ask(data: dict[str, Any], key: str) -> Ask:
    changes = tuple(
        AskedChange(
            row=row,
            pupil=mark["pupil"],
            was=NO_MARK if mark["was"] is None else CellMark(mark["was"]["code"], mark["was"]["minutes"]),
            asked=CellMark(mark["code"], mark["minutes"]),
        )
        for row, mark in enumerate(data["marks"], start=1)
    )
    return Ask(data["version"], changes, key, data["reason"])


# Answers


def _shown(group: RegistrationGroup, on: dt.date, session: int, *, by: Actor) -> list[SignedMark]:
    """The marks as they stand, and a line that says who was told them."""
    marks = signed_marks(group, on, session)
    seen(Shown.What.REGISTER, about=("group", group.pk), pupils=(mark.key for mark in marks), by=by, day=on)
    return marks


def _register(
    group: RegistrationGroup, on: dt.date, session: int, now: dt.datetime, marks: list[SignedMark]
) -> dict[str, Any]:
    slot = Timetable.now().slot(on, session, now)
    return {
        "group": str(group.pk),
        "date": on.isoformat(),
        "session": SESSION_NAMES[session].lower(),
        "phase": slot.entering.value,
        "closed": slot.closed,
        "unplanned": slot.unplanned,
        "version": register_version(group, on, session),
        "marks": [_mark(mark) for mark in marks],
    }


def _saved(saved: Saved, marks: list[SignedMark]) -> dict[str, Any]:
    return {
        "version": saved.version,
        "saved": saved.marks,
        "at": saved.at.isoformat(),
        "marks": [_mark(mark) for mark in marks],
    }


def _mark(mark: SignedMark) -> dict[str, Any]:
    at = mark.at.isoformat() if mark.at else None
    standing = {"code": mark.code, "minutes": mark.minutes, "planned": mark.planned}
    return {"pupil": str(mark.pupil), **standing, "by": mark.by, "at": at}


def _refused(refused: Refused, ask: Ask) -> Response:
    pupils = {change.row: str(change.pupil) for change in ask.changes}
    errors = [{**error, "pupil": pupils.get(error["row"])} for error in errors_of(refused.faults)]
    whole = len(errors) == 1 and not errors[0]["row"]
    detail = refused.words if whole else f"{len(errors)} of the marks cannot be saved, so none was. See errors."
    status = status_of(refused, pupil_unknown=404)
    return problem(refused.first.code if whole else "refused", detail, status=status, errors=errors)


def _conflict(conflict: MarksOvertaken) -> Response:
    status = status_of(conflict)
    if not conflict.conflicts:
        words = (
            "Somebody saved the same marks at this very moment. Nothing of yours was saved: read the register again."
        )
        return problem("superseded", words, status=status, version=conflict.version, conflicts=[])
    cells = [
        {
            "pupil": str(one.pupil),
            "yours": {"code": one.yours.code, "minutes": one.yours.minutes},
            "theirs": {"code": one.theirs.code, "minutes": one.theirs.minutes} if one.theirs.code else None,
            "by": one.by,
            "position": one.position,
            "at": one.at.isoformat() if one.at else None,
        }
        for one in conflict.conflicts
    ]
    names = {one.by for one in conflict.conflicts}
    times = {as_at(one.at, clock.today()) for one in conflict.conflicts if one.at}
    who = names.pop() if len(names) == 1 else "Others"
    when = f" ({times.pop()})" if len(times) == 1 else ""
    words = (
        f"{who or 'Somebody'} changed {len(cells)} of the same marks{when}. "
        "Nothing of yours was saved: choose for each, then save again."
    )
    return problem("conflict", words, status=status, version=conflict.version, conflicts=cells)


register = requires(Permission.SEE_REGISTERS)(RegisterInterface.as_view())
