"""By how much a pupil's week moves when one mark takes the place of another."""

import datetime as dt
from functools import cache

from schools.registers.rules.codes import Late, MarkClass, code_on

#: The counts of a pupil's week, in the order of its columns.
COUNTED = ("present", "approved", "authorised", "unauthorised", "not_possible", "late_before", "late_after")
_CLASSES = {
    MarkClass.PRESENT: "present",
    MarkClass.APPROVED: "approved",
    MarkClass.AUTHORISED: "authorised",
    MarkClass.UNAUTHORISED: "unauthorised",
    MarkClass.NOT_POSSIBLE: "not_possible",
}
_LATE = {Late.BEFORE_CLOSE: "late_before", Late.AFTER_CLOSE: "late_after"}


def week_delta(old: str | None, new: str | None, on: dt.date) -> tuple[int, ...]:
    """The change of each of COUNTED when `new` takes the place of `old` on a date; None is a missing mark."""
    return tuple(after - before for before, after in zip(_counts(old, on), _counts(new, on), strict=True))


@cache
def _counts(code: str | None, on: dt.date) -> tuple[int, ...]:
    if code is None:
        return (0,) * len(COUNTED)
    row = code_on(code, on)
    names = {_CLASSES.get(row.mark_class), _LATE.get(row.late)}
    return tuple(int(name in names) for name in COUNTED)
