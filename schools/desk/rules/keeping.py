"""How long a device may keep the evacuation list: until the school day has ended, whatever happens."""

import datetime as dt
from typing import Final

from foundation.london import LONDON

#: When no list is kept any more. The product's own choice, for no school has told us when its day ends; after it a
#: building holds staff and visitors, and few pupils.
DAY_ENDS: Final = dt.time(17, 0)


def kept_until(day: dt.date) -> dt.datetime:
    """The moment at which every list kept on this day is to be wiped."""
    return dt.datetime.combine(day, DAY_ENDS, tzinfo=LONDON)
