"""What a register code means on a date, and why it may not stand in a slot.

What a mark counts as depends on the code *and its date*: J was attendance until 18 August 2024, and the interview code
that followed it, J1, is an absence [R10]. The same goes for X and Y. So a code is never looked up without a date.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final

from schools.calendar.rules.sessions import AM, PM, SESSION_NAMES, check_session
from schools.registers.rules.code_table import (
    AppliesTo,
    Code,
    Late,
    MarkClass,
    codes,
    codes_hash,
    rows_hash,
    sql_columns,
    sql_rows,
)

__all__ = [
    "AM",
    "DUE_ELSEWHERE",
    "NO_REASON_YET",
    "PM",
    "UNEXPECTEDLY_CLOSED",
    "AppliesTo",
    "Code",
    "CodeNotValidOn",
    "Late",
    "MarkClass",
    "UnknownCode",
    "code_on",
    "codes",
    "codes_hash",
    "normalise",
    "refusal",
    "rows_hash",
    "sql_columns",
    "sql_rows",
    "turns_by",
]

#: The code of an absence that nobody has explained yet; it is unauthorised until somebody does.
NO_REASON_YET: Final = "N"
#: The code of a session for which the whole school was unexpectedly closed; and that of one due at another school.
UNEXPECTEDLY_CLOSED: Final = "Y4"
DUE_ELSEWHERE: Final = "D"
# Characters that spreadsheets leave around a value and that str.strip() does not remove.
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff"
# Withdrawn codes that the table maps to one current code, though only a person can say which of several applies.
ASK_WHICH: Final = MappingProxyType({"Y": "the one of Y1 to Y7 that gives the cause (Y7 only with the cause recorded)"})
_THE_OTHER = {AM: "\\", PM: "/"}


class UnknownCode(ValueError):
    """No national code, of any date, is written this way. It must be asked about, never guessed."""

    def __init__(self, code: str) -> None:
        # Only the start is shown: what was meant as a code may be a stray cell with a name in it.
        super().__init__(f"“{code[:3]}{'…' if len(code) > 3 else ''}” is not an attendance code.")
        self.code = code


class CodeNotValidOn(ValueError):
    """A national code, but not on this date.

    `maps_to` is the code the table puts in its place on that date, offered to a person and never applied unasked; None
    when there is none or when only a person can choose (Y).
    """

    def __init__(self, code: str, on: date, words: str, maps_to: str | None) -> None:
        super().__init__(words)
        self.code = code
        self.on = on
        self.maps_to = maps_to


@cache
def _by_code() -> dict[str, tuple[Code, ...]]:
    table: dict[str, list[Code]] = {}
    for code in codes():
        table.setdefault(code.code, []).append(code)
    return {written: tuple(rows) for written, rows in table.items()}


def normalise(text: str) -> str:
    r"""A typed or imported code as the table writes it: outer white space and invisible characters gone, letters upper.

    `/` and `\` stay as they are: they are two codes, not two ways to type one. Text outside ASCII is only stripped,
    because upper-casing turns some foreign letters (ı, ſ) into codes that nobody typed.
    """
    stripped = text.strip().strip(INVISIBLE).strip()
    return stripped.upper() if stripped.isascii() else stripped


def code_on(code: str, on: date) -> Code:
    """The meaning of a code, written as in the table, on a date. UnknownCode or CodeNotValidOn when it has none."""
    rows = _by_code().get(code)
    if rows is None:
        raise UnknownCode(code)
    for row in rows:
        if row.valid_on(on):
            return row
    raise _not_valid(code, rows, on)


@cache
def _turns() -> list[date]:
    begun = {row.valid_from for row in codes() if row.valid_from is not None}
    return sorted(begun | {row.valid_to + timedelta(days=1) for row in codes() if row.valid_to is not None})


def turns_by(on: date) -> int:
    """On how many days up to a date some code began or ended: on two dates with as many, every code means the same."""
    return bisect_right(_turns(), on)


def _not_valid(code: str, rows: tuple[Code, ...], on: date) -> CodeNotValidOn:
    ended = [row for row in rows if row.valid_to is not None and row.valid_to < on]
    if not ended:
        starts = min(row.valid_from for row in rows if row.valid_from is not None)
        earlier = next((row.code for row in codes() if row.maps_to == code and row.valid_on(on)), None)
        advice = f"use {earlier}" if earlier else "use the code that was current then"
        words = f"{code} has been a code only since {_written(starts)}; for an earlier date {advice}."
        return CodeNotValidOn(code, on, words, earlier)
    last = max(ended, key=lambda row: row.valid_to or date.min)
    assert last.valid_to is not None  # `ended` holds only rows with an end
    maps_to = None if code in ASK_WHICH else last.maps_to or None
    advice = ASK_WHICH.get(code) or maps_to or "another code"
    words = f"{code} was withdrawn after {_written(last.valid_to)}; for a later date use {advice}."
    return CodeNotValidOn(code, on, words, maps_to)


def _written(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


# The slot check behind every save and import


def refusal(
    code: str, *, on: date, session: int, compulsory_age: bool | None = None, by_hand: bool = True
) -> str | None:
    """Words for a person saying why the code may not stand there and which to use, or None when it may.

    `code` is written as in the table (see `normalise`). `compulsory_age` is the pupil's on that date, None when it is
    not known (an import that has yet to match the pupil), which skips only that check. `by_hand=False` admits Z and #,
    which other systems write into their exports but which nobody may enter for a registered pupil [WT].
    Whether the session was held and the pupil on roll is for the calendar and the roll to say.
    """
    check_session(session)
    try:
        meaning = code_on(code, on)
    except (UnknownCode, CodeNotValidOn) as error:
        return str(error)
    return (
        _wrong_session(meaning, session)
        or _not_for_hand(meaning, by_hand=by_hand)
        or _wrong_age(meaning, on, compulsory_age=compulsory_age)
    )


def _wrong_session(code: Code, session: int) -> str | None:
    only = {AppliesTo.AM_ONLY: AM, AppliesTo.PM_ONLY: PM}.get(code.applies_to, session)
    if only == session:
        return None
    return (
        f"{code.code} is for the {SESSION_NAMES[only]} register only; "
        f"use {_THE_OTHER[only]} for a pupil present in the {SESSION_NAMES[session]}."
    )


def _not_for_hand(code: Code, *, by_hand: bool) -> str | None:
    if code.mark_class is not MarkClass.NOT_COLLECTED or not by_hand:
        return None
    if code.code == "Z":
        return "Z is for a pupil not yet on the admission register; enter what happened for a pupil on roll."
    return f"{code.code} comes from the school calendar; enter a planned closure there, not as a pupil's mark."


def _wrong_age(code: Code, on: date, *, compulsory_age: bool | None) -> str | None:
    if code.applies_to is AppliesTo.COMPULSORY_AGE and compulsory_age is False:
        return (
            f"{code.code} is only for a pupil of compulsory school age; use X when a younger or older one is not due."
        )
    if code.applies_to is AppliesTo.NOT_COMPULSORY_AGE and compulsory_age and not _covid_use(code, on):
        return (
            f"{code.code} is only for a pupil who is not of compulsory school age; "
            "use C2 for an agreed part-time timetable, or the code for the absence."
        )
    return None


def _covid_use(code: Code, on: date) -> bool:
    """Whether X then also stood for pupils of any age kept away by coronavirus: while the table holds its sub-codes."""
    return any(row.subgroup == "covid" and row.maps_to == code.code and row.valid_on(on) for row in codes())
