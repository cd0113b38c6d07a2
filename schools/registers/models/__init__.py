"""The tables of registers: what stands in them (`registers`), what is known beforehand (`plans`), edits of many marks."""

from schools.registers.models.bulk_edits import BulkEdit
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
    "BulkEdit",
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
