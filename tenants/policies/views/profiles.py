"""What authorities ask, read: the list of them, one profile as it holds, and each version of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from tenants.policies.models import ProfileVersion
from tenants.policies.pages.profiles import authorities_lede, authority_rows, state_of
from tenants.policies.queries import profile_drafts, profile_on, profiles, profiles_on
from tenants.policies.rules.profile_aloud import profile_differences, said
from tenants.policies.rules.profile_file import kept_profile, profile_as_toml
from tenants.trusts.models import LocalAuthority, School


def authority_named(request: MemberRequest, slug: str) -> LocalAuthority:
    """The authority of that short name, or a 404."""
    found: LocalAuthority | None = next((one for one in request.place.authorities if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def authorities(request: MemberRequest) -> HttpResponse:
    """Every authority, with the profile that holds today."""
    trust = request.place.key
    schools = School.objects.filter(trust_id=trust).values_list("authority_id", flat=True)
    held = profiles_on(trust, clock.today())
    rows = authority_rows(request.place.authorities, schools, held, profile_drafts(trust))
    return render(request, "policies/authorities.html", {"rows": rows, "lede": authorities_lede(rows)})


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def profile(request: MemberRequest, authority: str) -> HttpResponse:
    """What one authority asks today, its draft, and every version."""
    here, trust, today = authority_named(request, authority), request.place.key, clock.today()
    held = profile_on(trust, authority, today)
    document = kept_profile(held.document) if held else None
    context = {
        "authority": here,
        "held": held,
        "profile": document,
        "said": said(document) if document else (),
        "draft": profile_drafts(trust).get(authority),
        "rows": [(row, state_of(row, held, today)) for row in profiles(trust, authority)],
        "drafts": may(request.member, Permission.DRAFT_TRUST_POLICY),
    }
    return render(request, "policies/profile.html", context)


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def profile_version(request: MemberRequest, authority: str, number: int) -> HttpResponse:
    """One version, and how it differs from the one before."""
    here, row = authority_named(request, authority), _version(request, authority, number)
    document = kept_profile(row.document)
    before = profiles(request.place.key, authority).filter(version__lt=number).first()
    context = {
        "authority": here,
        "row": row,
        "profile": document,
        "said": said(document),
        "before": before,
        "changes": profile_differences(kept_profile(before.document), document) if before else [],
    }
    return render(request, "policies/profile_version.html", context)


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def profile_file(request: MemberRequest, authority: str, number: int) -> HttpResponse:
    """A version as a file, to be read and changed elsewhere."""
    authority_named(request, authority)
    row = _version(request, authority, number)
    content = profile_as_toml(kept_profile(row.document))
    response = HttpResponse(content, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="profile-{authority}-{row.version}.toml"'
    return response


def _version(request: MemberRequest, authority: str, number: int) -> ProfileVersion:
    if number >= 2**31:  # more than the column holds
        raise Http404
    return get_object_or_404(profiles(request.place.key, authority), version=number)
