"""Who carries the school's messages."""

import json
from dataclasses import dataclass
from typing import Any, Final

from foundation import messaging
from foundation.messaging.kinds import gateway
from foundation.refusals import Refused
from foundation.sealed import CannotUnseal, unseal
from schools.absence.models import Gateway

#: What secrets of gateways are sealed for.
SEALED_FOR: Final = "absence.gateway"


@dataclass(frozen=True, slots=True)
class Carrier:
    """The gateway of one channel, ready to be spoken to, and its name."""

    kind: str
    gateway: messaging.Gateway


def carrier_of(channel: str) -> Carrier:
    """Who carries this channel. Raises Refused when nobody is set, or when the secrets have to be set again."""
    row = Gateway.objects.filter(channel=channel).first()
    if row is None:
        words = f"Nobody is set to carry the school’s {channel}s. Whoever runs Rollcall sets it by `rollcall gateway`."
        raise Refused(words, code="no_gateway")
    try:
        secrets = opened(bytes(row.secret))
    except CannotUnseal:
        words = f"What proves who we are to {row.kind} cannot be read any more. It has to be set again."
        raise Refused(words, code="gateway_sealed") from None
    return Carrier(row.kind, gateway(row.kind, {**row.facts, **secrets}))


def channels_set() -> dict[str, str]:
    """The channels that somebody carries, with the kind of gateway."""
    return dict(Gateway.objects.order_by("channel").values_list("channel", "kind"))


def opened(sealed: bytes) -> dict[str, Any]:
    """The settings that were sealed. Raises CannotUnseal."""
    found: dict[str, Any] = json.loads(unseal(sealed.decode("ascii"), purpose=SEALED_FOR))
    return found
