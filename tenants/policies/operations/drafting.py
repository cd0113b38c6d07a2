"""Writing the next version. A change that would bring a fault into the draft is refused, and nothing of it is kept."""

import datetime as dt
import uuid
from typing import TypeVar

from foundation.audit.actors import Actor
from foundation.refusals import Overtaken, Refused
from tenants.journal.operations import record
from tenants.policies.models import PolicyDraft, ProfileDraft
from tenants.policies.queries import newest, stages_ever
from tenants.policies.rules.canonical import canonical, kept
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.document import Policy
from tenants.policies.rules.faults import faults_in, missing_stages

_Draft = TypeVar("_Draft", PolicyDraft, ProfileDraft)


def begin_draft(trust_id: uuid.UUID, *, by: Actor, now: dt.datetime, today: dt.date) -> PolicyDraft:
    """Begin the next version as a copy of the newest, to decide from tomorrow on. Refused while there is a draft."""
    before = newest(trust_id)
    policy = default_policy() if before is None else kept(before.document)
    number = 1 if before is None else before.version + 1
    copy = policy.model_copy(update={"version": number, "from_day": today + dt.timedelta(days=1)})
    row, made = PolicyDraft.objects.get_or_create(
        trust_id=trust_id,
        defaults={
            "document": canonical(copy), "begun_at": now, "changed_at": now,
            "changed_by_id": key_of(by), "changed_by": by.name,
        },
    )  # fmt: skip
    if not made:
        raise Refused(f"{row.changed_by} has begun a draft already.", code="draft_begun", remedy="Change that one.")
    _note("policy_draft_begun", trust_id, number, by=by)
    return row


def change_draft(trust_id: uuid.UUID, policy: Policy, *, edits: int, by: Actor, now: dt.datetime) -> None:
    """Put a document in the draft's place; its number stays the draft's, and its key the policy's.

    Raises Overtaken when the draft is no longer what the person saw, and Refused with every fault of the document.
    """
    row = held_draft(trust_id, edits=edits)
    before = kept(row.document)
    policy = policy.model_copy(update={"version": before.version, "key": before.key})
    refuse_faults(trust_id, policy)
    text = canonical(policy)
    if text == row.document:
        return
    row.document, row.edits = text, row.edits + 1
    row.changed_at, row.changed_by_id, row.changed_by = now, key_of(by), by.name
    row.save(update_fields=["document", "edits", "changed_at", "changed_by_id", "changed_by"])
    _note("policy_draft_changed", trust_id, policy.version, by=by, edits=row.edits)


def withdraw_draft(trust_id: uuid.UUID, *, edits: int, by: Actor) -> None:
    """Give the draft up. The journal keeps that there was one."""
    row = held_draft(trust_id, edits=edits)
    number = kept(row.document).version
    row.delete()
    _note("policy_draft_withdrawn", trust_id, number, by=by)


def held_draft(trust_id: uuid.UUID, *, edits: int) -> PolicyDraft:
    """The draft, locked. Raises Overtaken when it is gone, or somebody has changed it since it was seen."""
    return as_seen(PolicyDraft.objects.select_for_update().filter(trust_id=trust_id).first(), edits=edits)


def as_seen(row: _Draft | None, *, edits: int) -> _Draft:
    """A draft, if it is still what the person saw. Raises Overtaken as `held_draft` does."""
    if row is None:
        raise Overtaken("There is no draft any more.", code="no_draft", remedy="Look at the policy again.")
    if row.edits != edits:
        raise Overtaken(
            f"{row.changed_by} has changed the draft meanwhile.",
            code="draft_changed",
            remedy="Look at it as it stands now, and make your change again.",
        )
    return row


def refuse_faults(trust_id: uuid.UUID, policy: Policy) -> None:
    """Raise Refused with every fault that stands against the document, if there is any."""
    if faults := [*faults_in(policy), *missing_stages(policy, stages_ever(trust_id))]:
        raise Refused.because(*faults)


def key_of(by: Actor) -> uuid.UUID:
    """The person's key: a draft is never the product's own."""
    if by.person_id is None:
        message = "a draft is somebody's"
        raise ValueError(message)
    return by.person_id


def _note(act: str, trust_id: uuid.UUID, version: int, *, by: Actor, **details: int) -> None:
    record(act, by=by, about_kind="policy", about_id=version, trust_id=trust_id, details=details)
