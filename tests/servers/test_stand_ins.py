"""The stand-ins as a process of their own, which others look at and steer over HTTP, as the demo and the fault runs do."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from foundation.messaging import (
    Channel,
    Message,
    Notify,
    NotifySettings,
    Smtp,
    SmtpSettings,
    State,
    Twilio,
    TwilioSettings,
)
from foundation.messaging.gateway import Gateway
from tests.layout.tree import ROOT

NUMBER = "+447700900123"


@pytest.fixture(scope="module")
def there() -> Iterator[dict[str, Any]]:
    """What the process says of where its stand-ins are."""
    command = [sys.executable, "-m", "rollcall.servers.stand_ins"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(10) == 0


def asked(address: str, said: Any = None) -> Any:
    request = urllib.request.Request(address, json.dumps(said).encode() if said is not None else None)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def notify(there: dict[str, Any]) -> Gateway:
    ours = there["notify"]
    return Notify(
        NotifySettings(ours["api_key"], ours["callback_token"], ours["text_template"], address=ours["address"])
    )


def twilio(there: dict[str, Any]) -> Gateway:
    ours = there["twilio"]
    return Twilio(TwilioSettings(ours["account"], ours["token"], ours["number"], address=ours["address"]))


def smtp(there: dict[str, Any]) -> Gateway:
    port = there["mail"]["smtp_port"]
    return Smtp(SmtpSettings("127.0.0.1", "office@alder.example", port, security="none"))


@pytest.mark.parametrize(("name", "making"), [("notify", notify), ("twilio", twilio), ("mail", smtp)])
def test_another_process_sends_steers_and_looks(there: dict[str, Any], name: str, making: Any) -> None:
    gateway, address = making(there), there[name]["address"]
    to, channel = (NUMBER, Channel.TEXT) if name != "mail" else ("parent@example.com", Channel.EMAIL)
    asked(f"{address}/_/fault", {"faults": ["429" if name != "mail" else "400"]})
    refused, taken = (gateway.send(Message(f"{name}-{nth}", channel, to, "He is not in", "Today")) for nth in (1, 2))
    assert (refused.state, taken.state) == (State.FAILED, State.HANDED_OVER)
    (kept,) = asked(f"{address}/_/messages")
    assert (kept["key"], kept["to"], kept["text"].strip()) == (taken.provider_id, to, "He is not in")


def test_a_receipt_that_nobody_takes_is_said_to_be_unanswered(there: dict[str, Any]) -> None:
    address = there["notify"]["address"]
    taken = notify(there).send(Message("receipt-1", Channel.TEXT, NUMBER, "He is not in"))
    assert asked(f"{address}/_/receipt", {"key": taken.provider_id, "status": "delivered"}) == {"answered": 0}
    assert [kept["status"] for kept in asked(f"{address}/_/messages") if kept["key"] == taken.provider_id] == [
        "delivered"
    ]
