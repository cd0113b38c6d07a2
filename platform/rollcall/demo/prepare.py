"""The steps of the demo's start that need the project's own code, in a process with the owner's login.

`python -m rollcall.demo.prepare` brings the schemas up to date and makes the invented trust when there is none.
What it prints is shown by the launcher as it comes.
"""

import sys
import time

from rollcall.__main__ import main as rollcall


def main() -> int:
    """Migrate, then make the trust. Returns the exit status."""
    status = rollcall(["migrate"])
    if status == 0:
        from rollcall.demo import trust

        trust.build(_say)
    return status


_began = time.monotonic()


def _say(text: str) -> None:
    print(f"{text}  ({time.monotonic() - _began:.1f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
