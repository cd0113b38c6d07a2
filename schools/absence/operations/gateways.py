"""Setting who carries the school's messages, and the address at which they tell us what became of them."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Final

from foundation.audit.actors import Actor
from foundation.messaging import Channel, Smtp, Twilio
from foundation.messaging.kinds import gateway, secret_names
from foundation.refusals import Refused
from foundation.sealed import seal
from schools.absence.models import Gateway
from schools.absence.queries.gateways import SEALED_FOR
from schools.journal.operations import close_links, make_link, record

#: What a carrier's link opens, and where below it a carrier reports.
CARRIER: Final = "absence.carrier"
REPORTS: Final = "carrier/"


def set_gateway(
    channel: Channel,
    kind: str,
    settings: Mapping[str, str],
    *,
    address_of: Callable[[str], str],
    by: Actor,
    now: dt.datetime,
) -> str:
    """Have this carrier take the channel from now on; the address to give it for receipts and replies, empty for none.

    `address_of` makes the public address of a path on the school's host. The address holds a token and is sealed with the
    secrets; the one given out before opens nothing any more. Raises Refused for settings that cannot be.
    """
    made = gateway(kind, settings)
    if channel not in made.channels:
        raise Refused(f"{kind} does not carry {channel}s with these settings.", code="channel", field="channel")
    secret = secret_names(kind)
    plain = {name: value for name, value in settings.items() if name not in secret}
    secrets = {name: value for name, value in settings.items() if name in secret}
    close_links(CARRIER, about=[("channel", channel)], at=now)
    reports = ""
    if kind != Smtp.name:
        facts = {"kind": kind, "settings": plain, "origin": address_of("")}
        link = make_link(CARRIER, about=("channel", channel), facts=facts, secret=_sealed(secrets))
        reports = address_of(f"{link}{REPORTS}")
    if kind == Twilio.name:
        secrets["receipts"] = reports
    Gateway.objects.update_or_create(
        channel=channel, defaults={"kind": kind, "facts": plain, "secret": _sealed(secrets)}
    )
    record("absence.gateway_set", about=("gateway", channel), by=by, details={"kind": kind})
    return reports


def remove_gateway(channel: Channel, *, by: Actor, now: dt.datetime) -> bool:
    """Have nobody carry the channel; whether somebody did. What was handed over can no longer be asked about."""
    removed, _ = Gateway.objects.filter(channel=channel).delete()
    if removed:
        close_links(CARRIER, about=[("channel", channel)], at=now)
        record("absence.gateway_removed", about=("gateway", channel), by=by)
    return bool(removed)


def _sealed(secrets: Mapping[str, str]) -> bytes:
    return seal(json.dumps(dict(secrets)), purpose=SEALED_FOR).encode("ascii")
