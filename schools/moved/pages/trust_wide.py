"""A pupil's year here beside the year at all schools of the trust, in words that never leave out which is which."""

from collections.abc import Mapping, Sequence

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.ui.numbers import percent
from schools.moved.queries.carried import Carried, carried_of
from schools.moved.rules.trust_wide import TrustWide
from schools.registers.queries.totals import on_basis
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from schools.roll.models import Pupil


def trust_wide(
    pupil: Pupil, academic_year: int, here: Mapping[int, Totals], carried: Sequence[Carried]
) -> TrustWide | None:
    """The pupil's year on the basis its page leads with: published, or the whole roll for whom published figures leave out.

    `here` is this school's year by half-term. None where no other school of the trust has told of a session of that year.
    """

    def counted(halves: Mapping[int, Totals]) -> Totals:
        told = {basis: _on(basis, halves, pupil, academic_year) for basis in (Basis.PUBLISHED, Basis.WHOLE_ROLL)}
        return told[Basis.PUBLISHED] or told[Basis.WHOLE_ROLL] or Totals()

    elsewhere = [
        (one.row.from_name, counted(halves))
        for one in carried
        if one.row.taken_back_on is None and (halves := one.facts.year(academic_year))
    ]
    return TrustWide(counted(here), tuple(elsewhere)) if elsewhere else None


def _on(basis: Basis, halves: Mapping[int, Totals], pupil: Pupil, academic_year: int) -> Totals | None:
    return on_basis(dict(halves), basis=basis, birth=pupil.birth, academic_year=academic_year)


def trust_wide_head(pupil: Pupil, academic_year: int, here: Mapping[int, Totals], member: Member) -> str:
    """What the head of a pupil's page says beside this school's own figure; nothing where there is no other school's."""
    if not policy_for(Permission.SEE_MOVER_FACTS).may(member, pupil):
        return ""
    both = trust_wide(pupil, academic_year, here, carried_of(pupil))
    return trust_wide_words(both) if both else ""


def rate_words(totals: Totals) -> str:
    """ "70.8% (252 of 356)"."""
    return f"{percent(totals.attendance, totals.possible)} ({totals.attendance} of {totals.possible})"


def since_joining_words(year: TrustWide) -> str:
    """ "92.7% (178 of 192)": this school's own sessions."""
    return rate_words(year.here)


def trust_wide_words(year: TrustWide) -> str:
    """ "70.8% (252 of 356), persistent absence"."""
    return f"{rate_words(year.together)}{f', {year.standing}' if year.standing else ''}"
