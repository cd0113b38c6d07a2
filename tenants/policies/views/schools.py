"""How each school of the trust stands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from tenants.policies.models import SchoolPolicy
from tenants.policies.pages.schools import lede, school_rows
from tenants.policies.queries import versions
from tenants.trusts.models import School


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def schools(request: MemberRequest) -> HttpResponse:
    """Which version and which lines of its own decide at each school, and who is behind."""
    approved = list(versions(request.place.key))
    told = {row.school_id: row for row in SchoolPolicy.objects.all()}
    rows = school_rows(School.objects.filter(trust_id=request.place.key), told, approved)
    newest = approved[0].version if approved else 0
    return render(request, "policies/schools.html", {"rows": rows, "lede": lede(rows, newest)})
