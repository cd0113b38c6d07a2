"""What each kind of share would hold now, composed from the room it is of."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from schools.sharing.models import Share
from schools.sharing.queries.composing.pack import pack
from schools.sharing.rules.composed import Composed
from tenants.shares.rules.purposes import Purpose

#: Who composes a share of each purpose.
COMPOSERS: Final[Mapping[Purpose, Callable[[Share, dt.datetime], Composed]]] = MappingProxyType(
    {Purpose.PENALTY_PACK: pack}
)


def composed(share: Share, now: dt.datetime) -> Composed:
    """What it would hold if it were agreed to now."""
    return COMPOSERS[Purpose(share.purpose)](share, now)
