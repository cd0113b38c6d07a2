"""Each gateway beside its stand-in, with a patience that a test can wait for."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from foundation.messaging import (
    Channel,
    Gateway,
    Message,
    Notify,
    NotifySettings,
    Outcome,
    Smtp,
    SmtpSettings,
    Twilio,
    TwilioSettings,
)
from foundation.messaging.gateway import SETTLES_AFTER
from rollcall.servers.stand_ins import Fault, MailServer, NotifyServer, TwilioServer
from tests.waiting import wait_until

#: Seconds: more than any answer takes; and for the faults that give none, so little that a test can wait for it, and more
#: where a busy machine had not even let us begin.
PATIENCE, IMPATIENCE = 5.0, (0.1, 0.5, 2.5)
WAITED_FOR = {Fault.SILENT, Fault.SILENT_AFTER, Fault.DRIPPING_AFTER}
#: When what a carrier does not have is not on its way any more.
SETTLED = SETTLES_AFTER + dt.timedelta(minutes=1)
NUMBER, EMAIL = "+447700900123", "parent@example.com"
TEXT = "Alder School: Kai and Mia are not in school today. Please tell us why by answering this text. £"
RECEIPTS = "https://alder.example.org/messages/twilio/receipts/"
REPLIES = "https://alder.example.org/messages/twilio/replies/"


@dataclass
class Carrier:
    """A gateway, the stand-in it talks to, and messages for it."""

    with_patience: Callable[[float], Gateway]
    server: Any
    channel: Channel

    def __post_init__(self) -> None:
        self.gateway = self.with_patience(PATIENCE)

    def message(self, text: str = TEXT, to: str = "", subject: str = "Not in school today") -> Message:
        is_text = self.channel is Channel.TEXT
        where = to or (NUMBER if is_text else EMAIL)
        return Message(uuid.uuid4().hex, self.channel, where, text, "" if is_text else subject)

    def send(self, message: Message, *faults: Fault) -> Outcome:
        """Send it while these faults strike."""
        keeps = any(fault.keeps for fault in faults)
        for patience in IMPATIENCE if WAITED_FOR.intersection(faults) else (PATIENCE,):
            self.server.spare()
            self.server.strike(*faults)
            outcome = self.with_patience(patience).send(message)
            if not (keeps and outcome.code.endswith(":unreachable")):
                break
        if keeps:
            wait_until(lambda: self.has(message) > 0)  # the carrier may be slower than our patience
        return outcome

    def ask(
        self, message: Message, *faults: Fault, after: dt.timedelta = SETTLED, known: Collection[str] = ()
    ) -> Outcome:
        """What becomes of a message that was sent just now, asked after so much time while these faults strike."""
        self.server.strike(*faults, on="GET")
        sent_at = dt.datetime.now(dt.UTC)
        gateway = self.with_patience(IMPATIENCE[0]) if WAITED_FOR.intersection(faults) else self.gateway
        return gateway.ask(message, sent_at=sent_at, now=sent_at + after, known=known)

    def has(self, message: Message) -> int:
        """How often the carrier has it."""
        return sum(kept.text.strip() == message.text for kept in self.server.kept)


def beside(server: Any, channel: Channel, making: Callable[..., Gateway], settings: Any) -> Carrier:
    return Carrier(lambda patience: making(settings, patience=patience), server, channel)


def notify(server: NotifyServer, channel: Channel, **more: Any) -> Carrier:
    given = {
        "api_key": server.api_key,
        "callback_token": server.callback_token,
        "text_template": server.text_template,
        "email_template": server.email_template,
        "address": server.address,
    }
    return beside(server, channel, Notify, NotifySettings(**(given | more)))


def twilio(server: TwilioServer, **more: Any) -> Carrier:
    given = {
        "account": server.account,
        "token": server.token,
        "sender": server.number,
        "receipts": RECEIPTS,
        "address": server.address,
    }
    return beside(server, Channel.TEXT, Twilio, TwilioSettings(**(given | more)))


def smtp(server: MailServer, **more: Any) -> Carrier:
    given = {
        "host": "127.0.0.1",
        "port": server.smtp_port,
        "security": "none",
        "sender": "Alder <office@alder.example>",
    }
    return beside(server, Channel.EMAIL, Smtp, SmtpSettings(**(given | more)))


KINDS = {
    "notify-text": (NotifyServer, lambda server: notify(server, Channel.TEXT)),
    "notify-email": (NotifyServer, lambda server: notify(server, Channel.EMAIL)),
    "twilio": (TwilioServer, twilio),
    "smtp": (MailServer, smtp),
}
#: A mail server can be asked nothing.
ASKABLE = [kind for kind in KINDS if kind != "smtp"]
