"""Minutes late in a file of marks, held to what may be entered by hand: L and U alone have any, either side of the close."""

from collections.abc import Callable
from datetime import date
from typing import Final

from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Marks
from schools.registers.rules.codes import Late, code_on
from schools.registers.rules.slots import LONGEST_WINDOW

#: For how many minutes the register of a date and session stays open; None where the school has entered no times.
OpenFor = Callable[[date, int], int | None]

OTHER_CODE, TOO_LATE_FOR_L, TOO_EARLY_FOR_U = "minutes_not_late", "late_outside", "late_inside"


def settle_minutes(marks: Marks, open_for: OpenFor, problems: Problems) -> None:
    """Leave out the minutes of codes that have none, and point out those on the wrong side of the register's close.

    The marks themselves are used as they are: which of code and minutes is wrong is for a person to say. One problem a
    pupil and kind, at the pupil's first row.
    """
    for upn, given in marks.minutes.items():
        found: dict[str, list[int]] = {}
        for slot, minutes in sorted(given.items()):
            kind = _kind(marks, upn, slot, minutes, open_for)
            if kind:
                found.setdefault(kind, []).append(slot)
        for kind, slots in found.items():
            _tell(kind, slots, upn, marks, problems)
        for slot in found.get(OTHER_CODE, ()):
            del given[slot]


def _kind(marks: Marks, upn: str, slot: int, minutes: int, open_for: OpenFor) -> str:
    place = marks.pupils[upn][slot]
    if not place:
        return ""
    on, session = marks.session_at(slot)
    late, bound = code_on(marks.codes[place], on).late, open_for(on, session)
    if late is Late.NO:
        return OTHER_CODE
    if late is Late.BEFORE_CLOSE:
        return TOO_LATE_FOR_L if minutes > (LONGEST_WINDOW if bound is None else bound) else ""
    return TOO_EARLY_FOR_U if bound is not None and minutes <= bound else ""


def _tell(kind: str, slots: list[int], upn: str, marks: Marks, problems: Problems) -> None:
    on, _ = marks.session_at(slots[0])
    minutes = marks.minutes[upn][slots[0]]
    many = f"{len(slots):,} marks have" if len(slots) > 1 else "A mark has"
    first = f"{many} minutes late{' (the first ' if len(slots) > 1 else ' ('}{on:%d/%m/%Y}: {minutes})"
    words, remedy = _WORDS[kind]
    problems.warning(
        kind,
        words.format(first=first),
        remedy.format(system=problems.system),
        row=marks.rows[upn],
        field="Minutes Late",
    )


_WORDS: Final = {
    OTHER_CODE: (
        "{first} and a code that is neither L nor U.",
        "The minutes are left out and the mark is used. If the pupil was late, correct the code in {system}.",
    ),
    TOO_LATE_FOR_L: (
        "{first} and the code L, and the register had closed by then.",
        "It is used as L. Whoever comes after the register has closed is U: correct it in {system}.",
    ),
    TOO_EARLY_FOR_U: (
        "{first} and the code U, and the register was still open then.",
        "It is used as U. Whoever comes while the register is open is L: correct it in {system}.",
    ),
}
