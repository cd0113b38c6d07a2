"""Encrypted exchanges: with whoever proves to be the carrier, and with nobody else, over HTTP and SMTP."""

import datetime as dt
import ipaddress
import ssl
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from foundation.messaging import Channel, State, smtp, wire
from rollcall.servers.stand_ins import Fault, MailServer, NotifyServer
from tests.foundation.messaging import carriers

DAY = dt.timedelta(days=1)


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ssl.SSLContext]:
    """What a server shows: a certificate for a name, of a day; and it is trusted here, or not."""

    def made(name: str = "localhost", *, is_trusted: bool = True, ended: dt.timedelta = -DAY) -> ssl.SSLContext:
        key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
        who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A stand-in")])
        names = [x509.DNSName(name)]
        addresses = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))] if name == "localhost" else []
        certificate = (
            x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number(), now - 9 * DAY, now - ended)
            .add_extension(x509.SubjectAlternativeName([*names, *addresses]), critical=False)
            .sign(key, hashes.SHA256())
        )
        held = tmp_path / f"{uuid.uuid4()}.pem"
        held.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        if is_trusted:
            trusting = ssl.create_default_context(cafile=str(held))
            monkeypatch.setattr(wire, "trusted", lambda: trusting)
            monkeypatch.setattr(smtp, "trusted", lambda: trusting)
        shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        shown.load_cert_chain(held)
        return shown

    return made


FALSE = [{"is_trusted": False}, {"name": "carrier.example"}, {"ended": DAY}]


def test_whoever_proves_to_be_the_carrier_gets_the_message(certified: Callable[..., ssl.SSLContext]) -> None:
    with NotifyServer(tls=certified()) as server:
        carrier = carriers.notify(server, Channel.TEXT)
        message = carrier.message()
        assert carrier.send(message).state is State.HANDED_OVER
        assert carrier.ask(message).state is State.HANDED_OVER


@pytest.mark.parametrize("shown", FALSE)
def test_whoever_does_not_gets_nothing(certified: Callable[..., ssl.SSLContext], shown: dict[str, object]) -> None:
    with NotifyServer(tls=certified(**shown)) as server:
        carrier = carriers.notify(server, Channel.TEXT)
        refused = carrier.send(carrier.message())
        assert (refused.state, refused.code, server.kept) == (State.FAILED, "notify:unreachable", [])


@pytest.mark.parametrize("fault", [Fault.DRIPPING_AFTER, Fault.SILENT_AFTER, Fault.CUT_AFTER, Fault.ENDLESS_AFTER])
def test_an_encrypted_answer_that_does_not_end_is_a_doubt_too(
    certified: Callable[..., ssl.SSLContext], fault: Fault
) -> None:
    with NotifyServer(tls=certified()) as server:
        carrier = carriers.notify(server, Channel.TEXT)
        message = carrier.message()
        assert carrier.send(message, fault).state is State.IN_DOUBT
        assert carrier.ask(message).state is State.HANDED_OVER


def test_mail_goes_encrypted_with_name_and_password(certified: Callable[..., ssl.SSLContext]) -> None:
    with MailServer(tls=certified(), user="alder", password="right") as server:
        carrier = carriers.smtp(server, security="starttls", user="alder", password="right")
        assert carrier.send(carrier.message()).state is State.HANDED_OVER
        assert carrier.send(carrier.message(), Fault.SILENT_AFTER).state is State.IN_DOUBT
        assert len(server.kept) == 2


@pytest.mark.parametrize("shown", FALSE)
def test_mail_stays_here_when_the_server_is_somebody_else(
    certified: Callable[..., ssl.SSLContext], shown: dict[str, object]
) -> None:
    with MailServer(tls=certified(**shown)) as server:
        carrier = carriers.smtp(server, security="starttls")
        refused = carrier.send(carrier.message())
        assert (refused.state, refused.code, server.kept) == (State.FAILED, "smtp:unreachable", [])
