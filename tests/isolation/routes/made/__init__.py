"""The rows that addresses of each room name, made at one school: all of long ago, so that nothing of them still waits."""

import datetime as dt
from typing import Final

from tests.world import HALF_TERMS

SINCE: Final = HALF_TERMS[0][1]
PAST: Final = {"starts_on": SINCE, "ends_on": SINCE + dt.timedelta(days=1)}
