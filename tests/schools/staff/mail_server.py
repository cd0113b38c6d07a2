"""A mail server on a port of this machine that does as it is told: takes letters, refuses them, or hangs up."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

#: Said instead of an answer: the line goes dead.
HANG_UP = ""


@dataclass
class MailServer:
    """What it took, and what it answers. `answers` is by step: CONNECT, MAIL, RCPT, DATA, or "." for the letter's end."""

    port: int = 0
    letters: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)


class _Server(socketserver.ThreadingTCPServer):
    """One mail server; each conversation has a thread of its own."""

    daemon_threads = True

    def __init__(self, told: MailServer) -> None:
        self.told = told
        super().__init__(("127.0.0.1", 0), _Conversation)


class _Conversation(socketserver.StreamRequestHandler):
    """One client, from greeting to the end."""

    server: _Server

    def handle(self) -> None:
        going_on = self._say(self._answer("CONNECT", "220 ready"))
        while going_on and (line := self.rfile.readline()):
            going_on = self._go_on(line.decode("ascii").strip())

    def _go_on(self, line: str) -> bool:
        step = line.partition(" ")[0].upper()
        if step == "RCPT":
            self.server.told.recipients.append(line.partition("<")[2].partition(">")[0])
        if step == "DATA":
            answer = self._answer(step, "354 go on")
            return self._say(answer) and (not answer.startswith("354") or self._take())
        return self._say(self._answer(step, "250 ok")) and step != "QUIT"

    def _take(self) -> bool:
        """The letter itself, which the server has before it says so."""
        body = b"".join(iter(self.rfile.readline, b".\r\n"))
        answer = self._answer(".", "250 taken")
        if answer == HANG_UP or answer.startswith("250"):
            self.server.told.letters.append(message_from_bytes(body))
        return self._say(answer)

    def _answer(self, step: str, usual: str) -> str:
        return self.server.told.answers.get(step, usual)

    def _say(self, answer: str) -> bool:
        if answer == HANG_UP:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Have one answer while the block lasts."""
    told = MailServer()
    with _Server(told) as server:
        told.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield told
        server.shutdown()
