"""An object store of our own (nanio) on this machine, for the demo and for tests of signatures.

It holds signatures as S3 does, and ignores encryption, checksums and "only if nothing is there": those are asserted on
what we send (`tests/foundation/documents`). Its files lie in a folder of the demo's. Its log names no address of a file.
"""

import http.client
import secrets
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rollcall.servers import places
from rollcall.servers.processes import Child, Children

BUCKET = "rollcall"
_TRIES, _PATIENCE = 5, 20.0


class FilesError(Exception):
    """There is no store to be had here; the message says why."""


@dataclass(frozen=True, slots=True)
class FilesInfo:
    """Where the store is, as FILE_STORE_URL says it."""

    url: str
    port: int
    child: Child


def start(children: Children, state: Path, *, wait: Callable[[], None] = lambda: time.sleep(0.02)) -> FilesInfo:
    """Start the store with its files below `state`, on a port that is free. Calls `wait` between looks. FilesError."""
    folder = state / "files"
    places.make_folder(folder)
    (folder / "data" / BUCKET).mkdir(parents=True, exist_ok=True)
    login, secret = _login(folder)
    proof = {"NANIO_ACCESS_KEY": login, "NANIO_SECRET_KEY": secret, "NANIO_REGION": "eu-west-2"}
    for _attempt in range(_TRIES):  # another program may take the port between our look and the store's
        port = _free_port()
        command = [sys.executable, "-m", "nanio", "serve", "--host=127.0.0.1", f"--port={port}"]
        command += [f"--data-dir={folder / 'data'}", "--no-access-log", "--log-level=warning"]
        child = children.start("files", command, more=proof, ends_last=True)
        if _answers(child, port, wait):
            return FilesInfo(f"http://{login}:{secret}@127.0.0.1:{port}/{BUCKET}?region=eu-west-2", port, child)
        children.forget(child)
    message = f"the store of files does not start. Its log ends:\n{child.last_words()}"
    raise FilesError(message)


def _login(folder: Path) -> tuple[str, str]:
    """Who may use the store: made once for its folder."""
    kept = folder / "login.json"
    held = places.read_json(kept)
    if "login" not in held:
        held = {"login": secrets.token_hex(8), "secret": secrets.token_hex(20)}
        places.write_json(kept, held)
    return str(held["login"]), str(held["secret"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(child: Child, port: int, wait: Callable[[], None]) -> bool:
    """Whether it answers as the store does, before it ends or patience does."""
    deadline = time.monotonic() + _PATIENCE
    while child.is_alive() and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", f"/{BUCKET}")
            return connection.getresponse().status == http.HTTPStatus.FORBIDDEN  # to a stranger
        except (OSError, http.client.HTTPException):
            wait()
        finally:
            connection.close()
    return False
