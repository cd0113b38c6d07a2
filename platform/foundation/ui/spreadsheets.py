"""Values for a CSV file that a spreadsheet may open: text that it would run as a formula is made text again [OWASP].

A cell that begins with = + - or @ (or their full-width forms), or with a tab or a line break before them, is a formula
to Excel, LibreOffice and Google Sheets. A single quote in front makes it text.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

Cell: TypeAlias = str | int | Decimal | None

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def guarded(cell: Cell) -> str:
    """The cell as it is written. Numbers are ours and stay numbers; text that could run gets a quote in front."""
    if cell is None:
        return ""
    text = str(cell)
    if isinstance(cell, str) and text.lstrip(" \u00a0\u200b\ufeff").startswith(STARTS_A_FORMULA):
        return f"'{text}"
    return text


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows as a CSV file: guarded, every text quoted, lines ended as spreadsheets expect, BOM for Excel's sake."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([cell if isinstance(cell, int | Decimal) else guarded(cell) for cell in row] for row in rows)
    return out.getvalue()
