"""Whether a pupil is on site: what the register says, and who has gone out of the door or come in by it since.

On site are those marked present or late, U among them, for U is an absence in law and a child in the building. Nobody
is left out for want of a mark: no mark is *not known*, and stands first.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.registers.rules.entering import CellMark

#: A pupil with one of these is in the building. V, P, B, D, K and W are attendance in law, and elsewhere.
ON_SITE_CODES: Final = frozenset({"/", "\\", "L", "U"})


class Whereabouts(StrEnum):
    """Where somebody is taken to be, for the list at an assembly point."""

    NOT_KNOWN = "not_known"
    ON_SITE = "on_site"
    AWAY = "away"
    #: Planned to be at a provider, on a trip, with an employer, and not confirmed there yet.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Movement:
    """The newest thing the desk knows of a pupil today: out by the door, or in by it."""

    at: dt.datetime
    out: bool


def is_on_site(mark: CellMark) -> bool:
    """Whether the mark itself says that the pupil is in the building. What was planned says nothing of today."""
    return not mark.planned and mark.code in ON_SITE_CODES


def whereabouts(mark: CellMark, moved: Movement | None, *, opened: dt.datetime | None) -> Whereabouts:
    """Where a pupil is, by the mark of the newest session, which opened at `opened`, and by the desk.

    The desk goes before the register where it is newer than the session. Somebody who went out before it and was marked
    present in it is a contradiction: they are not known, never away.
    """
    newer = moved is not None and (opened is None or moved.at >= opened)
    if moved is not None and moved.out:
        return Whereabouts.NOT_KNOWN if is_on_site(mark) and not newer else Whereabouts.AWAY
    if moved is not None and newer:
        return Whereabouts.ON_SITE
    if mark.code is None:
        return Whereabouts.ELSEWHERE if mark.expects else Whereabouts.NOT_KNOWN
    return Whereabouts.ON_SITE if is_on_site(mark) else Whereabouts.AWAY
