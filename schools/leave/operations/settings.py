"""The school's policy on leave and part-time timetables."""

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.leave.models import LeaveSettings
from schools.leave.queries.requests import Policy, policy_now
from schools.leave.rules.part_time import MOST_WEEKS


@transaction.atomic(using=ALIAS)
def set_policy(policy: Policy, *, by: Actor) -> bool:
    """Have this hold from now on; whether anything was different."""
    if not 1 <= policy.review_weeks <= MOST_WEEKS:
        raise Refused(f"Give 1 to {MOST_WEEKS} weeks.", code="weeks", field="review_weeks")
    if policy == policy_now():
        return False
    row = LeaveSettings.objects.create(
        never_after=policy.never_after, review_weeks=policy.review_weeks, by_name=by.name
    )
    details = {"never_after": policy.never_after, "review_weeks": policy.review_weeks}
    record("leave.policy_set", about=("leave_settings", row.pk), by=by, details=details)
    return True
