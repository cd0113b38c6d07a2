"""What goes wrong at a carrier, each to be scripted for one exchange."""

from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """One fault. Those that say "after" keep the message first: the carrier has it, whatever we are told."""

    BAD_REQUEST = "400"
    FORBIDDEN = "403"
    TOO_MANY = "429"
    BROKEN = "500"
    UNAVAILABLE = "503"
    ELSEWHERE = "redirect"
    SILENT = "silent"
    CUT = "cut"
    IMPATIENT_AFTER = "408_after"
    BROKEN_AFTER = "500_after"
    UNAVAILABLE_AFTER = "503_after"
    SILENT_AFTER = "silent_after"
    CUT_AFTER = "cut_after"
    GARBLED_AFTER = "garbled_after"
    ENDLESS_AFTER = "endless_after"
    DRIPPING_AFTER = "dripping_after"

    @property
    def keeps(self) -> bool:
        """Whether the carrier has the message all the same."""
        return self.value.endswith("_after")

    @property
    def status(self) -> int:
        """The HTTP status it answers with; 0 for what is no answer."""
        head = self.value.removesuffix("_after")
        return int(head) if head.isdecimal() else 0


#: The two that a carrier says out loud: it took nothing.
REFUSALS: Final = frozenset({Fault.BAD_REQUEST, Fault.FORBIDDEN, Fault.TOO_MANY})
