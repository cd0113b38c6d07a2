"""The tables of registers: what stands in them (`registers`), and what is known beforehand (`plans`)."""

from schools.registers.models.plans import Plan
from schools.registers.models.registers import (
    ChasingRule,
    Closure,
    Code,
    Entry,
    Mark,
    MarkVersion,
    PupilWeek,
    Register,
    RegisterRequest,
    SweepTick,
)

__all__ = [
    "ChasingRule",
    "Closure",
    "Code",
    "Entry",
    "Mark",
    "MarkVersion",
    "Plan",
    "PupilWeek",
    "Register",
    "RegisterRequest",
    "SweepTick",
]
