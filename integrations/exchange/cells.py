"""What stands in one cell of an export, cleared of what spreadsheets and people leave around it."""

import re
from typing import Final

from schools.intake.rules.problems import Problems
from schools.registers.rules.codes import INVISIBLE

# Written for "nothing"; case counts, because Null is also a surname.
NOTHING: Final = frozenset({"", "-", "NULL", "(null)", "N/A", "n/a"})

_SPACE = re.compile(r"\s+")
_STRIP: Final = INVISIBLE + " \t\r\n\u00a0\u00ad\u202f"
_INVISIBLE = re.compile(f"[{INVISIBLE}\u00ad]")
# What a spreadsheet writes in place of a value that it could not work out.
_ERRORS: Final = frozenset({"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)"
_MADE_A_NUMBER = re.compile(r"[0-9](?:\.[0-9]+)?E[+-][0-9]+", re.IGNORECASE)
_MADE_A_DATE = re.compile(
    rf"[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2,4}})?|{_MONTH}-[0-9]{{2}}|[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?|#{4,}",
    re.IGNORECASE,
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def without_invisible(cell: str) -> str:
    """A cell without what nobody sees; its spaces stay."""
    return _INVISIBLE.sub("", cell)


def clean(cell: str | None) -> str:
    """The text of a cell: outer and invisible characters gone, inner white space single, "nothing" empty."""
    if cell is None:
        return ""
    text = _SPACE.sub(" ", _INVISIBLE.sub("", cell)).strip(_STRIP)
    return "" if text in NOTHING else text


def spreadsheet_error(text: str) -> bool:
    """Whether a cell is a spreadsheet's error, such as `#REF!`, and what stood there is lost."""
    return text.upper() in _ERRORS


def spreadsheet_damage(text: str) -> str:
    """What a spreadsheet has made of a short text such as a form's name: "a number", "a date", "an error"; or nothing.

    `9E2` has become `9.00E+02`, and `1-8` or `8/1` is `08-Jan` since.
    """
    if spreadsheet_error(text):
        return "an error"
    if _MADE_A_NUMBER.fullmatch(text):
        return "a number"
    return "a date" if _MADE_A_DATE.fullmatch(text) else ""


def flag_formula(text: str, problems: Problems, *, row: int, field: str) -> None:
    """Warn of text that a spreadsheet would run as a formula. It is kept as text and never run here."""
    if text.startswith(_FORMULA_STARTS):
        problems.warning(
            "formula",
            f"The cell starts with “{text[0]}”, as a formula does.",
            "It is kept as plain text; check that it is what was meant.",
            row=row,
            field=field,
            value=text,
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
            value=text,
        )
