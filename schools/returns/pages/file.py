"""A file of returns as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from schools.returns.models import ReturnFile, ReturnLine
from schools.returns.pages.carriers import Way, way_of_file
from schools.returns.rules.fields import holds_restricted
from schools.returns.rules.kinds import WORDS, Kind
from tenants.trusts.places import Place


@dataclass(frozen=True)
class FilePage:
    """A file with its returns, in the order of its rows; `restricted` where whoever looks may see all of it.

    `way` is how it reaches its authority by itself, where that is in Rollcall too.
    """

    file: ReturnFile
    lines: Sequence[ReturnLine]
    restricted: bool
    way: Way | None = None

    @property
    def kind(self) -> str:
        return WORDS[Kind(self.file.kind)].one

    @property
    def may_be_saved(self) -> bool:
        """Whether whoever looks may read it.

        What a withdrawn one held of the restricted is not known any more: its returns may have been written anew since.
        """
        kind = Kind(self.file.kind)
        if self.file.withdrawn_at is not None:
            return self.restricted
        return self.restricted or not any(holds_restricted(kind, line.row.values) for line in self.lines)

    @property
    def to_send(self) -> bool:
        """Whether it waits to be sent."""
        return self.file.sent_on is None and self.file.withdrawn_at is None

    @property
    def size(self) -> int:
        return len(self.file.content.encode())

    @property
    def file_name(self) -> str:
        """Names the kind and the day, and no child."""
        return f"{self.file.kind.replace('_', '-')}-{self.file.made_at:%Y-%m-%d}-{self.file.sha256[:8]}.csv"


def file_page(file: ReturnFile, place: Place, *, restricted: bool) -> FilePage:
    """The page of a file."""
    return FilePage(
        file, list(file.lines.select_related("row__pupil").order_by("place")), restricted, way_of_file(file, place)
    )
