"""What carriers tell us: only they are believed, each thing is known again, and what it says is read safely.

The bad input of webhooks (H141 to 146, 152): no signature, a wrong secret, a body written anew, one that is old or replayed,
and events the wrong way round. What cannot be read (H147, 151) is in `test_replies.py`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

import pytest

from foundation.messaging import Callback, Channel, Receipt, Reply, State, furthest
from foundation.messaging.twilio import signature
from foundation.refusals import Malformed, Refused
from rollcall.servers.stand_ins import Courier, Fault, MailServer, NotifyServer, TwilioServer
from rollcall.servers.stand_ins.serving import go_all
from tests.foundation.messaging import carriers
from tests.foundation.messaging.carriers import REPLIES, Carrier
from tests.foundation.messaging.telling import fields_of, read, reply, retold, rewritten
from tests.waiting import wait_until

KINDS = ["notify-text", "twilio"]
both = pytest.mark.parametrize("carrier", KINDS, indirect=True)


# -- receipts ---------------------------------------------------------------------------------------------------------


@both
def test_a_receipt_names_our_message_and_how_far_it_got(carrier: Carrier) -> None:
    message = carrier.message()
    outcome = carrier.send(message)
    told = read(carrier, carrier.server.receipt(outcome.provider_id, "delivered"))
    assert isinstance(told, Receipt)
    assert (told.state, told.reference, told.provider_id) == (State.DELIVERED, message.reference, outcome.provider_id)
    assert (told.reason, told.code) == ("", "")


@both
def test_a_receipt_settles_a_message_whose_answer_was_lost(carrier: Carrier) -> None:
    message = carrier.message()
    carrier.send(message, Fault.CUT_AFTER)
    (kept,) = carrier.server.kept
    told = read(carrier, carrier.server.receipt(kept.key, "delivered"))
    assert told.reference == message.reference


@pytest.mark.parametrize(
    ("carrier", "status", "error", "says"),
    [
        ("notify-text", "permanent-failure", 0, "no such number"),
        ("notify-text", "temporary-failure", 0, "phone was off"),
        ("notify-text", "technical-failure", 0, "could not pass"),
        ("twilio", "undelivered", 30003, "phone was off"),
        ("twilio", "failed", 30006, "landline"),
        ("twilio", "failed", 39999, "number 39999"),
        ("twilio", "canceled", 0, "Twilio"),
    ],
    indirect=["carrier"],
)
def test_a_failure_has_a_reason_for_people(carrier: Carrier, status: str, error: int, says: str) -> None:
    outcome = carrier.send(carrier.message())
    told = read(carrier, carrier.server.receipt(outcome.provider_id, status, error))
    assert told.state is State.FAILED
    assert says in told.reason
    assert told.code


@both
def test_receipts_in_any_order_end_at_the_same_state(carrier: Carrier) -> None:
    outcome = carrier.send(carrier.message())
    statuses = ["sending", "sent", "delivered"]
    events = [read(carrier, carrier.server.receipt(outcome.provider_id, status)) for status in statuses]
    for order in permutations(events):
        state = outcome.state
        for event in order:
            state = furthest(state, event.state)
        assert state is State.DELIVERED


# -- who is believed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forged",
    [
        {"headers": {}},
        {"headers": {"authorization": "", "x-twilio-signature": ""}},
        {"headers": {"authorization": "Bearer wrong", "x-twilio-signature": "d3Jvbmc="}},
        {"headers": {"authorization": "Basic wrong", "x-twilio-signature": "Ā\udc80"}},
    ],
)
@both
def test_without_proof_nothing_is_believed(carrier: Carrier, forged: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        read(carrier, reply(carrier, "He is ill"), **forged)
    assert refused.value.first.code == "unsigned"


def test_a_secret_that_is_not_set_opens_nothing() -> None:
    with NotifyServer() as notify, TwilioServer() as twilio:
        carrier = carriers.notify(notify, Channel.TEXT, callback_token="")
        with pytest.raises(Refused):
            read(carrier, reply(carrier, "He is ill"), headers={"authorization": "Bearer "})
        with pytest.raises(Malformed):
            carriers.twilio(twilio, token="")


@pytest.mark.parametrize("carrier", ["notify-text"], indirect=True)
def test_notify_s_token_is_a_bearer_s(carrier: Carrier) -> None:
    token = carrier.server.callback_token
    post = reply(carrier, "He is ill")
    assert isinstance(read(carrier, post, headers={"authorization": f"bearer {token}"}), Reply)
    for given in (token, f"Basic {token}", f"Bearer {token} more", f"Bearer {token[:-1]}"):
        with pytest.raises(Refused):
            read(carrier, post, headers={"authorization": given})


@pytest.mark.parametrize("carrier", ["twilio"], indirect=True)
@pytest.mark.parametrize("changed", ["Body=He+is+well", "Extra=1", "To=%2B447700900901"])
def test_a_changed_word_undoes_twilio_s_signature(carrier: Carrier, changed: str) -> None:
    post = reply(carrier, "He is ill")
    name = changed.partition("=")[0]
    kept = {key: value for key, value in fields_of(post).items() if key != name}
    body = f"{urlencode(kept)}&{changed}".encode()
    with pytest.raises(Refused):
        read(carrier, post, body=body)


@pytest.mark.parametrize("carrier", ["twilio"], indirect=True)
def test_twilio_signs_our_public_address_with_or_without_its_usual_port(carrier: Carrier) -> None:
    post = reply(carrier, "He is ill")
    assert isinstance(read(carrier, post), Reply)
    with_port = REPLIES.replace(".org/", ".org:443/")
    assert isinstance(read(carrier, post, address=with_port), Reply)
    fields = fields_of(post)
    assert isinstance(
        read(carrier, post, headers={"x-twilio-signature": carrier.server.signature(with_port, fields)}), Reply
    )
    for elsewhere in (REPLIES.replace("alder", "birch"), REPLIES + "?more=1", REPLIES.replace("https", "http")):
        with pytest.raises(Refused):
            read(carrier, post, address=elsewhere)


@pytest.mark.parametrize("carrier", ["twilio"], indirect=True)
def test_another_account_s_events_are_not_ours_though_they_were_signed_by_our_token(carrier: Carrier) -> None:
    with pytest.raises(Refused):
        retold(carrier, reply(carrier, "He is ill"), AccountSid="AC" + "0" * 32)


def test_the_signature_is_twilio_s_own() -> None:
    """The worked example of Twilio's documentation."""
    fields = {
        "CallSid": ["CA1234567890ABCDE"],
        "Caller": ["+14158675310"],
        "Digits": ["1234"],
        "From": ["+14158675310"],
        "To": ["+18005551212"],
    }
    assert signature("12345", "https://example.com/myapp.php?foo=1&bar=2", fields) == "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_nobody_calls_for_a_mail_server() -> None:
    with MailServer() as server, pytest.raises(Refused) as refused:
        carriers.smtp(server).gateway.read_callback(Callback("https://alder.example.org/x", {}, b""))
    assert refused.value.first.code == "unsigned"


