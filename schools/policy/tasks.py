"""Policies on their way: from the trust to each of its schools, and how each stands back to the trust.

As `trust_reporting.figures` publishes, the other way about: read as the one, written as the other, each in a transaction of
its own that may be repeated. A worker killed between any two leaves the message open.
"""

from functools import partial

from django.conf import settings
from django.urls import reverse

from foundation import clock
from foundation.access.roles import Role
from foundation.outbox.handlers import Message
from schools.policy.operations.taking_in import ToldVersion, take_in
from schools.policy.queries import standing_on
from tenants.memberships.queries import people_with
from tenants.policies.models import PolicyVersion
from tenants.policies.operations.hearing import hear
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import each_school, identity_work, school_work, trust_work


def bring_policies(trust: Trust, _messages: list[Message]) -> None:
    """Have every school of the trust hold every version that the trust has approved."""
    with trust_work(trust):
        told = [_told(row) for row in PolicyVersion.objects.order_by("version")]
        schools = list(School.objects.filter(trust=trust).order_by("name"))
    each_school(schools, partial(_bring, told=told))


def _told(row: PolicyVersion) -> ToldVersion:
    return ToldVersion(**{name: getattr(row, name) for name in ToldVersion.__slots__})


def _bring(school: School, *, told: list[ToldVersion]) -> None:
    now = clock.now()
    with identity_work():
        heads = people_with(Role.HEADTEACHER, school, on=clock.local(now).date())
    address = reverse("school_policy", urlconf=settings.PLACE_URLCONFS["school"])
    with school_work(school):
        take_in(told, heads=heads, address=address, now=now)


def tell_trust(school: School, _messages: list[Message]) -> None:
    """Tell the trust which version the school holds and what decides there today; again until nothing differs.

    Two workers may do this at once and the slower may have read first: whoever wrote last reads once more and sees it.
    """
    told = None
    while (stands := _stands(school)) != told:
        with trust_work(school.trust):
            hear(school.trust_id, school.pk, stands, now=clock.now())
        told = stands


def _stands(school: School) -> dict[str, int]:
    with school_work(school):
        return standing_on(clock.today())
