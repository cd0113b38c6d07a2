"""The trust's own reading of persistent absence: a pupil who moved between its schools counts once, over all their sessions.

Beside the other, in which each school answers for its own sessions and a pupil who moved is an enrolment at each, as the
Department publishes [EESM]. The two differ by the movers alone. So the second is told only where these are many: as many as
the smallest number that is shown, and on the whole roll nobody more or as many more. Noughts are hidden with the few.
"""

from collections.abc import Mapping

from schools.moved.rules.repeated import Repeated
from schools.registers.rules.basis import Basis
from trust_reporting.comparison.rules.counts_told import is_few
from trust_reporting.comparison.rules.enrolments import Enrolments


def counted_once(
    pooled: Enrolments, repeated: Mapping[Basis, Repeated], basis: Basis, *, smallest: int
) -> Enrolments | None:
    """The pooled enrolments with each pupil counted once; None where that would tell of few."""
    published = repeated.get(Basis.PUBLISHED, Repeated())
    whole = repeated.get(Basis.WHOLE_ROLL, Repeated())
    if published.pupils < smallest or is_few(whole.pupils - published.pupils, smallest):
        return None
    over = whole if basis is Basis.WHOLE_ROLL else published
    return Enrolments(
        pooled.enrolments - over.enrolments,
        pooled.persistent - over.persistent,
        pooled.severe - over.severe,
        pooled.none_possible,
    )
