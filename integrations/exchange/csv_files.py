"""CSV files, read row by row with everything that a spreadsheet can do to them met by a sentence."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from foundation.refusals import Malformed
from integrations.exchange.contract import ByteStream
from integrations.exchange.survey import Survey
from schools.intake.rules.problems import Problems

WIDEST_CELL: Final = 1 << 17
_BUFFER: Final = 1 << 16
_OTHER_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}
_QUOTE_REMEDY: Final = "Look there for a quotation mark that has no partner, correct it and export again."


class CsvFile:
    """An open CSV file: its headings, and then its rows.

    `reader.line_num` is the number of the line last read, which is how a row is named to people.
    """

    def __init__(self, stream: ByteStream, look: Survey) -> None:
        stream.seek(look.starts_at)
        csv.field_size_limit(WIDEST_CELL)
        self.reader = csv.reader(chain.from_iterable(_lines(stream, look.encoding)), strict=True)
        self.headings = self._header()

    def _header(self) -> list[str]:
        for row in self.rows():
            if any(cell.strip() for cell in row):
                self._refuse_other_separator(row)
                return row
        raise Malformed(
            "The file is empty.", code="empty_file", remedy="Export the report again and check that it shows pupils."
        )

    def _refuse_other_separator(self, header: list[str]) -> None:
        if len(header) > 1:
            return
        for separator, name in _OTHER_SEPARATORS.items():
            if separator in header[0]:
                raise Malformed(
                    f"The columns are separated by {name}, not commas.",
                    code="wrong_separator",
                    row=self.reader.line_num,
                    remedy="Save the file as “CSV (comma delimited)”.",
                )

    def rows(self) -> Iterator[list[str]]:
        """The rows that are left. Malformed at a quotation mark without a partner or a cell without end."""
        try:
            yield from self.reader
        except csv.Error as error:
            raise self.broken(error) from None

    def broken(self, error: csv.Error) -> Exception:
        """What to raise when the csv module gives up."""
        line = self.reader.line_num
        if "field limit" in str(error):
            words = f"By line {line}, one cell is longer than {WIDEST_CELL >> 10} kB: a quotation mark is not closed."
            return Malformed(words, code="cell_too_long", row=line, remedy=_QUOTE_REMEDY)
        if "end of data" in str(error):
            words = "The file ends inside quotation marks: one is opened and never closed."
        else:
            words = "A quotation mark stands where it cannot: after the end of a quoted cell."
        return Malformed(words, code="open_quote", row=line, remedy=_QUOTE_REMEDY)

    def ragged(self, row: list[str], problems: Problems) -> None:
        """Note a row with more or fewer cells than there are headings. A blank row is passed over."""
        if any(cell.strip() for cell in row):
            problems.error(
                "ragged_row",
                f"The row has {len(row)} cells, and there are {len(self.headings)} columns.",
                "Look for a comma too many or too few; a cell with a comma in it needs quotation marks around it.",
                row=self.reader.line_num,
            )


def _lines(stream: ByteStream, encoding: str) -> Iterator[Iterable[str]]:
    """The lines of a stream with their ends, in blocks: what goes between is done once for some thousand lines."""
    decoder = codecs.getincrementaldecoder(encoding)()
    left = ""
    while block := stream.read(_BUFFER):
        text = left + decoder.decode(block)
        # Keep a last "\r" back too: its "\n" may come with the next block.
        end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        left = text[end:]
        yield io.StringIO(text[:end], newline="")
    yield io.StringIO(left + decoder.decode(b"", final=True), newline="")
