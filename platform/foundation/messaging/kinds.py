"""The gateways by name, made of settings as they are stored: all text, and whoever stores them seals the secret ones."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from foundation.messaging.gateway import Gateway
from foundation.messaging.notify import Notify, NotifySettings
from foundation.messaging.smtp import Smtp, SmtpSettings
from foundation.messaging.twilio import Twilio, TwilioSettings
from foundation.refusals import Fault, Malformed

_KINDS: Final[Mapping[str, tuple[Any, Any]]] = {
    Smtp.name: (Smtp, SmtpSettings),
    Notify.name: (Notify, NotifySettings),
    Twilio.name: (Twilio, TwilioSettings),
}
NAMES: Final = tuple(_KINDS)


def secret_names(kind: str) -> frozenset[str]:
    """Which settings of a kind are secrets: those that a value does not show of itself."""
    return frozenset(field.name for field in _fields(kind) if not field.repr)


def gateway(kind: str, settings: Mapping[str, str]) -> Gateway:
    """A gateway of that kind. Malformed with every setting that is missing, unknown or cannot be."""
    known = {field.name: field for field in _fields(kind)}
    faults = [
        Fault(f"{kind} has no such setting. It has {', '.join(known)}.", field=name) for name in settings.keys() - known
    ]
    needed = [name for name, field in known.items() if field.default is dataclasses.MISSING]
    faults += [Fault(f"{kind} needs this setting.", field=name) for name in needed if not settings.get(name)]
    port = settings.get("port", "0")
    if not (port.isdecimal() and port.isascii() and int(port[:6]) < 65536):
        faults.append(Fault("A port is a number up to 65535.", field="port"))
    if faults:
        raise Malformed.because(*faults)
    making, holding = _KINDS[kind]
    made: Gateway = making(holding(**{name: int(text) if name == "port" else text for name, text in settings.items()}))
    return made


def _fields(kind: str) -> tuple[dataclasses.Field[Any], ...]:
    if kind not in _KINDS:
        raise Malformed(f"There is no gateway of that name. There are {', '.join(NAMES)}.", field="kind")
    return dataclasses.fields(_KINDS[kind][1])
