"""Pupils who came from other schools of the trust: what they add to the trust's sums beyond counting each of them once."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from schools.moved.models import CarriedOver, Confirmation
from schools.moved.rules.facts import from_json
from schools.moved.rules.repeated import Repeated, repeated
from schools.registers.queries.totals import on_basis, totals_by_half_term
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from schools.roll.models import Admission, Pupil

#: A period, a basis, and the other schools: theirs are the enrolments that are counted beside those here.
Key: TypeAlias = tuple[str, Basis, tuple[uuid.UUID, ...]]


def repeated_in(academic_year: int, periods: Mapping[str, tuple[int, ...]]) -> dict[Key, Repeated]:
    """What pupils who moved come to in each period, on both bases, at the last school of the trust that they went to.

    Only moves that somebody here has confirmed: that the two are one child is their word. The counts are those that the old
    school tells now, as it publishes them itself. `periods` by key with the numbers of their half-terms. Four queries, or
    one where nobody moved.
    """
    rows = CarriedOver.objects.filter(taken_back_on=None, pk__in=Confirmation.objects.values("carried"))
    told: dict[uuid.UUID, dict[uuid.UUID, Mapping[int, Totals]]] = defaultdict(dict)
    for key, school, facts in rows.values_list("pupil", "from_school", "facts"):
        if halves := from_json(facts).year(academic_year):
            told[key][school] = halves
    if not told:
        return {}
    pupils = list(Pupil.objects.filter(pk__in=set(told) - _gone_on(told)))
    here = totals_by_half_term(academic_year, [one.key for one in pupils])
    found: dict[Key, Repeated] = defaultdict(Repeated)
    for pupil in pupils:
        every: dict[uuid.UUID | None, Mapping[int, Totals]] = {None: here.get(pupil.key, {})}
        every |= dict(told[pupil.pk].items())
        for basis in Basis:
            for period, numbers in periods.items():
                counted = _counted(every, numbers, basis, pupil, academic_year)
                if (one := repeated(counted.values())).pupils:
                    others = tuple(sorted(school for school in counted if school is not None))
                    found[period, basis, others] += one
    return dict(found)


def _counted(
    every: Mapping[uuid.UUID | None, Mapping[int, Totals]],
    numbers: Iterable[int],
    basis: Basis,
    pupil: Pupil,
    academic_year: int,
) -> dict[uuid.UUID | None, Totals]:
    """A pupil's possible sessions of a period at each school (None: here); whom the basis leaves out has none."""
    wanted = set(numbers)
    found = {}
    for school, halves in every.items():
        of_period = {number: totals for number, totals in halves.items() if number in wanted}
        totals = on_basis(of_period, basis=basis, birth=pupil.birth, academic_year=academic_year)
        if totals is not None and totals.possible:
            found[school] = totals
    return found if None in found else {}


def _gone_on(pupils: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these who have left for another school of the trust, which counts them once itself."""
    newest: dict[uuid.UUID, Admission] = {}
    for row in Admission.objects.filter(pupil__in=list(pupils)).order_by("starts_on"):
        newest[row.pupil_id] = row
    return {key for key, row in newest.items() if row.ends_on is not None and row.destination_school is not None}
