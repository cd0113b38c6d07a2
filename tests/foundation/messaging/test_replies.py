"""What people write back is read safely, and a callback that cannot be read harms nothing."""

import datetime as dt
import json
from typing import Any

import pytest

from foundation.messaging import LARGEST_CALLBACK, Reply, State, Unrecognised
from foundation.messaging.replies import Wish
from foundation.refusals import Malformed, Refused
from rollcall.servers.stand_ins import TwilioServer
from tests.foundation.messaging import carriers
from tests.foundation.messaging.carriers import NUMBER, Carrier
from tests.foundation.messaging.telling import OURS, read, reply, retold

both = pytest.mark.parametrize("carrier", ["notify-text", "twilio"], indirect=True)
# -- replies ----------------------------------------------------------------------------------------------------------

MARKUP = "<script>alert(1)</script> <b>ill</b> &amp; \"well\" ''"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Kai is ill, Mia comes at 10. Zoë 🤒", "Kai is ill, Mia comes at 10. Zoë 🤒"),
        (MARKUP, MARKUP),
        ("ill\x00ness\x07\x1b[2J", "illness[2J"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\u202egnp.exe\u202c ill", "gnp.exe ill"),
        ("", ""),
        ("é" * 1600, "é" * 1600),
        ("'; DROP TABLE schools; --", "'; DROP TABLE schools; --"),
    ],
)
@both
def test_a_reply_is_plain_text_whatever_is_in_it(carrier: Carrier, written: str, read_as: str) -> None:
    post = reply(carrier, written)
    assert len(post.body) < LARGEST_CALLBACK
    told = read(carrier, post)
    assert isinstance(told, Reply)
    assert (told.text, told.sender, told.recipient) == (read_as, NUMBER, OURS)
    assert told.wish is None
    told.text.encode()
    if carrier.gateway.name == "notify":
        assert told.at is not None
        assert told.at.utcoffset() == dt.timedelta()


@pytest.mark.parametrize("carrier", ["notify-text"], indirect=True)
def test_half_a_character_in_json_is_dropped(carrier: Carrier) -> None:
    assert read(carrier, reply(carrier, "ill \ud800")).text == "ill"


@pytest.mark.parametrize(("sender", "kept"), [("HMRC", "HMRC"), ("60777", "60777"), ("+33612345678", "+33612345678")])
@both
def test_a_sender_that_is_no_contact_s_number_is_given_on(carrier: Carrier, sender: str, kept: str) -> None:
    assert read(carrier, reply(carrier, "ill", sender)).sender == kept


@both
def test_stop_and_start_are_known(carrier: Carrier) -> None:
    assert [read(carrier, reply(carrier, text)).wish for text in ("STOP", "Start", "Yes")] == [
        Wish.STOP,
        Wish.START,
        None,
    ]


@pytest.mark.parametrize("carrier", ["twilio"], indirect=True)
def test_twilio_s_own_word_for_opting_out_counts_and_pictures_are_said(carrier: Carrier) -> None:
    told = retold(carrier, reply(carrier, "ARRET"), OptOutType="STOP", NumMedia="2")
    assert (told.wish, told.pictures) == (Wish.STOP, 2)


def test_whom_twilio_knows_to_have_said_stop_gets_no_text() -> None:
    with TwilioServer() as server:
        carrier = carriers.twilio(server)
        reply(carrier, "Stop")
        refused = carrier.send(carrier.message())
        reply(carrier, "START")
        taken = carrier.send(carrier.message())
    assert (refused.state, refused.code, refused.again) == (State.FAILED, "twilio:21610", False)
    assert "STOP" in refused.reason
    assert taken.state is State.HANDED_OVER


# -- what cannot be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("carrier", ["notify-text"], indirect=True)
@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'"x"', b"{", b"[" * 60_000, b'{"id": ' + b"9" * 5000 + b"}"])
def test_a_body_of_notify_that_is_no_object_is_malformed(carrier: Carrier, body: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        read(carrier, reply(carrier, "x"), body=body)
    assert refused.value.first.code == "unreadable"


@pytest.mark.parametrize("carrier", ["twilio"], indirect=True)
@pytest.mark.parametrize("body", [b"\xff\xfe", b"no form", b"&".join([b"a=1"] * 200)])
def test_a_body_of_twilio_that_is_no_form_is_malformed(carrier: Carrier, body: bytes) -> None:
    with pytest.raises(Malformed):
        read(carrier, reply(carrier, "x"), body=body)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"id": "not an id", "status": "delivered", "notification_type": "sms"},
        {"id": "3d844edf-8d35-48ac-975b-e847b4f122b0", "status": "read", "notification_type": "sms"},
        {"id": "3d844edf-8d35-48ac-975b-e847b4f122b0", "status": None, "message": 7},
        {"id": ["3d844edf-8d35-48ac-975b-e847b4f122b0"], "status": {"delivered": True}},
    ],
)
@pytest.mark.parametrize("carrier", ["notify-text"], indirect=True)
def test_a_kind_that_notify_has_not_told_us_of_is_noted(carrier: Carrier, told: dict[str, Any]) -> None:
    event = read(carrier, reply(carrier, "x"), body=json.dumps(told).encode())
    assert isinstance(event, Unrecognised)
    assert event == read(carrier, reply(carrier, "x"), body=json.dumps(told).encode())


@pytest.mark.parametrize("told", [{"MessageSid": ""}, {"MessageSid": "SM12"}, {"MessageStatus": "reborn"}])
@pytest.mark.parametrize("carrier", ["twilio"], indirect=True)
def test_a_kind_that_twilio_has_not_told_us_of_is_noted(carrier: Carrier, told: dict[str, str]) -> None:
    event = retold(carrier, reply(carrier, "x"), **told)
    assert isinstance(event, Unrecognised)


@pytest.mark.parametrize("carrier", ["twilio"], indirect=True)
@pytest.mark.parametrize(("field", "value"), [("ErrorCode", "9" * 5000), ("ErrorCode", "٣"), ("ErrorCode", "-1")])
def test_numbers_that_are_none_harm_nothing(carrier: Carrier, field: str, value: str) -> None:
    outcome = carrier.send(carrier.message())
    told = retold(carrier, carrier.server.receipt(outcome.provider_id, "failed"), **{field: value})
    assert (told.state, told.code) == (State.FAILED, "twilio:failed")


@both
def test_a_body_larger_than_any_of_theirs_is_not_read(carrier: Carrier) -> None:
    post = reply(carrier, "x")
    padded = post.body + b" " * (LARGEST_CALLBACK - len(post.body))
    if carrier.gateway.name == "notify":
        assert isinstance(read(carrier, post, body=padded), Reply)
    with pytest.raises(Refused) as refused:
        read(carrier, post, body=padded + b" ")
    assert refused.value.first.code == "too_large"
