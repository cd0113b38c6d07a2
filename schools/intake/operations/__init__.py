"""Importing: receive the files, check them, and apply what was checked, or discard it.

Every operation runs inside the school's transaction that its caller opened, and is whole or absent with it. A check
reads the files and works out every change without keeping any; applying works all of it out again, on the roll and
registers as they are then, and goes through only if it still comes to what the check showed (`ImportRun.fingerprint`).
"""

from schools.intake.operations.applying import WANTED, apply, ask_for_apply, held_back
from schools.intake.operations.checking import RECEIVED, ask_for_check, check
from schools.intake.operations.ending import discard
from schools.intake.operations.receiving import EXPIRED, receive
from schools.intake.operations.turns import one_at_a_time

__all__ = [
    "EXPIRED",
    "RECEIVED",
    "WANTED",
    "apply",
    "ask_for_apply",
    "ask_for_check",
    "check",
    "discard",
    "held_back",
    "one_at_a_time",
    "receive",
]
