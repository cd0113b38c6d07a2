"""A mail server that delivers nothing: it keeps each message, and fails as mail servers do."""

import asyncio
import email
import email.policy
import logging
import socket
import ssl
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from rollcall.servers.stand_ins.faults import Fault
from rollcall.servers.stand_ins.kept import Kept
from rollcall.servers.stand_ins.serving import Answer, Request, Server, answer

# What it writes of each connection names the addresses.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

_AT_RECIPIENT: Final = {Fault.BAD_REQUEST: "550 5.1.1 No such mailbox", Fault.TOO_MANY: "451 4.7.1 Try again later"}
_AT_END: Final = {
    Fault.FORBIDDEN: "554 5.7.1 Refused by policy",
    Fault.BROKEN: "451 4.3.0 Local error",
    Fault.GARBLED_AFTER: "<html>",
}


#: The faults that SMTP has.
FAULTS: Final = frozenset(
    {*_AT_RECIPIENT, *_AT_END, Fault.UNAVAILABLE, Fault.SILENT, Fault.CUT}
    | {Fault.SILENT_AFTER, Fault.CUT_AFTER, Fault.DRIPPING_AFTER}
)


class MailServer(Server):
    """SMTP on `smtp_port`, asking for a user and a password where it has them; `port` only looks and steers.

    With `tls` it offers STARTTLS. Faults have the names of the HTTP stand-ins' and strike where SMTP has them.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        smtp_port: int = 0,
        user: str = "",
        password: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(port)
        self.user, self._password = user, password
        held = _listening(smtp_port)
        self.smtp_port: int = held.getsockname()[1]
        self._smtp = _OnSocket(
            held,
            _Desk(self),
            hostname="127.0.0.1",
            port=self.smtp_port,
            authenticator=self._knows,
            auth_require_tls=False,
            tls_context=tls,
            timeout=60,
        )
        self._smtp.start()

    def close(self) -> None:
        super().close()
        self._smtp.stop(no_assert=True)  # closing what is closed is nothing

    def strike(self, *faults: Fault, on: str = "POST") -> None:
        if not FAULTS.issuperset(faults):
            wrong = "SMTP has no such fault"
            raise ValueError(wrong)
        super().strike(*faults, on=on)

    def answered(self, request: Request) -> Answer:
        return answer(404, {})

    def refused(self, status: int) -> Any:
        return {}

    def _knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, proof: Any) -> AuthResult:
        del server, session, envelope, mechanism
        is_right = isinstance(proof, LoginPassword) and (
            proof.login.decode() == self.user and proof.password.decode() == self._password
        )
        return AuthResult(success=is_right, handled=False)


def _listening(port: int) -> socket.socket:
    """A socket of TCP by name: only on such a one does asyncio send small packets at once."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", port))
    held.listen(128)
    return held


class _OnSocket(Controller):
    """aiosmtpd wants to know its port beforehand; we have bound a free one."""

    def __init__(self, held: socket.socket, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._held = held

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._held)


class _Desk:
    """Where aiosmtpd hands in what is said. A message's fault is drawn when its sender is named."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._faults: dict[int, Fault | None] = {}

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self._server.user and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from, fault = address, self._server.next_fault("POST")
        self._faults[id(envelope)] = fault
        if fault is Fault.UNAVAILABLE:
            return "421 4.3.2 Shutting down"
        if fault in {Fault.SILENT, Fault.CUT}:
            await self._leave(server, fault)
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        fault = self._faults.get(id(envelope))
        return (_AT_RECIPIENT.get(fault) if fault else None) or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self._faults.pop(id(envelope), None)
        if fault is None or fault.keeps:
            self._keep(envelope)
        if fault in {Fault.SILENT_AFTER, Fault.CUT_AFTER, Fault.DRIPPING_AFTER}:
            await self._leave(server, fault)
        return (_AT_END.get(fault) if fault else None) or "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        letter = email.message_from_bytes(raw, policy=email.policy.default)
        body = letter.get_body(("plain",))
        key = str(letter["Message-ID"])
        kept = Kept(
            key,
            "email",
            envelope.rcpt_tos[0],
            body.get_content() if body else "",
            "kept",
            key.strip("<>").partition("@")[0],
            str(letter["From"]),
            str(letter["Subject"]),
        )
        with self._server.lock:
            self._server.kept.append(kept)

    async def _leave(self, server: SMTP, fault: Fault) -> None:
        """Give no whole answer: until the other side hangs up, or at once by hanging up ourselves."""
        transport = server.transport
        if not isinstance(transport, asyncio.WriteTransport):
            return
        if fault not in {Fault.CUT, Fault.CUT_AFTER}:
            while not self._server.released.is_set() and not transport.is_closing():
                if fault is Fault.DRIPPING_AFTER:
                    transport.write(b"2")
                await asyncio.sleep(0.02)
        transport.abort()
