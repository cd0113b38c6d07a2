"""What an authority asks before a penalty notice, as the school holds it from its trust."""

import datetime as dt

from schools.policy.models import AuthorityProfile
from tenants.policies.rules.profile import Profile
from tenants.policies.rules.profile_file import kept_profile
from tenants.trusts.models import School


def profile_row_on(authority: str, day: dt.date) -> AuthorityProfile | None:
    """The version that holds on a day, as what rests on it cites it. `authority` is the authority's short name."""
    begun = AuthorityProfile.objects.filter(authority=authority, from_day__lte=day)
    return begun.order_by("-version").first()


def profile_on(authority: str, day: dt.date) -> Profile | None:
    """What the authority asks on a day; None where the trust has not written it down for then."""
    row = profile_row_on(authority, day)
    return None if row is None else kept_profile(row.document)


def own_profile_on(school: School, day: dt.date) -> Profile | None:
    """As `profile_on`, of the authority that the school is in."""
    return profile_on(str(school.authority.slug), day)


def profiles_on(day: dt.date) -> dict[str, AuthorityProfile]:
    """The version that holds on a day of each authority that has one, by its short name."""
    begun = AuthorityProfile.objects.filter(from_day__lte=day)
    return {row.authority: row for row in begun.order_by("authority", "version")}
