"""What a trust's schools share with authorities, on the trust's host."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from tenants.shares.pages.indexed import lede, lines_of
from tenants.shares.queries.indexed import index_here, school_names

ON_A_PAGE = 100


@requires(Permission.SEE_SHARE_INDEX)
@require_safe
def shares(request: MemberRequest) -> HttpResponse:
    """Every share of the trust's schools, or of one of them."""
    names = school_names()
    rows = index_here()
    now = rows.filter(ended_at=None)
    said = lede(now.count(), now.values("school_id").distinct().count(), rows.count() - now.count())
    chosen = next((key for key in names if str(key) == request.GET.get("school")), None)
    shown = Paginator(rows.filter(school_id=chosen) if chosen else rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "lines": lines_of(shown, names),
        "schools": [(str(key), name, key == chosen) for key, name in names.items()],
        "query": f"&school={chosen}" if chosen else "",
        "lede": said,
    }
    return render(request, "shares/index.html", context)
