"""Where a gateway meets its carrier: addresses, encryption, proof, and letters that cannot be written."""

import socket
import threading
from collections.abc import Iterator

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
    kinds,
)
from foundation.messaging.notify import signed
from foundation.messaging.wire import Cut, Unsent, Wire
from foundation.refusals import Malformed
from rollcall.servers.stand_ins import MailServer, NotifyServer, TwilioServer
from tests.foundation.messaging import carriers


@pytest.fixture
def answering() -> Iterator[tuple[str, list[bytes]]]:
    """A server that says the bytes it is given, whatever it is asked."""
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"".join(said))

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", said
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "address",
    ["http://api.twilio.com", "http://127.0.0.1.example.org", "ftp://127.0.0.1", "api.twilio.com", "", "https://"],
)
def test_a_carrier_is_asked_encrypted_but_on_this_machine(address: str) -> None:
    with pytest.raises(Malformed, match="https"):
        Wire(address, patience=1)


def test_who_cannot_prove_who_they_are_gets_nothing() -> None:
    with TwilioServer() as server, pytest.raises(Unsent):
        Wire(server.address.replace("http", "https"), patience=1).exchange("GET", "/", headers={})


@pytest.mark.parametrize("host", ["nobody.invalid", f"{'long' * 20}.example", "two..dots"])
def test_a_name_that_nobody_has_is_nobody(host: str) -> None:
    with pytest.raises(Unsent):
        Wire(f"https://{host}", patience=1).exchange("GET", "/", headers={})
    nobody = Smtp(SmtpSettings(host, "office@alder.example"), patience=1)
    assert nobody.send(Message("one", Channel.EMAIL, "a@b.example", "text", "subject")).code == "smtp:unreachable"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\xff" * 50,
        b"HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{}",
        b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 201 Created\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"HTTP/1.1 201 Created\r\nContent-Length: 900000\r\n\r\n" + b" " * 900_000,
    ],
)
def test_what_is_no_whole_answer_is_a_doubt(answering: tuple[str, list[bytes]], said: bytes) -> None:
    address, saying = answering
    saying.append(said)
    with pytest.raises(Cut):
        Wire(address, patience=2).exchange("GET", "/", headers={})


@pytest.mark.parametrize(("given", "waits"), [("7", 7), ("86400", 3600), ("-1", 0), ("soon", 0), ("9" * 400, 0)])
def test_how_long_to_wait_is_kept_within_reason(answering: tuple[str, list[bytes]], given: str, waits: int) -> None:
    address, saying = answering
    saying.append(f"HTTP/1.1 429 Busy\r\nRetry-After: {given}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
    assert Wire(address, patience=2).exchange("GET", "/", headers={}).wait == waits


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"[" * 100_000, b'{"id": NaN', b"\xff", b'{"n": ' + b"1" * 5000 + b"}"]
)
def test_an_answer_that_is_no_object_reads_as_an_empty_one(answering: tuple[str, list[bytes]], body: bytes) -> None:
    address, saying = answering
    saying.append(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert Wire(address, patience=2).exchange("GET", "/", headers={}).read() == {}


def test_the_token_is_the_one_that_notify_s_own_client_makes() -> None:
    """Made with PyJWT from the key and the time of Notify's documentation."""
    made = signed("26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0", 1568818578)
    head, claims, proof = (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYiLCJpYXQiOjE1Njg4MTg1Nzh9",
        "YlLRluAeKD8aULjyZVgSwNwmUxolUmcv5g2k84o7ZTU",
    )
    assert made == f"{head}.{claims}.{proof}"


def test_notify_believes_our_clock_or_says_so() -> None:
    with NotifyServer() as server:
        settings = NotifySettings(server.api_key, "token", server.text_template, address=server.address)
        late = Notify(settings, clock=lambda: 1568818578.0)
        message = carriers.notify(server, Channel.TEXT).message()
        assert late.send(message).code == "notify:key"


@pytest.mark.parametrize("key", ["", "no key", "26785a09-ab16-4eb0-8407-a37497a57506"])
def test_a_key_that_is_none_is_refused_when_it_is_set(key: str) -> None:
    with pytest.raises(Malformed) as refused:
        Notify(NotifySettings(key, "token"))
    assert refused.value.first.field == "api_key"


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (TwilioSettings("AC12", "0" * 32, "+447700900900"), "account"),
        (TwilioSettings("AC" + "0" * 32, "short", "+447700900900"), "token"),
        (SmtpSettings("mail.example.org", "office@alder.example", security="none"), "security"),
        (SmtpSettings("mail.example.org", "office@alder.example", security="ssl"), "security"),
        (SmtpSettings("mail.example.org", "Alder School"), "sender"),
    ],
)
def test_settings_that_cannot_be_are_refused_with_their_field(
    settings: TwilioSettings | SmtpSettings, field: str
) -> None:
    with pytest.raises(Malformed) as refused:
        Twilio(settings) if isinstance(settings, TwilioSettings) else Smtp(settings)
    assert refused.value.first.field == field


