"""Opening a file from SIMS: what it is, and reading it as a roll or as marks.

The files are what SIMS's reports give: CommandReporter's XML (`SuperStarReport` with a `Record` for each row, a column
for each child element, spaces in names written `_x0020_`), or CSV with headings.
"""

from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Final

from foundation.refusals import Malformed, Refused
from integrations.exchange.cells import note_high_characters
from integrations.exchange.columns import Layout, decoded, folded, read_cells, refuse_repeated, refuse_too_many
from integrations.exchange.contract import ByteStream, Progress
from integrations.exchange.csv_files import CsvFile
from integrations.exchange.survey import Survey, survey
from integrations.exchange.xml_files import records, root_of, text_of
from integrations.sims.mapping import LAYOUTS, MARKS, NAME, OTHER_SYSTEMS, ROLL, STRINGS
from integrations.sims.mark_rows import read_csv_rows, read_xml_rows
from integrations.sims.mark_strings import read_csv_strings
from integrations.sims.roll import RollReader
from integrations.sims.tags import Tags, TwoValues
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Marks, Roll

#: The key that imports from this system carry.
KEY: Final = "sims"

ROOT: Final = "SuperStarReport"
RECORD: Final = "Record"
ERROR_ROOT: Final = "CommandReporterError"
_LOOKED_AT: Final = 200
_UNCONFIRMED_CELLS: Final = 5
_FOREIGN_HEADINGS: Final = 2
_FOREIGN_SHOWN: Final = 3


class SimsFile:
    """A file from SIMS, looked through and of a known layout. A `Source` of `integrations.exchange.contract`.

    Malformed when it is neither CommandReporter's XML nor CSV with known headings. `progress` is called with the
    share of the file that has been read.
    """

    def __init__(self, stream: ByteStream, /, *, progress: Progress | None = None) -> None:
        self.look: Survey = survey(stream, system=NAME)
        self._stream: ByteStream = _Counted(stream, self.look.size, progress) if progress else stream
        self._kind = self._xml_kind() if self.look.is_xml else self._csv_kind()

    @property
    def layout(self) -> str:
        """What was recognised."""
        form = "SIMS CommandReporter XML" if self.look.is_xml else "CSV from SIMS"
        return f"{form}: {self._kind.name.strip(',')}"

    def roll(self, problems: Problems, *, as_at: date) -> Roll:
        """Read the roll."""
        if self._kind is not ROLL:
            raise _other_kind("marks", "a roll")
        reading = RollReader(problems, as_at=as_at)
        return self._xml_roll(reading, problems) if self.look.is_xml else self._csv_roll(reading, problems)

    def marks(self, problems: Problems, *, as_at: date) -> Marks:
        """Read the marks, in whichever of the layouts they are."""
        if self._kind is ROLL:
            raise _other_kind("a roll", "marks")
        if self.look.is_xml:
            return read_xml_rows(records(self._stream, self.look, RECORD), problems, as_at=as_at)
        read = read_csv_rows if self._kind is MARKS else read_csv_strings
        return read(self._csv(), problems, as_at=as_at)

    # What the file is

    def _csv_kind(self) -> Layout:
        file = self._csv()
        refuse_repeated(file.headings, row=file.header_row, system=NAME)
        return _kind_of(file.headings, row=file.header_row)

    def _csv(self) -> CsvFile:
        return CsvFile(self._stream, self.look, lambda row: max(len(layout.columns(row)) for layout in LAYOUTS))

    def _xml_kind(self) -> Layout:
        root = root_of(self._stream, self.look)
        if root == ERROR_ROOT:
            raise Malformed(
                f"SIMS answered with an error and not a report: “{text_of(self._stream, self.look)}”.",
                code="sims_error",
                remedy="Put that right in SIMS (often the report's name, or the user's rights), and run the report again.",
            )
        if root != ROOT:
            raise Malformed(
                f"This is XML, but not a SIMS report: its outermost element is not {ROOT}.",
                code="wrong_root",
                remedy="Run the report with CommandReporter, or save it from SIMS as XML.",
            )
        first = islice(records(self._stream, self.look, RECORD), _LOOKED_AT)
        tags = list(dict.fromkeys(str(child.tag) for record in first for child in record))
        if not tags:
            raise Refused(
                "The report has no records.",
                code="no_rows",
                remedy="Check the report's filter in SIMS: it selected nobody.",
            )
        refuse_too_many(len(tags), row=None, system=NAME)
        return _kind_of(tags, row=None)

    # Rolls

    def _csv_roll(self, reading: RollReader, problems: Problems) -> Roll:
        file = self._csv()
        columns = ROLL.require(file.headings, row=file.header_row)
        ROLL.warn_of_unknown(file.headings, problems)
        confirm = self._confirm(problems)
        for number, row in file.records(problems, spoilt=reading.spoilt):
            cells, rivals = read_cells(columns, dict(zip(file.headings, row, strict=True)))
            if any(cells.values()):
                confirm(cells, number)
                reading.take(cells, number, rivals)
        return reading.finish(columns)

    def _xml_roll(self, reading: RollReader, problems: Problems) -> Roll:
        tags = Tags(ROLL)
        confirm = self._confirm(problems)
        for number, record in enumerate(records(self._stream, self.look, RECORD), 1):
            try:
                texts = tags.texts(record, number)
            except TwoValues as fault:
                reading.hold_back(fault, read_cells(tags.columns, fault.texts)[0])
                continue
            cells, rivals = read_cells(tags.columns, texts)
            if any(cells.values()):
                confirm(cells, number)
                reading.take(cells, number, rivals)
        tags.settle(problems)
        return reading.finish(tags.columns)

    def _confirm(self, problems: Problems) -> Callable[[dict[str, str], int], None]:
        """What points to cells that depend on an assumed encoding: the first few of them."""
        headings = {field.key: field.heading for field in ROLL.fields}
        left = _UNCONFIRMED_CELLS if self.look.assumed else 0

        def confirm(cells: dict[str, str], row: int) -> None:
            nonlocal left
            for key, text in cells.items():
                if left and not text.isascii():
                    left -= 1
                    note_high_characters(text, problems, row=row, field=headings[key])

        return confirm


