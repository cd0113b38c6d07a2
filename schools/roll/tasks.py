"""Telling every school of a trust which others there are."""

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.outbox.handlers import Message
from schools.roll.operations.schools import ToldSchool, keep_sisters
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import each_school, school_work, trust_work


def tell_of_schools(trust: Trust, _messages: list[Message]) -> None:
    """Read the trust's schools as the trust, and write them down as each of them; again until nothing differs.

    Two workers may do this at once and the slower may have read first: whoever wrote last reads once more and sees it. A
    worker killed anywhere leaves the message open.
    """
    told: dict[ToldSchool, School] = {}

    def tell(school: School) -> None:
        others = [one for one in told if one.key != school.pk]
        with school_work(school):
            keep_sisters(others, today=clock.today(), by=SYSTEM)

    while (read := _schools_of(trust)).keys() != told.keys():
        told = read
        each_school(told.values(), tell)


def _schools_of(trust: Trust) -> dict[ToldSchool, School]:
    with trust_work(trust):
        schools = list(School.objects.filter(trust=trust))
    return {ToldSchool(school.name, school.pk, school.urn): school for school in schools}
