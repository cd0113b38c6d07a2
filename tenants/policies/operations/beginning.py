"""The version that a trust begins with."""

import uuid

from foundation import clock
from foundation.audit.actors import SYSTEM, Actor
from tenants.journal.operations import record
from tenants.policies.models import PolicyVersion
from tenants.policies.rules.canonical import canonical, sha256_of
from tenants.policies.rules.default import default_policy


def begin(trust_id: uuid.UUID, *, by: Actor, using: str) -> None:
    """Give a trust that is being made its version 1: the default policy. In the transaction that makes it."""
    policy = default_policy()
    text = canonical(policy)
    PolicyVersion(
        trust_id=trust_id,
        version=policy.version,
        from_day=policy.from_day,
        letters_from=policy.from_day,
        document=text,
        sha256=sha256_of(text),
        drafted_by=SYSTEM.name,
        approved_by_id=by.person_id,
        approved_by=by.name,
        approved_at=clock.now(),
    ).save(using=using, force_insert=True)
    record(
        "policy_begun", by=by, about_kind="policy", about_id=policy.version, trust_id=trust_id, using=using,
        details={"sha256": sha256_of(text)},
    )  # fmt: skip
