"""What every gateway keeps to, tried against its carrier's stand-in with every fault that carrier has.

The promise: what a carrier took is never lost silently, and never sent again by us on a guess. An outcome is "handed over"
or "failed" only where the carrier said so or nothing can have reached it; anything else may have been sent, and asking
settles it.
"""

import contextlib
import datetime as dt
import logging
import uuid

import pytest

from foundation.messaging import Channel, Message, Outcome, State
from foundation.messaging.gateway import SETTLES_AFTER
from rollcall.servers.stand_ins import Fault, MailServer, NotifyServer, TwilioServer
from rollcall.servers.stand_ins.faults import REFUSALS
from rollcall.servers.stand_ins.mail import FAULTS
from tests.foundation.messaging import carriers
from tests.foundation.messaging.carriers import EMAIL, KINDS, NUMBER, TEXT, Carrier

MOMENT = dt.timedelta(seconds=5)
FAULTS_OF_EACH = [(kind, fault) for kind in KINDS for fault in Fault if kind != "smtp" or fault in FAULTS]


def sent(carrier: Carrier, *faults: Fault, text: str = "") -> tuple[Message, Outcome]:
    """A message of a text of its own, sent while these faults strike."""
    message = carrier.message(text or f"{TEXT} {uuid.uuid4().hex}")
    return message, carrier.send(message, *faults)


def test_a_message_arrives_as_it_was_written_and_is_handed_over(carrier: Carrier) -> None:
    text = "Kai’s not in: £5 + 100 % “why?” & <b>\n.\n..two dots\n\nYours, Zoë"
    message, outcome = sent(carrier, text=text)
    (kept,) = carrier.server.kept
    assert kept.text.replace("\r\n", "\n").strip() == text
    assert kept.to == message.to
    assert (outcome.state, outcome.reason, outcome.provider_id) == (State.HANDED_OVER, "", kept.key)
    if carrier.channel is Channel.EMAIL:
        assert kept.subject == message.subject


@pytest.mark.parametrize(("carrier", "fault"), FAULTS_OF_EACH, indirect=["carrier"])
def test_what_was_taken_is_never_said_to_have_failed_nor_the_other_way(carrier: Carrier, fault: Fault) -> None:
    message, outcome = sent(carrier, fault)
    taken = carrier.has(message)
    assert taken == (1 if fault.keeps else 0)
    assert outcome.state in {State.HANDED_OVER, State.FAILED, State.IN_DOUBT}
    assert outcome.state is not State.HANDED_OVER
    if taken:
        assert outcome.state is State.IN_DOUBT
    if outcome.again:
        assert outcome.state is State.FAILED
    assert outcome.reason.endswith(".")
    assert outcome.code


@pytest.mark.parametrize("fault", list(Fault))
def test_asking_settles_every_doubt_as_it_is(askable: Carrier, fault: Fault) -> None:
    message, outcome = sent(askable, fault)
    told = askable.ask(message)
    assert told.state is (State.HANDED_OVER if fault.keeps else State.FAILED)
    assert told.again is not fault.keeps
    if fault in REFUSALS:
        assert outcome.state is State.FAILED
    assert askable.has(message) == (1 if fault.keeps else 0)  # asking sent nothing


def test_a_carrier_may_still_be_at_work_on_what_it_does_not_have_yet(askable: Carrier) -> None:
    message, _ = sent(askable, Fault.SILENT)
    early = askable.ask(message, after=SETTLES_AFTER - MOMENT)
    assert (early.state, early.again) == (State.IN_DOUBT, False)
    assert askable.ask(message, after=SETTLES_AFTER + MOMENT).state is State.FAILED


@pytest.mark.parametrize("fault", list(Fault))
def test_a_carrier_that_cannot_be_asked_settles_nothing(askable: Carrier, fault: Fault) -> None:
    message, _ = sent(askable, Fault.CUT_AFTER)
    assert askable.ask(message, fault).state is State.IN_DOUBT
    assert askable.ask(message).state is State.HANDED_OVER


