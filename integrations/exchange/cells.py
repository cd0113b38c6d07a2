"""What stands in one cell of an export, cleared of what spreadsheets and people leave around it."""

import re
from typing import Final

from schools.intake.rules.problems import Problems
from schools.registers.rules.codes import INVISIBLE

# Written for "nothing"; case counts, because Null is also a surname.
NOTHING: Final = frozenset({"", "-", "NULL", "(null)", "N/A", "n/a", "#N/A"})

_SPACE = re.compile(r"\s+")
_STRIP: Final = INVISIBLE + " \t\r\n\u00a0\u00ad\u202f"
_INVISIBLE = re.compile(f"[{INVISIBLE}\u00ad]")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def clean(cell: str | None) -> str:
    """The text of a cell: outer and invisible characters gone, inner white space single, "nothing" empty."""
    if cell is None:
        return ""
    text = _SPACE.sub(" ", _INVISIBLE.sub("", cell)).strip(_STRIP)
    return "" if text in NOTHING else text


def flag_formula(text: str, problems: Problems, *, row: int, field: str) -> None:
    """Warn of text that a spreadsheet would run as a formula. It is kept as text and never run here."""
    if text.startswith(_FORMULA_STARTS):
        problems.warning(
            "formula",
            f"The cell starts with “{text[0]}”, as a formula does.",
            "It is kept as plain text; check that it is what was meant.",
            row=row,
            field=field,
        )


def note_high_characters(text: str, problems: Problems, *, row: int, field: str) -> None:
    """Point to a cell whose letters depend on an encoding that the file does not name."""
    if not text.isascii():
        problems.warning(
            "assumed_encoding",
            "The file does not say how its letters are encoded; Windows-1252 is assumed, and this cell depends on it.",
            "Check that the accents in it are right.",
            row=row,
            field=field,
        )