# -- settings as they are stored --------------------------------------------------------------------------------------


def test_each_kind_is_made_of_text_and_says_what_of_it_is_secret() -> None:
    with NotifyServer() as notify, TwilioServer() as twilio, MailServer() as mail:
        given = {
            "smtp": {
                "host": "127.0.0.1",
                "port": str(mail.smtp_port),
                "security": "none",
                "sender": "office@alder.example",
            },
            "notify": {"api_key": notify.api_key, "callback_token": "token", "address": notify.address}
            | {"text_template": notify.text_template, "email_template": notify.email_template},
            "twilio": {
                "account": twilio.account,
                "token": twilio.token,
                "sender": twilio.number,
                "address": twilio.address,
            },
        }
        assert set(given) == set(kinds.NAMES)
        for kind, settings in given.items():
            gateway = kinds.gateway(kind, settings)
            for channel in gateway.channels:
                to = "+447700900123" if channel is Channel.TEXT else "parent@example.com"
                assert gateway.send(Message("one", channel, to, "text", "subject")).state is State.HANDED_OVER
    assert {kind: set(kinds.secret_names(kind)) for kind in given} == {
        "smtp": {"password"},
        "notify": {"api_key", "callback_token"},
        "twilio": {"token"},
    }


@pytest.mark.parametrize(
    ("kind", "settings", "fields"),
    [
        ("pigeon", {}, ["kind"]),
        ("twilio", {}, ["account", "token", "sender"]),
        ("twilio", {"account": "", "token": "x", "sender": "y", "tokn": "z"}, ["tokn", "account"]),
        ("smtp", {"host": "a.example", "sender": "a@b.example", "port": "smtp"}, ["port"]),
        ("smtp", {"host": "a.example", "sender": "a@b.example", "port": "99999999999"}, ["port"]),
        ("notify", {"api_key": "x", "callback_token": "y"}, ["api_key"]),
    ],
)
def test_settings_are_refused_with_every_field_that_is_wrong(
    kind: str, settings: dict[str, str], fields: list[str]
) -> None:
    with pytest.raises(Malformed) as refused:
        kinds.gateway(kind, settings)
    assert [fault.field for fault in refused.value.faults] == fields


# -- mail -------------------------------------------------------------------------------------------------------------


def test_a_mail_server_is_told_who_we_are_and_refuses_a_wrong_password() -> None:
    with MailServer(user="alder", password="right") as server:
        right = carriers.smtp(server, user="alder", password="right")
        assert right.send(right.message()).state is State.HANDED_OVER
        wrong = carriers.smtp(server, user="alder", password="wrong")
        refused = wrong.send(wrong.message())
    assert (refused.state, refused.code, refused.again) == (State.FAILED, "smtp:proof", False)
    assert len(server.kept) == 1


@pytest.mark.parametrize(("security", "code"), [("starttls", "smtp:unfit"), ("tls", "smtp:unreachable")])
def test_mail_does_not_go_unencrypted_because_the_server_cannot(security: str, code: str) -> None:
    with MailServer() as server:
        carrier = carriers.smtp(server, security=security)
        refused = carrier.send(carrier.message())
        assert (refused.state, refused.code, server.kept) == (State.FAILED, code, [])


@pytest.mark.parametrize(
    "to",
    ["", "no address", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "<a@b.example>", "zoë@b.example"],
)
def test_an_address_that_is_none_is_refused_before_anybody_is_asked(to: str) -> None:
    with MailServer() as server:
        carrier = carriers.smtp(server)
        refused = carrier.gateway.send(Message("one", Channel.EMAIL, to, "text", "subject"))
        assert (refused.state, refused.again, server.kept) == (State.FAILED, False, [])
        assert refused.reason.endswith("Check it on the contact.")


@pytest.mark.parametrize(("subject", "text"), [("Today\r\nBcc: c@d.example", "text"), ("Today", "ill \ud800")])
def test_a_letter_that_cannot_be_written_is_refused(subject: str, text: str) -> None:
    with MailServer() as server:
        carrier = carriers.smtp(server)
        refused = carrier.gateway.send(carrier.message(text, subject=subject))
        assert (refused.state, refused.code, server.kept) == (State.FAILED, "smtp:letter", [])


def test_a_letter_says_whose_it_is_and_that_nobody_wrote_it_by_hand() -> None:
    with MailServer() as server:
        carrier = carriers.smtp(server, reply_to="absence@alder.example")
        message = carrier.message()
        carrier.send(message)
        (kept,) = server.kept
    assert kept.reference == message.reference
    assert kept.key == f"<{message.reference}@alder.example>"
    assert kept.sender == "Alder <office@alder.example>"