def test_asking_tells_how_far_it_got(askable: Carrier) -> None:
    message, _ = sent(askable, Fault.CUT_AFTER)
    (kept,) = askable.server.kept
    kept.status = "delivered"
    assert askable.ask(message).state is State.DELIVERED
    kept.status, kept.error = (
        ("failed", 30005) if isinstance(askable.server, TwilioServer) else ("permanent-failure", 0)
    )
    told = askable.ask(message)
    assert (told.state, told.again) == (State.FAILED, False)
    assert "Check it on the contact." in told.reason
    kept.status, kept.error = (
        ("failed", 30001) if isinstance(askable.server, TwilioServer) else ("technical-failure", 0)
    )
    told = askable.ask(message)
    assert (told.state, told.again) == (State.FAILED, True)
    assert "can be sent again" in told.reason


def test_a_mail_server_can_be_asked_nothing() -> None:
    with MailServer() as server:
        carrier = carriers.smtp(server)
        message, _ = sent(carrier, Fault.SILENT_AFTER)
        told = carrier.ask(message, after=dt.timedelta(days=1))
    assert (told.state, told.again) == (State.IN_DOUBT, False)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nobody_there_is_no_doubt(kind: str) -> None:
    serving, beside = KINDS[kind]
    with serving() as server:
        carrier = beside(server)
    outcome = carrier.gateway.send(carrier.message())
    assert (outcome.state, outcome.again) == (State.FAILED, True)


def test_half_a_character_stops_no_other_message(carrier: Carrier) -> None:
    """Python can hold one and nothing can send it: the message goes without, or is refused; it does not raise."""
    outcome = carrier.send(carrier.message("ill \ud800"))
    assert outcome.state in {State.HANDED_OVER, State.FAILED}


def test_a_redirect_is_not_followed(askable: Carrier) -> None:
    sent(askable, Fault.ELSEWHERE)
    assert not [asked for asked in askable.server.asked if "elsewhere" in asked]


@pytest.mark.parametrize("fault", [Fault.BAD_REQUEST, Fault.FORBIDDEN, Fault.TOO_MANY])
def test_a_refusal_says_why_in_words_of_ours(carrier: Carrier, fault: Fault) -> None:
    _, outcome = sent(carrier, fault)
    assert (outcome.state, outcome.again) == (State.FAILED, fault is Fault.TOO_MANY)
    assert not {"Invalid", "Can't", "Exceeded", NUMBER, EMAIL} & set(outcome.reason.split())


def test_a_message_for_a_channel_it_lacks_is_our_own_mistake() -> None:
    with NotifyServer() as notify, TwilioServer() as twilio, MailServer() as mail:
        lacking = carriers.notify(notify, Channel.EMAIL, email_template="")
        assert lacking.gateway.channels == {Channel.TEXT}
        for carrier, channel in (
            (lacking, Channel.EMAIL),
            (carriers.twilio(twilio), Channel.EMAIL),
            (carriers.smtp(mail), Channel.TEXT),
        ):
            with pytest.raises(ValueError, match=r"."):
                carrier.gateway.send(Message("one", channel, "x", "text"))


def test_no_number_address_text_or_secret_is_written_anywhere(
    carrier: Carrier, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither in a log line at any level, nor on the terminal, nor in what our values show of themselves."""
    caplog.set_level(logging.DEBUG)
    told = []
    for fault in (None, Fault.BAD_REQUEST, Fault.CUT_AFTER):
        message, outcome = sent(carrier, *([fault] if fault else []), text=f"{TEXT} canary")
        told += [repr(message), repr(outcome), repr(carrier.ask(message))]
    with contextlib.suppress(AttributeError):
        told.append(repr(carrier.gateway._settings))
    said = "\n".join([caplog.text, *capfd.readouterr(), *told])
    secrets = [getattr(carrier.server, name, None) for name in ("token", "secret", "callback_token")]
    for canary in ("canary", NUMBER, NUMBER[1:], EMAIL, *filter(None, secrets)):
        assert canary not in said
