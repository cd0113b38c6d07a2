"""Runs a program that ends when whoever started it ends: `python -I leash.py PARENT_PID PROGRAM ARGUMENTS...`.

On Linux the kernel sends SIGTERM to a process whose parent has died, once it has asked for that (PR_SET_PDEATHSIG);
the wish outlives `exec`, so this script asks and then becomes the program. Elsewhere it only becomes the program, and
the next start ends what a killed launcher left (`processes.end_leftovers`).
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(sys.argv[1]):
        sys.exit("the launcher has gone")  # it died before we could ask
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - to become the program is what this script is for
