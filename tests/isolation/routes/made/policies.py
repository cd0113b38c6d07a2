"""A draft of a trust's policy, which the addresses of its parts lead into."""

import datetime as dt

from django.utils import timezone

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.database.functions import new_keys
from tenants.policies.operations.drafting import begin_draft
from tenants.policies.queries import draft_of
from tenants.trusts.models import Trust
from tenants.trusts.scopes import trust_work


def draft(trust: Trust) -> None:
    """Begin one, unless there is one."""
    with trust_work(trust):
        if draft_of(trust.pk) is None:
            by = Actor(new_keys(1)[0], Role.TRUST_DATA_MANAGER.label)
            begin_draft(trust.pk, by=by, now=timezone.now(), today=dt.date(2026, 11, 19))
