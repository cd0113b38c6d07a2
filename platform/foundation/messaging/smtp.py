"""Email by a school's own mail server. It ends at "handed over": SMTP tells no more and can be asked nothing.

Up to the end of the message every failure is certain; from the last line until the server's answer it may have been sent,
and only a person can find out. The Message-ID is made of our reference, so that a mailbox that gets it twice can tell.
"""

import contextlib
import datetime as dt
import email.policy
import re
import smtplib
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from foundation.messaging.callbacks import Callback, Event, unsigned
from foundation.messaging.gateway import PATIENCE
from foundation.messaging.messages import Channel, Message, Outcome, State, failed, in_doubt
from foundation.messaging.wire import hang_up, is_loopback, trusted
from foundation.refusals import Malformed

#: Steps of a conversation that may each take all the patience: greeting, hello, encryption, hello again, proof, sender,
#: recipient, message.
STEPS: Final = 8
_PLAIN: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_POLICY: Final = email.policy.SMTP
_UNREACHABLE: Final = "The mail server could not be reached. It can be sent again."
_PROOF_REFUSED: Final = "The mail server refused our name or password. Tell whoever looks after the school's mail."
_RECIPIENT: Final = "The mail server takes no mail for this address. Check it on the contact."
_REFUSED: Final = "The mail server refused the message. Tell whoever looks after the school's mail."
_UNFIT: Final = (
    "The mail server does not encrypt, or knows no way to sign in. Tell whoever looks after the school's mail."
)
_LATER: Final = "The mail server takes no mail at the moment. It can be sent again."
_ADDRESS: Final = "This is no email address. Check it on the contact."
_UNWRITABLE: Final = "The subject or the text holds what no mail can carry. Write it anew."
_NO_ANSWER: Final = "The mail server gave no answer that says whether it took the message."
_UNASKABLE: Final = "A mail server cannot be asked what became of a message. Ask them, or look whether they answered."


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A mail server. `security` is "starttls", "tls", or "none" for a server on this machine alone."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    reply_to: str = ""


class Smtp:
    """The gateway."""

    name = "smtp"
    channels = frozenset({Channel.EMAIL})

    def __init__(self, settings: SmtpSettings, *, patience: float = PATIENCE) -> None:
        if settings.security not in {"starttls", "tls", "none"}:
            raise Malformed("A mail server is asked by starttls, tls or none.", field="security")
        if settings.security == "none" and not is_loopback(settings.host):
            raise Malformed("Mail leaves this machine encrypted: by starttls or tls.", field="security")
        address = parseaddr(settings.sender)[1]
        if not _PLAIN.fullmatch(address):
            raise Malformed("The sender is no email address.", field="sender")
        self._settings, self._patience = settings, patience
        self._domain = address.rpartition("@")[2]

    def send(self, message: Message) -> Outcome:
        if message.channel is not Channel.EMAIL:
            wrong = "a mail server carries email alone"
            raise ValueError(wrong)
        if not _PLAIN.fullmatch(message.to):
            return failed(_ADDRESS, "smtp:address")
        try:
            letter = self._letter(message)
        except ValueError:  # a line break in the subject, half a character in the text
            return failed(_UNWRITABLE, "smtp:letter")
        try:
            server = self._connected()
        except (
            OSError,
            UnicodeError,
        ):  # all of smtplib's own errors are the first; a host that is no name is the second
            return failed(_UNREACHABLE, "smtp:unreachable", again=True)
        deadline = threading.Timer(self._patience * STEPS, lambda: hang_up(server.sock))
        deadline.daemon = True
        deadline.start()
        try:
            return self._let_in(server, message.to) or _given(server, letter, self._key(message))
        finally:
            deadline.cancel()
            with contextlib.suppress(OSError):
                server.putcmd("quit")
            server.close()

    def ask(self, message: Message, *, sent_at: dt.datetime, now: dt.datetime, known: Collection[str] = ()) -> Outcome:
        """Nobody can be asked."""
        del message, sent_at, now, known
        return in_doubt(_UNASKABLE, "smtp:unaskable")

    def read_callback(self, callback: Callback) -> tuple[Event, ...]:
        """A mail server calls nobody, so whoever calls is not it."""
        del callback
        raise unsigned()

    def _key(self, message: Message) -> str:
        return f"<{message.reference}@{self._domain}>"

    def _letter(self, message: Message) -> bytes:
        letter = EmailMessage(_POLICY)
        letter["From"], letter["To"], letter["Subject"] = self._settings.sender, message.to, message.subject
        if self._settings.reply_to:
            letter["Reply-To"] = self._settings.reply_to
        letter["Date"] = dt.datetime.now(dt.UTC)
        letter["Message-ID"] = self._key(message)
        letter["Auto-Submitted"] = "auto-generated"  # so that no holiday notice answers it
        letter.set_content(message.text)
        return letter.as_bytes()

    def _connected(self) -> smtplib.SMTP:
        ours, named = self._settings, self._domain
        if ours.security == "tls":
            return smtplib.SMTP_SSL(
                ours.host, ours.port, local_hostname=named, timeout=self._patience, context=trusted()
            )
        return smtplib.SMTP(ours.host, ours.port, local_hostname=named, timeout=self._patience)

    def _let_in(self, server: smtplib.SMTP, to: str) -> Outcome | None:
        """Up to where the server asks for the message: None, or why it does not."""
        ours = self._settings
        try:
            if ours.security == "starttls":
                server.starttls(context=trusted())
            if ours.user:
                server.login(ours.user, ours.password)
            server.ehlo_or_helo_if_needed()
            return (
                _unless(2, server.mail(parseaddr(ours.sender)[1])[0], _REFUSED)
                or _unless(2, server.rcpt(to)[0], _RECIPIENT)
                or _unless(3, server.docmd("DATA")[0], _REFUSED)
            )
        except smtplib.SMTPAuthenticationError:
            return failed(_PROOF_REFUSED, "smtp:proof")
        except smtplib.SMTPNotSupportedError:
            return failed(_UNFIT, "smtp:unfit")
        except OSError:
            return failed(_UNREACHABLE, "smtp:unreachable", again=True)


def _given(server: smtplib.SMTP, letter: bytes, key: str) -> Outcome:
    """The message itself, which it has as soon as we have begun."""
    try:
        server.send(re.sub(rb"(?m)^\.", b"..", letter) + b".\r\n")
        code = server.getreply()[0]
    except OSError:
        return in_doubt(_NO_ANSWER, "smtp:no-answer")
    if code == 250:
        return Outcome(State.HANDED_OVER, provider_id=key)
    # Digits that are no refusal are no answer either: smtplib takes a line that was cut off for a whole one.
    return _refusal(code, _REFUSED) if code // 100 in {4, 5} else in_doubt(_NO_ANSWER, "smtp:no-answer")


def _unless(wanted: int, code: int, words: str) -> Outcome | None:
    """None for an answer of the wanted hundred, else what it comes to."""
    return None if code // 100 == wanted else _refusal(code, words)


def _refusal(code: int, words: str) -> Outcome:
    """4xx passes by itself, all else does not."""
    return failed(_LATER, f"smtp:{code}", again=True) if code // 100 == 4 else failed(words, f"smtp:{code}")
