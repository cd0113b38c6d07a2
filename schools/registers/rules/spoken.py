r"""How a mark is shown and said: its shape (ink says what happened) and a few words, as a cell is read aloud.

The table's own descriptions are the law's; these are what an officer says on the telephone. A code without words of its
own here is said by its description.
"""

from datetime import date
from types import MappingProxyType
from typing import Final

from schools.registers.rules.codes import NO_REASON_YET, CodeNotValidOn, Late, MarkClass, UnknownCode, code_on
from schools.registers.rules.plan_sources import label_of

#: Shapes: p present, l late, e educated off site, a authorised, u unauthorised, n no reason yet, x not possible,
#: c closed, m missing.
MISSING_SHAPE: Final = "m"
_SHAPES: Final = MappingProxyType(
    {
        MarkClass.PRESENT: "p",
        MarkClass.APPROVED: "e",
        MarkClass.AUTHORISED: "a",
        MarkClass.UNAUTHORISED: "u",
        MarkClass.NOT_POSSIBLE: "x",
        MarkClass.NOT_COLLECTED: "c",
    }
)
_WORDS: Final = MappingProxyType(
    {
        "/": "present",
        "\\": "present",
        "L": "late",
        "K": "education arranged by the council",
        "V": "school visit or trip",
        "P": "sport",
        "W": "work experience",
        "B": "off site, supervised",
        "D": "at the other school",
        "C1": "performance or work abroad",
        "M": "medical or dental",
        "J1": "interview",
        "S": "study leave",
        "X": "not required to attend",
        "C2": "part-time timetable",
        "C": "leave, exceptional",
        "T": "parent travelling for work",
        "R": "religious observance",
        "I": "illness",
        "E": "suspended or excluded",
        "Q": "no transport arranged",
        "Y1": "school transport not running",
        "Y2": "travel disrupted",
        "Y3": "part of the school shut",
        "Y4": "school unexpectedly shut",
        "Y5": "in custody",
        "Y6": "public health advice",
        "Y7": "other unavoidable cause",
        "G": "holiday, not agreed",
        NO_REASON_YET: "no reason yet",
        "O": "no good reason",
        "U": "late, after the register closed",
        "Z": "not yet on roll",
        "#": "school closed",
        "J": "interview",
        "H": "holiday, agreed",
        "F": "extended holiday, agreed",
        "Y": "unable to attend",
    }
)


def words_of(code: str, on: date) -> str:
    """A code in a few words: "illness". A code that no table knows is said as "unknown code"."""
    if code in _WORDS:
        return _WORDS[code]
    try:
        return code_on(code, on).description
    except (UnknownCode, CodeNotValidOn):
        return "unknown code"


def shape_of(code: str | None, on: date) -> str:
    """The shape a mark is drawn in on a date; a code the date does not know keeps a hatched one, to be asked about."""
    if code is None:
        return MISSING_SHAPE
    try:
        meaning = code_on(code, on)
    except (UnknownCode, CodeNotValidOn):
        return "x"
    if meaning.late is Late.BEFORE_CLOSE:
        return "l"
    return "n" if code == NO_REASON_YET else _SHAPES[meaning.mark_class]


#: Read for a session that is not held, and after a mark that awaits the taking of its register.
NO_SESSION: Final = "no session"
UNCONFIRMED: Final = ", planned, to confirm"


def said_plan(source: str, *, waits: bool) -> str:
    """What is read after a mark that a source has planned: ", planned: suspension"; `waits` for its register."""
    return f", planned: {label_of(source)}{', to confirm' if waits else ''}"


def said_expected(code: str, on: date) -> str:
    """An empty cell that another place is to confirm, as it is read aloud."""
    return f"expected elsewhere, {code}, {words_of(code, on)}, not confirmed there yet"


def said_mark(code: str | None, minutes: int | None, on: date, *, due: bool = True) -> str:
    """A mark as it is read aloud: "L, 12 minutes late", "I, illness", "missing", or "not yet due"."""
    if code is None:
        return "missing" if due else "not yet due"
    if minutes is not None:
        return f"{code}, {minutes} minute{'' if minutes == 1 else 's'} late"
    return f"{code}, {words_of(code, on)}"
