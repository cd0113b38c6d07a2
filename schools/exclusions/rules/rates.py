"""Rates of suspension and permanent exclusion, per 100 pupils, as published [domain, exclusions: Published measures].

The denominator is the headcount of January's census, for autumn and summer too. A pupil suspended five times adds five to
the suspension rate and one to one-plus. Lunchtime suspensions are not collected and internal placements are no exclusions:
neither is counted, nor is what was cancelled or ended by the board, which whoever asks leaves out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schools.exclusions.rules.periods import Excluded, Kind


@dataclass(frozen=True, slots=True)
class ExclusionRates:
    """Counts of a period and their rates per 100 pupils, exact: rounding is for whoever shows them."""

    pupils: int
    suspensions: int
    suspended: int
    permanent: int

    @property
    def suspension_rate(self) -> Fraction:
        return self._per_100(self.suspensions)

    @property
    def one_plus_rate(self) -> Fraction:
        """Pupils with at least one suspension."""
        return self._per_100(self.suspended)

    @property
    def permanent_rate(self) -> Fraction:
        return self._per_100(self.permanent)

    def _per_100(self, count: int) -> Fraction:
        return Fraction(100 * count, self.pupils)


def rates_of(ledgers: Iterable[Sequence[Excluded]], *, pupils: int) -> ExclusionRates:
    """The rates of a period, from the ledger of each pupil in it. ValueError without pupils, of whom there is no rate."""
    if pupils < 1:
        raise ValueError("a rate needs a headcount")
    kinds = [[one.kind for one in ledger] for ledger in ledgers]
    return ExclusionRates(
        pupils=pupils,
        suspensions=sum(one.count(Kind.SUSPENSION) for one in kinds),
        suspended=sum(Kind.SUSPENSION in one for one in kinds),
        permanent=sum(one.count(Kind.PERMANENT) for one in kinds),
    )
