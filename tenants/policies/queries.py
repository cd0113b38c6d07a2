"""What a trust's policy is, was and is to be."""

import datetime as dt
import uuid

from django.db.models import QuerySet

from tenants.policies.models import PolicyDraft, PolicyVersion, ProfileDraft, ProfileVersion
from tenants.policies.rules.canonical import kept
from tenants.policies.rules.document import Policy, Stage


def versions(trust_id: uuid.UUID) -> QuerySet[PolicyVersion]:
    """Every version that was approved, the newest first."""
    return PolicyVersion.objects.filter(trust_id=trust_id).order_by("-version")


def live_on(trust_id: uuid.UUID, day: dt.date) -> PolicyVersion | None:
    """The version that decides on a day: of those that have begun by then, the newest. None for a trust without any."""
    return versions(trust_id).filter(from_day__lte=day).first()


def newest(trust_id: uuid.UUID) -> PolicyVersion | None:
    """The version that was approved last, whether it has begun or not: what a draft is compared with."""
    return versions(trust_id).first()


def draft_of(trust_id: uuid.UUID) -> PolicyDraft | None:
    """The draft, if there is one."""
    return PolicyDraft.objects.filter(trust_id=trust_id).first()


def document_of(row: PolicyVersion | PolicyDraft) -> Policy:
    """The document that a row keeps."""
    return kept(row.document)


def stages_ever(trust_id: uuid.UUID) -> list[Stage]:
    """Every stage that a version has had: pupils may still be at one."""
    return [stage for row in versions(trust_id).reverse() for stage in document_of(row).stages]


def profiles(trust_id: uuid.UUID, authority: str) -> QuerySet[ProfileVersion]:
    """Every version of an authority's profile, the newest first."""
    return ProfileVersion.objects.filter(trust_id=trust_id, authority=authority).order_by("-version")


def profile_on(trust_id: uuid.UUID, authority: str, day: dt.date) -> ProfileVersion | None:
    """The version that holds on a day: of those that have begun by then, the newest."""
    return profiles(trust_id, authority).filter(from_day__lte=day).first()


def profiles_on(trust_id: uuid.UUID, day: dt.date) -> dict[str, ProfileVersion]:
    """As `profile_on`, of every authority that has one."""
    begun = ProfileVersion.objects.filter(trust_id=trust_id, from_day__lte=day)
    return {row.authority: row for row in begun.order_by("version")}


def newest_profile(trust_id: uuid.UUID, authority: str) -> ProfileVersion | None:
    """The version that was approved last, whether it has begun or not."""
    return profiles(trust_id, authority).first()


def profile_drafts(trust_id: uuid.UUID) -> dict[str, ProfileDraft]:
    """The drafts, by their authority."""
    return {row.authority: row for row in ProfileDraft.objects.filter(trust_id=trust_id)}
