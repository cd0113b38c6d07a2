"""A file of returns as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from schools.returns.models import ReturnFile, ReturnLine
from schools.returns.rules.kinds import WORDS, Kind


@dataclass(frozen=True)
class FilePage:
    """A file with its returns, in the order of its rows."""

    file: ReturnFile
    lines: Sequence[ReturnLine]

    @property
    def kind(self) -> str:
        return WORDS[Kind(self.file.kind)].one

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


def file_page(file: ReturnFile) -> FilePage:
    """The page of a file."""
    return FilePage(file, list(file.lines.select_related("row__pupil").order_by("place")))
