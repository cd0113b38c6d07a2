"""What a phone tells of a home visit, at once or when it has a signal again: going, what was found, being back.

Each act carries a key and how many seconds ago it was pressed. Sent twice, it is noted once.
"""

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
from foundation.api import Interface, Strict, problem
from foundation.refusals import Fault, Refused
from foundation.statuses import BAD_REQUEST, CONFLICT
from schools.absence.forms.visits import FoundForm
from schools.absence.models import HomeVisit
from schools.absence.operations.visits import note_back, note_found, note_gone
from schools.absence.pages.visits import lede_words, step_words
from schools.absence.rules.visits import moment_of
from schools.registers.rules.asks import LONGEST_KEY, is_key
from schools.roll.queries.contacts import contacts_of
from schools.roll.queries.signing import signature_of

_WORDS = serializers.CharField(allow_blank=True, max_length=2000, trim_whitespace=False)


class ActSerializer(Strict):
    """One act. `person` is who pressed, so that nobody's report is sent in another's name; `found` holds the report."""

    act = serializers.ChoiceField(choices=["went", "found", "back"])
    person = serializers.UUIDField()
    ago = serializers.IntegerField(min_value=0, max_value=10_000_000)
    found = serializers.DictField(child=_WORDS, default=dict)


class VisitInterface(Interface):
    """One home visit."""

    def post(self, request: Request, visit_id: uuid.UUID) -> Response:
        """Note an act."""
        came = cast("MemberRequest", request._request)  # noqa: SLF001 - the framework's own way to the request it wraps
        visit = get_object_or_404(policy_for(Permission.SEE_VISITS).visible(came.member), pk=visit_id)
        key = request.headers.get("Idempotency-Key", "")
        if not is_key(key):
            words = f"Send a header Idempotency-Key of 1 to {LONGEST_KEY} characters, a new one for each act."
            return problem("idempotency_key_missing", words, status=BAD_REQUEST)
        body = ActSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if body.validated_data["person"] != came.member.person_id:
            words = "Somebody else wrote this on this phone. They sign in to send it; nothing was saved."
            return problem("of_somebody_else", words, status=CONFLICT)
        noted = _note(visit, body.validated_data, key, came)
        return Response({"steps": step_words(noted), "lede": lede_words(noted, clock.today())})


def _note(visit: HomeVisit, sent: dict[str, Any], key: str, came: MemberRequest) -> HomeVisit:
    now, signed = clock.now(), signature_of(came.member, clock.today())
    at = moment_of(now, sent["ago"], since=visit.planned_at)
    if sent["act"] == "went":
        return note_gone(visit, at=at, signed=signed)
    if sent["act"] == "back":
        return note_back(visit, at=at, signed=signed)
    form = FoundForm({**sent["found"], "key": key}, contacts=contacts_of(visit.day.pupil, visit.day.date))
    if not form.is_valid():
        raise Refused.because(
            *(Fault(str(words), "form", field) for field, errors in form.errors.items() for words in errors)
        )
    return note_found(visit, form.report, at=at, signed=signed, now=now)


visit = requires(Permission.SEE_VISITS)(VisitInterface.as_view())
