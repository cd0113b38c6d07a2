"""The policy as it is live, and each version of it, with its file."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from tenants.policies.pages.reading import counts, read_aloud, version_rows
from tenants.policies.queries import document_of, draft_of, live_on, versions
from tenants.policies.rules.difference import differences
from tenants.policies.rules.document import Policy
from tenants.policies.rules.writing import as_toml


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def policy(request: MemberRequest) -> HttpResponse:
    """What decides today, read aloud; the draft, if there is one; every version."""
    trust = request.place.key
    live = live_on(trust, clock.today())
    document = document_of(live) if live else None
    draft = draft_of(trust)
    context = {
        "live": live,
        "read": read_aloud(document) if document else None,
        "counts": counts(document) if document else "",
        "draft": draft,
        "next": document_of(draft).version if draft else None,
        "rows": version_rows(list(versions(trust)), live),
        "drafts": may(request.member, Permission.DRAFT_TRUST_POLICY),
    }
    return render(request, "policies/policy.html", context)


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def policy_version(request: MemberRequest, number: int) -> HttpResponse:
    """One version read aloud, and how it differs from the one before."""
    row = get_object_or_404(policy_for(Permission.SEE_TRUST_POLICY).visible(request.member), version=number)
    document = document_of(row)
    before = versions(request.place.key).filter(version__lt=number).first()
    context = {
        "row": row,
        "read": read_aloud(document),
        "counts": counts(document),
        "before": before,
        "changes": differences(document_of(before), document) if before else [],
    }
    return render(request, "policies/version.html", context)


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def policy_file(request: MemberRequest, number: int) -> HttpResponse:
    """A version as a file, to be read and changed elsewhere."""
    row = get_object_or_404(policy_for(Permission.SEE_TRUST_POLICY).visible(request.member), version=number)
    return _file(document_of(row))


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def draft_file(request: MemberRequest) -> HttpResponse:
    """The draft as a file."""
    draft = draft_of(request.place.key)
    if draft is None:
        raise Http404
    return _file(document_of(draft))


def _file(document: Policy) -> HttpResponse:
    response = HttpResponse(as_toml(document), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="policy-{document.key}-{document.version}.toml"'
    return response
