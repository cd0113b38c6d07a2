"""Where the demo and the tests keep their state, and as whom their database server runs.

PostgreSQL refuses to run as root. When root starts it, the server runs as `nobody`, who must be able to reach its
data and its program. No folder that was there before is ever opened wider for that: where the checkout lies under a
private home, the server gets a place of its own outside it.
"""

import json
import os
import pwd
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]

# The kernel keeps 108 bytes for a socket's path (104 on macOS), the closing zero included.
LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine, by number."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """Whom the database server runs as; None means whoever we are, which is right for everyone but root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def state_dir(name: str) -> Path:
    """The folder of one set of servers (`.demo`, `.test`) under the checkout, made when absent."""
    state = CHECKOUT / f".{name}"
    make_folder(state)
    return state


def make_folder(path: Path, *, owner: Account | None = None) -> None:
    """Make a folder of ours: its owner's alone, or, without an owner, ours with passage for the server's account."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700 if owner or os.geteuid() != 0 else 0o711)
    if owner:
        os.chown(path, owner.uid, owner.gid)


def reaches(account: Account | None, path: Path) -> bool:
    """Whether the account may pass every folder on the way to `path` and read (a file) or pass (a folder) it."""
    if account is None:
        return True
    path = path.resolve()
    wanted = [(folder, 1) for folder in path.parents] + [(path, 1 if path.is_dir() else 4)]
    return all(_allows(account, step, bit) for step, bit in wanted)


def _allows(account: Account, path: Path, bit: int) -> bool:
    found = path.stat()
    shift = 6 if found.st_uid == account.uid else 3 if found.st_gid == account.gid else 0
    return bool(found.st_mode >> shift & bit)


def private_place() -> Path:
    """A new folder outside the checkout, with a short path that the server's account can reach."""
    lasting = Path("/var/lib")
    parent = lasting if os.access(lasting, os.W_OK) else Path(tempfile.gettempdir())
    place = Path(tempfile.mkdtemp(prefix="rollcall-", dir=parent))
    make_folder(place)
    return place


def read_json(path: Path) -> dict[str, Any]:
    """What a state file holds; empty when there is none or a crash left it unreadable."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def write_json(path: Path, held: dict[str, Any]) -> None:
    """Replace a state file in one step, readable by us alone: it holds passwords."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(held, file, indent=1)
    fresh.replace(path)
