"""CSV files for spreadsheets, and from them.

One that a spreadsheet may open has text that it would run as a formula made text again [OWASP]. A cell that begins with
= + - or @ (or their full-width forms), or with a tab or a line break before them, is a formula to Excel, LibreOffice and
Google Sheets. A single quote in front makes it text.

One that somebody made in a spreadsheet is read whole, as UTF-8 or what older ones write, with whichever of comma, semicolon
and tab its first row has most. What other systems export, at any length, is read by `integrations.exchange`.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from foundation.refusals import Malformed

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


def decoded(data: bytes, *, largest: int) -> str:
    """The text of a file of at most so many bytes. Malformed for one that is larger, or is no text."""
    if len(data) > largest:
        words = f"The file is larger than {largest // 1000:,} kB."
        raise Malformed(words, code="too_large", field="file", remedy="Send it in parts.")
    if b"\x00" in data:
        words = "This is not a CSV file."
        raise Malformed(words, code="not_csv", field="file", remedy="In the spreadsheet choose Save as, CSV UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_csv(text: str, *, most_rows: int) -> list[tuple[int, list[str]]]:
    """The rows that say something, each with its number as a spreadsheet numbers it; the first are the headings.

    Malformed for a file without any, with more than so many below the headings, or that is no CSV.
    """
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1)
        found = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    except csv.Error:
        words, remedy = "The file cannot be read as CSV.", "Look for a quotation mark without a partner."
        raise Malformed(words, code="not_csv", field="file", remedy=remedy) from None
    if not found:
        raise Malformed("The file is empty.", code="empty", field="file", remedy="Export it again.")
    if len(found) - 1 > most_rows:
        words = f"The file has more than {most_rows:,} rows."
        raise Malformed(words, code="too_long", field="file", remedy="Send it in parts.")
    return found
