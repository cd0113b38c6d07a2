"""A draft of a trust's policy, which its parts' addresses lead into; and what an authority asks, with a draft of that."""

import datetime as dt

from django.utils import timezone

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.database.functions import new_keys
from tenants.policies.operations.drafting import begin_draft
from tenants.policies.operations.profiles import NO_DRAFT, approve_profile, keep_profile
from tenants.policies.queries import draft_of, newest_profile
from tenants.policies.rules.profile_file import read_profile
from tenants.trusts.models import LocalAuthority, Trust
from tenants.trusts.scopes import trust_work

TODAY = dt.date(2026, 11, 19)
PROFILE = """authority = "eastshire"
from = 2026-09-01
source = "Code of conduct, page 4"
codes = ["G", "N", "O", "U"]
documents = ["extract", "letters", "support", "notice_to_improve", "leave_decision", "parent"]
request_within_school_days = 10
oldest_session_days = 150
pupil_living_outside = "school_authority"
answer_within_working_days = 3
deemed_served_working_days = 2
[notice_to_improve]
issued_by = "school"
weeks = 3
not_used_for = ["G"]
"""


def draft(trust: Trust) -> None:
    """Begin one, unless there is one."""
    with trust_work(trust):
        if draft_of(trust.pk) is None:
            by = Actor(new_keys(1)[0], Role.TRUST_DATA_MANAGER.label)
            begin_draft(trust.pk, by=by, now=timezone.now(), today=TODAY)


def profile(trust: Trust, authority: LocalAuthority) -> None:
    """Version 1 of what an authority asks, from September, and a draft of the next; unless it is there."""
    asks, now = read_profile(PROFILE), timezone.now()
    with trust_work(trust):
        if newest_profile(trust.pk, authority.slug) is not None:
            return
        by = Actor(new_keys(1)[0], Role.TRUST_LEADER.label)
        keep_profile(trust.pk, authority.slug, asks, edits=NO_DRAFT, by=by, now=now)
        approve_profile(
            trust.pk, authority.slug, name=authority.name, edits=1, from_day=asks.from_day, past_is_meant=True, by=by,
            now=now, today=TODAY,
        )  # fmt: skip
        keep_profile(trust.pk, authority.slug, asks, edits=NO_DRAFT, by=by, now=now)
