"""Twilio as its callers meet it: its refusals, its list by number, opting out, and its signed callbacks."""

import base64
import datetime as dt
import hashlib
import hmac
import re
import secrets
import ssl
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from rollcall.servers.stand_ins.kept import Kept, Post
from rollcall.servers.stand_ins.serving import Answer, Request, Server, answer

_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_ERRORS: Final = {
    400: (21211, "Invalid 'To' Phone Number"),
    401: (20003, "Authenticate"),
    403: (20403, "Forbidden"),
    404: (20404, "The requested resource was not found"),
    429: (20429, "Too many requests"),
    500: (20500, "Internal server error"),
    503: (20503, "Service unavailable"),
}
_STOPS: Final = frozenset({"stop", "stopall", "unsubscribe", "optout", "cancel", "end", "quit", "revoke"})
_STARTS: Final = frozenset({"start", "unstop"})


class TwilioServer(Server):
    """One account with one number. Receipts go where the message says, replies where they are told to."""

    def __init__(
        self,
        port: int = 0,
        *,
        replies_to: str = "",
        number: str = "+447700900900",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.account, self.token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
        self.number, self.replies_to = number, replies_to
        self._receipts: dict[str, str] = {}
        self._opted_out: set[str] = set()
        super().__init__(port, tls=tls)

    def answered(self, request: Request) -> Answer:
        proof = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {proof}":
            return answer(401, self.refused(401))
        if request.path != f"/2010-04-01/Accounts/{self.account}/Messages.json":
            return answer(404, self.refused(404))
        if request.method == "POST":
            form = parse_qs(request.body.decode(), keep_blank_values=True)
            return self._take({name: values[0] for name, values in form.items()})
        with self.lock:
            found = [kept for kept in reversed(self.kept) if request.query.get("To") in {None, kept.to}]
        size = min(int(request.query.get("PageSize", "50")), 1000)
        listed = [self._shown(kept) for kept in found[:size]]
        return answer(
            200, {"messages": listed, "page": 0, "page_size": size, "next_page_uri": None, "uri": request.path}
        )

    def refused(self, status: int) -> Any:
        code, words = _ERRORS.get(status, (0, ""))
        return self._error(status, code, words)

    def receipt(self, key: str, status: str, error: int = 0) -> Post:
        with self.lock:
            kept = self.find(key)
            kept.status, kept.error = status, error
        fields = {
            "ApiVersion": "2010-04-01",
            "SmsSid": key,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": kept.to,
            "From": kept.sender,
            "MessageSid": key,
            "AccountSid": self.account,
        }
        if error:
            fields["ErrorCode"] = str(error)
        return self._post(self._receipts.get(key, ""), fields)

    def reply(self, sender: str, recipient: str, text: str, about: str = "") -> Post:
        """Where replies go; else, when it is `about` a message, where its receipts go: one number, many schools."""
        key, word = f"SM{secrets.token_hex(16)}", text.strip().lower()
        with self.lock:
            if word in _STOPS:
                self._opted_out.add(sender)
            elif word in _STARTS:
                self._opted_out.discard(sender)
        fields = {
            "ToCountry": "GB",
            "ToState": "",
            "SmsMessageSid": key,
            "NumMedia": "0",
            "ToCity": "",
            "FromZip": "",
            "SmsSid": key,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": text,
            "FromCountry": "GB",
            "To": recipient,
            "ToZip": "",
            "NumSegments": "1",
            "MessageSid": key,
            "AccountSid": self.account,
            "From": sender,
            "ApiVersion": "2010-04-01",
        }
        return self._post(self.replies_to or self._receipts.get(about, "").partition("?")[0], fields)

    def signature(self, address: str, fields: dict[str, str]) -> str:
        """Over the address as it was given to us and the fields, by name."""
        said = address + "".join(name + fields[name] for name in sorted(fields))
        return base64.b64encode(hmac.new(self.token.encode(), said.encode(), hashlib.sha1).digest()).decode()

    def _post(self, address: str, fields: dict[str, str]) -> Post:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": self.signature(address, fields),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            "User-Agent": "TwilioProxy/1.1",
        }
        return Post(address, headers, urlencode(fields).encode())

    def _take(self, form: dict[str, str]) -> Answer:
        to, text = form.get("To", ""), form.get("Body", "")
        if not _NUMBER.fullmatch(to):
            return answer(400, self._error(400, 21211, f"The 'To' number {to} is not a valid phone number."))
        if form.get("From") != self.number:
            return answer(400, self._error(400, 21606, "The 'From' number is not a valid, SMS-capable number."))
        if not text or len(text) > 1600:
            code = 21617 if text else 21602
            return answer(400, self._error(400, code, "The message body is empty or exceeds the limit."))
        if to in self._opted_out:
            return answer(400, self._error(400, 21610, "Attempt to send to unsubscribed recipient"))
        kept = Kept(f"SM{secrets.token_hex(16)}", "sms", to, text, "queued", sender=self.number)
        with self.lock:
            self.kept.append(kept)
            self._receipts[kept.key] = form.get("StatusCallback", "")
        return answer(201, self._shown(kept))

    @staticmethod
    def _error(status: int, code: int, words: str) -> Any:
        more = f"https://www.twilio.com/docs/errors/{code}"
        return {"code": code, "message": words, "more_info": more, "status": status}

    def _shown(self, kept: Kept) -> dict[str, Any]:
        """A message as Twilio shows it, with the times that come with its being sent still empty."""
        made = format_datetime(kept.made_at.astimezone(dt.UTC))
        is_sent = kept.status not in {"queued", "accepted", "sending"}
        return {
            "account_sid": self.account,
            "api_version": "2010-04-01",
            "body": kept.text,
            "date_created": made,
            "date_sent": made if is_sent else None,
            "date_updated": made,
            "direction": "outbound-api",
            "error_code": kept.error or None,
            "error_message": None,
            "from": kept.sender,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": kept.key,
            "status": kept.status,
            "to": kept.to,
            "uri": f"/2010-04-01/Accounts/{self.account}/Messages/{kept.key}.json",
        }
