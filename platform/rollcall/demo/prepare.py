"""The steps of the demo's start that need the project's own code, in a process with the owner's login.

`python -m rollcall.demo.prepare` brings the schemas up to date and makes the invented trust when there is none.
What it prints is shown by the launcher as it comes. Last it notes what the demo's clock is to say (`rollcall.demo.day`).
"""

import contextlib
import io
import sys
import time
from pathlib import Path

from rollcall.__main__ import main as rollcall
from rollcall.demo import day, trust
from rollcall.settings.environment import Environment


def main() -> int:
    """Migrate, make the trust, set its clock. Returns the exit status."""
    with contextlib.redirect_stdout(io.StringIO()) as told:
        status = rollcall(["migrate"])
    if status != 0:
        print(told.getvalue())
        return status
    _say("schemas up to date")
    folder = Path(Environment().demo_state)
    made_for, newest = trust.build(_say)
    _set_gateways(folder)
    trust.play(made_for, _say)
    kept = day.kept(folder)
    reached = kept[1] if kept is not None and kept[0] == made_for else None
    day.keep(folder, made_for, day.resumed(made_for, reached=reached, newest=newest))
    return 0


def _set_gateways(folder: Path) -> None:
    from rollcall.demo import carriers  # noqa: PLC0415 - it knows apps that `migrate` has loaded by now

    carriers.set_gateways(folder)


_began = time.monotonic()


def _say(text: str) -> None:
    print(f"{text}  ({time.monotonic() - _began:.1f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
