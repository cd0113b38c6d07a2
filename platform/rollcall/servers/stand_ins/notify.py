"""GOV.UK Notify as its callers meet it: tokens, templates, its refusals, its list by reference, its callbacks."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
import ssl
import time
import uuid
from typing import Any, Final

from rollcall.servers.stand_ins.kept import Kept, Post
from rollcall.servers.stand_ins.serving import Answer, Request, Server, answer

#: Seconds a token's time may lie from ours.
BOUND: Final = 30
_DIGITS: Final = re.compile(r"\+?[0-9]{7,15}")
_KINDS: Final = {"/v2/notifications/sms": "sms", "/v2/notifications/email": "email"}
_FINAL: Final = frozenset({"delivered", "permanent-failure", "temporary-failure", "technical-failure"})
_SAID: Final = {
    400: ("BadRequestError", "Can't send to this recipient when service is in trial mode"),
    403: ("AuthError", "Invalid token: API key not found"),
    429: ("RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
    500: ("Exception", "Internal server error"),
    503: ("Exception", "Service unavailable"),
}


class NotifyServer(Server):
    """One service of Notify with a template for texts and one for emails; callbacks go where they are told to."""

    def __init__(
        self, port: int = 0, *, receipts_to: str = "", replies_to: str = "", tls: ssl.SSLContext | None = None
    ) -> None:
        self.service, self.secret = str(uuid.uuid4()), str(uuid.uuid4())
        self.text_template, self.email_template = str(uuid.uuid4()), str(uuid.uuid4())
        self.receipts_to, self.replies_to = receipts_to, replies_to
        self.callback_token = secrets.token_hex(16)
        super().__init__(port, tls=tls)

    @property
    def api_key(self) -> str:
        """The key as Notify's page shows it."""
        return f"stand-in-{self.service}-{self.secret}"

    def answered(self, request: Request) -> Answer:
        if not self._is_ours(request.headers.get("authorization", "")):
            return answer(403, self.refused(403))
        kind = _KINDS.get(request.path)
        if request.method == "POST" and kind:
            return self._take(kind, json.loads(request.body))
        if request.method == "GET" and request.path == "/v2/notifications":
            with self.lock:
                found = [kept for kept in reversed(self.kept) if kept.reference == request.query.get("reference")]
            return answer(
                200, {"notifications": [self._shown(kept) for kept in found], "links": {"current": request.path}}
            )
        return answer(404, {"status_code": 404, "errors": [{"error": "NoResultFound", "message": "No result found"}]})

    def refused(self, status: int) -> Any:
        kind, words = _SAID.get(status, ("", ""))
        return {"status_code": status, "errors": [{"error": kind, "message": words}]}

    def receipt(self, key: str, status: str, error: int = 0) -> Post:
        with self.lock:
            kept = self.find(key)
            kept.status, kept.error = status, error
        now = _written(dt.datetime.now(dt.UTC))
        body = {
            "id": kept.key,
            "reference": kept.reference or None,
            "to": kept.to,
            "status": status,
            "created_at": _written(kept.made_at),
            "completed_at": now,
            "sent_at": now,
            "notification_type": kept.channel,
            "template_id": self.text_template if kept.channel == "sms" else self.email_template,
            "template_version": 1,
        }
        return self._post(self.receipts_to, body)

    def reply(self, sender: str, recipient: str, text: str) -> Post:
        body = {
            "id": str(uuid.uuid4()),
            "source_number": sender.removeprefix("+"),
            "destination_number": recipient,
            "message": text,
            "date_received": _written(dt.datetime.now(dt.UTC)),
        }
        return self._post(self.replies_to, body)

    def _post(self, address: str, body: dict[str, Any]) -> Post:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.callback_token}"}
        return Post(address, headers, json.dumps(body).encode())

    def _is_ours(self, given: str) -> bool:
        """A token of our service, signed with its secret, made within half a minute."""
        token = given.removeprefix("Bearer ")
        if token == given or token.count(".") != 2:
            return False
        said, _, signature = token.rpartition(".")
        if not hmac.compare_digest(
            _decoded(signature), hmac.digest(self.secret.encode(), said.encode(), hashlib.sha256)
        ):
            return False
        head, claims = (json.loads(_decoded(part)) for part in said.split("."))
        return (
            head == {"typ": "JWT", "alg": "HS256"}
            and claims["iss"] == self.service
            and abs(time.time() - int(claims["iat"])) <= BOUND
        )

    def _take(self, kind: str, asked: dict[str, Any]) -> Answer:
        wanted = {"sms": self.text_template, "email": self.email_template}[kind]
        said, to = asked.get("personalisation", {}), asked.get("phone_number" if kind == "sms" else "email_address", "")
        if asked.get("template_id") != wanted or "message" not in said or (kind == "email" and "subject" not in said):
            return answer(400, self._unfit("BadRequestError", "Missing personalisation or template"))
        if kind == "sms" and not _DIGITS.fullmatch(to):
            return answer(400, self._unfit("ValidationError", "phone_number Must not contain letters or symbols"))
        if kind == "email" and "@" not in to:
            return answer(400, self._unfit("ValidationError", "email_address Not a valid email address"))
        sender = "GOVUK" if kind == "sms" else "stand-in@notifications.service.gov.uk"
        kept = Kept(
            str(uuid.uuid4()),
            kind,
            to,
            said["message"],
            "created",
            asked.get("reference") or "",
            sender,
            said.get("subject", ""),
        )
        with self.lock:
            self.kept.append(kept)
        content = {"body": kept.text, "from_number" if kind == "sms" else "from_email": sender}
        return answer(
            201,
            {
                "id": kept.key,
                "reference": asked.get("reference"),
                "content": content | ({"subject": kept.subject} if kind == "email" else {}),
                "uri": f"{self.address}/v2/notifications/{kept.key}",
                "template": {"id": wanted, "version": 1, "uri": f"{self.address}/v2/template/{wanted}"},
                "scheduled_for": None,
            },
        )

    @staticmethod
    def _unfit(kind: str, words: str) -> Any:
        return {"status_code": 400, "errors": [{"error": kind, "message": words}]}

    @staticmethod
    def _shown(kept: Kept) -> dict[str, Any]:
        """A message as the list has it."""
        is_text, is_over = kept.channel == "sms", kept.status in _FINAL
        return {
            "id": kept.key,
            "reference": kept.reference or None,
            "phone_number": kept.to if is_text else None,
            "email_address": None if is_text else kept.to,
            "type": kept.channel,
            "status": kept.status,
            "body": kept.text,
            "subject": kept.subject or None,
            "created_at": _written(kept.made_at),
            "sent_at": None if kept.status == "created" else _written(kept.made_at),
            "completed_at": _written(kept.made_at) if is_over else None,
        }


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _written(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
