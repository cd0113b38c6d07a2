"""The reasons that may take the place of N, as a list to choose from."""

import datetime as dt

from schools.registers.rules.codes import NO_REASON_YET, MarkClass, codes
from schools.registers.rules.spoken import words_of

_ABSENCE = {MarkClass.AUTHORISED: "authorised", MarkClass.UNAUTHORISED: "not authorised"}


def reasons_on(on: dt.date) -> list[tuple[str, str]]:
    """Every code of an absence that is valid that day, with its words and whether it is authorised."""
    return [
        (row.code, f"{row.code}: {words_of(row.code, on)} ({_ABSENCE[row.mark_class]})")
        for row in codes()
        if row.valid_on(on) and row.mark_class in _ABSENCE and row.code not in (NO_REASON_YET, "U")
    ]
