"""Writing and approving what an authority asks, as a policy is: drafted, seen, approved, and then never changed.

Unlike a policy, a profile begins with nothing: the first that is saved for an authority begins its draft.
"""

import datetime as dt
import uuid

from foundation.audit.actors import Actor
from tenants.journal.operations import promise, record
from tenants.policies.models import PROFILE_APPROVED, ProfileDraft, ProfileVersion
from tenants.policies.operations.approving import refuse_past
from tenants.policies.operations.drafting import as_seen, key_of
from tenants.policies.queries import newest_profile
from tenants.policies.rules.canonical import canonical, sha256_of
from tenants.policies.rules.profile import Profile
from tenants.policies.rules.profile_file import kept_profile

#: The count of changes that a person has seen who saw no draft.
NO_DRAFT = 0


def keep_profile(
    trust_id: uuid.UUID, authority: str, profile: Profile, *, edits: int, by: Actor, now: dt.datetime
) -> ProfileDraft:
    """Put a profile in the draft's place, or begin the draft with it; it is the authority's of the page.

    Raises Overtaken when the draft is no longer what the person saw.
    """
    text = canonical(profile.model_copy(update={"authority": authority}))
    changed = {"changed_at": now, "changed_by_id": key_of(by), "changed_by": by.name}
    if edits == NO_DRAFT:
        begun = {"document": text, "edits": 1, "begun_at": now, **changed}
        row, made = ProfileDraft.objects.get_or_create(trust_id=trust_id, authority=authority, defaults=begun)
        if not made:
            as_seen(row, edits=edits)
    else:
        row = _held(trust_id, authority, edits=edits)
        if row.document == text:
            return row
        row.document, row.edits = text, row.edits + 1
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=["document", "edits", *changed])
    _note("profile_draft_changed", trust_id, authority, by=by, edits=row.edits)
    return row


def withdraw_profile(trust_id: uuid.UUID, authority: str, *, edits: int, by: Actor) -> None:
    """Give the draft up. The journal keeps that there was one."""
    _held(trust_id, authority, edits=edits).delete()
    _note("profile_draft_withdrawn", trust_id, authority, by=by)


def approve_profile(
    trust_id: uuid.UUID,
    authority: str,
    *,
    name: str,
    edits: int,
    from_day: dt.date,
    past_is_meant: bool,
    by: Actor,
    now: dt.datetime,
    today: dt.date,
) -> ProfileVersion:
    """Make the draft the authority's next version, from a day on, and have every school of the trust told.

    `name` is the authority's, which schools cannot look up.

    Raises Overtaken when it is not what the person saw, and Refused for a day that is past until it is said to be meant.
    """
    row = _held(trust_id, authority, edits=edits)
    refuse_past(from_day, today=today, is_meant=past_is_meant)
    before = newest_profile(trust_id, authority)
    text = canonical(kept_profile(row.document).model_copy(update={"from_day": from_day}))
    version = ProfileVersion.objects.create(
        trust_id=trust_id,
        authority=authority,
        authority_name=name,
        version=before.version + 1 if before else 1,
        from_day=from_day,
        document=text,
        sha256=sha256_of(text),
        drafted_by=row.changed_by,
        approved_by_id=key_of(by),
        approved_by=by.name,
        approved_at=now,
    )
    row.delete()
    _note("profile_approved", trust_id, authority, by=by, version=version.version)
    promise(PROFILE_APPROVED, {"authority": authority, "version": version.version}, trust_id=trust_id)
    return version


def _held(trust_id: uuid.UUID, authority: str, *, edits: int) -> ProfileDraft:
    held = ProfileDraft.objects.select_for_update().filter(trust_id=trust_id, authority=authority)
    return as_seen(held.first(), edits=edits)


def _note(act: str, trust_id: uuid.UUID, authority: str, *, by: Actor, **details: int) -> None:
    record(act, by=by, about_kind="profile", about_id=authority, trust_id=trust_id, details=details)
