"""Reading the policy: what decides today, what is coming, and whatever a decision ever cited."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from schools.policy import queries
from schools.policy.models import OverrideVersion, PolicyVersion
from schools.policy.pages import lines as pages
from schools.policy.queries.profiles import profiles_on
from tenants.policies.pages.reading import counts, read_aloud
from tenants.policies.rules.canonical import kept
from tenants.policies.rules.profile_aloud import said
from tenants.policies.rules.profile_file import kept_profile


@requires(Permission.SEE_POLICY)
@require_safe
def policy(request: MemberRequest) -> HttpResponse:
    """What decides today, read aloud; the lines that may be changed here; and what is coming."""
    today = clock.today()
    row, trusts = queries.in_force_on(today), queries.trusts_on(today)
    if row is None or trusts is None:
        return render(request, "policy/none.html")
    here = kept(row.document)
    drafts = may(request.member, Permission.DRAFT_OVERRIDE)
    own = pages.own_lines(trusts, here, queries.lines_of(row.override), drafts=drafts)
    context = {
        "row": row,
        "name": pages.name_of(row),
        "read": read_aloud(here),
        "own": own,
        "lede": pages.lede(own),
        "now": pages.coming(row, queries.lines_of(row.override)),
        "coming": [pages.coming(one, queries.lines_of(one.override)) for one in queries.in_force_after(today)],
        "lacking": pages.lacking(here, queries.unheld()),
        "drafts": drafts,
        "draft": queries.draft(),
        "tries": may(request.member, Permission.TRY_POLICY),
        "overrides": OverrideVersion.objects.order_by("-number"),
        "versions": PolicyVersion.objects.order_by("-version"),
    }
    return render(request, "policy/policy.html", context)


@requires(Permission.SEE_POLICY)
@require_safe
def pair(request: MemberRequest, version: int, override: int) -> HttpResponse:
    """A version with an override, as a decision cites it, read aloud."""
    row = queries.of_pair(version, override) if version < 2**31 and override < 2**31 else None
    if row is None:
        raise Http404
    here, lines = kept(row.document), queries.lines_of(override)
    own = pages.own_lines(kept(PolicyVersion.objects.get(pk=version).document), here, lines, drafts=False)
    context = {
        "row": row,
        "name": pages.name_of(row),
        "read": read_aloud(here),
        "counts": counts(here),
        "own": [one for one in own if one.trusts],
        "now": pages.coming(row, lines),
    }
    return render(request, "policy/pair.html", context)


@requires(Permission.SEE_POLICY)
@require_safe
def authorities(request: MemberRequest) -> HttpResponse:
    """What the school's authority asks before a penalty notice, read aloud; and others, where pupils may live."""
    school = request.place.school
    if school is None:
        raise Http404
    held = {slug: (row, kept_profile(row.document)) for slug, row in profiles_on(clock.today()).items()}
    own = held.pop(str(school.authority.slug), None)
    context = {
        "authority": school.authority.name,
        "row": own[0] if own else None,
        "profile": own[1] if own else None,
        "said": said(own[1]) if own else (),
        "others": [(row, profile, said(profile)) for row, profile in held.values()],
    }
    return render(request, "policy/authorities.html", context)
