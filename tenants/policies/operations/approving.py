"""Approving a version. From then on nothing changes it, and the trust's schools are told."""

import datetime as dt
import uuid

from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.ui.numbers import middle_date
from tenants.journal.operations import promise, record
from tenants.policies.models import POLICY_APPROVED, PolicyVersion
from tenants.policies.operations.drafting import held_draft, refuse_faults
from tenants.policies.rules.canonical import canonical, kept, sha256_of


def approve_draft(
    trust_id: uuid.UUID,
    *,
    edits: int,
    from_day: dt.date,
    past_is_meant: bool,
    by: Actor,
    now: dt.datetime,
    today: dt.date,
) -> PolicyVersion:
    """Make the draft the next version, to decide from a day on. Raises Overtaken when it is not what the person saw.

    A day that is past is refused until it is said to be meant: what was decided stands, and no letter goes out for days
    before today.
    """
    row = held_draft(trust_id, edits=edits)
    refuse_past(from_day, today=today, is_meant=past_is_meant)
    policy = kept(row.document).model_copy(update={"from_day": from_day})
    refuse_faults(trust_id, policy)
    text = canonical(policy)
    version = PolicyVersion.objects.create(
        trust_id=trust_id,
        version=policy.version,
        from_day=from_day,
        letters_from=max(from_day, today),
        document=text,
        sha256=sha256_of(text),
        drafted_by=row.changed_by,
        approved_by_id=by.person_id,
        approved_by=by.name,
        approved_at=now,
    )
    row.delete()
    details = {"from": from_day.isoformat(), "sha256": version.sha256, "past": from_day < today}
    record("policy_approved", by=by, about_kind="policy", about_id=policy.version, trust_id=trust_id, details=details)
    promise(POLICY_APPROVED, {"version": version.version}, trust_id=trust_id)
    return version


def refuse_past(from_day: dt.date, *, today: dt.date, is_meant: bool) -> None:
    """Raise Refused for a day that is past, until it is said to be meant."""
    if from_day < today and not is_meant:
        raise Refused(
            f"{middle_date(from_day)} is past.",
            code="past",
            field="from_day",
            remedy="Choose today or later, or tick that the past is to be decided anew.",
        )
