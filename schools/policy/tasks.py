"""Policies on their way: from the trust to each of its schools, and how each stands back to the trust.

As `trust_reporting.figures` publishes, the other way about: read as the one, written as the other, each in a transaction of
its own that may be repeated. A worker killed between any two leaves the message open.
"""

import datetime as dt
from functools import partial
from typing import Final

from django.conf import settings
from django.urls import reverse

from foundation import clock
from foundation.access.roles import Role
from foundation.london import LONDON
from foundation.outbox.handlers import Message
from schools.journal.operations import promise_at
from schools.policy.operations.holding import keep_unheld
from schools.policy.operations.taking_in import ToldVersion, take_in
from schools.policy.operations.taking_profiles import ToldProfile, take_profiles_in
from schools.policy.operations.working_out import POLICY_TAKEN
from schools.policy.queries import standing_on
from tenants.memberships.queries import people_with
from tenants.policies.models import PolicyVersion, ProfileVersion
from tenants.policies.operations.hearing import hear
from tenants.policies.rules.document import OWNERS
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import each_school, identity_work, school_work, trust_work

#: When each night it is looked whether somebody still holds every role that the policy names: people leave unannounced.
AT: Final = dt.time(4, 40)


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


def bring_profiles(trust: Trust, _messages: list[Message]) -> None:
    """Have every school of the trust hold every version of what authorities ask that the trust has approved."""
    with trust_work(trust):
        told = [
            ToldProfile(**{name: getattr(row, name) for name in ToldProfile.__slots__})
            for row in ProfileVersion.objects.order_by("authority", "version")
        ]
        schools = list(School.objects.filter(trust=trust).order_by("name"))
    each_school(schools, partial(_bring_profiles, told=told))


def _bring_profiles(school: School, *, told: list[ToldProfile]) -> None:
    with school_work(school):
        take_profiles_in(told, now=clock.now())


def tell_trust(school: School, _messages: list[Message]) -> None:
    """Tell the trust which version the school holds, what decides there today and who is lacking; until nothing differs.

    Two workers may do this at once and the slower may have read first: whoever wrote last reads once more and sees it.
    """
    _look_for_holders(school)
    told = None
    while (stands := _stands(school)) != told:
        with trust_work(school.trust):
            hear(school.trust_id, school.pk, stands, now=clock.now())
        told = stands


def _look_for_holders(school: School) -> None:
    """Keep which roles of the policy nobody holds today, and have the next night look again."""
    today = clock.today()
    with identity_work():
        held = {role for role in OWNERS if people_with(role, school, on=today)}
    night = today + dt.timedelta(days=1)
    with school_work(school):
        keep_unheld(held, today=today)
        at = dt.datetime.combine(night, AT, LONDON)
        promise_at(POLICY_TAKEN, {"date": night.isoformat()}, key=night.isoformat(), at=at)


def _stands(school: School) -> dict[str, int | list[str]]:
    with school_work(school):
        return standing_on(clock.today())
