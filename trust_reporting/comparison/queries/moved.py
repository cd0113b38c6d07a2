"""Pupils who moved between the schools of a comparison, in the counts that these have published of them together."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from schools.moved.rules.repeated import Repeated
from schools.registers.rules.basis import Basis
from trust_reporting.figures.models import RepeatedCount
from trust_reporting.figures.rules.periods import Period


def repeated_among(period: Period, schools: Collection[uuid.UUID]) -> dict[Basis, Repeated]:
    """What is counted more than once among these schools, by basis. One query.

    Who came from a school that is not among them is counted once here already.
    """
    among = {str(school) for school in schools}
    rows = RepeatedCount.objects.filter(
        school_id__in=schools, academic_year=period.academic_year, period=period.key
    ).order_by()
    found: dict[Basis, Repeated] = defaultdict(Repeated)
    for row in rows:
        if among.issuperset(row.others.split(",")):
            found[Basis(row.basis)] += Repeated(row.pupils, row.enrolments, row.persistent, row.severe)
    return dict(found)
