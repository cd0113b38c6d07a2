"""The reasons an exclusion may be given, by date, from `reasons.csv`: each code with the days it holds and its source.

Up to three an exclusion, since the autumn 2020 census. The list of 29 is that of CBDS of May 2026; from which collection
it holds is not confirmed, so its thirteen new codes hold from 1 September 2026 as our reading, and the page says so. "Other"
was withdrawn in September 2020 and is in neither list.
"""

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

TABLE: Final = "reasons.csv"
MOST: Final = 3
#: What a page says where the new list is offered.
TO_CONFIRM: Final = (
    "The 29 reasons are those of the census specification of May 2026. From which collection they hold is to be"
    " confirmed."
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its code, its words, the days it holds, and where we have it from."""

    code: str
    words: str
    valid_from: dt.date
    valid_to: dt.date | None
    source: str

    def holds_on(self, on: dt.date) -> bool:
        """Whether an exclusion that begins on a day may bear it."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@cache
def all_reasons() -> tuple[Reason, ...]:
    """Every reason of both lists, in the order of the file."""
    with files(__package__).joinpath(TABLE).open(encoding="utf-8") as table:
        return tuple(
            Reason(
                row["code"],
                row["words"],
                dt.date.fromisoformat(row["valid_from"]),
                dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                row["source"],
            )
            for row in csv.DictReader(table)
        )


def reasons_on(on: dt.date) -> tuple[Reason, ...]:
    """The reasons that an exclusion which begins on a day may bear."""
    return tuple(one for one in all_reasons() if one.holds_on(on))


def reason_words(codes: Iterable[str]) -> str:
    """ "Physical assault against a pupil; Theft"."""
    known = {one.code: one.words for one in all_reasons()}
    return "; ".join(known.get(code, code) for code in codes)
