"""What rooms above put beside a bundle of evidence: each offers its own when it loads.

# in an app's AppConfig.ready()
offer_beside(shares_beside)
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from foundation.access.member import Member
from schools.bundles.models import Bundle
from tenants.trusts.places import Place


@dataclass(frozen=True, slots=True)
class Beside:
    """A panel as one reader sees it; its template finds its values as `panel`."""

    template: str
    panel: object


BesideOf = Callable[[Bundle, Place, Member, dt.date], Beside | None]
_offered: list[BesideOf] = []


def offer_beside(one: BesideOf) -> None:
    """Have the page of every bundle show it; offering it twice changes nothing."""
    if one not in _offered:
        _offered.append(one)


def beside_of(bundle: Bundle, place: Place, member: Member, today: dt.date) -> list[Beside]:
    """The panels that this reader sees."""
    made = (one(bundle, place, member, today) for one in _offered)
    return [panel for panel in made if panel is not None]
