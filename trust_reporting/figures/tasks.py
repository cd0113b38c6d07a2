"""The nightly check of what was published."""

import logging
from typing import Final

from celery import shared_task
from django.db import DatabaseError

from foundation import clock
from foundation.database.scope import identity_work, work
from foundation.jobs.tasks import school_task
from foundation.london import LONDON
from tenants.trusts.models import School
from tenants.trusts.scopes import trust_scope_of
from trust_reporting.figures.operations import checking

logger = logging.getLogger(__name__)

#: Hours of London's clock at which schools are counted again: nobody takes a register, and no morning is kept waiting.
NIGHT: Final = range(1, 5)
#: Schools taken on at a time, so that what else the worker has to do at night waits for one of them at most.
AT_A_TIME: Final = 20


@shared_task(name="trust_reporting.figures.check_schools")
def check_schools() -> None:
    """At night, have some of the schools checked whose figures changed since the last time; by day, nothing."""
    if clock.now().astimezone(LONDON).hour not in NIGHT:
        return
    with identity_work():
        schools = list(School.objects.order_by("pk"))
    due = 0
    for school in schools:
        try:
            with work(trust_scope_of(school.trust_id)):
                waits = checking.unchecked(school).exists()
        except DatabaseError:
            logger.exception("What %s has published could not be read", school.schema_name)
            continue
        if waits:
            check_school.delay(str(school.pk))
            due += 1
        if due == AT_A_TIME:
            return


@school_task(name="trust_reporting.figures.check_school")
def check_school(school: School) -> None:
    """Count one school's figures again; what was wrong is logged as an error and put right."""
    checking.check(school)
