"""The one time zone of the product: every school's wall clock is London's. Pure, so that rules may use it too."""

from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")
