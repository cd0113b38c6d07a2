"""The interface that ticks come in by, from a page that is open or a device that was without a network.

`GET` gives who has been seen; `POST` adds what a device has ticked and taken back, each once by its own key, and answers
the same. No name travels here: lines are named by their keys.
"""

from typing import Any, cast

from django.middleware.csrf import get_token
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.api import Interface, errors_of, problem
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.statuses import status_of
from schools.desk.models import Evacuation
from schools.desk.operations.evacuating import MOST_TICKS, Begun, Tick, merge
from schools.desk.queries.evacuations import sightings, under_way
from schools.registers.rules.asks import LONGEST_KEY

_KEY: dict[str, Any] = {"max_length": LONGEST_KEY, "min_length": 8}


class BegunSerializer(serializers.Serializer[Any]):
    """The evacuation as the device knows it."""

    id = serializers.UUIDField()
    began_at = serializers.DateTimeField()
    drill = serializers.BooleanField()


class TickSerializer(serializers.Serializer[Any]):
    """One person seen."""

    key = serializers.RegexField(r"^[0-9a-f]+$", **_KEY)
    line = serializers.CharField(max_length=50)
    seen_at = serializers.DateTimeField()


class TicksSerializer(serializers.Serializer[Any]):
    """What a device sends."""

    evacuation = BegunSerializer()
    ticks = TickSerializer(many=True)
    taken_back = serializers.ListField(child=serializers.CharField(**_KEY), max_length=MOST_TICKS)


class TicksInterface(Interface):
    """Who has been seen in the evacuation of today."""

    def get(self, request: Request) -> Response:
        """As it stands, with the token that a device needs which has opened no page for it."""
        asked = cast("MemberRequest", request._request)  # noqa: SLF001 - the framework's way to what it wraps
        return Response(_standing(under_way(clock.today())) | {"token": get_token(asked)})

    def post(self, request: Request) -> Response:
        """Merge what a device brings."""
        body = TicksSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        member = cast("MemberRequest", request._request).member  # noqa: SLF001 - the framework's way to what it wraps
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
            status = status_of(refused)
            return problem(refused.first.code, refused.first.said, status=status, errors=errors_of(refused.faults))
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


ticks = requires(Permission.EVACUATE)(TicksInterface.as_view())
