"""GOV.UK Notify: texts and emails, asked again by our reference, told of by callbacks with a token.

Notify sends templates. The school's service has one for texts, whose whole body is ((message)), and one for emails with
((subject)) and ((message)); ours are the words. Its callbacks carry the token that was set for them and no signature
[docs.notifications.service.gov.uk, REST API and callbacks].
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from foundation.messaging.callbacks import Callback, Event, Receipt, Reply, Unrecognised, digest, same_secret, unsigned
from foundation.messaging.gateway import PATIENCE, SETTLES_AFTER
from foundation.messaging.messages import Channel, Message, Outcome, State, failed, furthest, in_doubt
from foundation.messaging.numbers import dialled
from foundation.messaging.replies import plain, wish
from foundation.messaging.wire import Answer, Cut, Unsent, Wire, json_object, text_of
from foundation.refusals import Malformed

ADDRESS: Final = "https://api.notifications.service.gov.uk"
#: How long Notify keeps what it was sent: older, "no such message" proves nothing.
KEPT: Final = dt.timedelta(days=7)
_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY: Final = re.compile(rf"(?:.*-)?({_UUID})-({_UUID})", re.DOTALL)

_STATES: Final = {
    "created": State.HANDED_OVER,
    "sending": State.HANDED_OVER,
    "pending": State.HANDED_OVER,
    "sent": State.HANDED_OVER,
    "delivered": State.DELIVERED,
    "permanent-failure": State.FAILED,
    "temporary-failure": State.FAILED,
    "technical-failure": State.FAILED,
}
_WHY: Final = {
    "permanent-failure": "There is no such number or address, or its network refused the message. Check it on the contact.",
    "temporary-failure": "The phone was off or without signal for long, or the inbox was full. Try another way.",
    "technical-failure": "GOV.UK Notify could not pass the message on. It can be sent again.",
}
_RECIPIENT: Final = "GOV.UK Notify takes no message for this number or address. Check it on the contact."
_SET_UP: Final = (
    "GOV.UK Notify refused it as its service is set up: trial mode, the template, the sender, or numbers abroad. "
    "Tell whoever looks after GOV.UK Notify."
)
_KEY_REFUSED: Final = "GOV.UK Notify refused our key, or our clock is wrong. Tell whoever looks after GOV.UK Notify."
_BUSY: Final = "GOV.UK Notify takes no more this minute. It can be sent again."
_DAY_FULL: Final = "GOV.UK Notify takes no more from this service today. Ring instead."
_UNREACHABLE: Final = "GOV.UK Notify could not be reached. It can be sent again."
_NO_ANSWER: Final = "GOV.UK Notify gave no answer that says whether it took the message."
_NOT_ASKED: Final = "GOV.UK Notify could not be asked what became of the message."
_NEVER_CAME: Final = "GOV.UK Notify never got it. It can be sent again."


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """One service of a school. The api key is as Notify shows it, its name in front; senders may stay empty."""

    api_key: str = field(repr=False)
    callback_token: str = field(repr=False)
    text_template: str = ""
    email_template: str = ""
    text_sender: str = ""
    email_reply_to: str = ""
    address: str = ADDRESS


class Notify:
    """The gateway. Which channels it has is which templates it was given."""

    name = "notify"

    def __init__(
        self, settings: NotifySettings, *, patience: float = PATIENCE, clock: Callable[[], float] = time.time
    ) -> None:
        key = _KEY.fullmatch(settings.api_key.strip())
        if key is None:
            raise Malformed(
                "This is no API key of GOV.UK Notify. Copy all of it: its name and two ids.", field="api_key"
            )
        self._service, self._secret = key.groups()
        self._settings, self._clock = settings, clock
        self._wire = Wire(settings.address, patience=patience)
        templates = {Channel.TEXT: settings.text_template, Channel.EMAIL: settings.email_template}
        self.channels = frozenset(channel for channel, template in templates.items() if template)

    def send(self, message: Message) -> Outcome:
        path = {Channel.TEXT: "/v2/notifications/sms", Channel.EMAIL: "/v2/notifications/email"}[message.channel]
        body = json.dumps(self._asked(message)).encode()
        try:
            answer = self._exchange("POST", path, body)
        except Unsent:
            return failed(_UNREACHABLE, "notify:unreachable", again=True)
        except Cut:
            return in_doubt(_NO_ANSWER, "notify:no-answer")
        if answer.is_refusal:
            return _refused(answer)
        taken = answer.read() if answer.is_taken else {}
        if taken.get("reference") != message.reference:
            return in_doubt(_NO_ANSWER, f"notify:{answer.status}")
        return Outcome(State.HANDED_OVER, provider_id=text_of(taken, "id"))

    def ask(self, message: Message, *, sent_at: dt.datetime, now: dt.datetime, known: Collection[str] = ()) -> Outcome:
        """By our reference, which Notify keeps; `known` is not needed."""
        del known
        listed = self._listed(message.reference)
        if listed is None:
            return in_doubt(_NOT_ASKED, "notify:not-asked")
        return _furthest(listed) if listed else _absent(now - sent_at)

    def read_callback(self, callback: Callback) -> tuple[Event, ...]:
        given = callback.headers.get("authorization", "")
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer" or not same_secret(token.strip(), self._settings.callback_token):
            raise unsigned()
        told = json_object(callback.body)
        if told is None:
            raise Malformed("The callback is no JSON object in UTF-8.", code="unreadable")
        return (_event(told, callback.body),)

    def _listed(self, reference: str) -> list[dict[str, Any]] | None:
        """What Notify has of ours; None when it did not say, or spoke of others' messages."""
        try:
            answer = self._exchange("GET", f"/v2/notifications?{urlencode({'reference': reference})}")
        except (Unsent, Cut):
            return None
        listed = answer.read().get("notifications") if answer.is_taken else None
        if not isinstance(listed, list):
            return None
        ours = [one for one in listed if isinstance(one, dict) and one.get("reference") == reference]
        return ours if len(ours) == len(listed) else None

    def _asked(self, message: Message) -> dict[str, Any]:
        if message.channel not in self.channels:
            wrong = f"no template for {message.channel}"
            raise ValueError(wrong)
        ours = self._settings
        if message.channel is Channel.TEXT:
            more = {"sms_sender_id": ours.text_sender} if ours.text_sender else {}
            said = {"message": message.text}
            where = {"phone_number": message.to, "template_id": ours.text_template}
        else:
            more = {"email_reply_to_id": ours.email_reply_to} if ours.email_reply_to else {}
            said = {"subject": message.subject, "message": message.text}
            where = {"email_address": message.to, "template_id": ours.email_template}
        return {**where, **more, "personalisation": said, "reference": message.reference}

    def _exchange(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {signed(self._service, self._secret, int(self._clock()))}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self._wire.exchange(method, path, headers=headers, body=body)


def signed(service: str, secret: str, at: int) -> str:
    """The token that stands for the key for 30 seconds: a JSON Web Token with HS256, which says who and when."""
    parts = ({"alg": "HS256", "typ": "JWT"}, {"iss": service, "iat": at})
    said = b".".join(_encoded(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return (said + b"." + _encoded(hmac.digest(secret.encode(), said, hashlib.sha256))).decode("ascii")


def _encoded(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def _refused(answer: Answer) -> Outcome:
    """Notify asks to go by the status and the kind of error; the words may change, so they only help to say it better."""
    errors = answer.read().get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    kind, words = text_of(first, "error"), text_of(first, "message")
    if answer.status in {401, 403}:
        return failed(_KEY_REFUSED, "notify:key")
    if answer.status == 429 and kind != "TooManyRequestsError":
        return failed(_BUSY, "notify:busy", again=True, wait=answer.wait or 60)
    if answer.status == 429:
        return failed(_DAY_FULL, "notify:day-full")
    if kind == "ValidationError" and words.startswith(("phone_number", "email_address")):
        return failed(_RECIPIENT, "notify:recipient")
    return failed(_SET_UP, f"notify:{answer.status}")


def _absent(age: dt.timedelta) -> Outcome:
    """What it comes to that Notify has no such message, so long after it was sent."""
    if age < SETTLES_AFTER:
        return in_doubt(_NO_ANSWER, "notify:too-soon")
    if age > KEPT:
        return in_doubt("GOV.UK Notify keeps nothing for longer than seven days.", "notify:too-late")
    return failed(_NEVER_CAME, "notify:never-came", again=True)


def _furthest(listed: list[dict[str, Any]]) -> Outcome:
    """What became of ours; of several with one reference, the one that got furthest."""
    best = Outcome(State.IN_DOUBT)
    for one in listed:
        status = text_of(one, "status")
        state = _STATES.get(status, State.HANDED_OVER)  # whatever it says of it, it has it
        if furthest(best.state, state) is not best.state:
            again = status == "technical-failure"  # by Notify's account it was never passed on
            best = Outcome(state, _WHY.get(status, ""), _code(status), text_of(one, "id"), again)
    return best


def _code(status: str) -> str:
    return f"notify:{status}" if status in _WHY else ""


def _event(told: Mapping[str, Any], body: bytes) -> Event:
    key, status = text_of(told, "id"), text_of(told, "status")
    if not re.fullmatch(_UUID, key):
        return Unrecognised(f"notify:unknown:{digest(body)}")
    if status in _STATES and "notification_type" in told:
        reference, at = plain(text_of(told, "reference"))[:64], _moment(text_of(told, "completed_at"))
        return Receipt(
            f"notify:{key}:{status}", _STATES[status], reference, key, _WHY.get(status, ""), _code(status), at
        )
    if "source_number" in told and "message" in told:
        sender, recipient = (_number(text_of(told, name)) for name in ("source_number", "destination_number"))
        text = plain(text_of(told, "message"))
        return Reply(
            f"notify:{key}:reply", sender, recipient, text, wish(text), at=_moment(text_of(told, "date_received"))
        )
    return Unrecognised(f"notify:unknown:{digest(body)}")


def _number(written: str) -> str:
    return dialled(written) or plain(written)[:40]


def _moment(text: str) -> dt.datetime | None:
    """2017-05-14T12:15:30.000000Z, or None."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
