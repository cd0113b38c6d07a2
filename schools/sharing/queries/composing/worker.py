"""A social worker’s name, of one restricted flag: the name alone. Which flag it is, its days and its number stay here."""

import datetime as dt

from foundation.clock import local
from foundation.refusals import Fault
from schools.roll.queries.restricted import worker_of
from schools.sharing.models import Share
from schools.sharing.rules.composed import Composed


def social_worker(share: Share, now: dt.datetime) -> Composed:
    """The name that the flag has today; lacking where it holds no more."""
    found = worker_of(share.source, local(now).date())
    if found is None:
        ended = Fault(
            "The flag that has this name does not hold today.",
            "ended",
            "social_worker",
            remedy="Take back what is shared. Share the name of another flag by itself.",
        )
        return Composed({}, lacking=(ended,))
    return Composed({"social_worker": found.name})
