"""Twilio: texts, told of by signed callbacks, asked again by number and time.

Twilio keeps no reference of ours. We write it into the address that receipts are sent to, whose query is signed with the
rest, so that a receipt finds its message even when the answer with Twilio's own id was lost
[twilio.com/docs/messaging/api/message-resource, /docs/usage/webhooks/webhooks-security].
"""

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from foundation.messaging.callbacks import Callback, Event, Receipt, Reply, Unrecognised, digest, same_secret, unsigned
from foundation.messaging.gateway import PATIENCE, SETTLES_AFTER
from foundation.messaging.messages import Channel, Message, Outcome, State, failed, in_doubt
from foundation.messaging.numbers import dialled, same_number
from foundation.messaging.replies import Wish, plain, wish
from foundation.messaging.twilio_reasons import why
from foundation.messaging.wire import Answer, Cut, Unsent, Wire, text_of
from foundation.refusals import Malformed

ADDRESS: Final = "https://api.twilio.com"
#: How far Twilio's clock and ours may lie apart, with the time an exchange takes.
APART: Final = dt.timedelta(minutes=2)
#: Messages of one number that are looked through for ours, the newest first.
PAGE: Final = 100
_MOST_FIELDS: Final = 100
_ACCOUNT: Final = re.compile(r"AC[0-9a-f]{32}")
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_SID: Final = re.compile(r"(?:SM|MM)[0-9a-f]{32}")

