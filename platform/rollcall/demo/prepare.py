"""The steps of the demo's start that need the project's own code, in a process with the owner's login.

`python -m rollcall.demo.prepare` brings the schemas up to date and makes the invented trust when there is none.
What it prints is shown by the launcher as it comes.
"""

import contextlib
import io
import sys
import time

from rollcall.__main__ import main as rollcall


def main() -> int:
    """Migrate, then make the trust. Returns the exit status."""
    with contextlib.redirect_stdout(io.StringIO()) as told:
        status = rollcall(["migrate"])
    if status != 0:
        print(told.getvalue())
        return status
    from rollcall.demo import trust

    _say("schemas up to date")
    trust.build(_say)
    return 0


_began = time.monotonic()


def _say(text: str) -> None:
    print(f"{text}  ({time.monotonic() - _began:.1f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
