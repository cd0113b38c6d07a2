"""Stops an embedded PostgreSQL when the last process that uses it has gone, however it went.

Every user of a cluster holds a shared lock on one file; the kernel drops the lock when the process ends, `kill -9`
included. The minder waits to hold that lock alone, which it does when nobody uses the cluster any more. Run as a
script by `cluster.start`, in Python's isolated mode: it imports nothing of ours.
"""

import fcntl
import json
import subprocess
import sys
from pathlib import Path
from typing import TypedDict


class Charge(TypedDict):
    """What one minder minds: three files, the command that stops the server, and as whom (uid, gid) to run it."""

    users: str
    minder: str
    pid_file: str
    stop: list[str]
    account: list[int] | None


def mind(charge: Charge) -> None:
    """Wait for the users' lock, then stop the server. Returns at once when another minder is already at it."""
    with Path(charge["users"]).open("a") as users, Path(charge["minder"]).open("a") as own:
        try:
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        fcntl.flock(users, fcntl.LOCK_EX)
        if Path(charge["pid_file"]).exists():
            uid, gid = charge["account"] or (None, None)
            groups: list[str | int] | None = [] if charge["account"] else None
            subprocess.run(
                charge["stop"], check=False, cwd="/", stdin=subprocess.DEVNULL, user=uid, group=gid, extra_groups=groups
            )
        # Our own lock goes first: whoever waits to start the server again finds no minder and brings one.
        fcntl.flock(own, fcntl.LOCK_UN)


if __name__ == "__main__":
    mind(json.loads(sys.argv[1]))