def _kind_of(headings: list[str], *, row: int | None) -> Layout:
    """The layout a file's columns make, or the refusal that says what is missing from the likeliest."""
    _refuse_other_system(headings, row=row)
    for layout in LAYOUTS:
        if layout.recognises(headings):
            return layout
    best = max(LAYOUTS, key=lambda layout: len(layout.columns(headings)))
    if not best.columns(headings):
        raise Malformed(
            "The first row has none of the headings that a SIMS export has.",
            code="no_headings",
            row=row,
            remedy=f"Export with column headings, such as {_example(ROLL)} for a roll, {_example(MARKS)} for marks one to a "
            f"row, or {_example(STRINGS)} for strings of marks.",
        )
    best.require(headings, row=row)
    raise AssertionError("unreachable: a layout with nothing missing is recognised")


def _refuse_other_system(headings: list[str], *, row: int | None) -> None:
    foreign = {folded(name) for name in OTHER_SYSTEMS}
    met = [decoded(name).strip() for name in headings if folded(name) in foreign]
    if len(met) < _FOREIGN_HEADINGS:
        return
    shown = ", ".join(f"“{name}”" for name in met[:_FOREIGN_SHOWN])
    raise Malformed(
        f"The file looks like another system's and not SIMS's: it has {shown}.",
        code="other_system",
        row=row,
        field=met[0],
        remedy=f"Send a report of SIMS's, with columns such as {_example(ROLL)}; what the same words stand for differs from "
        "system to system.",
    )


def _example(layout: Layout) -> str:
    return ", ".join(f"“{field.heading}”" for field in layout.fields if field.required)


def _other_kind(found: str, wanted: str) -> Malformed:
    return Malformed(
        f"The file holds {found}, and {wanted} was expected.",
        code="other_kind",
        remedy=f"Choose the file that holds {wanted}.",
    )


class _Counted:
    """A stream that tells how far it has been read."""

    def __init__(self, stream: ByteStream, size: int, progress: Progress) -> None:
        self._stream = stream
        self._size = size
        self._progress = progress
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """Read on, and tell."""
        block = self._stream.read(size)
        self._read += len(block)
        self._progress(min(1.0, self._read / self._size))
        return block

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place; what is counted is how far this is from the start."""
        self._read = self._stream.seek(offset, whence)
        return self._read

    def tell(self) -> int:
        """Where the stream is."""
        return self._stream.tell()
