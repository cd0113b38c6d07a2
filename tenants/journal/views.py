"""The page on which a trust, or an authority, reads its own audit lines."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from tenants.journal.pages import told
from tenants.journal.queries import lines_here

#: Lines on one page.
PAGE = 100


@requires(Permission.SEE_SIGN_INS)
@require_safe
def sign_ins(request: MemberRequest) -> HttpResponse:
    """Who signed in, who tried to, and what was done above the schools, newest first."""
    page = Paginator(lines_here(), PAGE).get_page(request.GET.get("page"))
    return render(request, "trust_journal/sign_ins.html", {"page": page, "lines": told(list(page))})
