"""What the school knows on a morning: nothing of today, reasons still being found, registers not yet taken.

The registers made up for the year are what each session will in the end be known as. Seen from a given day, an
absence of the last five school days may still be N (a reason reaches the school some days later; O is only what N
becomes after five days [R10(7)-(9)]), and a register that is handed in late is still missing. Earlier days look the
same from every later day.
"""

from collections.abc import Iterable
from typing import Final

from rollcall.demo.trust.calendars import SchoolYear
from rollcall.demo.trust.dice import stream
from rollcall.demo.trust.register import NO_MARK, YearRegister
from schools.calendar.rules.school_calendar import N_RESOLUTION_SCHOOL_DAYS
from schools.registers.rules.codes import NO_REASON_YET

REASON_FOLLOWS: Final = frozenset("IO")
KNOWN_AT_ONCE: Final = {"I": 0.78, "O": 0.3}
NEVER_TAKEN: Final = 0.0005  # of registers
TAKEN_LATE: Final = 0.02  # of registers: filled in one to three school days after
NEVER_MARKED: Final = 0.08  # of pupils and years: one session left blank for good


def forget_the_future(seed: int, registers: Iterable[YearRegister], year: SchoolYear, days: int) -> None:
    """Cut registers to the first `days` days of the year, and leave open in them what is not known by then."""
    slots = 2 * days
    missing = _missing(seed, registers, year, days)
    for register in registers:
        codes = register.codes
        del codes[slots:]
        register.minutes = {slot: minutes for slot, minutes in register.minutes.items() if slot < slots}
        dice = stream(seed, year.school, year.academic_year, register.pupil.number, "blank")
        blank = register.first + int(dice.random() / NEVER_MARKED * (register.last + 1 - register.first))
        if blank <= register.last and blank < slots and register.free(blank):
            codes[blank] = NO_MARK
        _await_reasons(seed, register, year, days)
        for slot in missing.get(register.group, ()):
            codes[slot] = NO_MARK
            register.minutes.pop(slot, None)


def _missing(seed: int, registers: Iterable[YearRegister], year: SchoolYear, days: int) -> dict[str, list[int]]:
    """The registers not taken by then, by group: slots."""
    dice = stream(seed, year.school, year.academic_year, "gaps")
    missing: dict[str, list[int]] = {}
    for group in sorted({register.group for register in registers}):
        for slot in range(year.slots):
            chance, delay = dice.random(), 1 + int(3 * dice.random())
            late = chance < NEVER_TAKEN + TAKEN_LATE and slot // 2 + delay >= days
            if slot < 2 * days and slot // 2 not in year.closed and (chance < NEVER_TAKEN or late):
                missing.setdefault(group, []).append(slot)
    return missing


def _await_reasons(seed: int, register: YearRegister, year: SchoolYear, days: int) -> None:
    """N for the spells of the last five days whose reason is found only on a later day."""
    slot, slots, codes = 2 * max(0, days - N_RESOLUTION_SCHOOL_DAYS), 2 * days, register.codes
    while slot < slots:
        code, start = codes[slot], slot
        while slot < slots and codes[slot] == code:
            slot += 1
        if code not in REASON_FOLLOWS or (start and codes[start - 1] == code):
            continue
        dice = stream(seed, year.school, register.pupil.number, year.days[start // 2])
        if dice.random() < KNOWN_AT_ONCE[code]:
            continue
        delay = N_RESOLUTION_SCHOOL_DAYS if code == "O" else 1 + int(3 * dice.random())
        if start // 2 + delay >= days:
            codes[start:slot] = [NO_REASON_YET] * (slot - start)
