"""`python -m foundation.ui.frontend`: build what pages fetch if its sources changed; exit 1 with words if it cannot."""

import sys

from foundation.ui.frontend.build import BuildError, build

if __name__ == "__main__":
    try:
        sys.stdout.write(f"{build()}\n")
    except BuildError as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(1)
