"""The interfaces of an evacuation: ticks, from a page that is open or a device without a network; and what a device keeps.

`GET` gives who has been seen; `POST` adds what a device has ticked and taken back, each once by its own key, and answers
the same. No name travels here: lines are named by their keys.
"""

import uuid
from typing import Any, cast

from django.http import Http404
from django.middleware.csrf import get_token
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.accounts.sessions import SHARED, SessionStore
from foundation.api import Interface, Strict, errors_of, problem
from foundation.audit.actors import Actor
from foundation.database.hiding import whole_lists
from foundation.refusals import Refused
from foundation.statuses import UNPROCESSABLE, status_of
from schools.desk.models import Evacuation
from schools.desk.operations.evacuating import MOST_TICKS, Begun, Tick, merge
from schools.desk.operations.keeping import keep_on_device, note_asked
from schools.desk.pages.evacuation import evacuation_page
from schools.desk.pages.kept_list import kept_list
from schools.desk.queries.devices import device_that_keeps
from schools.desk.queries.evacuations import sightings, under_way
from schools.desk.rules.keeping import kept_until
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.rules.asks import LONGEST_KEY

_KEY: dict[str, Any] = {"max_length": LONGEST_KEY, "min_length": 8}


class BegunSerializer(Strict):
    """The evacuation as the device knows it."""

    id = serializers.UUIDField()
    began_at = serializers.DateTimeField()
    drill = serializers.BooleanField()


class TickSerializer(Strict):
    """One person seen."""

    key = serializers.RegexField(r"^[0-9a-f]+$", **_KEY)
    line = serializers.CharField(max_length=50)
    seen_at = serializers.DateTimeField()


class TicksSerializer(Strict):
    """What a device sends, and who ticked there: somebody else who signs in after them brings nothing of theirs."""

    person = serializers.UUIDField()
    evacuation = BegunSerializer()
    ticks = TickSerializer(many=True)
    taken_back = serializers.ListField(child=serializers.CharField(**_KEY), max_length=MOST_TICKS)


class DeviceSerializer(Strict):
    """A device that is to keep the list."""

    name = serializers.CharField(max_length=60)


class TicksInterface(Interface):
    """Who has been seen in the evacuation of today."""

    @whole_lists()
    def get(self, request: Request) -> Response:
        """As it stands, with the token that a device needs which has opened no page for it."""
        return Response(_standing(under_way(clock.today())) | {"token": get_token(_came_from(request))})

    @whole_lists()
    def post(self, request: Request) -> Response:
        """Merge what a device brings."""
        body = TicksSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent, member = body.validated_data, _came_from(request).member
        if sent["person"] != member.person_id:
            return problem("other_person", "Somebody else ticked these. Only they can send them.", status=UNPROCESSABLE)
        try:
            row = merge(
                Begun(**sent["evacuation"]),
                [Tick(**tick) for tick in sent["ticks"]],
                sent["taken_back"],
                day=clock.today(),
                now=clock.now(),
                by=Actor.of(member),
            )
        except Refused as refused:
            return _refused(refused)
        return Response(_standing(row))


def _standing(row: Evacuation | None) -> dict[str, Any]:
    """Who is seen, by line: the keys of the ticks that stand, and by whom and when first."""
    if row is None:
        return {"evacuation": None, "seen": {}}
    found = {}
    for line, ticks in sightings(row).items():
        standing = [tick for tick in ticks if tick.taken_back_at is None]
        if standing:
            first = standing[0]
            keys = [tick.client_key for tick in standing]
            found[line] = {"keys": keys, "by": first.by_name, "at": first.seen_at.isoformat()}
    begun = {"id": str(row.pk), "began_at": row.began_at.isoformat(), "drill": row.drill}
    return {"evacuation": begun | {"ended": row.ended_at is not None}, "seen": found}


class DevicesInterface(Interface):
    """Letting a device keep the list."""

    @whole_lists()
    def post(self, request: Request) -> Response:
        """Let the browser that asks keep it, and have signing out pass here to wipe it."""
        body = DeviceSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked, now = _came_from(request), clock.now()
        session = cast("SessionStore", asked.session)
        try:
            row = keep_on_device(
                body.validated_data["name"],
                shared=bool(session.get(SHARED)),
                day=clock.today(),
                now=now,
                by=Actor.of(asked.member),
            )
        except Refused as refused:
            return _refused(refused)
        session.keep_for(kept_until(row.day) - now)
        return Response({"device": str(row.pk)})


class DeviceInterface(Interface):
    """The list as one device keeps it. Whoever may not keep it any more finds nothing here, and wipes."""

    @whole_lists()
    def get(self, request: Request, device_id: uuid.UUID) -> Response:
        """Name and form of everybody on site or not known."""
        member, today, now = _came_from(request).member, clock.today(), clock.now()
        row = device_that_keeps(device_id, member.person_id, day=today, now=now)
        if row is None:
            raise Http404
        page = evacuation_page(today, now)
        seen(Shown.What.LIST, about=("list", "show=kept"), pupils=page.pupils, by=Actor.of(member))
        note_asked(row, now=now)
        return Response(kept_list(page, today, member.person_id))


def _came_from(request: Request) -> MemberRequest:
    return cast("MemberRequest", request._request)  # noqa: SLF001 - the framework's way to what it wraps


def _refused(refused: Refused) -> Response:
    status = status_of(refused)
    return problem(refused.first.code, refused.first.said, status=status, errors=errors_of(refused.faults))


devices = requires(Permission.EVACUATE)(DevicesInterface.as_view())
device = requires(Permission.EVACUATE)(DeviceInterface.as_view())
ticks = requires(Permission.EVACUATE)(TicksInterface.as_view())