_STATES: Final = {
    "accepted": State.HANDED_OVER,
    "scheduled": State.HANDED_OVER,
    "queued": State.HANDED_OVER,
    "sending": State.HANDED_OVER,
    "sent": State.HANDED_OVER,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
_WISHES: Final = {"STOP": Wish.STOP, "START": Wish.START}
_UNREACHABLE: Final = "Twilio could not be reached. It can be sent again."
_NO_ANSWER: Final = "Twilio gave no answer that says whether it took the text."
_NOT_ASKED: Final = "Twilio could not be asked what became of the text."
_ALIKE: Final = "Twilio has texts to this number at that time, and cannot say whether one is this."
_NEVER_CAME: Final = "Twilio never got it. It can be sent again."


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """One account of a school. `sender` is a number of ours or a messaging service (MG...).

    `receipts` is our public address for receipts, without a query, empty for none. Where replies go is set at Twilio.
    """

    account: str
    token: str = field(repr=False)
    sender: str
    receipts: str = ""
    address: str = ADDRESS


class Twilio:
    """The gateway."""

    name = "twilio"
    channels = frozenset({Channel.TEXT})

    def __init__(self, settings: TwilioSettings, *, patience: float = PATIENCE) -> None:
        if not _ACCOUNT.fullmatch(settings.account):
            raise Malformed("An account of Twilio is AC and 32 digits and letters a to f.", field="account")
        if not _TOKEN.fullmatch(settings.token):  # an empty one would sign whatever anybody sends
            raise Malformed("A token of Twilio is 32 digits and letters a to f.", field="token")
        self._settings = settings
        self._wire = Wire(settings.address, patience=patience)

    def send(self, message: Message) -> Outcome:
        if message.channel is not Channel.TEXT:
            wrong = "Twilio carries texts alone here"
            raise ValueError(wrong)
        try:
            answer = self._exchange("POST", "Messages.json", self._asked(message))
        except Unsent:
            return failed(_UNREACHABLE, "twilio:unreachable", again=True)
        except Cut:
            return in_doubt(_NO_ANSWER, "twilio:no-answer")
        if answer.is_refusal:
            return _refused(answer)
        said = answer.read()
        if not answer.is_taken or not _SID.fullmatch(text_of(said, "sid")):
            return in_doubt(_NO_ANSWER, f"twilio:{answer.status}")
        return _outcome(said)

    def ask(self, message: Message, *, sent_at: dt.datetime, now: dt.datetime, known: Collection[str] = ()) -> Outcome:
        """By number and time. Twilio's texts that stand in `known` are other messages of ours.

        The filter by date leaves out what is not sent yet, so the newest of the number are read and their times looked at.
        Exactly one that fits is ours; another text of that time could be, altered on the way, so it leaves the doubt.
        """
        listed = self._listed(message.to)
        if listed is None:
            return in_doubt(_NOT_ASKED, "twilio:not-asked")
        near = [one for one in listed if _may_be(one, message, sent_at, known)]
        fitting = [one for one in near if text_of(one, "body").split() == message.text.split()]
        if len(fitting) == 1:
            return _outcome(fitting[0])
        if near or not _reaches_back(listed, sent_at):
            return in_doubt(_ALIKE, "twilio:alike")
        if now - sent_at < SETTLES_AFTER:
            return in_doubt(_NO_ANSWER, "twilio:too-soon")
        return failed(_NEVER_CAME, "twilio:never-came", again=True)

    def read_callback(self, callback: Callback) -> tuple[Event, ...]:
        fields = _fields(callback.body)
        given = callback.headers.get("x-twilio-signature", "")
        token = self._settings.token
        if not any(same_secret(given, signature(token, at, fields)) for at in _spellings(callback.address)):
            raise unsigned()
        told = {name: values[0] for name, values in fields.items()}
        if told.get("AccountSid") != self._settings.account:
            raise unsigned()
        reference = parse_qs(urlsplit(callback.address).query).get("reference", [""])[0]
        return (_event(told, reference, callback.body),)

    def _listed(self, number: str) -> list[dict[str, Any]] | None:
        """The newest texts to a number; None when Twilio did not say."""
        try:
            answer = self._exchange("GET", f"Messages.json?{urlencode({'To': number, 'PageSize': PAGE})}")
        except (Unsent, Cut):
            return None
        listed = answer.read().get("messages") if answer.is_taken else None
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            return None
        return listed

    def _asked(self, message: Message) -> bytes:
        ours = self._settings
        sender = {"MessagingServiceSid" if ours.sender.startswith("MG") else "From": ours.sender}
        told = {"StatusCallback": f"{ours.receipts}?reference={message.reference}"} if ours.receipts else {}
        form = {"To": message.to, **sender, "Body": message.text, **told}
        return urlencode(form, errors="replace").encode("ascii")

    def _exchange(self, method: str, path: str, body: bytes | None = None) -> Answer:
        ours = self._settings
        proof = base64.b64encode(f"{ours.account}:{ours.token}".encode()).decode("ascii")
        headers = {"Authorization": f"Basic {proof}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._wire.exchange(method, f"/2010-04-01/Accounts/{ours.account}/{path}", headers=headers, body=body)


def signature(token: str, address: str, fields: Mapping[str, Sequence[str]]) -> str:
    """What Twilio signs: the address, then each field's name and value, by name; of several values each once."""
    said = address + "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
    return base64.b64encode(hmac.digest(token.encode(), said.encode(errors="replace"), hashlib.sha1)).decode("ascii")


def _spellings(address: str) -> set[str]:
    """The address with and without the port that its scheme has anyway: Twilio signs either."""
    parts = urlsplit(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    if parts.hostname is None or parts.port not in {None, usual}:
        return {address}
    return {parts._replace(netloc=place).geturl() for place in (parts.hostname, f"{parts.hostname}:{usual}")}


def _fields(body: bytes) -> dict[str, list[str]]:
    """The form's fields, empty ones too: they are signed."""
    try:
        return parse_qs(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Malformed("The callback is no form.", code="unreadable") from None


def _event(told: Mapping[str, str], reference: str, body: bytes) -> Event:
    key, status = told.get("MessageSid", ""), told.get("MessageStatus", "")
    if not _SID.fullmatch(key):
        return Unrecognised(f"twilio:unknown:{digest(body)}")
    if status in _STATES:
        state, code = _STATES[status], _count(told.get("ErrorCode", ""))
        reason, name = (why(code).words, f"twilio:{code or status}") if state is State.FAILED else ("", "")
        return Receipt(f"twilio:{key}:{status}", state, reference, key, reason, name)
    if "Body" in told and not status:
        text = plain(told["Body"])
        sender, recipient = (dialled(told.get(name, "")) or plain(told.get(name, ""))[:40] for name in ("From", "To"))
        asked = _WISHES.get(told.get("OptOutType", "")) or wish(text)
        return Reply(f"twilio:{key}:reply", sender, recipient, text, asked, _count(told.get("NumMedia", "")))
    return Unrecognised(f"twilio:unknown:{digest(body)}")


def _refused(answer: Answer) -> Outcome:
    if answer.status == 429:
        return failed(why(20429).words, "twilio:20429", again=True, wait=answer.wait or 60)
    code = _number(answer.read(), "code")
    reason = why(code)
    return failed(reason.words, f"twilio:{code or answer.status}", again=reason.again)


def _outcome(said: Mapping[str, Any]) -> Outcome:
    state = _STATES.get(text_of(said, "status"), State.HANDED_OVER)  # whatever it says of it, it has it
    if state is not State.FAILED:
        return Outcome(state, provider_id=text_of(said, "sid"))
    code = _number(said, "error_code")
    reason = why(code)
    return failed(reason.words, f"twilio:{code}", again=reason.again, provider_id=text_of(said, "sid"))


def _may_be(one: Mapping[str, Any], message: Message, sent_at: dt.datetime, known: Collection[str]) -> bool:
    made = _moment(text_of(one, "date_created"))
    return (
        text_of(one, "direction").startswith("outbound")
        and text_of(one, "sid") not in known
        and same_number(text_of(one, "to"), message.to)
        and (made is None or abs(made - sent_at) <= APART)
    )


def _reaches_back(listed: Sequence[Mapping[str, Any]], sent_at: dt.datetime) -> bool:
    """Whether the page goes back to before the message was sent, so that it would be on it."""
    moments = [_moment(text_of(one, "date_created")) for one in listed]
    return len(listed) < PAGE or any(made is not None and made < sent_at - APART for made in moments)


def _number(said: Mapping[str, Any], name: str) -> int:
    """A code; 0 for none. It is kept small: it goes into a sentence."""
    value = said.get(name)
    return value if isinstance(value, int) and 0 < value < 1_000_000 else 0


def _count(text: str) -> int:
    """A small number written out; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _moment(text: str) -> dt.datetime | None:
    """Fri, 24 May 2019 17:18:27 +0000, or None."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
