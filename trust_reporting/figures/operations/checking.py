"""Counting everything again at night, in case what was published change by change is not what the marks come to.

It should never find anything. If a fault of ours, or a hand in the database, has left a figure wrong, it is put right
within a day, and whoever runs the product is told which school's it was.
"""

import logging

from django.db.models import F, Q, QuerySet

from foundation.database.scope import work
from schools.calendar.rules.academic_year import academic_year_opens
from schools.journal.queries import waiting
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_scope_of
from trust_reporting.figures.models import YearPublication
from trust_reporting.figures.operations.publishing import rebuild
from trust_reporting.figures.queries import fingerprint

logger = logging.getLogger(__name__)


def unchecked(school: School) -> QuerySet[YearPublication]:
    """The academic years of a school that were published since they were last counted again. As the trust."""
    years = YearPublication.objects.filter(school_id=school.pk)
    return years.filter(Q(checked_at=None) | Q(published_at__gt=F("checked_at")))


def check(school: School) -> bool:
    """Count again what was published since the last time; True when a figure was not what its marks come to.

    Figures that a message still owes, or that somebody published meanwhile, may differ rightly: they are put right all the
    same, and nothing is said.
    """
    with work(trust_scope_of(school.trust_id)):
        years = list(unchecked(school).order_by("academic_year").values_list("academic_year", flat=True))
        versions, before = _versions(school), fingerprint(school.pk)
    if not years:
        return False
    owed = _owed(school)
    rebuild(school, since=academic_year_opens(years[0]))
    owed |= _owed(school)
    with work(trust_scope_of(school.trust_id)):
        after, renewed = fingerprint(school.pk), _versions(school)
        YearPublication.objects.filter(school_id=school.pk, academic_year__gte=years[0]).update(
            checked_at=F("published_at")
        )
    alone = all(version - versions.get(year, 0) <= 1 for year, version in renewed.items())
    wrong = alone and not owed and after != before
    if wrong:
        logger.error(
            "Figures of %s from %s on were not what its marks come to; they were put right",
            school.schema_name,
            years[0],
        )
    return wrong


def _versions(school: School) -> dict[int, int]:
    rows = YearPublication.objects.filter(school_id=school.pk).order_by()
    return dict(rows.values_list("academic_year", "version"))


def _owed(school: School) -> bool:
    with school_work(school):
        return bool(waiting().filter(handler="figures").exists())
