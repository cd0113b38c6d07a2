"""Where carriers report: what became of messages, and what families wrote back.

Whoever knows the address still has to prove to be the carrier. What a carrier says is put into the inbox once, by the id
that its gateway gives what was said: the worker, as the school, does the rest.
"""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from foundation import clock
from foundation.access.gate import open_to_link
from foundation.messaging import LARGEST_CALLBACK, Callback, Event, Gateway, Receipt, Reply
from foundation.messaging.kinds import gateway
from foundation.refusals import Refused
from foundation.statuses import status_of
from foundation.ui.views import link_opens_nothing, too_large
from schools.absence.operations.gateways import CARRIER
from schools.absence.operations.outcomes import RECEIPT
from schools.absence.operations.replying import REPLY
from schools.absence.queries.gateways import opened
from schools.journal.models import Link
from schools.journal.operations import put_in
from schools.journal.queries import link_of

logger = logging.getLogger(__name__)

_UNSIGNED = 403


@open_to_link(CARRIER)
def carrier(request: HttpRequest, token: str) -> HttpResponse:
    """Take what a carrier says: 200 for all that is its own, known to us or not; 4xx for what is not, and nothing kept."""
    del token
    link = link_of(CARRIER, clock.now())
    if link is None:
        return link_opens_nothing(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_CALLBACK:
        return too_large(request, LARGEST_CALLBACK)
    headers = {name.lower(): value for name, value in request.headers.items()}
    callback = Callback(f"{link.facts['origin']}{request.get_full_path()}", headers, request.body)
    try:
        events = _gateway(link).read_callback(callback)
    except Refused as refused:
        said = {"code": refused.first.code, "detail": refused.words}
        return JsonResponse(said, status=status_of(refused, unsigned=_UNSIGNED))
    for event in events:
        _keep(event, link.facts["kind"])
    return HttpResponse(status=200)


def _gateway(link: Link) -> Gateway:
    """The gateway as it was when the link was made: what the link's one row knows is enough to prove who calls."""
    return gateway(link.facts["kind"], {**link.facts["settings"], **opened(bytes(link.secret or b""))})


def _keep(event: Event, kind: str) -> None:
    """Put one thing that was said into the inbox, unless it is there; what we do not know is noted by its id alone."""
    if isinstance(event, Receipt):
        put_in(RECEIPT, _receipt(event, kind), event=event.event_id)
    elif isinstance(event, Reply):
        put_in(REPLY, _reply(event, kind), event=event.event_id)
    else:
        logger.info("A carrier said something we do not know: %s", event.event_id)


def _receipt(event: Receipt, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "reference": event.reference,
        "provider_id": event.provider_id,
        "state": event.state.value,
        "reason": event.reason,
        "code": event.code,
    }


def _reply(event: Reply, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "sender": event.sender,
        "recipient": event.recipient,
        "text": event.text,
        "wish": event.wish.value if event.wish else "",
        "pictures": event.pictures,
        "at": clock.now().isoformat(),
    }
