"""The columns of an XML report, by the tags of its records."""

from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from foundation.refusals import Malformed
from integrations.exchange.cells import clean
from integrations.exchange.columns import Layout, decoded, refuse_too_many
from schools.intake.rules.problems import Problems

Texts = Mapping[str, str]

_MEND: Final = "Give the report one value for each column, each with a caption of its own, and export again."


class TwoValues(Malformed):
    """A column that is read has two values in one record: which of them is meant is for a person to say.

    `texts` are the record's, the first value of each column.
    """

    texts: Texts


class Tags:
    """The columns of an XML report. SIMS leaves empty ones out, so which there are is known only at the end.

    `columns` is another dict whenever a tag that is read has been met.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.seen: dict[str, None] = {}
        self.columns: dict[str, tuple[str, ...]] = {}
        self._read: list[str] = []

    def meet(self, tags: Iterable[str]) -> None:
        """Take in the tags of a record. Malformed when there are more of them than any report has columns."""
        read = len(self._read)
        for tag in tags:
            if tag in self.seen:
                continue
            if tag.startswith("{"):
                raise Malformed(
                    "The file has elements of another format, which a SIMS report never has.",
                    code="foreign_element",
                    remedy="Export the report from SIMS again, unchanged. Nothing that a file refers to is fetched.",
                )
            self.seen[tag] = None
            refuse_too_many(len(self.seen), row=None, system=self.layout.system)
            if self.layout.rank(tag) is not None:
                self._read.append(tag)
        if len(self._read) > read:
            self.columns = self.layout.columns(self._read)

    def texts(self, record: etree._Element, row: int) -> dict[str, str]:
        """The text of each column of a record. TwoValues when a column that is read holds two different ones.

        Text within an element of the column's is the column's as long as there is one; a tag that comes twice is one
        column, as is one whose name differs in spaces and capitals alone.
        """
        new = [str(child.tag) for child in record if str(child.tag) not in self.seen]
        if new:
            self.meet(new)
        read: dict[str, str] = {}
        fault: TwoValues | None = None
        for child in record:
            tag = str(child.tag)
            for text in [child.text or ""] if not len(child) else map(str, child.itertext()):
                if not clean(text):
                    read.setdefault(tag, "")
                elif not clean(read.get(tag)):
                    read[tag] = text
                elif clean(text) != clean(read[tag]) and self.layout.rank(tag) is not None:
                    fault = fault or _two_values(tag, row)
        if fault is not None:
            fault.texts = read
            raise fault
        return read

    def require_one(self, keys: Iterable[str]) -> None:
        """Refuse the file when there are two columns for a field of which a record can have no rival."""
        self.layout.require_one(list(self.seen), keys, row=None)

    def settle(self, problems: Problems) -> None:
        """At the end: refuse the file when no record had a required column, and tell of those not read."""
        self.layout.require(list(self.seen), row=None)
        self.layout.warn_of_unknown(list(self.seen), problems)


def _two_values(tag: str, row: int) -> TwoValues:
    name = decoded(tag)
    words = f"The column “{name}” has two values in one record."
    return TwoValues(words, code="two_values", row=row, field=name, remedy=_MEND)