# -- known again ------------------------------------------------------------------------------------------------------


@both
def test_what_is_told_twice_or_written_anew_has_the_same_id(carrier: Carrier) -> None:
    """Neither carrier signs a time, and a body written anew is as good to both: what was seen before is known by its id."""
    outcome = carrier.send(carrier.message())
    receipt = carrier.server.receipt(outcome.provider_id, "delivered")
    written = reply(carrier, "He is ill & in bed: 1 + 1")
    for post in (receipt, written):
        first, again = read(carrier, post), read(carrier, post, body=rewritten(post))
        assert rewritten(post) != post.body
        assert first == again
    ids = {read(carrier, post).event_id for post in (receipt, written, reply(carrier, "He is ill & in bed: 1 + 1"))}
    assert len(ids) == 3
    assert read(carrier, carrier.server.receipt(outcome.provider_id, "sending")).event_id not in ids


# -- over a real connection -------------------------------------------------------------------------------------------


@contextmanager
def heard() -> Iterator[tuple[str, list[Callback]]]:
    """An address of ours, and what arrives at it."""
    arrived: list[Callback] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            arrived.append(Callback(f"http://{self.headers['Host']}{self.path}", headers, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://alder.localhost:{server.server_port}/messages/", arrived
        server.shutdown()


@pytest.mark.parametrize("serving", [NotifyServer, TwilioServer])
def test_doubled_and_backwards_over_http_it_is_still_one_message_delivered_once(serving: Any) -> None:
    with heard() as (address, arrived), serving() as server:
        if isinstance(server, NotifyServer):
            server.receipts_to = address
            carrier = carriers.notify(server, Channel.TEXT)
        else:
            carrier = carriers.twilio(server, receipts=address)
        message = carrier.message()
        outcome = carrier.send(message)
        posts = [server.receipt(outcome.provider_id, status) for status in ("sending", "delivered")]
        assert go_all(posts, times=2, backwards=True) == [204] * 4
    events = [event for one in arrived for event in carrier.gateway.read_callback(one)]
    assert [event.state for event in events] == [State.DELIVERED] * 2 + [State.HANDED_OVER] * 2
    assert len({event.event_id for event in events}) == 2
    assert {event.reference for event in events} == {message.reference}


def test_a_courier_tells_of_each_message_by_itself_however_untidily() -> None:
    with heard() as (address, arrived), TwilioServer() as server:
        carrier = carriers.twilio(server, receipts=address)
        messages = [carrier.message(), carrier.message()]
        for message in messages:
            carrier.send(message)
        with Courier(server, ["sent", "delivered"], after=0, untidy=True):
            wait_until(lambda: len(arrived) == 8)
    ends = dict.fromkeys((message.reference for message in messages), State.QUEUED)
    for one in arrived:
        (event,) = carrier.gateway.read_callback(one)
        ends[event.reference] = furthest(ends[event.reference], event.state)
    assert set(ends.values()) == {State.DELIVERED}
