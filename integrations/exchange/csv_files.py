"""CSV files, read row by row with everything that a spreadsheet can do to them met by a sentence."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from foundation.refusals import Malformed
from integrations.exchange.cells import clean
from integrations.exchange.columns import MOST_COLUMNS, refuse_too_many
from integrations.exchange.contract import ByteStream
from integrations.exchange.other_rows import OtherRows
from integrations.exchange.survey import Survey
from schools.intake.rules.problems import Problems

WIDEST_CELL: Final = 1 << 17
_BUFFER: Final = 1 << 16
_OTHER_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}
# Excel reads a first line "sep=," as the separator, and so do those who write it.
_SEPARATOR_LINE = re.compile(r"sep=", re.IGNORECASE)
_HEADER_WITHIN: Final = 30
_FEWEST_HEADINGS: Final = 2
_QUOTE_REMEDY: Final = "Look there for a quotation mark that has no partner, correct it and export again."


class CsvFile:
    """An open CSV file: its headings, and then its rows.

    Rows are named to people as a spreadsheet numbers them, from 1, blank ones included. `known` counts of a row how many
    cells are headings of a known layout: the first with most is the header, and what stands above it are titles. It is
    given no more cells than a file may have columns.
    """

    def __init__(self, stream: ByteStream, look: Survey, known: Callable[[Sequence[str]], int]) -> None:
        csv.field_size_limit(WIDEST_CELL)
        self._stream = stream
        self._look = look
        self.reader = self._from_the_start()
        above = self._top(known)
        self.titles = sum(_says_something(row) and not _SEPARATOR_LINE.match(row[0]) for row in above[:-1])
        self.headings = above[-1]
        self.header_row = len(above)
        self.other = OtherRows(self.headings)
        self.reader = self._from_the_start()
        for _ in above:
            next(self.reader)

    def _from_the_start(self) -> Any:  # csv's own type of a reader has no name
        self._stream.seek(self._look.starts_at)
        return csv.reader(chain.from_iterable(_lines(self._stream, self._look.encoding)), strict=True)

    def _top(self, known: Callable[[Sequence[str]], int]) -> list[list[str]]:
        """The rows down to the header, which is the last of them."""
        top = list(islice(self._read(), _HEADER_WITHIN))
        said = [number for number, row in enumerate(top) if _says_something(row) and not _SEPARATOR_LINE.match(row[0])]
        if not said:
            raise Malformed(
                "The file is empty.",
                code="empty_file",
                remedy="Export the report again and check that it shows pupils.",
            )
        cells = {number: [cell for cell in top[number] if cell.strip()] for number in said}
        counts = {number: known(held[:MOST_COLUMNS]) for number, held in cells.items()}
        best = max(said, key=lambda number: (counts[number], -number))
        if counts[best] < _FEWEST_HEADINGS:
            for number in said:
                self._refuse_other_separator(top[number], number + 1)
            best = said[0]
        refuse_too_many(len(cells[best]), row=best + 1, system=self._look.system)
        return top[: best + 1]

    def _refuse_other_separator(self, row: list[str], number: int) -> None:
        if len(row) > 1:
            return
        for separator, name in _OTHER_SEPARATORS.items():
            if separator in row[0]:
                raise Malformed(
                    f"The columns are separated by {name}, not commas.",
                    code="wrong_separator",
                    row=number,
                    remedy="Save the file as “CSV (comma delimited)”.",
                )

    def records(
        self, problems: Problems, *, spoilt: Callable[[list[str]], None] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """Row number and cells of every row that is a record; the others are told of at the end.

        `spoilt` is given each row that is a record with cells too many or too few.
        """
        for number, row in enumerate(self.rows(), self.header_row + 1):
            if len(row) != len(self.headings):
                if self.ragged(row, number, problems) and spoilt is not None:
                    spoilt(row)
            elif not self.other.is_one(row, number):
                yield number, row
        self.tell(problems)

    def tell(self, problems: Problems) -> None:
        """Mention the rows that are no records."""
        if self.titles:
            problems.warning(
                "title_rows",
                f"{self.titles} rows above the headings are not read."
                if self.titles > 1
                else "The row above the headings is not read.",
                "Nothing need be done: they are taken to be the report's title.",
                row=1,
            )
        self.other.tell(problems)

    def rows(self) -> Iterator[list[str]]:
        """The rows that are left. Malformed at a quotation mark without a partner or a cell without end."""
        yield from self._read()

    def _read(self) -> Iterator[list[str]]:
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

    def ragged(self, row: list[str], number: int, problems: Problems) -> bool:
        """Note a row with more or fewer cells than there are headings, unless it is no record at all; whether it is."""
        if self.other.is_one(row, number):
            return False
        problems.error(
            "ragged_row",
            f"The row has {len(row)} cells, and there are {len(self.headings)} columns.",
            "Look for a comma too many or too few; a cell with a comma in it needs quotation marks around it.",
            row=number,
        )
        return True


def _says_something(row: Sequence[str]) -> bool:
    return any(map(clean, row))


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
