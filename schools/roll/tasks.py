"""Telling every school of a trust which others there are."""

import logging

from django.db import DatabaseError

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.outbox.handlers import Message
from schools.roll.operations.schools import ToldSchool, keep_sisters
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work, trust_work

logger = logging.getLogger(__name__)


def tell_of_schools(trust: Trust, _messages: list[Message]) -> None:
    """Read the trust's schools as the trust, and write them down as each of them; again until nothing differs.

    Two workers may do this at once and the slower may have read first: whoever wrote last reads once more and sees it. A
    worker killed anywhere leaves the message open. A school that cannot be written to keeps the others from nothing.
    """
    told: dict[ToldSchool, School] = {}
    while (read := _schools_of(trust)).keys() != told.keys():
        told = read
        failed = [fault for school in told.values() if (fault := _tell(school, told)) is not None]
        if failed:
            raise failed[0]


def _schools_of(trust: Trust) -> dict[ToldSchool, School]:
    with trust_work(trust):
        schools = list(School.objects.filter(trust=trust))
    return {ToldSchool(school.name, school.pk, school.urn): school for school in schools}


def _tell(school: School, told: dict[ToldSchool, School]) -> DatabaseError | None:
    others = [one for one in told if one.key != school.pk]
    try:
        with school_work(school):
            keep_sisters(others, today=clock.today(), by=SYSTEM)
    except DatabaseError as fault:
        logger.exception("%s could not be told of the trust's schools", school.schema_name)
        return fault
    return None
