"""The tables of registers: what stands in them (`registers`), what is known beforehand (`plans`), edits of many marks,
and what they add up to in the periods that are published (`judged`)."""

from schools.registers.models.bulk_edits import BulkEdit
from schools.registers.models.judged import JudgedPeriod, PeriodCount, PupilPeriod, Verdict
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
    "JudgedPeriod",
    "Mark",
    "MarkVersion",
    "PeriodCount",
    "Plan",
    "PupilPeriod",
    "PupilWeek",
    "Register",
    "RegisterRequest",
    "SweepTick",
    "Verdict",
]
