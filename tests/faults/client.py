"""An officer's browser, as far as a register is concerned: reads, saves, and sends a save again until it is answered."""

import contextlib
import http.client
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.ground import Place
from tests.faults.ledger import NO_MARK, Ledger, Mark, Sent, Where

CSRF = "c" * 32
PATIENCE = 60.0


class UnansweredError(Exception):
    """No answer, or one that only says that something broke: whoever saves must not take it for either."""


@dataclass
class Officer:
    """One of a school's two officers. Not for two threads at once."""

    place: Place
    number: int
    port: int
    ledger: Ledger
    _line: http.client.HTTPConnection | None = field(default=None)

    def read(self, where: Where) -> tuple[int, dict[str, Mark]]:
        """The register's version and marks."""
        status, body = self._ask("GET", where.path)
        if status != 200:
            message = f"GET {where.path} answered {status}: {body}"
            raise AssertionError(message)
        return body["version"], marks_of(body)

    def write(self, where: Where, version: int, there: Mapping[str, Mark], asked: dict[str, Mark]) -> Sent:
        """A save of these marks, noted and not sent yet. `there` is what the officer was last shown."""
        seen = {pupil: there.get(pupil, NO_MARK) for pupil in asked}
        sent = Sent(str(uuid.uuid4()), self.number, where, version, asked, dict(seen), seen)
        return self.ledger.add(sent)

    def send(self, sent: Sent) -> tuple[int, Any]:
        """Try once. Raises UnansweredError when there is nothing to go by."""
        sent.tries += 1
        status, body = self._ask("POST", sent.where.path, sent.body(), key=sent.key)
        sent.status = status
        if status == 200:
            sent.answered_version, sent.saved = body["version"], body["saved"]
            sent.answers.add((sent.answered_version, sent.saved))
        return status, body

    def insist(self, sent: Sent) -> tuple[int, Any]:
        """Send with the same key until answered."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.send(sent)
            except UnansweredError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.03)

    def _ask(self, method: str, path: str, body: object = None, *, key: str = "") -> tuple[int, Any]:
        headers = {
            "Host": self.place.host,
            "Cookie": f"__Host-session={self.place.sessions[self.number]}; __Host-csrf={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            self._line.request(method, path, None if body is None else json.dumps(body), headers)
            response = self._line.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as broken:
            self.hang_up()
            raise UnansweredError(str(broken)) from broken
        if response.status >= 500:
            raise UnansweredError(str(response.status))
        return response.status, json.loads(text)

    def hang_up(self) -> None:
        """Close the line; the next request opens another."""
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.close()
        self._line = None


def marks_of(body: Any) -> dict[str, Mark]:
    """The marks of an answer, without the missing ones."""
    return {one["pupil"]: (one["code"], one["minutes"]) for one in body["marks"] if one["code"] is not None}
