"""`python -m foundation.ui.frontend`: build what pages fetch, if its sources changed. Exits 1 with words when it cannot."""

import sys

from foundation.ui.frontend.build import BuildFailed, build

if __name__ == "__main__":
    try:
        sys.stdout.write(f"{build()}\n")
    except BuildFailed as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(1)
